"""Who is typing: their clients and the bot tell it, and it is forgotten after ten seconds or with their message."""

from sandbox.discord import gateway, permissions, shapes
from sandbox.discord.feed import Typing
from sandbox.discord.gateway import Event
from sandbox.discord.payload import Json
from sandbox.discord.service import Service
from sandbox.discord.world import Channel, User


async def begin(service: Service, channel: Channel, user: User) -> None:
    """Somebody types in a channel: whoever looks at it is told, and the bot where its session has asked for that."""
    await service.feed.publish(Typing(channel.id, user.id))
    if not permissions.has(shapes.bot_permissions(service.world, channel), "view_channel"):
        return
    event: Json = {"channel_id": channel.id, "user_id": user.id, "timestamp": int(service.clock())}
    if channel.guild:
        event |= {"guild_id": channel.guild.id, "member": shapes.member_json(channel.guild.members[user.id])}
    intent = gateway.GUILD_TYPING if channel.guild else gateway.DIRECT_TYPING
    await service.gateway.dispatch(Event("TYPING_START", event, channel.guild_id, intent))
