"""The local engine: one process, the job table is the queue, one asyncio task for each ready job."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from contextvars import copy_context
from typing import Any

from bot.errors import AtelierError

log = logging.getLogger(__name__)

LOOK = 0.25  # seconds between two looks at what is still worth waiting for
BACKOFF = (5.0, 30.0, 120.0, 600.0)  # seconds until a job whose run broke is run again; the last one repeats


class Local:
    """Dispatches job ids to `run`, which may be called again for the same job after any crash."""

    def __init__(self, backoff: tuple[float, ...] = BACKOFF) -> None:
        self._backoff = backoff
        self._run: Callable[[str], Coroutine[Any, Any, None]] | None = None
        self._tasks: dict[str, asyncio.Future[None]] = {}
        self._later: dict[str, asyncio.TimerHandle] = {}
        self._broken: Counter[str] = Counter()

    def start(self, run: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        """From now on `wake` starts jobs."""
        self._run = run

    def wake(self, job_ids: Iterable[str]) -> None:
        """These jobs are ready; called after the transaction that made them so is on disk."""
        if self._run is None:
            return  # stopping, or not begun: whoever starts next finds them in the table
        for job_id in job_ids:
            if job_id not in self._tasks:
                context = copy_context()  # shared, so that what the log withholds of a job it withholds at its end too
                task = asyncio.create_task(self._run(job_id), context=context)
                self._tasks[job_id] = task
                task.add_done_callback(lambda done, job_id=job_id: self._ended(job_id, done), context=context)

    async def interrupt(self, job_id: str) -> None:
        """Stop a job that runs here, and wait until it has stopped."""
        self._forget(job_id)
        if task := self._tasks.get(job_id):
            task.cancel()
            await asyncio.wait([task])

    async def again(self, job_id: str, before: Callable[[], None]) -> None:
        """Run a job now that is to be run later, and wait until it has run; one that runs is waited for first.
        `before` is called when nothing of it runs."""
        while running := self._tasks.get(job_id):
            await asyncio.wait([running])
        if handle := self._later.pop(job_id, None):
            handle.cancel()
        before()
        self.wake([job_id])
        if task := self._tasks.get(job_id):
            await asyncio.wait([task])

    async def idle(self) -> None:
        """Wait until nothing runs and nothing is to be run again."""
        while self._tasks or self._later:
            if self._tasks:
                await asyncio.wait(list(self._tasks.values()))
            await asyncio.sleep(0.001)  # callbacks and timers have their turn

    async def stop(self, grace: float, worth: Callable[[str], bool] = lambda _: True) -> None:
        """Take nothing new, give running jobs that are `worth` it `grace` seconds, leave the rest to whoever runs
        next. A job may cease to be worth waiting for while it is waited for."""
        self._run = None
        for job_id in list(self._later):
            self._forget(job_id)
        ends = asyncio.get_running_loop().time() + grace
        while True:
            await self._cancel([task for job_id, task in self._tasks.items() if not worth(job_id)])
            left = ends - asyncio.get_running_loop().time()
            if not self._tasks or left <= 0:
                break
            await asyncio.wait(list(self._tasks.values()), timeout=min(left, LOOK))
        await self._cancel(list(self._tasks.values()))

    async def _cancel(self, tasks: "list[asyncio.Future[None]]") -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, job_id: str, task: "asyncio.Future[None]") -> None:
        self._tasks.pop(job_id, None)
        if task.cancelled() or (error := task.exception()) is None:
            self._forget(job_id)
            return
        delay = self._backoff[min(self._broken[job_id], len(self._backoff) - 1)]
        foreseen = isinstance(error, AtelierError)
        log.error(
            "the job is stuck, trying again in %.0f s: %s",
            delay,
            error,
            exc_info=None if foreseen else error,
            extra={"job": job_id},
        )
        if self._run is not None:
            self._broken[job_id] += 1
            self._later[job_id] = asyncio.get_running_loop().call_later(delay, self._again, job_id)

    def _again(self, job_id: str) -> None:
        self._later.pop(job_id, None)
        self.wake([job_id])

    def _forget(self, job_id: str) -> None:
        self._broken.pop(job_id, None)
        if handle := self._later.pop(job_id, None):
            handle.cancel()
