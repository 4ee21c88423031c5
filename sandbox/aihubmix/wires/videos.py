"""`/v1/videos` in OpenAI's manner: asked for, looked up, fetched with the key; each family with its own fields."""

import base64
import secrets
from dataclasses import dataclass
from decimal import Decimal

import orjson
from aiohttp import web

from sandbox.aihubmix.behaviours import (
    ExpiredLink,
    Fewer,
    LinkBehaviour,
    PlainError,
    Prose,
    Refuse,
    RunningWord,
    TaskFailure,
    WrongBytes,
)
from sandbox.aihubmix.delivery import deliver
from sandbox.aihubmix.errors import gateway_error, moderation_blocked
from sandbox.aihubmix.files import StoredFile
from sandbox.aihubmix.film_asks import FilmAsk, filmed
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, PerSecond, Work
from sandbox.aihubmix.polls import troubled
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.streams import whole
from sandbox.aihubmix.tasks import Task
from sandbox.aihubmix.video_families import Family, content_list, flat, nested, referring, veo

_LANE = "v1-videos"
_DAY = 24 * 3600
_POLICY = "Video generation failed due to content policy violation"
_FAMILIES = {
    "veo-3.1-generate-preview": veo(),
    "veo-3.1-fast-generate-preview": veo(),
    "veo-3.1-lite-generate-preview": veo(),
    "wan2.6-t2v": flat(2, 15, "none"),
    "wan2.6-i2v": flat(2, 15, "required"),
    "wan2.6-r2v": referring(2, 15),
    "wan2.7-t2v": nested("none"),
    "wan2.7-i2v": nested("required"),
    "wan2.7-r2v": nested("reference"),
    "happyhorse-1.0": nested(),
    "happyhorse-1.1": nested(),
    "doubao-seedance-2-0-260128": content_list(),
    "doubao-seedance-2-0-fast-260128": content_list(),
    "doubao-seedance-2-5-260628": content_list(),
    "jimeng-3.0-pro": flat(5, 10),
    "jimeng-3.0-1080p": flat(5, 10),
    "kling-v3-omni": flat(3, 15, body_form="progress"),
}
# No document has a price of these; the figures are plausible and no more.
_PER_SECOND = {
    "veo-3.1-generate-preview": "0.40",
    "veo-3.1-fast-generate-preview": "0.15",
    "veo-3.1-lite-generate-preview": "0.08",
    "wan2.6-t2v": "0.10",
    "wan2.6-i2v": "0.10",
    "wan2.6-r2v": "0.10",
    "wan2.7-t2v": "0.12",
    "wan2.7-i2v": "0.12",
    "wan2.7-r2v": "0.12",
    "happyhorse-1.0": "0.08",
    "happyhorse-1.1": "0.10",
    "doubao-seedance-2-0-260128": "0.10",
    "doubao-seedance-2-0-fast-260128": "0.05",
    "doubao-seedance-2-5-260628": "0.12",
    "jimeng-3.0-pro": "0.08",
    "jimeng-3.0-1080p": "0.06",
    "kling-v3-omni": "0.15",
}
MODELS = tuple(Model(name, PerSecond(Decimal(usd)), "video") for name, usd in _PER_SECOND.items())


@dataclass(frozen=True)
class _Job:
    ask: FilmAsk
    family: Family
    stored: StoredFile | None
    """None where nothing comes of it."""
    error: str


