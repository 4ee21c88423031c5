"""The task object of `/ai/v1`, its lists, and the files behind it."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

from sandbox.aihubmix.behaviours import ExpiredLink, WrongBytes
from sandbox.aihubmix.delivery import deliver
from sandbox.aihubmix.errors import native_error
from sandbox.aihubmix.files import StoredFile
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.polls import troubled
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.streams import whole
from sandbox.aihubmix.tasks import Task
from sandbox.aihubmix.wrong_bytes import spoil

Medium = Literal["image", "video"]
LANES: dict[Medium, str] = {"image": "ai-images", "video": "ai-videos"}
_LIFE = 2 * 3600


@dataclass
class Result:
    stored: StoredFile
    as_base64: bool = False
    id: str = field(default_factory=lambda: f"res_{secrets.token_hex(8)}")

    async def base64(self) -> str:
        fate = self.stored.fate
        data = (await spoil(fate, self.stored.picture))[0] if isinstance(fate, WrongBytes) else await self.stored.read()
        return base64.b64encode(data).decode()


@dataclass
class Job:
    medium: Medium
    results: list[Result] = field(default_factory=list[Result])
    message: str = ""
    """Words in place of files."""
    error: Json | None = None


def task_id() -> str:
    return f"t_{secrets.token_hex(16)}"


async def told(gateway: Gateway, task: Task, *, fresh: bool = False) -> Json:
    """The nine fields. `fresh` for the one who has just asked for the work and waits for nothing."""
    job: Job = task.outcome
    state = "pending" if fresh else task.look()
    done = state == "done"
    failed = done and job.error is not None
    finished = int(task.finished or 0) if done else None
    return {
        "id": task.id,
        "object": job.medium,
        "model": task.intake.model,
        "status": "failed" if failed else {"pending": "pending", "running": "in_progress", "done": "completed"}[state],
        "output": await _output(gateway, task, job) if done and not failed else [],
        "error": job.error if failed else None,
        "created_at": int(task.created),
        "completed_at": finished,
        "expires_at": finished + _LIFE if finished and not failed else None,
    }


async def _output(gateway: Gateway, task: Task, job: Job) -> list[Json]:
    if job.message:
        return [{"type": "message", "content": [{"type": "output_text", "text": job.message}]}]
    place = f"{gateway.url}/ai/v1/{job.medium}s/{task.id}/content"
    return [
        {
            "index": index,
            "type": "file",
            "b64_json": await result.base64() if result.as_base64 else None,
            "content_url": place if job.medium == "video" else f"{place}/{result.id}",
        }
        for index, result in enumerate(job.results)
    ]


def find(gateway: Gateway, intake: Intake, media: Iterable[Medium]) -> Task:
    for medium in media:
        task = gateway.tasks.get(intake.request.match_info["id"], LANES[medium])
        if task is not None:
            return task
    raise native_error(404, "task_not_found", "The task was not found.")


async def show(gateway: Gateway, intake: Intake, media: Iterable[Medium]) -> web.StreamResponse:
    task = find(gateway, intake, media)
    trouble = troubled(task)
    return trouble if trouble is not None else await whole(intake, await told(gateway, task))


async def listed(gateway: Gateway, intake: Intake, media: Iterable[Medium]) -> web.StreamResponse:
    query = intake.received.query
    lanes = [LANES[medium] for medium in media if medium == query.get("object", medium)]
    tasks = [task for lane in lanes for task in gateway.tasks.of(lane)]
    tasks.sort(key=lambda task: task.created, reverse=query.get("order", "desc") != "asc")
    limit, wanted = _limit(query.get("limit", "20")), query.get("status")
    rows = [await told(gateway, task) for task in _after(tasks, query.get("after"))]
    rows = [row for row in rows if wanted in (None, row["status"])]
    more = len(rows) > limit
    last = rows[limit - 1]["id"] if more else None
    return await whole(intake, {"object": "list", "data": rows[:limit], "has_more": more, "next_after": last})


def _after(tasks: list[Task], cursor: str | None) -> list[Task]:
    if cursor is None:
        return tasks
    for index, task in enumerate(tasks, start=1):
        if task.id == cursor:
            return tasks[index:]
    raise native_error(400, "invalid_cursor", "The cursor is invalid.", malformed=True)


def _limit(given: str) -> int:
    if not given.isdigit() or not 1 <= int(given) <= 100:
        raise native_error(400, "invalid_request", "`limit` must be between 1 and 100.", malformed=True)
    return int(given)


async def content(gateway: Gateway, intake: Intake, media: Iterable[Medium]) -> web.StreamResponse:
    task = find(gateway, intake, media)
    job: Job = task.outcome
    if task.status != "done":
        raise native_error(409, "result_not_ready", "The result is not ready.")
    result = _result(job, intake.request.match_info.get("result"))
    if isinstance(result.stored.fate, ExpiredLink):
        raise native_error(410, "artifact_expired", "The result has expired.")
    return await deliver(intake, result.stored)


def _result(job: Job, result_id: str | None) -> Result:
    if result_id is None and len(job.results) > 1:
        raise native_error(400, "result_id_required", "The task has several results; name one.", malformed=True)
    found = None if job.error else next((one for one in job.results if result_id in (None, one.id)), None)
    if found is None:
        raise native_error(404, "result_not_found", "The result was not found.")
    return found
