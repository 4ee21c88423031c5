"""Large results: what they take of memory, and whether the event loop stays free meanwhile."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import Padded
from sandbox.discord import FakeDiscord, Limits, World
from tests.programs import REPOSITORY, environment
from tests.stage import answered

MIB = 2**20
VEO = "veo-3.1-fast-generate-preview"
FREE = 0.05  # seconds of processor time that no callback of the loop may take
pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is measured by Linux")


@dataclass
class Measured:
    discord: FakeDiscord
    gateway: FakeAiHubMix
    process: asyncio.subprocess.Process

    async def asked(self, command: str, **options: Any) -> None:
        """One request to its result, which must have a file."""
        ask = await self.discord.person("Ada").slash(command, channel="general", options=options)
        if command == "video":
            await answered(self.discord, ask, "yes")
        mention = f"<@{self.discord.person('Ada').id}>"

        def look() -> bool:
            shown = [
                message
                for message in self.discord.messages("general")
                if mention in message["content"] and options["prompt"] in message["content"]
            ]
            refused = [message for message in ask.followups if message["content"]]
            assert not refused, refused
            return any(message["attachments"] for message in shown)

        await self.discord.service.feed.until(look, 60)

    async def mark(self) -> None:
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        await self.process.stdin.drain()
        assert await self.said() == "marked"

    async def said(self) -> str:
        assert self.process.stdout
        return (await self.process.stdout.readline()).decode().strip()

    async def result(self) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.close()
        return json.loads(await self.said())


@asynccontextmanager
async def measured(folder: Path, **settings: str) -> AsyncGenerator[Measured]:
    world = World.small()
    world.guild.upload_limit = 100 * MIB
    async with (
        FakeDiscord(world, limits=Limits.none()) as discord,
        FakeAiHubMix() as gateway,
    ):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.measured_bot",
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(REPOSITORY),
                "DATA_DIR": str(folder / "data"),
                "LOG_LEVEL": "ERROR",
                "NEW_MEMBER_GRANT": "1000000",
                "MAX_RUNNING_PER_MEMBER": "10",
                **environment(discord, gateway),
                **settings,
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        built = Measured(discord, gateway, process)
        try:
            assert await built.said() == "ready"
            yield built
            async with asyncio.timeout(10):
                await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@pytest.mark.timeout(90)
async def test_ten_jobs_of_four_large_pictures_take_at_most_twice_their_bytes(tmp_path: Path) -> None:
    async with measured(tmp_path) as bot:
        await bot.asked("imagine", prompt="a first fox", model="gpt-image-2", count=4)  # everything is loaded then
        await bot.mark()
        bot.gateway.always(Padded(3))  # 4 MiB of base64
        await asyncio.gather(
            *(bot.asked("imagine", prompt=f"fox {name}", model="gpt-image-2", count=4) for name in "abcdefghij")
        )
        found = await bot.result()
        in_flight = 10 * 4 * 3 * MIB
        assert found["risen"] <= 2 * in_flight, f"{found['risen'] / MIB:.0f} MiB for {in_flight / MIB:.0f} MiB"
        assert 0 < found["blocked"] <= FREE, found


@pytest.mark.timeout(90)
async def test_a_large_video_takes_at_most_one_and_a_half_times_its_bytes(tmp_path: Path) -> None:
    async with measured(tmp_path) as bot:
        await bot.asked("video", prompt="a red fox in the snow", model=VEO)
        await bot.mark()
        bot.gateway.always(Padded(45))  # 60 MiB of base64
        await bot.asked("video", prompt="a white fox in the snow", model=VEO)
        found = await bot.result()
        assert found["risen"] <= 1.5 * 45 * MIB, f"{found['risen'] / MIB:.0f} MiB"
        assert 0 < found["blocked"] <= FREE, found
