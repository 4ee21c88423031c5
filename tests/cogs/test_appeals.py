"""Appeals: what a model refused goes before the server's moderators, and there is one decision."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest

from bot import refusals
from bot.jobs.rows import BETWEEN_PEOPLE, DIRECT
from sandbox.aihubmix.behaviours import Refuse
from sandbox.discord import Ask, World
from sandbox.discord.permissions import EVERYTHING
from sandbox.discord.world import Role
from tests.cogs.test_refusals import BLOODY, MODEL, files, labels, press, refused, result
from tests.cogs.test_server import said as told_by
from tests.conftest import OpenStage
from tests.pictures import attached
from tests.stage import Stage, custom_ids

MINUTE = 60 * 1000
ASKED = "The moderators of this server have your prompt now; you will hear what they decide."


async def with_channel(stage: Stage) -> None:
    shown = await told_by(stage, "Mod", "server appeals", channel="gallery")
    assert f"- Appeals against refusals are posted in: <#{stage.world.channel('gallery').id}>" in shown


def posted(stage: Stage) -> dict[str, Any]:
    """The newest appeal."""
    return next(
        message for message in reversed(stage.discord.messages("gallery")) if "**Appeal**" in message["content"]
    )


async def appealed(stage: Stage, message: dict[str, Any], who: str = "Ada", label: str = "Ask the moderators") -> str:
    pressed = await press(stage, message, label, who)
    told = await pressed.until(lambda said: said["content"] and not said["flags"] & 128)
    assert told["flags"] & 64
    return str(told["content"])


async def ruled(stage: Stage, label: str, who: str = "Mod") -> Ask:
    return await press(stage, posted(stage), label, who)


async def told(stage: Stage, part: str, channel: Any = "general") -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def look() -> bool:
        found[:] = [message for message in stage.discord.messages(channel) if part in message["content"]]
        return bool(found)

    await stage.discord.service.feed.until(look, 8)
    return found[0]


async def closed(stage: Stage) -> dict[str, Any]:
    """The appeal once it has been decided on."""
    await stage.discord.service.feed.until(lambda: not posted(stage)["components"], 8)
    await stage.idle()
    return posted(stage)


async def test_without_a_channel_there_is_no_button(on_stage: Stage) -> None:
    assert labels(await refused(on_stage)) == ["Safer wording"]


async def test_outside_the_servers_the_bot_is_in_there_is_no_button(on_stage: Stage) -> None:
    await with_channel(on_stage)
    await refused(on_stage)
    (job,) = await on_stage.jobs()
    remedies = on_stage.bot.services.desk.remedies
    assert remedies
    offered: list[list[str]] = []
    for asked_in in (job.asked_in, DIRECT, BETWEEN_PEOPLE, 4711):
        view = await remedies.of(replace(job, asked_in=asked_in))
        assert view
        offered.append([str(getattr(item, "custom_id", "")).partition(":")[0] for item in view.children])
    assert offered == [["refused", "appeal"], ["refused"], ["refused"], ["refused"]]


async def test_the_channel_is_told_and_shown_and_can_be_taken_back(on_stage: Stage) -> None:
    await with_channel(on_stage)
    (said,) = on_stage.discord.messages("gallery")
    assert said["content"].startswith("Appeals against refusals will be posted here")
    assert "Appeals" not in await told_by(on_stage, "Mod", "server appeals")
    assert labels(await refused(on_stage)) == ["Safer wording"]


@pytest.mark.parametrize(
    ("locale", "warning"), [("en-US", "**Everybody here can see <#"), ("de", "**Alle hier sehen <#")]
)
async def test_a_channel_that_everybody_sees_is_taken_with_a_warning(
    on_stage: Stage, locale: str, warning: str
) -> None:
    on_stage.person("Mod").locale = locale
    shown = await told_by(on_stage, "Mod", "server appeals", channel="gallery")
    assert shown.startswith(warning)
    assert "gallery" not in shown
    assert shown.count(f"<#{on_stage.world.channel('gallery').id}>") == 2, "it is chosen all the same"


async def test_a_channel_that_not_everybody_sees_is_taken_without(open_stage: OpenStage) -> None:
    world = World.small()
    everyone, mine = world.guild.everyone, Role("3", "atelier", EVERYTHING, 1)
    everyone.permissions &= ~(1 << 10)
    world.guild.roles.append(mine)
    world.guild.members[world.application.bot.id].roles.append(mine)
    async with open_stage(world=world) as stage:
        shown = await told_by(stage, "Mod", "server appeals", channel="gallery")
        assert shown.startswith("**The rules here**")


async def test_a_channel_the_bot_cannot_write_in_is_refused(on_stage: Stage) -> None:
    channel = on_stage.world.channel("gallery")
    channel.deny_bot.add("send_messages")
    shown = await told_by(on_stage, "Mod", "server appeals", channel="gallery")
    assert shown.startswith("No appeal can be posted there")
    assert labels(await refused(on_stage)) == ["Safer wording"]


async def test_moderators_read_who_what_and_why(on_stage: Stage) -> None:
    await with_channel(on_stage)
    message = await refused(on_stage, prompt="a bloody ||fox|| @everyone")
    assert labels(message) == ["Safer wording", "Ask the moderators"]
    assert await appealed(on_stage, message) == ASKED
    shown = posted(on_stage)
    lines = shown["content"].splitlines()
    assert lines[0] == f"**Appeal** by <@{on_stage.person('Ada').id}>: GPT\\-4o Image refused this."
    assert lines[1] == "||a bloody \\|\\|fox\\|\\| @\u200beveryone||"
    assert re.fullmatch(r"The gateway said: “.+”", lines[2])
    assert labels(shown) == ["Allow", "Uphold"]
    assert shown["mentions"] == []
    assert await appealed(on_stage, message) == (
        "The moderators have been asked about this already: please wait for their decision."
    )


@pytest.mark.parametrize(("model", "moderation"), [(MODEL, ""), ("gpt-image-2", "low")])
async def test_allowed_it_runs_once_more_as_loosely_as_the_model_can(
    open_stage: OpenStage, model: str, moderation: str
) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        await with_channel(stage)
        message = await refused(stage, model=model, prompt="a fox, to be sure", image=attached())
        await appealed(stage, message)
        await stage.restart()
        await ruled(stage, "Allow")
        made = await result(stage)
        assert f"<@{stage.person('Ada').id}>" in made["content"]
        before, after = await stage.jobs()
        assert (after.user_id, after.channel_id) == (before.user_id, before.channel_id)
        assert (after.request.prompt, after.request.moderation) == ("a fox, to be sure", moderation)
        assert len(after.request.references) == 1
        balance = await stage.balance("Ada")
        assert balance.balance == 1000 - (after.cost or 0) < 1000
        assert (await stage.balance("Mod")).held == 0
        assert (await closed(stage))["content"].endswith(f"\nAllowed by <@{stage.person('Mod').id}>.")


async def test_the_member_is_told_under_the_refusal(on_stage: Stage) -> None:
    await with_channel(on_stage)
    message = await refused(on_stage)
    await appealed(on_stage, message)
    await ruled(on_stage, "Uphold")
    said = await told(on_stage, "The moderators have upheld the refusal. It cost nothing.")
    assert said["message_reference"]["message_id"] == message["id"]
    assert said["mentions"] == []
    assert (await closed(on_stage))["content"].endswith(f"\nUpheld by <@{on_stage.person('Mod').id}>.")
    assert await appealed(on_stage, message) == "The moderators have decided about this already."
    assert len(await on_stage.jobs()) == 1


async def test_where_the_channel_is_closed_the_member_is_told_directly(on_stage: Stage) -> None:
    await with_channel(on_stage)
    await appealed(on_stage, await refused(on_stage))
    on_stage.world.channel("general").deny_bot.add("send_messages")
    await ruled(on_stage, "Uphold")
    channel = on_stage.world.direct_channel(on_stage.person("Ada").user)
    assert await told(on_stage, "The moderators have upheld the refusal.", channel)
    await closed(on_stage)


async def test_only_moderators_decide(on_stage: Stage) -> None:
    await with_channel(on_stage)
    await appealed(on_stage, await refused(on_stage))
    for who in ("Ben", "Ada"):
        for label in ("Allow", "Uphold"):
            said = await (await ruled(on_stage, label, who)).until(lambda message: message["flags"] & 64)
            assert said["content"] == "You may not do that here: it is for members with Manage Messages."
    assert labels(posted(on_stage)) == ["Allow", "Uphold"]
    assert len(await on_stage.jobs()) == 1


async def test_nobody_else_appeals(on_stage: Stage) -> None:
    await with_channel(on_stage)
    message = await refused(on_stage)
    assert await appealed(on_stage, message, "Mod") == "You may not do that here: it is for whoever asked for it."
    assert len(on_stage.discord.messages("gallery")) == 1


@pytest.mark.parametrize("presses", [("Allow", "Uphold"), ("Uphold", "Allow"), ("Allow", "Allow")])
async def test_two_moderators_at_once_make_one_decision(open_stage: OpenStage, presses: tuple[str, str]) -> None:
    world = World.small()
    world.add_member("Max", "manage_messages")
    async with open_stage(world=world) as stage:
        await with_channel(stage)
        await appealed(stage, await refused(stage))
        asks = await asyncio.gather(ruled(stage, presses[0], "Mod"), ruled(stage, presses[1], "Max"))
        shown = await closed(stage)
        late = "The moderators have decided about this already."
        await stage.discord.service.feed.until(
            lambda: [message["content"] for ask in asks for message in ask.followups] == [late], 8
        )
        allowed = "Allowed by" in shown["content"]
        await stage.idle()
        assert [job.state for job in await stage.jobs()] == ["failed", *["succeeded"] * allowed]
        decisions = [
            message for message in stage.discord.messages("general") if "moderators have" in message["content"]
        ]
        assert len(decisions) == (0 if allowed else 1), "what was allowed has become the result"
        assert (await stage.balance("Ada")).balance == 100 - 5 * allowed


async def test_two_presses_of_the_member_are_one_appeal(on_stage: Stage) -> None:
    await with_channel(on_stage)
    message = await refused(on_stage)
    await asyncio.gather(*[press(on_stage, message, "Ask the moderators") for _ in range(3)])
    await on_stage.discord.service.feed.until(lambda: len(on_stage.discord.messages("gallery")) == 2, 8)
    assert len([one for one in on_stage.discord.messages("gallery") if "**Appeal**" in one["content"]]) == 1


async def test_what_cannot_be_paid_then_has_a_button_for_later(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=8) as stage:
        await with_channel(stage)
        await appealed(stage, await refused(stage, image=attached()))
        await stage.imagine(prompt="something else", model=MODEL)
        await stage.idle()
        await ruled(stage, "Allow")
        said = await told(stage, "it could not be tried: This costs 5 credits and you have 3 credits")
        assert (await closed(stage))["content"].endswith(f"Allowed by <@{stage.person('Mod').id}>.")
        assert len(await stage.jobs()) == 2
        refusal = await (await press(stage, said, "Try it now", "Ben")).until(lambda message: message["flags"] & 64)
        assert refusal["content"] == "You may not do that here: it is for whoever asked for it."
        ask = await stage.person("Mod").slash(
            "credits grant", channel="general", options={"member": stage.person("Ada").user, "amount": 50}
        )
        await stage.outcome(ask)
        await stage.restart()
        await press(stage, said, "Try it now")
        await stage.discord.service.feed.until(
            lambda: sum(bool(message["attachments"]) for message in stage.discord.messages("general")) == 2, 8
        )
        await stage.idle()
        assert [job.state for job in await stage.jobs()] == ["failed", "succeeded", "succeeded"]
        assert (await stage.balance("Ada")).balance == 48


async def test_a_private_prompt_goes_there_only_when_its_owner_has_been_told(on_stage: Stage) -> None:
    await with_channel(on_stage)
    message = await refused(on_stage, private=True)
    pressed = await press(on_stage, message, "Ask the moderators")
    asked = await pressed.until(lambda said: said["components"])
    assert asked["content"] == (
        "This was private: the moderators of this server will read your prompt if you ask them. Shall they?"
    )
    assert len(on_stage.discord.messages("gallery")) == 1
    await on_stage.restart()
    sent = await press(on_stage, asked, "Send it to them")
    assert (await sent.until(lambda said: not said["components"]))["content"] == ASKED
    assert BLOODY in posted(on_stage)["content"]
    await ruled(on_stage, "Allow")
    channel = on_stage.world.direct_channel(on_stage.person("Ada").user)
    made = await result(on_stage, channel)
    assert made
    await closed(on_stage)
    assert not any(BLOODY in said["content"] for said in on_stage.discord.messages("general"))


async def test_what_a_crash_left_untold_is_told_by_the_next_press(on_stage: Stage) -> None:
    await with_channel(on_stage)
    await appealed(on_stage, await refused(on_stage))
    (job,) = await on_stage.jobs()
    services = on_stage.bot.services
    await services.store.write(refusals.decide, job.id, "uphold", 1, services.studio.now() - 2 * MINUTE)
    await ruled(on_stage, "Allow")
    assert await told(on_stage, "The moderators have upheld the refusal.")
    assert (await closed(on_stage))["content"].endswith("Upheld by <@1>.")
    assert len(await on_stage.jobs()) == 1


async def test_an_appeal_that_cannot_be_posted_may_be_made_again(on_stage: Stage) -> None:
    await with_channel(on_stage)
    message = await refused(on_stage)
    channel = on_stage.world.channel("gallery")
    channel.deny_bot.add("send_messages")
    assert (await appealed(on_stage, message)).startswith("No appeal can be posted there")
    channel.deny_bot.clear()
    await told_by(on_stage, "Mod", "server appeals")
    assert (await appealed(on_stage, message)).startswith("No appeal can be posted there")
    await with_channel(on_stage)
    assert await appealed(on_stage, message) == ASKED


async def test_what_was_never_appealed_cannot_be_decided(on_stage: Stage) -> None:
    await with_channel(on_stage)
    message = await refused(on_stage)
    (job,) = await on_stage.jobs()
    shown = on_stage.discord.service.board.get(message["id"])
    assert shown
    forged = f"ruling:{job.id}:allow"
    shown.data["components"] = [
        {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "label": "x", "custom_id": forged}]}
    ]
    said = await (await on_stage.person("Mod").click(message, forged)).until(lambda found: found["flags"] & 64)
    assert said["content"] == "That job has ended already."
    assert len(await on_stage.jobs()) == 1


async def test_an_old_appeal_s_pictures_are_gone_and_that_is_said(on_stage: Stage) -> None:
    await with_channel(on_stage)
    await appealed(on_stage, await refused(on_stage, image=attached()))
    upkeep, now = on_stage.bot.services.upkeep, on_stage.bot.services.studio.now()
    upkeep.now = lambda: now + 8 * 24 * 60 * MINUTE
    await upkeep.refused()
    assert files(on_stage) == []
    await ruled(on_stage, "Allow")
    assert await told(on_stage, "it could not be tried: The pictures you gave are not kept any more")
    await closed(on_stage)


async def test_it_is_in_the_languages_of_those_who_read_it(on_stage: Stage) -> None:
    await with_channel(on_stage)
    on_stage.world.guild.locale = "zh-CN"
    on_stage.person("Ada").locale = "de"
    on_stage.gateway.will(Refuse())
    ask = await on_stage.person("Ada").slash(
        "imagine", channel="general", options={"prompt": "ein Fuchs", "model": MODEL}
    )
    message = await ask.until(lambda said: "appeal:" in str(said["components"]), 8)
    pressed = await press(on_stage, message, "Moderatoren fragen")
    said = await pressed.until(lambda found: found["content"] and not found["flags"] & 128)
    assert said["content"].startswith("Die Moderatoren dieses Servers haben jetzt deinen Prompt")
    await on_stage.idle()
    shown = on_stage.discord.messages("gallery")[-1]
    assert "申诉" in shown["content"]
    assert [custom_id.rpartition(":")[2] for custom_id in custom_ids(shown)] == ["allow", "uphold"]
    await press(on_stage, shown, "维持拒绝", "Mod")
    assert await told(on_stage, "Die Moderatoren haben die Ablehnung bestätigt.")
    await on_stage.discord.service.feed.until(
        lambda: "已维持拒绝" in on_stage.discord.messages("gallery")[-1]["content"], 8
    )
