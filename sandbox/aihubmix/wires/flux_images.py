"""Flux on `/v1/images/generations`: OpenAI's answer around a picture that may well be a JPEG."""

from aiohttp import web

from sandbox.aihubmix.errors import upstream_error
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.predictions.asks import Ask, priced
from sandbox.aihubmix.predictions.fields import Fields
from sandbox.aihubmix.predictions.job import make
from sandbox.aihubmix.predictions.sizes import colon_ratio, written
from sandbox.aihubmix.routing import Route

_KONTEXT = "FLUX.1-Kontext-pro"
MODELS = priced({_KONTEXT: "0.04", "FLUX-1.1-pro": "0.04"})  # not published, plausible
_MOST = 4  # not documented


def _read(intake: Intake) -> Ask:
    fields = Fields(intake.body)
    shaped = ("aspect_ratio",) if intake.model == _KONTEXT else ()
    fields.only("model", "prompt", "n", "size", "safety_tolerance", *shaped)
    if fields.has("size") and fields.has("aspect_ratio"):
        raise upstream_error("Send either size or aspect_ratio, not both.", "invalid_value", "aspect_ratio")
    fields.whole("safety_tolerance", 2, range(7))
    size = colon_ratio(fields) or written(fields)
    return Ask(fields.prompt(), size, fields.count(_MOST), format="jpeg")


async def _generate(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    return await make(gateway, intake, _read(intake), "openai")


def _work(intake: Intake) -> Work:
    return _read(intake).work()


ROUTES = (Route("POST", "/v1/images/generations", _generate, frozenset(model.id for model in MODELS), work=_work),)
