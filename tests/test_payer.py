"""Who pays outside servers, by whose rules, and what members are told of it."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from bot.credits import ledger
from bot.credits.entries import OUTSIDE
from bot.credits.ledger import Account
from bot.rules import set_role
from sandbox.discord import Ask, World
from tests.conftest import OpenStage
from tests.stage import Stage

FOX: dict[str, Any] = {"prompt": "a fox", "model": "gpt-4o-image"}
PRICE = 5
NOBODY_PAYS = "Here you spend your credits of a server that has this bot"


@pytest.fixture
def world() -> World:
    """Ada is on two servers that have the bot, and on one that does not; she has it with her."""
    world = World.small()
    ada, ben, olga = (world.user(name) for name in ("Ada", "Ben", "Olga"))
    club = world.add_guild("Club *", olga)
    world.add_channel("bar", club)
    elsewhere = world.add_guild("Elsewhere", olga, bot=False)
    world.add_channel("lounge", elsewhere)
    for guild in (club, elsewhere):
        for user in (ada, ben):
            world.join(user, guild)
    world.add_private_channel("pair", ada, ben)
    world.install(ada)
    return world


@pytest.fixture
async def travelled(open_stage: OpenStage, world: World) -> AsyncGenerator[Stage]:
    async with open_stage(world=world) as stage:
        yield stage


async def own(stage: Stage, guild: str, who: str = "Ada") -> int:
    """What somebody has on a server; 0 also of nobody's wallet."""
    guild_id = next(int(found.id) for found in stage.world.guilds if found.name == guild) if guild else OUTSIDE
    account = Account(guild_id, int(stage.person(who).id))
    return (await stage.bot.services.store.read(ledger.balance, account)).balance


async def enrich(stage: Stage) -> None:
    """Enough for a video, on Studio."""
    granted = stage.bot.services.store.write(ledger.grant, stage.account("Ada"), 5000, key="more", actor_id=1, now=1)
    await granted


async def told(ask: Ask) -> str:
    """What a command says once it no longer thinks."""
    said = await ask.until(lambda message: not message["flags"] & 128 and message["content"])
    return said["content"]


async def refused(stage: Stage, channel: str | None = None, who: str = "Ada") -> str:
    ask = await stage.person(who).slash("imagine", channel=channel, options=FOX)
    return (await ask.until(lambda message: not message["flags"] & 128 and message["content"]))["content"]


@pytest.mark.parametrize("place", [None, "lounge", "pair"])
async def test_the_server_whose_credits_were_used_last_pays(travelled: Stage, place: str | None) -> None:
    await travelled.imagine(channel="general", options=FOX)
    await travelled.imagine(channel="bar", options=FOX)
    result = await travelled.imagine(channel=place, options=FOX)
    assert "\n-# Paid with credits of **Club \\***" in result["content"]
    await travelled.idle()
    assert (await own(travelled, "Studio"), await own(travelled, "Club *")) == (100 - PRICE, 100 - 2 * PRICE)
    at_home = await travelled.imagine(channel="general", options=FOX)
    assert "Paid with" not in at_home["content"]
    await travelled.imagine(channel=place, options=FOX)
    await travelled.idle()
    assert (await own(travelled, "Studio"), await own(travelled, "Club *")) == (100 - 3 * PRICE, 100 - 2 * PRICE)
    assert (await own(travelled, "Elsewhere"), await own(travelled, "")) == (0, 0)


async def test_whoever_has_left_a_server_spends_nothing_of_it(travelled: Stage) -> None:
    ada = travelled.person("Ada").user
    studio, club = travelled.world.guilds[:2]
    await travelled.imagine(channel="general", options=FOX)
    await travelled.imagine(channel="bar", options=FOX)
    await travelled.discord.leave(ada, club)
    result = await travelled.imagine(channel=None, options=FOX)
    assert "of **Studio**" in result["content"]
    await travelled.discord.leave(ada, studio)
    assert (await refused(travelled)).startswith(NOBODY_PAYS)
    await travelled.idle()
    assert (await own(travelled, "Studio"), await own(travelled, "Club *")) == (100 - 2 * PRICE, 100 - PRICE)
    assert len(travelled.gateway.bill) == 3


