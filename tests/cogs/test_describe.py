"""/describe: four prompts for a picture, and the buttons that run them."""

import asyncio
import base64
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.credits.books import books, spent
from sandbox.aihubmix import statuses
from sandbox.aihubmix.behaviours import Behaviour, DropConnection, Prose, Status
from sandbox.discord import Ask, Upload
from tests.conftest import OpenStage
from tests.pictures import attached, png
from tests.results import finished, press
from tests.stage import Stage, custom_ids

OFF = "This help with prompts is switched off here: please write the prompt yourself."
FAILED = (
    "The model that helps with prompts gave no usable answer. It cost nothing; please try again in a minute, or write"
    " the prompt yourself."
)
DAY = 24 * 3600 * 1000


def blue(width: int = 3000, height: int = 1500) -> Upload:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "blue").save(file, "PNG")
    return attached(file.getvalue(), "blue.png")


async def describe(stage: Stage, who: str = "Ada", **options: Any) -> tuple[Ask, dict[str, Any]]:
    ask = await stage.person(who).slash("describe", channel="general", options=options)
    return ask, await stage.outcome(ask)


def asked(stage: Stage) -> list[Any]:
    """Bodies of the questions to chat models."""
    return [sent.json for sent in stage.gateway.requests if "chat/completions" in sent.path]


async def test_a_picture_becomes_four_prompts_with_a_button_each(on_stage: Stage) -> None:
    _, shown = await describe(on_stage, image=blue())
    assert shown["content"].startswith("Four prompts for this picture; a button makes it with your model")
    assert re.findall(r"^\*\*(\d)\*\*$", shown["content"], re.MULTILINE) == ["1", "2", "3", "4"]
    assert "> A blue picture of 1024 by 512 pixels, exact in every detail" in shown["content"]
    assert [custom_id[-1] for custom_id in custom_ids(shown)] == ["1", "2", "3", "4"]
    assert not shown["flags"] & 64
    (body,) = asked(on_stage)
    assert body["model"] == "gpt-4o-mini"
    url = body["messages"][1]["content"][1]["image_url"]["url"]
    assert url.startswith("data:image/jpeg;base64,")
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as sent:
        assert (sent.format, sent.size) == ("JPEG", (1024, 512))
    assert await on_stage.jobs() == []
    assert (await on_stage.balance("Ada")).held == 0


async def test_a_button_makes_it_with_the_default_model_of_whoever_presses(open_stage: OpenStage) -> None:
    async with open_stage(default_image_model="gpt-4o-image") as stage:
        _, shown = await describe(stage, image=blue())
        await stage.restart()
        job, result = await press(stage, stage.person("Ben"), shown, custom_ids(shown)[3])
        assert "> blue, 1024 to 512" in result["content"]
        assert result["attachments"]
        assert (job.user_id, job.request.model) == (int(stage.person("Ben").id), "gpt-4o-image")
        assert job.request.count == 1
        assert (await stage.balance("Ben")).balance == 95
        assert (await stage.balance("Ada")).held == 0


async def test_two_people_press_and_each_pays_for_their_own(open_stage: OpenStage) -> None:
    async with open_stage(default_image_model="gpt-4o-image") as stage:
        _, shown = await describe(stage, image=blue())
        one, two = custom_ids(shown)[:2]
        await asyncio.gather(stage.person("Ada").click(shown, one), stage.person("Ben").click(shown, two))
        await finished(stage, 2)
        assert {job.user_id for job in await stage.jobs()} == {int(stage.person(name).id) for name in ("Ada", "Ben")}
        assert [(await stage.balance(name)).balance for name in ("Ada", "Ben")] == [95, 95]


async def test_without_a_picture_it_looks_at_the_latest_result(open_stage: OpenStage) -> None:
    async with open_stage() as stage:
        _, refused = await describe(stage)
        assert refused["content"] == "Attach the picture to describe, or make one in this channel first."
        await stage.imagine(prompt="a fox", model="gpt-4o-image")
        await stage.idle()
        await stage.imagine("Ben", prompt="a cat", model="gpt-4o-image")
        await stage.idle()
        _, shown = await describe(stage)
        assert "picture of 1024 by 1024 pixels" in shown["content"]
        body = asked(stage)[-1]
        made = await stage.jobs()
        sent = base64.b64decode(body["messages"][1]["content"][1]["image_url"]["url"].partition(",")[2])
        path = stage.settings.data_dir / "results" / made[0].id / "1.png"
        with Image.open(path) as picture, Image.open(io.BytesIO(sent)) as seen:
            apart = ImageStat.Stat(ImageChops.difference(picture.convert("RGB"), seen.convert("RGB")))
        assert max(apart.mean) < 8, "the very picture, as a JPEG"