async def _create(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    ask = _read(intake)
    refusal = intake.conduct.get(Refuse)
    if refusal and refusal.stage == "input":
        raise moderation_blocked()
    job = await _job(gateway, intake, ask)
    gateway.charge(intake, ask.work)
    course = gateway.course(intake)
    cut = course.spared()

    async def outcome() -> _Job:
        return job

    task = gateway.tasks.open(_new_id(intake.model), _LANE, intake, course, outcome)
    task.outcome = job  # looked at long before the work is over
    return await whole(intake, _told(gateway, task), cut=cut)


def _read(intake: Intake) -> FilmAsk:
    return _FAMILIES[intake.model].read(_given(intake))


def _given(intake: Intake) -> Json:
    """A form knows only text, so its digits mean a number."""
    received = intake.received
    if not received.fields:
        return intake.body
    if not _FAMILIES[intake.model].uploads:
        raise gateway_error(400, "The request body must be a JSON object", malformed=True)
    given: Json = dict(received.fields) | {upload.name: upload.data for upload in received.files}
    if received.fields.get("seconds", "").isdigit():
        given["seconds"] = int(received.fields["seconds"])
    return given


async def _job(gateway: Gateway, intake: Intake, ask: FilmAsk) -> _Job:
    conduct = intake.conduct
    film = await filmed(ask, gateway.files)
    fewer, failure = conduct.get(Fewer), conduct.get(TaskFailure)
    nothing = bool(conduct.get(Prose) or (fewer and fewer.n < 1))
    fate = conduct.get(LinkBehaviour) or conduct.get(WrongBytes)
    error = failure.message if failure else _POLICY if conduct.get(Refuse) else ""
    stored = None if nothing or error else StoredFile(film, fate)
    return _Job(ask, _FAMILIES[intake.model], stored, error)


def _new_id(model: str) -> str:
    named = orjson.dumps({"model": model, "id": secrets.token_hex(24)})
    return base64.urlsafe_b64encode(named).decode().rstrip("=")


async def _retrieve(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    task = _task(gateway, intake)
    trouble = troubled(task)
    return trouble if trouble is not None else await whole(intake, _told(gateway, task, looked=True))


async def _content(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    task = _task(gateway, intake)
    job: _Job = task.outcome
    if task.status != "done":
        raise gateway_error(400, "The video is not ready", "video_not_ready")
    if job.stored is None:
        raise gateway_error(404, "The video has no content", "video_not_found")
    if isinstance(job.stored.fate, ExpiredLink):
        raise gateway_error(job.stored.fate.status, "The video has expired", "video_expired")
    return await deliver(intake, job.stored)


async def _delete(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    task = _task(gateway, intake)
    gateway.tasks.forget(task.id)
    return await whole(intake, {"id": task.id, "object": "video.deleted", "deleted": True})


def _task(gateway: Gateway, intake: Intake) -> Task:
    task = gateway.tasks.get(intake.request.match_info["id"], _LANE)
    if task is None:
        raise gateway_error(404, "Video not found", "video_not_found")
    return task


def _told(gateway: Gateway, task: Task, *, looked: bool = False) -> Json:
    """Who asks for a video hears that it is queued; only who looks it up hears more."""
    job: _Job = task.outcome
    done = looked and task.look() == "done"
    status = _status(task, job, done=done) if looked else "queued"
    common: Json = {
        "id": task.id,
        "object": "video",
        "model": task.intake.model,
        "status": status,
        "prompt": job.ask.prompt,
        "error": _error(task.intake, job) if status == "failed" else None,
    }
    form = _with_progress if job.family.body_form == "progress" else _with_url
    return common | form(gateway, task, status)


def _status(task: Task, job: _Job, *, done: bool) -> str:
    if done:
        return "failed" if job.error else "completed"
    word = task.intake.conduct.get(RunningWord)
    return "queued" if task.status == "pending" else word.word if word else "in_progress"


def _error(intake: Intake, job: _Job) -> Json | str:
    plain = intake.conduct.get(PlainError)
    return job.error if plain else {"message": job.error, "type": "video_generation_error"}


def _with_url(gateway: Gateway, task: Task, status: str) -> Json:
    job: _Job = task.outcome
    width, height = job.ask.size
    url = f"{gateway.url}/v1/videos/{task.id}/content" if status == "completed" and job.stored else None
    return {
        "created": int(task.created),
        "duration": job.ask.seconds,
        "width": width,
        "height": height,
        "url": url,
    }


def _with_progress(gateway: Gateway, task: Task, status: str) -> Json:
    job: _Job = task.outcome
    over = int(task.finished or 0) if status in ("completed", "failed") else None
    return {
        "created_at": int(task.created),
        "progress": 100 if status == "completed" else 0 if status == "queued" else 50,
        "seconds": str(job.ask.seconds),
        "size": "{}x{}".format(*job.ask.size),
        "completed_at": over,
        "expires_at": over + _DAY if over and status == "completed" else None,
    }


def _work(intake: Intake) -> Work:
    return _read(intake).work


def _schema(model: str) -> Json:
    return _FAMILIES[model].body.schema()


ROUTES = (
    Route("POST", "/v1/videos", _create, frozenset(_FAMILIES), work=_work, lasting=True, schema=_schema),
    Route("GET", "/v1/videos/{id}", _retrieve),
    Route("GET", "/v1/videos/{id}/content", _content),
    Route("DELETE", "/v1/videos/{id}", _delete),
)
