"""Everything behind the HTTP surface in one place, and one request to it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from sandbox.discord import permissions
from sandbox.discord.cdn import Cdn, Upload
from sandbox.discord.commands import Commands
from sandbox.discord.feed import Feed
from sandbox.discord.gateway import Gateway
from sandbox.discord.interactions import Desk
from sandbox.discord.limits import Buckets, Limits
from sandbox.discord.messages import Board
from sandbox.discord.payload import Json
from sandbox.discord.record import Exchange, Faults
from sandbox.discord.refusals import missing_access, missing_permissions, unknown_channel
from sandbox.discord.shapes import bot_permissions
from sandbox.discord.snowflakes import Snowflakes
from sandbox.discord.world import Channel, World

_KEPT = 10_000  # exchanges that are remembered


@dataclass(frozen=True)
class Call:
    """A parsed REST request."""

    method: str
    template: str
    path: str
    params: dict[str, str]
    query: dict[str, str]
    payload: Any = None
    files: dict[int, Upload] = field(default_factory=dict[int, Upload])

    @property
    def form(self) -> Json:
        return cast("Json", self.payload) if isinstance(self.payload, dict) else {}


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: Any = None


class Service:
    def __init__(self, world: World, token: str, clock: Callable[[], float], limits: Limits) -> None:
        self.world = world
        self.clock = clock
        self.violations: list[str] = []
        self.exchanges: deque[Exchange] = deque(maxlen=_KEPT)
        self.faults = Faults()
        self.buckets = Buckets(limits)
        self.ids = Snowflakes(clock)
        self.feed = Feed()
        self.cdn = Cdn(self.ids, clock)
        self.gateway = Gateway(world, token, self.ids.next, self.violations.append)
        self.board = Board(world, self.ids, self.cdn, self.gateway, self.feed)
        self.commands = Commands(world.application.id, self.ids)
        self.desk = Desk(world.bot, self.board, clock, self.violations.append)
        self.base = ""

    @property
    def hides_content(self) -> bool:
        """Whether REST, too, empties messages the bot may not read."""
        return "message_content" not in self.world.application.privileged_intents

    def channel(self, channel_id: str, *needed: str) -> Channel:
        """A channel the bot can see, with the permissions it needs there."""
        channel = self.world.channel_by_id(channel_id)
        if channel is None:
            raise unknown_channel()
        allowed = bot_permissions(self.world, channel)
        if not permissions.has(allowed, "view_channel"):
            raise missing_access()
        if not all(permissions.has(allowed, name) for name in needed):
            raise missing_permissions()
        return channel

    def writable(self, channel_id: str) -> Channel:
        """A channel the bot may write in."""
        channel = self.channel(channel_id)
        return self.channel(channel_id, channel.speech)

    def upload_limit(self, channel: Channel) -> int:
        return channel.guild.upload_limit if channel.guild else 10 * 1024 * 1024
