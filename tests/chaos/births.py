"""Bots in processes of their own, forked from a program that has everything loaded."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.programs import REPOSITORY

LONGEST = 60  # seconds that a bot may live, whatever becomes of its test


class Life:
    """One bot, from its birth to its end."""

    def __init__(self, zygote: "Zygote", pid: int) -> None:
        self._zygote = zygote
        self.pid = pid
        self.cut = ""
        """The step at which its power was cut."""
        self.ready = asyncio.Event()
        self.ended: asyncio.Task[int] = asyncio.create_task(self._follow())

    async def _follow(self) -> int:
        while True:
            word, _, rest = (await self._zygote.said()).partition(" ")
            match word:
                case "ready":
                    self.ready.set()
                case "cut":
                    self.cut = rest
                case "ended":
                    return int(rest)
                case _:
                    raise AssertionError(f"{word} {rest}")

    async def begun(self) -> bool:
        """Wait until it is ready; False when it has ended before."""
        ready = asyncio.create_task(self.ready.wait())
        await asyncio.wait({ready, self.ended}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        return self.ready.is_set()

    async def kill(self) -> None:
        """As a power cut would."""
        self._signal(signal.SIGKILL)
        await self.ended

    async def stop(self) -> int:
        """As an operator would; its exit code."""
        self._signal(signal.SIGTERM)
        return await self.ended

    def _signal(self, number: signal.Signals) -> None:
        if not self.ended.done():
            with contextlib.suppress(ProcessLookupError):  # it has ended, and the word of it is on its way
                os.kill(self.pid, number)


class Zygote:
    """`born()` gives a bot; the one before must have ended."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "bots.log"
        self._errors = self.log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)},
        )

    async def said(self) -> str:
        assert self._process.stdout
        line = await asyncio.to_thread(self._process.stdout.readline)
        if not line:
            raise AssertionError(f"no bots any more: {self.complaints()}")
        return line.strip()

    async def born(self, settings: Mapping[str, Any], *, cut: int = 0, seconds: int = LONGEST) -> Life:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"settings": settings, "cut": cut, "seconds": seconds}) + "\n")
        self._process.stdin.flush()
        word, _, pid = (await self.said()).partition(" ")
        assert word == "born", word
        return Life(self, int(pid))

    def complaints(self) -> str:
        """The end of what the bots have written."""
        return self.log.read_text(errors="replace")[-6000:]

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._errors.close()
