"""The operator's books: what the gateway bills, as far as its price lists and its answers tell, beside what members
were charged; and the ceilings over it."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import Literal

import sqlalchemy as sa

from bot.db.prepared import Prepared
from bot.db.tables import UNFINISHED, expense, job, reading
from bot.errors import SpendingCeiling

What = Literal["made", "wasted", "translation", "help"]
MICROS = Decimal(1_000_000)
_NOTED = Prepared(sa.select(expense.c.day).where(expense.c.key == sa.bindparam("key")))
_EXPENSE = Prepared(expense.insert().inline(), *expense.c.keys())


@dataclass(frozen=True, slots=True)
class Ceilings:
    """US dollars the gateway may bill; 0: no ceiling."""

    day: Decimal = Decimal(0)
    month: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sums:
    """One line of the books. `billed` and `wasted` (a part of it that brought nothing) in US dollars."""

    day: str
    guild_id: int
    model: str
    count: int
    billed: Decimal
    wasted: Decimal
    charged: int
    """Credits."""


@dataclass(frozen=True, slots=True)
class Check:
    """The books of the time between two looks at the gateway's balance, beside it. US dollars; `gone` may be negative:
    the account was recharged."""

    since: int
    until: int
    billed: Decimal
    gone: Decimal


def expend(
    conn: sa.Connection,
    key: str,
    *,
    day: str,
    guild_id: int,
    model: str,
    what: What,
    usd: Decimal,
    charged: int,
    now: int,
) -> None:
    """Note what the gateway bills, and what the member was charged for it. A second time changes nothing."""
    if _NOTED.rows(conn, key=key):
        return
    _EXPENSE.change(
        conn,
        {
            "key": key,
            "day": day,
            "guild_id": guild_id,
            "model": model,
            "what": what,
            "micros": micros(usd),
            "charged": charged,
            "created_at": now,
        },
    )


def check_ceilings(conn: sa.Connection, ceilings: Ceilings, usd: Decimal, day: str) -> None:
    """Whether there is room for another request of that price, all open ones counted. Raises SpendingCeiling."""
    if not (ceilings.day or ceilings.month):
        return
    quoted = conn.scalars(sa.select(job.c.quoted).where(job.c.state.in_(UNFINISHED), job.c.quoted.is_not(None)))
    more = usd + sum(map(Decimal, quoted), Decimal(0))
    if ceilings.day and spent(conn, day) + more > ceilings.day:
        raise SpendingCeiling(span="day")
    if ceilings.month and spent(conn, f"{day[:7]}-01") + more > ceilings.month:
        raise SpendingCeiling(span="month")


def spent(conn: sa.Connection, since: str) -> Decimal:
    """US dollars billed since a day, that one included."""
    total = conn.scalar(sa.select(sa.func.sum(expense.c.micros)).where(expense.c.day >= since))
    return (total or 0) / MICROS


def books(conn: sa.Connection, since: str) -> list[Sums]:
    """A line for each day, server and model since a day."""
    wasted = sa.func.sum(sa.case((expense.c.what == "wasted", expense.c.micros), else_=0))
    key = (expense.c.day, expense.c.guild_id, expense.c.model)
    rows = conn.execute(
        sa.select(*key, sa.func.count(), sa.func.sum(expense.c.micros), wasted, sa.func.sum(expense.c.charged))
        .where(expense.c.day >= since)
        .group_by(*key)
        .order_by(*key)
    )
    return [
        Sums(day, guild_id, model, count, billed / MICROS, lost / MICROS, charged)
        for day, guild_id, model, count, billed, lost, charged in rows
    ]


def note_balance(conn: sa.Connection, usd: Decimal, now: int) -> Check | None:
    """Remember what the gateway says is left; compared with the last time, if there was one."""
    last = conn.execute(sa.select(reading).where(reading.c.at < now).order_by(reading.c.at.desc()).limit(1)).first()
    conn.execute(reading.insert().values(at=now, micros=micros(usd)))
    return None if last is None else _check(conn, last.at, last.micros, now, micros(usd))


def checks(conn: sa.Connection, since: int) -> list[Check]:
    """All comparisons since then (milliseconds since 1970)."""
    found = conn.execute(
        sa.select(reading.c.at, reading.c.micros).where(reading.c.at >= since).order_by(reading.c.at)
    ).all()
    return [_check(conn, before.at, before.micros, after.at, after.micros) for before, after in pairwise(found)]


def _check(conn: sa.Connection, since: int, before: int, until: int, after: int) -> Check:
    total = conn.scalar(
        sa.select(sa.func.sum(expense.c.micros)).where(expense.c.created_at > since, expense.c.created_at <= until)
    )
    return Check(since, until, (total or 0) / MICROS, (before - after) / MICROS)


def micros(usd: Decimal) -> int:
    """Millionths of a dollar, rounded up."""
    return int((usd * MICROS).to_integral_value(ROUND_CEILING))
