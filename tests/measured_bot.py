"""The bot as a process that measures itself: how long its event loop was kept busy, and how much memory it took.

Run as a program; connected by its environment like the bot itself. It says "ready" once it is, "marked" after each line
on its standard input, from which on it measures anew, and what it has measured when that input ends.
"""

import asyncio
import json
import sys
import time
from asyncio import events
from pathlib import Path
from typing import Any

from bot.cli._environment import read
from bot.cli.run import set_aside
from bot.composition import compose
from bot.settings import Settings

PEAK = "VmHWM"


class Longest:
    """Of all callbacks of the loop: processor time, which other processes on the machine do not lengthen."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.what = ""

    def watch(self) -> None:
        handle: Any = events.Handle
        run = handle._run

        def measured(callback: Any) -> None:
            began = time.thread_time()
            run(callback)
            took = time.thread_time() - began
            if took > self.seconds:
                self.seconds, self.what = took, repr(callback)

        handle._run = measured


def memory(name: str) -> int:
    """Bytes; `VmRSS` now, `VmHWM` the most since it was last reset."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


async def lines() -> Any:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def main() -> None:
    longest = Longest()
    longest.watch()
    settings = read(Settings)
    async with compose(settings, poll_pace=0.01) as bot:
        await bot.login(settings.discord_token.get_secret_value())
        connection = asyncio.create_task(bot.connect())
        await bot.wait_until_ready()
        await bot.services.studio.start()
        set_aside()
        say("ready")
        commands, before = await lines(), memory("VmRSS")
        while await commands.readline():
            forget_peak()
            before, longest.seconds = memory("VmRSS"), 0.0
            say("marked")
        say(json.dumps({"risen": memory(PEAK) - before, "blocked": longest.seconds, "by": longest.what}))
        await bot.services.studio.stop(0)
        await bot.close()
        await connection


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
