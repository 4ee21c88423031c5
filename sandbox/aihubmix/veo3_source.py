"""The page on which the mirror of the reversed video model keeps what became of a task."""

from sandbox.aihubmix.records import Json
from sandbox.aihubmix.tasks import Task
from sandbox.aihubmix.veo3_job import Job

_SUCCESSFUL = "MEDIA_GENERATION_STATUS_SUCCESSFUL"
_FAILED = "MEDIA_GENERATION_STATUS_FAILED"
_ACTIVE = "MEDIA_GENERATION_STATUS_ACTIVE"
_FILMED = frozenset(["video_generation_completed", "video_upsampling", "video_upsampling_completed", "completed"])


def page(task: Task) -> Json:
    job: Job = task.outcome
    done = task.look() == "done"
    reached = [beat for beat in job.told if done or beat.status not in ("completed", "failed")]
    status = reached[-1].status if reached else "pending"
    completed, failed = status == "completed", status == "failed"
    return {
        "id": task.id,
        "status": status,
        "running": not done,
        "retry_count": reached[-1].retries if reached else 0,
        "max_retries": 3,
        "req": job.asked,
        "video_url": (job.preview or None) if status in _FILMED else None,
        "upsample_video_url": (job.final or None) if completed else None,
        "video_generation_status": _FAILED if failed else _SUCCESSFUL if status in _FILMED else _ACTIVE,
        "upsample_status": _SUCCESSFUL if completed else None,
        "error_message": job.error if failed else None,
        "video_generation_error": None,
        "upsample_error": None,
        "created_at": int(task.created),
        "completed_at": int(task.finished or 0) if done else None,
    }
