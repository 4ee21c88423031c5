"""The Discord client. It is given its services and the names of its extensions, and opens nothing itself."""

import asyncio
import hashlib
import logging
import pkgutil
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import aiohttp
import discord
import orjson
import yarl
from discord.asset import Asset
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.errors import ButtonGone
from bot.services import Services
from bot.tree import Translator, Tree, guarded, say
from bot.ui.forms import Forms

ORPHANED = 2.0  # seconds; Discord gives an interaction three

log = logging.getLogger(__name__)


def walk_extensions(package: str) -> list[str]:
    """Every module of `package` that does not begin with an underscore."""
    paths = import_module(package).__path__
    return [f"{package}.{module.name}" for module in pkgutil.iter_modules(paths) if not module.name.startswith("_")]


@contextmanager
def pointed_at(api_url: str, gateway_url: str) -> Generator[None]:
    """Let discord.py talk to another Discord than the real one; empty addresses change nothing."""
    if not api_url:
        yield
        return
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
    _place_assets(str(yarl.URL(api_url).origin()))
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before[:2]
        _place_assets(before[2])


def _place_assets(base: str) -> None:
    setattr(Asset, "BASE", base)  # noqa: B010  # discord.py types it as the one address it knows


class Atelier(commands.Bot):
    """`services` is set before it connects: the desk in them needs the client they belong to. `trace` sees all its
    requests."""

    services: Services

    def __init__(
        self,
        extensions: Iterable[str],
        *,
        state_dir: Path,
        message_content: bool = False,
        guild_ready_timeout: float = 2.0,
        trace: aiohttp.TraceConfig | None = None,
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it has no voice to miss
        self.forms = Forms()
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = message_content
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=Tree,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=guild_ready_timeout,
            http_trace=trace or aiohttp.TraceConfig(),
        )
        self._connected = False
        self._told_of_all = asyncio.Event()
        self._names = tuple(extensions)
        self._state_dir = state_dir

    async def setup_hook(self) -> None:
        """Once, after login and before the gateway connects."""
        for name in self._names:
            await self.load_extension(name)
        await self.tree.set_translator(Translator())
        await self._sync()

    @property
    def connected(self) -> bool:
        """Whether Discord is there and has said which servers there are."""
        return self._connected and self.is_ready() and not self.is_closed()

    async def wait_until_told_of_all(self) -> None:
        """Until Discord has told of every server the bot is in: sooner than `ready`, which waits whether one more
        comes, and no later where one is missing."""
        await self._told_of_all.wait()

    def _count_servers(self) -> None:
        if not any(guild.unavailable for guild in self.guilds):
            self._told_of_all.set()

    async def on_connect(self) -> None:
        """With a new session."""
        self._connected = True
        self._count_servers()

    async def on_guild_available(self, _: discord.Guild) -> None:
        """One of those that were announced."""
        self._count_servers()

    async def on_resumed(self) -> None:
        """With the old one."""
        self._connected = True

    async def on_disconnect(self) -> None:
        """Discord.py tries again by itself."""
        self._connected = False

    async def on_ready(self) -> None:
        """After every (re)connection."""
        self._told_of_all.set()
        log.info("ready as %s in %d servers", self.user, len(self.guilds))

    async def on_message(self, message: discord.Message, /) -> None:
        """No prefix commands: a mention is not "@bot command"."""

    async def on_interaction(self, interaction: discord.Interaction[Any], /) -> None:
        """discord.py drops what it has no handler for; a member must not be left with "interaction failed". Whatever
        has a handler is acknowledged by then."""
        if interaction.type is discord.InteractionType.modal_submit and (work := self.forms.answer(interaction)):
            await guarded(interaction, work, keep=interaction.message is not None)
            return
        if interaction.type in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            await asyncio.sleep(ORPHANED)
            if not interaction.response.is_done():
                await say(interaction, ButtonGone())

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """A listener broke; the bot goes on."""
        log.error("%s broke", event_method, exc_info=sys.exc_info())

    async def _sync(self) -> None:
        """Register the commands when they differ from the last time: Discord allows 200 registrations a day."""
        payload = [
            await command.get_translated_payload(self.tree, self.tree.translator)
            if self.tree.translator
            else command.to_dict(self.tree)
            for command in self.tree.get_commands()
        ]
        marks = orjson.dumps([self.application_id, payload], option=orjson.OPT_SORT_KEYS)
        digest = hashlib.sha256(marks).hexdigest()
        known = self._state_dir / "commands.sha256"
        if known.exists() and known.read_text() == digest:
            return
        await self.tree.sync()
        known.write_text(digest)
        log.info("registered %d commands", len(payload))
