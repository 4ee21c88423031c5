"""/credits: balance, history with receipts, grants."""

from typing import Any

import pytest

from bot.credits import ledger
from sandbox.aihubmix.behaviours import Refuse
from sandbox.discord import NotOfferedByDiscord, World
from tests.conftest import OpenStage
from tests.stage import Stage


async def said(stage: Stage, who: str, command: str, **options: object) -> str:
    ask = await stage.person(who).slash(command, channel="general", options=options)
    return str((await stage.outcome(ask))["content"])


async def test_a_new_member_has_the_grant_of_the_settings(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1234) as stage:
        assert await said(stage, "Ada", "credits balance") == "You have **1,234 credits** on this server."
        assert await said(stage, "Ada", "credits balance") == "You have **1,234 credits** on this server."


async def test_the_balance_tells_what_is_set_aside(on_stage: Stage) -> None:
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
    await on_stage.gateway.reached()
    assert await said(on_stage, "Ada", "credits balance") == (
        "You have **95 credits** on this server.\n5 credits more are set aside for pictures under way."
    )
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)


async def test_the_balance_is_for_the_member_alone(on_stage: Stage) -> None:
    ask = await on_stage.person("Ada").slash("credits balance", channel="general")
    assert (await on_stage.outcome(ask))["flags"] & 64


async def test_a_manager_grants_and_the_member_has_more(on_stage: Stage) -> None:
    ada = on_stage.person("Ada")
    answer = await said(on_stage, "Mod", "credits grant", member="Ada", amount=50)
    assert answer == f"<@{ada.id}> got 50 credits and has 150 credits now."
    assert (await on_stage.balance("Ada")).balance == 150
    assert (await on_stage.balance("Mod")).balance == 0, "a wallet opens when it is first used"


async def test_who_does_not_manage_the_server_cannot_grant(on_stage: Stage) -> None:
    answer = await said(on_stage, "Ben", "credits grant", member="Ben", amount=50)
    assert answer == "You may not do that here: it needs Manage Server."
    assert (await on_stage.balance("Ben")).balance == 0


@pytest.mark.parametrize("amount", [0, -5, 1_000_001])
async def test_discord_offers_only_sensible_amounts(on_stage: Stage, amount: int) -> None:
    with pytest.raises(NotOfferedByDiscord):
        await said(on_stage, "Mod", "credits grant", member="Ada", amount=amount)


async def test_the_history_has_a_receipt_for_everything(on_stage: Stage) -> None:
    assert await said(on_stage, "Ada", "credits history") == "Nothing yet: `/imagine` makes the first entry."
    mod = on_stage.person("Mod")
    await said(on_stage, "Mod", "credits grant", member="Ada", amount=7)
    await on_stage.imagine(prompt="a fox", model="gpt-image-2")
    on_stage.gateway.will(Refuse())
    await on_stage.imagine(prompt="a *bad* fox", model="gpt-4o-image")
    await on_stage.idle()
    title, *lines = (await said(on_stage, "Ada", "credits history")).splitlines()
    assert title == "Your latest entries, newest first:"
    told = [line.partition("> ")[2] for line in lines]
    good = next(job for job in await on_stage.jobs() if job.state == "succeeded")
    assert told == [
        "**0** GPT-4o Image: did not succeed, 5 returned · a \\*bad\\* fox",
        f"**−{good.cost}** GPT Image 2: held {good.hold}, returned {good.hold - (good.cost or 0)} · a fox",
        f"**+7** granted by <@{mod.id}>",
        "**+100** to begin with",
    ]


async def test_a_long_history_still_fits_one_message(on_stage: Stage) -> None:
    await said(on_stage, "Ada", "credits balance")
    store = on_stage.bot.services.store
    for n in range(40):
        await store.write(ledger.grant, on_stage.account("Ada"), 999_999, key=f"{n}", actor_id=2**62, now=10**12 + n)
    for n in range(8):
        await on_stage.imagine(prompt=f"{n} {'*_' * 40}", model="gpt-4o-image")
    told = await said(on_stage, "Ada", "credits history")
    assert 1000 < len(told) <= 2000
    assert told.splitlines()[1].endswith("…")


async def test_no_command_is_offered_where_there_is_no_wallet(on_stage: Stage) -> None:
    (registered,) = (exchange for exchange in on_stage.discord.exchanges if exchange.method == "PUT")
    commands: Any = registered.payload
    assert {"credits", "imagine", "edit", "video"} <= {command["name"] for command in commands}
    assert all(command["contexts"] == [0] for command in commands)


async def test_other_servers_than_the_allowed_ones_are_told_so(open_stage: OpenStage) -> None:
    async with open_stage(allowed_servers=(42,)) as stage:
        answer = await said(stage, "Ada", "credits balance")
        assert answer == "This bot does not serve this server: ask whoever runs it."
        refused = await stage.imagine(prompt="a fox")
        assert refused["content"] == answer
        assert await stage.person("Ada").autocomplete("imagine", "model", "", channel="general", prompt="x") == []


async def test_an_allowed_server_is_served(open_stage: OpenStage) -> None:
    world = World.small()
    async with open_stage(world=world, allowed_servers=(int(world.guild.id),)) as stage:
        assert "100 credits" in await said(stage, "Ada", "credits balance")
