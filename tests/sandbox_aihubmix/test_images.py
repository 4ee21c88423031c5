"""The images endpoints, spoken to by the official client."""

import base64
import io
from decimal import Decimal
from typing import Literal

import openai
import pytest
from openai import AsyncOpenAI
from openai.types import ImagesResponse
from PIL import Image, ImageChops, ImageOps, ImageStat

from sandbox.aihubmix import FakeAiHubMix


def _opened(b64: str | None) -> Image.Image:
    assert b64 is not None
    image = Image.open(io.BytesIO(base64.b64decode(b64)))
    image.load()
    return image


def _pictures(answer: ImagesResponse) -> list[Image.Image]:
    assert answer.data is not None
    return [_opened(row.b64_json) for row in answer.data]


@pytest.mark.parametrize(
    "model",
    [
        "gpt-image-1",
        "gpt-image-1-mini",
        "gpt-image-1.5",
        "gpt-image-2",
        "gpt-image-2.5-flare",
        "gpt-image-2.5-sunburst",
    ],
)
async def test_every_model_generates(client: AsyncOpenAI, gateway: FakeAiHubMix, model: str) -> None:
    answer = await client.images.generate(model=model, prompt="a cat", size="1536x1024", quality="low")
    assert [picture.size for picture in _pictures(answer)] == [(1536, 1024)]
    assert (answer.size, answer.quality, answer.output_format, answer.background) == (
        "1536x1024",
        "low",
        "png",
        "opaque",
    )
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens
    assert gateway.bill[0].usd > 0
    assert not gateway.violations


@pytest.mark.parametrize("model", ["gpt-4o-image", "gpt-4o-image-vip"])
async def test_reverse_models_answer_without_usage(client: AsyncOpenAI, model: str) -> None:
    answer = await client.images.generate(model=model, prompt="a cat, 2:3", n=2, size="1024x1536")
    assert answer.usage is None
    assert [picture.size for picture in _pictures(answer)] == [(1024, 1536)] * 2


async def test_the_documented_prices_are_charged(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    await client.images.generate(model="gpt-image-1", prompt="cats" * 5, size="1024x1536", quality="high", n=2)
    answer = await client.images.generate(model="gpt-image-2", prompt="cats" * 5, size="1024x1024", quality="low")
    assert answer.usage is not None
    assert answer.usage.output_tokens == 196
    assert [charge.usd for charge in gateway.bill] == [Decimal("0.500025"), Decimal("0.005905")]
    assert [charge.n for charge in gateway.bill] == [2, 1]


@pytest.mark.parametrize(("output_format", "magic"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
async def test_the_format_is_the_one_asked_for(
    client: AsyncOpenAI, output_format: Literal["png", "jpeg", "webp"], magic: str
) -> None:
    compression = openai.omit if output_format == "png" else 40
    answer = await client.images.generate(
        model="gpt-image-2", prompt="a cat", output_format=output_format, output_compression=compression, size="640x480"
    )
    picture = _pictures(answer)[0]
    assert (picture.format, picture.size) == (magic, (640, 480))


async def test_a_transparent_background_has_alpha(client: AsyncOpenAI) -> None:
    for output_format in ("png", "webp"):
        answer = await client.images.generate(
            model="gpt-image-1", prompt="a cat", background="transparent", output_format=output_format
        )
        picture = _pictures(answer)[0]
        assert picture.mode == "RGBA"
        assert picture.getchannel("A").getextrema() == (0, 255)
        assert answer.background == "transparent"


async def test_an_edit_with_one_file(client: AsyncOpenAI, gateway: FakeAiHubMix, png: bytes) -> None:
    answer = await client.images.edit(
        model="gpt-image-1", image=("a.png", png, "image/png"), prompt="golden", input_fidelity="high", quality="low"
    )
    assert answer.usage is not None
    assert answer.usage.input_tokens_details.image_tokens == 64
    assert [upload.name for upload in gateway.requests[-1].files] == ["image"]
    assert gateway.requests[-1].fields["input_fidelity"] == "high"


async def test_an_edit_with_several_files(client: AsyncOpenAI, gateway: FakeAiHubMix, png: bytes) -> None:
    files = [(f"{name}.png", png, "image/png") for name in "abc"]
    answer = await client.images.edit(model="gpt-image-2", image=files, prompt="a collage", n=2, size="1024x1536")
    assert [picture.size for picture in _pictures(answer)] == [(1024, 1536)] * 2
    assert [upload.name for upload in gateway.requests[-1].files] == ["image[]"] * 3
    assert not gateway.violations


async def test_a_mask_keeps_what_it_covers(client: AsyncOpenAI, png: bytes, mask: bytes) -> None:
    answer = await client.images.edit(
        model="gpt-image-2",
        image=("a.png", png, "image/png"),
        mask=("mask.png", mask, "image/png"),
        prompt="night sky",
        size="1024x1024",
    )
    result = _pictures(answer)[0].convert("RGB")
    original = ImageOps.fit(Image.open(io.BytesIO(png)).convert("RGB"), (1024, 1024), Image.Resampling.BICUBIC)
    difference = ImageChops.difference(result, original)
    assert difference.crop((0, 0, 1024, 480)).getbbox() is not None
    assert difference.crop((0, 560, 1024, 900)).getbbox() is None


async def test_partial_pictures_come_before_the_finished_one(client: AsyncOpenAI) -> None:
    stream = await client.images.generate(
        model="gpt-image-2", prompt="a cat", size="512x512", stream=True, partial_images=2
    )
    events = [event async for event in stream]
    assert [event.type for event in events] == [
        "image_generation.partial_image",
        "image_generation.partial_image",
        "image_generation.completed",
    ]
    pictures = [_opened(event.b64_json) for event in events]
    first, second = (sum(ImageStat.Stat(ImageChops.difference(one, pictures[-1])).mean) for one in pictures[:2])
    assert first > second > 0
    assert {picture.size for picture in pictures} == {(512, 512)}
    assert events[-1].type == "image_generation.completed"
    assert events[-1].usage.output_tokens == 264


async def test_an_edit_streams_too(client: AsyncOpenAI, png: bytes) -> None:
    stream = await client.images.edit(
        model="gpt-image-1", image=("a.png", png, "image/png"), prompt="golden", stream=True, partial_images=1, n=2
    )
    events = [event.type async for event in stream]
    assert events == ["image_edit.partial_image", "image_edit.completed", "image_edit.completed"]


async def test_the_same_request_gives_the_same_picture(client: AsyncOpenAI) -> None:
    first, second, other = [
        await client.images.generate(model="gpt-image-2", prompt=prompt, size="256x256") for prompt in ("a", "a", "b")
    ]
    assert first.data == second.data
    assert first.data != other.data


async def test_an_account_without_money_is_told_so(png: bytes) -> None:
    async with (
        FakeAiHubMix(balance=Decimal("0.05")) as gateway,
        AsyncOpenAI(base_url=f"{gateway.url}/v1", api_key=gateway.key, max_retries=0) as client,
    ):
        await client.images.generate(model="gpt-image-1", prompt="a", quality="medium", size="1024x1024")
        with pytest.raises(openai.PermissionDeniedError, match="insufficient"):
            await client.images.generate(model="gpt-image-1", prompt="a", quality="medium", size="1024x1024")
        assert len(gateway.bill) == 1
