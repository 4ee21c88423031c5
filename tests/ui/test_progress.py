"""The coalescing editor, on a Discord whose edits take as long as the test says."""

import asyncio
from dataclasses import replace

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.provider.wire import Progress, Queued
from bot.ui.progress import Editor, Frame, after, content
from tests.jobs.test_rows import a_job


class Edits:
    """Takes edits one by one when `go` is released; raises what it is told to."""

    def __init__(self) -> None:
        self.begun: list[Frame] = []
        self.done: list[Frame] = []
        self.starts: asyncio.Queue[Frame] = asyncio.Queue()
        self.go = asyncio.Semaphore(0)
        self.trouble: Exception | None = None

    async def __call__(self, frame: Frame) -> None:
        assert len(self.begun) == len(self.done), "one edit in flight"
        self.begun.append(frame)
        self.starts.put_nowait(frame)
        await self.go.acquire()
        self.done.append(frame)
        if self.trouble:
            raise self.trouble


def at(percent: int) -> Frame:
    return Frame("generating", percent)


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_frames_in_between_are_skipped_and_the_latest_wins() -> None:
    edits = Edits()
    editor = Editor(edits, interval=0)
    for percent in range(50):
        editor.show(at(percent))
        await asyncio.sleep(0)
    for percent in range(50, 100):
        editor.show(at(percent))
    first = await edits.starts.get()
    edits.go.release()
    assert await edits.starts.get() == at(99)
    edits.go.release()
    await editor.stopped()
    assert edits.done == [first, at(99)]


async def test_showing_never_waits_and_stopping_lets_the_edit_under_way_end() -> None:
    edits = Edits()
    editor = Editor(edits, interval=0)
    editor.show(at(1))
    await turns()
    editor.show(at(2))
    stopping = asyncio.create_task(editor.stopped())
    await turns()
    assert not stopping.done(), "the edit is not cancelled"
    edits.go.release()
    await stopping
    assert edits.done == [at(1)], "nothing begins after stop"
    editor.show(at(3))
    await turns()
    assert edits.begun == [at(1)]


async def test_the_interval_is_kept_and_stop_does_not_wait_for_it() -> None:
    edits = Edits()
    editor = Editor(edits, interval=3600)
    editor.show(at(1))
    edits.go.release()
    await turns()
    editor.show(at(2))
    await turns()
    assert edits.done == [at(1)]
    await asyncio.wait_for(editor.stopped(), 1)


class _Answer:
    status = 0
    reason = "no"

    def __init__(self, status: int) -> None:
        self.status = status


def refusal(kind: type[discord.HTTPException], status: int) -> discord.HTTPException:
    return kind(_Answer(status), "no")  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("trouble", "goes_on"),
    [
        (refusal(discord.NotFound, 404), False),
        (refusal(discord.Forbidden, 403), False),
        (refusal(discord.HTTPException, 401), False),
        (refusal(discord.HTTPException, 400), True),
        (ConnectionResetError(), True),
    ],
)
async def test_only_a_message_out_of_reach_ends_it(trouble: Exception, goes_on: bool) -> None:
    edits = Edits()
    edits.trouble = trouble
    editor = Editor(edits, interval=0)
    editor.show(at(1))
    edits.go.release()
    await edits.starts.get()
    await turns()
    editor.show(at(2))
    if goes_on:
        assert await edits.starts.get() == at(2)
    edits.go.release()
    await editor.stopped()
    assert (len(edits.begun) == 2) is goes_on


@pytest.mark.parametrize(
    ("likely", "latest", "said"),
    [
        (10_000, 20_000, "expected <t:10:R>, <t:20:R> at the latest as a rule"),
        (10_000, 10_900, "expected <t:10:R>"),
        (2_999, 20_000, "expected <t:20:R>"),
        (-4_000, 20_000, "expected <t:20:R>"),
        (-4_000, 2_000, "<t:-60:R>"),
        (-4_000, -2_000, "<t:-60:R>"),
        (None, None, "<t:-60:R>"),
    ],
)
def test_a_time_that_is_over_is_not_named(likely: int | None, latest: int | None, said: str) -> None:
    job = replace(a_job(1), created_at=-60_000, locale="en-US")
    shown = content(job, "M", Frame("generating", likely=likely, latest=latest), 0)
    assert shown.endswith(f"-# M · {said}")


@given(st.lists(st.one_of(st.just(Queued()), st.builds(Progress, st.just("generating"), st.integers(0, 100)))))
def test_a_frame_is_what_was_shown_last(shown: list[Queued | Progress]) -> None:
    frame = Frame("queued")
    for event in shown:
        frame = after(frame, event)
    if shown:
        last = shown[-1]
        assert frame.stage == ("queued" if isinstance(last, Queued) else last.stage)
        assert isinstance(last, Queued) or frame.percent == last.percent
