"""Who and what exists: users, guilds with their roles, members and channels, and the application itself.

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
    """The person at the other end of a direct message with the bot; None elsewhere."""
    people: tuple[User, ...] = ()
    """Who is in a private channel, which the bot never is: two people's direct messages, or a group."""
    parent: "Channel | None" = None
    """The channel a thread hangs from."""
    archived: bool = False
    locked: bool = False
    nsfw: bool = False
    """Age-restricted; of a thread, its parent's counts."""
    deny_bot: set[str] = field(default_factory=set[str])
    """Names of permissions the bot lacks here, of a thread those of its parent. Already cached by a running bot until
    the channel is announced."""

    @property
    def guild_id(self) -> str | None:
        return self.guild.id if self.guild else None

    @property
    def speech(self) -> str:
        """The permission that lets somebody write here."""
        return "send_messages_in_threads" if self.parent else "send_messages"


@dataclass
class Guild:
    id: str
    name: str
    owner: User
    everyone: Role
    roles: list[Role] = field(default_factory=list[Role])
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    channels: list[Channel] = field(default_factory=list[Channel])
    threads: list[Channel] = field(default_factory=list[Channel])
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
            value &= ~permissions.bits((channel.parent or channel).deny_bot)
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
        self.private: list[Channel] = []
        """Channels between people."""
        self.installed: set[str] = set()
        """Ids of those who have the application installed for themselves."""
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

    def add_guild(self, name: str, owner: User, *, bot: bool = True) -> Guild:
        """``bot``: whether the application is installed there and its bot a member."""
        guild_id = self._ids.next()
        everyone = Role(guild_id, "@everyone", permissions.bits(permissions.EVERYONE), 0)
        guild = Guild(guild_id, name, owner, everyone, [everyone])
        for user in (owner, self.bot) if bot else (owner,):
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

    def join(self, user: User, guild: Guild) -> Member:
        """Somebody who exists becomes a member of one more guild."""
        return guild.members.setdefault(user.id, Member(user))

    def add_thread(self, name: str, parent: Channel) -> Channel:
        """A public thread."""
        assert parent.guild
        thread = Channel(self._ids.next(), name, parent.guild, parent=parent)
        parent.guild.threads.append(thread)
        return thread

    def add_private_channel(self, name: str, *people: User) -> Channel:
        """Two people's direct messages, or a group of more."""
        channel = Channel(self._ids.next(), name, people=people)
        self.private.append(channel)
        return channel

    def install(self, user: User) -> None:
        """Somebody takes the application with them, wherever they are."""
        self.installed.add(user.id)

    def shares_guild(self, user: User) -> bool:
        """Whether the bot meets somebody in a guild."""
        return any({user.id, self.bot.id} <= guild.members.keys() for guild in self.guilds)

    def bot_is_in(self, channel: Channel) -> bool:
        """Whether the bot could be told what happens there, permissions aside."""
        if channel.guild:
            return self.bot.id in channel.guild.members
        return channel.recipient is not None

    def user(self, name: str) -> User:
        for user in self.users.values():
            if user.name == name:
                return user
        raise KeyError(f"nobody is called {name!r}")

    def channel(self, name: str) -> Channel:
        for channel in self._channels():
            if channel.name == name:
                return channel
        raise KeyError(f"no channel is called {name!r}")

    def channel_by_id(self, channel_id: str) -> Channel | None:
        known = [*self._channels(), *self.direct.values()]
        return next((channel for channel in known if channel.id == channel_id), None)

    def _channels(self) -> list[Channel]:
        """All that have a name of their own."""
        of_guilds = [channel for guild in self.guilds for channel in (*guild.channels, *guild.threads)]
        return [*of_guilds, *self.private]

    def direct_channel(self, user: User) -> Channel:
        if user.id not in self.direct:
            self.direct[user.id] = Channel(self._ids.next(), user.name, recipient=user)
        return self.direct[user.id]
