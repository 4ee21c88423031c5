"""What somebody tried to get for nothing, to jam, or to see, and may not."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from sandbox.aihubmix import statuses
from sandbox.discord import Ask, World
from sandbox.discord.world import Role
from tests.conftest import OpenStage
from tests.stage import Stage, answered, custom_ids

MODEL = "gpt-4o-image"
HOUR = 3600 * 1000


async def said(stage: Stage, who: str, command: str, channel: str = "general", **options: object) -> str:
    ask = await stage.person(who).slash(command, channel=channel, options=options)
    return str((await stage.outcome(ask))["content"])


async def held(stage: Stage, prompt: str = "a fox", who: str = "Ada", **options: Any) -> Ask:
    stage.gateway.hold()
    options = {"prompt": prompt, "model": MODEL, **options}
    ask = await stage.person(who).slash("imagine", channel="general", options=options)
    await stage.gateway.reached()
    return ask


async def test_a_gift_that_cannot_be_told_of_is_not_called_broken(on_stage: Stage) -> None:
    """Whoever reads that it cost nothing gives it again."""
    on_stage.discord.fail_next("PATCH", r"/webhooks/.*", 404, body={"code": 10008, "message": "Unknown Message"})
    answer = await said(on_stage, "Ada", "credits give", member="Ben", amount=10)
    assert "10 credits" in answer
    assert (await on_stage.balance("Ada")).balance == 90


async def test_alts_cannot_hand_one_member_more_than_a_day_s_gifts(open_stage: OpenStage) -> None:
    world = World.small()
    for name in ("Alt1", "Alt2"):
        world.add_member(name)
    async with open_stage(world=world, gifts_daily_limit=100) as stage:
        await said(stage, "Alt1", "credits give", member="Ada", amount=100)
        refused = await said(stage, "Alt2", "credits give", member="Ada", amount=1)
        assert "more cannot be given to one member on one day" in refused
        assert (await stage.balance("Ada")).balance == 200


async def test_a_moderator_of_one_channel_stops_nobody_elsewhere(on_stage: Stage) -> None:
    ask = await held(on_stage, "a secret", private=True)
    member = on_stage.world.guild.members[on_stage.person("Mod").id]
    member.roles[:] = []
    refused = await said(on_stage, "Mod", "jobs", channel="gallery", member="Ada")
    assert "You may not do that here" in refused
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)


async def test_what_is_private_is_private_to_moderators_too(on_stage: Stage) -> None:
    ask = await held(on_stage, "a secret", private=True)
    shown = await on_stage.outcome(
        await on_stage.person("Mod").slash("jobs", channel="general", options={"member": "Ada"})
    )
    assert "private" in shown["content"]
    assert "a secret" not in str(shown)
    assert "a secret" in await said(on_stage, "Ada", "jobs")
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)


async def test_whatever_breaks_while_posting_ends_some_day(on_stage: Stage) -> None:
    desk, studio, now = on_stage.bot.services.desk, on_stage.bot.services.studio, on_stage.bot.services.studio.now

    async def broken(*_: object) -> int:
        raise RuntimeError("nobody foresaw this")

    posting = desk.deliver
    desk.deliver = broken  # pyright: ignore[reportAttributeAccessIssue]
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model=MODEL)

    async def noted() -> bool:
        jobs = await on_stage.jobs()
        return bool(jobs) and jobs[0].undelivered_at is not None

    await on_stage.until(noted)
    assert "made, but it could not be posted" in await said(on_stage, "Ada", "jobs")
    studio.now = lambda: now() + 25 * HOUR
    assert "It cost nothing" in (await on_stage.outcome(ask))["content"]
    await on_stage.idle()
    desk.deliver = posting
    assert (await on_stage.balance("Ada")).balance == 100


async def test_a_stop_begins_nothing_that_it_would_lose(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        stage.gateway.hold()
        options = {"prompt": "ein roter Fuchs im Schnee", "model": "imagen-3.0-generate-002"}
        await stage.person("Ada").slash("imagine", channel="general", options=options)
        await stage.gateway.reached()
        async with asyncio.timeout(3):
            await stage.bot.services.studio.stop(60)
        stage.gateway.let_go()
        assert stage.calls(":predict") == 0
        await stage.restart()
        await stage.idle()
        assert [job.state for job in await stage.jobs()] == ["succeeded"]
        assert stage.calls(":predict") == 1


async def test_a_lane_that_never_answers_is_in_trouble(open_stage: OpenStage) -> None:
    async with open_stage(job_timeout=1) as stage:
        ask = await held(stage)
        assert "cannot be reached or broke off" in (await stage.outcome(ask))["content"]
        stage.gateway.let_go()
        (condition,) = stage.bot.services.health.conditions()
        assert (condition.model, condition.failures) == (MODEL, 1)


async def test_a_server_that_is_not_served_any_more_spends_nothing(open_stage: OpenStage) -> None:
    async with open_stage(confirm_above=0) as stage:
        ask = await stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model=MODEL)
        await ask.until(lambda message: message["components"])
        before = stage.bot.services
        stage.bot.services = replace(before, settings=stage.settings.model_copy(update={"allowed_servers": (1,)}))
        pressed = await answered(stage.discord, ask, "yes")
        refused = await pressed.until(lambda message: message["flags"] & 64)
        assert refused["content"] == "This bot does not serve this server: ask whoever runs it."
        assert await stage.jobs() == []
        stage.bot.services = before


async def test_what_was_lost_can_be_asked_for_again_with_one_click(on_stage: Stage) -> None:
    ask = await held(on_stage)
    await on_stage.bot.services.studio.stop(0)
    await on_stage.restart()
    on_stage.gateway.let_go()
    lost = await ask.until(lambda message: "the result is lost" in message["content"])
    assert custom_ids(lost)[0].startswith("instead:")
    await on_stage.person("Ada").click(lost, "Try it again")
    await on_stage.discord.service.feed.until(
        lambda: any(message["attachments"] for message in on_stage.discord.messages("general")), 8
    )
    await on_stage.idle()
    assert [job.state for job in await on_stage.jobs()] == ["lost", "succeeded"]


async def test_two_managers_at_once_lose_no_role(open_stage: OpenStage) -> None:
    world = World.small()
    for number, name in enumerate(("red", "blue"), 5):
        world.guild.roles.append(Role(str(int(world.guild.id) + 1000 + number), name, 0, number))
    async with open_stage(world=world) as stage:
        await asyncio.gather(
            said(stage, "Mod", "server role", role="red", amount=5),
            said(stage, "Olga", "server role", role="blue", amount=7),
        )
        rules = await stage.bot.services.studio.rules(int(world.guild.id))
        assert sorted(rules.role_allowances.values()) == [5, 7]


async def test_a_question_for_which_there_is_no_budget_is_not_asked(open_stage: OpenStage) -> None:
    async with open_stage(usd_per_day="0.001", confirm_above=0) as stage:
        assert "reached its budget" in await said(stage, "Ada", "imagine", prompt="a fox", model=MODEL)


@pytest.mark.parametrize("trouble", [statuses.html_502, statuses.empty_500])
async def test_a_failed_job_is_never_told_as_charged(on_stage: Stage, trouble: Any) -> None:
    on_stage.gateway.will(trouble())
    assert "It cost nothing" in await said(on_stage, "Ada", "imagine", prompt="a fox", model=MODEL)
    assert (await on_stage.balance("Ada")).balance == 100
