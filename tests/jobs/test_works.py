"""Looking through what was made: by words, model, kind, day and star."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bot.db.tables import job
from bot.jobs import rows, works
from bot.jobs.works import SEARCHES_KEPT, Wanted
from tests.jobs.test_rows import ASSET, FILM, NOW, a_job, opened


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    with opened() as connection:
        yield connection


def made(conn: sa.Connection, number: int, prompt: str = "a fox", *, film: bool = False, **more: Any) -> str:
    new = a_job(number, member=more.pop("member", 1), model=more.pop("model", "m"))
    request = new.request.model_copy(update={"prompt": prompt})
    new = replace(new, request=request, created_at=NOW + number, **more)
    rows.insert(conn, new, 50)
    conn.execute(job.update().where(job.c.id == new.id).values(state="running"))
    rows.made(conn, replace(new, cost=3), [replace(FILM, number=1)] if film else [ASSET])
    conn.execute(job.update().where(job.c.id == new.id).values(state="succeeded"))
    return new.id


def ids(conn: sa.Connection, member: int = 1, **wanted: Any) -> list[int]:
    found, total = works.works(conn, 1, member, Wanted(**wanted), page=0, size=50)
    assert total == len(found)
    return [int(work.id) for work in found]


def test_one_s_own_is_listed_newest_first_and_in_pages(conn: sa.Connection) -> None:
    for number in range(1, 8):
        made(conn, number)
    made(conn, 8, member=2)
    rows.insert(conn, a_job(9), 50)  # has not ended
    assert ids(conn) == [7, 6, 5, 4, 3, 2, 1]
    found, total = works.works(conn, 1, 1, Wanted(), page=2, size=3)
    assert ([int(work.id) for work in found], total) == ([1], 7)
    assert works.works(conn, 1, 1, Wanted(), page=3, size=3) == ([], 7)
    work = found[0]
    assert (work.prompt, work.cost, work.made, work.path, work.mime, work.mine, work.favourite) == (
        *("a fox", 3, 1, ASSET.path, ASSET.mime),
        *(True, False),
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("FÜCHSE", [1]),
        ("füchse schnee", [1]),
        ("schnee füchse", [1]),
        ("füchse regen", []),
        ("100%", [2]),
        ("%", [2]),
        ("_", [2]),
        ("100_", []),
        ("/", [2]),
        ("狐狸", [3]),
        ("straße", [4]),
        ("STRASSE", [4]),
        ("lighthouse", [5]),
        ("prompt", []),
        ("ＡＢＣ", [6]),
        ("'; DROP TABLE job; --", []),
        ("", [6, 5, 4, 3, 2, 1]),
    ],
)
def test_words_are_found_whatever_their_case_and_nothing_in_them_means_anything(
    conn: sa.Connection, words: str, found: list[int]
) -> None:
    made(conn, 1, "Drei Füchse im Schnee")
    made(conn, 2, "100% /_ sure")
    made(conn, 3, "一只狐狸在雪地里")
    made(conn, 4, "die lange Straße")
    made(conn, 5, "un phare")
    rows.note_translation(conn, a_job(5).id, "A Lighthouse")
    made(conn, 6, "abc")
    assert ids(conn, words=words) == found


def test_by_model_kind_and_day(conn: sa.Connection) -> None:
    made(conn, 1, model="a")
    made(conn, 2, model="b", film=True)
    made(conn, 3, model="a", film=True)
    assert ids(conn, model="a") == [3, 1]
    assert ids(conn, medium="video") == [3, 2]
    assert ids(conn, medium="image") == [1]
    assert ids(conn, after=NOW + 2) == [3, 2]
    assert ids(conn, before=NOW + 2) == [1]
    assert ids(conn, after=NOW + 2, before=NOW + 3, model="b") == [2]
    assert works.models_of(conn, 1) == ["a", "b"]
    assert works.models_of(conn, 2) == []


def test_stars_are_a_member_s_own_and_reach_what_others_show(conn: sa.Connection) -> None:
    made(conn, 1)
    public, secret, gone = made(conn, 2, member=2), made(conn, 3, member=2, private=True), made(conn, 4, member=2)
    for job_id in (public, secret, gone, a_job(1).id):
        works.like(conn, 1, job_id, NOW, liked=True)
        works.like(conn, 1, job_id, NOW, liked=True)
    conn.execute(job.update().where(job.c.id == gone).values(deleted_at=NOW))
    assert ids(conn, favourites=True) == [2, 1]
    assert ids(conn, member=2, favourites=True) == []
    assert works.liked(conn, 1, [public, "x"]) == {public}
    works.like(conn, 1, public, NOW, liked=False)
    assert ids(conn, favourites=True) == [1]
    works.like(conn, 2, gone, NOW, liked=True)
    assert works.liked(conn, 2, [gone]) == set(), "nothing that has been deleted gets a star"


def test_a_search_that_is_kept_is_its_member_s_own_and_grows_old(conn: sa.Connection) -> None:
    works.keep_search(conn, "S", 1, "{}", NOW)
    assert works.kept_search(conn, "S", 1) == "{}"
    assert works.kept_search(conn, "S", 2) is None
    works.keep_search(conn, "T", 1, "{}", NOW + SEARCHES_KEPT + 1)
    assert works.kept_search(conn, "S", 1) is None


def test_a_page_asks_the_same_few_questions_however_much_there_is(conn: sa.Connection) -> None:
    for number in range(1, 201):
        made(conn, number)
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(conn, "before_cursor_execute", note)
    found, total = works.works(conn, 1, 1, Wanted(), page=20, size=6)
    assert (len(found), total, len(asked)) == (6, 200, 3)
    plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[1]}", (1,) * asked[1].count("?"))
    steps = " ".join(row[3] for row in plan)
    assert "TEMP B-TREE" not in steps, steps
    assert "SCAN job" not in steps, steps
