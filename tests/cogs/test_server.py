"""/server: rules, roles' allowances, the pool, who used what; and what they do to members' credits."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.rules import OWN, Rules
from bot.settings import Settings
from sandbox.discord import World
from tests.conftest import OpenStage
from tests.stage import Stage

MODEL = "gpt-4o-image"
DAY = 24 * 3600 * 1000
NOON = int(datetime(2026, 11, 26, 12, tzinfo=UTC).timestamp() * 1000)


async def said(stage: Stage, who: str, command: str, **options: object) -> str:
    ask = await stage.person(who).slash(command, channel="general", options=options)
    return str((await stage.outcome(ask))["content"])


def at(stage: Stage, now: int) -> None:
    stage.bot.services.studio.now = lambda: now


async def spend(stage: Stage, who: str = "Ada") -> dict[str, Any]:
    """Five credits."""
    result = await stage.imagine(who, prompt="a fox", model=MODEL)
    await stage.idle()
    return result


def test_every_rule_has_its_default_in_the_settings() -> None:
    assert set(Rules.model_fields) - OWN <= set(Settings.model_fields)


async def test_the_rules_are_shown_with_what_is_usual(on_stage: Stage) -> None:
    shown = await said(on_stage, "Mod", "server rules")
    assert "- Ask first above this many credits: **300**" in shown
    assert "In the pool: 0 credits." in shown
    changed = await said(on_stage, "Mod", "server set", rule="confirm_above", value="50")
    assert "- Ask first above this many credits: **50** (usually 300)" in changed
    assert "**300**" in await said(on_stage, "Mod", "server set", rule="confirm_above")


@pytest.mark.parametrize(
    ("rule", "value", "complaint"),
    [
        ("daily_allowance", "-1", "greater than or equal to 0"),
        ("daily_allowance", "many", "valid integer"),
        ("timezone", "Middle-earth", "no time zone like Europe/Berlin"),
        ("pool_open", "perhaps", "valid boolean"),
    ],
)
async def test_a_bad_value_changes_nothing_and_says_what_does(
    on_stage: Stage, rule: str, value: str, complaint: str
) -> None:
    before = await on_stage.bot.services.studio.rules(int(on_stage.world.guild.id))
    refused = await said(on_stage, "Mod", "server set", rule=rule, value=value)
    assert "does not do here" in refused
    assert complaint in refused.replace("\\", "")
    assert await on_stage.bot.services.studio.rules(int(on_stage.world.guild.id)) == before


async def test_only_managers_may(on_stage: Stage) -> None:
    offered = {command["name"] for command in on_stage.person("Ada").commands("general")}
    assert "server" not in offered
    ask = await on_stage.person("Mod").slash("server rules", channel="general")
    await on_stage.outcome(ask)
    on_stage.world.guild.members[on_stage.person("Mod").id].roles.clear()


async def test_another_server_has_its_own(open_stage: OpenStage) -> None:
    world = World.small()
    other = world.add_guild("Other", world.user("Olga"))
    world.add_channel("elsewhere", other)
    async with open_stage(world=world) as stage:
        await said(stage, "Mod", "server set", rule="daily_allowance", value="7")
        assert (await stage.bot.services.studio.rules(int(other.id))).daily_allowance == 0


# -- a day's allowance


async def test_the_allowance_is_spent_first_and_does_not_pile_up(open_stage: OpenStage) -> None:
    async with open_stage(daily_allowance=20, new_member_grant=100) as stage:
        at(stage, NOON)
        await spend(stage)
        balance = await stage.balance("Ada")
        assert (balance.balance, balance.daily) == (100, 15)
        shown = await said(stage, "Ada", "credits balance")
        assert shown.startswith("You have **115 credits** on this server.\nOf that, 15 credits are from today's")
        assert re.search(r"allowance of 20 credits, which ends <t:1795737600:R>", shown)
        at(stage, NOON + DAY)
        await spend(stage)
        balance = await stage.balance("Ada")
        assert (balance.balance, balance.daily) == (100, 15), "not thirty"


async def test_the_day_is_the_server_s(open_stage: OpenStage) -> None:
    async with open_stage(daily_allowance=20, timezone="Asia/Tokyo") as stage:
        at(stage, NOON)
        await spend(stage)
        at(stage, NOON + 2 * 3600 * 1000)  # 23:00 in Tokyo
        await spend(stage)
        assert (await stage.balance("Ada")).daily == 10
        at(stage, NOON + 4 * 3600 * 1000)
        await spend(stage)
        assert (await stage.balance("Ada")).daily == 15


async def test_what_is_left_is_told_under_the_result(open_stage: OpenStage) -> None:
    async with open_stage(daily_allowance=20, new_member_grant=100) as stage:
        assert "115 credits left" in (await spend(stage))["content"]


async def test_a_role_brings_more(open_stage: OpenStage) -> None:
    world = World.small()
    world.add_member("Vip", "attach_files")
    async with open_stage(world=world, daily_allowance=5) as stage:
        shown = await said(stage, "Mod", "server role", role="vip", amount=50)
        assert "50 credits a day" in shown
        assert "50 credits are from today's" in await said(stage, "Vip", "credits balance")
        assert "5 credits are from today's" in await said(stage, "Ada", "credits balance")
        assert "50 credits" not in await said(stage, "Mod", "server role", role="vip", amount=0)


# -- the pool


async def test_the_pool_pays_when_the_member_s_own_credits_end_up_to_a_share(open_stage: OpenStage) -> None:
    async with open_stage(pool_open=True, pool_daily_share=7, new_member_grant=3) as stage:
        at(stage, NOON)
        refused = await spend(stage)
        assert refused["content"].startswith("This costs 5 credits and you have 3 credits"), "the pool is empty"
        filled = await said(stage, "Mod", "server pool", amount=100)
        assert filled.endswith("put 100 credits into the pool, which has 100 credits now.")
        assert "you may spend 7 credits of the server's pool today" in await said(stage, "Ada", "credits balance")
        await spend(stage)
        await spend(stage)
        assert "In the pool: 93 credits." in await said(stage, "Mod", "server rules")
        refused = await spend(stage)
        assert refused["content"].startswith("This costs 5 credits and you have 0 credits")
        at(stage, NOON + DAY)
        await spend(stage)
        assert "In the pool: 88 credits." in await said(stage, "Mod", "server rules")


async def test_a_closed_pool_takes_and_gives_nothing(on_stage: Stage) -> None:
    closed = (
        "This server has no pool: a manager can open one with `/server set`, "
        "by setting “Members may spend the pool” to “yes”."
    )
    assert await said(on_stage, "Mod", "server pool", amount=5) == closed
    assert await said(on_stage, "Ada", "credits donate", amount=5) == closed


async def test_members_donate(open_stage: OpenStage) -> None:
    async with open_stage(pool_open=True) as stage:
        done = await said(stage, "Ada", "credits donate", amount=30)
        assert done == f"<@{stage.person('Ada').id}> gave 30 credits to the pool, which has 30 credits now."
        assert "given to the pool" in await said(stage, "Ada", "credits history")


async def test_who_has_used_what(on_stage: Stage) -> None:
    await spend(on_stage)
    await spend(on_stage)
    await spend(on_stage, "Ben")
    shown = await said(on_stage, "Mod", "server usage")
    assert shown.splitlines() == [
        "**30 days: 3 jobs, 15 credits**",
        f"- <@{on_stage.person('Ada').id}>: 10 credits",
        f"- <@{on_stage.person('Ben').id}>: 5 credits",
        "By model:",
        "- GPT\\-4o Image: 15 credits",
    ]
