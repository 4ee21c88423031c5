"""Families of results: found whole, and those nearest first when they are large."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.db.tables import job
from bot.jobs import lineage, rows
from tests.jobs.test_rows import a_job, opened


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    with opened() as connection:
        yield connection


def child(conn: sa.Connection, number: int, parent: int = 0, state: str = "succeeded") -> str:
    new = a_job(number)
    update = {"prompt": f"step {number}", "parent": a_job(parent).id if parent else ""}
    rows.insert(conn, replace(new, request=new.request.model_copy(update=update)), 5000)
    conn.execute(job.update().where(job.c.id == new.id).values(state=state))
    return new.id


def numbers(family: lineage.Family) -> list[int]:
    return [int(one.id) for one in family.relatives]


def test_a_family_is_the_same_seen_from_every_member(conn: sa.Connection) -> None:
    for number, parent in ((1, 0), (2, 1), (3, 1), (4, 3), (5, 4), (6, 2), (7, 0)):
        child(conn, number, parent)
    child(conn, 8, 4, state="failed")
    child(conn, 9, 4, state="running")
    for number in range(1, 7):
        found = lineage.family(conn, a_job(number).id)
        assert numbers(found) == [1, 2, 3, 4, 5, 6]
        assert (int(found.root), found.others) == (1, 0)
    assert numbers(lineage.family(conn, a_job(7).id)) == [7]
    assert lineage.family(conn, "X") == lineage.Family("X", ())


def test_a_parent_whose_row_has_gone_is_where_a_family_begins(conn: sa.Connection) -> None:
    child(conn, 2, 1)
    child(conn, 3, 2)
    found = lineage.family(conn, a_job(3).id)
    assert (numbers(found), int(found.root)) == ([2, 3], 2)


def test_what_has_been_deleted_is_still_a_link(conn: sa.Connection) -> None:
    for number, parent in ((1, 0), (2, 1), (3, 2)):
        child(conn, number, parent)
    conn.execute(job.update().where(job.c.id == a_job(2).id).values(deleted_at=1))
    found = lineage.family(conn, a_job(3).id)
    assert [(int(one.id), one.deleted) for one in found.relatives] == [(1, False), (2, True), (3, False)]


def test_of_a_very_large_family_the_nearest_are_looked_at(conn: sa.Connection) -> None:
    child(conn, 1)
    for number in range(2, 702):
        child(conn, number, 1)
    child(conn, 702, 701)
    child(conn, 703, 702)
    found = lineage.family(conn, a_job(702).id)
    assert lineage.MOST - 5 <= len(found.relatives) <= lineage.MOST
    assert {1, 701, 702, 703} <= set(numbers(found))
    assert found.others == 703 - len(found.relatives)


def test_of_a_very_long_line_the_nearest_are_looked_at(conn: sa.Connection) -> None:
    for number in range(1, 601):
        child(conn, number, number - 1)
    found = lineage.family(conn, a_job(600).id)
    assert {600, 599, 500} <= set(numbers(found))
    assert found.others == 600 - len(found.relatives)


def test_a_row_that_says_it_descends_from_itself_ends_nothing(conn: sa.Connection) -> None:
    child(conn, 1, 1)
    child(conn, 2, 1)
    assert numbers(lineage.family(conn, a_job(2).id)) == [1, 2]
