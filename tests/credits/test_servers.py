"""Which servers somebody has credits on, and whose were used last."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.credits import ledger
from bot.credits.ledger import Account, Terms
from bot.credits.servers import servers_of
from bot.db.tables import metadata
from bot.jobs import rows
from bot.jobs.rows import Job
from bot.media.requests import GenerationRequest

TERMS = Terms(day="2026-01-01", welcome=10)
ADA, BEN = 1, 2


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def a_job(number: int, guild_id: int, user_id: int = ADA) -> Job:
    request = GenerationRequest(model="m", medium="image", prompt="a fox")
    job = Job(f"{number:020}", number, guild_id, 5, user_id, "en-US", False, request, 0, "queued", None, None, None, 0)
    return replace(job, asked_in=rows.DIRECT)


def test_the_last_one_spent_comes_first_then_the_last_one_that_gave(conn: sa.Connection) -> None:
    for now, guild_id in enumerate((30, 10, 20, 40, 0)):
        ledger.open_wallet(conn, Account(guild_id, ADA), TERMS, now)
    ledger.open_wallet(conn, Account(50, ADA), Terms(day="2026-01-01"), 9)
    assert servers_of(conn, ADA) == [40, 20, 10, 30, 50]
    for number, guild_id in enumerate((20, 10, 20, 0), 1):
        rows.insert(conn, a_job(number, guild_id), 25)
    rows.insert(conn, a_job(9, 30, BEN), 25)
    assert servers_of(conn, ADA) == [20, 10, 40, 30, 50]
    assert servers_of(conn, BEN) == [30]
    assert servers_of(conn, 3) == []
