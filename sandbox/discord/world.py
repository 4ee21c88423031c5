"""Who and what exists: users, a guild with its roles, members and channels, and the application itself.

Plain records without behaviour towards the network; tests change them freely, before or while the sandbox runs.
"""

from dataclasses import dataclass, field

from sandbox.discord import permissions
from sandbox.discord.snowflakes import DISCORD_EPOCH, Snowflakes

MEBIBYTE = 1024 * 1024


@dataclass
class User:
    id: str
    name: str
    bot: bool = False
    locale: str = "en-US"
    accepts_dms: bool = True
    upload_limit: int = 10 * MEBIBYTE
    """What the user's own subscription allows; an interaction's limit is the larger of this and the guild's."""


@dataclass
class Role:
    id: str
    name: str
    permissions: int
    position: int


@dataclass
class Member:
    user: User
    roles: list[Role] = field(default_factory=list[Role])
    nick: str | None = None


@dataclass
class Channel:
    id: str
    name: str
    guild: "Guild | None" = None
    recipient: User | None = None
    """The person at the other end of a direct message; None in a guild."""
    deny_bot: set[str] = field(default_factory=set[str])
    """Names of permissions the bot lacks here. Already cached by a running bot until the channel is announced."""

    @property
    def guild_id(self) -> str | None:
        return self.guild.id if self.guild else None


@dataclass
class Guild:
    id: str
    name: str
    owner: User
    everyone: Role
    roles: list[Role] = field(default_factory=list[Role])
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    channels: list[Channel] = field(default_factory=list[Channel])
    locale: str = "en-US"
    upload_limit: int = 10 * MEBIBYTE

    def permissions_of(self, user: User, channel: Channel | None = None) -> int:
        member = self.members.get(user.id)
        if user is self.owner:
            return permissions.EVERYTHING
        value = self.everyone.permissions
        for role in member.roles if member else []:
            value |= role.permissions
        if permissions.has(value, "administrator"):
            return permissions.EVERYTHING
        if channel and user.bot:
            value &= ~permissions.bits(channel.deny_bot)
        return value


@dataclass
class Application:
    id: str
    name: str
    owner: User
    bot: User
    privileged_intents: set[str] = field(default_factory=set[str])
    """What is switched on in the developer portal: "message_content", "members", "presences"."""


class World:
    def __init__(self, application: Application, ids: Snowflakes) -> None:
        self.application = application
        self.bot = application.bot
        self.guilds: list[Guild] = []
        self.users: dict[str, User] = {user.id: user for user in (application.bot, application.owner)}
        self.direct: dict[str, Channel] = {}
        """Direct-message channels with the bot, by the person's id."""
        self._ids = ids

    @classmethod
    def small(cls) -> "World":
        """One guild, two channels, five people and the bot: enough for nearly every story."""
        ids = Snowflakes(lambda: DISCORD_EPOCH + 100_000_000)
        olga = User(ids.next(), "Olga")
        bot = User(ids.next(), "Atelier", bot=True)
        world = cls(Application(bot.id, "Atelier", olga, bot), ids)
        guild = world.add_guild("Studio", olga)
        for name in ("general", "gallery"):
            world.add_channel(name, guild)
        for name in ("Ada", "Ben"):
            world.add_member(name)
        world.add_member("Mod", "manage_guild", "manage_messages")
        return world

    @property
    def guild(self) -> Guild:
        return self.guilds[0]

    def add_guild(self, name: str, owner: User) -> Guild:
        guild_id = self._ids.next()
        everyone = Role(guild_id, "@everyone", permissions.bits(permissions.EVERYONE), 0)
        guild = Guild(guild_id, name, owner, everyone, [everyone])
        for user in (owner, self.bot):
            guild.members[user.id] = Member(user)
        self.guilds.append(guild)
        return guild

    def add_channel(self, name: str, guild: Guild | None = None) -> Channel:
        home = guild or self.guild
        channel = Channel(self._ids.next(), name, home)
        home.channels.append(channel)
        return channel

    def add_member(self, name: str, *granted: str, guild: Guild | None = None) -> User:
        """A member with the everyone role, and with a role of their own when permissions are granted by name."""
        home = guild or self.guild
        user = User(self._ids.next(), name)
        member = Member(user)
        if granted:
            role = Role(self._ids.next(), name.lower(), permissions.bits(granted), len(home.roles))
            home.roles.append(role)
            member.roles.append(role)
        home.members[user.id] = member
        self.users[user.id] = user
        return user

    def user(self, name: str) -> User:
        for user in self.users.values():
            if user.name == name:
                return user
        raise KeyError(f"nobody is called {name!r}")

    def channel(self, name: str) -> Channel:
        for guild in self.guilds:
            for channel in guild.channels:
                if channel.name == name:
                    return channel
        raise KeyError(f"no channel is called {name!r}")

    def channel_by_id(self, channel_id: str) -> Channel | None:
        known = [channel for guild in self.guilds for channel in guild.channels]
        known.extend(self.direct.values())
        return next((channel for channel in known if channel.id == channel_id), None)

    def direct_channel(self, user: User) -> Channel:
        if user.id not in self.direct:
            self.direct[user.id] = Channel(self._ids.next(), user.name, recipient=user)
        return self.direct[user.id]
