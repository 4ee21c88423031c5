"""Logging in, staying connected, and coming back."""

import asyncio

import aiohttp
import discord
import pytest
from studio import INTENTS, Json, StudioBot, pointed_at, running

from sandbox.discord import FakeDiscord, Person


async def test_the_client_becomes_ready_with_its_guild(fake: FakeDiscord, bot: StudioBot) -> None:
    async with running(fake, bot):
        await fake.wait_until_connected()
        assert bot.user
        assert (bot.user.name, [guild.name for guild in bot.guilds]) == ("Atelier", ["Studio"])
        assert bot.guilds[0].member_count == len(fake.world.guild.members)
        assert [channel.name for channel in bot.guilds[0].text_channels] == ["general", "gallery"]


async def test_a_wrong_token_is_refused_by_rest_and_gateway(fake: FakeDiscord, bot: StudioBot) -> None:
    async with pointed_at(fake), StudioBot() as stranger, bot:
        with pytest.raises(discord.LoginFailure):
            await stranger.login("wrong")
        await bot.login(fake.token)
        bot.http.token = "wrong"
        with pytest.raises(discord.ConnectionClosed) as closed:
            await bot.connect()
        assert closed.value.code == 4004


async def test_privileged_intents_must_be_granted(fake: FakeDiscord) -> None:
    async with pointed_at(fake), StudioBot(discord.Intents(INTENTS.value, message_content=True)) as bot:
        await bot.login(fake.token)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.connect()


async def test_a_dropped_connection_resumes_and_replays_what_was_missed(
    fake: FakeDiscord, bot: StudioBot, ada: Person
) -> None:
    async with running(fake, bot):
        await fake.drop_gateway(4000)
        await ada.dm("while you were away")
        assert (await bot.messages.get()).content == "while you were away"
        await bot.resumed.wait()
        assert bot.starts == 1


async def test_asked_to_reconnect_the_client_resumes(fake: FakeDiscord, bot: StudioBot) -> None:
    async with running(fake, bot):
        await fake.ask_to_reconnect()
        await bot.resumed.wait()
        assert bot.starts == 1


async def test_a_session_that_cannot_be_resumed_starts_anew(fake: FakeDiscord, bot: StudioBot, ada: Person) -> None:
    async with running(fake, bot):
        again = asyncio.create_task(bot.wait_for("ready"))
        await fake.drop_gateway(4000, resumable=False)
        await again
        assert not bot.resumed.is_set()
        await ada.dm("hello again")
        assert (await bot.messages.get()).content == "hello again"


async def test_heartbeats_are_answered(fake: FakeDiscord, bot: StudioBot) -> None:
    fake.service.gateway.heartbeat_interval = 0.05
    async with running(fake, bot):
        for _ in range(3):
            bot.messages.put_nowait(await bot.text_channel("general").send("beat"))
        assert 0 < bot.latency < 1
        assert bot.starts == 1


async def test_no_heartbeat_is_acknowledged_sooner_than_a_network_lets_it(fake: FakeDiscord) -> None:
    """discord.py would count it from the heartbeat before; and nothing waits for it."""
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as ws:
        await ws.receive_json()
        begun = asyncio.get_running_loop().time()
        await ws.send_json({"op": 1, "d": None})
        await ws.send_json({"op": 6, "d": {"token": fake.token, "session_id": "none", "seq": 0}})
        assert [(await ws.receive_json())["op"] for _ in range(2)] == [9, 11]
        assert asyncio.get_running_loop().time() - begun >= 0.015


async def test_shards_receive_their_own_guilds(fake: FakeDiscord, ada: Person) -> None:
    home = (int(fake.world.guild.id) >> 22) % 2
    async with pointed_at(fake), discord.Client(intents=INTENTS, shard_id=1 - home, shard_count=2) as other:
        await other.login(fake.token)
        connection = asyncio.create_task(other.connect())
        await fake.wait_until_connected()
        await ada.say("general", "hello")
        assert list(other.guilds) == []
        await other.close()
        await connection


async def test_without_compression_frames_are_text(fake: FakeDiscord) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as ws:
        hello = await ws.receive_json()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41250)
        await ws.send_json({"op": 1, "d": None})
        assert (await ws.receive_json())["op"] == 11


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004),
        ({"op": 2, "d": {"intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {"intents": 1 << 15}}, 4014),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 99, "d": None}, 4001),
        ({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}, 4004),
    ],
)
async def test_broken_frames_close_the_connection(fake: FakeDiscord, frame: Json, code: int) -> None:
    if frame["d"] and "intents" in frame["d"]:
        frame = {**frame, "d": {"token": fake.token} | frame["d"]}
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as ws:
        await ws.receive_json()
        await ws.send_json(frame)
        assert (await ws.receive()).data == code
    assert len(fake.violations) == (code == 4001)
    fake.violations.clear()


async def test_an_unknown_session_is_invalid(fake: FakeDiscord) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as ws:
        await ws.receive_json()
        await ws.send_json({"op": 6, "d": {"token": fake.token, "session_id": "forgotten", "seq": 1}})
        answer = await ws.receive_json()
        assert (answer["op"], answer["d"]) == (9, False)
