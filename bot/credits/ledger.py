"""The ledger: append-only entries, and the balances they add up to.

Every function is an operation on one connection and is committed whole with whatever else its transaction does. Every
step carries a unique key, so doing it twice is doing it once.

    kind      balance  held     key
    grant     +n                welcome:<server>:<member>, grant:<interaction>
    allow     +n                allow:<server>:<member>:<day>:<allowance so far>
    expire    -n                expire:<server>:<member>:<day>, expire:<job>
    give      -n                give:<interaction>
    receive   +n                receive:<interaction>
    hold               +n       hold:<job>:<purse>
    capture   -n       -n       capture:<job>:<purse>
    release            -n       release:<job>:<purse>

A member spends the day's allowance first, then owned credits, then the server's pool. The allowance does not pile up:
what is left of it at the server's midnight expires, and what a hold of an earlier day returns expires with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from bot.db.tables import entry, wallet
from bot.errors import GiftLimit, InsufficientCredits

Purse = Literal["daily", "own", "pool"]
SIGNS: Mapping[str, tuple[int, int]] = {
    "grant": (1, 0),
    "allow": (1, 0),
    "expire": (-1, 0),
    "give": (-1, 0),
    "receive": (1, 0),
    "hold": (0, 1),
    "capture": (-1, -1),
    "release": (0, -1),
}
POOL = 0  # nobody's id at Discord


@dataclass(frozen=True, slots=True)
class Account:
    """Whose wallet: a member in a server."""

    guild_id: int
    user_id: int

    @property
    def pool(self) -> "Account":
        """The server's."""
        return Account(self.guild_id, POOL)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a server grants a member at this moment. Credits."""

    day: str
    """The server's date, as YYYY-MM-DD."""
    welcome: int = 0
    """To begin with."""
    allowance: int = 0
    """For the day."""
    pool_share: int = 0
    """The most of the server's pool that the member may spend on that day."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Credits. What is held is part of the balances."""

    balance: int
    held: int
    daily: int = 0
    daily_held: int = 0
    day: str = ""
    """Whose allowance `daily` is of."""
    allowed: int = 0

    @property
    def available(self) -> int:
        """What can be spent of what the member has, allowance included."""
        return self.own_left + self.daily_left

    @property
    def own_left(self) -> int:
        """What can be spent of what the member owns."""
        return self.balance - self.held

    @property
    def daily_left(self) -> int:
        """What can be spent of the day's allowance."""
        return self.daily - self.daily_held

    @property
    def set_aside(self) -> int:
        """What is held for unfinished jobs."""
        return self.held + self.daily_held


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry to be."""

    who: Account
    kind: str
    amount: int
    key: str
    purse: Literal["daily", "own"] = "own"
    job_id: str | None = None
    actor_id: int | None = None
    day: str | None = None


@dataclass(slots=True)
class _Moved:
    """What entries add to a wallet."""

    balance: int = 0
    held: int = 0
    daily: int = 0
    daily_held: int = 0
    changes: dict[str, object] = field(default_factory=dict[str, object])

    def add(self, line: _Line) -> None:
        owned, held = (sign * line.amount for sign in SIGNS[line.kind])
        if line.purse == "daily":
            self.daily += owned
            self.daily_held += held
        else:
            self.balance += owned
            self.held += held


def open_wallet(conn: sa.Connection, who: Account, terms: Terms, now: int) -> Balance:
    """The member's balance; a member seen for the first time gets the welcome grant first, and one seen for the first
    time on a day its allowance."""
    known = _balance(conn, who)
    if known is None:
        conn.execute(wallet.insert().values(guild_id=who.guild_id, user_id=who.user_id, balance=0, held=0))
        if terms.welcome:
            key = f"welcome:{who.guild_id}:{who.user_id}"
            _book(conn, [_Line(who, "grant", terms.welcome, key)], now)
        known = Balance(terms.welcome, 0)
    return _today(conn, who, known, terms, now)


def balance(conn: sa.Connection, who: Account, day: str = "") -> Balance:
    """Zero for somebody who has no wallet yet. An allowance of another day than `day`, if that is given, has expired
    although nobody has booked it yet."""
    known = _balance(conn, who) or Balance(0, 0)
    if day and known.day < day:
        return Balance(known.balance, known.held, known.daily_held, known.daily_held, day)
    return known


def left_after(conn: sa.Connection, who: Account, job_id: str, cost: int, day: str) -> int:
    """What a member will have to spend once a job is settled at that cost; the pool's part goes back to the pool."""
    holds = conn.execute(
        sa.select(entry.c.user_id, entry.c.purse, entry.c.day, entry.c.amount)
        .where(entry.c.job_id == job_id, entry.c.kind == "hold")
        .order_by(entry.c.id)
    )
    left = balance(conn, who, day).available
    for held in holds:
        taken = min(cost, held.amount)
        cost -= taken
        expires = held.purse == "daily" and held.day != day
        left += 0 if held.user_id == POOL or expires else held.amount - taken
    return left


