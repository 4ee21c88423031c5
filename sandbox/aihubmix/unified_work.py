"""What becomes of work on `/ai/v1`, and the answer to whoever asked for it."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.aihubmix.behaviours import Fewer, LinkBehaviour, Prose, Refuse, TaskFailure, WrongBytes
from sandbox.aihubmix.files import StoredFile
from sandbox.aihubmix.film import Film
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.paint import Picture
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.streams import whole
from sandbox.aihubmix.unified_tasks import LANES, Job, Medium, Result, task_id, told

REFUSED_INPUT = "The request was rejected by the upstream safety system."
REFUSED_OUTPUT = "The result was blocked by the content policy."


def planned(intake: Intake, medium: Medium, made: Sequence[Picture | Film], *, as_base64: bool = False) -> Job:
    """The job as it will have ended."""
    conduct = intake.conduct
    fate = conduct.get(LinkBehaviour) or conduct.get(WrongBytes)
    fewer, prose = conduct.get(Fewer), conduct.get(Prose)
    kept = made[: fewer.n] if fewer else made
    results = [] if prose else [Result(StoredFile(one, fate), as_base64) for one in kept]
    return Job(medium, results, prose.text if prose else "", _error(intake))


def _error(intake: Intake) -> Json | None:
    failure, refusal = intake.conduct.get(TaskFailure), intake.conduct.get(Refuse)
    if failure:
        return {"code": failure.code, "message": failure.message}
    if refusal is None:
        return None
    if refusal.stage == "input":
        return {"code": "upstream_rejected", "message": REFUSED_INPUT, "upstream_detail": "input_moderation"}
    return {"code": "output_policy_violation", "message": REFUSED_OUTPUT, "upstream_detail": "output_moderation"}


async def undertake(gateway: Gateway, intake: Intake, job: Job, *, wait: bool = False) -> web.StreamResponse:
    """Begins the work and answers with its task, at once or when it is over."""
    course = gateway.course(intake)
    cut = course.spared()

    async def outcome() -> Job:
        return job

    task = gateway.tasks.open(task_id(), LANES[job.medium], intake, course, outcome)
    task.outcome = job  # looked at long before the work is over
    if wait:
        await task.ended.wait()
        task.looked_up += 1  # who has waited finds it done
    return await whole(intake, await told(gateway, task, fresh=not wait), cut=cut)
