"""What a person sees of the world around the messages: servers, channels, people, roles."""

from typing import Any

from sandbox.discord import Channel, Guild, Person, User, World, permissions

LOCALES = ("en-US", "de", "zh-CN", "fr", "es-ES", "ja")
"""What a client's language can be set to on the page; Discord has more."""


def world(of: World) -> dict[str, Any]:
    """Everything the page names by id."""
    people = [user for user in of.users.values() if not user.bot]
    met = [user for user in people if user.id in {*of.direct, *of.installed} or of.shares_guild(user)]
    return {
        "bot": of.bot.id,
        "locales": LOCALES,
        "people": [_user(user) for user in of.users.values()],
        "guilds": [_guild(guild) for guild in of.guilds],
        "direct": {user.id: of.direct_channel(user).id for user in met},
        "private": [_private(channel) for channel in of.private],
    }


def sees(person: Person, channel: Channel) -> bool:
    """Whether the person can open the channel."""
    if channel.guild:
        return person.id in channel.guild.members
    return person.user in (channel.recipient, *channel.people)


def _user(user: User) -> dict[str, Any]:
    return {"id": user.id, "name": user.name, "bot": user.bot, "locale": user.locale}


def _guild(guild: Guild) -> dict[str, Any]:
    return {
        "id": guild.id,
        "name": guild.name,
        "owner": guild.owner.id,
        "members": list(guild.members),
        "moderators": [member for member in guild.members if _moderates(guild, member)],
        "channels": [_channel(channel) for channel in guild.channels],
        "roles": [{"id": role.id, "name": role.name} for role in guild.roles],
    }


def _channel(channel: Channel) -> dict[str, Any]:
    threads = channel.guild.threads if channel.guild else []
    within = [{"id": thread.id, "name": thread.name} for thread in threads if thread.parent is channel]
    return {"id": channel.id, "name": channel.name, "threads": within}


def _private(channel: Channel) -> dict[str, Any]:
    return {"id": channel.id, "name": channel.name, "people": [user.id for user in channel.people]}


def _moderates(guild: Guild, user_id: str) -> bool:
    return permissions.has(guild.permissions_of(guild.members[user_id].user), "manage_messages")
