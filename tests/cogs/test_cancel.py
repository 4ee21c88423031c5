"""The Cancel button of a job's progress message."""

from typing import Any

from bot.provider.retry import Retry
from sandbox.aihubmix.statuses import rate_limited
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.stage import Stage


async def under_way(stage: Stage) -> tuple[Ask, dict[str, Any]]:
    """A job of Ada's whose paid request has left, and its progress message."""
    stage.gateway.hold()
    ask = await stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
    shown = await ask.until(lambda message: message["components"])
    await stage.gateway.reached()
    return ask, shown


async def answer(ask: Ask) -> dict[str, Any]:
    return await ask.until(lambda message: not message["flags"] & 128 and message["content"])


async def test_a_queued_job_is_canceled_for_free(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        first, _ = await under_way(stage)
        ada = stage.person("Ada")
        second = await ada.slash("imagine", channel="general", prompt="another", model="gpt-4o-image")
        shown = await second.until(lambda message: message["components"])
        pressed = await ada.click(shown, "Cancel")
        assert (await answer(pressed))["content"] == "Cancelled. It cost nothing."
        assert (await stage.outcome(second))["content"] == "> another\nCancelled. It cost nothing."
        stage.gateway.let_go()
        await stage.outcome(first)
        assert len(stage.gateway.bill) == 1
        assert (await stage.balance("Ada")).balance == 95


async def test_a_running_job_says_its_price_first_and_is_charged(on_stage: Stage) -> None:
    ask, shown = await under_way(on_stage)
    ada = on_stage.person("Ada")
    question = await answer(await ada.click(shown, "Cancel"))
    assert question["content"].endswith("cancelling costs 5 credits.")
    assert question["flags"] & 64
    await answer(await ada.click(question, "Cancel it anyway"))
    ended = await on_stage.outcome(ask)
    assert ended["content"] == "> a fox\nCancelled while the model was at work. It cost 5 credits."
    await on_stage.gateway.cleared()
    assert (await on_stage.balance("Ada")).balance == 95
    assert [job.state for job in await on_stage.jobs()] == ["canceled"]


async def test_a_job_of_several_calls_is_free_while_all_of_them_are_refused(open_stage: OpenStage) -> None:
    async with open_stage(retry=Retry(attempts=3, first=30, longest=60), new_member_grant=1000) as stage:
        stage.gateway.always(rate_limited())
        options = {"prompt": "a fox", "model": "imagen-4.0-ultra-generate-001", "count": 2}
        ask = await stage.person("Ada").slash("imagine", channel="general", options=options)
        shown = await ask.until(lambda message: message["components"])

        async def refused_both() -> bool:
            (job,) = await stage.jobs()
            return stage.calls("predict") == 2 and not job.issued

        await stage.until(refused_both)
        pressed = await stage.person("Ada").click(shown, "Cancel")
        assert (await answer(pressed))["content"] == "Cancelled. It cost nothing."
        assert (await stage.balance("Ada")).balance == 1000


async def test_a_call_that_was_executed_is_paid_although_the_other_was_refused(open_stage: OpenStage) -> None:
    async with open_stage(retry=Retry(attempts=3, first=30, longest=60), new_member_grant=1000) as stage:
        stage.gateway.will(rate_limited())
        options = {"prompt": "a fox", "model": "imagen-4.0-ultra-generate-001", "count": 2}
        ask = await stage.person("Ada").slash("imagine", channel="general", options=options)
        shown = await ask.until(lambda message: message["components"])

        async def one_of_each() -> bool:
            return stage.calls("predict") == 2 and len(stage.gateway.bill) == 1

        await stage.until(one_of_each)
        question = await answer(await stage.person("Ada").click(shown, "Cancel"))
        assert "cancelling costs" in question["content"]
        await answer(await stage.person("Ada").click(question, "Cancel it anyway"))


async def test_others_cannot_cancel_but_moderators_can(on_stage: Stage) -> None:
    ask, shown = await under_way(on_stage)
    refused = await answer(await on_stage.person("Ben").click(shown, "Cancel"))
    assert (
        refused["content"]
        == "You may not do that here: it is for whoever asked for it and members with Manage Messages."
    )
    question = await answer(await on_stage.person("Mod").click(shown, "Cancel"))
    await answer(await on_stage.person("Mod").click(question, "Cancel it anyway"))
    assert "Cancelled" in (await on_stage.outcome(ask))["content"]


async def test_a_button_of_a_job_that_has_ended_is_answered_politely(on_stage: Stage) -> None:
    ask, shown = await under_way(on_stage)
    pressed = await on_stage.person("Ada").click(shown, "Cancel")
    question = await answer(pressed)
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)
    late = await on_stage.person("Ada").click(question, "Cancel it anyway")
    said = await late.until(lambda message: message["content"] == "That job has ended already.")
    assert said["id"] == question["id"]
    assert said["components"] == []
