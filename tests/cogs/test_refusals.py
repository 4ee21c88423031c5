"""A job that a model refused: why, and a safer wording for it, which costs nothing until it is run."""

import asyncio
from typing import Any

import pytest

from sandbox.aihubmix import statuses
from sandbox.aihubmix.behaviours import Prose, Refuse
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.pictures import attached
from tests.stage import Stage, custom_ids

MODEL = "gpt-4o-image"
BLOODY = "a bloody fox by Greg Rutkowski"
SAFER = "a fox in painterly epic fantasy style"
DAY = 24 * 3600 * 1000


async def refused(stage: Stage, who: str = "Ada", behaviour: Any = None, **options: Any) -> dict[str, Any]:
    """The last word of a job that the model refused."""
    stage.gateway.will(behaviour or Refuse())
    chosen = {"prompt": BLOODY, "model": MODEL, **options}
    ask = await stage.person(who).slash("imagine", channel="general", options=chosen)
    said = await ask.until(lambda message: "It cost nothing" in message["content"], 8)
    await stage.idle()
    return said


def labels(message: dict[str, Any]) -> list[str]:
    return [item["label"] for row in message["components"] for item in row["components"]]


async def press(stage: Stage, message: dict[str, Any], label: str, who: str = "Ada") -> Ask:
    return await stage.person(who).click(message, label)


async def reworded(stage: Stage, message: dict[str, Any]) -> dict[str, Any]:
    """What the last word becomes."""
    pressed = await press(stage, message, "Safer wording")
    return await pressed.until(lambda said: "reword:" in str(said["components"]))


async def result(stage: Stage, channel: Any = "general") -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def look() -> bool:
        shown = stage.discord.messages(channel)
        found[:] = [one for one in shown if one["attachments"] and "cancel:" not in str(one["components"])]
        return bool(found)

    await stage.discord.service.feed.until(look, 8)
    await stage.idle()
    return found[0]


def files(stage: Stage) -> list[str]:
    return [path.name for path in (stage.settings.data_dir / "references").rglob("*") if path.is_file()]


@pytest.mark.parametrize("stage_of_it", ["input", "output"])
async def test_a_refusal_explains_itself_was_free_and_offers_a_safer_wording(on_stage: Stage, stage_of_it: Any) -> None:
    said = await refused(on_stage, behaviour=Refuse(stage_of_it))
    assert said["content"].startswith("> a bloody fox by Greg Rutkowski\nThe model ")
    assert "It cost nothing; please try other words." in said["content"]
    assert labels(said) == ["Safer wording"]
    assert (await on_stage.balance("Ada")).balance == 100


async def test_what_another_wire_refuses_is_offered_as_well(on_stage: Stage) -> None:
    said = await refused(on_stage, model="imagen-3.0-generate-002", prompt="a bloody fox in the forest")
    assert labels(said) == ["Safer wording"]


async def test_what_fails_for_another_reason_is_not(on_stage: Stage) -> None:
    said = await refused(on_stage, behaviour=statuses.html_502())
    assert said["components"] == []


async def test_a_safer_wording_costs_nothing_until_it_is_run(on_stage: Stage) -> None:
    said = await refused(on_stage, aspect="3:2", image=attached())
    await on_stage.restart()
    shown = await reworded(on_stage, said)
    assert shown["content"] == (f"> {BLOODY}\n**A safer wording**\n> {SAFER}\nIt costs nothing until you run it.")
    assert labels(shown) == ["Run it", "Edit", "Cancel"]
    assert [job.state for job in await on_stage.jobs()] == ["failed"]
    assert (await on_stage.balance("Ada")).held == 0
    await on_stage.restart()
    await press(on_stage, shown, "Run it")
    assert f"> {SAFER}" in (await result(on_stage))["content"]
    before, after = await on_stage.jobs()
    assert after.request.prompt == SAFER
    assert (
        after.request.model_copy(update={"prompt": BLOODY, "references": before.request.references}) == before.request
    )
    assert len(after.request.references) == 1
    assert (await on_stage.balance("Ada")).balance == 95


