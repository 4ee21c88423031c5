"""Tasks as the gateway's own lanes tell of them: files of theirs, links to files behind our key, and how they fail."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from bot.errors import GenerationFailed, InvalidRequest, ProviderError
from bot.provider.failures import dissect, meaning
from bot.provider.shapes import table, text
from bot.provider.wire import (
    Asset,
    Call,
    Event,
    Finished,
    Inline,
    Link,
    Pending,
    Progress,
    Queued,
    ServerSentEvent,
    Source,
)

_OURS = re.compile(r"/(?:ai/)?v1/(?:images|videos|tasks)/.+/content(?:/[^/]+)?")

# Codes with which a task fails for what the request said; with all others it is nobody's fault that can be named.
_REQUESTS_FAULT = frozenset(
    {
        "invalid_request",
        "schema_violation",
        "unsupported_input_combination",
        "capability_not_supported",
        "unsupported_media_format",
        "invalid_media_data",
        "media_url_unreachable",
        "invalid_media",
        "upstream_rejected",
        "doubao_real_person_required",
        "image_too_large",
        "request_too_large",
    }
)


def task_path(lane: str, task_id: str) -> str:
    """Where a task of that lane is; ids are base64 in places."""
    return f"{lane}/{quote(task_id, safe='=')}"


def file_link(url: str) -> Link:
    """A file of the gateway's own opens with our key only, and is asked of the host we use; others are public."""
    parts = urlsplit(url)
    if not _OURS.fullmatch(parts.path):
        return Link(url)
    return Link(parts.path + (f"?{parts.query}" if parts.query else ""), auth="bearer")


def waiting(status: str, percent: Any) -> Iterator[Queued | Progress]:
    """Whatever is not said to be over goes on."""
    if status in {"queued", "pending", "submitted", ""}:
        yield Queued()
    else:
        yield Progress("generating", _percent(percent))


def task_failure(status: str, error: Any) -> ProviderError:
    """Why a task ended badly. Never that the gateway is down, the task would be looked up for ever."""
    failure = dissect(200, {}, {"error": error} if error else {})
    found = meaning(failure)
    if isinstance(found, InvalidRequest) and failure.code not in _REQUESTS_FAULT:
        reason = failure.reason or ("" if status == "failed" else status)
        return GenerationFailed(f"{status}: {failure.detail}", reason=reason)
    return found


class TaskObject(ABC):
    """Base of readers of an object that tells how a task stands: what creates it answers so, and so does each look.

    What is not over goes on, whatever it is called.
    """

    over_badly: ClassVar[frozenset[str]]

    @abstractmethod
    def pending(self, task_id: str) -> Pending:
        """How to look the task up."""

    @abstractmethod
    def files(self, answer: dict[str, Any], task_id: str) -> Iterable[Source]:
        """What a completed task has made. Raises ProviderErrors when that is nothing."""

    def read(self, body: Any) -> Iterable[Event]:
        """See Reader."""
        answer = table(body)
        if file := text(answer.get("bytes")):
            yield Asset(Inline(file))
            yield Finished()
            return
        status, task_id = text(answer.get("status")).lower(), text(answer.get("id"))
        if not status and answer.get("error"):
            raise meaning(dissect(200, {}, answer))
        if status in self.over_badly:
            raise task_failure(status, answer.get("error"))
        if status == "completed":
            yield from map(Asset, self.files(answer, task_id))
            yield Finished()
        elif task_id:
            yield self.pending(task_id)
            yield from waiting(status, answer.get("progress"))

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """Nothing is streamed here."""
        return ()

    def end(self, *, cut: bool) -> Iterable[Event]:
        """Nothing is streamed here."""
        return ()


def lean(call: Call, field: str | None, names: tuple[str, ...]) -> Call | None:
    """The call without the fields called `names`, at any depth, when it is one of them that was refused, or a table
    that has some."""
    body = call.json or {}
    if field is None or (field not in names and not table(body.get(field))):
        return None
    kept = _without(body, names)
    return replace(call, json=kept) if kept != body else None


def _without(body: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: _without(table(value), names) if isinstance(value, dict) else value
        for name, value in body.items()
        if name not in names
    }


def _percent(value: Any) -> int | None:
    try:
        percent = float(text(value).strip(" %"))
    except ValueError:
        return None
    return int(percent) if 0 <= percent <= 100 else None
