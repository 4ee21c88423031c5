"""/credits: balance, history with receipts, grants."""

from typing import Any

import pytest

from bot.credits import ledger
from sandbox.aihubmix.behaviours import Fewer, Refuse
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
        "You have **95 credits** on this server.\n5 credits more are set aside for what is under way."
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
    assert answer == "You may not do that here: it is for members with Manage Server."
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


@pytest.mark.parametrize("model", ["gpt-4o-image", "gemini-3.1-flash-image-preview-free"])
async def test_a_member_s_first_job_comes_after_what_they_began_with(on_stage: Stage, model: str) -> None:
    await on_stage.imagine(prompt="a fox", model=model)
    await on_stage.idle()
    _, newest, oldest = (await said(on_stage, "Ada", "credits history")).splitlines()
    assert newest.endswith(" · a fox")
    assert oldest.endswith("**+100** to begin with")


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


async def test_members_have_their_commands_everywhere_and_managers_theirs_on_servers(on_stage: Stage) -> None:
    (registered,) = (exchange for exchange in on_stage.discord.exchanges if exchange.method == "PUT")
    commands: Any = registered.payload
    places = {command["name"]: (command["contexts"], command["integration_types"]) for command in commands}
    assert {"credits", "imagine", "edit", "video", "server"} <= places.keys()
    assert all(place == ([0, 1, 2], [0, 1]) or place[0] == [0] for place in places.values())
    assert {name for name, place in places.items() if place[0] == [0]} == {"server"}


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


# -- gifts


async def test_a_gift_moves_owned_credits_and_is_told_to_both(on_stage: Stage) -> None:
    ada, ben = on_stage.person("Ada"), on_stage.person("Ben")
    answer = await said(on_stage, "Ada", "credits give", member="Ben", amount=30)
    assert answer == f"<@{ada.id}> gave <@{ben.id}> 30 credits."
    assert [(await on_stage.balance(who)).balance for who in ("Ada", "Ben")] == [70, 130]
    assert f"**−30** given to <@{ben.id}>" in await said(on_stage, "Ada", "credits history")
    assert f"**+30** given by <@{ada.id}>" in await said(on_stage, "Ben", "credits history")


async def test_what_is_held_or_not_there_cannot_be_given(on_stage: Stage) -> None:
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
    await on_stage.gateway.reached()
    refused = await said(on_stage, "Ada", "credits give", member="Ben", amount=96)
    assert refused.startswith("This costs 96 credits and you have 95 credits")
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)


async def test_a_day_s_allowance_is_for_oneself(open_stage: OpenStage) -> None:
    async with open_stage(daily_allowance=50, new_member_grant=10) as stage:
        refused = await said(stage, "Ada", "credits give", member="Ben", amount=11)
        assert refused.startswith("This costs 11 credits and you have 10 credits")


async def test_gifts_have_a_daily_limit(open_stage: OpenStage) -> None:
    async with open_stage(gifts_daily_limit=40) as stage:
        await said(stage, "Ada", "credits give", member="Ben", amount=30)
        refused = await said(stage, "Ada", "credits give", member="Ben", amount=11)
        assert refused == "You may give away 40 credits a day here, and 10 credits of them are left today."
        await said(stage, "Ada", "credits give", member="Ben", amount=10)
        assert (await stage.balance("Ada")).balance == 60


async def test_there_are_no_gifts_to_oneself_or_to_a_bot(on_stage: Stage) -> None:
    for who in ("Ada", "Atelier"):
        refused = await said(on_stage, "Ada", "credits give", member=who, amount=5)
        assert refused == "Gifts go to another person: choose a member who is neither you nor a bot."


# -- receipts


async def receipt(stage: Stage, prompt: str, who: str = "Ada") -> list[str]:
    history = await stage.outcome(await stage.person(who).slash("credits history", channel="general"))
    opened = await stage.person(who).choose(history, "receipt:open", [prompt])
    return (await opened.until(lambda message: "Receipt" in message["content"]))["content"].splitlines()


async def test_every_ending_leaves_a_receipt(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    on_stage.gateway.will(Refuse())
    await on_stage.imagine(prompt="something bad", model="gpt-4o-image")
    await on_stage.idle()
    title, prompt, *rest = await receipt(on_stage, "a fox")
    assert title.startswith("**Receipt** · GPT\\-4o Image · `")
    assert prompt == "> a fox"
    assert rest == [
        "Quoted: 5 credits",
        "Held: 5 credits",
        "Charged: **5 credits**",
        "Returned: 0 credits",
        "Why: it was made as asked.",
    ]
    *_, charged, returned, why = await receipt(on_stage, "something bad")
    assert (charged, returned) == ("Charged: **0 credits**", "Returned: 5 credits")
    assert why == "Why: the model refused it, which is free."


async def test_a_receipt_says_why_less_was_charged_and_what_paid_it(open_stage: OpenStage) -> None:
    async with open_stage(daily_allowance=6, new_member_grant=100) as stage:
        stage.gateway.will(Fewer(1))
        await stage.imagine(prompt="foxes", model="gpt-image-2", count=2)
        await stage.idle()
        shown = await receipt(stage, "foxes")
        assert "Why: 1 of 2 came; only these are paid." in shown
        assert any(line.startswith("Paid with 6 credits of the day's allowance") for line in shown)


async def test_a_receipt_is_its_member_s_own(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model="gpt-4o-image")
    await on_stage.idle()
    history = await on_stage.outcome(await on_stage.person("Ada").slash("credits history", channel="general"))
    with pytest.raises(NotOfferedByDiscord):
        await on_stage.person("Ben").choose(history, "receipt:open", ["a fox"])
