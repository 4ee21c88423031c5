"""Receipts: what came in and what was spent, told by job and not by ledger line."""

import math
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.credits.ledger import POOL, Account
from bot.db.tables import UNFINISHED, asset, entry, job

GIFTS = ("grant", "give", "receive")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A grant or gift, or a job with what was held, charged and returned. Credits."""

    kind: str
    """`welcome`, `grant`, `give`, `receive`, or the job's state, `unfinished` while it has none of the final ones."""
    at: int
    amount: int = 0
    actor_id: int | None = None
    """Who granted, or the other side of a gift."""
    job_id: str = ""
    model: str = ""
    prompt: str = ""
    quoted: int = 0
    held: int = 0
    charged: int = 0
    returned: int = 0
    outcome: str = ""
    """Why it ended: a key of the locale files, and the operator's detail."""
    asked: int = 1
    made: int = 0
    """Files."""
    deleted: bool = False
    """The result has been, for good: there are no words to show."""
    purses: dict[str, int] = field(default_factory=dict[str, int])
    """daily, own, pool -> what of the charge came out of it."""
    line: int = 0
    """The first entry of the ledger that it is about; 0 for a job that held nothing."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a server was charged."""

    jobs: int
    members: dict[int, int]
    """Member -> credits."""
    models: dict[str, int]


def receipts(conn: sa.Connection, who: Account, limit: int) -> list[Receipt]:
    """The newest first."""
    mine = (job.c.guild_id == who.guild_id) & (job.c.user_id == who.user_id)
    found = [*_gifts(conn, who, limit), *_jobs(conn, mine, limit)]
    return sorted(found, key=_when, reverse=True)[:limit]


def _when(receipt: Receipt) -> tuple[int, float]:
    """A member's first job and the welcome are of the same millisecond: the ledger knows which came first."""
    return receipt.at, receipt.line or math.inf


def receipt(conn: sa.Connection, job_id: str) -> Receipt | None:
    """Of one job."""
    return next(iter(_jobs(conn, job.c.id == job_id, 1)), None)


def usage(conn: sa.Connection, guild_id: int, since: int) -> Usage:
    """Of a server since then, milliseconds since 1970."""
    rows = conn.execute(
        sa.select(job.c.user_id, job.c.model, job.c.cost).where(
            job.c.guild_id == guild_id, job.c.finished_at >= since, job.c.cost > 0
        )
    ).all()
    found = Usage(len(rows), {}, {})
    for row in rows:
        found.members[row.user_id] = found.members.get(row.user_id, 0) + row.cost
        found.models[row.model] = found.models.get(row.model, 0) + row.cost
    return found


def _gifts(conn: sa.Connection, who: Account, limit: int) -> list[Receipt]:
    rows = conn.execute(
        sa.select(entry.c.kind, entry.c.amount, entry.c.actor_id, entry.c.created_at, entry.c.id)
        .where(entry.c.guild_id == who.guild_id, entry.c.user_id == who.user_id, entry.c.kind.in_(GIFTS))
        .order_by(entry.c.id.desc())
        .limit(limit)
    )
    return [
        Receipt(kind if actor_id is not None else "welcome", at, amount=amount, actor_id=actor_id, line=line)
        for kind, amount, actor_id, at, line in rows
    ]


def _jobs(conn: sa.Connection, which: "sa.ColumnElement[bool]", limit: int) -> list[Receipt]:
    columns = (
        job.c.id,
        job.c.state,
        job.c.created_at,
        job.c.model,
        job.c.request,
        job.c.hold,
        job.c.outcome,
        job.c.deleted_at,
    )
    files = sa.select(sa.func.count()).where(asset.c.job_id == job.c.id).scalar_subquery()
    found = conn.execute(sa.select(*columns, files).where(which).order_by(job.c.id.desc()).limit(limit)).all()
    booked: dict[str, dict[str, int]] = {row.id: {} for row in found}
    purses: dict[str, dict[str, int]] = {row.id: {} for row in found}
    first: dict[str, int] = {}
    for line in conn.execute(sa.select(entry).where(entry.c.job_id.in_(booked)).order_by(entry.c.id)):
        first.setdefault(line.job_id, line.id)
        sums = booked[line.job_id]
        sums[line.kind] = sums.get(line.kind, 0) + line.amount
        if line.kind == "capture":
            purses[line.job_id]["pool" if line.user_id == POOL else line.purse] = line.amount
    return [
        Receipt(
            "unfinished" if state in UNFINISHED else state,
            at,
            job_id=id_,
            model=model,
            prompt=request["prompt"],
            quoted=hold,
            held=booked[id_].get("hold", 0),
            charged=booked[id_].get("capture", 0),
            returned=booked[id_].get("release", 0),
            outcome=outcome or "",
            asked=int(request.get("count", 1)),
            made=made,
            deleted=deleted_at is not None,
            purses=purses[id_],
            line=first.get(id_, 0),
        )
        for id_, state, at, model, request, hold, outcome, deleted_at, made in found
    ]
