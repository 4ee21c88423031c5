"""/jobs, cancelling from it and from a message's menu, and results that Discord would not take."""

import re
from typing import Any

from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.stage import Stage, custom_ids

MODEL = "gpt-4o-image"
TOO_LARGE = {"code": 40005, "message": "Request entity too large"}
ALWAYS = 10_000


async def panel(stage: Stage, who: str = "Ada", **options: Any) -> dict[str, Any]:
    ask = await stage.person(who).slash("jobs", channel="general", options=options)
    return await answer(ask)


async def answer(ask: Ask) -> dict[str, Any]:
    return await ask.until(lambda message: not message["flags"] & 128 and message["content"])


async def asked(stage: Stage, prompt: str, who: str = "Ada", **options: Any) -> tuple[Ask, dict[str, Any]]:
    """A job that shows, and its progress message."""
    options = {"prompt": prompt, "model": MODEL, **options}
    ask = await stage.person(who).slash("imagine", channel="general", options=options)
    return ask, await ask.until(lambda message: message["components"])


async def unheard(stage: Stage) -> dict[str, Any]:
    """A result of Ada's that no way was open for, and her panel."""
    stage.gateway.hold()
    ask, _ = await asked(stage, "a fox")
    for method, path in (("POST", r"/channels/\d+/messages"), ("PATCH", rf"/webhooks/\d+/{re.escape(ask.token)}/")):
        stage.discord.fail_next(method, path, 413, times=ALWAYS, body=TOO_LARGE)
    stage.gateway.let_go()

    async def given_up_on() -> bool:
        return (await stage.jobs())[0].undelivered_at is not None

    await stage.until(given_up_on)
    return await panel(stage)


async def test_nothing_is_under_way(on_stage: Stage) -> None:
    shown = await panel(on_stage)
    assert shown["content"] == "You have **100 credits** on this server.\nNothing is under way."
    assert shown["flags"] & 64
    assert custom_ids(shown) == [f"jobs:show:{on_stage.person('Ada').id}"]


