"""The gemini wire: Google's own `generateContent`. One answer with words and pictures, and what it took.

Earlier turns go along as the model's own contents. Some versions refuse their own pictures without the signature they
came with; the conversation is then told again as one long message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.catalog.spec import Lane, ModelSpec, Usage
from bot.errors import InvalidRequest, NoResult, ProviderDown, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.failures import dissect, meaning
from bot.provider.fields import fields, plain_base64
from bot.provider.google import AUTH, REFUSALS, address, inline, rejected
from bot.provider.shapes import parsed, table, tables, text, whole
from bot.provider.wire import Answer, Asset, Call, Event, File, Finished, Given, Reader, ServerSentEvent, Text

_NAMES = Lane(prompt="", count="", aspect="aspectRatio", resolution="imageSize")


class GeminiWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """The conversation so far, then the words and the pictures that go along."""
        contents: list[dict[str, Any]] = []
        for turn, (references, pictures) in zip(request.turns, given.turns, strict=True):
            contents += [_said("user", turn.prompt, references), _said("model", turn.answer, pictures)]
        contents.append(_said("user", request.prompt, given.references))
        config: dict[str, Any] = {"responseModalities": ["TEXT", "IMAGE"]}
        if shape := fields(spec, _NAMES, request):
            config["imageConfig"] = shape
        told = [content for content in contents if content["parts"]]
        return Call(address(spec, "generateContent"), json={"contents": told, "generationConfig": config}, auth=AUTH)

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """Everything as said by the member, when the model's own part of it lacks a signature."""
        contents = tables((call.json or {}).get("contents"))
        unsigned = isinstance(error, InvalidRequest) and error.field == "thought_signature"
        if not unsigned or len(contents) == 1:
            return None
        parts = [part for content in contents for part in content["parts"]]
        return replace(call, json={**(call.json or {}), "contents": [{"role": "user", "parts": parts}]})

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return GeminiReader()


def _said(role: str, words: str, files: Sequence[File]) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"text": words}] if words else []
    parts += [{"inlineData": {"mimeType": file.mime, "data": plain_base64(file)}} for file in files]
    return {"role": role, "parts": parts}


class GeminiReader:
    """Reads one answer; a stream, though never asked for, is the same in pieces."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._made = 0
        self._usage: dict[str, Any] = {}
        self._blocked = ""
        self._stopped = ""
        self._because = ""

    def read(self, body: Any) -> Iterable[Event]:
        """`{"candidates": [{"content": {"parts"}, "finishReason"}], "promptFeedback"?, "usageMetadata"?}`."""
        yield from self._take(table(body))
        yield from self.end(cut=False)

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """A piece in the shape of the whole."""
        return self._take(parsed(event.data))

    def end(self, *, cut: bool) -> Iterable[Event]:
        """What the model said is for the member, and for itself in the next turn."""
        said = "".join(self._words).strip()
        if not self._made:
            raise self._nothing(said, cut=cut)
        if said:
            yield Text(said)
            yield Answer(said)
        if self._usage:
            yield _usage(self._usage)
        yield Finished()

    def _take(self, answer: dict[str, Any]) -> Iterable[Event]:
        if answer.get("error"):
            if self._made:
                return  # what came is paid for and good
            raise meaning(dissect(200, {}, answer))
        feedback = table(answer.get("promptFeedback"))
        self._blocked = text(feedback.get("blockReasonMessage")) or text(feedback.get("blockReason")) or self._blocked
        self._usage = table(answer.get("usageMetadata")) or self._usage
        for candidate in tables(answer.get("candidates")):
            self._stopped = text(candidate.get("finishReason")).upper() or self._stopped
            self._because = text(candidate.get("finishMessage")) or self._because
            for part in tables(table(candidate.get("content")).get("parts")):
                yield from self._part(part)

    def _part(self, part: dict[str, Any]) -> Iterable[Event]:
        if part.get("thought"):  # drafts, in words and pictures
            return
        self._words.append(text(part.get("text")))
        if picture := inline(part):
            self._made += 1
            yield Asset(picture)

    def _nothing(self, said: str, *, cut: bool) -> ProviderError:
        if self._blocked:
            return rejected(self._blocked, output=False)
        if self._stopped in REFUSALS:
            return rejected(self._because or said or self._stopped, output=True)
        if cut:
            return ProviderDown("the stream broke off before a picture")
        return NoResult(f"no picture in the answer ({self._stopped})", said=said)


def _usage(told: dict[str, Any]) -> Usage:
    """Every field is optional; without details all input is text and all output is picture."""
    asked, made = whole(told.get("promptTokenCount")), whole(told.get("candidatesTokenCount"))
    given, made_of = _by_modality(told.get("promptTokensDetails")), _by_modality(told.get("candidatesTokensDetails"))
    image_in = given.get("IMAGE", 0)
    image_out = made_of.get("IMAGE", 0) if made_of else made
    return Usage(
        text_in=given.get("TEXT", 0) or max(0, asked - image_in),
        image_in=image_in,
        image_out=image_out,
        text_out=(made_of.get("TEXT", 0) or max(0, made - image_out)) + whole(told.get("thoughtsTokenCount")),
    )


def _by_modality(details: Any) -> dict[str, int]:
    return {text(one.get("modality")).upper(): whole(one.get("tokenCount")) for one in tables(details)}


WIRE = GeminiWire()
