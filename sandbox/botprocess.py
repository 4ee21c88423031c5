"""The real bot as a process of its own, started the way `make run` starts it."""

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

REPOSITORY = Path(__file__).parents[1]
STOP_SECONDS = 10
RESTART_SECONDS = 60  # longer: it ends by itself once what a restart would lose is done
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "SSL_CERT_FILE", "COVERAGE_PROCESS_START")


class BotDied(Exception):
    """It ended by itself; the text is the end of its log."""


class BotProcess:
    """`async with BotProcess(environment, folder)`: its settings are these alone, no `.env` is read."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        """`folder` becomes its working directory and DATA_DIR."""
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        own = {"PYTHONPATH": str(REPOSITORY), "DATA_DIR": str(folder / "data"), "METRICS_PORT": "0"}
        self._defaults = {**passed_on, **own}
        self._environment = dict(environment)
        self._folder = folder
        self._log: deque[str] = deque(maxlen=60)
        self._heard = asyncio.Condition()
        self._changing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self._begin()
        return self

    async def _begin(self) -> None:
        environment = {**self._defaults, **self._environment}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=self._folder, env=environment, stderr=asyncio.subprocess.PIPE
        )
        self._reader = asyncio.create_task(self._read())

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        await self._reader

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._log.append(line.decode(errors="replace").rstrip())
            async with self._heard:
                self._heard.notify_all()

    async def said(self, words: str, seconds: float = 8) -> None:
        """Wait until a recent line of its log has these words."""
        async with asyncio.timeout(seconds), self._heard:
            await self._heard.wait_for(lambda: any(words in line for line in self._log))

    def last_words(self) -> str:
        return "\n".join(self._log)

    async def stop(self, seconds: float = STOP_SECONDS) -> int:
        """As an operator would, and its exit code; the hard way when it does not end."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(seconds):
                return await self._process.wait()
        except TimeoutError:
            return await self.kill()

    async def restart(
        self,
        arrival: Callable[[], Awaitable[None]],
        *,
        hard: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Stop it, the `hard` way as a power cut would, and start another one in the same folder, until `arrival` says
        that it is up. Where it dies with another `environment`, it is started with the old one. Raises BotDied."""
        async with self._changing:
            await (self.kill() if hard else self.stop(RESTART_SECONDS))
            await self._reader
            before = self._environment
            try:
                await self._up(before if environment is None else environment, arrival)
            except BotDied:
                if environment is not None:
                    await self._up(before, arrival)
                raise

    async def _up(self, environment: Mapping[str, str], arrival: Callable[[], Awaitable[None]]) -> None:
        self._environment = dict(environment)
        self._log.clear()
        waiting = arrival()  # what it counts from lies before the start
        await self._begin()
        await _first(waiting, self._died())

    async def kill(self) -> int:
        """As a power cut would."""
        self._process.kill()
        return await self._process.wait()

    async def ended(self) -> None:
        """Wait for its end, which is always unexpected unless it is started again: raises BotDied."""
        while True:
            process = self._process
            await process.wait()
            async with self._changing:
                if process is self._process:
                    await self._died()

    async def _died(self) -> None:
        """Wait for the end of this process. Raises BotDied."""
        await self._process.wait()
        await self._reader
        raise BotDied(self.last_words())

    async def until(self, work: Awaitable[None], seconds: float) -> None:
        """Wait for `work`, but not longer than the bot lives. Raises BotDied or TimeoutError."""
        async with asyncio.timeout(seconds):
            await _first(work, self.ended())


async def _first(*works: Awaitable[None]) -> None:
    """What the first of them to end comes to; the others are canceled."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await next(task for task in tasks if task in done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
