"""The bot is killed at every step that lasts, and started again: nothing is lost, stuck, paid or said twice."""

from collections.abc import Generator
from pathlib import Path

import pytest

from bot.jobs.rows import Job
from tests.chaos.births import Zygote
from tests.chaos.flows import FLOWS, Flow
from tests.chaos.site import LOADING, Site, results_of, site

MOST = 400  # points of one flow; no walk is that long
TWICE = 14  # steps of the second life, for a kill that does not come alone


async def lived(site: Site, flow: Flow, cut: int, again: int = 0) -> str:
    """A life that is cut off, perhaps a second one, and one to the end. Gives the step of the cut, "" when the first
    life ended before."""
    life = await site.bot(cut)
    if await life.begun():
        await site.unless_cut(life, flow.begin(site))
    code = await life.stop()
    assert code in {0, -9}, site.zygote.complaints()
    if not code:
        return ""
    before = site.jobs()
    site.gateway.let_go()
    if again:
        second = await site.bot(again)
        if await second.begun():
            await site.unless_cut(second, flow.confirm(site))
            await site.unless_cut(second, site.ended())
        await second.stop()
    last = await site.bot()
    assert await last.begun(), site.zygote.complaints()
    await flow.confirm(site)
    await site.ended()
    assert await last.stop() == 0
    if not again:
        foreseen(site, flow, before)
    return life.cut


def foreseen(site: Site, flow: Flow, before: list[Job]) -> None:
    """What a job must come to is known from the row that the dead process left."""
    for job in before:
        (now,) = [known for known in site.jobs() if known.id == job.id]
        known = job.pending is not None and len(job.pending) == flow.calls
        if job.state in {"queued", "ready", "delivering", "succeeded"} or (job.state == "running" and known):
            assert now.state == "succeeded", f"was {job.state}, is {now.state}"
        elif job.state == "running" and job.issued:
            found = flow.found_again and site.bill() == 1
            assert now.state == ("succeeded" if found or job.pending else "lost")
        elif job.state in {"failed", "canceled", "lost"}:
            assert now.state == job.state


def right(site: Site, flow: Flow) -> None:
    """What holds in the end, whatever happened."""
    site.books_are_right()
    site.files_are_right()
    jobs = site.jobs()
    assert len(jobs) in {0, flow.jobs}, "all or none"
    assert site.bill() <= flow.calls * flow.jobs, "paid twice"
    for job in jobs:
        told(site, flow, job)


def told(site: Site, flow: Flow, job: Job) -> None:
    """Exactly one result, or one last word; and nothing that looks as if it went on."""
    said = [message for message in site.shown() if message["author"].get("bot")]
    about = [message for message in said if job.request.prompt in message["content"]]
    results = results_of(job.id, about)
    if flow.private and len(results) == 2:
        # After a restart nobody can look whether what only its member sees had come: it comes as a direct message too.
        about.remove(results.pop(0))
    assert len(results) == (job.state == "succeeded"), f"{len(results)} results of a job that {job.state}"
    unfinished = [message for message in site.shown() if "cancel:" in str(message["components"])]
    thinking = [message for message in site.shown() if message["flags"] & LOADING]
    if flow.private:  # after a restart nothing reaches the message that only its member sees
        about = [message for message in about if message not in unfinished]
    else:
        asked = [message for message in unfinished if message["flags"] & 64]
        assert unfinished == asked, "a progress message is left behind"
        assert thinking == [message for message in thinking if message["flags"] & 64]
    assert len(about) == 1, [message["content"] for message in about]
    if job.state == "lost":
        assert "It cost nothing" in about[0]["content"]


async def walk(zygote: Zygote, folder: Path, flow: Flow, points: Generator[tuple[int, int]]) -> None:
    """Until a life ends without having reached its point."""
    for cut, again in points:
        async with site(zygote, folder / f"{cut}") as built:
            step = ""
            try:
                step = await lived(built, flow, cut, again)
                right(built, flow)
            except BaseException as error:
                error.add_note(f"cut {cut} ({step}), then {again}: {[job.state for job in built.jobs()]}")
                error.add_note(built.zygote.complaints())
                raise
        if not step:
            return
    raise AssertionError("the walk has no end")


def every(nth: int, *, twice: bool = False) -> Generator[tuple[int, int]]:
    for cut in range(1, MOST, nth):
        yield cut, 1 + cut % TWICE if twice else 0


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", ["streamed", "task-asked-first", "written"])
async def test_a_kill_at_every_third_step(zygote: Zygote, tmp_path: Path, name: str) -> None:
    await walk(zygote, tmp_path, FLOWS[name], every(3))


@pytest.mark.timeout(120)
async def test_a_kill_at_every_eighth_step_of_several_jobs(zygote: Zygote, tmp_path: Path) -> None:
    await walk(zygote, tmp_path, FLOWS["batch"], every(8))


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", FLOWS)
async def test_a_kill_at_every_step(zygote: Zygote, tmp_path: Path, name: str) -> None:
    await walk(zygote, tmp_path, FLOWS[name], every(1))


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", FLOWS)
async def test_a_second_kill_while_the_first_is_mended(zygote: Zygote, tmp_path: Path, name: str) -> None:
    await walk(zygote, tmp_path, FLOWS[name], every(1, twice=True))
