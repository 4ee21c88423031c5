"""What keeps the bot from starting is one sentence that says what to do, and a non-zero exit code."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.composition import compose
from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.botprocess import BotProcess
from sandbox.discord import FakeDiscord, World
from tests.programs import environment, program
from tests.stage import settings_for

BAD: dict[str, tuple[dict[str, str], str]] = {
    "no token": ({"DISCORD_TOKEN": ""}, "DISCORD_TOKEN is not set"),
    "no key": ({"AIHUBMIX_API_KEY": ""}, "AIHUBMIX_API_KEY is not set"),
    "a rejected token": ({"DISCORD_TOKEN": "wrong.token.here"}, "Discord refuses DISCORD_TOKEN"),
    "a rejected key": ({"AIHUBMIX_API_KEY": "sk-wrong-key-123456"}, "The gateway refuses AIHUBMIX_API_KEY"),
    "no gateway": ({"AIHUBMIX_BASE_URL": "http://127.0.0.1:9"}, "The gateway cannot be reached"),
    "no Discord": ({"DISCORD_API_URL": "http://127.0.0.1:9/api/v10"}, "Discord cannot be reached"),
    "a missing intent": ({"MESSAGE_CONTENT_INTENT": "true"}, "does not grant the message-content intent"),
    "an unwritable database": ({"DATA_DIR": "/dev/null/data"}, "cannot be"),
    "another database": ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must look like sqlite:///"),
    "no list": ({"AIHUBMIX_FALLBACK_URLS": "http://x"}, "AIHUBMIX_FALLBACK_URLS must be JSON"),
    "no object": ({"MODEL_WIRES": "nonsense"}, "MODEL_WIRES must be JSON"),
    "no database address": ({"DATABASE_URL": "garbage"}, "DATABASE_URL is no address"),
    "no port": ({"AIHUBMIX_BASE_URL": "https://x:99999"}, "AIHUBMIX_BASE_URL: "),
    "no number": ({"NEW_MEMBER_GRANT": "many"}, "NEW_MEMBER_GRANT: "),
    "half a Discord": ({"DISCORD_GATEWAY_URL": ""}, "are set together or not at all"),
    "no address": ({"AIHUBMIX_BASE_URL": "aihubmix"}, "AIHUBMIX_BASE_URL: "),
    "no such model": ({"DEFAULT_IMAGE_MODEL": "dall-e-9"}, "DEFAULT_IMAGE_MODEL is 'dall-e-9'"),
    "no such wire": ({"MODEL_WIRES": '{"gpt-image-2": "smoke"}'}, "MODEL_WIRES gives gpt-image-2 the wire 'smoke'"),
}


@pytest.fixture
async def around() -> AsyncGenerator[dict[str, str]]:
    async with FakeDiscord(World.small()) as discord, FakeAiHubMix() as gateway:
        yield environment(discord, gateway)


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_start_is_one_sentence(around: dict[str, str], tmp_path: Path, what: str) -> None:
    change, sentence = BAD[what]
    ended = await program("-m", "bot", "run", folder=tmp_path, settings=around | change)
    assert ended.code != 0
    assert sentence in ended.err
    assert "Traceback" not in ended.out + ended.err
    said = [line for line in ended.err.splitlines() if line.startswith("atelier: ")]
    assert len(said) == 1
    assert "make demo" in said[0]
    assert around["AIHUBMIX_API_KEY"] not in ended.err


async def test_an_env_file_in_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("DISCORD_TOKEN=ä".encode("latin-1"))
    ended = await program("-m", "bot", "run", folder=tmp_path)
    assert ended.code != 0
    assert "The file .env is not UTF-8 text" in ended.err
    assert "Traceback" not in ended.err


async def test_settings_are_read_from_the_env_file(around: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("\n".join(f"{name}={value}" for name, value in around.items()))
    ended = await program("-m", "bot", "ledger", "audit", folder=tmp_path)
    assert ended.code != 0
    assert ended.err == "atelier: There is no database at data/atelier.db: name the right DATA_DIR or DATABASE_URL.\n"
    assert not (tmp_path / "data").exists(), "an audit makes nothing"


async def test_a_taken_port_is_one_sentence(around: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        ended = await program(
            "-m", "bot", "run", folder=tmp_path, settings=around | {"METRICS_PORT": str(taken.getsockname()[1])}
        )
    assert ended.code != 0
    assert "set METRICS_PORT to another" in ended.err


async def test_an_empty_balance_does_not_keep_the_bot_from_starting(tmp_path: Path) -> None:
    async with FakeDiscord(World.small()) as discord, FakeAiHubMix() as gateway:
        gateway.always(statuses.insufficient_user_quota())
        async with BotProcess(environment(discord, gateway), tmp_path) as bot:
            await bot.until(discord.wait_until_connected(8), 9)


async def test_the_container_asks_whether_the_bot_lives(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    async with FakeDiscord(World.small()) as discord, FakeAiHubMix() as gateway:
        settings = environment(discord, gateway) | {"METRICS_PORT": port}
        dead = await program("-m", "bot", "health", folder=tmp_path, settings=settings)
        assert dead.code != 0
        assert "does not answer" in dead.err
        async with BotProcess(settings, tmp_path) as bot:
            await bot.until(discord.wait_until_connected(8), 9)
            alive = await program("-m", "bot", "health", folder=tmp_path, settings=settings)
            assert (alive.code, alive.out.strip()) == (0, '{"ok": true}')


async def test_the_bot_waits_for_the_servers_it_is_in_and_not_for_more(tmp_path: Path) -> None:
    async with FakeDiscord(World.small()) as discord, FakeAiHubMix() as gateway:
        discord.world.add_guild("Annex", discord.world.user("Olga"))
        async with compose(settings_for(discord, gateway, tmp_path), guild_ready_timeout=60) as bot:
            await bot.login(discord.token)
            connection = asyncio.create_task(bot.connect())
            async with asyncio.timeout(5):
                await bot.wait_until_told_of_all()
            assert [guild.name for guild in bot.guilds if not guild.unavailable] == ["Studio", "Annex"]
            assert not bot.is_ready()
            await bot.close()
            await connection