async def test_it_can_be_edited_first_also_over_a_restart(on_stage: Stage) -> None:
    shown = await reworded(on_stage, await refused(on_stage))
    pressed = await press(on_stage, shown, "Edit")
    await pressed.acknowledged()
    assert SAFER in str(pressed.modal)
    await on_stage.restart()
    empty = await on_stage.person("Ada").submit_modal(pressed, {"prompt": "  "})
    told = await empty.until(lambda message: message["flags"] & 64)
    assert told["content"] == "Please describe the picture: the prompt is empty."
    await on_stage.person("Ada").submit_modal(pressed, {"prompt": "a tame fox"})
    assert "> a tame fox" in (await result(on_stage))["content"]
    assert [job.request.prompt for job in await on_stage.jobs()] == [BLOODY, "a tame fox"]


async def test_cancel_brings_the_refusal_back(on_stage: Stage) -> None:
    said = await refused(on_stage)
    shown = await reworded(on_stage, said)
    pressed = await press(on_stage, shown, "Cancel")
    back = await pressed.until(lambda message: "refused:" in str(message["components"]))
    assert back["content"] == said["content"]
    assert labels(back) == ["Safer wording"]
    assert len(await on_stage.jobs()) == 1


async def test_presses_at_once_are_one_job(on_stage: Stage) -> None:
    shown = await reworded(on_stage, await refused(on_stage, image=attached()))
    await asyncio.gather(*[press(on_stage, shown, "Run it") for _ in range(3)])
    await result(on_stage)
    assert [job.state for job in await on_stage.jobs()] == ["failed", "succeeded"]
    assert (await on_stage.balance("Ada")).balance == 95


async def test_what_is_refused_again_is_offered_again(on_stage: Stage) -> None:
    shown = await reworded(on_stage, await refused(on_stage, image=attached()))
    on_stage.gateway.will(Refuse())
    pressed = await press(on_stage, shown, "Run it")
    again = await pressed.until(lambda message: labels(message) == ["Safer wording"], 8)
    assert again["content"].startswith(f"> {SAFER}\n")
    await on_stage.idle()
    assert [job.state for job in await on_stage.jobs()] == ["failed", "failed"]
    await press(on_stage, await reworded(on_stage, again), "Run it")
    assert await result(on_stage)
    assert len((await on_stage.jobs())[-1].request.references) == 1


async def test_nobody_else_presses(on_stage: Stage) -> None:
    said = await refused(on_stage)
    told = await (await press(on_stage, said, "Safer wording", "Ben")).until(lambda message: message["flags"] & 64)
    assert told["content"] == "You may not do that here: it is for whoever asked for it."
    shown = await reworded(on_stage, said)
    for label in ("Run it", "Edit", "Cancel"):
        told = await (await press(on_stage, shown, label, "Mod")).until(lambda message: message["flags"] & 64)
        assert told["content"] == "You may not do that here: it is for whoever asked for it."
    assert len(await on_stage.jobs()) == 1


@pytest.mark.parametrize("trouble", [Prose("I can't help with that."), Prose(BLOODY), statuses.html_502()])
async def test_a_useless_answer_leaves_the_button(on_stage: Stage, trouble: Any) -> None:
    said = await refused(on_stage)
    on_stage.gateway.will(trouble)
    told = await (await press(on_stage, said, "Safer wording")).until(lambda message: message["flags"] & 64)
    assert told["content"].startswith("The model that helps with prompts gave no usable answer. It cost nothing;")
    assert await reworded(on_stage, said)


@pytest.mark.parametrize("options", [{"rewrite_model": ""}, {"help_per_day": 0}])
async def test_switched_off_there_is_no_button(open_stage: OpenStage, options: dict[str, Any]) -> None:
    async with open_stage(**options) as stage:
        assert (await refused(stage))["components"] == []


async def test_what_cannot_be_paid_leaves_the_wording(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=8) as stage:
        shown = await reworded(stage, await refused(stage))
        await stage.imagine(prompt="something else", model=MODEL)
        await stage.idle()
        told = await (await press(stage, shown, "Run it")).until(lambda message: message["flags"] & 64)
        assert told["content"].startswith("This costs 5 credits and you have 3 credits")
        assert len(await stage.jobs()) == 2
        await press(stage, shown, "Cancel")


