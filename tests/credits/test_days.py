"""Allowances by the day, the pool, and gifts."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from bot.credits import ledger
from bot.credits.audit import audit, extent
from bot.credits.days import day
from bot.credits.ledger import Account, Balance, Terms
from bot.db.tables import entry, wallet
from bot.errors import GiftLimit, InsufficientCredits
from tests.credits.test_ledger import ADA, BEN, DAY, NEXT, NOW, a_job, conn, terms

__all__ = ["conn"]
TODAY = terms(allowance=10)
TOMORROW = terms(day=NEXT, allowance=10)


@pytest.fixture
def rich(conn: sa.Connection) -> Iterator[sa.Connection]:
    """Both have 20 credits, and Ada a day's allowance of 10."""
    ledger.open_wallet(conn, ADA, terms(20, allowance=10), NOW)
    ledger.open_wallet(conn, BEN, terms(20), NOW)
    yield conn
    assert audit(conn) == []


def held(conn: sa.Connection, job_id: str, amount: int, at: Terms, *, who: Account = ADA) -> None:
    a_job(conn, job_id, who, amount)
    ledger.hold(conn, who, amount, job_id, at, NOW)


def test_midnight_is_the_servers() -> None:
    assert day("UTC", NOW) == "2023-11-14"
    assert day("Asia/Tokyo", NOW) == "2023-11-15"


def test_what_is_left_of_a_day_expires_with_it(rich: sa.Connection) -> None:
    assert ledger.balance(rich, ADA).available == 30
    assert ledger.balance(rich, ADA, NEXT).available == 20, "nobody has booked it yet"
    assert ledger.open_wallet(rich, ADA, TOMORROW, NOW) == Balance(20, 0, 10, 0, NEXT, 10)


def test_a_day_that_comes_twice_brings_nothing_twice(rich: sa.Connection) -> None:
    ledger.open_wallet(rich, ADA, TOMORROW, NOW)
    assert ledger.open_wallet(rich, ADA, TODAY, NOW).daily_left == 10
    assert ledger.open_wallet(rich, ADA, TOMORROW, NOW).daily_left == 10


def test_a_larger_allowance_counts_on_the_same_day_and_a_smaller_one_on_the_next(rich: sa.Connection) -> None:
    assert ledger.open_wallet(rich, ADA, terms(allowance=15), NOW).daily_left == 15
    assert ledger.open_wallet(rich, ADA, terms(allowance=5), NOW).daily_left == 15
    assert ledger.open_wallet(rich, ADA, terms(day=NEXT, allowance=5), NOW).daily_left == 5
    assert ledger.open_wallet(rich, ADA, terms(day="2026-11-28"), NOW).daily_left == 0
    assert ledger.open_wallet(rich, ADA, terms(day="2026-11-29"), NOW).day == "2026-11-28", "there is nothing to note"


def test_what_a_hold_of_yesterday_returns_has_expired(rich: sa.Connection) -> None:
    held(rich, "J1", 12, TODAY)
    assert ledger.left_after(rich, ADA, "J1", 3, DAY) == 18 + 9
    ledger.open_wallet(rich, ADA, TOMORROW, NOW)
    assert ledger.left_after(rich, ADA, "J1", 3, NEXT) == 18 + 10 + 2
    rich.execute(sa.text("UPDATE job SET state = 'succeeded', cost = 3"))
    ledger.settle(rich, "J1", 3, NOW)
    assert ledger.balance(rich, ADA) == Balance(20, 0, 10, 0, NEXT, 10)


def test_the_pool_pays_what_the_member_cannot_up_to_a_share(rich: sa.Connection) -> None:
    shared = terms(pool_share=15)
    assert ledger.pool_left(rich, BEN, shared) == 0, "there is no pool yet"
    assert ledger.fill_pool(rich, Account(1, 9), 40, key="1", now=NOW) == 40
    assert ledger.fill_pool(rich, Account(1, 9), 40, key="1", now=NOW) == 40
    assert ledger.spendable(rich, BEN, shared, NOW) == 35
    with pytest.raises(InsufficientCredits) as refused:
        held(rich, "J1", 36, shared, who=BEN)
    assert refused.value.params == {"price": 36, "balance": 35}
    rich.execute(sa.text("DELETE FROM job"))
    held(rich, "J2", 32, shared, who=BEN)
    assert ledger.left_after(rich, BEN, "J2", 25, DAY) == 0
    assert ledger.left_after(rich, BEN, "J2", 5, DAY) == 15, "the pool's part goes back to the pool"
    rich.execute(sa.text("UPDATE job SET state = 'succeeded', cost = 25"))
    ledger.settle(rich, "J2", 25, NOW)
    assert ledger.balance(rich, BEN.pool) == Balance(35, 0)
    assert ledger.pool_left(rich, BEN, shared) == 10
    assert ledger.pool_left(rich, BEN, terms(day=NEXT, pool_share=15)) == 15
    assert ledger.pool_left(rich, BEN, terms()) == 0


def test_a_gift_is_owned_credits_once_and_up_to_the_days_limit(rich: sa.Connection) -> None:
    def give(amount: int, key: str, on: str = DAY) -> None:
        ledger.give(rich, ADA, BEN, amount, key=key, limit=15, day=on, now=NOW)

    for _ in range(2):
        give(12, "1")
    assert (ledger.balance(rich, ADA).own_left, ledger.balance(rich, BEN).own_left) == (8, 32)
    with pytest.raises(GiftLimit) as refused:
        give(4, "2")
    assert refused.value.params == {"limit": 15, "left": 3}
    give(3, "3")
    with pytest.raises(InsufficientCredits) as poor:
        give(6, "4", NEXT)
    assert poor.value.params == {"price": 6, "balance": 5}, "an allowance cannot be given"


@pytest.mark.parametrize(("amount", "receiver"), [(0, BEN), (5, ADA)])
def test_what_is_no_gift(rich: sa.Connection, amount: int, receiver: Account) -> None:
    with pytest.raises(ValueError, match="no gift"):
        ledger.give(rich, ADA, receiver, amount, key="1", limit=50, day=DAY, now=NOW)


TAMPERED = {
    "a gift's other half": (
        entry.delete().where(entry.c.kind == "receive"),
        "what was given is not what was received",
    ),
    "an allowance": (wallet.update().where(wallet.c.day == DAY).values(allowed=4), "are left of an allowance of 4"),
    "a pool": (wallet.update().where(wallet.c.user_id == 0).values(balance=99), "the pool of server 1: the balance"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_the_audit_finds(conn: sa.Connection, what: str) -> None:
    ledger.open_wallet(conn, ADA, terms(20, allowance=10), NOW)
    ledger.fill_pool(conn, ADA, 5, key="1", now=NOW)
    ledger.give(conn, ADA, ADA.pool, 3, key="2", limit=5, day=DAY, now=NOW)
    assert audit(conn) == []
    assert extent(conn) == "2 wallets, 5 entries, 0 jobs"
    change, complaint = TAMPERED[what]
    conn.execute(change)
    assert any(complaint in found for found in audit(conn)), audit(conn)
