"""The sandbox itself: one loopback server for REST, gateway and CDN, and the handle tests and demo hold."""

import asyncio
import re
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from aiohttp import web

from sandbox.discord import shapes
from sandbox.discord.feed import Change, Typing
from sandbox.discord.gateway import GUILD_MEMBERS, GUILDS, Event
from sandbox.discord.interactions import Interaction
from sandbox.discord.limits import Limits
from sandbox.discord.messages import Message
from sandbox.discord.payload import Json
from sandbox.discord.people import Person
from sandbox.discord.record import Exchange, Fault
from sandbox.discord.rest import PREFIX, Rest
from sandbox.discord.service import Service
from sandbox.discord.world import Channel, Guild, User, World

if TYPE_CHECKING:
    from sandbox.discord.validation import Validator

_HOST = "127.0.0.1"


class FakeDiscord:
    def __init__(
        self,
        world: World,
        *,
        clock: Callable[[], float] = time.time,
        limits: Limits | None = None,
        reference: Path | None = None,
        port: int = 0,
    ) -> None:
        self.world = world
        self.token = f"sandbox.{secrets.token_hex(8)}"
        self._clock = clock
        self._ahead = 0.0
        self.service = Service(world, self.token, self._now, limits or Limits())
        self._reference = reference
        self._validator: Validator | None = None
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        if self._reference:
            from sandbox.discord.validation import Validator  # noqa: PLC0415 - needs a development dependency

            self._validator = Validator(self._reference)
        app = web.Application(client_max_size=1 << 30)
        Rest(self.service, self.token, self._validator).add_to(app)
        app.router.add_get("/gateway", self.service.gateway.serve)
        app.router.add_get("/gateway/", self.service.gateway.serve)
        for folder in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{folder}/{{tail:.*}}", self.service.cdn.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, _HOST, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.service.cdn.base = f"http://{_HOST}:{self._port}"
        self.service.gateway.url = self.gateway_url
        if self._validator:
            self.service.gateway.check = self._check_event
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.service.gateway.close()
        if self._runner:
            await self._runner.cleanup()

    def _now(self) -> float:
        return self._clock() + self._ahead

    def pass_time(self, seconds: float) -> None:
        """Let Discord's clock run ahead of the bot's: tokens and addresses expire, messages grow old."""
        self._ahead += seconds

    def _check_event(self, name: str, data: Json) -> None:
        if self._validator:
            found = self._validator.event(name, data)
            self.violations.extend(f"gateway {name}: {note}" for note in found)

    @property
    def api_url(self) -> str:
        return f"http://{_HOST}:{self._port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        return f"ws://{_HOST}:{self._port}/gateway"

    @property
    def violations(self) -> list[str]:
        """What the client did that Discord would not have it do, and where the sandbox itself strayed."""
        return self.service.violations

    @property
    def exchanges(self) -> deque[Exchange]:
        """The last thousands of requests, oldest first."""
        return self.service.exchanges

    @property
    def unanswered(self) -> list[Interaction]:
        """Interactions nobody has acknowledged (yet)."""
        return self.service.desk.unanswered

    def person(self, name: str) -> Person:
        return Person(self.service, self.world.user(name))

    def messages(self, channel: Channel | str, viewer: Person | None = None) -> list[Json]:
        """What is in a channel now, oldest first: ephemeral messages only for the one who sees them."""
        where = self.world.channel(channel) if isinstance(channel, str) else channel
        viewer_id = viewer.user.id if viewer else None
        return [self.service.board.render(message) for message in self.service.board.of(where, viewer_id)]

    def direct_messages(self, person: Person) -> list[Json]:
        return self.messages(self.world.direct_channel(person.user))

    def changes(self, viewer: Person | None = None) -> AsyncIterator[Change]:
        """Every change from now on, as one person would see it."""
        return self.service.feed.changes(viewer.user.id if viewer else None)

    def happenings(self, viewer: Person) -> AsyncIterator[Change | Typing]:
        """The same, and who types."""
        return self.service.feed.happenings(viewer.user.id)

    @property
    def cursor(self) -> int:
        return self.service.feed.cursor

    async def wait_for(
        self,
        predicate: Callable[[Change], bool],
        timeout: float = 5,  # noqa: ASYNC109 - reads better in a test than a context manager
        *,
        since: int | None = None,
    ) -> Change:
        """The first change that fits.

        Without ``since``, messages as they stand are looked at first (each as if it had just been created), so
        that it does not matter whether they came before or after the call. With ``since`` (a former ``cursor``)
        only what happened after that moment counts, in the order in which it happened.
        """
        found: list[Change] = []
        if since is None:
            now = (self._as_change(message) for message in self.service.board.everything())
            if change := next((change for change in now if predicate(change)), None):
                return change
        start = self.cursor if since is None else since

        def look() -> bool:
            found.extend(change for change in self.service.feed.after(start) if predicate(change))
            return bool(found)

        await self.service.feed.until(look, timeout)
        return found[0]

    def _as_change(self, message: Message) -> Change:
        return Change("create", message.channel.id, self.service.board.render(message), message.only_for)

    def fail_next(
        self,
        method: str,
        path_regex: str,
        status: int = 500,
        times: int = 1,
        body: Json | str | None = None,
        *,
        drop: bool = False,
        after: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Let the next requests that fit go wrong: ``drop`` cuts the connection instead of answering, ``after``
        lets the request take effect first and spoils only the answer. ``method`` "*" is any."""
        fault = Fault(method, re.compile(path_regex), status, times, body, drop, after, headers or {})
        self.service.faults.plan(fault)

    def mend(self) -> None:
        """Nothing goes wrong any more."""
        self.service.faults.clear()

    async def drop_gateway(self, code: int = 4000, *, resumable: bool = True) -> None:
        await self.service.gateway.drop(code, resumable=resumable)

    async def ask_to_reconnect(self) -> None:
        """Gateway opcode 7."""
        await self.service.gateway.ask_to_reconnect()

    @property
    def sessions(self) -> int:
        """How many times the bot has begun a session."""
        return self.service.gateway.greeted

    async def wait_until_connected(self, timeout: float = 5, *, beyond: int = 0) -> None:  # noqa: ASYNC109 - as in wait_for
        """Until the bot is there: a later one where it has begun `beyond` sessions already."""
        async with asyncio.timeout(timeout):
            await self.service.gateway.wait_until_connected(beyond)

    async def announce(self, channel: Channel) -> None:
        """Tell the bot that a channel or thread has changed, such as what it may do there."""
        await self.service.board.tell(channel)

    async def deny(self, channel: Channel, *names: str) -> None:
        """From now on the bot lacks exactly these permissions in a channel, and knows."""
        channel.deny_bot = set(names)
        await self.announce(channel)

    async def close_thread(self, thread: Channel, *, locked: bool = False) -> None:
        """Archive a thread; locked, nobody who may not manage threads wakes it."""
        thread.archived, thread.locked = True, locked
        await self.announce(thread)

    async def leave(self, user: User, guild: Guild) -> None:
        """Somebody leaves a guild; when it is the bot, it loses all of it."""
        del guild.members[user.id]
        if user is self.world.bot:
            await self.service.gateway.dispatch(Event("GUILD_DELETE", {"id": guild.id}, guild.id, GUILDS))
        else:
            data: Json = {"guild_id": guild.id, "user": shapes.user_json(user)}
            await self.service.gateway.dispatch(Event("GUILD_MEMBER_REMOVE", data, guild.id, GUILD_MEMBERS))

    async def cdn_bytes(self, url: str) -> bytes:
        """What the CDN holds at an address, no matter whether its signature has expired."""
        return self.service.cdn.read(url)
