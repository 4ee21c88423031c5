"""/settings: one message of menus and buttons that never expires, and what its values do to every command."""

from typing import Any

import pytest

from bot.tastes import Tastes, tastes_of
from bot.ui.tastes import change
from bot.ui.texts import plain
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.pictures import attached
from tests.stage import Stage, custom_ids

PICTURE, SHAPED = "gpt-4o-image", "gpt-image-2"


async def opened(stage: Stage, who: str = "Ada") -> tuple[Ask, dict[str, Any]]:
    ask = await stage.person(who).slash("settings", channel="general")
    return ask, await ask.until(lambda message: message["components"])


async def like(stage: Stage, name: str, value: object, who: str = "Ada") -> None:
    account = stage.account(who)
    await change(stage.bot.services, account.guild_id, account.user_id, name, value)


async def tastes(stage: Stage, who: str = "Ada") -> Tastes:
    account = stage.account(who)
    return await stage.bot.services.store.read(tastes_of, account.guild_id, account.user_id)


async def made(stage: Stage, who: str = "Ada", **options: Any) -> Any:
    """The newest job."""
    await stage.imagine(who, options=options)
    await stage.idle()
    return (await stage.jobs())[-1]


async def test_all_is_shown_and_changed_in_one_message_for_the_member_alone(on_stage: Stage) -> None:
    ask, shown = await opened(on_stage)
    assert shown["flags"] & 64
    assert shown["content"].splitlines()[1:] == [
        "- Model for pictures from words: **GPT Image 2**",
        "- Model for editing: **GPT Image 2**",
        "- Model for videos from words: **Seedance 2.0 Fast**",
        "- Model for videos from a picture: **Seedance 2.0 Fast**",
        "- Shape: **whatever the model likes**",
        "- At once: **1**",
        "- Only you see results: **no**",
        "- Spoilers: **no**",
        "- Richer prompt offered first: **no**",
    ]
    ada = on_stage.person("Ada")
    await ada.choose(shown, "settings:aspect", ["16:9"])
    await ask.until(lambda message: "Shape: **16:9**" in message["content"])
    await ada.choose(shown, "settings:count", ["3"])
    await ask.until(lambda message: "At once: **3**" in message["content"])
    for name, words in (("private", "Only you see results: **yes**"), ("spoiler", "Spoilers: **yes**")):
        await ada.click(shown, f"settings:{name}:on")
        await ask.until(lambda message, words=words: words in message["content"])
    await ada.click(shown, "settings:enhance:on")
    await ask.until(lambda message: "Richer prompt offered first: **yes**" in message["content"])
    assert await tastes(on_stage) == Tastes(aspect="16:9", count=3, private=True, spoiler=True, enhance=True)
    assert await tastes(on_stage, "Ben") == Tastes()
    await ada.click(shown, "settings:reset:on")
    await ask.until(lambda message: message["content"] == shown["content"])
    assert await tastes(on_stage) == Tastes()


async def test_it_works_after_a_restart(on_stage: Stage) -> None:
    ask, shown = await opened(on_stage)
    await on_stage.restart()
    await on_stage.person("Ada").click(shown, "settings:spoiler:on")
    await ask.until(lambda message: "Spoilers: **yes**" in message["content"])


async def test_a_default_model_is_chosen_in_the_list_of_those_that_can_do_it(on_stage: Stage) -> None:
    ask, shown = await opened(on_stage)
    ada = on_stage.person("Ada")
    await ada.choose(shown, "settings:model", ["edit"])
    listed = await ask.until(lambda message: " models**" in message["content"])
    open_menu = next(custom_id for custom_id in custom_ids(listed) if custom_id.startswith("models:open:edit"))
    options = next(
        item["options"] for row in listed["components"] for item in row["components"] if item["custom_id"] == open_menu
    )
    await ada.choose(listed, open_menu, [options[0]["value"]])
    page = await ask.until(lambda message: "models:default" in str(message["components"]))
    default = next(custom_id for custom_id in custom_ids(page) if custom_id.startswith("models:default:"))
    pressed = await ada.choose(page, default, ["mine:edit"])
    await pressed.until(lambda message: message["content"].startswith("Done: "))
    _, again = await opened(on_stage)
    assert f"- Model for editing: **{plain(options[0]['label'])}**" in again["content"]
    await ada.click(again, "settings:reset:on")
    await on_stage.until(lambda: _usual(on_stage))


async def _usual(stage: Stage) -> bool:
    return "Model for editing: **GPT Image 2**" in (await opened(stage))[1]["content"]


