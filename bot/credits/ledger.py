"""The ledger: append-only entries, and the balances they add up to.

Every function is an operation on one connection and is committed whole with whatever else its transaction does. Every
step carries a unique key, so doing it twice is doing it once.

    kind      balance  held     key
    grant     +n                welcome:<guild>:<user>, grant:<interaction>
    hold               +n       hold:<job>
    capture   -n       -n       capture:<job>
    release            -n       release:<job>
"""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from bot.db.tables import entry, wallet
from bot.errors import InsufficientCredits

SIGNS: Mapping[str, tuple[int, int]] = {"grant": (1, 0), "hold": (0, 1), "capture": (-1, -1), "release": (0, -1)}


@dataclass(frozen=True, slots=True)
class Account:
    """Whose wallet: a member in a server."""

    guild_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Credits."""

    balance: int
    held: int

    @property
    def available(self) -> int:
        """What can be spent."""
        return self.balance - self.held


def open_wallet(conn: sa.Connection, who: Account, welcome: int, now: int) -> Balance:
    """The member's balance; a member seen for the first time gets the welcome grant first."""
    if (known := _balance(conn, who)) is not None:
        return known
    conn.execute(wallet.insert().values(guild_id=who.guild_id, user_id=who.user_id, balance=0, held=0))
    if welcome:
        _book(conn, who, "grant", welcome, key=f"welcome:{who.guild_id}:{who.user_id}", now=now)
    return Balance(welcome, 0)


def balance(conn: sa.Connection, who: Account) -> Balance:
    """Zero for somebody who has no wallet yet."""
    return _balance(conn, who) or Balance(0, 0)


def grant(conn: sa.Connection, who: Account, amount: int, *, key: str, actor_id: int, now: int) -> Balance:
    """Give credits; the wallet must be open. A second time with the same key changes nothing."""
    if amount <= 0:
        raise ValueError(f"a grant is positive, not {amount}")
    if not _booked(conn, f"grant:{key}"):
        _book(conn, who, "grant", amount, key=f"grant:{key}", actor_id=actor_id, now=now)
    return balance(conn, who)


def hold(conn: sa.Connection, who: Account, amount: int, job_id: str, now: int) -> None:
    """Set credits aside for a job. Raises InsufficientCredits and changes nothing when there are too few."""
    if amount < 0:
        raise ValueError(f"a hold is not negative, unlike {amount}")
    if _booked(conn, f"hold:{job_id}"):
        return
    if balance(conn, who).available < amount:
        raise InsufficientCredits(price=amount, balance=balance(conn, who).available)
    _book(conn, who, "hold", amount, key=f"hold:{job_id}", job_id=job_id, now=now)


def settle(conn: sa.Connection, job_id: str, cost: int, now: int) -> None:
    """Close a job's hold: capture `cost` credits, release the rest. A second time changes nothing."""
    held = conn.execute(sa.select(entry).where(entry.c.key == f"hold:{job_id}")).one()
    if not 0 <= cost <= held.amount:
        raise ValueError(f"job {job_id} cannot capture {cost} of {held.amount} held credits")
    if _booked(conn, f"capture:{job_id}") or _booked(conn, f"release:{job_id}"):
        return
    who = Account(held.guild_id, held.user_id)
    rest = held.amount - cost
    if cost:
        _book(conn, who, "capture", cost, key=f"capture:{job_id}", job_id=job_id, now=now)
    if rest or not cost:
        _book(conn, who, "release", rest, key=f"release:{job_id}", job_id=job_id, now=now)


def _balance(conn: sa.Connection, who: Account) -> Balance | None:
    row = conn.execute(
        sa.select(wallet.c.balance, wallet.c.held)
        .where(wallet.c.guild_id == who.guild_id, wallet.c.user_id == who.user_id)
        .with_for_update()
    ).one_or_none()
    return None if row is None else Balance(row.balance, row.held)


def _booked(conn: sa.Connection, key: str) -> bool:
    return conn.scalar(sa.select(sa.exists().where(entry.c.key == key))) is True


def _book(
    conn: sa.Connection,
    who: Account,
    kind: str,
    amount: int,
    *,
    key: str,
    now: int,
    job_id: str | None = None,
    actor_id: int | None = None,
) -> None:
    """Write the entry and move the balance. The table's checks refuse what would go below zero."""
    owned, held = SIGNS[kind]
    conn.execute(
        entry.insert().values(
            guild_id=who.guild_id,
            user_id=who.user_id,
            kind=kind,
            amount=amount,
            key=key,
            job_id=job_id,
            actor_id=actor_id,
            created_at=now,
        )
    )
    conn.execute(
        wallet.update()
        .where(wallet.c.guild_id == who.guild_id, wallet.c.user_id == who.user_id)
        .values(balance=wallet.c.balance + owned * amount, held=wallet.c.held + held * amount)
    )
