"""Entries, and the balances they move: the only place that writes either."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import sqlalchemy as sa

from bot.db.prepared import Prepared
from bot.db.tables import entry, wallet

OUTSIDE = 0  # in place of a server: what somebody has who is on none
POOL = 0  # nobody's id at Discord
SIGNS = {
    "grant": (1, 0),
    "allow": (1, 0),
    "expire": (-1, 0),
    "give": (-1, 0),
    "receive": (1, 0),
    "hold": (0, 1),
    "capture": (-1, -1),
    "release": (0, -1),
}
"""Kind -> what an entry adds to the balance, and to what is held of it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose wallet: a member in a server."""

    guild_id: int
    user_id: int

    @property
    def pool(self) -> "Account":
        """The server's."""
        return Account(self.guild_id, POOL)


class Line(NamedTuple):
    """An entry."""

    who: Account
    kind: str
    amount: int
    key: str
    purse: Literal["daily", "own"] = "own"
    job_id: str | None = None
    actor_id: int | None = None
    day: str | None = None


_COLUMNS = tuple(name for name in Line._fields if name != "who")
_ENTRY = Prepared(entry.insert().inline(), "guild_id", "user_id", *_COLUMNS, "created_at")
_MOVE = Prepared(
    wallet.update()
    .where(wallet.c.guild_id == sa.bindparam("server"), wallet.c.user_id == sa.bindparam("member"))
    .values(
        balance=wallet.c.balance + sa.bindparam("owned"),
        held=wallet.c.held + sa.bindparam("owned_held"),
        daily=wallet.c.daily + sa.bindparam("days"),
        daily_held=wallet.c.daily_held + sa.bindparam("days_held"),
    )
)
_BOOKED = Prepared(sa.select(entry.c.id).where(entry.c.key == sa.bindparam("key")))
_OF_JOB = Prepared(
    sa.select(entry.c.guild_id, entry.c.user_id, *(entry.c[name] for name in _COLUMNS))
    .where(entry.c.job_id == sa.bindparam("job"))
    .order_by(entry.c.id)
)


def booked(conn: sa.Connection, key: str) -> bool:
    """Whether that step was done already."""
    return bool(_BOOKED.rows(conn, key=key))


def of_job(conn: sa.Connection, job_id: str) -> list[Line]:
    """In the order they were written."""
    return [Line(Account(row[0], row[1]), *row[2:]) for row in _OF_JOB.rows(conn, job=job_id)]


def book(conn: sa.Connection, lines: Sequence[Line], now: int) -> None:
    """Write the entries and move the balances; the table's checks refuse what would go below zero."""
    moved: dict[Account, dict[str, int]] = {}
    for line in lines:
        sums = moved.setdefault(line.who, {"owned": 0, "owned_held": 0, "days": 0, "days_held": 0})
        owned, held = SIGNS[line.kind]
        purse = "days" if line.purse == "daily" else "owned"
        sums[purse] += owned * line.amount
        sums[f"{purse}_held"] += held * line.amount
    _ENTRY.change(conn, *(_row(line, now) for line in lines))
    _MOVE.change(conn, *({"server": who.guild_id, "member": who.user_id, **sums} for who, sums in moved.items()))


def _row(line: Line, now: int) -> dict[str, object]:
    who = line.who
    return {**line._asdict(), "guild_id": who.guild_id, "user_id": who.user_id, "created_at": now}
