"""The CDN, scripted faults, the live feed and the memory of what was exchanged."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from conftest import Clock
from studio import StudioBot, Wire, file, png, running

from sandbox.discord import Change, FakeDiscord, Person, Upload


async def status_of(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, response.content_type


async def test_files_are_served_under_signed_addresses_that_expire(
    fake: FakeDiscord, bot: StudioBot, clock: Clock
) -> None:
    async with running(fake, bot):
        message = await bot.text_channel("general").send(file=file("my fox.png", png(3, 4)))
        (attachment,) = message.attachments
        assert await attachment.read() == png(3, 4)
        assert await status_of(attachment.url) == (200, "image/png")
        assert (await status_of(attachment.url.partition("?")[0]))[0] == 404
        assert (await status_of(attachment.url.replace("hm=", "hm=0")))[0] == 404
        clock.ahead += 25 * 3600
        assert (await status_of(attachment.url))[0] == 404
        fresh = await bot.text_channel("general").fetch_message(message.id)
        assert (await status_of(fresh.attachments[0].url))[0] == 200
        assert await fake.cdn_bytes(attachment.url) == png(3, 4)


@pytest.mark.parametrize(
    ("asked", "status", "body"),
    [("bytes=2-4", 206, b"cde"), ("bytes=-2", 206, b"ij"), ("bytes=8-", 206, b"ij"), ("bytes=10-", 416, b"")],
)
async def test_players_get_the_part_of_a_file_they_ask_for(
    fake: FakeDiscord, ada: Person, asked: str, status: int, body: bytes
) -> None:
    message = await ada.say("general", uploads=[Upload("letters.txt", b"abcdefghij")])
    url = message["attachments"][0]["url"]
    async with aiohttp.ClientSession() as session, session.get(url, headers={"Range": asked}) as response:
        assert (response.status, await response.read()) == (status, body)
        assert response.headers["Content-Range"].endswith("/10")


@pytest.mark.parametrize(
    ("upload", "content_type"),
    [
        (Upload("a.bin", png()), "image/png"),
        (Upload("a.mp4", b"\0\0\0\x18ftypisom" + bytes(20)), "video/mp4"),
        (Upload("a.txt", b"words"), "text/plain"),
        (Upload("broken.png", b"\x89PNG\r\n\x1a\n"), "image/png"),
    ],
)
async def test_content_types_are_sniffed(fake: FakeDiscord, ada: Person, upload: Upload, content_type: str) -> None:
    message = await ada.say("general", uploads=[upload])
    assert message["attachments"][0]["content_type"] == content_type


async def test_failures_are_scripted(fake: FakeDiscord, wire: Wire) -> None:
    path = f"/channels/{fake.world.channel('general').id}/messages"
    fake.fail_next("POST", r"/messages$", status=503, times=2, body="<html>busy</html>")
    for _ in range(2):
        with pytest.raises(ValueError, match="Expecting value"):
            await wire.send("POST", path, {"content": "lost"})
    fake.fail_next("*", r"/messages$", drop=True)
    with pytest.raises(aiohttp.ClientError):
        await wire.send("POST", path, {"content": "cut"})
    fake.fail_next("POST", r"/messages$", after=True)
    assert (await wire.send("POST", path, {"content": "applied"}))[0] == 500
    assert (await wire.send("POST", path, {"content": "fine"}))[0] == 200
    assert [message["content"] for message in fake.messages("general")] == ["applied", "fine"]
    assert [exchange.status for exchange in fake.exchanges] == [503, 503, None, 500, 200]


async def test_a_client_repeats_itself_after_a_server_error(
    fake: FakeDiscord, bot: StudioBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(fake, bot):
        fake.fail_next("POST", r"/messages$", after=True)
        await bot.text_channel("general").send("once", nonce="job-7")
    assert [message["content"] for message in fake.messages("general")] == ["once"]


async def test_exchanges_are_remembered(fake: FakeDiscord, bot: StudioBot) -> None:
    async with running(fake, bot):
        await bot.text_channel("general").send("look", file=file("fox.png", png()))
    last = fake.exchanges[-1]
    assert (last.method, last.route, last.status) == ("POST", "/channels/{channel_id}/messages", 200)
    assert isinstance(last.payload, dict)
    assert last.payload["content"] == "look"
    assert [(sent.field, sent.name, sent.size) for sent in last.files] == [("files[0]", "fox.png", len(png()))]


async def test_changes_are_followed_live_and_in_order(
    fake: FakeDiscord, bot: StudioBot, ada: Person, ben: Person
) -> None:
    @bot.tree.command()
    async def draw(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("secret", ephemeral=True)
        await interaction.followup.send("open")

    async def follow(changes: AsyncIterator[Change], count: int) -> list[str]:
        seen: list[Change] = []
        async for change in changes:
            seen.append(change)
            if len(seen) == count:
                break
        return [f"{change.kind} {change.message['content']}" for change in seen]

    async with running(fake, bot):
        following = follow(fake.changes(ada), 3), follow(fake.changes(ben), 2)
        start = fake.cursor
        ask = await ada.slash("draw")
        opened = await ask.until(lambda message: message["content"] == "open")
        await fake.person("Mod").delete(opened)
        assert await asyncio.gather(*following) == [
            ["create secret", "create open", "delete open"],
            ["create open", "delete open"],
        ]
        deleted = await fake.wait_for(lambda change: change.kind == "delete", since=start)
        assert deleted.message["id"] == opened["id"]
        with pytest.raises(TimeoutError):
            await fake.wait_for(lambda change: change.message["content"] == "open", timeout=0.05)
