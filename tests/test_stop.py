"""A stop signal waits for what a restart would lose, and for nothing else."""

import asyncio

import pytest

from tests.conftest import OpenStage
from tests.stage import Stage

STREAM, TASK = "gpt-4o-image", "flux-kontext-max"


async def running(stage: Stage, model: str, prompt: str = "a fox") -> None:
    """A job whose paid request has left."""
    await stage.person("Ada").slash("imagine", channel="general", options={"prompt": prompt, "model": model})
    await stage.gateway.reached()


async def looked_up(stage: Stage) -> None:
    """Until the job's task is known."""

    async def known() -> bool:
        return bool((await stage.jobs())[0].pending)

    await stage.until(known)


def results(stage: Stage) -> int:
    return sum(bool(message["attachments"]) for message in stage.discord.messages("general"))


@pytest.fixture
def patient(open_stage: OpenStage) -> OpenStage:
    def opened(**options: object) -> object:
        return open_stage(new_member_grant=5000, **options)

    return opened  # pyright: ignore[reportReturnType]


async def test_an_answer_that_only_this_process_hears_is_waited_for(patient: OpenStage) -> None:
    async with patient() as stage:
        stage.gateway.hold()
        await running(stage, STREAM)
        stopping = asyncio.create_task(stage.bot.services.studio.stop(8))
        await asyncio.sleep(0.3)  # longer than a look: it is still waited for
        assert not stopping.done()
        stage.gateway.let_go()
        await stopping
        assert results(stage) == 1
        assert [job.state for job in await stage.jobs()] == ["succeeded"]


async def test_a_task_that_a_restart_can_look_up_is_not(patient: OpenStage) -> None:
    async with patient() as stage:
        stage.gateway.hold()
        await running(stage, TASK)
        await looked_up(stage)
        async with asyncio.timeout(2):
            await stage.bot.services.studio.stop(60)
        await stage.restart()
        stage.gateway.let_go()
        await stage.idle()
        assert results(stage) == 1
        assert len(stage.gateway.bill) == 1


async def test_nothing_new_is_accepted_meanwhile(patient: OpenStage) -> None:
    async with patient() as stage:
        stage.gateway.hold()
        await running(stage, STREAM)
        stopping = asyncio.create_task(stage.bot.services.studio.stop(8))
        await asyncio.sleep(0)
        refused = await stage.imagine(prompt="another", model=STREAM)
        assert refused["content"] == "The bot is about to restart: please try again in a minute."
        stage.gateway.let_go()
        await stopping


async def test_what_outlasts_the_grace_is_lost_free_and_said(patient: OpenStage) -> None:
    async with patient() as stage:
        stage.gateway.hold()
        await running(stage, STREAM)
        await stage.bot.services.studio.stop(0.1)
        await stage.restart()
        stage.gateway.let_go()
        await stage.idle()
        assert [job.state for job in await stage.jobs()] == ["lost"]
        assert (await stage.balance("Ada")).balance == 5000
        assert any("the result is lost" in message["content"] for message in stage.discord.messages("general"))
