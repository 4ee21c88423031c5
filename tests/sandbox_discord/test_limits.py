"""Rate limits: the client is told in time, and waits."""

import asyncio

import aiohttp
import discord
from studio import StudioBot, Wire, running

from sandbox.discord import FakeDiscord, Limit, Limits, World

CALM = Limits(per_token=Limit(3, 0.3), per_channel=Limit(2, 0.3), overall=None)


async def test_the_client_paces_its_edits_by_the_headers(world: World) -> None:
    bot = StudioBot()

    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        for number in range(7):
            await interaction.edit_original_response(content=str(number))

    async with FakeDiscord(world, limits=CALM) as fake, running(fake, bot):
        started = asyncio.get_running_loop().time()
        ask = await fake.person("Ada").slash("draw")
        await ask.until(lambda message: message["content"] == "6")
        assert asyncio.get_running_loop().time() - started > 0.5
        assert {exchange.status for exchange in fake.exchanges} <= {200, 204}


async def test_a_client_in_a_hurry_is_refused_and_tries_again(world: World) -> None:
    async with FakeDiscord(world, limits=CALM) as fake, running(fake, bot := StudioBot()):
        channel = bot.text_channel("general")
        await asyncio.gather(*(channel.send(str(number)) for number in range(4)))
        assert len(fake.messages("general")) == 4
        assert fake.violations == []


async def test_a_refusal_says_how_long_to_wait(world: World) -> None:
    async with FakeDiscord(world, limits=CALM) as fake, aiohttp.ClientSession() as session:
        url = f"{fake.api_url}/channels/{world.channel('general').id}/messages"
        headers = {"Authorization": f"Bot {fake.token}"}
        for expected in (200, 200, 429):
            async with session.post(url, json={"content": "x"}, headers=headers) as response:
                assert response.status == expected
                assert response.headers["Via"]
                body = await response.json()
        assert response.headers["X-RateLimit-Remaining"] == "0"
        assert response.headers["X-RateLimit-Scope"] == "user"
        assert response.headers["Content-Type"] == "application/json"
        assert 0 < body["retry_after"] <= 0.3
        assert body["global"] is False


async def test_everything_together_is_limited_globally(world: World) -> None:
    limits = Limits(None, None, Limit(2, 5))
    async with FakeDiscord(world, limits=limits) as fake, aiohttp.ClientSession() as session:
        wire = Wire(fake, session)
        for expected in (200, 200, 429):
            status, body = await wire.send("GET", "/users/@me")
            assert status == expected
        assert body["global"] is True
