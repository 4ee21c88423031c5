"""What happens to a job and its credits together: each function is one transaction, whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bot.credits import books, ledger
from bot.credits.books import Ceilings
from bot.credits.days import day
from bot.credits.ledger import Account, Terms
from bot.errors import InsufficientCredits, UnknownJob
from bot.jobs import finding, queue, rows, showings
from bot.jobs.queue import Limits
from bot.jobs.rows import End, Job
from bot.jobs.showings import Showing
from bot.media.assets import Asset
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
    roles: tuple[int, ...] = ()
    """The member's, which may bring an allowance."""
    agreed: int | None = None
    """Credits the member has said yes to; None: nobody asked."""
    spoiler: bool = False
    asked_in: int | None = None
    """As of a Job; None: the server that pays."""

    @property
    def account(self) -> Account:
        """Who pays."""
        return Account(self.guild_id, self.user_id)


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's: who may run how much, and what all of it may cost on whose day."""

    limits: Limits
    ceilings: Ceilings
    timezone: str

    def day(self, now: int) -> str:
        """The operator's date at `now`, milliseconds since 1970."""
        return day(self.timezone, now)


@dataclass(frozen=True, slots=True)
class Price:
    """What a request may cost: credits that are held, and US dollars the gateway may take."""

    hold: int
    usd: Decimal
    at_most: bool = False
    """Whether it may come to less when all goes well."""

    def unaffordable(self, spendable: int) -> InsufficientCredits:
        """What is said to somebody who has no more than that."""
        return InsufficientCredits(price=self.hold, balance=spendable, at_most=self.at_most)


def together(prices: Sequence[Price]) -> Price:
    """That of all of them."""
    return Price(
        sum(price.hold for price in prices),
        sum((price.usd for price in prices), Decimal(0)),
        at_most=any(price.at_most for price in prices),
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ends. `cost` in credits, `billed` in US dollars: what the gateway took for it, as far as one knows."""

    end: End
    cost: int = 0
    billed: Decimal = Decimal(0)
    outcome: str = ""
    """Why: an error's key and detail."""
    shown: Showing | None = None
    farewell: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What has to be said of it, kept until it is."""


@dataclass(frozen=True, slots=True)
class Opened:
    """`position` is the place in the queue, 0 for a job that starts at once; `started` are the ids to wake."""

    job: Job
    position: int
    started: list[str]

    @property
    def fresh(self) -> bool:
        """False for a job that its interaction had opened before."""
        return self.position > 0 or self.job.id in self.started


@dataclass(frozen=True, slots=True)
class Cancellation:
    """`done` is False when stopping would cost more than was agreed: then nothing has changed. `billed` in US dollars:
    what the gateway takes for it."""

    job: Job
    cost: int
    done: bool
    started: list[str]
    billed: Decimal = Decimal(0)


def open_job(conn: sa.Connection, order: Order, *, price: Price, terms: Terms, policy: Policy, now: int) -> Opened:
    """Hold the credits, record the job, start what may start. Raises RequestRefused. Once for an interaction."""
    if known := rows.by_interaction(conn, order.interaction_id):
        return Opened(known, 0, [])
    books.check_ceilings(conn, policy.ceilings, price.usd, policy.day(now))
    job = Job(
        id=order.job_id,
        interaction_id=order.interaction_id,
        guild_id=order.guild_id,
        asked_in=order.guild_id if order.asked_in is None else order.asked_in,
        channel_id=order.channel_id,
        user_id=order.user_id,
        locale=order.locale,
        private=order.private,
        spoiler=order.spoiler,
        request=order.request,
        hold=price.hold,
        state="queued",
        issued_at=None,
        cost=None,
        message_id=order.message_id,
        created_at=now,
        quoted=price.usd,
    )
    rows.insert(conn, job, policy.limits.waiting)
    try:
        ledger.hold(conn, order.account, price.hold, job.id, terms, now)
    except InsufficientCredits as error:
        raise price.unaffordable(error.params["balance"]) from error
    started = queue.promote(conn, policy.limits, now)
    return Opened(job, queue.position(conn, job.id), started)


def made_job(
    conn: sa.Connection, job: Job, assets: Sequence[Asset], *, policy: Policy, now: int
) -> tuple[bool, list[str]]:
    """Keep what was made, and hand the slot on: delivering takes none. False when the job was ended meanwhile."""
    if not rows.made(conn, job, assets):
        return False, []
    return True, queue.promote(conn, policy.limits, now)


def close_job(conn: sa.Connection, job: Job, ending: Ending, *, policy: Policy, now: int) -> tuple[bool, list[str]]:
    """End a job, capture what it cost, release the rest, note what it took, hand the free slot on. False when it had
    ended already."""
    progress = job.message_id or rows.shown_at(conn, job.id)  # it may have been sent since the job was read
    farewell = {"progress": progress, **ending.farewell}
    ended = rows.finish(conn, job.id, ending.end, cost=ending.cost, outcome=ending.outcome, farewell=farewell, now=now)
    if not ended:
        return False, []
    if ending.shown is not None:
        rows.note_message(conn, job.id, ending.shown.message_id)
        showings.note(conn, job.id, ending.shown, now)
    ledger.settle(conn, job.id, ending.cost, now)
    if ending.billed or ending.cost:
        books.expend(
            conn,
            f"job:{job.id}",
            day=policy.day(now),
            guild_id=job.guild_id,
            model=job.request.model,
            what="made" if ending.end == "succeeded" else "wasted",
            usd=ending.billed,
            charged=ending.cost,
            now=now,
        )
    return True, queue.promote(conn, policy.limits, now)


def cancel_job(conn: sa.Connection, job_id: str, *, sure: bool, policy: Policy, now: int) -> Cancellation:
    """Stop a job: free before the paid request left, the whole hold after, and then only if that was agreed.

    Raises UnknownJob when it has ended or is being delivered.
    """
    job = rows.load(conn, job_id)
    if job is None or job.state not in {"queued", "ready", "running"}:
        raise UnknownJob(job=job_id)
    cost = job.hold if job.issued else 0
    if cost and not sure:
        return Cancellation(job, cost, done=False, started=[])
    billed = job.quoted if job.issued else Decimal(0)
    ending = Ending("canceled", cost, billed, "canceled")
    _, started = close_job(conn, job, ending, policy=policy, now=now)
    return Cancellation(job, cost, done=True, started=started, billed=billed)


def take_over(conn: sa.Connection, policy: Policy, now: int) -> list[str]:
    """What a process that starts has to look after."""
    queue.promote(conn, policy.limits, now)
    return finding.unfinished(conn)