async def test_a_default_shape_and_number_apply_where_nothing_is_typed(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000, confirm_above=5000) as stage:
        await like(stage, "aspect", "3:2")
        await like(stage, "count", 2)
        job = await made(stage, prompt="a fox", model=SHAPED)
        assert (job.request.aspect, job.request.count) == ("3:2", 2)
        job = await made(stage, prompt="a fox", model=SHAPED, aspect="1:1", count=1)
        assert (job.request.aspect, job.request.count) == ("1:1", 1)
        await stage.outcome(
            await stage.person("Ada").slash(
                "edit", channel="general", options={"prompt": "red", "model": SHAPED, "image": attached()}
            )
        )
        await stage.idle()
        job = (await stage.jobs())[-1]
        assert (job.request.aspect, job.request.count) == ("3:2", 2)


async def test_what_a_model_does_not_have_is_left_out(on_stage: Stage) -> None:
    await like(on_stage, "aspect", "21:9")
    await like(on_stage, "count", 10)
    job = await made(on_stage, prompt="a fox", model=PICTURE)
    assert (job.request.aspect, job.request.count) == ("", 1)


async def test_what_goes_on_from_a_result_is_as_that_was(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        await stage.imagine(prompt="a fox", model=SHAPED)
        await stage.idle()
        await like(stage, "aspect", "3:2")
        await like(stage, "count", 2)
        await stage.outcome(await stage.person("Ada").slash("edit", channel="general", prompt="red"))
        await stage.idle()
        job = (await stage.jobs())[-1]
        assert job.request.parent
        assert (job.request.aspect, job.request.count) == ("", 1)


@pytest.mark.parametrize(("liked", "typed", "private"), [(True, None, True), (True, False, False), (False, True, True)])
async def test_private_by_default(on_stage: Stage, liked: bool, typed: bool | None, private: bool) -> None:
    await like(on_stage, "private", liked)
    options: dict[str, Any] = {} if typed is None else {"private": typed}
    result = await on_stage.imagine(prompt="a fox", model=PICTURE, **options)
    await on_stage.idle()
    assert [job.private for job in await on_stage.jobs()] == [private]
    assert bool(result["flags"] & 64) is private
    assert (on_stage.discord.messages("general", on_stage.person("Ben")) == []) is private


async def test_what_is_written_in_a_channel_is_answered_there_all_the_same(on_stage: Stage) -> None:
    result = await on_stage.imagine(prompt="a fox", model=SHAPED)
    await on_stage.idle()
    await like(on_stage, "private", True)
    await on_stage.person("Ada").reply(result, "at night")
    await on_stage.discord.service.feed.until(
        lambda: sum(bool(message["attachments"]) for message in on_stage.discord.messages("general")) == 2, 8
    )
    await on_stage.idle()
    assert not (await on_stage.jobs())[-1].private


async def test_a_richer_prompt_is_offered_first_to_whoever_likes_that(on_stage: Stage) -> None:
    await like(on_stage, "enhance", True)
    ada = on_stage.person("Ada")
    ask = await ada.slash("imagine", channel="general", prompt="a fox", model=PICTURE)
    shown = await ask.until(lambda message: "enhance:" in str(message["components"]))
    await ada.click(shown, next(custom_id for custom_id in custom_ids(shown) if custom_id.endswith(":no")))
    await ask.until(lambda message: not message["components"])
    assert (await made(on_stage, prompt="a fox", model=PICTURE, enhance=False)).request.prompt == "a fox"
    assert (await made(on_stage, "Ben", prompt="a fox", model=PICTURE)).request.prompt == "a fox"


@pytest.mark.parametrize("off", [{"help_per_day": 0}, {"enhance_model": ""}])
async def test_where_there_is_no_such_help_the_picture_is_made(open_stage: OpenStage, off: dict[str, Any]) -> None:
    async with open_stage(**off) as stage:
        await like(stage, "enhance", True)
        assert (await made(stage, prompt="a fox", model=PICTURE)).state == "succeeded"


async def test_a_day_s_help_that_is_spent_keeps_nobody_from_their_picture(open_stage: OpenStage) -> None:
    async with open_stage(help_per_day=1) as stage:
        await like(stage, "enhance", True)
        ask = await stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model=PICTURE)
        await ask.until(lambda message: "enhance:" in str(message["components"]))
        job = await made(stage, prompt="an owl", model=PICTURE)
        assert (job.request.prompt, job.state) == ("an owl", "succeeded")


async def test_who_likes_results_private_is_known_after_a_restart_too(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        await like(stage, "private", value=True)
        await stage.restart()
        assert (await made(stage, prompt="a fox", model=PICTURE)).private
        await like(stage, "reset", value=None)
        assert not (await made(stage, prompt="a fox", model=PICTURE)).private
