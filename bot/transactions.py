"""What happens to a job and its credits together: each function is one transaction, whole or not at all."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.credits import ledger
from bot.credits.ledger import Account
from bot.errors import UnknownJob
from bot.jobs import rows
from bot.jobs.rows import End, Job, Limits
from bot.media.requests import GenerationRequest


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for what, and where the answer goes."""

    job_id: str
    interaction_id: int
    guild_id: int
    channel_id: int
    user_id: int
    locale: str
    private: bool
    message_id: int | None
    """The interaction's response, which shows the progress."""
    request: GenerationRequest

    @property
    def account(self) -> Account:
        """Who pays."""
        return Account(self.guild_id, self.user_id)


@dataclass(frozen=True, slots=True)
class Opened:
    """`position` is the place in the queue, 0 for a job that starts at once; `started` are the ids to wake."""

    job: Job
    position: int
    started: list[str]


@dataclass(frozen=True, slots=True)
class Cancellation:
    """`done` is False when stopping would cost more than was agreed: then nothing has changed."""

    job: Job
    cost: int
    done: bool
    started: list[str]


def open_job(conn: sa.Connection, order: Order, *, hold: int, welcome: int, limits: Limits, now: int) -> Opened:
    """Hold the credits, record the job, start what may start. Raises RequestRefused. Once for an interaction."""
    if known := rows.by_interaction(conn, order.interaction_id):
        return Opened(known, 0, [])
    job = Job(
        id=order.job_id,
        interaction_id=order.interaction_id,
        guild_id=order.guild_id,
        channel_id=order.channel_id,
        user_id=order.user_id,
        locale=order.locale,
        private=order.private,
        request=order.request,
        hold=hold,
        state="queued",
        issued_at=None,
        cost=None,
        message_id=order.message_id,
        created_at=now,
    )
    ledger.open_wallet(conn, order.account, welcome, now)
    rows.insert(conn, job, limits)
    ledger.hold(conn, order.account, hold, job.id, now)
    started = rows.promote(conn, limits)
    return Opened(job, rows.position(conn, job.id), started)


def close_job(
    conn: sa.Connection,
    job_id: str,
    end: End,
    *,
    cost: int,
    outcome: str,
    limits: Limits,
    now: int,
    result_id: int | None = None,
) -> tuple[bool, list[str]]:
    """End a job, capture `cost`, release the rest, hand the free slot on. False when it had ended already."""
    if not rows.finish(conn, job_id, end, cost=cost, outcome=outcome, now=now):
        return False, []
    if result_id is not None:
        rows.note_message(conn, job_id, result_id)
    ledger.settle(conn, job_id, cost, now)
    return True, rows.promote(conn, limits)


def cancel_job(conn: sa.Connection, job_id: str, *, sure: bool, limits: Limits, now: int) -> Cancellation:
    """Stop a job: free before the paid request left, the whole hold after, and then only if that was agreed.

    Raises UnknownJob when it has ended or is being delivered.
    """
    job = rows.load(conn, job_id)
    if job is None or job.state not in {"queued", "ready", "running"}:
        raise UnknownJob(job=job_id)
    cost = job.hold if job.issued else 0
    if cost and not sure:
        return Cancellation(job, cost, done=False, started=[])
    _, started = close_job(conn, job_id, "canceled", cost=cost, outcome="canceled", limits=limits, now=now)
    return Cancellation(job, cost, done=True, started=started)


def take_over(conn: sa.Connection, limits: Limits) -> list[str]:
    """What a process that starts has to look after."""
    rows.promote(conn, limits)
    return rows.unfinished(conn)
