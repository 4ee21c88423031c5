"""/edit: masks, and what it says when there is nothing to work with."""

import io

import pytest
from PIL import Image, ImageChops

from sandbox.discord import Upload
from tests.conftest import OpenStage
from tests.pictures import png

SIDE = 512
PICTURE = Upload("cat.png", png(SIDE, SIDE))


def mask(form: str) -> Upload:
    """The left half is to change."""
    marked = Image.new("L", (SIDE, SIDE), 0)
    marked.paste(255, (0, 0, SIDE // 2, SIDE))
    image = marked.convert("RGB")
    if form == "transparent":
        image.putalpha(ImageChops.invert(marked))
    file = io.BytesIO()
    image.save(file, "PNG")
    return Upload("mask.png", file.getvalue())


@pytest.mark.parametrize("form", ["transparent", "white on black"])
async def test_only_what_the_mask_marks_is_changed(open_stage: OpenStage, form: str) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        options = {"prompt": "a red fox", "image": PICTURE, "mask": mask(form), "model": "gpt-image-2", "aspect": "1:1"}
        result = await stage.outcome(await stage.person("Ada").slash("edit", channel="general", options=options))
        assert result["attachments"], result["content"]
        made = Image.open(io.BytesIO(await stage.discord.cdn_bytes(result["attachments"][0]["url"]))).convert("RGB")
        before = Image.open(io.BytesIO(PICTURE.data)).convert("RGB").resize(made.size)  # pyright: ignore[reportUnknownMemberType]
        changed = ImageChops.difference(made, before).convert("L")
        half, height = made.width // 2, int(made.height * 0.8)  # above the caption
        left, right = changed.crop((0, 0, half - 8, height)), changed.crop((half + 8, 0, made.width, height))
        assert sum(left.histogram()[60:]) > 0
        assert sum(right.histogram()[12:]) == 0


async def test_each_model_gets_the_mask_in_its_own_form(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        for model, mode in (("gpt-image-2", "RGBA"), ("V3", "RGB")):
            options = {"prompt": "a red fox", "image": PICTURE, "mask": mask("transparent"), "model": model}
            result = await stage.outcome(await stage.person("Ada").slash("edit", channel="general", options=options))
            assert result["attachments"], result["content"]
            sent = [file for request in stage.gateway.requests for file in request.files if file.name == "mask"][-1]
            with Image.open(io.BytesIO(sent.data)) as image:
                assert image.mode == mode
                assert image.size == (SIDE, SIDE)
                marks = image.getchannel("A") if mode == "RGBA" else image.convert("L")
                assert (marks.getpixel((10, 10)), marks.getpixel((SIDE - 10, 10))) == (0, 255)


async def test_a_private_result_is_not_gone_on_with_in_public(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        await stage.imagine(prompt="a secret", model="gpt-image-2", private=True)
        await stage.idle()
        ask = await stage.person("Ada").slash("edit", channel="general", options={"prompt": "make it red"})
        assert "make one in this channel first" in (await stage.outcome(ask))["content"]
        options = {"prompt": "make it red", "private": True}
        result = await stage.outcome(await stage.person("Ada").slash("edit", channel="general", options=options))
        assert result["attachments"]
        assert result["flags"] & 64


async def test_nobody_goes_on_with_anothers_result(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        await stage.imagine("Ada", prompt="a fox", model="gpt-image-2")
        await stage.idle()
        ask = await stage.person("Ben").slash("edit", channel="general", options={"prompt": "make it red"})
        assert "make one in this channel first" in (await stage.outcome(ask))["content"]


async def test_a_video_made_since_does_not_hide_the_latest_picture(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        await stage.imagine(prompt="a fox", model="gpt-image-2")
        await stage.idle()
        asked = await stage.person("Ada").slash("video", channel="general", options={"prompt": "a fox runs"})
        assert (await stage.outcome(asked))["attachments"]
        await stage.idle()
        ask = await stage.person("Ada").slash("edit", channel="general", options={"prompt": "make it red"})
        result = await stage.outcome(ask)
        assert result["attachments"], result["content"]
        await stage.idle()
        picture, film, edited = await stage.jobs()
        assert film.request.medium == "video"
        assert edited.request.parent == picture.id


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"mask": mask("transparent"), "model": "gpt-image-2"}, "Attach the picture to change"),
        ({"image": PICTURE, "mask": PICTURE, "model": "gpt-image-2"}, "cat.png"),
        ({"image": PICTURE, "model": "imagen-3.0-generate-002"}, "takes no picture along with the prompt"),
        ({"image": PICTURE, "mask": mask("transparent"), "model": "gpt-4o-image"}, "has no option mask"),
        ({"image": PICTURE, "model": "veo-3"}, "use `/video` for it"),
        ({"image": PICTURE, "model": "V3", "options": "style oil"}, "Write options like `name=value`"),
        ({"image": PICTURE, "model": "V3", "options": "colour=red"}, "has no option colour"),
        (
            {"image": PICTURE, "model": "gpt-image-2", "options": "output_compression=nan"},
            "cannot do output\\_compression",
        ),
        (
            {"image": PICTURE, "model": "gpt-image-2", "options": "output_compression=1e400"},
            "cannot do output\\_compression",
        ),
    ],
)
async def test_what_cannot_be_done_is_one_sentence_and_free(
    open_stage: OpenStage, options: dict[str, object], sentence: str
) -> None:
    async with open_stage() as stage:
        ask = await stage.person("Ada").slash("edit", channel="general", options={"prompt": "make it red", **options})
        said = await stage.outcome(ask)
        assert sentence in said["content"]
        assert await stage.jobs() == []