async def test_pictures_are_kept_for_a_week(on_stage: Stage) -> None:
    shown = await reworded(on_stage, await refused(on_stage, image=attached()))
    other = await refused(on_stage, image=attached())
    upkeep, now = on_stage.bot.services.upkeep, on_stage.bot.services.studio.now()
    upkeep.now = lambda: now + 6 * DAY
    await upkeep.refused()
    assert len(files(on_stage)) == 2
    upkeep.now = lambda: now + 8 * DAY
    await upkeep.refused()
    assert files(on_stage) == []
    told = await (await press(on_stage, shown, "Run it")).until(lambda message: message["flags"] & 64)
    assert told["content"].startswith("The pictures you gave are not kept any more")
    told = await (await press(on_stage, other, "Safer wording")).until(lambda message: message["flags"] & 64)
    assert told["content"].startswith("The pictures you gave are not kept any more")
    assert len(await on_stage.jobs()) == 2


async def test_a_double_click_asks_the_chat_model_once(on_stage: Stage) -> None:
    said = await refused(on_stage)
    presses = await asyncio.gather(*[press(on_stage, said, "Safer wording") for _ in range(3)])
    for pressed in presses:
        await pressed.until(lambda message: "reword:" in str(message["components"]))
    asked = [sent.json["model"] for sent in on_stage.gateway.requests if "chat/completions" in sent.path]
    assert asked.count("gpt-4o-mini") == 1


async def test_a_private_one_stays_private(on_stage: Stage) -> None:
    said = await refused(on_stage, private=True)
    assert said["flags"] & 64
    shown = await reworded(on_stage, said)
    pressed = await press(on_stage, shown, "Run it")
    made = await pressed.until(lambda message: message["attachments"])
    assert made["flags"] & 64
    await on_stage.idle()
    assert not any(BLOODY in message["content"] for message in on_stage.discord.messages("general"))


async def test_in_direct_messages_there_is_a_safer_wording_and_no_moderator(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model=MODEL)
    await on_stage.idle()
    await on_stage.outcome(
        await on_stage.person("Mod").slash("server appeals", channel="gallery", options={"channel": "gallery"})
    )
    on_stage.gateway.will(Refuse())
    ask = await on_stage.person("Ada").slash("imagine", channel=None, options={"prompt": BLOODY, "model": MODEL})
    said = await ask.until(lambda message: "It cost nothing" in message["content"], 8)
    assert labels(said) == ["Safer wording"]
    await on_stage.idle()
    await press(on_stage, await reworded(on_stage, said), "Run it")
    made = await result(on_stage, on_stage.world.direct_channel(on_stage.person("Ada").user))
    assert f"> {SAFER}" in made["content"]
    assert (await on_stage.balance("Ada")).balance == 90


@pytest.mark.parametrize(
    ("locale", "button", "title", "run"),
    [
        ("de", "Unverfänglicher formulieren", "**Unverfänglicher formuliert**", "Ausführen"),
        ("zh-CN", "换更稳妥的说法", "**更稳妥的说法**", "运行"),
    ],
)
async def test_it_is_in_the_member_s_language(on_stage: Stage, locale: str, button: str, title: str, run: str) -> None:
    on_stage.person("Ada").locale = locale
    on_stage.gateway.will(Refuse())
    ask = await on_stage.person("Ada").slash(
        "imagine", channel="general", options={"prompt": "ein blutiger Fuchs", "model": MODEL}
    )
    said = await ask.until(lambda message: "refused:" in str(message["components"]), 8)
    pressed = await press(on_stage, said, button)
    shown = await pressed.until(lambda message: "reword:" in str(message["components"]))
    assert title in shown["content"]
    assert "> Fuchs" in shown["content"] or "> ein " in shown["content"]
    assert labels(shown)[0] == run


async def test_forged_ids_of_others_show_and_run_nothing(on_stage: Stage) -> None:
    said = await refused(on_stage)
    (job,) = await on_stage.jobs()
    shown = await reworded(on_stage, said)
    suggestion = custom_ids(shown)[0].split(":")[1]
    posted = on_stage.discord.service.board.get(shown["id"])
    assert posted
    for forged in (f"describe:{suggestion}:1", f"reword:{job.id}:run", f"enhance:{job.id}:new", f"allowed:{job.id}"):
        posted.data["components"] = [
            {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "label": "x", "custom_id": forged}]}
        ]
        pressed = await on_stage.person("Ada").click(shown, forged)
        told = await pressed.until(lambda message: message["flags"] & 64)
        assert "Something broke" not in told["content"]
    assert len(await on_stage.jobs()) == 1
