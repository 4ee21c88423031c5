"""Replies to results and to anybody's pictures, mentions, and direct messages."""

import asyncio

import pytest

from bot.jobs.rows import Job
from sandbox.discord import Upload, World
from tests.conftest import OpenStage
from tests.pictures import png
from tests.results import CHEAP, PAINTER, Message, finished, made, message, shown
from tests.stage import Stage, custom_ids

PICTURE = Upload("cat.png", png(256, 256))
OTHER = Upload("dog.png", png(300, 200))


async def replied(stage: Stage, where: Message, text: str, who: str = "Ada", **more: object) -> Job:
    """The job that a reply has led to."""
    before = len(await stage.jobs())
    await stage.person(who).reply(where, text, **more)  # type: ignore[arg-type]
    return await finished(stage, before + 1)


async def refused(stage: Stage, where: Message, text: str, who: str = "Ada", **more: object) -> Message:
    """What the bot says to a reply that leads to nothing."""
    before = {found["id"] for found in stage.discord.messages("general")}
    await stage.person(who).reply(where, text, **more)  # type: ignore[arg-type]
    return await said(stage, before, "general")


async def said(stage: Stage, before: set[str], channel: str) -> Message:
    """What the bot has answered in the end, in messages that were not there before."""

    def answers() -> list[Message]:
        return [
            found
            for found in stage.discord.messages(channel)
            if found["id"] not in before and found["author"].get("bot") and "…" not in found["content"][-3:]
        ]

    await stage.discord.service.feed.until(lambda: bool(answers()), 8)
    return answers()[-1]


async def test_a_plain_reply_to_a_result_changes_it(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, model=PAINTER, aspect="3:2", quality="low")
        second = await replied(stage, result, "make the sky red")
        assert second.request.prompt == "make the sky red"
        assert (second.request.model, second.request.aspect, second.request.quality) == (PAINTER, "3:2", "low")
        assert second.request.references[0].path == f"results/{first.id}/1.png"
        assert second.request.parent == first.id
        assert (await shown(stage, second))["attachments"]


@pytest.mark.timeout(25)  # fifteen pictures, one after another
async def test_a_chain_of_replies_is_a_conversation_with_branches(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=10_000, max_waiting_per_member=50) as stage:
        job, result = await made(stage)
        chain = [(job, result)]
        for step in range(1, 12):
            job = await replied(stage, chain[-1][1], f"step {step}")
            chain.append((job, await shown(stage, job)))
            assert job.request.parent == chain[-2][0].id
        assert [turn.prompt for turn in job.request.turns] == [
            "step 5",
            "step 6",
            "step 7",
            "step 8",
            "step 9",
            "step 10",
        ]
        await stage.restart()
        for number in (0, 3, 7):
            branch = await replied(stage, chain[number][1], f"branch of {number}")
            assert branch.request.parent == chain[number][0].id
            assert branch.request.turns[-1].prompt == chain[number][0].request.prompt
            assert branch.request.turns[-1].answer == chain[number][0].answer
            asked = [request.json for request in stage.gateway.requests if f"branch of {number}" in str(request.json)]
            assert chain[number][0].request.prompt in str(asked)


async def test_a_message_of_last_year_is_replied_to_after_a_restart(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage)
        await stage.age(first.id, 366)
        await stage.restart()
        assert (await replied(stage, message(stage, result["id"]), "make it night")).request.parent == first.id


async def test_one_of_several_is_named_by_its_number(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, model=PAINTER, count=3, quality="low")
        second = await replied(stage, result, "2: make the sky red")
        assert second.request.prompt == "make the sky red"
        assert [picture.path for picture in second.request.references] == [f"results/{first.id}/2.png"]
        third = await replied(stage, result, "put them together", uploads=[PICTURE])
        assert len(third.request.references) == 4
        answer = await refused(stage, result, "7: make it blue")
        assert answer["content"] == "There is no picture 7 there, only 3."


async def test_others_may_reply_and_pay_themselves(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=100) as stage:
        _, result = await made(stage)
        second = await replied(stage, result, "make it night", who="Ben")
        assert second.user_id == int(stage.person("Ben").id)
        assert (await stage.balance("Ben")).balance == 95


async def test_a_server_may_want_a_mention(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000, plain_replies=False) as stage:
        _, result = await made(stage)
        await stage.person("Ada").reply(result, "wow, nice")
        second = await replied(stage, result, "@Atelier make it night")
        assert second.request.prompt == "make it night"


async def test_what_is_too_dear_is_said_in_a_message_and_free(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=6) as stage:
        _, result = await made(stage)
        answer = await refused(stage, result, "make it night")
        assert "you have 1 credit" in answer["content"]
        assert len(await stage.jobs()) == 1


async def test_a_dear_reply_asks_first_and_only_who_asked_may_say_yes(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000, confirm_above=1) as stage:
        _, result = await made(stage)
        question = await refused(stage, result, "make it night")
        assert "Shall it?" in question["content"]
        yes = next(custom_id for custom_id in custom_ids(question) if custom_id.endswith(":yes"))
        theirs = await stage.person("Ben").click(question, yes)
        await theirs.until(lambda found: "You may not do that here" in found["content"])
        await stage.restart()
        await stage.person("Ada").click(question, yes)
        second = await finished(stage, 2)
        assert (await shown(stage, second))["attachments"]


