"""The task object of `/ai/v1`, which the wires of pictures and of videos read alike, and the list of the newest ones.

{"id", "object", "model", "status", "output": [...], "error", "created_at", "completed_at", "expires_at"}
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.errors import NoResult
from bot.provider.remote_tasks import TaskObject, file_link, task_failure, task_path
from bot.provider.shapes import table, tables, text
from bot.provider.wire import Call, Inline, Link, Pending, Source

MISSING_FOR = 60.0
_URL = re.compile(r"https?://[^\s()<>\[\]\"'`|]+")
_MILLISECONDS = 1e11  # no count of seconds since 1970 is that long for some thousand years


@dataclass(frozen=True, slots=True)
class Tasks:
    """One of the lanes: where it is, and how often its tasks are worth a look."""

    path: str
    every: float

    def pending(self, task_id: str) -> Pending:
        """How to look a task up."""
        poll = Call(task_path(self.path, task_id), method="GET")
        return Pending(task_id, poll=poll, every=self.every, missing_for=MISSING_FOR)

    def newest(self) -> Call:
        """Asks for the last of them."""
        return Call(f"{self.path}?limit=20&order=desc", method="GET")

    def found(self, spec: ModelSpec, body: Any) -> Mapping[str, tuple[float, Pending]]:
        """See Recovering."""
        rows = [row for row in tables(table(body).get("data")) if text(row.get("model")) == spec.wire_model]
        tasks = {text(row.get("id")): _seconds(row.get("created_at")) for row in rows}
        return {task_id: (began, self.pending(task_id)) for task_id, began in tasks.items() if task_id and began}


class TaskReader(TaskObject):
    """Reads a task object: what the creation answers, at once or when all is done, or what a look finds."""

    over_badly = frozenset({"failed", "cancelled", "canceled", "expired"})

    def __init__(self, tasks: Tasks, *, content: bool = False) -> None:
        """`content`: whether the one file of a finished task is also at the task's own address."""
        self._tasks = tasks
        self._content = content

    def pending(self, task_id: str) -> Pending:
        """See TaskObject."""
        return self._tasks.pending(task_id)

    def files(self, answer: dict[str, Any], task_id: str) -> Iterable[Source]:
        """Those of the output; of a finished task without any, the one at its own address."""
        output = tables(answer.get("output"))
        sources = [source for item in output for source in _sources(item)]
        if not sources and (error := _lost(answer, output)):
            raise task_failure("completed", error)
        if not sources and not output and self._content and task_id:
            sources = [Link(task_path(self._tasks.path, task_id) + "/content", auth="bearer")]
        if not sources:
            raise NoResult("a task that is complete without a file", said=" ".join(filter(None, map(_words, output))))
        return sources


def _sources(item: dict[str, Any]) -> list[Source]:
    """One file, or those whose addresses a message tells."""
    if data := text(item.get("b64_json")):
        return [Inline(data)]
    if url := text(item.get("content_url")) or text(item.get("url")):
        return [file_link(url)]
    return [file_link(url) for url in _URL.findall(_words(item))]


def _words(item: dict[str, Any]) -> str:
    return " ".join(text(part.get("text")) for part in tables(item.get("content")))


def _lost(answer: dict[str, Any], output: list[dict[str, Any]]) -> Any:
    """What was made and could not be handed over."""
    errors = (holder.get(name) for holder in (answer, *output) for name in ("output_error", "error"))
    return next(filter(None, errors), None)


def _seconds(value: Any) -> float:
    """Since 1970; 0 where that is not told."""
    number = float(value) if isinstance(value, int | float) else 0.0
    return number / 1000 if number > _MILLISECONDS else number
