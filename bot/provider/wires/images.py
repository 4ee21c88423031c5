"""The images wire: `/v1/images/generations` and, with references, `/v1/images/edits`.

JSON or multipart out; one JSON answer, or a stream of unfinished and finished pictures. The output format is what the
picture's bytes say, the documents and the measured answers disagree about it.
"""

from collections.abc import Iterable
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.errors import NoResult, ProviderDown, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.extract import pictures, token_usage
from bot.provider.failures import dissect, meaning
from bot.provider.fields import fields, leaner, parts
from bot.provider.shapes import parsed, table
from bot.provider.wire import (
    Asset,
    Call,
    Event,
    Finished,
    Given,
    Part,
    Preview,
    Progress,
    Reader,
    ServerSentEvent,
)

GENERATIONS = "/v1/images/generations"
EDITS = "/v1/images/edits"


class ImagesWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """JSON without pictures, a form with them."""
        body = _fields(spec, request)
        if not given.references:
            return Call(GENERATIONS, json=body)
        body.pop("moderation", None)  # edits do not take it
        name = "image" if len(given.references) == 1 else "image[]"
        form = parts(body) + [Part(name, file) for file in given.references]
        if given.mask:
            form.append(Part("mask", given.mask))
        return Call(EDITS, parts=tuple(form))

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """Without the fields the model's table calls dispensable, when it is one of them that is not taken."""
        return leaner(spec, call, error)

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return ImagesReader(spec.partial_images, request.count)


def _fields(spec: ModelSpec, request: GenerationRequest) -> dict[str, Any]:
    # A model that also speaks the transcript knows no size but through its prompt; both are sent, they agree.
    body: dict[str, Any] = {"model": spec.wire_model} | fields(spec, spec.lane("images"), request)
    if spec.partial_images:
        body |= {"stream": True, "partial_images": spec.partial_images}
    return body


class ImagesReader:
    """Reads one answer, whole or streamed."""

    def __init__(self, partial_images: int, count: int) -> None:
        self._expected = partial_images + 1
        self._count = count
        self._partial = 0
        self._made = 0

    def read(self, body: Any) -> Iterable[Event]:
        """`{"data": [{"b64_json" | "url"}], "usage"?}`; fewer pictures than asked is no error."""
        answer = table(body)
        if answer.get("error"):
            raise meaning(dissect(200, {}, answer))
        for source in pictures(body):  # some makers' models answer in other shapes here
            self._made += 1
            yield Asset(source)
        if usage := token_usage(table(answer.get("usage"))):
            yield usage
        yield from self.end(cut=False)

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """`...partial_image` and `...completed` events, of generations and edits alike."""
        if event.data == b"[DONE]":
            return
        body = parsed(event.data)
        if body.get("error") or event.event == "error":
            if self._made:
                return  # what came is paid for and good
            raise meaning(dissect(200, {}, body))
        kind = str(body.get("type") or event.event)
        source = next(iter(pictures(body)), None)
        if kind.endswith(".partial_image") and source:
            self._partial += 1
            yield Progress("generating", min(95, 100 * self._partial // (self._expected * self._count)))
            yield Preview(source)
        elif kind.endswith(".completed") and source:
            self._made += 1
            yield Asset(source)
            if usage := token_usage(table(body.get("usage"))):
                yield usage

    def end(self, *, cut: bool) -> Iterable[Event]:
        """Pictures that came before a cut are kept."""
        if not self._made and cut:
            raise ProviderDown("the stream broke off before a finished picture")
        if not self._made:
            raise NoResult("no picture in the answer", said="")
        yield Finished()


WIRE = ImagesWire()
