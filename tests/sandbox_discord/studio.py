"""A small bot on the real client library, and a bare HTTP client for what that library would never send."""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from PIL import Image

from sandbox.discord import FakeDiscord, Upload

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
Json = dict[str, Any]


def png(width: int = 8, height: int = 6) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(buffer, "PNG")
    return buffer.getvalue()


def file(name: str = "fox.png", data: bytes | None = None, description: str | None = None) -> discord.File:
    return discord.File(io.BytesIO(data or png()), name, description=description)


class StudioBot(discord.Client):
    """What it does is decided by the commands a test gives it."""

    def __init__(self, intents: discord.Intents = INTENTS) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.messages: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.resumed = asyncio.Event()
        self.starts = 0

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library waits five seconds before it identifies again; the sandbox does not ask for that."""

    async def on_ready(self) -> None:
        self.starts += 1

    async def on_resumed(self) -> None:
        self.resumed.set()

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.messages.put_nowait(message)

    def text_channel(self, name: str) -> discord.TextChannel:
        channel = discord.utils.get(self.get_all_channels(), name=name)
        assert isinstance(channel, discord.TextChannel)
        return channel


async def refusal(awaitable: Awaitable[object]) -> tuple[int, int]:
    """The status and code of the refusal that a request is expected to meet."""
    try:
        await awaitable
    except discord.HTTPException as error:
        return error.status, error.code
    return 200, 0


@asynccontextmanager
async def pointed_at(fake: FakeDiscord) -> AsyncGenerator[None]:
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.api_url, yarl.URL(fake.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def running(fake: FakeDiscord, bot: StudioBot) -> AsyncGenerator[None]:
    """Log in, register the bot's commands, connect; close everything afterwards."""
    async with pointed_at(fake), bot:
        await bot.login(fake.token)
        await bot.tree.sync()
        connection = asyncio.create_task(bot.connect())
        ready = asyncio.create_task(bot.wait_until_ready())
        await asyncio.wait({connection, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=5)
        assert ready.done(), "the bot did not become ready"
        try:
            yield
        finally:
            await bot.close()
            await connection


class Wire:
    """Requests as they are, with the bot's token."""

    def __init__(self, fake: FakeDiscord, session: aiohttp.ClientSession) -> None:
        self._fake = fake
        self._session = session

    async def send(
        self,
        method: str,
        path: str,
        payload: object = None,
        *,
        files: Mapping[str, Upload] | None = None,
        token: str | None = None,
    ) -> tuple[int, Any]:
        body: aiohttp.FormData | bytes | None = None if payload is None else json.dumps(payload).encode()
        headers = {"Authorization": f"Bot {token or self._fake.token}"}
        if files is not None:
            body = aiohttp.FormData()
            body.add_field("payload_json", json.dumps(payload or {}))
            for field, upload in files.items():
                content_type = "application/octet-stream"
                body.add_field(field, upload.data, filename=upload.filename, content_type=content_type)
        elif body is not None:
            headers["Content-Type"] = "application/json"
        url = self._fake.api_url + path
        async with self._session.request(method, url, data=body, headers=headers) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else None

    async def register(self, *commands: Json) -> None:
        application = self._fake.world.application.id
        status, body = await self.send("PUT", f"/applications/{application}/commands", list(commands))
        assert status == 200, body
