"""What costs much, and every video, is asked about before anything is held."""

import asyncio
import re
from typing import Any

import pytest

from bot.credits.pricing import Rate
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.pictures import attached
from tests.stage import QUESTION, Stage, answered

VIDEO, PICTURE = "doubao-seedance-2-0-fast-260128", "gpt-4o-image"
HOUR = 3600 * 1000


async def question(stage: Stage, command: str = "video", **options: Any) -> tuple[Ask, dict[str, Any]]:
    options = {"prompt": "a fox", "model": VIDEO if command == "video" else PICTURE, **options}
    ask = await stage.person("Ada").slash(command, channel="general", options=options)
    return ask, await ask.until(lambda message: QUESTION in str(message["components"]))


def files(stage: Stage) -> list[str]:
    return [path.name for path in (stage.settings.data_dir / "references").rglob("*") if path.is_file()]


async def test_a_video_says_its_price_and_holds_nothing_until_the_member_agrees(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, asked = await question(stage)
        price = stage.bot.services.studio.rate.credits(stage.bot.services.catalog[VIDEO].price.usd)
        assert "makes this for **" in asked["content"]
        assert "you can spend 5,000 credits. Shall it?" in asked["content"]
        assert await stage.jobs() == []
        assert (await stage.balance("Ada")).held == 0
        result = await stage.outcome(ask)
        assert result["attachments"]
        await stage.idle()
        (job,) = await stage.jobs()
        assert f"**{job.hold:,} credits**" in asked["content"]
        assert job.hold >= price


async def test_never_mind_leaves_nothing_behind(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, _ = await question(stage, image=attached())
        assert files(stage)
        pressed = await answered(stage.discord, ask, "no")
        said = await pressed.until(lambda message: not message["components"])
        assert said["content"] == "> a fox\nNot made. It cost nothing."
        assert files(stage) == []
        assert await stage.jobs() == []
        assert not stage.gateway.bill


@pytest.mark.parametrize(("above", "asks"), [(4, True), (5, False)])
async def test_a_picture_is_asked_about_above_the_server_s_threshold(
    open_stage: OpenStage, above: int, asks: bool
) -> None:
    async with open_stage(confirm_above=above) as stage:
        ask = await stage.person("Ada").slash(
            "imagine", channel="general", options={"prompt": "a fox", "model": PICTURE}
        )
        shown = await ask.until(lambda message: message["components"])
        assert (QUESTION in str(shown["components"])) is asks
        assert (await stage.outcome(ask))["attachments"]


async def test_the_question_survives_a_restart_with_its_pictures(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, _ = await question(stage, image=attached())
        await stage.restart()
        assert files(stage)
        assert (await stage.outcome(ask))["attachments"]
        await stage.idle()
        assert [job.state for job in await stage.jobs()] == ["succeeded"]


async def test_presses_at_once_are_one_job(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=50_000) as stage:
        ask, asked = await question(stage)
        ada = stage.person("Ada")
        button = next(item["custom_id"] for item in asked["components"][0]["components"])
        await asyncio.gather(*[ada.click(asked, button) for _ in range(3)])
        await stage.discord.service.feed.until(
            lambda: any(message["attachments"] for message in stage.discord.messages("general")), 8
        )
        await stage.idle()
        assert [job.state for job in await stage.jobs()] == ["succeeded"]
        assert len(stage.gateway.bill) == 1
        assert ask.response is None, "the progress message has gone, and no question is left"


async def test_nobody_else_answers_it(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, asked = await question(stage)
        for who in ("Ben", "Mod"):
            pressed = await stage.person(who).click(asked, asked["components"][0]["components"][0]["custom_id"])
            refused = await pressed.until(lambda message: message["flags"] & 64)
            assert refused["content"] == "You may not do that here: it is for whoever asked for it."
        assert await stage.jobs() == []
        await stage.outcome(ask)


@pytest.mark.parametrize(
    ("locale", "most"), [("en-US", "for at most **17 "), ("de", "für höchstens **17 "), ("zh-CN", "最多需要 **17 ")]
)
async def test_a_price_that_what_is_used_may_lower_is_no_exact_one(
    open_stage: OpenStage, locale: str, most: str
) -> None:
    async with open_stage(confirm_above=0) as stage:
        stage.person("Ada").locale = locale
        ask, asked = await question(stage, "imagine", model="gpt-image-2", quality="low")
        (held,) = re.findall(r"\*\*(\d+) ", asked["content"])
        assert most.replace("17", held) in asked["content"]
        result = await stage.outcome(ask)
        assert result["attachments"]
        await stage.idle()
        (job,) = await stage.jobs()
        assert (job.cost or 0) < job.hold == int(held)


async def test_too_few_credits_for_an_upper_bound_are_said_to_be_that(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=3) as stage:
        refused = await stage.imagine(prompt="a fox", model="gpt-image-2", quality="low")
        assert re.match(
            r"This costs at most \d+ credits, which are set aside first, and you have 3 credits: ", refused["content"]
        )
        batch = await stage.imagine(prompt="a {red,blue} fox", model="gpt-image-2", quality="low")
        assert batch["content"].startswith("This costs at most ")
        exact = await stage.imagine(prompt="a fox", model=PICTURE)
        assert exact["content"].startswith("This costs 5 credits and you have 3 credits")


async def test_what_cannot_be_paid_is_refused_and_not_asked_about(on_stage: Stage) -> None:
    ask = await on_stage.person("Ada").slash(
        "video", channel="general", options={"prompt": "a fox", "model": "veo-3.1-generate-preview"}
    )
    refused = await on_stage.outcome(ask)
    assert refused["content"].startswith("This costs ")
    assert "and you have 100 credits" in refused["content"]


async def test_credits_spent_meanwhile_refuse_the_yes_and_leave_the_question(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=8, confirm_above=0) as stage:
        ask, _ = await question(stage, "imagine")
        await stage.imagine(prompt="something else", model=PICTURE)
        await stage.idle()
        pressed = await answered(stage.discord, ask, "yes")
        refused = await pressed.until(lambda message: message["flags"] & 64)
        assert refused["content"].startswith("This costs 5 credits and you have 3 credits")
        assert ask.response
        assert QUESTION in str(ask.response["components"]), "it can still be answered"
        await answered(stage.discord, ask, "no")


async def test_nobody_pays_more_than_they_agreed_to(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, _ = await question(stage)
        studio = stage.bot.services.studio
        studio.rate = Rate(studio.rate.credit_usd, studio.rate.markup * 2)
        pressed = await answered(stage.discord, ask, "yes")
        refused = await pressed.until(lambda message: message["flags"] & 64)
        assert "please ask again" in refused["content"]
        assert await stage.jobs() == []
        studio.rate = Rate(studio.rate.credit_usd, studio.rate.markup / 2)
        assert (await stage.outcome(ask))["attachments"]


async def test_an_old_question_is_taken_back_and_says_so(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5000) as stage:
        ask, _ = await question(stage, image=attached())
        upkeep, studio = stage.bot.services.upkeep, stage.bot.services.studio
        await upkeep.questions()
        assert files(stage), "it may still be answered"
        later = studio.now() + 2 * HOUR
        upkeep.now = lambda: later
        await upkeep.questions()
        assert files(stage) == []
        pressed = await answered(stage.discord, ask, "yes")
        refused = await pressed.until(lambda message: message["flags"] & 64)
        assert refused["content"] == "That question has been answered already, or is too old: please ask again."
