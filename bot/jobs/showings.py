"""Where results can be seen: the messages that show them. Operations on rows; a message that is gone is forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from bot.db.tables import showing
from bot.jobs import finding, rows
from bot.jobs.rows import Job


@dataclass(frozen=True, slots=True)
class Showing:
    """A message. `private`: its member alone can be led there."""

    message_id: int
    channel_id: int
    private: bool = False


def note(conn: sa.Connection, job_id: str, shown: Showing, now: int) -> None:
    """The message shows the job's result; before that it may have shown another's."""
    conn.execute(showing.delete().where(showing.c.message_id == shown.message_id))
    conn.execute(
        showing.insert().values(
            message_id=shown.message_id,
            job_id=job_id,
            channel_id=shown.channel_id,
            private=shown.private,
            posted_at=now,
        )
    )


def of(conn: sa.Connection, job_id: str) -> list[Showing]:
    """Newest first."""
    found = conn.execute(
        sa.select(showing.c.message_id, showing.c.channel_id, showing.c.private)
        .where(showing.c.job_id == job_id)
        .order_by(showing.c.posted_at.desc(), showing.c.message_id.desc())
    )
    return [Showing(*row) for row in found]


def of_each(conn: sa.Connection, job_ids: Iterable[str]) -> dict[str, list[Showing]]:
    """By the job's id; newest first."""
    found: dict[str, list[Showing]] = {job_id: [] for job_id in job_ids}
    shown = conn.execute(
        sa.select(showing.c.job_id, showing.c.message_id, showing.c.channel_id, showing.c.private)
        .where(showing.c.job_id.in_(tuple(found)))
        .order_by(showing.c.posted_at.desc(), showing.c.message_id.desc())
    )
    for job_id, *where in shown:
        found[job_id].append(Showing(*where))
    return found


def job_at(conn: sa.Connection, message_id: int) -> Job | None:
    """The job whose progress or result a message shows."""
    job_id = conn.scalar(sa.select(showing.c.job_id).where(showing.c.message_id == message_id))
    return rows.load(conn, job_id) if job_id else finding.by_message(conn, message_id)


def known(conn: sa.Connection, message_ids: Iterable[int]) -> list[int]:
    """Which of these messages show a result."""
    return list(conn.scalars(sa.select(showing.c.message_id).where(showing.c.message_id.in_(tuple(message_ids)))))


def forget(conn: sa.Connection, *message_ids: int) -> None:
    """They are not there any more."""
    conn.execute(showing.delete().where(showing.c.message_id.in_(message_ids)))