async def test_it_shows_what_runs_and_waits_where_it_shows_and_what_is_set_aside(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        stage.gateway.hold()
        _, first = await asked(stage, "one")
        _, second = await asked(stage, "*two*")
        await stage.gateway.reached()
        balance, aside, title, *lines = (await panel(stage))["content"].splitlines()
        assert balance == "You have **90 credits** on this server."
        assert aside == "10 credits more are set aside for what is under way."
        assert title == "**Unfinished jobs: 2**"
        guild, channel = stage.world.guild.id, first["channel_id"]
        assert lines == [
            f"- GPT-4o Image · being made · one · https://discord.com/channels/{guild}/{channel}/{first['id']}",
            f"- GPT-4o Image · Queued, place 1 · \\*two\\* · https://discord.com/channels/{guild}/{channel}/{second['id']}",
        ]
        stage.gateway.let_go()


async def test_a_queued_job_is_canceled_from_the_panel(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        stage.gateway.hold()
        await asked(stage, "one")
        second, _ = await asked(stage, "two")
        shown = await panel(stage)
        pressed = await stage.person("Ada").choose(shown, "jobs:cancel", ["two"])
        assert (await answer(pressed))["content"] == "Cancelled. It cost nothing."
        assert "Cancelled" in (await stage.outcome(second))["content"]
        refreshed = await stage.person("Ada").click(shown, "Refresh")
        await refreshed.until(lambda message: "**Unfinished jobs: 1**" in message["content"])
        stage.gateway.let_go()


async def test_a_running_job_says_its_price_first(on_stage: Stage) -> None:
    on_stage.gateway.hold()
    ask, _ = await asked(on_stage, "one")
    await on_stage.gateway.reached()
    pressed = await on_stage.person("Ada").choose(await panel(on_stage), "jobs:cancel", ["one"])
    question = await answer(pressed)
    assert question["content"].endswith("cancelling costs 5 credits.")
    await answer(await on_stage.person("Ada").click(question, "Cancel it anyway"))
    await on_stage.outcome(ask)


async def test_a_message_s_menu_cancels_the_job_it_shows(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        stage.gateway.hold()
        await asked(stage, "one")
        _, shown = await asked(stage, "two")
        refused = await answer(await stage.person("Ben").context_menu("Cancel or delete", shown))
        assert (
            refused["content"]
            == "You may not do that here: it is for whoever asked for it and members with Manage Messages."
        )
        done = await answer(await stage.person("Mod").context_menu("Cancel or delete", shown))
        assert done["content"] == "Cancelled. It cost nothing."
        stage.gateway.let_go()


async def test_a_message_that_shows_no_job_is_answered_politely(on_stage: Stage) -> None:
    said = await on_stage.person("Ben").say("general", "hello")
    refused = await answer(await on_stage.person("Ada").context_menu("Cancel or delete", said))
    assert refused["content"] == "This message shows no job of this bot."


async def test_moderators_see_and_stop_anothers_jobs_and_nobody_else_does(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        stage.gateway.hold()
        await asked(stage, "one")
        second, _ = await asked(stage, "two")
        refused = await panel(stage, "Ben", member="Ada")
        assert (
            refused["content"]
            == "You may not do that here: it is for whoever asked for it and members with Manage Messages."
        )
        shown = await panel(stage, "Mod", member="Ada")
        assert shown["content"].startswith(f"<@{stage.person('Ada').id}>\n")
        await answer(await stage.person("Mod").choose(shown, "jobs:cancel", ["two"]))
        assert "Cancelled" in (await stage.outcome(second))["content"]
        stage.gateway.let_go()


async def test_a_result_no_way_was_open_for_is_kept_and_fetched(on_stage: Stage) -> None:
    shown = await unheard(on_stage)
    assert "made, but it could not be posted" in shown["content"]
    assert (await on_stage.balance("Ada")).held == 5
    ben = await on_stage.person("Ben").slash("jobs", channel="general")
    assert "Nothing is under way" in (await answer(ben))["content"]
    fetched = await on_stage.person("Ada").choose(shown, "jobs:fetch", ["a fox"])
    result = await fetched.until(lambda message: message["attachments"])
    assert result["flags"] & 64, "by a message for the member alone"
    await on_stage.idle()
    assert on_stage.discord.messages("general") == [], "and the progress has gone"
    assert [job.state for job in await on_stage.jobs()] == ["succeeded"]
    assert (await on_stage.balance("Ada")).balance == 95
    assert len(on_stage.gateway.bill) == 1


async def test_it_is_tried_again_by_itself_also_after_a_restart(on_stage: Stage) -> None:
    await unheard(on_stage)
    await on_stage.restart()
    on_stage.discord.mend()
    await on_stage.idle()
    assert [job.state for job in await on_stage.jobs()] == ["succeeded"]
    results = [message for message in on_stage.discord.messages("general") if message["attachments"]]
    assert len(results) == 1


async def test_it_keeps_nobody_from_working_meanwhile(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        await unheard(stage)
        stage.discord.mend()
        await stage.imagine(prompt="another", model=MODEL)


async def test_after_a_day_it_is_free_and_kept_for_the_operator(on_stage: Stage) -> None:
    await unheard(on_stage)
    studio, now = on_stage.bot.services.studio, on_stage.bot.services.studio.now
    studio.now = lambda: now() + 25 * 3600 * 1000
    await on_stage.idle()
    on_stage.discord.mend()
    assert [job.state for job in await on_stage.jobs()] == ["failed"]
    assert (await on_stage.balance("Ada")).balance == 100


async def test_a_stale_choice_is_answered_politely(on_stage: Stage) -> None:
    """What a menu offered does not matter: whatever comes is checked."""
    on_stage.gateway.hold()
    ask, _ = await asked(on_stage, "one")
    shown = await panel(on_stage)
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)
    await on_stage.idle()
    late = await on_stage.person("Ada").choose(shown, "jobs:cancel", ["one"])
    assert (await answer(late))["content"] == "That job has ended already."
