"""Veo on Google's lane: `:predictLongRunning`, then the operation until it is done, then perhaps a file."""

import secrets
from decimal import Decimal

from aiohttp import web

from sandbox.aihubmix.behaviours import Refuse, SampleCountOnly
from sandbox.aihubmix.delivery import deliver
from sandbox.aihubmix.errors import google_error
from sandbox.aihubmix.files import google_path
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, PerSecond, Work
from sandbox.aihubmix.polls import troubled
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.streams import whole
from sandbox.aihubmix.veo_asks import VeoAsk, VeoTraits, read_veo
from sandbox.aihubmix.veo_outcomes import Making, Operation, Outcome

_NEXT = "veo-3.1-generate-preview"
MODELS = (
    Model("veo-2.0-generate-001", PerSecond(Decimal("0.35")), "video", "deprecated", _NEXT),
    Model("veo-3.0-generate-preview", PerSecond(Decimal("0.675")), "video", "deprecated", _NEXT),
    # No price of these is documented; their maker plausibly lists these.
    Model("veo-3.1-generate-preview", PerSecond(Decimal("0.40")), "video"),
    Model("veo-3.1-fast-generate-preview", PerSecond(Decimal("0.15")), "video"),
    Model("veo-3.1-lite-generate-preview", PerSecond(Decimal("0.08")), "video"),
)
_LATEST = VeoTraits(seconds=(4, 6, 8), last_frame=True, resolutions=("720p", "1080p"))
_TRAITS = {
    "veo-2.0-generate-001": VeoTraits(seconds=range(5, 9), default_count=2),
    "veo-3.0-generate-preview": VeoTraits(ratios=("16:9",)),
    "veo-3.1-generate-preview": _LATEST,
    "veo-3.1-fast-generate-preview": _LATEST,
    "veo-3.1-lite-generate-preview": _LATEST,
}
_LANE = "veo"
_REFUSED = (
    "The prompt could not be submitted. Your current safety filter threshold prohibited one or more words in this "
    "prompt. Support codes: 58061214"
)


async def _submit(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    ask = _read(intake)
    refusal = intake.conduct.get(Refuse)
    if refusal and refusal.stage == "input":
        raise google_error(_REFUSED, malformed=False)
    gateway.charge(intake, ask.work)
    course = gateway.course(intake)
    cut = course.spared()
    operation = Operation(intake.model, secrets.token_hex(8))

    async def produce() -> Outcome:
        return Outcome(await Making(gateway, ask, intake.conduct).end(operation), cut)

    gateway.tasks.open(operation.id, _LANE, intake, course, produce)
    return await whole(intake, {"name": operation.name})


async def _look_up(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    operation = Operation(intake.model, intake.request.match_info["operation"])
    task = gateway.tasks.get(operation.id, _LANE)
    if task is None or task.intake.model != intake.model:
        raise google_error("Operation not found.", 404, malformed=False)
    trouble = troubled(task)
    if trouble is not None:
        return trouble
    if task.look() != "done":
        return await whole(intake, operation.pending())
    outcome: Outcome = task.outcome
    cut, outcome.cut = outcome.cut, False
    return await whole(intake, outcome.body, cut=cut)


async def _download(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    stored = gateway.files.get(google_path(intake.request.match_info["file"]))
    if stored is None:
        raise google_error("File not found.", 404, malformed=False)
    if intake.received.query.get("alt") != "media":
        raise google_error("A download needs alt=media.")
    return await deliver(intake, stored)


def _read(intake: Intake) -> VeoAsk:
    only = intake.conduct.get(SampleCountOnly) is not None
    return read_veo(intake.body, _TRAITS[intake.model], sample_count_only=only)


def _work(intake: Intake) -> Work:
    return _read(intake).work


_BASE = "/gemini/v1beta/models/{model}"
ROUTES = (
    Route("POST", f"{_BASE}:predictLongRunning", _submit, frozenset(_TRAITS), work=_work, google=True),
    Route("GET", f"{_BASE}/operations/{{operation}}", _look_up, frozenset(_TRAITS), google=True),
    Route("GET", "/gemini/v1beta/files/{file}:download", _download, google=True),
)
