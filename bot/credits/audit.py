"""The audit: every balance recomputed from the entries, every job's hold followed to its end."""

import sqlalchemy as sa

from bot.credits.entries import POOL, SIGNS
from bot.db.tables import UNFINISHED, entry, job, wallet


def _sum(column: int, purse: str) -> "sa.Function[int]":
    signed = sa.case({kind: entry.c.amount * signs[column] for kind, signs in SIGNS.items()}, value=entry.c.kind)
    return sa.func.coalesce(sa.func.sum(sa.case((entry.c.purse == purse, signed), else_=0)), 0)


def _booked(*kinds: str) -> "sa.Label[int]":
    amounts = sa.case((entry.c.kind.in_(kinds), entry.c.amount), else_=0)
    return sa.func.coalesce(sa.func.sum(amounts), 0).label("_".join(kinds))


_WALLETS = (
    sa.select(
        wallet,
        _sum(0, "own").label("owned"),
        _sum(1, "own").label("owned_holds"),
        _sum(0, "daily").label("days"),
        _sum(1, "daily").label("days_holds"),
    )
    .outerjoin(entry, (entry.c.guild_id == wallet.c.guild_id) & (entry.c.user_id == wallet.c.user_id))
    .group_by(wallet.c.guild_id, wallet.c.user_id)
    .order_by(wallet.c.guild_id, wallet.c.user_id)
)
_JOBS = (
    sa.select(
        job.c.id,
        job.c.state,
        job.c.hold,
        job.c.cost,
        _booked("hold"),
        _booked("capture"),
        _booked("release"),
        sa.func.count(sa.case((entry.c.kind.in_(("capture", "release")), 1))).label("closings"),
    )
    .outerjoin(entry, entry.c.job_id == job.c.id)
    .group_by(job.c.id)
    .order_by(job.c.id)
)
_ORPHANS = (
    sa.select(entry.c.job_id).distinct().where(entry.c.job_id.is_not(None), entry.c.job_id.not_in(sa.select(job.c.id)))
)


def audit(conn: sa.Connection) -> list[str]:
    """A sentence for each thing that is not as it should be; empty when the books are right."""
    return [*_balances(conn), *_jobs(conn)]


def extent(conn: sa.Connection) -> str:
    """How much was looked at."""
    counts = (conn.scalar(sa.select(sa.func.count()).select_from(table)) for table in (wallet, entry, job))
    return "{} wallets, {} entries, {} jobs".format(*counts)


def _balances(conn: sa.Connection) -> list[str]:
    """Of each purse; owned credits and a pool's are one kind of purse to an entry."""
    found: list[str] = []
    for row in conn.execute(_WALLETS):
        who = f"member {row.user_id} of server {row.guild_id}"
        if row.user_id == POOL:
            who = f"the pool of server {row.guild_id}"
        found += _purse(who, "balance", row.balance, row.held, row.owned, row.owned_holds)
        found += _purse(who, "allowance", row.daily, row.daily_held, row.days, row.days_holds)
        if row.daily - row.daily_held > row.allowed:
            found.append(f"{who}: {row.daily - row.daily_held} credits are left of an allowance of {row.allowed}")
    return found


def _purse(who: str, name: str, balance: int, held: int, owned: int, holds: int) -> list[str]:
    found: list[str] = []
    if balance != owned:
        found.append(f"{who}: the {name} is {balance}, the entries add up to {owned}")
    if held != holds:
        found.append(f"{who}: {held} credits of the {name} are held, the entries add up to {holds}")
    if balance < 0 or held < 0 or held > balance:
        found.append(f"{who}: a {name} of {balance} with {held} held cannot be")
    return found


def _jobs(conn: sa.Connection) -> list[str]:
    """An open job has its hold and nothing else; an ended one has captured and released exactly its hold."""
    found: list[str] = []
    for id_, state, quoted, cost, held, captured, released, closed in conn.execute(_JOBS):
        if held != quoted:
            found.append(f"job {id_}: {quoted} credits were quoted, {held} held")
        if state in UNFINISHED and closed:
            found.append(f"job {id_}: is {state}, but its hold is closed")
        if state not in UNFINISHED and (not closed or captured + released != held):
            found.append(
                f"job {id_}: is {state}, but of {held} held credits {captured} were captured, {released} released"
            )
        if state not in UNFINISHED and captured != (cost or 0):
            found.append(f"job {id_}: cost {cost or 0} credits, {captured} were captured")
    found += _gifts(conn)
    return [*found, *(f"job {id_}: has entries, but no row" for id_ in conn.scalars(_ORPHANS))]


def _gifts(conn: sa.Connection) -> list[str]:
    """What one gives another receives."""
    columns = (entry.c.key, entry.c.guild_id, entry.c.user_id, entry.c.actor_id, entry.c.amount)
    sides: dict[str, dict[str, tuple[int, ...]]] = {"give": {}, "receive": {}}
    for key, guild_id, user_id, actor_id, amount in conn.execute(
        sa.select(*columns).where(entry.c.kind.in_(tuple(sides))).order_by(entry.c.id)
    ):
        kind, _, gift = key.partition(":")
        pair = (user_id, actor_id) if kind == "give" else (actor_id, user_id)
        sides[kind][gift] = (guild_id, *pair, amount)
    given, received = sides.values()
    return [
        f"gift {gift}: what was given is not what was received"
        for gift in sorted(given.keys() | received.keys())
        if given.get(gift) != received.get(gift)
    ]
