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

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from bot.credits.entries import POOL, Account, Line, book, booked, of_job
from bot.db.prepared import Prepared
from bot.db.tables import entry, wallet
from bot.errors import GiftLimit, GiftsTaken, InsufficientCredits

Purse = Literal["daily", "own", "pool"]
_WHOSE = (wallet.c.guild_id == sa.bindparam("server"), wallet.c.user_id == sa.bindparam("member"))
_WALLET = Prepared(
    sa.select(wallet.c.balance, wallet.c.held, wallet.c.daily, wallet.c.daily_held, wallet.c.day, wallet.c.allowed)
    .where(*_WHOSE)
    .with_for_update()
)
_NEW_DAY = Prepared(wallet.update().where(*_WHOSE).values(day=sa.bindparam("date"), allowed=sa.bindparam("most")))
_FROM_POOL = Prepared(
    sa.select(
        sa.func.sum(
            sa.case((entry.c.kind == "hold", entry.c.amount), (entry.c.kind == "release", -entry.c.amount), else_=0)
        )
    ).where(
        entry.c.guild_id == sa.bindparam("server"),
        entry.c.user_id == POOL,
        entry.c.actor_id == sa.bindparam("member"),
        entry.c.day == sa.bindparam("date"),
    )
)


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


def open_wallet(conn: sa.Connection, who: Account, terms: Terms, now: int) -> Balance:
    """The member's balance; a member seen for the first time gets the welcome grant first, and one seen for the first
    time on a day its allowance."""
    known = _balance(conn, who)
    if known is None:
        conn.execute(wallet.insert().values(guild_id=who.guild_id, user_id=who.user_id, balance=0, held=0))
        if terms.welcome:
            key = f"welcome:{who.guild_id}:{who.user_id}"
            book(conn, [Line(who, "grant", terms.welcome, key)], now)
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
    if not booked(conn, f"grant:{key}"):
        book(conn, [Line(who, "grant", amount, f"grant:{key}", actor_id=actor_id)], now)
    return balance(conn, who)


def fill_pool(conn: sa.Connection, actor: Account, amount: int, *, key: str, now: int) -> int:
    """Grant credits to the pool of the actor's server. Returns what can be spent of it."""
    open_wallet(conn, actor.pool, Terms(""), now)
    return grant(conn, actor.pool, amount, key=key, actor_id=actor.user_id, now=now).own_left


def give(
    conn: sa.Connection, giver: Account, receiver: Account, amount: int, *, key: str, limit: int, day: str, now: int
) -> None:
    """Hand owned credits to another member, whose wallet must be open, or to the pool. A second time with the same key
    changes nothing. Raises InsufficientCredits, and over `limit` credits on one day GiftLimit, or
    GiftsTaken where the other has been given so many."""
    if amount <= 0 or giver == receiver:
        raise ValueError(f"no gift: {amount} from {giver} to {receiver}")
    if booked(conn, f"give:{key}"):
        return
    if receiver.user_id == POOL:
        open_wallet(conn, receiver, Terms(""), now)
    left = max(0, limit - _handed_over(conn, giver, "give", day))
    if amount > left:
        raise GiftLimit(limit=limit, left=left)
    if receiver.user_id != POOL and amount > limit - _handed_over(conn, receiver, "receive", day):
        raise GiftsTaken(limit=limit)
    owned = balance(conn, giver).own_left
    if owned < amount:
        raise InsufficientCredits(price=amount, balance=owned)
    book(
        conn,
        [
            Line(giver, "give", amount, f"give:{key}", actor_id=receiver.user_id, day=day),
            Line(receiver, "receive", amount, f"receive:{key}", actor_id=giver.user_id, day=day),
        ],
        now,
    )


def _handed_over(conn: sa.Connection, who: Account, kind: str, day: str) -> int:
    """What a member has given, or been given, on that day."""
    total = conn.scalar(
        sa.select(sa.func.sum(entry.c.amount)).where(
            entry.c.guild_id == who.guild_id,
            entry.c.user_id == who.user_id,
            entry.c.kind == kind,
            entry.c.day == day,
        )
    )
    return total or 0


