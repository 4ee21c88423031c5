"""When a job is likely to be done: from what its model has taken before."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.db.tables import job
from bot.jobs import queue, rows
from bot.jobs.measures import Pace, pace
from bot.jobs.queue import Limits, Outlook
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.jobs.test_rows import NOW, a_job, opened
from tests.stage import Stage

LIMITS = Limits(member=1, server=2, model=3, waiting=50)
SECOND = 1000


def took(conn: sa.Connection, *seconds: int, model: str = "m") -> None:
    """Jobs of before that took so long."""
    for number, length in enumerate(seconds, 1000):
        rows.insert(conn, a_job(number, member=99, model=model), 500)
        conn.execute(
            job.update()
            .where(job.c.id == a_job(number).id)
            .values(state="succeeded", issued_at=NOW, finished_at=NOW + length * SECOND)
        )


def test_the_pace_is_the_median_and_the_ninth_of_ten() -> None:
    with opened() as conn:
        assert pace(conn, "m") is None
        took(conn, *range(1, 12))
        assert pace(conn, "m") == Pace(6 * SECOND, 10 * SECOND)
        assert pace(conn, "other") is None


def test_only_the_last_jobs_count() -> None:
    with opened() as conn:
        took(conn, *[1] * 60)
        conn.execute(
            job.update()
            .where(job.c.id < a_job(1010).id)
            .values(issued_at=NOW - 500 * SECOND, finished_at=NOW - 400 * SECOND)
        )
        assert pace(conn, "m") == Pace(SECOND, SECOND)


@pytest.mark.parametrize(
    ("members", "limits", "rounds"),
    [
        ([1, 1, 1], LIMITS, [1, 2]),
        ([1, 2, 3], LIMITS, [1]),
        ([1, 2, 3], replace(LIMITS, server=9, model=2), [1]),
        ([1, 1, 2], LIMITS, [1]),
    ],
)
def test_who_waits_is_told_how_often_the_queue_has_to_move(
    members: list[int], limits: Limits, rounds: list[int]
) -> None:
    with opened() as conn:
        took(conn, 10)
        for number, member in enumerate(members, 1):
            rows.insert(conn, a_job(number, member=member), 50)
        queue.promote(conn, limits, NOW)
        found = queue.outlooks(conn, limits, NOW)
        assert list(found.values()) == [
            Outlook(place, NOW + (ahead + 1) * 10 * SECOND, NOW + (ahead + 1) * 10 * SECOND)
            for place, ahead in enumerate(rounds, 1)
        ]


def test_nobody_waits_nobody_is_told() -> None:
    with opened() as conn:
        assert queue.outlooks(conn, LIMITS, NOW) == {}


async def test_progress_counts_down_to_it(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="the first", model="gpt-4o-image")
    await on_stage.idle()
    minute_ago = job.update().values(issued_at=job.c.finished_at - 60_000)
    await on_stage.bot.services.store.write(lambda conn: conn.execute(minute_ago))
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
    shown = await ask.until(lambda message: "expected" in message["content"])
    assert re.search(r"-# GPT-4o Image · expected <t:\d+:R>$", shown["content"])
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)


async def test_who_waits_sees_place_and_time_and_both_move(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        await stage.imagine(prompt="the first", model="gpt-4o-image")
        await stage.idle()
        stage.gateway.hold()
        asks: list[Ask] = []
        for number in range(3):
            options = {"prompt": f"{number}", "model": "gpt-4o-image"}
            asks.append(await stage.person("Ada").slash("imagine", channel="general", options=options))
            await asks[-1].until(lambda message: message["components"])
        await asks[2].until(lambda message: "Queued, place 2" in message["content"] and "<t:" in message["content"])
        (_, first, *_rest) = await stage.jobs()
        await stage.gateway.reached()
        await stage.bot.services.studio.cancel(first.id, sure=True)
        await asks[2].until(lambda message: "Queued, place 1" in message["content"])
        stage.gateway.let_go()
        for ask in asks:
            await stage.outcome(ask)
