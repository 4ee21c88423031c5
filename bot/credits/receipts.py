"""Receipts: what came in and what was spent, told by job and not by ledger line."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.credits.ledger import Account
from bot.db.tables import UNFINISHED, entry, job


@dataclass(frozen=True, slots=True)
class Receipt:
    """A grant, or a job with what was held, charged and returned. Credits."""

    kind: str
    """`grant`, `welcome`, or the job's state, `unfinished` while it has none of the final ones."""
    at: int
    amount: int = 0
    actor_id: int | None = None
    job_id: str = ""
    model: str = ""
    prompt: str = ""
    held: int = 0
    charged: int = 0
    returned: int = 0


def receipts(conn: sa.Connection, who: Account, limit: int) -> list[Receipt]:
    """The newest first."""
    found = [*_grants(conn, who, limit), *_jobs(conn, who, limit)]
    return sorted(found, key=lambda receipt: receipt.at, reverse=True)[:limit]


def _grants(conn: sa.Connection, who: Account, limit: int) -> list[Receipt]:
    rows = conn.execute(
        sa.select(entry.c.amount, entry.c.actor_id, entry.c.created_at)
        .where(entry.c.guild_id == who.guild_id, entry.c.user_id == who.user_id, entry.c.kind == "grant")
        .order_by(entry.c.id.desc())
        .limit(limit)
    )
    return [
        Receipt("grant" if actor_id else "welcome", at, amount=amount, actor_id=actor_id)
        for amount, actor_id, at in rows
    ]


def _jobs(conn: sa.Connection, who: Account, limit: int) -> list[Receipt]:
    def booked(kind: str) -> "sa.ScalarSelect[int]":
        return (
            sa.select(sa.func.coalesce(sa.func.sum(entry.c.amount), 0))
            .where(entry.c.job_id == job.c.id, entry.c.kind == kind)
            .scalar_subquery()
        )

    rows = conn.execute(
        sa.select(
            job.c.id, job.c.state, job.c.created_at, job.c.model, job.c.request,
            booked("hold"), booked("capture"), booked("release"),
        )
        .where(job.c.guild_id == who.guild_id, job.c.user_id == who.user_id)
        .order_by(job.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        Receipt(
            "unfinished" if state in UNFINISHED else state,
            at,
            job_id=id_,
            model=model,
            prompt=request["prompt"],
            held=held,
            charged=charged,
            returned=returned,
        )
        for id_, state, at, model, request, held, charged, returned in rows
    ]
