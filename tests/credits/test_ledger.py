"""The ledger's operations, alone and in every order hypothesis can think of."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from bot.credits import ledger
from bot.credits.audit import audit
from bot.credits.ledger import Account, Balance, Terms
from bot.db.tables import entry, job, metadata, wallet
from bot.errors import GiftsTaken, InsufficientCredits

ADA, BEN = Account(1, 10), Account(1, 11)
NOW = 1_700_000_000_000
DAY, NEXT = "2026-11-26", "2026-11-27"


def terms(welcome: int = 0, *, day: str = DAY, allowance: int = 0, pool_share: int = 0) -> Terms:
    return Terms(day, welcome, allowance, pool_share)


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def a_job(conn: sa.Connection, job_id: str, who: Account, hold: int, *, state: str = "running", cost: int = 0) -> None:
    conn.execute(
        job.insert().values(
            id=job_id,
            interaction_id=int(job_id.removeprefix("J")),
            guild_id=who.guild_id,
            user_id=who.user_id,
            channel_id=5,
            locale="en-US",
            private=False,
            model="m",
            request={},
            hold=hold,
            state=state,
            cost=cost,
            created_at=NOW,
        )
    )


def test_a_new_member_gets_the_welcome_grant_once(conn: sa.Connection) -> None:
    assert ledger.open_wallet(conn, ADA, terms(100), NOW) == Balance(100, 0)
    assert ledger.open_wallet(conn, ADA, terms(100), NOW) == Balance(100, 0)
    assert ledger.balance(conn, BEN) == Balance(0, 0)


def test_a_hold_is_captured_in_part_and_the_rest_released(conn: sa.Connection) -> None:
    ledger.open_wallet(conn, ADA, terms(100), NOW)
    a_job(conn, "J1", ADA, 12)
    ledger.hold(conn, ADA, 12, "J1", terms(), NOW)
    assert ledger.balance(conn, ADA) == Balance(100, 12)
    ledger.settle(conn, "J1", 9, NOW)
    assert ledger.balance(conn, ADA) == Balance(91, 0)
    lines = conn.execute(sa.select(entry.c.kind, entry.c.amount).order_by(entry.c.id))
    assert [tuple(line) for line in lines] == [("grant", 100), ("hold", 12), ("capture", 9), ("release", 3)]


def test_every_step_done_twice_is_done_once(conn: sa.Connection) -> None:
    ledger.open_wallet(conn, ADA, terms(100), NOW)
    a_job(conn, "J1", ADA, 12)
    for _ in range(2):
        ledger.grant(conn, ADA, 5, key="77", actor_id=1, now=NOW)
        ledger.hold(conn, ADA, 12, "J1", terms(), NOW)
    for cost in (9, 12, 0):
        ledger.settle(conn, "J1", cost, NOW)
    assert ledger.balance(conn, ADA) == Balance(96, 0)


def test_a_hold_over_the_available_credits_changes_nothing(conn: sa.Connection) -> None:
    ledger.open_wallet(conn, ADA, terms(20), NOW)
    ledger.hold(conn, ADA, 15, "J1", terms(), NOW)
    with pytest.raises(InsufficientCredits) as refused:
        ledger.hold(conn, ADA, 6, "J2", terms(), NOW)
    assert refused.value.params == {"price": 6, "balance": 5}
    assert ledger.balance(conn, ADA) == Balance(20, 15)


@pytest.mark.parametrize("cost", [-1, 13])
def test_a_capture_outside_the_hold_is_refused(conn: sa.Connection, cost: int) -> None:
    ledger.open_wallet(conn, ADA, terms(20), NOW)
    ledger.hold(conn, ADA, 12, "J1", terms(), NOW)
    with pytest.raises(ValueError, match="cannot capture"):
        ledger.settle(conn, "J1", cost, NOW)


@pytest.mark.parametrize("amount", [0, -5])
def test_a_grant_is_positive(conn: sa.Connection, amount: int) -> None:
    ledger.open_wallet(conn, ADA, terms(20), NOW)
    with pytest.raises(ValueError, match="positive"):
        ledger.grant(conn, ADA, amount, key="1", actor_id=1, now=NOW)


def test_a_negative_hold_is_refused(conn: sa.Connection) -> None:
    with pytest.raises(ValueError, match="not negative"):
        ledger.hold(conn, ADA, -1, "J1", terms(), NOW)


def test_a_free_job_still_has_a_closed_hold(conn: sa.Connection) -> None:
    ledger.open_wallet(conn, ADA, terms(0), NOW)
    a_job(conn, "J1", ADA, 0, state="succeeded")
    ledger.hold(conn, ADA, 0, "J1", terms(), NOW)
    ledger.settle(conn, "J1", 0, NOW)
    assert audit(conn) == []


def test_the_table_itself_refuses_a_balance_below_its_holds(conn: sa.Connection) -> None:
    ledger.open_wallet(conn, ADA, terms(10), NOW)
    with pytest.raises(sa.exc.IntegrityError, match="holds_are_covered"):  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
        conn.execute(wallet.update().values(held=11))


TAMPERED = {
    "a balance": (wallet.update().values(balance=99), "the balance is 99, the entries add up to 91"),
    "what is held": (wallet.update().values(held=3), "3 credits of the balance are held, the entries add up to 0"),
    "a lost capture": (entry.delete().where(entry.c.kind == "capture"), "were captured"),
    "a changed hold": (entry.update().where(entry.c.kind == "hold").values(amount=13), "were quoted"),
    "a job reopened": (job.update().values(state="running"), "but its hold is closed"),
    "a job's cost": (job.update().values(cost=1), "were captured"),
    "a job gone": (job.delete(), "has entries, but no row"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_the_audit_finds(conn: sa.Connection, what: str) -> None:
    ledger.open_wallet(conn, ADA, terms(100), NOW)
    a_job(conn, "J1", ADA, 12, state="succeeded", cost=9)
    ledger.hold(conn, ADA, 12, "J1", terms(), NOW)
    ledger.settle(conn, "J1", 9, NOW)
    assert audit(conn) == []
    change, complaint = TAMPERED[what]
    conn.execute(change)
    assert any(complaint in found for found in audit(conn)), audit(conn)


def test_the_audit_does_not_rely_on_the_tables_own_checks(conn: sa.Connection) -> None:
    ledger.open_wallet(conn, ADA, terms(10), NOW)
    conn.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    conn.execute(wallet.update().values(held=11))
    assert any("a balance of 10 with 11 held cannot be" in found for found in audit(conn))


class LedgerMachine(RuleBasedStateMachine):
    """A model of plain numbers beside the ledger; after every step they agree and the audit is clean."""

    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
        metadata.create_all(self.engine)
        self.owned = {ADA: 0, BEN: 0}
        self.held = {ADA: 0, BEN: 0}
        self.count = 0

    def teardown(self) -> None:
        self.engine.dispose()

    @initialize(ada=st.integers(0, 60), ben=st.integers(0, 60))
    def open(self, ada: int, ben: int) -> None:
        with self.engine.begin() as conn:
            for who, welcome in ((ADA, ada), (BEN, ben)):
                ledger.open_wallet(conn, who, terms(welcome), NOW)
                self.owned[who] = welcome

    @rule(who=st.sampled_from([ADA, BEN]), amount=st.integers(1, 50), again=st.booleans())
    def grant(self, who: Account, amount: int, again: bool) -> None:
        self.count += 1
        with self.engine.begin() as conn:
            for _ in range(2 if again else 1):
                ledger.grant(conn, who, amount, key=str(self.count), actor_id=9, now=NOW)
        self.owned[who] += amount

    @rule(target=holds, who=st.sampled_from([ADA, BEN]), amount=st.integers(0, 40), again=st.booleans())
    def hold(self, who: Account, amount: int, again: bool) -> tuple[str, Account, int] | None:
        self.count += 1
        job_id = f"J{self.count}"
        enough = self.owned[who] - self.held[who] >= amount
        try:
            with self.engine.begin() as conn:
                a_job(conn, job_id, who, amount)
                for _ in range(2 if again else 1):
                    ledger.hold(conn, who, amount, job_id, terms(), NOW)
        except InsufficientCredits:
            assert not enough
            return None
        assert enough
        self.held[who] += amount
        return job_id, who, amount

    @rule(hold=consumes(holds), share=st.floats(0, 1), again=st.booleans())
    def settle(self, hold: tuple[str, Account, int] | None, share: float, again: bool) -> None:
        if hold is None:
            return
        job_id, who, amount = hold
        cost = round(amount * share)
        with self.engine.begin() as conn:
            conn.execute(job.update().where(job.c.id == job_id).values(state="succeeded", cost=cost))
            ledger.settle(conn, job_id, cost, NOW)
            if again:
                ledger.settle(conn, job_id, 0, NOW)
        self.owned[who] -= cost
        self.held[who] -= amount

    @invariant()
    def the_books_agree(self) -> None:
        with self.engine.connect() as conn:
            assert audit(conn) == []
            for who in (ADA, BEN):
                assert ledger.balance(conn, who) == Balance(self.owned[who], self.held[who])


TestLedgerMachine = LedgerMachine.TestCase
TestLedgerMachine.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)


def test_a_member_is_given_only_so_much_on_a_day(conn: sa.Connection) -> None:
    for who in (ADA, BEN, Account(1, 12)):
        ledger.open_wallet(conn, who, terms(100), NOW)
    ledger.give(conn, ADA, BEN, 30, key="1", limit=30, day=DAY, now=NOW)
    with pytest.raises(GiftsTaken):
        ledger.give(conn, Account(1, 12), BEN, 1, key="2", limit=30, day=DAY, now=NOW)
    ledger.give(conn, Account(1, 12), BEN, 1, key="3", limit=30, day=NEXT, now=NOW)
    assert ledger.balance(conn, BEN).balance == 131
    assert audit(conn) == []
