"""Permission bits by the names the developer documentation gives them."""

from collections.abc import Iterable

BITS = {
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "manage_roles": 1 << 28,
    "manage_webhooks": 1 << 29,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "send_messages_in_threads": 1 << 38,
    "use_external_apps": 1 << 50,
}
EVERYTHING = (1 << 53) - 1
EVERYONE = (
    "add_reactions",
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "use_external_emojis",
    "use_application_commands",
    "send_messages_in_threads",
    "use_external_apps",
)


def bits(names: Iterable[str]) -> int:
    """Raises KeyError for a name Discord does not have, so that a misspelt denial cannot pass unnoticed."""
    value = 0
    for name in names:
        value |= BITS[name]
    return value


def has(permissions: int, name: str) -> bool:
    return bool(permissions & BITS[name])
