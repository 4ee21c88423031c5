"""`/ai/v1`: pictures and videos as tasks of one form, with closed request bodies and native errors."""

from decimal import Decimal
from functools import partial

from aiohttp import web

from sandbox.aihubmix import unified_images, unified_videos
from sandbox.aihubmix.behaviours import Refuse
from sandbox.aihubmix.errors import native_error
from sandbox.aihubmix.film_asks import filmed
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, PerImage, PerSecond, Work
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.unified_tasks import Medium, content, listed, show
from sandbox.aihubmix.unified_work import REFUSED_INPUT, REFUSED_OUTPUT, planned, undertake

# No document has a price of these; the figures are plausible and no more.
MODELS = (
    Model("qwen-image-3.0", PerImage(Decimal("0.05"))),
    Model("mai-image-2.5", PerImage(Decimal("0.04"))),
    Model("mai-image-2.5-flash", PerImage(Decimal("0.02"))),
    Model("minimax-h3", PerSecond(Decimal("0.10")), "video"),
)
_PICTURING = frozenset(
    [
        "gpt-image-2",
        "gpt-image-2-free",
        "gpt-image-2.5-flare",
        "gpt-image-2.5-sunburst",
        "qwen-image-3.0",
        "wan2.7-image",
        "flux-2-pro",
        "flux-2-flex",
        "mai-image-2.5",
        "mai-image-2.5-flash",
        "glm-image",
    ]
)
_LATER_ONLY = frozenset(["flux-2-pro", "flux-2-flex"])
_LARGEST = 32 * 1024 * 1024
_BOTH: tuple[Medium, Medium] = ("image", "video")


async def _generate(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    _check_length(intake)
    ask = unified_images.read(intake.model, intake.body)
    if intake.model in _LATER_ONLY and not ask.asynchronous:
        text = "This model is available as an asynchronous task only."
        raise native_error(400, "capability_not_supported", text, malformed=True)
    if ask.asynchronous and not gateway.async_enabled:
        text = "Enable asynchronous tasks at https://console.aihubmix.com/async-tasks first."
        raise native_error(403, "async_not_enabled", text)
    pictures = await ask.pictures(gateway.files)
    refusal = None if ask.asynchronous else intake.conduct.get(Refuse)
    if refusal and refusal.stage == "input":
        raise native_error(400, "upstream_rejected", REFUSED_INPUT)
    if refusal is None:
        gateway.charge(intake, ask.work)
    job = planned(intake, "image", pictures, as_base64=ask.as_base64)
    if refusal:
        job.error = {"code": "output_blocked", "message": REFUSED_OUTPUT}
    answer = await undertake(gateway, intake, job, wait=not ask.asynchronous)
    if refusal:
        raise native_error(422, "output_blocked", REFUSED_OUTPUT)
    return answer


async def _film(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    _check_length(intake)
    ask = unified_videos.read(intake.model, intake.body)
    film = await filmed(ask, gateway.files)
    gateway.charge(intake, ask.work)
    job = planned(intake, "video", [film])
    if unified_videos.OFFERS[intake.model].as_message and job.results:
        stored = job.results.pop().stored
        job.message = gateway.url + gateway.files.publish(film, stored.fate)[0]
    return await undertake(gateway, intake, job)


def _check_length(intake: Intake) -> None:
    if (intake.request.content_length or 0) > _LARGEST:
        raise native_error(413, "request_too_large", "The request is larger than 32 MiB.", malformed=True)


def _picture_work(intake: Intake) -> Work:
    return unified_images.read(intake.model, intake.body).work


def _film_work(intake: Intake) -> Work:
    return unified_videos.read(intake.model, intake.body).work


def _picture_schema(model: str) -> Json:
    return unified_images.body(model).schema()


def _film_schema(model: str) -> Json:
    return unified_videos.body(model).schema()


_create = partial(Route, "POST", native=True, lasting=True)
_look = partial(Route, "GET", native=True)


def _looking(path: str, *media: Medium) -> tuple[Route, ...]:
    return (
        _look(path, partial(listed, media=media)),
        _look(path + "/{id}", partial(show, media=media)),
        _look(path + "/{id}/content", partial(content, media=media)),
        _look(path + "/{id}/content/{result}", partial(content, media=media)),
    )


ROUTES = (
    _create(
        "/ai/v1/images/generations",
        _generate,
        _PICTURING,
        work=_picture_work,
        newcomers=True,
        schema=_picture_schema,
    ),
    _create("/ai/v1/videos", _film, frozenset(unified_videos.OFFERS), work=_film_work, schema=_film_schema),
    *_looking("/ai/v1/images", "image"),
    *_looking("/ai/v1/videos", "video"),
    *_looking("/ai/v1/tasks", *_BOTH),
)
