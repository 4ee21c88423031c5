"""The real bot as a process of its own, started the way `make run` starts it."""

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import Awaitable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

REPOSITORY = Path(__file__).parents[1]
STOP_SECONDS = 10
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "SSL_CERT_FILE", "COVERAGE_PROCESS_START")


class BotDied(Exception):
    """It ended by itself; the text is the end of its log."""


class BotProcess:
    """`async with BotProcess(environment, folder)`: its settings are these alone, no `.env` is read."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        """`folder` becomes its working directory and DATA_DIR."""
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        defaults = {"PYTHONPATH": str(REPOSITORY), "DATA_DIR": str(folder / "data"), "METRICS_PORT": "0"}
        self._environment = {**passed_on, **defaults, **environment}
        self._folder = folder
        self._log: deque[str] = deque(maxlen=60)
        self._heard = asyncio.Condition()
        self._changing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self._begin()
        return self

    async def _begin(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=self._folder, env=self._environment, stderr=asyncio.subprocess.PIPE
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

    async def stop(self) -> int:
        """As an operator would, and its exit code; the hard way when it does not end."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self._process.wait()
        except TimeoutError:
            return await self.kill()

    async def restart(self) -> None:
        """Stop it, and start another one in the same folder."""
        async with self._changing:
            await self.stop()
            await self._reader
            await self._begin()

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
                if process is not self._process:
                    continue
                await self._reader
                raise BotDied(self.last_words())

    async def until(self, work: Awaitable[None], seconds: float) -> None:
        """Wait for `work`, but not longer than the bot lives. Raises BotDied or TimeoutError."""
        working = asyncio.ensure_future(work)
        ending = asyncio.ensure_future(self.ended())
        try:
            async with asyncio.timeout(seconds):
                await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
            await (working if working.done() else ending)
        finally:
            for task in (working, ending):
                task.cancel()
            await asyncio.gather(working, ending, return_exceptions=True)