async def test_a_private_result_is_described_in_private_only(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model="gpt-4o-image", private=True)
    await on_stage.idle()
    _, refused = await describe(on_stage)
    assert refused["content"].startswith("Attach the picture to describe")
    _, shown = await describe(on_stage, private=True)
    assert shown["flags"] & 64
    await on_stage.person("Ada").click(shown, custom_ids(shown)[0])
    await finished(on_stage, 2)
    assert [job.private for job in await on_stage.jobs()] == [True, True]


async def test_it_works_in_direct_messages(open_stage: OpenStage) -> None:
    async with open_stage(default_image_model="gpt-4o-image") as stage:
        await stage.imagine(prompt="a fox", model="gpt-4o-image")
        await stage.idle()
        ask = await stage.person("Ada").slash("describe", channel=None, options={"image": blue()})
        shown = await ask.until(lambda message: message["components"])
        await stage.person("Ada").click(shown, custom_ids(shown)[3])
        job = await finished(stage, 2)
        assert job.request.prompt == "blue, 1024 to 512"
        assert (await stage.balance("Ada")).balance == 90


@pytest.mark.parametrize(
    ("locale", "title", "prompt"),
    [
        ("de", "Vier Prompts zu diesem Bild;", "> Ein blaues Bild, 1024 mal 512 Pixel, bis ins Kleinste genau"),
        ("zh-CN", "为这张图片写的四条提示词；", "> 一张蓝色的图片，1024乘512像素，细节精确"),
    ],
)
async def test_prompts_are_in_the_member_s_language(on_stage: Stage, locale: str, title: str, prompt: str) -> None:
    on_stage.person("Ada").locale = locale
    _, shown = await describe(on_stage, image=blue())
    assert shown["content"].startswith(title)
    assert prompt in shown["content"]


LONG = [f"{number} " + "very *long* prompt " * 60 for number in range(1, 5)]


async def test_long_prompts_are_cut_only_where_they_are_shown(open_stage: OpenStage) -> None:
    async with open_stage(default_image_model="gpt-4o-image") as stage:
        listed = "\n".join(f"{number}. {words}" for number, words in enumerate(["short", *LONG[1:]], 1))
        stage.gateway.will(Prose(f"Here you are:\n{listed}"))
        _, shown = await describe(stage, image=blue())
        assert 1900 < len(shown["content"]) <= 2000
        assert "> short\n" in shown["content"]
        assert shown["content"].count("…") == 3
        job, result = await press(stage, stage.person("Ada"), shown, custom_ids(shown)[1])
        assert result["attachments"]
        assert job.request.prompt == " ".join(LONG[1].split())


TROUBLE: list[Behaviour | tuple[Behaviour, ...]] = [
    Prose("I'm sorry, but I can't help with that."),
    Prose("Es tut mir leid, aber dieses Bild kann ich nicht beschreiben."),
    Prose('{"prompts": ["one", "two", "three"]}'),
    Prose('{"prompts": ["one", "two", "three", "three"]}'),
    Prose('{"prompts": [1, 2, 3, 4]}'),
    Prose('```json\n{"prompts": ["one", "two"\n```'),
    Prose("A nice picture."),
    Prose(""),
    Status(200, "<html><body>Welcome</body></html>", {"Content-Type": "text/html"}),
    Status(502, "<html>bad gateway</html>"),
    statuses.empty_500(),
    DropConnection(),
]


