"""The veo3 wire: a reverse video model that answers a chat completion as a running report in Markdown.

The report names a public page about its task; when the stream breaks off, that page is read instead. `_film_report`
parses the report; here is what goes out, the envelope of what comes back, and the page.
"""

from collections.abc import Iterable
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.errors import ContentRejected, GenerationFailed, NoResult, ProviderError
from bot.media.requests import GenerationRequest
from bot.provider.chat import COMPLETIONS, chunk, completion, message
from bot.provider.reports import PROSE_LIMIT, explained
from bot.provider.shapes import table, text
from bot.provider.wire import (
    Asset,
    Call,
    Event,
    Finished,
    Given,
    Link,
    Progress,
    Queued,
    Reader,
    ServerSentEvent,
)
from bot.provider.wires._film_report import FilmReport

_FINISHING = (  # steps of the task's page; what it says before them is work on the film
    "video_generation_completed",
    "video_upsampling",
    "video_upsampling_completed",
    "video_upsampling_failed",
)


class Veo3Wire:
    """Stateless."""

    def call(self, spec: ModelSpec, request: GenerationRequest, given: Given) -> Call:
        """One message: the words, then the picture the film begins with."""
        said = message(request.prompt, [given.first_frame] if given.first_frame else [])
        return Call(COMPLETIONS, json={"model": spec.wire_model, "stream": True, "messages": [said]})

    def instead(self, spec: ModelSpec, call: Call, error: ProviderError) -> Call | None:
        """There is nothing optional in it."""
        return None

    def reader(self, spec: ModelSpec, request: GenerationRequest) -> Reader:
        """See Reader."""
        return Veo3Reader()


class Veo3Reader:
    """Chat completion chunks, or one whole completion, into the report; or the task's page."""

    def __init__(self) -> None:
        self._report = FilmReport()
        self._stopped = False
        self._broken = False

    def read(self, body: Any) -> Iterable[Event]:
        """A plain completion, an error in its place, or the page."""
        page = table(body)
        if "status" in page and "choices" not in page:
            yield from _read_page(page)
            return
        yield from self._report.feed(completion(body))
        yield from self._report.end(cut=False)

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """One chunk of the report. An error after the task is known leaves it to its page."""
        told = chunk(event)
        if told.error and not self._report.has_result:
            if not self._report.has_task or isinstance(told.error, ContentRejected):
                raise told.error
            self._broken = True
        yield from self._report.feed(told.words)
        self._stopped |= told.stopped

    def end(self, *, cut: bool) -> Iterable[Event]:
        """A connection that ends without the stop mark broke off, even if politely, when there is a task to look at."""
        cut = self._broken or ((cut or self._report.has_task) and not self._stopped)
        yield from self._report.end(cut=cut)


def _read_page(page: dict[str, Any]) -> Iterable[Event]:
    """A failed attempt is followed by another while it is `running`; steps nobody knows are some kind of work."""
    status = text(page.get("status")).lower()
    video, better = text(page.get("video_url")), text(page.get("upsample_video_url"))
    given_up = status.endswith("failed") and page.get("running") is False
    if status == "completed" or (given_up and status == "video_upsampling_failed" and video):
        if not (better or video):
            raise NoResult("the task is complete without a film", said="")
        yield Asset(Link(better or video))
        yield Finished()
    elif status == "failed" or given_up:
        raise _failure(page)
    elif status in {"pending", ""}:
        yield Queued()
    else:
        yield Progress("finishing" if status in _FINISHING else "generating")


def _failure(page: dict[str, Any]) -> ProviderError:
    told = (text(page.get(name)) for name in ("error_message", "video_generation_error", "upsample_error"))
    reason = next(filter(None, told), "")[:PROSE_LIMIT]
    why = explained(reason)
    if why.rejected:
        return ContentRejected(reason, reason=reason, stage="output" if why.output else "input")
    return GenerationFailed(reason or "the task's page says failed", reason=reason)


WIRE = Veo3Wire()
