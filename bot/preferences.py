"""Which model is used when nobody names one: a member's choice, else the server's, else the operator's."""

from collections.abc import Mapping
from typing import Literal, get_args

import sqlalchemy as sa

from bot.db.tables import preference

Purpose = Literal["imagine", "edit", "video", "animate"]
"""A picture from words or from pictures, a video from words or from pictures."""
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
EVERYBODY = 0


def prefer(conn: sa.Connection, guild_id: int, user_id: int, purpose: Purpose, model: str) -> None:
    """From now on; for EVERYBODY of the server who has no choice of their own. An empty model takes it back."""
    mine = (preference.c.guild_id == guild_id, preference.c.user_id == user_id, preference.c.purpose == purpose)
    conn.execute(preference.delete().where(*mine))
    if model:
        conn.execute(preference.insert().values(guild_id=guild_id, user_id=user_id, purpose=purpose, model=model))


def preferred(conn: sa.Connection, guild_id: int, user_id: int) -> Mapping[str, str]:
    """purpose -> model; a member's own choices over the server's."""
    found = conn.execute(
        sa.select(preference.c.purpose, preference.c.model)
        .where(preference.c.guild_id == guild_id, preference.c.user_id.in_((EVERYBODY, user_id)))
        .order_by(preference.c.user_id)
    )
    return {row.purpose: row.model for row in found}