@pytest.mark.parametrize("trouble", TROUBLE, ids=str)
async def test_what_is_no_four_prompts_is_one_sentence_and_costs_nothing(on_stage: Stage, trouble: Any) -> None:
    on_stage.gateway.will(trouble)
    ask, _ = await describe(on_stage, image=attached())
    said = await ask.until(lambda message: message["content"])
    assert said["content"] == FAILED
    assert said["flags"] & 64
    assert (await on_stage.balance("Ada")).held == 0
    assert len(asked(on_stage)) == 1
    assert not list((on_stage.settings.data_dir / "references").rglob("*/*"))


async def test_a_busy_model_is_asked_once_more_and_what_it_refused_is_not_counted(open_stage: OpenStage) -> None:
    async with open_stage(help_per_day=1) as stage:
        busy = statuses.rate_limited()
        stage.gateway.will(busy, busy)
        _, failed = await describe(stage, image=attached())
        assert failed["content"] == FAILED
        assert len(asked(stage)) == 2
        stage.gateway.will(busy)
        _, shown = await describe(stage, image=attached())
        assert custom_ids(shown)


async def test_so_often_a_day_for_each_member_also_over_a_restart(open_stage: OpenStage) -> None:
    async with open_stage(help_per_day=2) as stage:
        for _ in range(2):
            assert custom_ids((await describe(stage, image=attached()))[1])
        await stage.restart()
        _, refused = await describe(stage, image=attached())
        assert refused["content"] == (
            "You have used up today's help with prompts (2 a day): please come back tomorrow, or write the prompt"
            " yourself."
        )
        assert len(asked(stage)) == 2
        assert custom_ids((await describe(stage, "Ben", image=attached()))[1])
        tomorrow = stage.bot.services.studio.now() + DAY
        stage.bot.services.prompt_help.now = lambda: tomorrow
        assert custom_ids((await describe(stage, image=attached()))[1])


async def test_at_once_is_no_more_often(open_stage: OpenStage) -> None:
    async with open_stage(help_per_day=3) as stage:
        asks = await asyncio.gather(
            *[stage.person("Ada").slash("describe", channel="general", options={"image": attached()}) for _ in range(6)]
        )
        said = [(await stage.outcome(ask))["content"] for ask in asks]
        assert sum(words.startswith("Four prompts") for words in said) == 3
        assert sum(words.startswith("You have used up") for words in said) == 3
        assert len(asked(stage)) == 3


@pytest.mark.parametrize("options", [{"describe_model": ""}, {"help_per_day": 0}])
async def test_it_can_be_switched_off(open_stage: OpenStage, options: dict[str, Any]) -> None:
    async with open_stage(**options) as stage:
        ask, shown = await describe(stage, image=attached())
        assert shown["content"] == OFF
        assert shown["flags"] & 64
        assert ask.ack_seconds is not None
        assert asked(stage) == []


async def test_it_is_in_the_books_and_paid_by_nobody(on_stage: Stage) -> None:
    await describe(on_stage, image=blue())
    on_stage.gateway.will(Prose("nothing of use"))
    await describe(on_stage, image=blue())
    (line,) = await on_stage.bot.services.store.read(books, "1970-01-01")
    assert (line.model, line.count, line.charged) == ("gpt-4o-mini", 2, 0)
    assert line.guild_id == int(on_stage.world.guild.id)
    billed = sum((charge.usd for charge in on_stage.gateway.bill), Decimal(0))
    assert abs(line.billed - billed) <= Decimal("0.000002")
    assert line.wasted == 0


async def test_the_ceiling_holds_for_help_as_well(open_stage: OpenStage) -> None:
    async with open_stage(usd_per_day=Decimal("0.001")) as stage:
        _, refused = await describe(stage, image=attached())
        assert refused["content"].startswith("The studio has reached its budget for today")
        assert asked(stage) == []
        owner = stage.world.direct_channel(stage.world.user("Olga"))
        assert stage.discord.messages(owner)
        assert await stage.bot.services.store.read(spent, "1970-01-01") == 0


async def test_what_is_no_picture_is_said_before_anybody_is_asked(open_stage: OpenStage) -> None:
    async with open_stage(help_per_day=1) as stage:
        _, refused = await describe(stage, image=attached(b"no picture at all", "cat.png"))
        assert refused["content"].startswith("cat.png is not a picture")
        assert custom_ids((await describe(stage, image=attached(png(40, 30))))[1]), "it was not counted"
