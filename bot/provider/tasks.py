"""Tasks of the gateway as the job's row keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.provider.wire import Pending


@dataclass(frozen=True, slots=True)
class Task:
    """Where to look, and the wire that reads what is found there."""

    wire: str
    pending: Pending


@dataclass(frozen=True, slots=True)
class Rivals:
    """Other jobs of a model: the tasks they are known to have, and how many are under way without one."""

    tasks: frozenset[str]
    unknown: int


_ADAPTER = TypeAdapter(dict[int, Task])


def dumped(tasks: Mapping[int, Task]) -> dict[str, Any]:
    """As JSON, by the number of the call."""
    return _ADAPTER.dump_python(dict(tasks), mode="json", exclude_defaults=True)


def loaded(stored: Mapping[str, Any] | None) -> dict[int, Task]:
    """Back again; a job without tasks has none."""
    return _ADAPTER.validate_python(stored or {})


def task_ids(stored: Mapping[str, Any] | None) -> set[str]:
    """The gateway's names for them."""
    return {task.pending.task_id for task in loaded(stored).values()}
