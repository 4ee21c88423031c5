"""How models have done, and when a waiting job may be done."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.db.tables import job
from bot.jobs import measures, queue, rows
from bot.jobs.measures import Lately, Measured, Pace
from bot.jobs.queue import Limits, Outlook
from tests.jobs.test_rows import NOW, a_job, conn

__all__ = ["conn"]
LIMITS = Limits(member=1, server=9, model=9, waiting=99)


def ended(conn: sa.Connection, number: int, state: str, took: int = 0, *, model: str = "m", outcome: str = "") -> None:
    rows.insert(conn, a_job(number, model=model), 99)
    conn.execute(
        job.update()
        .where(job.c.id == a_job(number).id)
        .values(state=state, issued_at=NOW, finished_at=NOW + took, outcome=outcome)
    )


def test_a_model_nobody_has_used_has_no_measures(conn: sa.Connection) -> None:
    assert measures.pace(conn, "m") is None
    assert measures.measured(conn, "m", 0) == Measured(0, 0, None)
    assert measures.lately(conn, 0) == []
    assert measures.load(conn) == {}


def test_refusals_and_cancellations_are_nobodys_failure(conn: sa.Connection) -> None:
    for number, took in enumerate((1000, 3000, 2000), 1):
        ended(conn, number, "succeeded", took)
    ended(conn, 4, "failed", 10)
    ended(conn, 5, "lost", 10)
    ended(conn, 6, "canceled", 10)
    ended(conn, 7, "failed", 10, outcome="errors.content_rejected: no")
    ended(conn, 8, "failed", 10, model="n")
    assert measures.measured(conn, "m", NOW) == Measured(5, 3, 2000)
    assert measures.measured(conn, "m", NOW + 1500) == Measured(2, 2, 3000)
    assert measures.lately(conn, NOW) == [Lately("m", 5, 3), Lately("n", 1, 0)]


def test_a_pace_is_that_of_the_last_ones(conn: sa.Connection) -> None:
    for number in range(1, 11):
        ended(conn, number, "succeeded", number * 1000)
    assert measures.pace(conn, "m") == Pace(6000, 10_000)


def test_the_load_counts_what_is_unfinished(conn: sa.Connection) -> None:
    for number in (1, 2, 3):
        rows.insert(conn, a_job(number), 99)
    ended(conn, 4, "succeeded")
    queue.promote(conn, LIMITS, NOW)
    assert measures.load(conn) == {"ready": 1, "queued": 2}


def test_an_outlook_counts_the_rounds_before_ones_turn(conn: sa.Connection) -> None:
    ended(conn, 1, "succeeded", 10_000)
    for number in (2, 3, 4):
        rows.insert(conn, a_job(number), 99)
    rows.insert(conn, a_job(5, member=2, model="new"), 99)
    queue.promote(conn, replace(LIMITS, model=0), NOW)
    assert queue.outlooks(conn, replace(LIMITS, member=2), NOW) == {
        a_job(2).id: Outlook(1, NOW + 10_000, NOW + 10_000),
        a_job(5).id: Outlook(2),
        a_job(3).id: Outlook(3, NOW + 10_000, NOW + 10_000),
        a_job(4).id: Outlook(4, NOW + 20_000, NOW + 20_000),
    }


@pytest.mark.parametrize(("issued_at", "begins"), [(None, NOW), (NOW - 4000, NOW - 4000)])
def test_who_has_had_the_turn_is_told_from_its_beginning(
    conn: sa.Connection, issued_at: int | None, begins: int
) -> None:
    assert queue.outlooks(conn, LIMITS, NOW) == {}
    ended(conn, 1, "succeeded", 10_000)
    started = replace(a_job(2), issued_at=issued_at)
    assert queue.outlook_of_started(conn, started, NOW) == Outlook(0, begins + 10_000, begins + 10_000)
