"""/imagine from the keystroke to the picture, through both sandboxes."""

import io
from typing import Any

import pytest
from PIL import Image

from bot.catalog.catalog import Catalog
from sandbox.aihubmix.behaviours import AsLinks, Dialect, Fewer, JsonInsteadOfStream
from sandbox.aihubmix.statuses import incorrect_model_id, unknown_parameter
from sandbox.discord import Ask, Upload
from tests.conftest import OpenStage
from tests.pictures import attached, moving, png
from tests.stage import Stage

STREAMING = [spec.id for spec in Catalog.load() if spec.partial_images or spec.wires[0] == "transcript"]


async def pictures(stage: Stage, message: dict[str, Any]) -> list[Image.Image]:
    found: list[Image.Image] = []
    for attachment in message["attachments"]:
        image = Image.open(io.BytesIO(await stage.discord.cdn_bytes(attachment["url"])))
        image.load()
        found.append(image)
    return found


TAKERS = ["gpt-4o-image", "gpt-image-2"]  # test_every_model.py has all of them


@pytest.mark.parametrize("model", TAKERS)
@pytest.mark.parametrize(
    "picture",
    [attached(), attached(png(900, 900, noise=True), "large.png"), attached(moving(), "moving.gif")],
    ids=["small", "over a megabyte", "a moving one"],
)
async def test_a_reference_of_any_kind_goes_along(on_stage: Stage, model: str, picture: Upload) -> None:
    result = await on_stage.imagine(prompt="make it red", model=model, image=picture)
    assert len(await pictures(on_stage, result)) == 1
    assert any(sent.files or "image_url" in str(sent.json)[:400] for sent in on_stage.gateway.requests)


async def test_sizes_backgrounds_and_strictness_reach_the_gateway(open_stage: OpenStage) -> None:
    async with open_stage(image_moderation="low") as stage:
        result = await stage.imagine(prompt="a fox", model="gpt-image-2", aspect="3:2", background="Transparent ")
        (picture,) = await pictures(stage, result)
        assert picture.size == (1536, 1024)
        assert picture.mode == "RGBA"
        sent = stage.gateway.requests[-1].json
        assert sent
        assert (sent["background"], sent["moderation"]) == ("transparent", "low")
        await stage.imagine(prompt="a fox", model="gpt-4o-image")


async def test_without_a_reference_there_are_more_shapes(on_stage: Stage) -> None:
    result = await on_stage.imagine(prompt="a fox", model="gpt-image-2", aspect="16:9")
    (picture,) = await pictures(on_stage, result)
    assert picture.size == (1536, 864)
    said = await on_stage.imagine(prompt="a fox", model="gpt-image-2", aspect="16:9", image=attached())
    assert "cannot do aspect 16\\:9" in said["content"]


async def test_the_result_is_a_regular_message_that_says_it_all(on_stage: Stage) -> None:
    result = await on_stage.imagine(prompt="a *fox* <@1> @everyone [x](http://y)\n# big", model="gpt-4o-image")
    ada = on_stage.person("Ada").id
    assert result["content"] == (
        f"<@{ada}>\n"
        "> a \\*fox\\* \\<@\u200b1\\> @\u200beveryone \\[x\\]\\(http\\://y\\) \\# big\n"
        "GPT-4o Image · 1024×1024 · 5 credits · 95 credits left"
    )
    assert result.get("interaction_metadata") is None, "a reply to a regular message reaches the bot"
    assert result["mentions"] == []
    assert not result["mention_everyone"]
    (attachment,) = result["attachments"]
    (job,) = await on_stage.jobs()
    assert attachment["filename"] == f"gpt-4o-image-{job.id}-1.png"
    assert attachment["description"] == "AI picture: a *fox* <@1> @everyone [x](http://y) # big"
    assert on_stage.discord.messages("general") == [result], "the progress message has gone"


async def test_several_pictures_are_one_message_and_one_price(on_stage: Stage) -> None:
    result = await on_stage.imagine(prompt="foxes", model="gpt-4o-image-vip", count=4)
    assert len(await pictures(on_stage, result)) == 4
    assert "9 credits · 91 credits left" in result["content"]
    assert [attachment["description"] for attachment in result["attachments"]][-1] == "AI picture 4 of 4: foxes"


async def test_fewer_pictures_than_asked_are_told_and_only_they_are_paid(on_stage: Stage) -> None:
    on_stage.gateway.will(Fewer(2))
    result = await on_stage.imagine(prompt="foxes", model="gpt-image-1", count=3, aspect="1:1")
    assert "2 of 3 pictures came; you paid for what came." in result["content"]
    (job,) = await on_stage.jobs()
    assert 0 < 100 - (await on_stage.balance("Ada")).balance <= job.hold * 2 / 3 + 1


