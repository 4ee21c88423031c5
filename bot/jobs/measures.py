"""How a model has done, told by its jobs."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.db.tables import UNFINISHED, job

PACED = 50  # jobs whose durations tell how long the next one takes


@dataclass(frozen=True, slots=True)
class Measured:
    """Of jobs that ended; `median` in milliseconds, None when none succeeded."""

    count: int
    succeeded: int
    median: int | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a model's jobs take, of the last ones that succeeded. Milliseconds."""

    median: int
    p90: int


def measured(conn: sa.Connection, model: str, since: int) -> Measured:
    """How a model has done since then (milliseconds since 1970): refusals and cancellations are nobody's failure."""
    ended = conn.execute(
        sa.select(job.c.state, job.c.issued_at, job.c.finished_at).where(job.c.model == model, _judged(since))
    ).all()
    took = sorted(row.finished_at - row.issued_at for row in ended if row.state == "succeeded")
    return Measured(len(ended), len(took), took[len(took) // 2] if took else None)


def _judged(since: int) -> "sa.ColumnElement[bool]":
    """Jobs whose end says something about their model."""
    return sa.and_(
        job.c.finished_at >= since,
        job.c.state.in_(("succeeded", "failed", "lost")),
        sa.func.coalesce(job.c.outcome, "").not_like("errors.content_rejected%"),
    )


def pace(conn: sa.Connection, model: str) -> Pace | None:
    """None for a model that nobody has used yet."""
    took = sorted(
        finished - issued
        for issued, finished in conn.execute(
            sa.select(job.c.issued_at, job.c.finished_at)
            .where(job.c.model == model, job.c.state == "succeeded", job.c.issued_at.is_not(None))
            .order_by(job.c.finished_at.desc())
            .limit(PACED)
        )
    )
    return Pace(took[len(took) // 2], took[len(took) * 9 // 10]) if took else None


@dataclass(frozen=True, slots=True)
class Lately:
    """What a model's jobs came to."""

    model: str
    count: int
    succeeded: int


def lately(conn: sa.Connection, since: int) -> list[Lately]:
    """Of every model that was used since then, the busiest first; refusals and cancellations are nobody's failure."""
    good = sa.func.sum(sa.case((job.c.state == "succeeded", 1), else_=0))
    rows = conn.execute(
        sa.select(job.c.model, sa.func.count().label("jobs"), good)
        .where(_judged(since))
        .group_by(job.c.model)
        .order_by(sa.desc("jobs"), job.c.model)
    )
    return [Lately(*row) for row in rows]


def load(conn: sa.Connection) -> dict[str, int]:
    """State -> how many unfinished jobs are in it."""
    found = conn.execute(
        sa.select(job.c.state, sa.func.count()).where(job.c.state.in_(UNFINISHED)).group_by(job.c.state)
    )
    return {row[0]: row[1] for row in found}