def grant(conn: sa.Connection, who: Account, amount: int, *, key: str, actor_id: int, now: int) -> Balance:
    """Give credits out of nothing; the wallet must be open. A second time with the same key changes nothing."""
    if amount <= 0:
        raise ValueError(f"a grant is positive, not {amount}")
    if not _booked(conn, f"grant:{key}"):
        _book(conn, [_Line(who, "grant", amount, f"grant:{key}", actor_id=actor_id)], now)
    return balance(conn, who)


def fill_pool(conn: sa.Connection, actor: Account, amount: int, *, key: str, now: int) -> int:
    """Grant credits to the pool of the actor's server. Returns what can be spent of it."""
    open_wallet(conn, actor.pool, Terms(""), now)
    return grant(conn, actor.pool, amount, key=key, actor_id=actor.user_id, now=now).own_left


def give(
    conn: sa.Connection, giver: Account, receiver: Account, amount: int, *, key: str, limit: int, day: str, now: int
) -> None:
    """Hand owned credits to another member, whose wallet must be open, or to the pool. A second time with the same key
    changes nothing. Raises InsufficientCredits, and GiftLimit over `limit` credits on one day."""
    if amount <= 0 or giver == receiver:
        raise ValueError(f"no gift: {amount} from {giver} to {receiver}")
    if _booked(conn, f"give:{key}"):
        return
    if receiver.user_id == POOL:
        open_wallet(conn, receiver, Terms(""), now)
    given = conn.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(entry.c.amount), 0)).where(
            entry.c.guild_id == giver.guild_id,
            entry.c.user_id == giver.user_id,
            entry.c.kind == "give",
            entry.c.day == day,
        )
    )
    left = max(0, limit - (given or 0))
    if amount > left:
        raise GiftLimit(limit=limit, left=left)
    owned = balance(conn, giver).own_left
    if owned < amount:
        raise InsufficientCredits(price=amount, balance=owned)
    _book(
        conn,
        [
            _Line(giver, "give", amount, f"give:{key}", actor_id=receiver.user_id, day=day),
            _Line(receiver, "receive", amount, f"receive:{key}", actor_id=giver.user_id, day=day),
        ],
        now,
    )


def hold(conn: sa.Connection, who: Account, amount: int, job_id: str, terms: Terms, now: int) -> None:
    """Set credits aside for a job, opening the wallet if need be. Raises InsufficientCredits and changes nothing when
    there are too few."""
    if amount < 0:
        raise ValueError(f"a hold is not negative, unlike {amount}")
    known = open_wallet(conn, who, terms, now)
    if _has_entries(conn, job_id):
        return
    daily = min(amount, known.daily_left)
    own = min(amount - daily, known.own_left)
    pooled = amount - daily - own
    if pooled and (most := pool_left(conn, who, terms)) < pooled:
        raise InsufficientCredits(price=amount, balance=known.available + most)
    lines: list[_Line] = []
    if daily:
        lines.append(_Line(who, "hold", daily, f"hold:{job_id}:daily", "daily", job_id, day=known.day))
    if own or not amount:
        lines.append(_Line(who, "hold", own, f"hold:{job_id}:own", job_id=job_id))
    if pooled:
        lines.append(
            _Line(who.pool, "hold", pooled, f"hold:{job_id}:pool", job_id=job_id, actor_id=who.user_id, day=terms.day)
        )
    _book(conn, lines, now)


def spendable(conn: sa.Connection, who: Account, terms: Terms, now: int) -> int:
    """Everything a member could spend on one job now; opens the wallet if need be."""
    return open_wallet(conn, who, terms, now).available + pool_left(conn, who, terms)


def pool_left(conn: sa.Connection, who: Account, terms: Terms) -> int:
    """What the member may still take out of the server's pool on that day."""
    if not terms.pool_share:
        return 0
    signed = sa.case((entry.c.kind == "hold", entry.c.amount), (entry.c.kind == "release", -entry.c.amount), else_=0)
    used = conn.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(
            entry.c.guild_id == who.guild_id,
            entry.c.user_id == POOL,
            entry.c.actor_id == who.user_id,
            entry.c.day == terms.day,
        )
    )
    return max(0, min(balance(conn, who.pool).own_left, terms.pool_share - (used or 0)))


