"""Which jobs there are: found by their message, member, channel or state. Nothing here changes a row."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from bot.db.tables import UNFINISHED, asset, job
from bot.jobs.rows import FILE, STARTED, Job, job_of
from bot.media.assets import Asset

RECENT = 500  # jobs that say what is in use
_PICTURE = asset.c.mime.startswith("image/")


def by_message(conn: sa.Connection, message_id: int) -> Job | None:
    """The job that shows in a message."""
    row = conn.execute(sa.select(job).where(job.c.message_id == message_id).order_by(job.c.id.desc()).limit(1))
    found = row.mappings().one_or_none()
    return None if found is None else job_of(found)


def latest(conn: sa.Connection, channel_id: int, user_id: int, *, private: bool) -> Job | None:
    """The member's newest result with a picture in a channel; a private one only where that stays so."""
    pictures = sa.exists().where(asset.c.job_id == job.c.id, _PICTURE)
    newest = sa.select(job).where(*_results(channel_id, user_id, private=private), pictures)
    found = conn.execute(newest.order_by(job.c.id.desc()).limit(1)).mappings().one_or_none()
    return None if found is None else job_of(found)


def latest_picture(conn: sa.Connection, channel_id: int, user_id: int, *, private: bool) -> Asset | None:
    """The first of a member's newest pictures in a channel; a private one only where that stays so."""
    row = conn.execute(
        sa.select(*FILE)
        .join(job, job.c.id == asset.c.job_id)
        .where(*_results(channel_id, user_id, private=private), _PICTURE)
        .order_by(job.c.id.desc(), asset.c.number)
        .limit(1)
    ).one_or_none()
    return None if row is None else Asset(*row)


def _results(channel_id: int, user_id: int, *, private: bool) -> tuple["sa.ColumnElement[bool]", ...]:
    return (
        job.c.channel_id == channel_id,
        job.c.user_id == user_id,
        job.c.state == "succeeded",
        job.c.deleted_at.is_(None),
        sa.or_(job.c.private.is_(sa.false()), sa.literal(private)),
    )


def open_of(conn: sa.Connection, user_id: int, asked_in: int | None = None) -> list[Job]:
    """A member's unfinished jobs, oldest first; all of them, or those that were asked on one server."""
    here = () if asked_in is None else (job.c.asked_in == asked_in,)
    found = conn.execute(
        sa.select(job).where(job.c.user_id == user_id, job.c.state.in_(UNFINISHED), *here).order_by(job.c.id)
    ).mappings()
    return [job_of(row) for row in found]


def queued(conn: sa.Connection) -> list[Job]:
    """All that wait, oldest first."""
    found = conn.execute(sa.select(job).where(job.c.state == "queued").order_by(job.c.id))
    return [job_of(row) for row in found.mappings()]


def unfinished(conn: sa.Connection) -> list[str]:
    """What a process that starts has to look after."""
    wanted = sa.or_(job.c.state.in_(STARTED), job.c.farewell.is_not(sa.null()))
    return list(conn.scalars(sa.select(job.c.id).where(wanted).order_by(job.c.id)))


def every_id(conn: sa.Connection) -> set[str]:
    """All whose files are wanted: those of any other job are nobody's, or have been deleted by whose they were."""
    return set(conn.scalars(sa.select(job.c.id).where(job.c.deleted_at.is_(None))))


def locale_of(conn: sa.Connection, user_id: int) -> str | None:
    """The language the member used last."""
    return conn.scalar(sa.select(job.c.locale).where(job.c.user_id == user_id).order_by(job.c.id.desc()).limit(1))


def used(conn: sa.Connection, guild_id: int, user_id: int) -> tuple[Counter[str], Counter[str]]:
    """How often which model was asked for of late: by the member, and by everybody on the server."""
    recent = sa.select(job.c.model, job.c.guild_id).order_by(job.c.id.desc()).limit(RECENT)
    mine = conn.scalars(sa.select(recent.where(job.c.user_id == user_id).subquery().c.model))
    everybody = recent.subquery()
    theirs = conn.scalars(sa.select(everybody.c.model).where(everybody.c.guild_id == guild_id))
    return Counter(mine), Counter(theirs)


def rivals(conn: sa.Connection, job_id: str, since: int) -> list[tuple[Mapping[str, Any] | None, int, int]]:
    """Of the other jobs of the same model that were issued since then, whatever became of them: their tasks, how many
    pictures they asked for, and when they were issued."""
    mine = sa.select(job.c.model).where(job.c.id == job_id).scalar_subquery()
    found = conn.execute(
        sa.select(job.c.pending, job.c.request, job.c.issued_at).where(
            job.c.model == mine, job.c.id != job_id, job.c.issued_at.is_not(None), job.c.issued_at >= since
        )
    )
    return [(row.pending, int(row.request.get("count", 1)), row.issued_at) for row in found]
