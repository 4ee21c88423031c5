"""Imagen on Google's lane: `:predict`, which leaves out what it filtered."""

import base64
from decimal import Decimal

from aiohttp import web

from sandbox.aihubmix.behaviours import Fewer, Refuse, WrongBytes
from sandbox.aihubmix.errors import google_error
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.imagen_asks import ImagenAsk, read_imagen
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Model, PerImage, Work
from sandbox.aihubmix.paint import paint
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.routing import Route
from sandbox.aihubmix.streams import whole
from sandbox.aihubmix.wrong_bytes import spoil


def _model(model_id: str, usd: str, successor: str = "gemini-3.1-flash-image") -> Model:
    return Model(model_id, PerImage(Decimal(usd)), retire_stage="deprecated", successor=successor)


MODELS = (
    _model("imagen-4.0-ultra-generate-001", "0.06"),
    _model("imagen-4.0-generate-001", "0.04"),
    _model("imagen-4.0-fast-generate-001", "0.02"),
    _model("imagen-4.0-fast-generate-preview-06-06", "0.02", successor=""),
    _model("imagen-3.0-generate-002", "0.03", successor=""),
)
_IDS = frozenset(model.id for model in MODELS)
_MOST = {model.id: 1 if "ultra" in model.id else 4 for model in MODELS}
_FILTERED = (
    "Unable to show generated images. All images were filtered out because they violated Google's Responsible AI "
    "practices. Try rephrasing the prompt. Support codes: 42237218"
)
_REFUSED = (
    "The prompt could not be submitted. This prompt contains sensitive words that violate Google's Responsible AI "
    "practices. Try rephrasing the prompt. Support codes: 42876398"
)


async def _predict(gateway: Gateway, intake: Intake) -> web.StreamResponse:
    ask = read_imagen(intake.body, _MOST[intake.model])
    refusal, fewer = intake.conduct.get(Refuse), intake.conduct.get(Fewer)
    if refusal and refusal.stage == "input":
        raise google_error(_REFUSED, malformed=False)
    made = 0 if refusal else min(fewer.n, ask.n) if fewer else ask.n
    if made:  # what was filtered costs nothing
        gateway.charge(intake, Work(made))
    cut = await gateway.course(intake).unseen()
    predictions = [await _prediction(intake, ask, index) for index in range(made)]
    if ask.reasons:
        predictions += [{"raiFilteredReason": _FILTERED}] * (ask.n - made)
    return await whole(intake, {"predictions": predictions} if predictions else {}, cut=cut)


async def _prediction(intake: Intake, ask: ImagenAsk, index: int) -> Json:
    picture, wrong = ask.picture(index), intake.conduct.get(WrongBytes)
    data, mime = await spoil(wrong, picture) if wrong else (await paint(picture), picture.mime)
    row: Json = {"mimeType": mime, "bytesBase64Encoded": base64.b64encode(data).decode()}
    if ask.safety_attributes:
        row["safetyAttributes"] = {"categories": ["Violence"], "scores": [0.1]}
    return row


def _work(intake: Intake) -> Work:
    return read_imagen(intake.body, _MOST[intake.model]).work


ROUTES = (Route("POST", "/gemini/v1beta/models/{model}:predict", _predict, _IDS, work=_work, google=True),)
