"""What a look-up of a task says: in the maker's own form, or in one that clients have been ready for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.aihubmix.behaviours import FailTask, Refuse, ShapeName, TaskDialect
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.paint import Picture
from sandbox.aihubmix.predictions.delivery import in_base64
from sandbox.aihubmix.predictions.shapes import SHAPES
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.tasks import Status, Task

LANE = "predictions"


@dataclass(frozen=True)
class Outcome:
    pictures: Sequence[Picture] = ()
    links: Sequence[str] = ()
    failure: str = ""
    """The maker's word for it; empty where all went well."""
    reason: str = ""


def outcome(intake: Intake, pictures: Sequence[Picture], links: Sequence[str]) -> Outcome:
    refusal, failing = intake.conduct.get(Refuse), intake.conduct.get(FailTask)
    if failing:
        return Outcome(failure="Error", reason=failing.text)
    if refusal:
        word = "Request Moderated" if refusal.stage == "input" else "Content Moderated"
        return Outcome(failure=word, reason="Safety Filter")
    return Outcome(pictures, links)


@dataclass(frozen=True)
class _Form:
    """Where the state stands, its words, and the shape of what was made."""

    key: str
    pending: str
    running: str
    done: str
    failed: str
    rows: ShapeName

    def word(self, state: Status) -> str:
        return {"pending": self.pending, "running": self.running, "done": self.done}[state]


_FORMS = {
    "urls": _Form("status", "queued", "processing", "succeeded", "failed", "urls"),
    "bytes": _Form("status", "pending", "in_progress", "completed", "failed", "bytes"),
    "nested_bytes": _Form("status", "pending", "in_progress", "completed", "failed", "nested_bytes"),
    "state": _Form("state", "queued", "running", "succeeded", "error", "urls"),
    "task_status": _Form("task_status", "PENDING", "RUNNING", "SUCCEEDED", "CANCELED", "url"),
}


def not_found(task_id: str) -> Json:
    return {"id": task_id, "status": "Task not found", "result": None, "progress": None}


async def told(task: Task, task_id: str) -> Json:
    """The body for somebody who asks now; `task_id` is the name by which they know it."""
    state = task.look()
    dialect = task.intake.conduct.get(TaskDialect) or TaskDialect()
    if dialect.name == "bfl":
        return {"id": task_id} | _maker(task, state)
    if dialect.name == "result_status":
        return {"id": task_id, "result": _within(task, state)}
    form = _FORMS[dialect.name]
    if state != "done":
        return {"id": task_id, form.key: form.word(state)}
    made: Outcome = task.outcome
    if made.failure:
        error = {"message": f"{made.failure}: {made.reason}", "code": made.failure.lower().replace(" ", "_")}
        return {"id": task_id, form.key: form.failed, "error": error}
    return {"id": task_id, form.key: form.done} | await _rows(task, made, form.rows)


def _maker(task: Task, state: Status) -> Json:
    """Black Forest Labs' own form, passed through."""
    if state != "done":
        return {"status": "Pending", "result": None, "progress": None}
    made: Outcome = task.outcome
    if made.failure:
        reasons = {"Moderation Reasons": [made.reason]} if "Moderated" in made.failure else {"error": made.reason}
        return {"status": made.failure, "result": None, "progress": None, "details": reasons}
    return {"status": "Ready", "result": _result(task, made)}


def _result(task: Task, made: Outcome) -> Json | None:
    if not made.links:
        return None
    picture, finished = made.pictures[0], task.finished or task.created
    return {
        "sample": made.links[0],
        "prompt": picture.prompt,
        "seed": picture.seed,
        "start_time": task.created,
        "end_time": finished,
        "duration": finished - task.created,
    }


def _within(task: Task, state: Status) -> Json:
    """The state stands beside the link, inside the result."""
    if state != "done":
        return {"status": state}
    made: Outcome = task.outcome
    if made.failure:
        return {"status": "failed", "error": f"{made.failure}: {made.reason}"}
    return {"status": "completed"} | (_result(task, made) or {})


async def _rows(task: Task, made: Outcome, name: ShapeName) -> Json:
    shape = SHAPES[name]
    if shape.linked:
        return shape.body(made.links)
    return shape.body([await in_base64(task.intake, picture) for picture in made.pictures])
