"""A batch is all or nothing: what refuses one of its jobs refuses all of them, before the question or at the yes."""

from tests.batches import PICTURE, nothing_was_made, posted, question, refusal
from tests.conftest import OpenStage
from tests.stage import QUESTION, answered


async def test_too_few_credits_for_all_is_no_question(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=14) as stage:
        assert (await refusal(stage)).startswith("This costs 15 credits and you have 14 credits")
        await nothing_was_made(stage)


async def test_credits_spent_meanwhile_refuse_all_of_them(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=15) as stage:
        ask, _ = await question(stage)
        await stage.imagine(prompt="another", model=PICTURE)
        await stage.idle()
        pressed = await answered(stage.discord, ask, "yes")
        refused = await pressed.until(lambda message: message["flags"] & 64)
        assert refused["content"].startswith("This costs 15 credits and you have 10 credits")
        assert len(await stage.jobs()) == 1
        assert ask.response
        assert QUESTION in str(ask.response["components"]), "it can still be answered"
        await answered(stage.discord, ask, "no")
        await ask.until(lambda message: not message["components"])


async def test_more_than_a_member_may_have_unfinished_is_no_question(open_stage: OpenStage) -> None:
    async with open_stage(max_waiting_per_member=2) as stage:
        said = await refusal(stage)
        assert said.startswith("These are 3 jobs at once, and of 2 unfinished ones at the most you have room for 2")
        await nothing_was_made(stage)


async def test_a_queue_that_has_filled_meanwhile_refuses_all_of_them(open_stage: OpenStage) -> None:
    async with open_stage(max_waiting_per_member=3) as stage:
        ask, _ = await question(stage)
        stage.gateway.hold()
        other = await stage.person("Ada").slash("imagine", channel="general", prompt="another", model=PICTURE)
        await other.until(lambda message: "cancel:" in str(message["components"]))
        pressed = await answered(stage.discord, ask, "yes")
        refused = await pressed.until(lambda message: message["flags"] & 64)
        assert "of 3 unfinished ones at the most you have room for 2" in refused["content"]
        assert len(await stage.jobs()) == 1
        stage.gateway.let_go()
        await stage.idle()
        await answered(stage.discord, ask, "yes")
        await posted(stage, 4)


async def test_the_operator_s_ceiling_holds_for_all_of_them(open_stage: OpenStage) -> None:
    async with open_stage(usd_per_day="0.012") as stage:
        assert "has reached its budget" in await refusal(stage)
        await nothing_was_made(stage)


async def test_too_many_choices_are_refused_at_once(open_stage: OpenStage) -> None:
    async with open_stage(max_batch=2) as stage:
        said = await refusal(stage)
        assert said.startswith("Those choices in braces come to more than 2 jobs")
        await nothing_was_made(stage)
        ask, _ = await question(stage, prompt="{red,blue} fox")
        await answered(stage.discord, ask, "yes")
        await posted(stage, 2)
