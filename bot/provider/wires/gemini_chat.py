"""The gemini_chat wire: Google's picture models as a chat completion, which many spell in many ways.

Never streamed: streams leave the pictures out. The shape is said in a system message, and there is no resolution.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.catalog.spec import ModelSpec, Usage
from bot.errors import NoResult, ProviderDown, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.failures import dissect, meaning
from bot.provider.fields import data_url
from bot.provider.google import REFUSALS, inline, rejected
from bot.provider.shapes import parsed, table, tables, text, whole
from bot.provider.wire import (
    Answer,
    Asset,
    Call,
    Event,
    File,
    Finished,
    Given,
    Inline,
    Link,
    Reader,
    ServerSentEvent,
    Source,
    Text,
)

COMPLETIONS = "/v1/chat/completions"
_PICTURE = re.compile(r"!\[[^\]]*\]\((data:image/[^\s)]+|https?://[^\s)]+)\)")


class GeminiChatWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """Pictures the model made go along with what was said next: an assistant's message holds none."""
        messages: list[dict[str, Any]] = []
        if request.aspect:
            messages.append({"role": "system", "content": f"aspect_ratio={request.aspect}"})
        made: tuple[File, ...] = ()
        for turn, (references, pictures) in zip(request.turns, given.turns, strict=True):
            messages.append(_said(turn.prompt, (*made, *references)))
            if turn.answer:
                messages.append({"role": "assistant", "content": turn.answer})
            made = pictures
        messages.append(_said(request.prompt, (*made, *given.references)))
        body = {"model": spec.wire_model, "modalities": ["text", "image"], "messages": messages}
        return Call(COMPLETIONS, json=body)

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """There is nothing optional in it."""
        return None

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return GeminiChatReader()


def _said(words: str, files: Sequence[File]) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "text", "text": words}]
    content += [{"type": "image_url", "image_url": {"url": data_url(file)}} for file in files]
    return {"role": "user", "content": content}


class GeminiChatReader:
    """Reads one completion; a stream, though never asked for, is the same in pieces."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._made = 0
        self._usage: dict[str, Any] = {}
        self._refusal = ""
        self._stopped = ""

    def read(self, body: Any) -> Iterable[Event]:
        """`{"choices": [{"message", "finish_reason"}], "usage"?}`."""
        yield from self._take(table(body))
        yield from self.end(cut=False)

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """One chunk."""
        return self._take(parsed(event.data))

    def end(self, *, cut: bool) -> Iterable[Event]:
        """What the model said is for the member, and for itself in the next turn."""
        said = "".join(self._words).strip()
        if not self._made:
            raise self._nothing(said, cut=cut)
        if said:
            yield Text(said)
            yield Answer(said)
        if usage := _usage(self._usage):
            yield usage
        yield Finished()

    def _take(self, answer: dict[str, Any]) -> Iterable[Event]:
        if answer.get("error"):
            if self._made:
                return  # what came is paid for and good
            raise meaning(dissect(200, {}, answer))
        self._usage = table(answer.get("usage")) or self._usage
        for choice in tables(answer.get("choices")):
            message = table(choice.get("message")) or table(choice.get("delta"))
            self._stopped = text(choice.get("finish_reason")).upper() or self._stopped
            self._refusal = text(message.get("refusal")) or self._refusal
            self._words.append(_words(message))
            for source in _pictures(message):
                self._made += 1
                yield Asset(source)

    def _nothing(self, said: str, *, cut: bool) -> ProviderError:
        if self._refusal or self._stopped in REFUSALS:
            return rejected(self._refusal or said or self._stopped, output=not self._refusal)
        if cut:
            return ProviderDown("the stream broke off before a picture")
        return NoResult(f"no picture in the answer ({self._stopped})", said=said)


def _words(message: dict[str, Any]) -> str:
    """The message's own words; what else it holds often repeats them."""
    content = message.get("content")
    plain = text(content) or "".join(text(part.get("text")) for part in tables(content))
    said = _PICTURE.sub("", plain)
    return (
        said if said.strip() else "".join(text(part.get("text")) for part in tables(message.get("multi_mod_content")))
    )


def _pictures(message: dict[str, Any]) -> list[Source]:
    """From the first place that has any: the same picture may stand in several."""
    content = message.get("content")
    words = text(content) or "\n".join(text(part.get("text")) for part in tables(content))
    places: tuple[list[Source | None], ...] = (
        [inline(part) for part in tables(message.get("multi_mod_content"))],
        [_address(part) for part in tables(message.get("images"))],
        [inline(part) or _address(part) for part in tables(content)],
        [_source(url) for url in _PICTURE.findall(words)],
    )
    for place in places:
        if found := [source for source in place if source]:
            return found
    return []


def _address(part: dict[str, Any]) -> Source | None:
    """`{"image_url": {"url"}}`, or the address itself."""
    address = part.get("image_url")
    return _source(text(address) or text(table(address).get("url")))


def _source(url: str) -> Source | None:
    if url.startswith("data:"):
        return Inline(url)
    return Link(url) if url else None


def _usage(told: dict[str, Any]) -> Usage | None:
    """Without details all input is text and all output is picture; a mere total says nothing."""
    asked, made = whole(told.get("prompt_tokens")), whole(told.get("completion_tokens"))
    if not asked and not made:
        return None
    given, made_of = table(told.get("prompt_tokens_details")), table(told.get("completion_tokens_details"))
    image_in = whole(given.get("image_tokens"))
    words = whole(made_of.get("text_tokens")) + whole(made_of.get("reasoning_tokens"))
    image_out = whole(made_of.get("image_tokens")) or max(0, made - words)
    return Usage(
        text_in=whole(given.get("text_tokens")) or max(0, asked - image_in),
        image_in=image_in,
        image_out=image_out,
        text_out=max(0, made - image_out),
    )


WIRE = GeminiChatWire()
