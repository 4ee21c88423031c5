"""Messages that answer a pressed button: Discord has no nonce for them, and none may come twice or not at all."""

from typing import Any

import pytest

from sandbox.discord import World
from tests.batches import posted, question
from tests.conftest import OpenStage
from tests.planting import Seed, plant, show
from tests.results import finished, made
from tests.stage import QUESTION, Stage, answered, custom_ids

FOLLOWUP = r"/webhooks/\d+/[^/]+$"
Message = dict[str, Any]


def progress(stage: Stage, who: str = "Ada") -> list[Message]:
    """What she sees of jobs under way."""
    return [
        message
        for message in stage.discord.messages("general", stage.person(who))
        if "cancel:" in str(custom_ids(message))
    ]


async def pressed_again(stage: Stage, **options: Any) -> None:
    """Again under a result of hers, with the gateway closed."""
    first, result = await made(stage, **options)
    stage.gateway.hold()
    await stage.person("Ada").click(result, f"again:{first.id}")
    await stage.gateway.reached()


async def over(stage: Stage, results: int, count: int = 2) -> None:
    """Nothing is left of the progress."""
    stage.gateway.let_go()
    await finished(stage, count)
    shown = stage.discord.messages("general", stage.person("Ada"))
    assert len([message for message in shown if message["attachments"]]) == results
    assert not progress(stage)


async def known(stage: Stage) -> bool:
    return (await stage.jobs())[-1].message_id is not None


@pytest.mark.parametrize("after", [True, False])
async def test_progress_whose_answer_was_lost_is_there_once(on_stage: Stage, *, after: bool) -> None:
    on_stage.discord.fail_next("POST", FOLLOWUP, drop=True, after=after)
    await pressed_again(on_stage)
    await on_stage.until(lambda: known(on_stage))
    (shown,) = progress(on_stage)
    assert shown["id"] == str((await on_stage.jobs())[-1].message_id)
    await over(on_stage, 2)


async def test_a_job_that_ends_before_anybody_looked_leaves_no_progress(on_stage: Stage) -> None:
    first, result = await made(on_stage)
    on_stage.discord.fail_next("POST", FOLLOWUP, drop=True, after=True)
    await on_stage.person("Ada").click(result, f"again:{first.id}")
    await over(on_stage, 2)


async def test_what_discord_py_sends_twice_by_itself_stays_once(on_stage: Stage) -> None:
    """After a 5xx, whether or not it had taken effect."""
    on_stage.discord.fail_next("POST", FOLLOWUP, 502, after=True)
    await pressed_again(on_stage)
    await on_stage.until(lambda: known(on_stage))
    assert len(progress(on_stage)) == 1
    await over(on_stage, 2)


async def test_a_private_one_is_the_press_s_own_answer(on_stage: Stage) -> None:
    """Nobody can look for what only its member sees, so nothing is posted that could be lost."""
    on_stage.discord.fail_next("POST", FOLLOWUP, drop=True, after=True)
    on_stage.discord.fail_next("PATCH", r"/webhooks/.*/messages/@original", drop=True, after=True)
    await pressed_again(on_stage, private=True)
    await on_stage.discord.service.feed.until(lambda: len(progress(on_stage)) == 1, 8)
    await over(on_stage, 2)
    on_stage.discord.mend()


async def test_so_is_one_where_the_bot_may_not_look(open_stage: OpenStage) -> None:
    world = World.small()
    world.channel("general").deny_bot = {"read_message_history"}
    async with open_stage(world=world) as stage:
        stage.discord.fail_next("POST", FOLLOWUP, drop=True, after=True)
        await pressed_again(stage)
        await stage.discord.service.feed.until(lambda: len(progress(stage)) == 1, 8)
        await over(stage, 2)
        stage.discord.mend()


async def test_a_refusal_leaves_nothing_that_thinks(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=6) as stage:
        first, result = await made(stage, private=True)
        pressed = await stage.person("Ada").click(result, f"again:{first.id}")
        await pressed.until(lambda found: "you have 1 credit" in found["content"])
        shown = stage.discord.messages("general", stage.person("Ada"))
        assert [message["flags"] & 128 for message in shown] == [0, 0]


async def test_a_question_whose_answer_was_lost_is_asked_once(open_stage: OpenStage) -> None:
    async with open_stage(confirm_above=1, new_member_grant=1000) as stage:
        result = await show(stage, planted := await plant(stage, Seed()))
        stage.discord.fail_next("POST", FOLLOWUP, drop=True, after=True)
        pressed = await stage.person("Ada").click(result, f"vary:{planted}:0")
        asked = await pressed.until(lambda message: QUESTION in str(custom_ids(message)))
        await answered(stage.discord, pressed, "yes")
        assert (await finished(stage, 2)).state == "succeeded"
        left = [message for message in stage.discord.messages("general") if message["id"] != result["id"]]
        assert [bool(message["attachments"]) for message in left] == [True]
        assert QUESTION in str(asked)


async def test_of_a_batch_each_shows_once(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        stage.gateway.hold()
        ask, _ = await question(stage)
        stage.discord.fail_next("POST", FOLLOWUP, drop=True, after=True, times=2)
        await answered(stage.discord, ask, "yes")

        async def all_known() -> bool:
            return [job.message_id is not None for job in await stage.jobs()] == [True] * 3

        await stage.until(all_known)
        assert len(progress(stage)) == 3
        stage.gateway.let_go()
        assert len(await posted(stage, 3)) == 3
        assert not progress(stage)


async def test_of_a_private_batch_none_is_missing(open_stage: OpenStage) -> None:
    """There is nothing to look at: what was lost is sent once more."""
    async with open_stage(new_member_grant=1000) as stage:
        stage.gateway.hold()
        ask, _ = await question(stage, private=True)
        stage.discord.fail_next("POST", FOLLOWUP, drop=True, times=2)
        await answered(stage.discord, ask, "yes")
        await stage.discord.service.feed.until(lambda: len(progress(stage)) == 3, 8)
        stage.gateway.let_go()
        await finished(stage, 3)
        shown = stage.discord.messages("general", stage.person("Ada"))
        assert [bool(message["attachments"]) for message in shown] == [True] * 3
