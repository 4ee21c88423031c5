"""Wan and Qwen Image on `/v1/images/generations` and `/v1/images/edits`: links by default."""

from typing import Any

from aiohttp import web

from sandbox.aihubmix.errors import unknown_parameter, upstream_error
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.paint import readable
from sandbox.aihubmix.predictions.asks import Ask
from sandbox.aihubmix.predictions.families import bailian
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.job import Job
from sandbox.aihubmix.predictions.sizes import SQUARE, written
from sandbox.aihubmix.routing import Route

_MOST = 4  # not documented
_MOST_PICTURES = 3
_NAMES = (
    "model",
    "prompt",
    "n",
    "size",
    "response_format",
    "negative_prompt",
    "prompt_extend",
    "seed",
    "watermark",
    "thinking_mode",
)
_ALL = frozenset(model.id for model in bailian.MODELS)
_MAKING = _ALL - {"qwen-image-edit-plus", "qwen-image-edit-max"}
_CHANGING = _ALL - {"wan2.6-t2i", "qwen-image-max", "qwen-image-plus"}


def _read(given: dict[str, Any]) -> Ask:
    fields = Fields(given | ({"size": given["size"].replace("*", "x")} if isinstance(given.get("size"), str) else {}))
    fields.only(*_NAMES)
    fields.text("negative_prompt")
    for name in ("prompt_extend", "watermark", "thinking_mode"):
        fields.flag(name)
    wanted = fields.choice("response_format", ("url", "b64_json"))
    size = written(fields, default=SQUARE, named=("1K", "2K", "4K"))
    return Ask(
        fields.prompt(), size, fields.count(_MOST), fields.seed(), shape="openai_url" if wanted == "url" else "openai"
    )


def _typed(form: dict[str, str]) -> dict[str, Any]:
    """A form knows only text; these fields mean numbers and truth values."""
    typed: dict[str, Any] = dict(form)
    typed |= {name: int(form[name]) for name in ("n", "seed") if form.get(name, "").isdigit()}
    flags = ("prompt_extend", "watermark", "thinking_mode")
    return typed | {name: form[name] == "true" for name in flags if form.get(name) in ("true", "false")}


async def _generate(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    ask = _read(intake.body)
    return await Job(gateway, intake, ask, ()).answer(ask.shape or "openai_url")


async def _edit(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    ask = _read(_typed(intake.received.fields))
    uploads = intake.received.files
    unknown = next((upload.name for upload in uploads if upload.name not in ("image", "image[]")), None)
    if unknown is not None:
        raise unknown_parameter(unknown)
    if not 0 < len(uploads) <= _MOST_PICTURES or not all(readable(upload.data) for upload in uploads):
        raise upstream_error(f"Invalid 'image': one to {_MOST_PICTURES} pictures.", "invalid_value", "image")
    pictures = tuple(upload.data for upload in uploads)
    return await Job(gateway, intake, ask, pictures).answer(ask.shape or "openai_url")


def _work(intake: Intake) -> Work:
    return _read(intake.body).work()


def _edit_work(intake: Intake) -> Work:
    return _read(_typed(intake.received.fields)).work()


ROUTES = (
    Route("POST", "/v1/images/generations", _generate, _MAKING, work=_work),
    Route("POST", "/v1/images/edits", _edit, _CHANGING, work=_edit_work),
)
