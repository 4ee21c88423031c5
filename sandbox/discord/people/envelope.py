"""INTERACTION_CREATE: what every interaction tells about its person, place and time."""

import secrets

from sandbox.discord import permissions, shapes
from sandbox.discord.gateway import Event
from sandbox.discord.interactions import Interaction
from sandbox.discord.messages import Message
from sandbox.discord.payload import Json, child
from sandbox.discord.people.offered import IN_BOT_DM, IN_GUILD, IN_PRIVATE
from sandbox.discord.service import Service
from sandbox.discord.world import Channel, User

_PARTIAL_CHANNEL = {
    *("id", "type", "name", "guild_id", "parent_id", "topic", "nsfw", "position", "last_message_id"),
    *("rate_limit_per_user", "flags", "recipients", "icon"),
    *("owner_id", "thread_metadata", "message_count", "member_count", "total_message_sent"),
}


def upload_limit(person: User, channel: Channel) -> int:
    return max(person.upload_limit, channel.guild.upload_limit if channel.guild else 0)


def _owners(service: Service, person: User, channel: Channel, source: Message | None) -> Json:
    """Through whose installation the application is there; what hangs on a message stays with that message's."""
    if source and (metadata := child(source.data, "interaction_metadata")):
        return metadata["authorizing_integration_owners"]
    owners: Json = {}
    if service.world.bot_is_in(channel):
        owners["0"] = channel.guild.id if channel.guild else "0"
    if person.id in service.world.installed:
        owners["1"] = person.id
    return owners


def _context(channel: Channel) -> int:
    return IN_GUILD if channel.guild else IN_BOT_DM if channel.recipient else IN_PRIVATE


def _place(service: Service, person: User, channel: Channel) -> Json:
    allowed = shapes.app_permissions(service.world, channel, person)
    whole = shapes.channel_json(channel, service.world.bot)
    partial = {key: value for key, value in whole.items() if key in _PARTIAL_CHANNEL}
    place: Json = {"channel_id": channel.id, "channel": partial, "app_permissions": str(allowed)}
    place["context"] = _context(channel)
    guild = channel.guild
    if guild is None:
        return place | {"user": shapes.user_json(person)}
    theirs = guild.permissions_of(person, channel)
    return place | {
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": shapes.member_json(guild.members[person.id]) | {"permissions": str(theirs)},
    }


async def send(
    service: Service,
    person: User,
    channel: Channel,
    kind: int,
    data: Json,
    *,
    command_kind: int = 0,
    source: Message | None = None,
    trigger: Json | None = None,
) -> Interaction:
    """Open an interaction and tell the gateway about it."""
    limit = upload_limit(person, channel)
    event: Json = {
        "id": service.ids.next(),
        "application_id": service.world.application.id,
        "type": kind,
        "token": secrets.token_urlsafe(48),
        "version": 1,
        "data": data,
        "locale": person.locale,
        "entitlements": [],
        "attachment_size_limit": limit,
        "authorizing_integration_owners": _owners(service, person, channel, source),
        **_place(service, person, channel),
    }
    if source is not None:
        event["message"] = service.board.render(source)
    now = service.clock()
    interaction = Interaction(
        event["id"], event["token"], kind, person, channel, now, event, command_kind, source, limit
    )
    interaction.trigger = trigger
    if interaction.is_user_installed and channel.guild:
        interaction.hushed = not permissions.has(channel.guild.permissions_of(person, channel), "use_external_apps")
    service.desk.add(interaction)
    await service.gateway.dispatch(Event("INTERACTION_CREATE", event, channel.guild_id))
    await service.feed.wake()
    return interaction
