"""The veo wire: Google's `predictLongRunning`. The answer names an operation; looks at it bring the videos, in base64.

Later answers call the same operation by a name that cannot be looked up (`projects/...`), so only the first counts.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.catalog.spec import Lane, ModelSpec
from bot.errors import GenerationFailed, NoResult, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.failures import dissect, meaning
from bot.provider.fields import fields, plain_base64, respelled
from bot.provider.google import AUTH, LANE, address, rejected
from bot.provider.shapes import parsed, table, tables, text, texts
from bot.provider.wire import (
    Asset,
    Call,
    Event,
    File,
    Finished,
    Given,
    Inline,
    Link,
    Pending,
    Progress,
    Reader,
    ServerSentEvent,
    Source,
)

_NAMES = Lane(
    prompt="",
    count="sampleCount",
    aspect="aspectRatio",
    resolution="resolution",
    seconds="durationSeconds",
    negative="negativePrompt",
)
_OTHERS = {"sampleCount": "numberOfVideos"}
_EVERY = 15.0
_MISSING_FOR = 60.0
_OUR_FILE = re.compile(r"/v1beta/files/([\w-]+)")
_REFUSED = re.compile(
    r"safety|polic(?:y|ies)|responsible ai|usage guidelines|violat|prohibited|sensitive|moderat|blocked by",
    re.IGNORECASE,
)
_ASKED = re.compile(r"prompt|input", re.IGNORECASE)


class VeoWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """The count is always said: some models make two videos when it is not."""
        instance: dict[str, Any] = {"prompt": request.prompt}
        if given.first_frame:
            instance["image"] = _frame(given.first_frame)
        if given.last_frame:
            instance["lastFrame"] = _frame(given.last_frame)
        body = {"instances": [instance], "parameters": fields(spec, _NAMES, request)}
        return Call(address(spec, "predictLongRunning"), json=body, auth=AUTH)

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """The pages disagree about a name."""
        return respelled(call, error, _OTHERS, "parameters")

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return VeoReader()


def _frame(file: File) -> dict[str, str]:
    return {"bytesBase64Encoded": plain_base64(file), "mimeType": file.mime}


class VeoReader:
    """Reads the answer that names the operation, or one look at it."""

    def read(self, body: Any) -> Iterable[Event]:
        """`{"name"}`, then `{"name", "done": true, "response" | "error"}`."""
        operation = table(body)
        if operation.get("error"):
            raise _failure(operation)
        if operation.get("done"):
            yield from _finished(table(operation.get("response")))
            return
        name = text(operation.get("name")).strip("/")
        if name and not name.startswith("projects/"):
            poll = Call(f"{LANE}/{name}", method="GET", auth=AUTH)
            yield Pending(name, poll, every=_EVERY, missing_for=_MISSING_FOR)
        yield Progress("generating")

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """A piece is a whole; never asked for."""
        return self.read(parsed(event.data))

    def end(self, *, cut: bool) -> Iterable[Event]:
        """The rest is the operation's."""
        return ()


def _finished(response: dict[str, Any]) -> Iterable[Event]:
    """Vertex's shape, or the Gemini API's in a table of its own. Fewer videos than asked is no error."""
    response = table(response.get("generateVideoResponse")) or response
    samples = (table(sample.get("video")) for sample in tables(response.get("generatedSamples")))
    sources = [source for video in (*tables(response.get("videos")), *samples) if (source := _source(video))]
    if sources:
        yield from map(Asset, sources)
        yield Finished()
        return
    reasons = texts(response.get("raiMediaFilteredReasons"))
    if reasons or response.get("raiMediaFilteredCount"):
        raise rejected(" ".join(reasons), output=True)
    raise NoResult("no video in the answer", said="")


def _source(video: Mapping[str, Any]) -> Source | None:
    if data := text(video.get("bytesBase64Encoded")) or text(video.get("encodedVideo")):
        return Inline(data)
    uri = text(video.get("uri")) or text(video.get("gcsUri"))
    if ours := _OUR_FILE.search(uri):
        return Link(f"{LANE}/files/{ours[1]}:download?alt=media", auth=AUTH)
    return Link(uri) if uri else None


def _failure(operation: dict[str, Any]) -> ProviderError:
    """An operation that ended badly; without its end, a complaint about the request or the look."""
    failure = dissect(200, {}, operation)
    if "done" not in operation:
        return meaning(failure)
    if _REFUSED.search(failure.message):
        return rejected(failure.message, output=not _ASKED.search(failure.message))
    return GenerationFailed(failure.detail, reason=failure.reason)


WIRE = VeoWire()
