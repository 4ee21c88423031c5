"""INTERACTION_CREATE: what every interaction tells about its person, place and time."""

import secrets

from sandbox.discord import shapes
from sandbox.discord.gateway import Event
from sandbox.discord.interactions import Interaction
from sandbox.discord.messages import Message
from sandbox.discord.payload import Json
from sandbox.discord.service import Service
from sandbox.discord.world import Channel, User

_PARTIAL_CHANNEL = {
    *("id", "type", "name", "guild_id", "parent_id", "topic", "nsfw", "position", "last_message_id"),
    *("rate_limit_per_user", "flags", "recipients"),
}


def upload_limit(person: User, channel: Channel) -> int:
    return max(person.upload_limit, channel.guild.upload_limit if channel.guild else 0)


def _place(service: Service, person: User, channel: Channel) -> Json:
    allowed = shapes.bot_permissions(service.world, channel)
    whole = shapes.channel_json(channel, service.world.bot)
    partial = {key: value for key, value in whole.items() if key in _PARTIAL_CHANNEL}
    place: Json = {"channel_id": channel.id, "channel": partial, "app_permissions": str(allowed)}
    guild = channel.guild
    if guild is None:
        owners = {"0": "0"}
        return place | {"user": shapes.user_json(person), "context": 1, "authorizing_integration_owners": owners}
    theirs = guild.permissions_of(person, channel)
    return place | {
        "guild_id": guild.id,
        "guild": {"id": guild.id, "locale": guild.locale, "features": []},
        "guild_locale": guild.locale,
        "member": shapes.member_json(guild.members[person.id]) | {"permissions": str(theirs)},
        "context": 0,
        "authorizing_integration_owners": {"0": guild.id},
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
        **_place(service, person, channel),
    }
    if source is not None:
        event["message"] = service.board.render(source)
    now = service.clock()
    interaction = Interaction(
        event["id"], event["token"], kind, person, channel, now, event, command_kind, source, limit
    )
    interaction.trigger = trigger
    service.desk.add(interaction)
    await service.gateway.dispatch(Event("INTERACTION_CREATE", event, channel.guild_id))
    await service.feed.wake()
    return interaction
