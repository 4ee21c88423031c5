"""Requests that wait for their member's yes: nothing is held for them, and after a while they are gone.

Several that are asked about together are a batch: its rows share the id of the first, and they are made all or none.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.credits import ledger
from bot.credits.ledger import Account, Terms
from bot.db.tables import proposal
from bot.errors import BatchDoesNotFit, ProposalGone, QuestionsOpen
from bot.jobs import rows
from bot.transactions import Opened, Order, Policy, Price, open_job, together

PATIENCE = 3600 * 1000  # milliseconds a question stays open
_ORDER = TypeAdapter(Order)


def propose_all(conn: sa.Connection, orders: Sequence[Order], most: int, now: int) -> None:
    """Keep the orders of a member, as one question, until they are confirmed. Raises QuestionsOpen when `most` of the
    member's wait already, PictureDeleted when one works with what has been deleted meanwhile."""
    first = orders[0]
    for order in orders:
        rows.check_present(conn, order.request)
    question = sa.func.coalesce(proposal.c.batch, proposal.c.id).distinct()
    mine = sa.select(sa.func.count(question)).where(
        proposal.c.guild_id == first.guild_id, proposal.c.user_id == first.user_id
    )
    if (conn.scalar(mine) or 0) >= most:
        raise QuestionsOpen(limit=most)
    conn.execute(
        proposal.insert(),
        [
            {
                "id": order.job_id,
                "guild_id": order.guild_id,
                "user_id": order.user_id,
                "order": _ORDER.dump_python(order, mode="json"),
                "batch": first.job_id if len(orders) > 1 else None,
                "created_at": now,
            }
            for order in orders
        ],
    )


def proposed(conn: sa.Connection, job_id: str) -> list[Order]:
    """One order, or all of a batch in order by the id of its first. Raises ProposalGone."""
    found = conn.scalars(sa.select(proposal.c.order).where(_together(job_id)).order_by(proposal.c.id)).all()
    if not found:
        raise ProposalGone(job=job_id)
    return [_ORDER.validate_python(order) for order in found]


def check_room(conn: sa.Connection, who: Account, count: int, most: int) -> None:
    """Raises BatchDoesNotFit when so many more would be more than `most` unfinished jobs of the member."""
    room = max(0, most - rows.open_count(conn, who.guild_id, who.user_id))
    if count > room:
        raise BatchDoesNotFit(count=count, limit=most, room=room)


def compare(conn: sa.Connection, order: Order, richer: str) -> None:
    """A proposed order has another wording its member may choose; or it is asked anew, with none."""
    conn.execute(
        proposal.update()
        .where(proposal.c.id == order.job_id)
        .values(order=_ORDER.dump_python(order, mode="json"), richer=richer)
    )


def richer(conn: sa.Connection, job_id: str) -> str:
    """The other wording. Raises ProposalGone, also when there is none."""
    found = conn.scalar(sa.select(proposal.c.richer).where(proposal.c.id == job_id))
    if not found:
        raise ProposalGone(job=job_id)
    return found


def accept(conn: sa.Connection, order: Order, *, price: Price, terms: Terms, policy: Policy, now: int) -> Opened:
    """The member has said yes: the proposal becomes a job. Raises RequestRefused; ProposalGone the second time."""
    if not withdraw(conn, order.job_id):
        raise ProposalGone(job=order.job_id)
    return open_job(conn, order, price=price, terms=terms, policy=policy, now=now)


def accept_all(
    conn: sa.Connection, orders: Sequence[Order], *, prices: Sequence[Price], terms: Terms, policy: Policy, now: int
) -> list[Opened]:
    """The same for a batch: all of them become jobs, or none."""
    who, total = orders[0].account, together(prices)
    if not withdraw(conn, orders[0].job_id):
        raise ProposalGone(job=orders[0].job_id)
    check_room(conn, who, len(orders), policy.limits.waiting)
    spendable = ledger.spendable(conn, who, terms, now)
    if spendable < total.hold:
        raise total.unaffordable(spendable)
    return [
        open_job(conn, order, price=price, terms=terms, policy=policy, now=now)
        for order, price in zip(orders, prices, strict=True)
    ]


def withdraw(conn: sa.Connection, job_id: str) -> bool:
    """It was confirmed or declined, and with it the others of its batch; True for one caller."""
    return conn.execute(proposal.delete().where(_together(job_id))).rowcount > 0


def _together(job_id: str) -> "sa.ColumnElement[bool]":
    return sa.or_(proposal.c.id == job_id, proposal.c.batch == job_id)


def outdated(conn: sa.Connection, now: int) -> list[str]:
    """Take back all that have grown old. Returns their ids: they have files."""
    old = list(conn.scalars(sa.select(proposal.c.id).where(proposal.c.created_at < now - PATIENCE)))
    conn.execute(proposal.delete().where(proposal.c.id.in_(old)))
    return old


def every_id(conn: sa.Connection) -> set[str]:
    """All there are; their files are wanted."""
    return set(conn.scalars(sa.select(proposal.c.id)))
