"""Forwarded messages: each carries what another one said when it was forwarded."""

from sandbox.discord.payload import Json, copied, objects
from sandbox.discord.world import Channel

_SNAPSHOT = (
    "type",
    "content",
    "mentions",
    "mention_roles",
    "attachments",
    "embeds",
    "timestamp",
    "edited_timestamp",
    "flags",
    "components",
)
FORWARD = 1  # type of a reference
_HIDDEN: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def blacken(data: Json) -> None:
    """Take out of a message what the bot may not read: what was forwarded is content too."""
    for part in (data, *(snapshot["message"] for snapshot in objects(data.get("message_snapshots")))):
        part.update(copied(_HIDDEN))


def forwarded(channel: Channel, data: Json) -> Json:
    """What the message carries that forwards this one: where it was, and what it said then."""
    reference: Json = {"type": FORWARD, "channel_id": channel.id, "message_id": data["id"]}
    return {
        "message_reference": reference | ({"guild_id": channel.guild_id} if channel.guild else {}),
        "message_snapshots": [{"message": copied({name: data[name] for name in _SNAPSHOT})}],
    }
