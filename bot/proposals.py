"""Requests that wait for their member's yes: nothing is held for them, and after a while they are gone."""

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.credits.ledger import Terms
from bot.db.tables import proposal
from bot.errors import ProposalGone, QuestionsOpen
from bot.jobs.rows import check_present
from bot.transactions import Opened, Order, Policy, Price, open_job

PATIENCE = 3600 * 1000  # milliseconds a question stays open
_ORDER = TypeAdapter(Order)


def propose(conn: sa.Connection, order: Order, most: int, now: int) -> None:
    """Keep an order until it is confirmed. Raises QuestionsOpen when `most` of the member's wait already, ResultDeleted
    when it works with what has been deleted meanwhile."""
    check_present(conn, order.request)
    mine = sa.select(sa.func.count()).where(proposal.c.guild_id == order.guild_id, proposal.c.user_id == order.user_id)
    if (conn.scalar(mine) or 0) >= most:
        raise QuestionsOpen(limit=most)
    conn.execute(
        proposal.insert().values(
            id=order.job_id,
            guild_id=order.guild_id,
            user_id=order.user_id,
            order=_ORDER.dump_python(order, mode="json"),
            created_at=now,
        )
    )


def proposed(conn: sa.Connection, job_id: str) -> Order:
    """Raises ProposalGone."""
    found = conn.scalar(sa.select(proposal.c.order).where(proposal.c.id == job_id))
    if found is None:
        raise ProposalGone(job=job_id)
    return _ORDER.validate_python(found)


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


def withdraw(conn: sa.Connection, job_id: str) -> bool:
    """It was confirmed or declined; True for one caller."""
    return conn.execute(proposal.delete().where(proposal.c.id == job_id)).rowcount == 1


def outdated(conn: sa.Connection, now: int) -> list[str]:
    """Take back all that have grown old. Returns their ids: they have files."""
    old = list(conn.scalars(sa.select(proposal.c.id).where(proposal.c.created_at < now - PATIENCE)))
    conn.execute(proposal.delete().where(proposal.c.id.in_(old)))
    return old


def every_id(conn: sa.Connection) -> set[str]:
    """All there are; their files are wanted."""
    return set(conn.scalars(sa.select(proposal.c.id)))
