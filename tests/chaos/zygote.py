"""Bots that are born in milliseconds: this program has everything loaded and forks a bot for each line it reads.

A line is JSON: the settings, where to cut the power, and how long it may live. It says `born <pid>`, `ready`, `cut
<step>`, and in the end `ended <code>`; one bot at a time.
"""

import asyncio
import json
import os
import signal
import sys
from typing import Any

from bot.composition import compose
from bot.provider.health import Health
from bot.provider.retry import Retry
from bot.settings import Settings
from tests.chaos.fuse import Fuse

PATIENT = 10_000  # failures in a row until a lane rests


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


async def live(asked: dict[str, Any]) -> None:
    """A bot until its stop signal, put together as `run` does, but swift in all it waits for."""
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    fuse = Fuse(asked["cut"], say)
    fuse.lay()
    settings = Settings(**asked["settings"])
    async with compose(
        settings,
        retry=Retry(attempts=3, first=0.01, longest=0.05),
        health=Health(most=PATIENT),
        poll_pace=0.005,
        patience=(0.01, 0.02),
        backoff=(0.05, 0.1, 0.2),
        guild_ready_timeout=0.05,
    ) as bot:
        await bot.login(settings.discord_token.get_secret_value())
        connection = asyncio.create_task(bot.connect())
        await bot.wait_until_ready()
        fuse.armed = True
        await bot.services.studio.start()
        say("ready")
        await stopping.wait()
        await bot.services.studio.stop(settings.stop_grace)
        await bot.close()
        connection.cancel()
        await asyncio.gather(connection, return_exceptions=True)


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.alarm(asked["seconds"])
            asyncio.run(live(asked))
            os._exit(0)
        say(f"born {child}")
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
