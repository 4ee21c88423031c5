"""The audit: every balance recomputed from the entries, every job's hold followed to its end."""

import sqlalchemy as sa

from bot.credits.ledger import SIGNS
from bot.db.tables import UNFINISHED, entry, job, wallet


def audit(conn: sa.Connection) -> list[str]:
    """A sentence for each thing that is not as it should be; empty when the books are right."""
    return [*_balances(conn), *_jobs(conn)]


def extent(conn: sa.Connection) -> str:
    """How much was looked at."""
    counts = (conn.scalar(sa.select(sa.func.count()).select_from(table)) for table in (wallet, entry, job))
    return "{} wallets, {} entries, {} jobs".format(*counts)


def _sum(column: int) -> "sa.Function[int]":
    return sa.func.coalesce(
        sa.func.sum(
            sa.case({kind: entry.c.amount * signs[column] for kind, signs in SIGNS.items()}, value=entry.c.kind)
        ),
        0,
    )


def _balances(conn: sa.Connection) -> list[str]:
    owned, held = _sum(0).label("owned"), _sum(1).label("holds")
    rows = conn.execute(
        sa.select(wallet, owned, held)
        .outerjoin(entry, (entry.c.guild_id == wallet.c.guild_id) & (entry.c.user_id == wallet.c.user_id))
        .group_by(wallet.c.guild_id, wallet.c.user_id)
        .order_by(wallet.c.guild_id, wallet.c.user_id)
    )
    found: list[str] = []
    for row in rows:
        who = f"member {row.user_id} of server {row.guild_id}"
        if row.balance != row.owned:
            found.append(f"{who}: the balance is {row.balance}, the entries add up to {row.owned}")
        if row.held != row.holds:
            found.append(f"{who}: {row.held} credits are held, the entries add up to {row.holds}")
        if row.balance < 0 or row.held < 0 or row.held > row.balance:
            found.append(f"{who}: a balance of {row.balance} with {row.held} held cannot be")
    return found


def _jobs(conn: sa.Connection) -> list[str]:
    """An open job has its hold and nothing else; an ended one has captured and released exactly its hold."""

    def booked(*kinds: str) -> "sa.Label[int]":
        amounts = sa.case((entry.c.kind.in_(kinds), entry.c.amount), else_=0)
        return sa.func.coalesce(sa.func.sum(amounts), 0).label("_".join(kinds))

    closings = sa.func.count(sa.case((entry.c.kind.in_(("capture", "release")), 1))).label("closings")
    rows = conn.execute(
        sa.select(
            job.c.id,
            job.c.state,
            job.c.hold,
            job.c.cost,
            booked("hold"),
            booked("capture"),
            booked("release"),
            closings,
        )
        .outerjoin(entry, entry.c.job_id == job.c.id)
        .group_by(job.c.id)
        .order_by(job.c.id)
    )
    found: list[str] = []
    for id_, state, quoted, cost, held, captured, released, closed in rows:
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
    orphans = conn.scalars(
        sa.select(entry.c.job_id)
        .distinct()
        .where(entry.c.job_id.is_not(None), entry.c.job_id.not_in(sa.select(job.c.id)))
    )
    return [*found, *(f"job {id_}: has entries, but no row" for id_ in orphans)]
