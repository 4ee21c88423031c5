"""The pictures that jobs have made."""

import sqlalchemy as sa

from bot.db.tables import asset, job
from bot.media.assets import Asset


def latest_picture(conn: sa.Connection, channel_id: int, user_id: int, *, private: bool) -> Asset | None:
    """The first of a member's newest pictures in a channel; a private one only where that stays so."""
    row = conn.execute(
        sa.select(
            asset.c.number,
            asset.c.path,
            asset.c.mime,
            asset.c.width,
            asset.c.height,
            asset.c.size,
            asset.c.sha256,
            asset.c.seconds,
        )
        .join(job, job.c.id == asset.c.job_id)
        .where(
            job.c.channel_id == channel_id,
            job.c.user_id == user_id,
            job.c.state == "succeeded",
            job.c.deleted_at.is_(None),
            asset.c.mime.like("image/%"),
            sa.or_(job.c.private.is_(sa.false()), sa.literal(private)),
        )
        .order_by(job.c.id.desc(), asset.c.number)
        .limit(1)
    ).one_or_none()
    return None if row is None else Asset(*row)
