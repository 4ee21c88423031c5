"""The servers on which somebody has credits."""

import sqlalchemy as sa

from bot.credits.entries import OUTSIDE
from bot.db.tables import entry, job, wallet


def servers_of(conn: sa.Connection, user_id: int) -> list[int]:
    """First those whose credits were spent, the last one first; then those that have given any, likewise."""
    spent = conn.scalars(
        sa.select(job.c.guild_id)
        .where(job.c.user_id == user_id, job.c.guild_id != OUTSIDE)
        .group_by(job.c.guild_id)
        .order_by(sa.func.max(job.c.id).desc())
    )
    newest = (
        sa.select(sa.func.max(entry.c.id))
        .where(entry.c.guild_id == wallet.c.guild_id, entry.c.user_id == wallet.c.user_id)
        .scalar_subquery()
    )
    known = conn.scalars(
        sa.select(wallet.c.guild_id)
        .where(wallet.c.user_id == user_id, wallet.c.guild_id != OUTSIDE)
        .order_by(sa.func.coalesce(newest, 0).desc(), wallet.c.guild_id)
    )
    return list(dict.fromkeys([*spent, *known]))