async def test_links_from_the_images_endpoint_are_fetched_at_once(on_stage: Stage) -> None:
    on_stage.gateway.will(AsLinks())
    result = await on_stage.imagine(prompt="a fox", model="gpt-image-2")
    assert len(await pictures(on_stage, result)) == 1


@pytest.mark.parametrize("model", STREAMING)
async def test_one_json_body_instead_of_a_stream_will_do(on_stage: Stage, model: str) -> None:
    on_stage.gateway.will(JsonInsteadOfStream())
    assert len(await pictures(on_stage, await on_stage.imagine(prompt="a fox", model=model))) == 1


async def test_a_mirror_in_another_language_is_understood(on_stage: Stage) -> None:
    on_stage.gateway.will(Dialect("chinese-2026", "stars", "words", crlf=True))
    assert len(await pictures(on_stage, await on_stage.imagine(prompt="狐狸", model="gpt-4o-image"))) == 1


async def test_optional_fields_are_dropped_once_when_the_gateway_complains(on_stage: Stage) -> None:
    on_stage.gateway.will(unknown_parameter("partial_images"))
    result = await on_stage.imagine(prompt="a fox", model="gpt-image-2")
    assert len(await pictures(on_stage, result)) == 1
    first, second = on_stage.gateway.requests[-2:]
    assert first.json
    assert second.json
    assert set(first.json) - set(second.json) == {"stream", "partial_images"}
    assert len(on_stage.gateway.bill) == 1


async def test_what_had_to_be_left_out_is_said_if_the_member_chose_it(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        stage.gateway.will(unknown_parameter("background"))
        chosen = {"background": "opaque", "options": "output_format=webp"}
        said = await stage.imagine(prompt="a fox", model="gpt-image-2", options=chosen)
        assert said["content"].endswith(
            "-# Not taken by the model at the moment, so left out: background, output\\_format."
        )
        stage.gateway.will(unknown_parameter("partial_images"))
        assert "left out" not in (await stage.imagine(prompt="a fox", model="gpt-image-2"))["content"]


async def test_what_only_a_wire_that_is_gone_can_carry_is_named(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        stage.gateway.always(incorrect_model_id())
        said = await stage.imagine(prompt="a fox", model="gemini-3.1-flash-image", resolution="4K")
        assert "cannot be had with this at the moment: resolution. It cost nothing" in said["content"]
        said = await stage.imagine(prompt="a fox", model="gemini-3.1-flash-image")
        assert "not offered any more" in said["content"]


async def test_a_private_picture_is_seen_by_nobody_else(on_stage: Stage) -> None:
    result = await on_stage.imagine(prompt="a secret", model="gpt-4o-image", private=True)
    assert len(await pictures(on_stage, result)) == 1
    assert result["flags"] & 64
    assert on_stage.discord.messages("general", on_stage.person("Ben")) == []


async def test_the_default_model_is_a_setting(open_stage: OpenStage) -> None:
    async with open_stage(default_image_model="gpt-4o-image-vip") as stage:
        assert "GPT-4o Image VIP" in (await stage.imagine(prompt="a fox"))["content"]


async def test_the_acknowledgement_does_not_wait_for_the_picture(on_stage: Stage) -> None:
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
    await ask.acknowledged()
    await on_stage.gateway.reached()
    assert ask.ack_seconds is not None
    assert ask.ack_seconds < 3
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)


# -- progress


async def test_a_larger_picture_goes_only_where_it_can_be_asked_for(open_stage: OpenStage) -> None:
    async with open_stage(model_wires={"gemini-3.1-flash-image": "gemini_chat"}, new_member_grant=1000) as stage:
        small = await stage.imagine(prompt="a fox", model="gemini-3.1-flash-image", resolution="1K")
        large = await stage.imagine(prompt="a fox", model="gemini-3.1-flash-image", resolution="2K")
        assert [image.size for image in await pictures(stage, small) + await pictures(stage, large)] == [
            (1024, 1024),
            (2048, 2048),
        ]
        paths = [sent.path for sent in stage.gateway.requests if sent.method == "POST"]
        assert paths[0] == "/v1/chat/completions"
        assert paths[1].endswith(":generateContent")


async def test_a_larger_picture_is_never_made_small_because_its_lane_is_gone(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        stage.gateway.will(incorrect_model_id())
        large = await stage.imagine(prompt="a fox", model="gemini-3.1-flash-image", resolution="2K")
        assert large["attachments"] == []
        assert not stage.gateway.bill
        stage.gateway.will(incorrect_model_id())
        small = await stage.imagine(prompt="a fox", model="gemini-3.1-flash-image")
        assert len(await pictures(stage, small)) == 1, "which a chat can do as well"
        paths = [sent.path for sent in stage.gateway.requests if sent.method == "POST"]
        assert [path.endswith(":generateContent") for path in paths] == [True, True, False]


@pytest.mark.parametrize("unknown", ["sampleCount", ""])
async def test_imagen_is_told_the_number_by_whichever_name_is_known(open_stage: OpenStage, unknown: str) -> None:
    async with open_stage(model_wires={"imagen-4.0-fast-generate-001": "predictions"}) as stage:
        if unknown:
            stage.gateway.will(unknown_parameter(unknown))
        result = await stage.imagine(
            prompt="a red fox in the snow", model="imagen-4.0-fast-generate-001", count=2, aspect="16:9"
        )
        made = await pictures(stage, result)
        assert len(made) == 2
        assert all(1.7 < image.width / image.height < 1.8 for image in made)
        assert [charge.n for charge in stage.gateway.bill] == [2]
        last = stage.gateway.requests[-1].json["input"]
        assert last == {"prompt": last["prompt"], "aspectRatio": "16:9"} | (
            {"numberOfImages": 2} if unknown else {"sampleCount": 2}
        )


async def test_progress_shows_stage_percent_and_time_and_then_goes(on_stage: Stage) -> None:
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
    shown = await ask.until(lambda message: "%" in message["content"])
    (job,) = await on_stage.jobs()
    first, second, third = shown["content"].splitlines()
    assert first == "> a fox"
    assert "▰" in second or "▱" in second
    assert second.endswith("Generating")
    assert third == f"-# GPT-4o Image · <t:{job.created_at // 1000}:R>"
    assert shown["components"], "it has a Cancel button"
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)
    assert ask.response is None


async def test_a_model_that_says_nothing_meanwhile_can_still_be_watched_and_canceled(open_stage: OpenStage) -> None:
    async with open_stage(model_wires={"gpt-4o-image": "images"}) as stage:
        stage.gateway.hold()
        ask = await stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
        shown = await ask.until(lambda message: message["components"])
        assert shown["content"].startswith("> a fox\n")
        stage.gateway.let_go()
        await stage.outcome(ask)


@pytest.mark.parametrize("model", ["gpt-image-2", "gpt-4o-image"])
async def test_an_unfinished_picture_is_shown_meanwhile(open_stage: OpenStage, model: str) -> None:
    async with open_stage(pace=0.25 if model == "gpt-4o-image" else 1.0) as stage:
        ask = await stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model=model)
        shown = await ask.until(lambda message: message["attachments"], timeout=8)
        assert shown["components"], "this is progress, not the result"
        await stage.outcome(ask)