async def test_a_server_that_has_thrown_the_bot_out_pays_no_more(travelled: Stage) -> None:
    await travelled.imagine(channel="general", options=FOX)
    await travelled.imagine(channel="bar", options=FOX)
    await travelled.discord.leave(travelled.world.bot, travelled.world.guilds[1])
    await travelled.until(lambda: _knows(travelled, 1))
    result = await travelled.imagine(channel="bar", options=FOX)
    assert "of **Studio**" in result["content"]
    assert await own(travelled, "Club *") == 100 - PRICE


async def _knows(stage: Stage, guilds: int) -> bool:
    return len(stage.bot.guilds) == guilds


async def test_somebody_no_server_has_seen_is_told_what_to_do(travelled: Stage) -> None:
    for place in (None, "lounge", "pair"):
        assert (await refused(travelled, place)).startswith(NOBODY_PAYS)
    assert await travelled.jobs() == []
    assert travelled.gateway.bill == []
    balance = await told(await travelled.person("Ada").slash("credits balance", channel=None))
    assert "your own credits for outside servers" in balance


async def test_the_operator_may_grant_them_something(open_stage: OpenStage, world: World) -> None:
    async with open_stage(world=world, personal_grant=PRICE, daily_allowance=50, new_member_grant=70) as stage:
        result = await stage.imagine(channel="pair", options=FOX)
        assert "0 credits left" in result["content"]
        await stage.idle()
        assert (await own(stage, ""), await own(stage, "Studio")) == (0, 0)
        assert (await refused(stage)).startswith(NOBODY_PAYS), "a server's allowances are none of theirs"
        assert [(job.guild_id, job.cost) for job in await stage.jobs()] == [(OUTSIDE, PRICE)]


async def test_a_servers_rules_hold_wherever_it_pays(travelled: Stage) -> None:
    """The role's allowance is spent before the member's own credits."""
    world, services = travelled.world, travelled.bot.services
    studio = world.guild
    member = studio.members[travelled.person("Ada").id]
    role = studio.members[world.user("Mod").id].roles[0]
    member.roles.append(role)
    await services.store.write(set_role, int(studio.id), int(role.id), 7, {int(role.id)}, services.studio.usual)
    await travelled.imagine(channel="general", options=FOX)
    await travelled.imagine(channel=None, options=FOX)
    await travelled.idle()
    assert await own(travelled, "Studio") == 100 - (2 * PRICE - 7)


async def test_the_question_says_who_pays_and_asks_again_when_that_has_changed(travelled: Stage) -> None:
    ada = travelled.person("Ada")
    await travelled.imagine(channel="general", options=FOX)
    await enrich(travelled)
    ask = await ada.slash("video", channel="lounge", prompt="waves")
    asked = await ask.until(lambda message: message["components"])
    assert asked["content"].endswith("\n-# Paid with your credits of **Studio**")
    await travelled.discord.leave(ada.user, travelled.world.guild)
    pressed = await ada.click(asked, "Make it")
    refusal = await pressed.until(lambda message: "out of reach" in message["content"])
    assert refusal["flags"] & 64
    assert len(await travelled.jobs()) == 1
    assert await own(travelled, "Studio") == 5100 - PRICE


async def test_the_question_is_answered_where_it_was_asked(travelled: Stage) -> None:
    await travelled.imagine(channel="general", options=FOX)
    await enrich(travelled)
    result = await travelled.outcome(await travelled.person("Ada").slash("video", channel="pair", prompt="waves"))
    assert result["attachments"]
    await travelled.idle()
    video = (await travelled.jobs())[-1]
    assert await own(travelled, "Studio") == 5100 - PRICE - (video.cost or 0)


