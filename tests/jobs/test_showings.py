"""Where results can be seen; and rows of what is shown, shared and deleted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.db.tables import job
from bot.errors import ResultDeleted
from bot.jobs import finding, rows, showings
from bot.jobs.showings import Showing
from bot.media.requests import GenerationRequest
from tests.jobs.test_rows import NOW, a_job, opened


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    with opened() as connection:
        for number in (1, 2, 3):
            rows.insert(connection, a_job(number), 50)
        yield connection


A, B, C = (a_job(number).id for number in (1, 2, 3))


def test_the_newest_message_comes_first_and_one_that_is_gone_is_forgotten(conn: sa.Connection) -> None:
    for number in (1, 2, 3):
        showings.note(conn, A, Showing(10 + number, 5), NOW + number)
    showings.note(conn, B, Showing(20, 6, private=True), NOW)
    assert [one.message_id for one in showings.of(conn, A)] == [13, 12, 11]
    assert showings.of_each(conn, [A, B, C]) == {
        A: [Showing(13, 5), Showing(12, 5), Showing(11, 5)],
        B: [Showing(20, 6, private=True)],
        C: [],
    }
    assert showings.of_each(conn, []) == {}
    assert set(showings.known(conn, [11, 20, 99])) == {11, 20}
    showings.forget(conn, 11, 13, 99)
    assert [one.message_id for one in showings.of(conn, A)] == [12]
    showings.forget(conn, 12)
    assert showings.of(conn, A) == []


def test_a_message_shows_one_result_at_a_time(conn: sa.Connection) -> None:
    showings.note(conn, A, Showing(10, 5), NOW)
    showings.note(conn, B, Showing(10, 5), NOW + 1)
    assert showings.of(conn, A) == []
    found = showings.job_at(conn, 10)
    assert found is not None
    assert found.id == B
    assert showings.job_at(conn, 11) is None
    rows.note_message(conn, C, 11)
    progress = showings.job_at(conn, 11)
    assert progress is not None
    assert progress.id == C, "one that shows progress is found too"


def test_nothing_is_begun_with_what_has_been_deleted(conn: sa.Connection) -> None:
    conn.execute(job.update().where(job.c.id == A).values(deleted_at=NOW))
    assert finding.every_id(conn) == {B, C}, "its files are nobody's"
    picture = {"mime": "image/png", "width": 1, "height": 1, "size": 1}
    of_a, of_b = ({**picture, "path": f"results/{id_}/1.png"} for id_ in (A, B))
    turn = {"prompt": "p", "answer": "a", "pictures": [of_b], "references": [of_a]}
    for given in ({"references": [of_b, of_a]}, {"first_frame": of_a}, {"mask": of_a}, {"turns": [turn]}):
        request = GenerationRequest.model_validate({"model": "m", "prompt": "x", **given})
        with pytest.raises(ResultDeleted):
            rows.insert(conn, replace(a_job(9), request=request), 50)
    request = GenerationRequest.model_validate({"model": "m", "prompt": "x", "references": [of_b], "parent": A})
    rows.insert(conn, replace(a_job(9), request=request), 50)
    deleted = rows.load(conn, A)
    assert deleted is not None
    assert deleted.deleted


def test_sharing_makes_a_private_result_everybody_s(conn: sa.Connection) -> None:
    rows.insert(conn, replace(a_job(4), private=True), 50)
    rows.share(conn, a_job(4).id)
    shared = rows.load(conn, a_job(4).id)
    assert shared is not None
    assert not shared.private


def test_the_language_a_member_used_last(conn: sa.Connection) -> None:
    rows.insert(conn, replace(a_job(5), locale="de"), 50)
    assert finding.locale_of(conn, 1) == "de"
    assert finding.locale_of(conn, 2) is None
