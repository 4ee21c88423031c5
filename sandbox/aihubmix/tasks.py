"""Work that goes on after its request was answered: asked for at one address, looked up at another."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sandbox.aihubmix.behaviours import PollTrouble
from sandbox.aihubmix.course import STAGES, Course
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.records import Json

Status = Literal["pending", "running", "done"]


@dataclass
class Task:
    """`outcome` is what its wire will tell of it once it is done; the wire alone knows what that means."""

    id: str
    lane: str
    """Which wire opened it; the others do not know it."""
    intake: Intake
    created: float = field(default_factory=lambda: datetime.now(UTC).timestamp())
    finished: float | None = None
    status: Status = "pending"
    outcome: Any = None
    looked_up: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """For those who wait for it here, behind the same door."""
    _troubled: int = 0

    def trouble(self) -> tuple[int, Json | str] | None:
        """The bad answer that the next look-up is to get instead, as often as the script says."""
        order = self.intake.conduct.get(PollTrouble)
        if order is None or self._troubled >= order.times or self.looked_up < order.after:
            return None
        self._troubled += 1
        return order.code, order.body

    def finish(self) -> None:
        self.finished = datetime.now(UTC).timestamp()
        self.status = "done"

    def look(self) -> Status:
        """Its state for a caller who asks now. The first to ask never finds it done: no real one is that quick."""
        self.looked_up += 1
        if self.looked_up == 1 and self.status == "done":
            return "running"
        return self.status


class Tasks:
    """Of one gateway, by id."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}
        self._workers: set[asyncio.Task[None]] = set()

    def open(
        self, task_id: str, lane: str, intake: Intake, course: Course, produce: Callable[[], Awaitable[Any]]
    ) -> Task:
        """Starts the work. `produce` gives the outcome, at the very end."""
        return self.begin(task_id, lane, intake, lambda task: _work(task, course, produce))

    def begin(self, task_id: str, lane: str, intake: Intake, work: Callable[[Task], Awaitable[None]]) -> Task:
        """Starts work that says itself how far it is."""
        task = self._tasks[task_id] = Task(task_id, lane, intake)
        worker = asyncio.create_task(_watched(task, work))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)
        return task

    def get(self, task_id: str, lane: str | None = None) -> Task | None:
        task = self._tasks.get(task_id)
        return task if task and lane in {None, task.lane} else None

    def forget(self, task_id: str) -> None:
        del self._tasks[task_id]

    def of(self, lane: str) -> Iterator[Task]:
        """Newest first."""
        return (task for task in reversed(self._tasks.values()) if task.lane == lane)

    async def close(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)


async def _watched(task: Task, work: Callable[[Task], Awaitable[None]]) -> None:
    try:
        await work(task)
    finally:
        task.ended.set()


async def _work(task: Task, course: Course, produce: Callable[[], Awaitable[Any]]) -> None:
    await course.beat()
    task.status = "running"
    await course.beat()
    await course.held()
    for stage in STAGES:
        await course.passed(stage)
    task.outcome = await produce()
    task.finish()
