"""The local engine: one task a job, again when it broke."""

import asyncio

import pytest

from bot.jobs.local import Local


class Runs:
    def __init__(self, *, breaks: int = 0) -> None:
        self.begun: list[str] = []
        self.breaks = breaks
        self.go = asyncio.Event()

    async def __call__(self, job_id: str) -> None:
        self.begun.append(job_id)
        await self.go.wait()
        if self.breaks:
            self.breaks -= 1
            raise OSError("disk")


async def test_a_job_runs_once_however_often_it_is_woken() -> None:
    runs, engine = Runs(), Local()
    engine.wake(["early"])
    engine.start(runs)
    for _ in range(3):
        engine.wake(["a", "b"])
        await asyncio.sleep(0)
    runs.go.set()
    await engine.idle()
    assert runs.begun == ["a", "b"]


async def test_what_broke_is_run_again_later(caplog: pytest.LogCaptureFixture) -> None:
    runs, engine = Runs(breaks=3), Local((0.001, 0.01))
    runs.go.set()
    engine.start(runs)
    engine.wake(["a"])
    await engine.idle()
    assert runs.begun == ["a"] * 4
    assert caplog.text.count("is stuck, trying again") == 3


async def test_stopping_leaves_what_broke_to_whoever_runs_next() -> None:
    runs, engine = Runs(breaks=1), Local((3600,))
    runs.go.set()
    engine.start(runs)
    engine.wake(["a"])
    for _ in range(5):
        await asyncio.sleep(0)
    await engine.stop(0)
    await engine.idle()
    assert runs.begun == ["a"]


async def test_stopping_gives_grace_then_cancels_and_takes_nothing_new() -> None:
    runs, engine = Runs(), Local()
    engine.start(runs)
    engine.wake(["a"])
    await asyncio.sleep(0)
    await engine.stop(0.01)
    engine.wake(["b"])
    await engine.idle()
    assert runs.begun == ["a"]


async def test_interrupting_waits_until_the_job_has_stopped_and_forgets_its_return() -> None:
    runs, engine = Runs(breaks=1), Local((3600,))
    engine.start(runs)
    engine.wake(["a"])
    await asyncio.sleep(0)
    await engine.interrupt("a")
    runs.go.set()
    engine.wake(["b"])
    for _ in range(5):
        await asyncio.sleep(0)
    await engine.interrupt("b")
    await engine.idle()
    assert runs.begun == ["a", "b"]


async def test_a_job_that_waits_for_its_return_can_be_run_at_once() -> None:
    runs, engine = Runs(breaks=1), Local((3600,))
    runs.go.set()
    engine.start(runs)
    engine.wake(["a"])
    for _ in range(5):
        await asyncio.sleep(0)
    assert runs.begun == ["a"]
    before: list[int] = []
    await engine.again("a", lambda: before.append(len(runs.begun)))
    assert runs.begun == ["a", "a"]
    runs.go.clear()
    engine.wake(["a"])
    await asyncio.sleep(0)
    again = asyncio.ensure_future(engine.again("a", lambda: before.append(len(runs.begun))))
    await asyncio.sleep(0)
    assert before == [1], "one that runs is waited for first"
    runs.go.set()
    await again
    await engine.idle()
    assert (runs.begun, before) == (["a"] * 4, [1, 3])


async def test_what_breaks_while_everything_stops_is_not_run_again() -> None:
    runs, engine = Runs(breaks=1), Local((0.001,))
    engine.start(runs)
    engine.wake(["a"])
    stopping = asyncio.ensure_future(engine.stop(5))
    await asyncio.sleep(0)
    runs.go.set()
    await stopping
    await engine.idle()
    assert runs.begun == ["a"]


async def test_what_ceases_to_be_worth_waiting_for_is_left() -> None:
    runs, engine = Runs(), Local()
    engine.start(runs)
    engine.wake(["a", "b"])
    await asyncio.sleep(0)
    worth = iter([True, False, False])
    await engine.stop(5, lambda _: next(worth, False))
    assert runs.begun == ["a", "b"]


async def test_an_engine_that_has_stopped_runs_nothing_again() -> None:
    runs, engine = Runs(), Local()
    engine.start(runs)
    await engine.stop(0)
    before: list[str] = []
    await engine.again("a", lambda: before.append("a"))
    assert (runs.begun, before) == ([], ["a"])