async def test_a_mention_in_reply_to_anybody_s_picture_changes_it(open_stage: OpenStage) -> None:
    world = World.small()
    world.application.privileged_intents.add("message_content")
    async with open_stage(new_member_grant=1000, world=world, message_content_intent=True) as stage:
        posted = await stage.person("Ben").say("general", "my cat and my dog", [PICTURE, OTHER])
        job = await replied(stage, posted, "@Atelier make it night", ping=False)
        assert len(job.request.references) == 2
        one = await replied(stage, posted, "@Atelier 2: make it night")
        assert [(picture.width, picture.height) for picture in one.request.references] == [(300, 200)]


async def test_a_picture_that_discord_does_not_show_is_asked_for(on_stage: Stage) -> None:
    posted = await on_stage.person("Ben").say("general", "my cat", [PICTURE])
    answer = await refused(on_stage, posted, "@Atelier make it night")
    assert "Apps, Edit image" in answer["content"]
    assert await on_stage.jobs() == []


async def test_a_mention_with_pictures_changes_them(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        await stage.person("Ada").say("general", "@Atelier put them together", [PICTURE, OTHER])
        job = await finished(stage, 1)
        assert job.request.prompt == "put them together"
        assert len(job.request.references) == 2


async def test_a_mention_alone_is_asked_about_before_it_is_made(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        await stage.person("Ada").say("general", "@Atelier a fox in the snow")
        question = await said(stage, set(), "general")
        assert "Shall it?" in question["content"]
        yes = next(custom_id for custom_id in custom_ids(question) if custom_id.endswith(":yes"))
        await stage.person("Ada").click(question, yes)
        assert (await finished(stage, 1)).request.prompt == "a fox in the snow"


@pytest.mark.parametrize("rule", ["own", "results"])
async def test_whose_pictures_may_be_changed_is_the_server_s_rule(open_stage: OpenStage, rule: str) -> None:
    world = World.small()
    world.application.privileged_intents.add("message_content")
    async with open_stage(new_member_grant=1000, world=world, message_content_intent=True, editable=rule) as stage:
        posted = await stage.person("Ben").say("general", "my cat", [PICTURE])
        answer = await refused(stage, posted, "@Atelier make it night")
        assert "On this server you may only change" in answer["content"]
        own = await stage.person("Ada").say("general", "mine", [PICTURE])
        assert (await replied(stage, own, "@Atelier make it night")).request.references


async def test_what_is_not_meant_for_the_bot_is_left_alone(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        _, result = await made(stage)
        ben = stage.person("Ben")
        posted = await ben.say("general", "what a nice day", [PICTURE])
        await stage.person("Ada").reply(posted, "indeed")
        await ben.reply(result, "nice", ping=False)  # Discord hides what it says
        before = len(stage.discord.messages("general"))
        job = await replied(stage, result, "make it night")
        assert job.request.prompt == "make it night"
        assert len(stage.discord.messages("general")) == before + 2
        assert len(await stage.jobs()) == 2


async def test_a_message_that_comes_twice_is_answered_once(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        _, result = await made(stage)
        await stage.discord.drop_gateway()
        job = await replied(stage, result, "make it night")
        heard = (
            next(found for found in stage.bot.cached_messages if found.id == job.interaction_id)
            if stage.bot.cached_messages
            else None
        )
        cog = stage.bot.get_cog("Replies")
        assert cog is not None
        source = await stage.bot.get_partial_messageable(job.channel_id).fetch_message(job.interaction_id)
        await asyncio.gather(*[cog.on_message(heard or source) for _ in range(2)])  # type: ignore[attr-defined]
        await stage.idle()
        assert len(await stage.jobs()) == 2
        assert (await stage.balance("Ada")).balance == 990


async def test_a_reply_in_german_is_answered_in_german(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=6) as stage:
        stage.person("Ada").locale = "de"
        _, result = await made(stage)
        answer = await refused(stage, result, "mach es dunkel")
        assert "Credit" in answer["content"]
        assert "you have" not in answer["content"]


async def test_where_the_bot_may_not_write_the_member_hears_of_it(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=6) as stage:
        _, result = await made(stage)
        stage.world.channel("general").deny_bot = {"send_messages"}
        await stage.person("Ada").reply(result, "make it night")
        direct = await said(stage, set(), stage.world.direct_channel(stage.person("Ada").user))  # type: ignore[arg-type]
        assert "may not" in direct["content"] or "credits" in direct["content"]
        assert len(await stage.jobs()) == 1


async def test_a_video_is_replied_to_with_another_one(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=100_000, confirm_above=100_000) as stage:
        ask = await stage.person("Ada").slash("video", channel="general", prompt="a fox runs")
        await stage.outcome(ask)
        first = await finished(stage, 1)
        question = await refused(stage, await shown(stage, first), "slower")
        yes = next(custom_id for custom_id in custom_ids(question) if custom_id.endswith(":yes"))
        await stage.person("Ada").click(question, yes)
        second = await finished(stage, 2)
        assert (second.request.medium, second.request.parent) == ("video", first.id)


def test_the_cheap_model_converses(on_stage: Stage) -> None:
    assert on_stage.bot.services.catalog[CHEAP].converses
