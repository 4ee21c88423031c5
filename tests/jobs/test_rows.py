"""Operations on jobs' rows: who may start, who may claim, how a job ends."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.db.tables import job as job_table
from bot.db.tables import metadata
from bot.errors import QueueFull, ResultDeleted
from bot.jobs import finding, queue, rows
from bot.jobs.queue import Limits
from bot.jobs.rows import Job
from bot.media.assets import Asset
from bot.media.requests import GenerationRequest, Reference

LIMITS = Limits(member=2, server=3, model=4, waiting=50)
NOW = 1_700_000_000_000
ASSET = Asset(1, "results/x/1.png", "image/png", 8, 8, 99, "0" * 64)
FILM = Asset(2, "results/x/2.mp4", "video/mp4", 8, 8, 99, "0" * 64, 7.96)


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    with opened() as connection:
        yield connection


def opened() -> sa.Connection:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    metadata.create_all(engine)
    return engine.connect()


def a_job(number: int, *, member: int = 1, server: int = 1, model: str = "m") -> Job:
    return Job(
        id=f"{number:020d}",
        interaction_id=number,
        guild_id=server,
        asked_in=server,
        channel_id=5,
        user_id=member,
        locale="en-US",
        private=False,
        request=GenerationRequest(model=model, prompt="a fox"),
        hold=5,
        state="queued",
        issued_at=None,
        cost=None,
        message_id=None,
        created_at=NOW,
    )


DONE = replace(a_job(1), cost=5, usd=Decimal("0.005"))


def test_a_job_is_read_as_it_was_written(conn: sa.Connection) -> None:
    rows.insert(conn, a_job(1), LIMITS.waiting)
    assert rows.load(conn, a_job(1).id) == rows.by_interaction(conn, 1) == a_job(1)
    assert rows.load(conn, "none") is rows.by_interaction(conn, 2) is None


def test_ids_sort_by_time_and_differ() -> None:
    ids = [rows.new_id(NOW + tick) for tick in range(50) for _ in range(20)]
    assert len(set(ids)) == len(ids)
    assert [id_[:10] for id_ in ids] == sorted(id_[:10] for id_ in ids)
    assert {len(id_) for id_ in ids} == {20}


def test_a_member_may_have_only_so_many_unfinished_jobs(conn: sa.Connection) -> None:
    few = replace(LIMITS, waiting=2)
    for number in (1, 2):
        rows.insert(conn, a_job(number), few.waiting)
    with pytest.raises(QueueFull):
        rows.insert(conn, a_job(3), few.waiting)
    rows.insert(conn, a_job(4, member=2), few.waiting)
    rows.finish(conn, a_job(1).id, "failed", cost=0, outcome="", now=NOW)
    rows.insert(conn, a_job(5), few.waiting)


def test_the_oldest_start_first_within_the_member_limit(conn: sa.Connection) -> None:
    for number in (1, 2, 3):
        rows.insert(conn, a_job(number), LIMITS.waiting)
    assert queue.promote(conn, LIMITS, NOW) == [a_job(1).id, a_job(2).id]
    assert queue.promote(conn, LIMITS, NOW) == []
    assert [queue.position(conn, a_job(number).id) for number in (1, 3)] == [0, 1]
    rows.finish(conn, a_job(1).id, "succeeded", cost=5, outcome="", now=NOW)
    assert queue.promote(conn, LIMITS, NOW) == [a_job(3).id]


def test_who_has_fewer_running_goes_first(conn: sa.Connection) -> None:
    for number in range(1, 9):
        rows.insert(conn, a_job(number, member=1), LIMITS.waiting)
    rows.insert(conn, a_job(9, member=2), LIMITS.waiting)
    assert queue.promote(conn, LIMITS, NOW) == [a_job(1).id, a_job(9).id, a_job(2).id]


@given(
    asked=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.sampled_from("abc")), max_size=40),
    ended=st.sets(st.integers(0, 39)),
)
def test_no_limit_is_ever_passed_and_no_slot_stays_empty(asked: list[tuple[int, int, str]], ended: set[int]) -> None:
    with opened() as conn:
        for number, (member, server, model) in enumerate(asked):
            rows.insert(conn, a_job(number, member=member, server=server, model=model), LIMITS.waiting)
            queue.promote(conn, LIMITS, NOW)
            if number in ended:
                rows.finish(conn, a_job(number).id, "failed", cost=0, outcome="", now=NOW)
        queue.promote(conn, LIMITS, NOW)
        jobs = [found for number in range(len(asked)) if (found := rows.load(conn, a_job(number).id))]
    running = [job for job in jobs if job.state == "ready"]

    def used(job: Job) -> tuple[int, int, int]:
        return (
            sum((other.guild_id, other.user_id) == (job.guild_id, job.user_id) for other in running),
            sum(other.guild_id == job.guild_id for other in running),
            sum(other.request.model == job.request.model for other in running),
        )

    most = (LIMITS.member, LIMITS.server, LIMITS.model)
    assert all(count <= limit for job in running for count, limit in zip(used(job), most, strict=True))
    waiting = [job for job in jobs if job.state == "queued"]
    assert all(any(n >= limit for n, limit in zip(used(job), most, strict=True)) for job in waiting)


def test_a_job_is_claimed_exactly_once(conn: sa.Connection) -> None:
    rows.insert(conn, a_job(1), LIMITS.waiting)
    assert not rows.claim(conn, a_job(1).id, NOW), "it is not ready yet"
    queue.promote(conn, LIMITS, NOW)
    assert rows.claim(conn, a_job(1).id, NOW)
    assert not rows.claim(conn, a_job(1).id, NOW)
    found = rows.load(conn, a_job(1).id)
    assert found
    assert found.issued


def test_files_are_recorded_with_the_step_to_delivering(conn: sa.Connection) -> None:
    rows.insert(conn, a_job(1), LIMITS.waiting)
    queue.promote(conn, LIMITS, NOW)
    assert not rows.made(conn, DONE, [ASSET]), "nobody has claimed it"
    rows.claim(conn, a_job(1).id, NOW)
    assert rows.made(conn, DONE, [ASSET, FILM])
    assert not rows.made(conn, DONE, [ASSET])
    assert rows.assets_of(conn, a_job(1).id) == [ASSET, FILM]
    assert finding.unfinished(conn) == [a_job(1).id]


def test_a_job_ends_once(conn: sa.Connection) -> None:
    rows.insert(conn, a_job(1), LIMITS.waiting)
    assert rows.finish(conn, a_job(1).id, "canceled", cost=0, outcome="x" * 999, now=NOW)
    assert not rows.finish(conn, a_job(1).id, "succeeded", cost=5, outcome="", now=NOW)
    found = rows.load(conn, a_job(1).id)
    assert found
    assert found.state == "canceled"


def test_a_crowd_behind_a_full_server_keeps_nobody_else_waiting(conn: sa.Connection) -> None:
    many = replace(LIMITS, waiting=5000, member=9000)
    for number in range(1, 1100):
        rows.insert(conn, a_job(number), many.waiting)
    assert len(queue.promote(conn, many, NOW)) == many.server
    rows.insert(conn, a_job(2000, server=2), many.waiting)
    assert queue.promote(conn, many, NOW) == [a_job(2000).id]


def test_a_request_that_was_not_executed_may_be_sent_again(conn: sa.Connection) -> None:
    rows.insert(conn, a_job(1), LIMITS.waiting)
    queue.promote(conn, LIMITS, NOW)
    assert rows.claim(conn, a_job(1).id, NOW)
    rows.unclaim(conn, a_job(1).id)
    found = rows.load(conn, a_job(1).id)
    assert found
    assert (found.state, found.issued) == ("running", False)
    assert rows.claim(conn, a_job(1).id, NOW)
    assert not rows.claim(conn, a_job(1).id, NOW)


def test_a_job_is_found_by_where_it_shows_and_whose_it_is(conn: sa.Connection) -> None:
    for number in (1, 2, 3):
        rows.insert(conn, a_job(number), LIMITS.waiting)
    assert finding.by_message(conn, 77) is None
    rows.note_message(conn, a_job(2).id, 77)
    found = finding.by_message(conn, 77)
    assert found
    assert found.id == a_job(2).id
    rows.finish(conn, a_job(1).id, "failed", cost=0, outcome="", now=NOW)
    rows.insert(conn, replace(a_job(4), asked_in=9), LIMITS.waiting)
    assert [job.id for job in finding.open_of(conn, 1)] == [a_job(number).id for number in (2, 3, 4)]
    assert [job.id for job in finding.open_of(conn, 1, 9)] == [a_job(4).id]
    assert finding.open_of(conn, 2) == []
    assert finding.every_id(conn) == {a_job(number).id for number in (1, 2, 3, 4)}


def test_the_latest_result_is_the_members_own_and_private_ones_stay_so(conn: sa.Connection) -> None:
    for job in (a_job(1), replace(a_job(2), private=True), a_job(3, member=2), a_job(4), a_job(5)):
        rows.insert(conn, replace(job, state="ready"), LIMITS.waiting)
    assert finding.latest(conn, 5, 1, private=True) is None
    for number, made in ((1, ASSET), (2, ASSET), (3, ASSET), (5, FILM)):
        rows.claim(conn, a_job(number).id, NOW)
        rows.made(conn, replace(a_job(number), cost=0), [replace(made, path=f"results/{number}")])
        rows.finish(conn, a_job(number).id, "succeeded", cost=0, outcome="", now=NOW)
    for private, number in ((False, 1), (True, 2)):
        found = finding.latest(conn, 5, 1, private=private)
        assert found
        assert found.id == a_job(number).id
    assert finding.latest(conn, 6, 1, private=True) is None


@pytest.mark.parametrize(
    ("asked_in", "reached"), [(1, True), (rows.DIRECT, True), (rows.BETWEEN_PEOPLE, False), (2, False)]
)
def test_the_bot_itself_reaches_direct_messages_and_the_server_that_pays(asked_in: int, reached: bool) -> None:
    """A server that did not pay is one that it was only brought to."""
    assert replace(a_job(1), asked_in=asked_in).within_reach is reached


def test_rivals_are_the_other_jobs_of_a_model_that_were_issued(conn: sa.Connection) -> None:
    for number, model in ((1, "m"), (2, "m"), (3, "n"), (4, "m")):
        rows.insert(conn, a_job(number, model=model, member=number, server=number), LIMITS.waiting)
    queue.promote(conn, LIMITS, NOW)
    for number in (1, 2, 3):
        rows.claim(conn, a_job(number).id, NOW + number)
    rows.note_pending(conn, a_job(2).id, {"1": {"task_id": "t"}})
    rows.note_translation(conn, a_job(1).id, "a fox")
    rows.note_undelivered(conn, a_job(1).id, NOW)
    assert finding.rivals(conn, a_job(1).id, NOW) == [({"1": {"task_id": "t"}}, 1, NOW + 2)]
    assert finding.rivals(conn, a_job(1).id, NOW + 3) == []


def test_what_is_left_to_say_is_said_once(conn: sa.Connection) -> None:
    rows.insert(conn, a_job(1), LIMITS.waiting)
    assert [job.id for job in finding.queued(conn)] == [a_job(1).id]
    rows.finish(conn, a_job(1).id, "failed", cost=0, outcome="", now=NOW, farewell={"kind": "NoResult"})
    assert finding.queued(conn) == []
    assert finding.unfinished(conn) == [a_job(1).id]
    found = rows.load(conn, a_job(1).id)
    assert found
    assert found.farewell == {"kind": "NoResult"}
    rows.taken_leave(conn, a_job(1).id)
    assert finding.unfinished(conn) == []


def test_progress_is_noted_while_nothing_else_shows_the_job(conn: sa.Connection) -> None:
    rows.insert(conn, a_job(1), LIMITS.waiting)
    assert rows.shown_at(conn, a_job(1).id) is None
    rows.note_progress(conn, a_job(1).id, 7)
    rows.note_progress(conn, a_job(1).id, 8)
    assert rows.shown_at(conn, a_job(1).id) == 7


def test_another_s_private_results_are_closed_until_they_are_shared(conn: sa.Connection) -> None:
    for job in (replace(a_job(1), private=True), replace(a_job(2, member=2), private=True), a_job(3, member=2)):
        rows.insert(conn, job, LIMITS.waiting)
    every = [a_job(number).id for number in (1, 2, 3)]
    assert rows.closed(conn, every, 1) == {a_job(2).id}
    rows.share(conn, a_job(2).id)
    assert rows.closed(conn, every, 1) == set()


def test_what_works_with_something_deleted_is_not_begun(conn: sa.Connection) -> None:
    rows.insert(conn, a_job(1), LIMITS.waiting)
    given_ = Reference(path=f"results/{a_job(1).id}/1.png", mime="image/png", width=1, height=1, size=1)
    request = GenerationRequest(model="m", prompt="p", references=(given_,), parent=a_job(1).id)
    rows.check_present(conn, request)
    conn.execute(job_table.update().values(deleted_at=NOW))
    with pytest.raises(ResultDeleted):
        rows.check_present(conn, request)


def test_the_newest_picture_is_no_video_and_no_other_s_secret(conn: sa.Connection) -> None:
    for number, made in ((1, ASSET), (2, FILM), (3, ASSET)):
        rows.insert(conn, replace(a_job(number), state="ready", private=number == 3), LIMITS.waiting)
        rows.claim(conn, a_job(number).id, NOW)
        rows.made(conn, replace(a_job(number), cost=5), [replace(made, path=f"results/{number}")])
        rows.finish(conn, a_job(number).id, "succeeded", cost=5, outcome="", now=NOW)
    assert finding.latest_picture(conn, 5, 2, private=True) is None
    for private, number in ((False, 1), (True, 3)):
        found = finding.latest_picture(conn, 5, 1, private=private)
        assert found
        assert found.path == f"results/{number}"
