"""/imagine enhance:True: a member's prompt beside a richer one, before anything is made or held."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from bot.credits.books import books
from bot.ui.tastes import change
from sandbox.aihubmix import statuses
from sandbox.aihubmix.behaviours import Prose
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.pictures import attached
from tests.stage import QUESTION, Stage, custom_ids

MODEL = "gpt-4o-image"
RICHER = "a fox, soft light from the side, fine textures, a calm mood, photograph with shallow depth of field"
HOUR = 3600 * 1000


async def question(stage: Stage, who: str = "Ada", **options: Any) -> tuple[Ask, dict[str, Any]]:
    chosen = {"prompt": "a fox", "model": MODEL, "enhance": True, **options}
    ask = await stage.person(who).slash("imagine", channel="general", options=chosen)
    return ask, await ask.until(lambda message: "enhance:" in str(message["components"]))


async def refused(stage: Stage, **options: Any) -> dict[str, Any]:
    chosen = {"prompt": "a fox", "model": MODEL, "enhance": True, **options}
    ask = await stage.person("Ada").slash("imagine", channel="general", options=chosen)
    return await ask.until(lambda message: message["content"] and not message["flags"] & 128)


async def press(stage: Stage, shown: dict[str, Any], said: str, who: str = "Ada") -> Ask:
    button = next(custom_id for custom_id in custom_ids(shown) if custom_id.endswith(f":{said}"))
    return await stage.person(who).click(shown, button)


async def result(stage: Stage) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def look() -> bool:
        shown = stage.discord.messages("general")
        found[:] = [one for one in shown if one["attachments"] and "cancel:" not in str(one["components"])]
        return bool(found)

    await stage.discord.service.feed.until(look, 8)
    await stage.idle()
    return found[0]


def files(stage: Stage) -> list[str]:
    return [path.name for path in (stage.settings.data_dir / "references").rglob("*") if path.is_file()]


async def test_both_prompts_are_shown_before_anything_is_held(on_stage: Stage) -> None:
    _, shown = await question(on_stage)
    assert shown["content"] == (
        f"**Yours**\n> a fox\n**Richer**\n> {RICHER}\n"
        "GPT-4o Image makes either for at most **5 credits**; you can spend 100 credits. Which one?"
    )
    assert [button["label"] for button in shown["components"][0]["components"]] == [
        "Use mine",
        "Use the new one",
        "Edit",
        "Never mind",
    ]
    assert await on_stage.jobs() == []
    assert (await on_stage.balance("Ada")).held == 0
    assert [charge.model for charge in on_stage.gateway.bill] == ["gpt-4o-mini"]
    await press(on_stage, shown, "no")


@pytest.mark.parametrize(("said", "prompt"), [("mine", "a fox"), ("new", RICHER)])
async def test_the_chosen_one_is_made_also_after_a_restart(on_stage: Stage, said: str, prompt: str) -> None:
    _, shown = await question(on_stage, image=attached())
    await on_stage.restart()
    assert files(on_stage)
    await press(on_stage, shown, said)
    assert "> a fox" in (await result(on_stage))["content"]
    (job,) = await on_stage.jobs()
    assert job.request.prompt == prompt
    assert len(job.request.references) == 1
    assert (await on_stage.balance("Ada")).balance == 95


async def test_the_new_one_can_be_edited_first_also_over_a_restart(on_stage: Stage) -> None:
    _, shown = await question(on_stage)
    pressed = await press(on_stage, shown, "edit")
    await pressed.acknowledged()
    assert pressed.modal
    assert RICHER in str(pressed.modal)
    await on_stage.restart()
    await on_stage.person("Ada").submit_modal(pressed, {"prompt": "a fox at night"})
    assert "> a fox at night" in (await result(on_stage))["content"]
    assert [job.request.prompt for job in await on_stage.jobs()] == ["a fox at night"]


async def test_an_edited_prompt_of_nothing_leaves_the_question(on_stage: Stage) -> None:
    _, shown = await question(on_stage)
    pressed = await press(on_stage, shown, "edit")
    await pressed.acknowledged()
    sent = await on_stage.person("Ada").submit_modal(pressed, {"prompt": "   "})
    said = await sent.until(lambda message: message["flags"] & 64)
    assert said["content"] == "Please describe the picture: the prompt is empty."
    await press(on_stage, shown, "mine")
    assert await result(on_stage)


async def test_an_edited_prompt_that_costs_more_is_asked_about(open_stage: OpenStage) -> None:
    async with open_stage(credit_usd=Decimal("0.00001"), new_member_grant=100_000, confirm_above=0) as stage:
        _, shown = await question(stage, model="gpt-image-2")
        pressed = await press(stage, shown, "edit")
        await pressed.acknowledged()
        sent = await stage.person("Ada").submit_modal(pressed, {"prompt": "a fox " * 600})
        asked = await sent.until(lambda message: QUESTION in str(message["components"]))
        assert await stage.jobs() == []
        await stage.person("Ada").click(asked, custom_ids(asked)[0])
        assert await result(stage)
        assert (await stage.jobs())[0].request.prompt.startswith("a fox a fox")


async def test_never_mind_leaves_nothing_behind(on_stage: Stage) -> None:
    _, shown = await question(on_stage, image=attached())
    pressed = await press(on_stage, shown, "no")
    said = await pressed.until(lambda message: not message["components"])
    assert said["content"] == "> a fox\nNot made. It cost nothing."
    assert files(on_stage) == []
    assert await on_stage.jobs() == []


async def test_presses_at_once_are_one_job(on_stage: Stage) -> None:
    _, shown = await question(on_stage)
    await asyncio.gather(*[press(on_stage, shown, said) for said in ("mine", "new", "new")])
    await result(on_stage)
    assert [job.state for job in await on_stage.jobs()] == ["succeeded"]
    assert len(on_stage.gateway.bill) == 2


async def test_nobody_else_chooses(on_stage: Stage) -> None:
    _, shown = await question(on_stage)
    for said in ("mine", "new", "edit", "no"):
        pressed = await press(on_stage, shown, said, "Ben")
        told = await pressed.until(lambda message: message["flags"] & 64)
        assert told["content"] == "You may not do that here: it is for whoever asked for it."
    assert await on_stage.jobs() == []
    await press(on_stage, shown, "no")


async def test_what_cannot_be_paid_is_not_enhanced(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1) as stage:
        said = await refused(stage, image=attached())
        assert said["content"].startswith("This costs 5 credits and you have 1 credit")
        assert stage.gateway.requests == []
        assert files(stage) == []


@pytest.mark.parametrize(
    "trouble", [Prose("I'm sorry, I can't assist with that."), Prose(""), Prose("a fox"), statuses.html_502()]
)
async def test_a_useless_answer_is_one_sentence_and_leaves_nothing(on_stage: Stage, trouble: Any) -> None:
    on_stage.gateway.will(trouble)
    said = await refused(on_stage, image=attached())
    assert said["content"].startswith("The model that helps with prompts gave no usable answer. It cost nothing;")
    assert files(on_stage) == []
    assert await on_stage.jobs() == []
    assert (await on_stage.balance("Ada")).held == 0


@pytest.mark.parametrize("options", [{"enhance_model": ""}, {"help_per_day": 0}])
async def test_it_can_be_switched_off(open_stage: OpenStage, options: dict[str, Any]) -> None:
    async with open_stage(**options) as stage:
        assert (await refused(stage))["content"].startswith("This help with prompts is switched off here")
        assert stage.gateway.requests == []


async def test_it_counts_like_all_other_help(open_stage: OpenStage) -> None:
    async with open_stage(help_per_day=1) as stage:
        _, shown = await question(stage)
        assert (await refused(stage))["content"].startswith("You have used up today's help with prompts (1 a day)")
        await press(stage, shown, "no")
        (line,) = await stage.bot.services.store.read(books, "1970-01-01")
        assert (line.model, line.charged) == ("gpt-4o-mini", 0)


async def test_too_many_open_questions_stop_only_who_insists(open_stage: OpenStage) -> None:
    """By a setting it is for when there is help to be had: the request goes on without."""
    async with open_stage(max_waiting_per_member=1) as stage:
        await question(stage)
        said = (await refused(stage))["content"]
        assert said == (
            "You have as many questions open as there may be (1): answer one with its buttons, or wait an hour."
        )
        assert await stage.jobs() == []
        who = int(stage.world.guild.id), int(stage.person("Ada").id)
        await change(stage.bot.services, *who, "enhance", value=True)
        ask = await stage.person("Ada").slash("imagine", channel="general", prompt="a hare", model=MODEL)
        await result(stage)
        assert [job.request.prompt for job in await stage.jobs()] == ["a hare"]
        assert (await stage.balance("Ada")).balance == 95
        assert ask.id


async def test_an_old_question_is_taken_back(on_stage: Stage) -> None:
    _, shown = await question(on_stage, image=attached())
    later = on_stage.bot.services.studio.now() + 2 * HOUR
    on_stage.bot.services.upkeep.now = lambda: later
    await on_stage.bot.services.upkeep.questions()
    assert files(on_stage) == []
    pressed = await press(on_stage, shown, "new")
    said = await pressed.until(lambda message: message["flags"] & 64)
    assert said["content"] == "That question has been answered already, or is too old: please ask again."


@pytest.mark.parametrize(
    ("locale", "richer"),
    [
        ("de", "ein Fuchs, weiches Seitenlicht, feine Texturen"),
        ("zh-CN", "ein Fuchs, 柔和的侧光，细腻的纹理"),
    ],
)
async def test_it_is_in_the_member_s_language(on_stage: Stage, locale: str, richer: str) -> None:
    on_stage.person("Ada").locale = locale
    _, shown = await question(on_stage, prompt="ein Fuchs")
    assert f"> {richer}" in shown["content"]
    assert shown["content"].startswith({"de": "**Deiner**", "zh-CN": "**你的**"}[locale])
    await press(on_stage, shown, "no")


async def test_a_private_one_is_chosen_and_shown_in_private(on_stage: Stage) -> None:
    _, shown = await question(on_stage, private=True)
    assert shown["flags"] & 64
    pressed = await press(on_stage, shown, "new")
    said = await pressed.until(lambda message: message["attachments"])
    assert said["flags"] & 64
    await on_stage.idle()
    assert [job.private for job in await on_stage.jobs()] == [True]
