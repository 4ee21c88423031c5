"""Looking at results: the job that was asked for last, and the message that shows it."""

from typing import Any

from bot.jobs import showings
from bot.jobs.rows import Job
from sandbox.discord import Person
from tests.stage import Stage

Message = dict[str, Any]
CHEAP = "gpt-4o-image"  # 5 credits, converses
PAINTER = "gpt-image-2"


async def finished(stage: Stage, count: int) -> Job:
    """The newest of so many jobs, once all of them have ended."""

    async def over() -> bool:
        jobs = await stage.jobs()
        return len(jobs) >= count and all(job.state in {"succeeded", "failed", "canceled", "lost"} for job in jobs)

    await stage.until(over)
    await stage.idle()
    jobs = await stage.jobs()
    assert len(jobs) == count
    return jobs[-1]


async def shown(stage: Stage, job: Job, who: str = "Ada") -> Message:
    """The newest message that shows its result, as that person sees it."""
    found = await stage.bot.services.store.read(showings.of, job.id)
    assert found, job
    return message(stage, found[0].message_id, who)


def message(stage: Stage, message_id: int | str, who: str = "Ada") -> Message:
    """By its id, wherever it is."""
    posted = stage.discord.service.board.get(str(message_id))
    assert posted is not None
    assert posted.only_for in {None, stage.person(who).id}
    return stage.discord.service.board.render(posted)


async def made(stage: Stage, who: str = "Ada", **options: Any) -> tuple[Job, Message]:
    """A first result of that person's."""
    before = len(await stage.jobs())
    await stage.imagine(who, options={"prompt": "a fox", "model": CHEAP, **options})
    job = await finished(stage, before + 1)
    return job, await shown(stage, job, who)


async def press(stage: Stage, person: Person, where: Message, custom_id: str) -> tuple[Job, Message]:
    """Press a button that makes something, and wait for it."""
    before = len(await stage.jobs())
    await person.click(where, custom_id)
    job = await finished(stage, before + 1)
    return job, await shown(stage, job, person.user.name)
