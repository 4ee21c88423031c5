"""The transcript wire: reverse models that answer a chat completion as a running report in Markdown.

Ratio and number of pictures are said in the prompt; references are data URLs beside it. The report is parsed by
`_report`; here is what goes out, and the envelope of what comes back.
"""

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.media.requests import GenerationRequest
from bot.provider.failures import dissect, meaning
from bot.provider.shapes import parsed, table, tables, text
from bot.provider.wire import Call, Event, File, Reader, ServerSentEvent
from bot.provider.wires._report import Report

COMPLETIONS = "/v1/chat/completions"


class TranscriptWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, references: Sequence[File]) -> Call:
        """One user message: the words, then the pictures."""
        content: list[dict[str, Any]] = [{"type": "text", "text": _words(request)}]
        content += [{"type": "image_url", "image_url": {"url": _data_url(file)}} for file in references]
        messages = [{"role": "user", "content": content}]
        return Call(COMPLETIONS, json={"model": spec.wire_model, "stream": True, "messages": messages})

    def lean(self, spec: ModelSpec, call: Call) -> Call | None:
        """There is nothing optional in it."""
        return None

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return TranscriptReader()


def _words(request: GenerationRequest) -> str:
    """The number is always said: some back ends make two pictures when it is not."""
    pictures = "1 image" if request.count == 1 else f"{request.count} images"
    ratio = f" {request.aspect}" if request.aspect else ""
    return f"{request.prompt}{ratio}\nreturn {pictures}"


def _data_url(file: File) -> str:
    return f"data:{file.mime};base64,{base64.b64encode(file.data).decode()}"


class TranscriptReader:
    """Chat completion chunks, or one whole completion, into the report."""

    def __init__(self) -> None:
        self._report = Report()
        self._stopped = False

    def read(self, body: Any) -> Iterable[Event]:
        """A plain completion, or an error that came where a stream was expected."""
        answer = table(body)
        if not answer or answer.get("error"):
            raise meaning(dissect(200, {}, answer))
        for choice in tables(answer.get("choices")):
            yield from self._report.feed(text(table(choice.get("message")).get("content")))
        yield from self._report.end(cut=False)

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """One chunk; its text may end inside a line, a link or an emoji."""
        if event.data == b"[DONE]":
            self._stopped = True
            return
        chunk = parsed(event.data)
        if chunk.get("error"):
            if self._report.has_results:
                return  # what came is paid for and good
            raise meaning(dissect(200, {}, chunk))
        for choice in tables(chunk.get("choices")):
            yield from self._report.feed(text(table(choice.get("delta")).get("content")))
            self._stopped |= choice.get("finish_reason") is not None

    def end(self, *, cut: bool) -> Iterable[Event]:
        """A connection that ends after the stop mark was complete."""
        yield from self._report.end(cut=cut and not self._stopped)


WIRE = TranscriptWire()
