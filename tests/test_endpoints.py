"""What the bot answers over HTTP."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from bot.composition import compose
from bot.endpoints import Probes, endpoints
from bot.media.assets import Files
from bot.media.download import Downloads
from bot.media.links import Links
from sandbox.aihubmix import FakeAiHubMix
from sandbox.botprocess import BotProcess
from sandbox.discord import FakeDiscord, World
from tests.asking import asked_at, asking, free_port
from tests.cogs.test_cancel import under_way
from tests.programs import environment
from tests.stage import Stage, settings_for

JOB = "01M7YA5QYVN2JT7SE5XF"


def probes(*, alive: bool) -> Probes:
    async def nothing() -> list[str]:
        return []

    async def no_numbers() -> bytes:
        return b""

    return Probes(lambda: alive, nothing, no_numbers)


@pytest.fixture
async def base(tmp_path: Path) -> AsyncGenerator[str]:
    folder = tmp_path / "results" / JOB
    folder.mkdir(parents=True)
    (folder / "1.png").write_bytes(b"picture")
    (folder / "101.mp4").write_bytes(b"video of a second call")
    (folder / "secret.txt").write_bytes(b"secret")
    (tmp_path / "atelier.db").write_bytes(b"database")
    files = Files(tmp_path, Downloads(frozenset()), max_result=1, max_reference=1, max_megapixels=1)
    port = free_port()
    async with endpoints(port, probes(alive=True), files):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/files/{job}/{signature}/1.png", 200),
        ("/files/{job}/{signature}/101.mp4", 200),
        ("/files/{job}/{signature}/2.png", 404),
        ("/files/{job}/{signature}/secret.txt", 404),
        ("/files/{job}/{other}/1.png", 404),
        ("/files/{job}/1.png", 404),
        ("/files/{job}/é/1.png", 404),
        ("/files/{job}/{signature}/..%2f..%2fatelier.db", 404),
        ("/files/..%2f..%2f/{signature}/atelier.db", 404),
        ("/files/../atelier.db", 404),
        ("/atelier.db", 404),
    ],
)
async def test_only_results_are_served(base: str, tmp_path: Path, path: str, status: int) -> None:
    links = Links.kept(tmp_path)
    path = path.format(job=JOB, signature=links.signature(JOB), other=links.signature("another"))
    async with aiohttp.ClientSession() as session, session.get(base + path) as answer:
        assert answer.status == status
        body = await answer.read()
        assert b"secret" not in body
        assert b"database" not in body


async def test_a_closed_bot_is_not_healthy() -> None:
    port = free_port()
    async with (
        endpoints(port, probes(alive=False), None),
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/healthz") as answer,
    ):
        assert answer.status == 503
        async with session.get(f"http://127.0.0.1:{port}/files/{JOB}/1.png") as file:
            assert file.status == 404, "without a public address nothing is served"


async def test_a_bot_is_ready_while_discord_is_there(on_stage: Stage) -> None:
    async with asking(on_stage.bot) as asked:
        assert await asked.ready() == (200, [])
        await on_stage.discord.drop_gateway(4000)
        await on_stage.until(lambda: said(asked.ready, (503, ["discord"])))
        await on_stage.until(lambda: said(asked.ready, (200, [])))


async def said(ask: Callable[[], Awaitable[tuple[int, list[str]]]], wanted: tuple[int, list[str]]) -> bool:
    return await ask() == wanted


async def test_a_bot_that_stops_is_not_ready(on_stage: Stage) -> None:
    ask, _ = await under_way(on_stage)
    async with asking(on_stage.bot) as asked:
        stopping = asyncio.create_task(on_stage.bot.services.studio.stop(5))
        await on_stage.until(lambda: said(asked.ready, (503, ["stopping"])))
        on_stage.gateway.let_go()
        await stopping
    await on_stage.outcome(ask)


async def test_what_is_missing_before_the_start_has_a_name(tmp_path: Path) -> None:
    async with (
        FakeDiscord(World.small()) as discord,
        FakeAiHubMix() as gateway,
        compose(settings_for(discord, gateway, tmp_path)) as bot,
        asking(bot) as asked,
    ):
        assert await asked.ready() == (503, ["discord", "jobs"])


async def test_a_database_that_is_gone_is_missed(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    store = on_stage.bot.services.store

    async def broken(*_: object) -> None:
        raise OSError("disk I/O error")

    async with asking(on_stage.bot) as asked:
        with monkeypatch.context() as patched:
            patched.setattr(store, "read", broken)
            assert await asked.ready() == (503, ["database"])
            assert (await asked.numbers()).of("atelier_credits_held_total") == 0, "all others are still told"
        with monkeypatch.context() as patched:
            patched.setattr(store, "_closed", True)
            assert await asked.ready() == (503, ["database", "writer"])
        assert await asked.ready() == (200, [])


async def test_the_bot_as_it_is_started_answers(tmp_path: Path) -> None:
    port = free_port()
    async with FakeDiscord(World.small()) as discord, FakeAiHubMix() as gateway:
        settings = environment(discord, gateway) | {"METRICS_PORT": str(port)}
        async with BotProcess(settings, tmp_path) as bot, asked_at(port) as asked:
            await bot.until(discord.wait_until_connected(8), 9)
            async with asyncio.timeout(5):
                while await asked.ready() != (200, []):  # noqa: ASYNC110  # another process has no event
                    await asyncio.sleep(0.01)
            assert (await asked.numbers()).of("atelier_queue_jobs", state="running") == 0