async def test_a_waiting_job_shows_its_place(open_stage: OpenStage) -> None:
    async with open_stage(max_running_per_member=1) as stage:
        stage.gateway.hold()
        ada = stage.person("Ada")
        asks: list[Ask] = []
        for stage_shown in ("%", "Queued, place 1", "Queued, place 2"):
            asks.append(await ada.slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image"))
            await asks[-1].until(lambda message, shown=stage_shown: shown in message["content"])
        waiting = await asks[1].until(lambda message: message["components"])
        await ada.click(waiting, "Cancel")
        await asks[2].until(lambda message: "Queued, place 1" in message["content"])
        stage.gateway.let_go()
        for ask in asks:
            await stage.outcome(ask)


# -- autocomplete


async def test_models_are_offered_with_title_and_price_by_what_was_typed(on_stage: Stage) -> None:
    ada = on_stage.person("Ada")
    every = await ada.autocomplete("imagine", "model", "", channel="general", prompt="x")
    assert len(every) == 25, "Discord shows no more"
    assert every[0]["value"] == "gpt-image-2", "what is used when nobody chooses comes first"
    (vip,) = await ada.autocomplete("imagine", "model", "vip", channel="general", prompt="x")
    assert vip == {"name": "GPT-4o Image VIP · OpenAI · from 9 credits", "value": "gpt-4o-image-vip"}
    assert await ada.autocomplete("imagine", "model", "no such thing", channel="general", prompt="x") == []


@pytest.mark.parametrize("spec", [spec for spec in Catalog.load() if spec.medium == "image"], ids=lambda spec: spec.id)
async def test_aspects_and_qualities_are_those_of_the_chosen_model(on_stage: Stage, spec: Any) -> None:
    ada = on_stage.person("Ada")
    for option, values in (
        ("aspect", [*spec.aspects, *spec.aspects_without_references]),
        ("quality", spec.qualities),
        ("background", spec.backgrounds),
    ):
        found = await ada.autocomplete("imagine", option, "", channel="general", prompt="x", model=spec.id)
        assert [choice["value"] for choice in found] == list(values)
        for value in values:
            found = await ada.autocomplete("imagine", option, value[:2], channel="general", prompt="x", model=spec.id)
            assert value in [choice["value"] for choice in found]


async def test_nothing_is_offered_for_a_model_half_typed(on_stage: Stage) -> None:
    ada = on_stage.person("Ada")
    assert await ada.autocomplete("imagine", "aspect", "", channel="general", prompt="x", model="gpt-") == []
