"""The operator's books and ceilings, and receipts: what a month of plain numbers comes to."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa

from bot.credits import books, ledger, receipts
from bot.credits.books import Ceilings, Check, Sums
from bot.credits.ledger import Account, Terms
from bot.db.tables import metadata
from bot.errors import SpendingCeiling
from bot.jobs import rows
from bot.jobs.queue import Limits
from bot.jobs.showings import Showing
from bot.media.assets import Asset
from bot.media.requests import GenerationRequest
from bot.transactions import Ending, Order, Policy, Price, close_job, made_job, open_job

NOW = 1_700_000_000_000  # 2023-11-14, 22:13 UTC
DAY = 24 * 3600 * 1000
ADA = Account(1, 10)
TERMS = Terms("2023-11-14", welcome=20, allowance=5, pool_share=10)
POLICY = Policy(Limits(member=9, server=9, model=9, waiting=9), Ceilings(), "UTC")
FILE = Asset(1, "results/x/1.png", "image/png", 8, 8, 99, "0" * 64)


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def opened(conn: sa.Connection, number: int, *, price: int = 10, policy: Policy = POLICY) -> rows.Job:
    request = GenerationRequest(model="m", prompt=f"fox {number}", count=2)
    order = Order(f"J{number}", number, ADA.guild_id, 5, ADA.user_id, "en-US", False, None, request)
    cost = Price(price, Decimal(price) / 100)
    return open_job(conn, order, price=cost, terms=TERMS, policy=policy, now=NOW + number).job


def noted(
    conn: sa.Connection, key: str, what: books.What, usd: str, *, day: str, server: int = 1, now: int = 0
) -> None:
    books.expend(conn, key, day=day, guild_id=server, model="m", what=what, usd=Decimal(usd), charged=3, now=NOW + now)


def test_an_expense_is_noted_once(conn: sa.Connection) -> None:
    for _ in range(2):
        noted(conn, "job:J1", "made", "0.5", day="2023-11-14")
    assert books.spent(conn, "2023-11-14") == Decimal("0.5")
    assert books.spent(conn, "2023-11-15") == 0


def test_the_books_have_a_line_for_each_day_server_and_model(conn: sa.Connection) -> None:
    noted(conn, "a", "made", "0.5", day="2023-11-14")
    noted(conn, "b", "wasted", "0.25", day="2023-11-14")
    noted(conn, "c", "translation", "0.01", day="2023-11-15", server=2)
    noted(conn, "d", "made", "9", day="2023-11-01")
    assert books.books(conn, "2023-11-14") == [
        Sums("2023-11-14", 1, "m", 2, Decimal("0.75"), Decimal("0.25"), 6),
        Sums("2023-11-15", 2, "m", 1, Decimal("0.01"), Decimal(0), 3),
    ]


def test_the_gateways_balance_is_compared_with_the_books_of_the_time_between(conn: sa.Connection) -> None:
    noted(conn, "before", "made", "7", day="2023-11-14", now=-1)
    assert books.note_balance(conn, Decimal(10), NOW) is None
    noted(conn, "between", "made", "0.5", day="2023-11-14", now=5)
    first = books.note_balance(conn, Decimal("9.4"), NOW + 10)
    assert first == Check(NOW, NOW + 10, Decimal("0.5"), Decimal("0.6"))
    second = books.note_balance(conn, Decimal(20), NOW + 20)
    assert second == Check(NOW + 10, NOW + 20, Decimal(0), Decimal("-10.6"))
    assert books.checks(conn, NOW) == [first, second]
    assert books.checks(conn, NOW + 11) == []


def test_without_ceilings_everything_is_let_through(conn: sa.Connection) -> None:
    books.check_ceilings(conn, Ceilings(), Decimal(10**6), "2023-11-14")


@pytest.mark.parametrize(
    ("ceilings", "span"),
    [
        (Ceilings(day=Decimal("0.25")), "day"),
        (Ceilings(month=Decimal("1.25")), "month"),
        (Ceilings(day=Decimal("0.25"), month=Decimal(99)), "day"),
        (Ceilings(day=Decimal(99), month=Decimal("1.25")), "month"),
    ],
)
def test_open_jobs_and_expenses_count_against_a_ceiling(conn: sa.Connection, ceilings: Ceilings, span: str) -> None:
    noted(conn, "today", "made", "0.05", day="2023-11-14")
    noted(conn, "this month", "made", "1", day="2023-11-01")
    noted(conn, "last month", "made", "50", day="2023-10-31")
    policy = replace(POLICY, ceilings=ceilings)
    opened(conn, 1, policy=policy)  # 0.10, and 0.15 with today's
    opened(conn, 2, policy=policy)  # 0.10, and 0.25 exactly
    with pytest.raises(SpendingCeiling) as refused:
        opened(conn, 3, price=1, policy=policy)
    assert refused.value.params == {"span": span}


def test_a_receipt_tells_where_the_charge_came_from(conn: sa.Connection) -> None:
    ledger.fill_pool(conn, Account(1, 9), 50, key="pool", now=NOW)
    job = opened(conn, 1, price=30)
    assert (rows.load(conn, "J1") or job).state == "ready"
    rows.claim(conn, "J1", NOW)
    made_job(conn, replace(job, cost=27, usd=Decimal("0.2")), [FILE], policy=POLICY, now=NOW)
    close_job(conn, job, Ending("succeeded", 27, Decimal("0.2"), shown=Showing(77, 3)), policy=POLICY, now=NOW)
    found = receipts.receipt(conn, "J1")
    assert found
    assert (found.kind, found.quoted, found.held, found.charged, found.returned) == ("succeeded", 30, 30, 27, 3)
    assert found.purses == {"daily": 5, "own": 20, "pool": 2}
    assert (found.asked, found.made, found.prompt) == (2, 1, "fox 1")
    assert receipts.receipt(conn, "J2") is None


def test_receipts_are_the_newest_of_gifts_and_jobs(conn: sa.Connection) -> None:
    ledger.open_wallet(conn, ADA, TERMS, NOW - 10)
    ledger.grant(conn, ADA, 7, key="1", actor_id=9, now=NOW - 5)
    opened(conn, 1)
    assert [(found.kind, found.amount, found.held) for found in receipts.receipts(conn, ADA, 9)] == [
        ("unfinished", 0, 10),
        ("grant", 7, 0),
        ("welcome", 20, 0),
    ]
    assert [found.kind for found in receipts.receipts(conn, ADA, 1)] == ["unfinished"]


def test_usage_adds_up_what_members_were_charged(conn: sa.Connection) -> None:
    for number, cost in ((1, 4), (2, 3), (3, 0)):
        job = opened(conn, number, price=5)
        close_job(conn, job, Ending("succeeded", cost), policy=POLICY, now=NOW + number * DAY)
    found = receipts.usage(conn, 1, NOW)
    assert (found.jobs, found.members, found.models) == (2, {10: 7}, {"m": 7})
    assert receipts.usage(conn, 1, NOW + 2 * DAY).members == {10: 3}
