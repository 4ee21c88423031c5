"""`/ideogram/v1/ideogram-v3/…`: Ideogram's native lane, with pictures as files and a header of its own for the key."""

from datetime import UTC, datetime

from aiohttp import web

from sandbox.aihubmix.behaviours import Fewer, Prose, Refuse
from sandbox.aihubmix.errors import Answered, gateway_error, moderation_blocked
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.ideogram_asks import IdeogramAsk, read_ideogram_ask
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.paint import Picture
from sandbox.aihubmix.predictions.asks import priced
from sandbox.aihubmix.predictions.delivery import publish
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.streams import whole

_MODEL = "ideogram-v3"
MODELS = priced({_MODEL: "0.06"})  # not published, plausible


async def _make(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    ask = _read(intake)
    refusal = intake.conduct.get(Refuse)
    if refusal and refusal.stage == "input":
        raise moderation_blocked()
    gateway.charge(intake, ask.work)
    cut = await gateway.course(intake).unseen()
    pictures = [] if intake.conduct.get(Prose) else ask.pictures()
    safe = _safe(intake, len(pictures))
    rows = [_row(gateway, intake, ask, picture, safe=index < safe) for index, picture in enumerate(pictures)]
    return await whole(intake, {"created": f"{datetime.now(UTC):%FT%TZ}", "data": rows}, cut=cut)


def _safe(intake: Intake, count: int) -> int:
    """How many pictures pass the moderation, which sees each of them."""
    fewer = intake.conduct.get(Fewer)
    if intake.conduct.get(Refuse):
        return 0
    return min(fewer.n, count) if fewer else count


def _row(gateway: Gateway, intake: Intake, ask: IdeogramAsk, picture: Picture, *, safe: bool) -> Json:
    return {
        "prompt": ask.prompt,
        "resolution": f"{picture.width}x{picture.height}",
        "is_image_safe": safe,
        "seed": picture.seed,
        "url": publish(gateway, intake, picture) if safe else None,
        "style_type": ask.style,
    }


def _read(intake: Intake) -> IdeogramAsk:
    fault = _wrong_header(intake)
    if fault is not None:
        raise fault
    if intake.request.content_type != "multipart/form-data":
        raise gateway_error(400, "The request body must be multipart/form-data", malformed=True)
    return read_ideogram_ask(intake.request.match_info["action"], intake.received)


def _wrong_header(intake: Intake) -> Answered | None:
    """This lane knows `Api-Key` alone."""
    headers = intake.received.headers
    if "authorization" in headers or "api-key" not in headers:
        return gateway_error(401, "no key provided: this lane reads the header Api-Key alone", malformed=True)
    return None


def _work(intake: Intake) -> Work:
    return _read(intake).work


_ACTIONS = "generate|remix|edit|replace-background"
ROUTES = (Route("POST", f"/ideogram/v1/{{model:{_MODEL}}}/{{action:{_ACTIONS}}}", _make, work=_work),)
