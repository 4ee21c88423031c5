"""The imagen wire: Google's `predict`. Pictures in base64; those a filter held back are missing, or only say why."""

from collections.abc import Iterable
from typing import Any

from bot.catalog.spec import Lane, ModelSpec
from bot.errors import NoResult, ProviderDown, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.failures import dissect, meaning
from bot.provider.fields import fields, respelled
from bot.provider.google import AUTH, address, rejected
from bot.provider.shapes import parsed, table, tables, text
from bot.provider.wire import Asset, Call, Event, Finished, Given, Inline, Reader, ServerSentEvent

_NAMES = Lane(prompt="", count="sampleCount", aspect="aspectRatio")
_OTHERS = {"sampleCount": "numberOfImages", "includeRaiReason": ""}


class ImagenWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """The count is always said: four pictures are made when it is not."""
        parameters = fields(spec, _NAMES, request) | {"includeRaiReason": True}
        body = {"instances": [{"prompt": request.prompt}], "parameters": parameters}
        return Call(address(spec, "predict"), json=body, auth=AUTH)

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """The pages disagree about a name."""
        return respelled(call, error, _OTHERS, "parameters")

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return ImagenReader()


class ImagenReader:
    """Reads one answer."""

    def __init__(self) -> None:
        self._answered = False
        self._made = 0
        self._reason = ""

    def read(self, body: Any) -> Iterable[Event]:
        """`{"predictions": [{"bytesBase64Encoded" | "raiFilteredReason"}]}`; fewer than asked is no error."""
        self._answered = isinstance(body, dict)
        yield from self._take(table(body))
        yield from self.end(cut=False)

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """A piece in the shape of the whole; never asked for."""
        return self._take(parsed(event.data))

    def end(self, *, cut: bool) -> Iterable[Event]:
        """An answer without anything is one from which everything was filtered."""
        if not self._made:
            if cut:
                raise ProviderDown("the stream broke off before a picture")
            if self._answered:
                raise rejected(self._reason, output=True)
            raise NoResult("no picture in the answer", said="")
        yield Finished()

    def _take(self, answer: dict[str, Any]) -> Iterable[Event]:
        if answer.get("error"):
            raise meaning(dissect(200, {}, answer))
        self._answered |= "predictions" in answer
        for prediction in tables(answer.get("predictions")):
            if data := text(prediction.get("bytesBase64Encoded")):
                self._made += 1
                yield Asset(Inline(data))
            else:
                self._reason = self._reason or text(prediction.get("raiFilteredReason"))


WIRE = ImagenWire()