def settle(conn: sa.Connection, job_id: str, cost: int, now: int) -> None:
    """Close a job's hold: capture `cost` credits, release the rest. A second time changes nothing."""
    booked = conn.execute(sa.select(entry).where(entry.c.job_id == job_id).order_by(entry.c.id)).all()
    holds = [line for line in booked if line.kind == "hold"]
    total = sum(line.amount for line in holds)
    if not holds or not 0 <= cost <= total:
        raise ValueError(f"job {job_id} cannot capture {cost} of {total} held credits")
    if len(holds) < len(booked):
        return
    lines: list[_Line] = []
    for held in holds:
        taken = min(cost, held.amount)
        cost -= taken
        lines += _closed(conn, held, taken)
    _book(conn, lines, now)


def _closed(conn: sa.Connection, held: "sa.Row[*tuple[object, ...]]", taken: int) -> list[_Line]:
    """How one purse's hold ends."""
    who = Account(held.guild_id, held.user_id)
    purse: Purse = "pool" if who.user_id == POOL else held.purse
    rest = held.amount - taken

    def line(kind: str, amount: int, key: str) -> _Line:
        return _Line(who, kind, amount, key, held.purse, held.job_id, held.actor_id, held.day)

    lines: list[_Line] = []
    if taken:
        lines.append(line("capture", taken, f"capture:{held.job_id}:{purse}"))
    if rest or not taken:
        lines.append(line("release", rest, f"release:{held.job_id}:{purse}"))
    if rest and purse == "daily" and balance(conn, who).day != held.day:
        lines.append(line("expire", rest, f"expire:{held.job_id}"))
    return lines


def _today(conn: sa.Connection, who: Account, known: Balance, terms: Terms, now: int) -> Balance:
    """With the day's allowance; what was left of an earlier day's has expired. A day that comes twice, because a
    server moved to another time zone, brings nothing twice."""
    new_day = terms.day > known.day
    if not new_day and (terms.day < known.day or terms.allowance <= known.allowed):
        return known
    if new_day and not (terms.allowance or known.daily):
        return known
    allowed = 0 if new_day else known.allowed
    lines: list[_Line] = []
    if new_day and known.daily_left:
        key = f"expire:{who.guild_id}:{who.user_id}:{known.day}"
        lines.append(_Line(who, "expire", known.daily_left, key, "daily", day=known.day))
    if terms.allowance > allowed:
        key = f"allow:{who.guild_id}:{who.user_id}:{terms.day}:{terms.allowance}"
        lines.append(_Line(who, "allow", terms.allowance - allowed, key, "daily", day=terms.day))
    changes: dict[str, object] = {"day": terms.day, "allowed": max(allowed, terms.allowance)}
    _book(conn, lines, now, who=who, changes=changes)
    return _balance(conn, who) or known


def _balance(conn: sa.Connection, who: Account) -> Balance | None:
    row = conn.execute(
        sa.select(wallet.c.balance, wallet.c.held, wallet.c.daily, wallet.c.daily_held, wallet.c.day, wallet.c.allowed)
        .where(wallet.c.guild_id == who.guild_id, wallet.c.user_id == who.user_id)
        .with_for_update()
    ).one_or_none()
    return None if row is None else Balance(row[0], row[1], row[2], row[3], row[4] or "", row[5])


def _booked(conn: sa.Connection, key: str) -> bool:
    return conn.scalar(sa.select(sa.exists().where(entry.c.key == key))) is True


def _has_entries(conn: sa.Connection, job_id: str) -> bool:
    return conn.scalar(sa.select(entry.c.kind).where(entry.c.job_id == job_id).limit(1)) is not None


def _book(
    conn: sa.Connection,
    lines: Sequence[_Line],
    now: int,
    *,
    who: Account | None = None,
    changes: Mapping[str, object] | None = None,
) -> None:
    """Write the entries and move the balances; the table's checks refuse what would go below zero. `changes` are made
    to the wallet of `who` besides."""
    moved: dict[Account, _Moved] = {line.who: _Moved() for line in lines}
    if who is not None:
        moved.setdefault(who, _Moved()).changes.update(changes or {})
    for line in lines:
        moved[line.who].add(line)
    if lines:
        conn.execute(entry.insert(), [_row(line, now) for line in lines])
    for account, sums in moved.items():
        conn.execute(
            wallet.update()
            .where(wallet.c.guild_id == account.guild_id, wallet.c.user_id == account.user_id)
            .values(
                balance=wallet.c.balance + sums.balance,
                held=wallet.c.held + sums.held,
                daily=wallet.c.daily + sums.daily,
                daily_held=wallet.c.daily_held + sums.daily_held,
                **sums.changes,
            )
        )


def _row(line: _Line, now: int) -> dict[str, object]:
    return {
        "guild_id": line.who.guild_id,
        "user_id": line.who.user_id,
        "purse": line.purse,
        "kind": line.kind,
        "amount": line.amount,
        "key": line.key,
        "job_id": line.job_id,
        "actor_id": line.actor_id,
        "day": line.day,
        "created_at": now,
    }
