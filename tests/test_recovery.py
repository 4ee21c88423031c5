"""The bot is killed in the middle of everything and started again."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.aihubmix import FakeAiHubMix
from sandbox.botprocess import BotProcess
from sandbox.discord import Ask, FakeDiscord, Person, World
from tests.programs import environment, program

LOST = "The bot was restarted while this was being made, and the result is lost. It cost nothing; please ask again."


class Site:
    """A sandbox in which bots come and go."""

    def __init__(self, discord: FakeDiscord, gateway: FakeAiHubMix, folder: Path) -> None:
        self.discord = discord
        self.gateway = gateway
        self.folder = folder
        self.settings = environment(discord, gateway) | {"MAX_RUNNING_PER_MEMBER": "1", "STOP_GRACE": "5"}
        self.ada: Person = discord.person("Ada")

    @asynccontextmanager
    async def bot(self) -> AsyncGenerator[BotProcess]:
        async with BotProcess(self.settings, self.folder) as process:
            await process.until(self.discord.wait_until_connected(8), 9)
            yield process

    async def imagine(self, prompt: str) -> Ask:
        return await self.ada.slash("imagine", channel="general", prompt=prompt, model="gpt-4o-image")

    async def audited(self) -> str:
        data = {"DATA_DIR": str(self.folder / "data")}
        ended = await program("-m", "bot", "ledger", "audit", folder=self.folder, settings=self.settings | data)
        assert ended.code == 0, ended.out
        return ended.out

    async def shown(self, text: str) -> dict[str, Any]:
        change = await self.discord.wait_for(lambda change: text in change.message["content"], 8)
        return change.message


@pytest.fixture
async def site(tmp_path: Path) -> AsyncGenerator[Site]:
    async with FakeDiscord(World.small()) as discord, FakeAiHubMix() as gateway:
        yield Site(discord, gateway, tmp_path)
        assert discord.violations == []
        assert gateway.violations == []


@pytest.mark.timeout(30)
async def test_a_kill_in_mid_job_pays_once_releases_the_hold_and_says_so(site: Site) -> None:
    site.gateway.hold()
    async with site.bot() as process:
        running = await site.imagine("the first")
        await running.until(lambda message: "%" in message["content"])
        queued = await site.imagine("the second")
        await queued.until(lambda message: "Queued, place 1" in message["content"])
        await process.kill()
    await site.gateway.cleared()
    site.gateway.let_go()
    async with site.bot():
        lost = await site.shown(LOST)
        assert lost["content"].startswith("> the first")
        assert [button["label"] for button in lost["components"][0]["components"]] == ["Try it again"]
        made = await site.shown("> the second\nGPT-4o Image · 1024×1024 · 5 credits · 95 credits left")
        assert len(made["attachments"]) == 1
        await site.discord.wait_for(lambda change: change.kind == "delete", 5, since=0)
        answer = await site.ada.slash("credits balance", channel="general")
        await answer.until(lambda message: message["content"] == "You have **95 credits** on this server.")
    assert len(site.gateway.bill) == 2, "each was issued once"
    assert (await site.audited()).endswith("The books are right.\n")


async def test_a_bot_that_has_lost_discord_still_stops_at_once(tmp_path: Path) -> None:
    async with FakeAiHubMix() as gateway, AsyncExitStack() as stack:
        discord = await stack.enter_async_context(FakeDiscord(World.small()))
        async with BotProcess(environment(discord, gateway), tmp_path) as process:
            await process.until(discord.wait_until_connected(8), 9)
            await stack.aclose()
            await process.said("Attempting a reconnect")
            assert await process.stop() == 0


@pytest.mark.timeout(30)
async def test_a_stop_signal_lets_what_runs_end_and_leaves_the_rest(site: Site) -> None:
    site.gateway.hold()
    async with site.bot() as process:
        running = await site.imagine("the first")
        await running.until(lambda message: "%" in message["content"])
        queued = await site.imagine("the second")
        await queued.until(lambda message: "Queued, place 1" in message["content"])
        stopping = asyncio.create_task(process.stop())
        await process.said("stopping: nothing new is accepted")
        site.gateway.let_go()
        await stopping
        await site.shown("> the first\nGPT-4o Image")
    assert len(site.gateway.bill) == 1
    async with site.bot():
        await site.shown("> the second\nGPT-4o Image")
    assert len(site.gateway.bill) == 2
    assert (await site.audited()).endswith("The books are right.\n")
