"""What is known on disk of a job's paid calls while they are out."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.db.store import Store
from bot.jobs import finding, rows
from bot.jobs.rows import Job
from bot.provider.tasks import Rivals, task_ids

NEAR = 130_000  # milliseconds between two requests whose tasks could be taken for one another
RIVALS_SINCE = 24 * 3600 * 1000  # milliseconds; no task of the gateway lives longer


class Taken(Exception):
    """Somebody else runs the job, or it has been canceled meanwhile."""


class Issuing:
    """The marks of one job, whose calls are issued together. `told()` is called once they are on disk; `stopping()` is
    asked before."""

    def __init__(
        self,
        store: Store,
        job: Job,
        spec: ModelSpec,
        now: Callable[[], int],
        told: Callable[[], None],
        stopping: Callable[[], bool],
    ) -> None:
        self._store = store
        self._job = job
        self._spec = spec
        self._now = now
        self._told = told
        self._stopping = stopping
        self._marking = asyncio.Lock()
        self._issued_at: int | None = None
        self._out: set[int] = set()  # calls that may have been executed
        self._known: set[int] = set()  # those of them whose task a later process can look up

    @property
    def exposed(self) -> bool:
        """Whether an answer is under way that nobody could have again if this process ended."""
        return bool(self._out - self._known)

    async def issue(self, number: int) -> int:
        """On disk before the paid request leaves; whoever comes second must not send it again. Raises Taken, also
        when this process is about to stop: the next one may begin it and see it through."""
        async with self._marking:
            if self._issued_at is None and self._stopping():
                raise Taken
            self._out.add(number)
            if self._issued_at is None:
                now = self._now()
                if not await self._store.write(rows.claim, self._job.id, now):
                    self._out.clear()
                    raise Taken
                self._issued_at = now
                self._told()
            return self._issued_at

    async def not_executed(self, number: int) -> None:
        """While every call is still refused, stopping is free."""
        async with self._marking:
            self._out.discard(number)
            if not self._out:
                await self._store.write(rows.unclaim, self._job.id)
                self._issued_at = None

    async def pending(self, tasks: Mapping[str, Any]) -> None:
        """Before any of them is looked up."""
        await self._store.write(rows.note_pending, self._job.id, tasks)
        self._known = {int(number) for number in tasks}

    async def rivals(self) -> Rivals:
        """A job near ours with fewer tasks than calls may own any task that nobody names, however it ended."""
        mine = self._issued_at or self._job.issued_at or self._now()
        found = await self._store.read(finding.rivals, self._job.id, self._now() - RIVALS_SINCE)
        known = frozenset(name for tasks, _, _ in found for name in task_ids(tasks))
        near = [(tasks, count) for tasks, count, at in found if abs(at - mine) <= NEAR]
        return Rivals(known, sum(len(tasks or {}) < self._spec.makes(count) for tasks, count in near))
