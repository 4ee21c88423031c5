"""`make demo` as somebody starts it who has just cloned the project, and the page it opens."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.programs import REPOSITORY

_OWN = ("PATH", "HOME", "LANG", "TMPDIR")


class Demo:
    """It runs; `url` is where its page is."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._told: list[str] = []
        self._heard = asyncio.Condition()
        self._reader = asyncio.create_task(self._read())
        self.url = ""

    async def _read(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            async with self._heard:
                self._told.append(line.decode())
                self._heard.notify_all()
        async with self._heard:
            self._heard.notify_all()

    @property
    def told(self) -> str:
        """Everything the terminal shows."""
        return "".join(self._told)

    async def tells(self, pattern: str, seconds: float = 30) -> str:
        """Wait until the terminal shows it, and the first group of it."""
        found: list[str] = []

        def look() -> bool:
            found.extend(re.findall(pattern, self.told))
            return bool(found) or self._reader.done()

        async with asyncio.timeout(seconds), self._heard:
            await self._heard.wait_for(look)
        assert found, self.told
        return found[0]

    async def interrupt(self) -> int:
        """As Ctrl-C does, which everything in the terminal hears; the exit code."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGINT)
        try:
            async with asyncio.timeout(20):
                return await self._process.wait()
        except TimeoutError:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise
        finally:
            await self._reader


@asynccontextmanager
async def make_demo(output: Path, *, settings: Mapping[str, str] = {}, arguments: str = "") -> AsyncGenerator[Demo]:
    """Started by make, interrupted at the end; its page is on any free port, its first picture in `output`."""
    own = {name: os.environ[name] for name in _OWN if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        "make",
        "--no-print-directory",
        "demo",
        f"ARGS=--port 0 --output {output} {arguments}",
        cwd=REPOSITORY,
        env={**own, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    demo = Demo(process)
    try:
        demo.url = await demo.tells(r"The channel is live at (http://127\.0\.0\.1:\d+)")
        yield demo
    finally:
        await demo.interrupt()
    assert "Goodbye." in demo.told
    assert "Traceback" not in demo.told, demo.told
