"""Jobs, proposals and the ledger together, in every order hypothesis can think of, beside plain numbers."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot import proposals
from bot.credits import ledger
from bot.credits.audit import audit
from bot.credits.books import Ceilings
from bot.credits.ledger import Account, Balance, Terms
from bot.db.tables import FINISHED, UNFINISHED, expense, metadata, wallet
from bot.db.tables import job as job_table
from bot.errors import (
    BatchDoesNotFit,
    GiftLimit,
    InsufficientCredits,
    ProposalGone,
    QuestionsOpen,
    QueueFull,
    UnknownJob,
)
from bot.jobs import rows
from bot.jobs.queue import Limits
from bot.jobs.rows import AT_WORK, STARTED, End, State
from bot.media.assets import Asset
from bot.media.requests import GenerationRequest
from bot.rules import Rules
from bot.transactions import Ending, Order, Policy, Price, cancel_job, close_job, made_job, open_job, take_over
from tests.plain_money import PlainBooks, PlainJob, Wallet

pytestmark = pytest.mark.timeout(60)  # under a coverage tracer everything takes several times as long
HOUR = 3600 * 1000
LIMITS = Limits(member=1, server=2, model=2, waiting=3, weights={1: 2})
POLICY = Policy(LIMITS, Ceilings(), "UTC")
MOST_PROPOSED = 2
ROLE = 7
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York")
RULES = Rules(
    new_member_grant=25,
    daily_allowance=10,
    pool_open=True,
    pool_daily_share=15,
    gifts_daily_limit=30,
    confirm_above=0,
    timezone="UTC",
    editable="anyone",
    plain_replies=True,
    file_metadata=False,
    role_allowances={ROLE: 20},
)
WALLETS = sa.select(
    wallet.c.guild_id,
    wallet.c.user_id,
    wallet.c.balance,
    wallet.c.held,
    wallet.c.daily,
    wallet.c.daily_held,
    wallet.c.day,
    wallet.c.allowed,
)
STATES = sa.select(job_table.c.id, job_table.c.state)
EXPENSES = sa.select(expense.c.key, expense.c.charged)
FILE = Asset(1, "results/x/1.png", "image/png", 8, 8, 99, "0" * 64)

servers = st.sampled_from([1, 2])
members = st.builds(Account, servers, st.sampled_from([10, 11]))
amounts = st.one_of(st.integers(0, 9), st.integers(0, 45))
which = st.integers(0, 50)
CHANGES = st.one_of(
    st.tuples(st.just("timezone"), st.sampled_from(ZONES)),
    st.tuples(st.sampled_from(["daily_allowance", "pool_daily_share", "gifts_daily_limit"]), st.integers(0, 30)),
    st.tuples(st.just("pool_open"), st.booleans()),
)
roles = st.sampled_from([(), (ROLE,)])


class MoneyMachine(RuleBasedStateMachine):
    """Each rule is one transaction of the product, and what it should come to."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
        metadata.create_all(self.engine)
        self.books = PlainBooks()
        self.governed = {1: RULES, 2: RULES}
        self.orders: dict[str, tuple[Order, int]] = {}
        """Proposed: the order, and what it may cost."""
        self.batches: dict[str, tuple[list[Order], int]] = {}
        """Several that were proposed together, by the id of the first, and what each may cost."""
        self.asked_at: dict[str, int] = {}
        self.now = 1_700_000_000_000
        self.count = 0

    def teardown(self) -> None:
        self.engine.dispose()

    def terms(self, who: Account, mine: tuple[int, ...] = ()) -> Terms:
        return self.governed[who.guild_id].terms(mine, self.now)

    def order(self, who: Account, model: str, mine: tuple[int, ...]) -> Order:
        self.count += 1
        request = GenerationRequest(model=model, prompt="a fox")
        job_id = f"{self.count:020d}"
        return Order(job_id, self.count, who.guild_id, 5, who.user_id, "en-US", False, None, request, mine)

    def one(self, number: int, *states: State) -> tuple[str, PlainJob] | None:
        """One of the jobs in these states, if there are any."""
        found = [(job_id, job) for job_id, job in self.books.jobs.items() if job.state in states]
        return found[number % len(found)] if found else None

    def start(self, job_ids: list[str]) -> None:
        for job_id in job_ids:
            assert self.books.jobs[job_id].state == "queued"
            self.books.jobs[job_id].state = "ready"

    def ask(self, order: Order, price: int, *, proposed: bool, again: bool) -> None:
        """Open a job, or be refused for a reason."""
        terms = self.terms(order.account, order.roles)
        open_jobs = [job for job in self.books.unfinished(order.account) if not job.undelivered]
        full = len(open_jobs) >= LIMITS.waiting
        poor = self.books.spendable(order.account, terms) < price
        cost = Price(price, Decimal(price) / 1000)
        opening = proposals.accept if proposed else open_job
        try:
            with self.engine.begin() as conn:
                opened = opening(conn, order, price=cost, terms=terms, policy=POLICY, now=self.now)
        except QueueFull:
            assert full
            return
        except InsufficientCredits:
            assert poor
            return
        assert not full
        assert not poor
        self.orders.pop(order.job_id, None)
        self.books.open(order.job_id, order.account, order.request.model, price, terms)
        self.start(opened.started)
        assert (opened.position == 0) == (order.job_id in opened.started)
        if again:
            with self.engine.begin() as conn:
                same = open_job(conn, order, price=cost, terms=terms, policy=POLICY, now=self.now)
            assert (same.job.id, same.started) == (order.job_id, [])

    @rule(who=members, model=st.sampled_from("ab"), price=amounts, mine=roles, again=st.booleans())
    def asks(self, who: Account, model: str, price: int, mine: tuple[int, ...], again: bool) -> None:
        self.ask(self.order(who, model, mine), price, proposed=False, again=again)

    @rule(whose=st.lists(members, min_size=2, max_size=6), price=st.integers(0, 6))
    def several_ask(self, whose: list[Account], price: int) -> None:
        for number, who in enumerate(whose):
            self.ask(self.order(who, "ab"[number % 2], ()), price, proposed=False, again=False)

    @rule(who=members, model=st.sampled_from("ab"), price=amounts, mine=roles)
    def is_asked_back(self, who: Account, model: str, price: int, mine: tuple[int, ...]) -> None:
        order = self.order(who, model, mine)
        full = self.questions(who) >= MOST_PROPOSED
        try:
            with self.engine.begin() as conn:
                proposals.propose_all(conn, [order], MOST_PROPOSED, self.now)
        except QuestionsOpen:
            assert full
            return
        assert not full
        self.orders[order.job_id] = order, price
        self.asked_at[order.job_id] = self.now

    def questions(self, who: Account) -> int:
        """How many are open."""
        asked = [order for order, _ in self.orders.values()] + [orders[0] for orders, _ in self.batches.values()]
        return sum(order.account == who for order in asked)

    @rule(who=members, count=st.integers(2, 4), price=amounts, mine=roles)
    def is_asked_back_about_several(self, who: Account, count: int, price: int, mine: tuple[int, ...]) -> None:
        orders = [self.order(who, "ab"[number % 2], mine) for number in range(count)]
        full = self.questions(who) >= MOST_PROPOSED
        try:
            with self.engine.begin() as conn:
                proposals.propose_all(conn, orders, MOST_PROPOSED, self.now)
        except QuestionsOpen:
            assert full
            return
        assert not full
        self.batches[orders[0].job_id] = orders, price
        self.asked_at[orders[0].job_id] = self.now

    @precondition(lambda self: self.batches)
    @rule(number=which, yes=st.booleans())
    def answers_about_several(self, number: int, yes: bool) -> None:
        first = list(self.batches)[number % len(self.batches)]
        orders, price = self.batches[first]
        with self.engine.begin() as conn:
            assert proposals.proposed(conn, first) == orders
        if yes:
            self.has_all(orders, price)
            return
        del self.batches[first]
        with self.engine.begin() as conn:
            assert proposals.withdraw(conn, first)
            assert not proposals.withdraw(conn, first)

    def has_all(self, orders: list[Order], price: int) -> None:
        """All of them, once, or none."""
        who, mine = orders[0].account, orders[0].roles
        terms = self.terms(who, mine)
        room = LIMITS.waiting - len([job for job in self.books.unfinished(who) if not job.undelivered])
        poor = self.books.spendable(who, terms) < price * len(orders)
        prices = [Price(price, Decimal(price) / 1000)] * len(orders)
        try:
            with self.engine.begin() as conn:
                opened = proposals.accept_all(conn, orders, prices=prices, terms=terms, policy=POLICY, now=self.now)
        except BatchDoesNotFit:
            assert room < len(orders)
            return
        except InsufficientCredits:
            assert poor
            return
        assert not poor
        assert room >= len(orders)
        del self.batches[orders[0].job_id]
        for order, each in zip(orders, opened, strict=True):
            assert each.job.id == order.job_id
            self.books.open(order.job_id, who, order.request.model, price, terms)
            self.start(each.started)
        with gone(), self.engine.begin() as conn:
            proposals.accept_all(conn, orders, prices=prices, terms=terms, policy=POLICY, now=self.now)

    @precondition(lambda self: self.orders)
    @rule(number=which, yes=st.booleans(), again=st.booleans())
    def answers(self, number: int, yes: bool, again: bool) -> None:
        job_id = list(self.orders)[number % len(self.orders)]
        order, price = self.orders[job_id]
        with self.engine.begin() as conn:
            assert proposals.proposed(conn, job_id) == [order]
        if yes:
            self.ask(order, price, proposed=True, again=again)
        else:
            self.decline(order, price)

    def decline(self, order: Order, price: int) -> None:
        job_id = order.job_id
        del self.orders[job_id]
        with self.engine.begin() as conn:
            assert proposals.withdraw(conn, job_id)
            assert not proposals.withdraw(conn, job_id)
        with gone(), self.engine.begin() as conn:
            cost = Price(price, Decimal(0))
            proposals.accept(conn, order, price=cost, terms=self.terms(order.account), policy=POLICY, now=self.now)

    @rule(numbers=st.lists(which, min_size=1, max_size=4), share=st.floats(0, 1))
    def some_go_on(self, numbers: list[int], share: float) -> None:
        for number in numbers:
            if found := self.one(number, *STARTED):
                self.go_on(*found, share)

    def go_on(self, job_id: str, job: PlainJob, share: float) -> None:
        """To its next state."""
        if job.state == "delivering":
            self.ends(job_id, "succeeded", job.cost)
        elif job.issued:
            self.is_made(job_id, job, round(job.hold * share))
        else:
            with self.engine.begin() as conn:
                assert rows.claim(conn, job_id, self.now)
                assert not rows.claim(conn, job_id, self.now)
            job.state, job.issued = "running", True

    def is_made(self, job_id: str, job: PlainJob, cost: int) -> None:
        with self.engine.begin() as conn:
            known = rows.load(conn, job_id)
            assert known
            done = replace(known, cost=cost, usd=Decimal(cost) / 1000)
            kept, started = made_job(conn, done, [FILE], policy=POLICY, now=self.now)
            assert made_job(conn, done, [FILE], policy=POLICY, now=self.now) == (False, [])
        assert kept
        job.state, job.cost = "delivering", cost
        self.start(started)

    @rule(number=which, executed=st.booleans())
    def is_held_up(self, number: int, executed: bool) -> None:
        """A task to be looked up, a request that was refused, a result that Discord does not take."""
        if found := self.one(number, "running", "delivering"):
            job_id, job = found
            with self.engine.begin() as conn:
                if job.state == "delivering":
                    rows.note_undelivered(conn, job_id, self.now)
                    job.undelivered = True
                elif executed:
                    rows.note_pending(conn, job_id, {"1": {"task_id": "t"}})
                else:
                    rows.unclaim(conn, job_id)
                    job.issued = False

    def ends(self, job_id: str, end: End, cost: int) -> None:
        with self.engine.begin() as conn:
            known = rows.load(conn, job_id)
            assert known
            ending = Ending(end, cost, Decimal(cost) / 1000)
            closed, started = close_job(conn, known, ending, policy=POLICY, now=self.now)
            twice = Ending("failed", 0, Decimal(1))
            assert close_job(conn, known, twice, policy=POLICY, now=self.now) == (False, [])
        assert closed
        self.books.close(job_id, end, cost)
        self.start(started)

    @rule(number=which, end=st.sampled_from(["failed", "lost"]))
    def fails(self, number: int, end: End) -> None:
        if found := self.one(number, *STARTED):
            self.ends(found[0], end, 0)

    @rule(number=which, sure=st.booleans())
    def is_canceled(self, number: int, sure: bool) -> None:
        found = self.one(number, *UNFINISHED, "canceled")
        if not found:
            return
        job_id, job = found
        cost = job.hold if job.issued else 0
        try:
            with self.engine.begin() as conn:
                canceled = cancel_job(conn, job_id, sure=sure, policy=POLICY, now=self.now)
        except UnknownJob:
            assert job.state in {"delivering", "canceled"}
            return
        assert (canceled.cost, canceled.done) == (cost, sure or not cost)
        if canceled.done:
            self.books.close(job_id, "canceled", cost)
        self.start(canceled.started)

    @rule(who=members, amount=st.integers(1, 40), times=st.integers(1, 2))
    def is_granted(self, who: Account, amount: int, times: int) -> None:
        self.count += 1
        with self.engine.begin() as conn:
            for _ in range(times):
                ledger.open_wallet(conn, who, self.terms(who), self.now)
                ledger.grant(conn, who, amount, key=str(self.count), actor_id=9, now=self.now)
        self.books.visit(who, self.terms(who)).own += amount

    @rule(who=members, amount=st.integers(1, 40), times=st.integers(1, 2))
    def fills_the_pool(self, who: Account, amount: int, times: int) -> None:
        self.count += 1
        with self.engine.begin() as conn:
            for _ in range(times):
                ledger.fill_pool(conn, who, amount, key=str(self.count), now=self.now)
        self.books.wallets.setdefault(who.pool, Wallet()).own += amount

    @rule(giver=members, receiver=st.sampled_from([0, 10, 11]), amount=st.integers(1, 30), times=st.integers(1, 2))
    def gives(self, giver: Account, receiver: int, amount: int, times: int) -> None:
        other = Account(giver.guild_id, receiver)
        if other == giver:
            return
        self.count += 1
        terms = self.terms(giver)
        others = Terms("") if other == other.pool else terms
        limit = self.governed[giver.guild_id].gifts_daily_limit
        over = self.books.given[giver, terms.day] + amount > limit
        poor = self.books.expected(giver, terms).balance.own_left < amount
        try:
            with self.engine.begin() as conn:
                ledger.open_wallet(conn, giver, terms, self.now)
                ledger.open_wallet(conn, other, others, self.now)
                for _ in range(times):
                    ledger.give(
                        conn, giver, other, amount, key=str(self.count), limit=limit, day=terms.day, now=self.now
                    )
        except GiftLimit:
            assert over
            return
        except InsufficientCredits:
            assert poor
            return
        assert not over
        assert not poor
        self.books.visit(giver, terms).own -= amount
        self.books.visit(other, others).own += amount
        self.books.given[giver, terms.day] += amount

    @rule(who=members, mine=roles)
    def looks(self, who: Account, mine: tuple[int, ...]) -> None:
        terms = self.terms(who, mine)
        with self.engine.begin() as conn:
            assert ledger.spendable(conn, who, terms, self.now) == self.books.spendable(who, terms)
        self.books.visit(who, terms)

    @rule(hours=st.sampled_from([1, 5, 13, 24, 60]))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR
        asked = {job_id: [order] for job_id, (order, _) in self.orders.items()}
        asked |= {job_id: orders for job_id, (orders, _) in self.batches.items()}
        old = {job_id for job_id in asked if self.asked_at[job_id] < self.now - proposals.PATIENCE}
        with self.engine.begin() as conn:
            taken_back = proposals.outdated(conn, self.now)
        assert sorted(taken_back) == sorted(order.job_id for job_id in old for order in asked[job_id])
        for job_id in old:
            self.orders.pop(job_id, None)
            self.batches.pop(job_id, None)

    @rule(server=servers, change=CHANGES)
    def is_governed(self, server: int, change: tuple[str, object]) -> None:
        self.governed[server] = self.governed[server].changed(*change)

    @rule()
    def crashes(self) -> None:
        with self.engine.begin() as conn:
            found = take_over(conn, POLICY, self.now)
        assert found == sorted(job_id for job_id, job in self.books.jobs.items() if job.state in STARTED + FINISHED)

    @invariant()
    def the_books_agree(self) -> None:
        with self.engine.connect() as conn:
            assert audit(conn) == []
            found = conn.execute(WALLETS).all()
            states = {row[0]: row[1] for row in conn.execute(STATES)}
            spent = {row[0]: row[1] for row in conn.execute(EXPENSES)}
        assert {Account(*row[:2]): Balance(*row[2:6], row[6] or "", row[7]) for row in found} == {
            who: known.balance for who, known in self.books.wallets.items()
        }
        assert states == {job_id: job.state for job_id, job in self.books.jobs.items()}
        ended = {job_id: job.cost for job_id, job in self.books.jobs.items() if job.state in FINISHED}
        assert spent == {f"job:{job_id}": cost for job_id, cost in ended.items() if cost}

    @invariant()
    def holds_are_those_of_unfinished_jobs(self) -> None:
        held = sum(known.balance.set_aside for known in self.books.wallets.values())
        assert held == sum(job.hold for job in self.books.unfinished())

    @invariant()
    def nobody_has_more_than_allowed(self) -> None:
        for known in self.books.wallets.values():
            assert known.own >= known.own_held >= 0
            assert known.daily >= known.daily_held >= 0
            assert known.balance.daily_left <= known.allowed
        for (who, day), drawn in self.books.drawn.items():
            assert 0 <= drawn <= self.books.shares.get((who, day), 0)

    @invariant()
    def no_limit_is_passed_and_no_slot_idle(self) -> None:
        most = (LIMITS.member, LIMITS.server, LIMITS.model)
        at_work = Counter(slot for job in self.books.jobs.values() if job.state in AT_WORK for slot in slots(job))
        for job in self.books.unfinished():
            used = [at_work[slot] for slot in slots(job)]
            assert all(count <= limit for count, limit in zip(used, most, strict=True))
            if job.state == "queued":
                assert any(count == limit for count, limit in zip(used, most, strict=True)), "a slot is idle"


def slots(job: PlainJob) -> tuple[object, ...]:
    return job.who, job.who.guild_id, job.model


@contextmanager
def gone() -> Generator[None]:
    try:
        yield
    except ProposalGone:
        return
    raise AssertionError("it can be accepted although it was declined")


TestMoneyMachine = MoneyMachine.TestCase
TestMoneyMachine.settings = settings(
    max_examples=20, stateful_step_count=40, deadline=None, phases=[Phase.reuse, Phase.generate]
)
