"""Covered pictures: by a job, a channel, a role, a member's own setting; over restarts, and while they are made."""

from dataclasses import replace
from typing import Any

import pytest

from bot.rules import COVERED_CHANNELS, COVERED_ROLES, Rules
from bot.settings import Settings
from bot.ui.results import upload
from sandbox.discord import World
from tests.conftest import OpenStage
from tests.jobs.test_rows import a_job
from tests.pictures import attached
from tests.stage import Stage, answered

PICTURE, SHAPED = "gpt-4o-image", "gpt-image-2"


def covered(message: dict[str, Any]) -> bool:
    assert message["attachments"]
    names = [file["filename"].startswith("SPOILER_") for file in message["attachments"]]
    assert len(set(names)) == 1
    return names[0]


async def made(stage: Stage, who: str = "Ada", **options: Any) -> dict[str, Any]:
    result = await stage.imagine(who, options={"prompt": "a fox", "model": PICTURE, **options})
    await stage.idle()
    return result


async def rule(stage: Stage, **options: Any) -> str:
    ask = await stage.person("Mod").slash("server spoiler", channel="general", options=options)
    return (await ask.until(lambda message: message["content"] and not message["flags"] & 128))["content"]


async def test_a_picture_is_covered_when_its_member_says_so(on_stage: Stage) -> None:
    result = await made(on_stage, spoiler=True)
    assert covered(result)
    assert "> a fox" in result["content"], "the words stay to be seen"
    assert not covered(await made(on_stage))
    assert [job.spoiler for job in await on_stage.jobs()] == [True, False]


async def test_what_is_typed_comes_before_the_member_s_setting(on_stage: Stage) -> None:
    ask = await on_stage.person("Ada").slash("settings", channel="general")
    shown = await ask.until(lambda message: message["components"])
    await on_stage.person("Ada").click(shown, "settings:spoiler:on")
    await ask.until(lambda message: "Spoilers: **yes**" in message["content"])
    assert covered(await made(on_stage))
    assert not covered(await made(on_stage, spoiler=False))
    assert not covered(await made(on_stage, "Ben"))


async def test_a_channel_s_pictures_are_covered_whatever_is_typed(open_stage: OpenStage) -> None:
    world = World.small()
    world.add_channel("open", world.guild)
    async with open_stage(world=world) as stage:
        shown = await rule(stage, channel="general", on=True)
        assert f"Always spoilers: <#{stage.world.channel('general').id}>" in shown
        assert covered(await made(stage, spoiler=False))
        elsewhere = await stage.imagine(channel="open", prompt="a fox", model=PICTURE)
        assert not covered(elsewhere)
        assert "Always spoilers" not in await rule(stage, channel="general", on=False)
        assert not covered(await made(stage))


async def test_a_role_s_pictures_are_covered(open_stage: OpenStage) -> None:
    world = World.small()
    world.add_member("Vip", "attach_files")
    async with open_stage(world=world) as stage:
        assert "Always spoilers: <@&" in await rule(stage, role="vip", on=True)
        assert covered(await made(stage, "Vip", spoiler=False))
        assert not covered(await made(stage, "Ada"))


async def test_a_channel_or_a_role_is_named(on_stage: Stage) -> None:
    assert await rule(on_stage, on=True) == "Say for which channel or role."


async def test_a_restart_forgets_nothing(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        stage.gateway.hold()
        ada, options = stage.person("Ada"), {"model": PICTURE, "spoiler": True}
        first = await ada.slash("imagine", channel="general", options={"prompt": "one", **options})
        await first.until(lambda message: "cancel:" in str(message["components"]))
        second = await stage.person("Ada").slash(
            "imagine", channel="general", prompt="two", model=PICTURE, spoiler=True
        )
        await second.until(lambda message: "place 1" in message["content"])
        await stage.restart()
        stage.gateway.let_go()
        await stage.discord.service.feed.until(
            lambda: any(message["attachments"] for message in stage.discord.messages("general")), 8
        )
        await stage.idle()
        (result,) = [message for message in stage.discord.messages("general") if message["attachments"]]
        assert covered(result)


async def test_unfinished_pictures_are_covered_too(open_stage: OpenStage) -> None:
    async with open_stage(pace=0.25) as stage:
        options = {"prompt": "a fox", "model": PICTURE, "spoiler": True}
        ask = await stage.person("Ada").slash("imagine", channel="general", options=options)
        shown = await ask.until(lambda message: message["attachments"], timeout=8)
        assert shown["components"], "this is progress, not the result"
        assert covered(shown)
        assert covered(await stage.outcome(ask))


async def test_all_of_a_batch_are_covered(on_stage: Stage) -> None:
    options = {"prompt": "a {red,blue} fox", "model": PICTURE, "spoiler": True}
    ask = await on_stage.person("Ada").slash("imagine", channel="general", options=options)
    await answered(on_stage.discord, ask, "yes")

    def results() -> list[dict[str, Any]]:
        shown = on_stage.discord.messages("general")
        return [message for message in shown if message["attachments"] and "cancel:" not in str(message["components"])]

    await on_stage.discord.service.feed.until(lambda: len(results()) == 2, 8)
    await on_stage.idle()
    assert [covered(message) for message in results()] == [True, True]


@pytest.mark.parametrize("typed", [None, False])
async def test_what_is_made_from_a_covered_picture_is_covered_unless_told_otherwise(
    open_stage: OpenStage, typed: bool | None
) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        await made(stage, model=SHAPED, spoiler=True)
        options = {"prompt": "red"} | ({} if typed is None else {"spoiler": typed})
        ask = await stage.person("Ada").slash("edit", channel="general", options=options)
        assert covered(await stage.outcome(ask)) is (typed is None)


async def test_every_command_can_cover(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=50_000) as stage:
        more: dict[str, dict[str, Any]] = {"edit": {"model": SHAPED}, "video": {}}
        more["blend"] = {"model": SHAPED, "image2": attached()}
        for command, options in more.items():
            given = {"prompt": "a fox", "spoiler": True, "image": attached(), **options}
            ask = await stage.person("Ada").slash(command, channel="general", options=given)
            assert covered(await stage.outcome(ask)), command


def test_everything_of_a_covered_job_is_named_so_that_discord_covers_it() -> None:
    for number, mime, poster in ((0, "image/png", False), (1, "image/png", True), (1, "video/mp4", False)):
        sent = upload(replace(a_job(1), spoiler=True), number, 1, b"", mime, poster=poster)
        assert sent.file().spoiler
        assert not upload(a_job(1), number, 1, b"", mime, poster=poster).file().spoiler


@pytest.mark.parametrize(
    ("channels", "roles", "covers"),
    [((1,), (), True), ((7, 1), (), True), ((7,), (2,), True), ((7,), (3,), False), ((), (), False)],
)
def test_a_thread_goes_with_its_channel_and_that_with_its_category(
    channels: tuple[int, ...], roles: tuple[int, ...], covers: bool
) -> None:
    settings = Settings.model_construct()
    rules = Rules.usual(settings).changed(COVERED_CHANNELS, [1]).changed(COVERED_ROLES, [2])
    assert rules.covers(channels, roles) is covers