async def test_only_servers_that_are_served_pay(open_stage: OpenStage, world: World) -> None:
    studio, club, elsewhere = world.guilds
    async with open_stage(world=world, allowed_servers=(int(club.id), int(elsewhere.id))) as stage:
        assert (await refused(stage, "general")) == "This bot does not serve this server: ask whoever runs it."
        assert (await refused(stage)).startswith(NOBODY_PAYS)
        assert (await refused(stage, "lounge")).startswith(NOBODY_PAYS), "it is named, but the bot is not there"
        await stage.imagine(channel="bar", options=FOX)
        for place in (None, "lounge", "pair"):
            result = await stage.imagine(channel=place, options=FOX)
            assert "of **Club" in result["content"]
        await stage.idle()
        assert await own(stage, "Club *") == 100 - 4 * PRICE
        assert studio.id not in {str(job.guild_id) for job in await stage.jobs()}


async def test_nobody_works_for_free_outside_the_servers_that_are_served(open_stage: OpenStage, world: World) -> None:
    async with open_stage(world=world, allowed_servers=(int(world.guild.id),), markup=0) as stage:
        assert (await refused(stage)).startswith(NOBODY_PAYS)
        await stage.imagine(channel="general", options=FOX)
        assert len(stage.gateway.bill) == 1


async def test_balance_history_and_jobs_are_those_of_whoever_pays(travelled: Stage) -> None:
    ada = travelled.person("Ada")
    await travelled.imagine(channel="bar", options=FOX)
    await travelled.idle()
    for place in (None, "lounge", "pair"):
        for command in ("credits balance", "jobs"):
            shown = await told(await ada.slash(command, channel=place))
            assert "95 credits" in shown
            assert "\n-# Paid with your credits of **Club \\***" in shown
        assert "a fox" in await told(await ada.slash("credits history", channel=place))
        assert await told(await ada.slash("status", channel=place))
        assert await told(await ada.slash("models", channel=place))
    assert "Paid with" not in await told(await ada.slash("credits balance", channel="bar"))


async def test_what_concerns_a_server_is_refused_outside(travelled: Stage) -> None:
    ada, olga = travelled.person("Ada"), travelled.person("Olga")
    travelled.world.install(olga.user)
    only = "This works only on a server that has this bot: use it there."
    assert await told(await ada.slash("credits donate", channel=None, amount=5)) == only
    assert await told(await ada.slash("credits give", channel="lounge", member="Ben", amount=5)) == only
    assert await told(await ada.slash("credits give", channel=None, member="Ben", amount=5)) == only
    assert await told(await olga.slash("credits grant", channel="lounge", member="Ada", amount=5)) == only
    assert await told(await olga.slash("jobs", channel="lounge", member="Ada")) == only
    assert await own(travelled, "Elsewhere") == 0


async def test_choices_are_the_paying_servers_too(travelled: Stage) -> None:
    """A default that was chosen on a server holds where that server pays, and the other way round."""
    ada = travelled.person("Ada")
    await travelled.imagine(channel="bar", options=FOX)

    async def usual(place: str | None) -> str:
        return (await ada.autocomplete("imagine", "model", "", channel=place))[0]["value"]

    before = await usual("bar")
    assert await usual(None) == before != "gpt-4o-image"
    page = await ada.slash("models", channel=None, model="gpt-4o-image")
    shown = await page.until(lambda message: message["components"])
    menu = next(item for row in shown["components"] for item in row["components"] if item["type"] == 3)
    labels = [option["label"] for option in menu["options"]]
    value = next(option["value"] for option in menu["options"] if option["value"] == "mine:imagine")
    assert not any("server" in label.lower() for label in labels)
    await told(await ada.choose(shown, menu["custom_id"], [value]))
    assert [await usual(place) for place in (None, "lounge", "bar")] == ["gpt-4o-image"] * 3
    assert await usual("general") == before