def hold(conn: sa.Connection, who: Account, amount: int, job_id: str, terms: Terms, now: int) -> None:
    """Set credits aside for a job, opening the wallet if need be. Raises InsufficientCredits and changes nothing when
    there are too few."""
    if amount < 0:
        raise ValueError(f"a hold is not negative, unlike {amount}")
    known = open_wallet(conn, who, terms, now)
    if of_job(conn, job_id):
        return
    daily = min(amount, known.daily_left)
    own = min(amount - daily, known.own_left)
    pooled = amount - daily - own
    if pooled and (most := pool_left(conn, who, terms)) < pooled:
        raise InsufficientCredits(price=amount, balance=known.available + most)
    lines: list[Line] = []
    if daily:
        lines.append(Line(who, "hold", daily, f"hold:{job_id}:daily", "daily", job_id, day=known.day))
    if own or not amount:
        lines.append(Line(who, "hold", own, f"hold:{job_id}:own", job_id=job_id))
    if pooled:
        lines.append(
            Line(who.pool, "hold", pooled, f"hold:{job_id}:pool", job_id=job_id, actor_id=who.user_id, day=terms.day)
        )
    book(conn, lines, now)


def spendable(conn: sa.Connection, who: Account, terms: Terms, now: int) -> int:
    """Everything a member could spend on one job now; opens the wallet if need be."""
    return open_wallet(conn, who, terms, now).available + pool_left(conn, who, terms)


def pool_left(conn: sa.Connection, who: Account, terms: Terms) -> int:
    """What the member may still take out of the server's pool on that day."""
    if not terms.pool_share:
        return 0
    used = _FROM_POOL.rows(conn, server=who.guild_id, member=who.user_id, date=terms.day)[0][0] or 0
    return max(0, min(balance(conn, who.pool).own_left, terms.pool_share - used))


def settle(conn: sa.Connection, job_id: str, cost: int, now: int) -> None:
    """Close a job's hold: capture `cost` credits, release the rest. A second time changes nothing."""
    lines = of_job(conn, job_id)
    holds = [line for line in lines if line.kind == "hold"]
    total = sum(line.amount for line in holds)
    if not holds or not 0 <= cost <= total:
        raise ValueError(f"job {job_id} cannot capture {cost} of {total} held credits")
    if len(holds) < len(lines):
        return
    ends: list[Line] = []
    for held in holds:
        taken = min(cost, held.amount)
        cost -= taken
        ends += _closed(conn, held, taken)
    book(conn, ends, now)


def _closed(conn: sa.Connection, held: Line, taken: int) -> list[Line]:
    """How one purse's hold ends."""
    purse: Purse = "pool" if held.who.user_id == POOL else held.purse
    rest = held.amount - taken

    def line(kind: str, amount: int, key: str) -> Line:
        return held._replace(kind=kind, amount=amount, key=key)

    lines: list[Line] = []
    if taken:
        lines.append(line("capture", taken, f"capture:{held.job_id}:{purse}"))
    if rest or not taken:
        lines.append(line("release", rest, f"release:{held.job_id}:{purse}"))
    if rest and purse == "daily" and balance(conn, held.who).day != held.day:
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
    lines: list[Line] = []
    if new_day and known.daily_left:
        key = f"expire:{who.guild_id}:{who.user_id}:{known.day}"
        lines.append(Line(who, "expire", known.daily_left, key, "daily", day=known.day))
    if terms.allowance > allowed:
        key = f"allow:{who.guild_id}:{who.user_id}:{terms.day}:{terms.allowance}"
        lines.append(Line(who, "allow", terms.allowance - allowed, key, "daily", day=terms.day))
    book(conn, lines, now)
    most = max(allowed, terms.allowance)
    _NEW_DAY.change(conn, {"server": who.guild_id, "member": who.user_id, "date": terms.day, "most": most})
    return _balance(conn, who) or known


def _balance(conn: sa.Connection, who: Account) -> Balance | None:
    for balance_, held, daily, daily_held, day, allowed in _WALLET.rows(conn, server=who.guild_id, member=who.user_id):
        return Balance(balance_, held, daily, daily_held, day or "", allowed)
    return None
