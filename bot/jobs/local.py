"""The local engine: one process, the job table is the queue, one asyncio task for each ready job."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

log = logging.getLogger(__name__)


class Local:
    """Dispatches job ids to `run`, which may be called again for the same job after any crash."""

    def __init__(self) -> None:
        self._run: Callable[[str], Awaitable[None]] | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, run: Callable[[str], Awaitable[None]]) -> None:
        """From now on `wake` starts jobs."""
        self._run = run

    def wake(self, job_ids: Iterable[str]) -> None:
        """These jobs are ready; called after the transaction that made them so is on disk."""
        if self._run is None:
            return  # stopping, or not begun: whoever starts next finds them in the table
        for job_id in job_ids:
            if job_id not in self._tasks:
                task = asyncio.ensure_future(self._run(job_id))
                self._tasks[job_id] = task
                task.add_done_callback(lambda done, job_id=job_id: self._ended(job_id, done))

    async def interrupt(self, job_id: str) -> None:
        """Stop a job that runs here, and wait until it has stopped."""
        if task := self._tasks.get(job_id):
            task.cancel()
            await asyncio.wait([task])

    async def idle(self) -> None:
        """Wait until nothing runs."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))
            await asyncio.sleep(0)  # the callbacks that forget the tasks run in the next turn of the loop

    async def stop(self, grace: float) -> None:
        """Take nothing new, give running jobs `grace` seconds, leave the rest to whoever runs next."""
        self._run = None
        if running := list(self._tasks.values()):
            _, late = await asyncio.wait(running, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, job_id: str, task: "asyncio.Future[None]") -> None:
        self._tasks.pop(job_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("job %s broke its runner", job_id, exc_info=error)
