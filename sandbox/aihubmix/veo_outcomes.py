"""What a Veo operation says of itself, pending and done."""

import base64
from dataclasses import dataclass

from sandbox.aihubmix.behaviours import Conduct, Fewer, LinkBehaviour, Padded, Refuse, TaskFailure, VeoShape, WrongBytes
from sandbox.aihubmix.film import Film, shoot
from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.veo_asks import VeoAsk
from sandbox.aihubmix.wrong_bytes import spoil

_MEBIBYTE = 1024 * 1024
_VERTEX = "type.googleapis.com/cloud.ai.large_models.vision.GenerateVideoResponse"
_GEMINI = "type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse"
_FILTERED = (
    "Veo could not generate videos because the output violates Google's usage guidelines. Rephrase the prompt and try "
    "again. Support codes: 58061214"
)
_CODES = {"invalid_argument": 3, "resource_exhausted": 8, "internal_error": 13, "unavailable": 14}


@dataclass(frozen=True)
class Operation:
    """One video request, known to its client by one name and to its maker by another."""

    model: str
    id: str

    @property
    def name(self) -> str:
        return f"models/{self.model}/operations/{self.id}"

    def pending(self) -> Json:
        """Look-ups call it by the maker's name. No path of ours leads there."""
        place = "projects/ahm-gemini-03/locations/us-central1/publishers/google"
        return {"name": f"{place}/models/{self.model}/operations/{int(self.id, 16)}"}


@dataclass
class Outcome:
    """How an operation ended; told as often as somebody asks."""

    body: Json
    cut: bool
    """The next answer is to break off."""


class Making:
    """One request's videos, and the operation's last words about them."""

    def __init__(self, gateway: Gateway, ask: VeoAsk, conduct: Conduct) -> None:
        self._gateway = gateway
        self._ask = ask
        self._conduct = conduct
        self._shape = conduct.get(VeoShape) or VeoShape()

    async def end(self, operation: Operation) -> Json:
        body = operation.pending() | {"done": True}
        failure = self._conduct.get(TaskFailure)
        if failure:
            code = int(failure.code) if failure.code.isdigit() else _CODES.get(failure.code, 13)
            return body | {"error": {"code": code, "message": failure.message, "details": []}}
        response = await self._response()
        if self._shape.name == "gemini":
            return body | {"response": {"@type": _GEMINI, "generateVideoResponse": response}}
        return body | {"response": {"@type": _VERTEX} | response}

    async def _response(self) -> Json:
        google = self._shape.name == "gemini"
        films = self._films()
        filtered = self._ask.n - len(films)
        response: Json = {} if google and not filtered else {"raiMediaFilteredCount": filtered}
        if filtered:
            response["raiMediaFilteredReasons"] = [_FILTERED] * filtered
        if films:
            response["generatedSamples" if google else "videos"] = [await self._video(film) for film in films]
        return response

    def _films(self) -> list[Film]:
        padded, fewer = self._conduct.get(Padded), self._conduct.get(Fewer)
        count = 0 if self._conduct.get(Refuse) else min(fewer.n, self._ask.n) if fewer else self._ask.n
        return [self._ask.film(index, padded.megabytes * _MEBIBYTE if padded else 0) for index in range(count)]

    async def _video(self, film: Film) -> Json:
        wrong = self._conduct.get(WrongBytes)
        fate, files = self._conduct.get(LinkBehaviour) or wrong, self._gateway.files
        match self._shape.name:
            case "vertex":
                data, mime = await spoil(wrong, film) if wrong else (await shoot(film), film.mime)
                return {"bytesBase64Encoded": base64.b64encode(data).decode(), "mimeType": mime}
            case "gemini":
                path = files.publish_for_google(film, fate)
                return {"video": {"uri": f"{self._gateway.url}{path}?alt=media"}}
            case "uri":
                return {"uri": self._gateway.url + files.publish(film, fate)[0], "mimeType": film.mime}
            case "gcs":
                return {"gcsUri": self._gateway.url + files.publish(film, fate)[0], "mimeType": film.mime}
