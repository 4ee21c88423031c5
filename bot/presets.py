"""Members' presets, and the server's: words and options under a name. The bot's own are `bot.prompts.styles`."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.db.tables import preset
from bot.errors import BadPresetName, EmptyPreset, TooManyPresets, UnknownPreset
from bot.prompts.macros import NAME, OPTIONS, Preset
from bot.prompts.styles import styles

SERVER = 0  # whose the server's are
MOST = {True: 20, False: 50}
"""How many there may be: a member's own, the server's."""


def named(typed: str) -> str:
    """A preset's name as it is stored, whether it was typed with or without its dashes. Raises BadPresetName."""
    name = typed.strip().lower().removeprefix("--")
    if not NAME.fullmatch(name):
        raise BadPresetName(typed=typed)
    return name


def save(conn: sa.Connection, guild_id: int, user_id: int, new: Preset, now: int) -> bool:
    """The member's, or the SERVER's; True when it takes the place of another of that name.

    Raises EmptyPreset and TooManyPresets.
    """
    if not (new.text.strip() or new.options()):
        raise EmptyPreset
    replaced = remove(conn, guild_id, user_id, new.name)
    most = MOST[user_id != SERVER]
    count = conn.scalar(sa.select(sa.func.count()).where(*_whose(guild_id, user_id))) or 0
    if count >= most:
        raise TooManyPresets(limit=most)
    conn.execute(
        preset.insert().values(
            guild_id=guild_id,
            user_id=user_id,
            name=new.name,
            text=new.text.strip(),
            options=new.options(),
            created_at=now,
        )
    )
    return replaced


def remove(conn: sa.Connection, guild_id: int, user_id: int, name: str) -> bool:
    """False when there was none."""
    return conn.execute(preset.delete().where(*_whose(guild_id, user_id), preset.c.name == name)).rowcount == 1


def share(conn: sa.Connection, guild_id: int, user_id: int, name: str, now: int) -> None:
    """A member's becomes the server's, in place of what that had under the name. Raises UnknownPreset and
    TooManyPresets."""
    _move(conn, guild_id, user_id, SERVER, name, now)


def unshare(conn: sa.Connection, guild_id: int, user_id: int, name: str, now: int) -> None:
    """The server's becomes the member's own. Raises UnknownPreset and TooManyPresets."""
    _move(conn, guild_id, SERVER, user_id, name, now)


def _move(conn: sa.Connection, guild_id: int, giver: int, taker: int, name: str, now: int) -> None:
    found = next((known for known in of(conn, guild_id, giver) if known.name == name), None)
    if found is None:
        raise UnknownPreset(name=name)
    remove(conn, guild_id, giver, name)
    save(conn, guild_id, taker, found, now)


def of(conn: sa.Connection, guild_id: int, user_id: int) -> list[Preset]:
    """A member's own, or the SERVER's, by name."""
    found = conn.execute(
        sa.select(preset.c.name, preset.c.text, preset.c.options)
        .where(*_whose(guild_id, user_id))
        .order_by(preset.c.name)
    )
    return [_preset(row.name, row.text, row.options) for row in found]


def shipped() -> list[Preset]:
    """The bot's own, in the order they are offered."""
    return [Preset(name=name, text=style.text) for name, style in styles().items()]


def wardrobe(conn: sa.Connection, guild_id: int, user_id: int) -> dict[str, Preset]:
    """All that a member may name: their own before the server's before the bot's, where names are the same."""
    found = {style.name: style for style in shipped()}
    for whose in (SERVER, user_id):
        found |= {known.name: known for known in of(conn, guild_id, whose)}
    return found


def _whose(guild_id: int, user_id: int) -> Sequence["sa.ColumnElement[bool]"]:
    return (preset.c.guild_id == guild_id, preset.c.user_id == user_id)


def _preset(name: str, text: str, options: dict[str, object]) -> Preset:
    known = {option: value for option, value in options.items() if option in OPTIONS}
    return Preset.model_validate({"name": name, "text": text, **known})
