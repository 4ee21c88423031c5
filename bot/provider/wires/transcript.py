"""The transcript wire: reverse models that answer a chat completion as a running report in Markdown.

Ratio and number of pictures are said in the prompt; references are data URLs beside it. The report is parsed by
`_report`; here is what goes out, and the envelope of what comes back.
"""

from collections.abc import Iterable
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.errors import ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.chat import COMPLETIONS, chunk, completion, message
from bot.provider.reports import whole
from bot.provider.wire import Answer, Call, Event, Finished, Given, Reader, ServerSentEvent
from bot.provider.wires._report import Report


class TranscriptWire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """The conversation so far, then one message: the words, then the pictures."""
        messages: list[dict[str, Any]] = []
        for turn, (references, _) in zip(request.turns, given.turns, strict=True):
            messages.append(message(turn.prompt, references))
            messages.append({"role": "assistant", "content": turn.answer})
        messages.append(message(_words(request), given.references))
        return Call(COMPLETIONS, json={"model": spec.wire_model, "stream": True, "messages": messages})

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """There is nothing optional in it."""
        return None

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return TranscriptReader()


def _words(request: GenerationRequest) -> str:
    """The number is always said: some back ends make two pictures when it is not."""
    pictures = "1 image" if request.count == 1 else f"{request.count} images"
    ratio = f" {request.aspect}" if request.aspect else ""
    background = "\ntransparent background" if request.background == "transparent" else ""
    return f"{request.prompt}{ratio}{background}\nreturn {pictures}"


class TranscriptReader:
    """Chat completion chunks, or one whole completion, into the report."""

    def __init__(self) -> None:
        self._report = Report()
        self._said: list[str] = []
        self._stopped = False

    def read(self, body: Any) -> Iterable[Event]:
        """A plain completion, or an error that came where a stream was expected."""
        yield from self._tell(completion(body))
        yield from self.end(cut=False)

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """One chunk of the report."""
        told = chunk(event)
        if told.error and not self._report.has_results:  # what came is paid for and good
            raise told.error
        yield from self._tell(told.words)
        self._stopped |= told.stopped

    def end(self, *, cut: bool) -> Iterable[Event]:
        """A connection that ends after the stop mark was complete."""
        for event in self._report.end(cut=cut and not self._stopped):
            if isinstance(event, Finished):
                yield Answer(whole("".join(self._said)))
            yield event

    def _tell(self, said: str) -> Iterable[Event]:
        self._said.append(said)
        return self._report.feed(said)


WIRE = TranscriptWire()
