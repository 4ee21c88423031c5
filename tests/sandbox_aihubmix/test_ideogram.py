"""Ideogram's native lane: forms, files, and a key in a header of its own."""

import base64
import io
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession, FormData
from PIL import Image, ImageChops

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import CutStream, ExpiredLink, Fewer, Prose, Refuse, WrongBytes

from .pictures import Answer, flipped, made, predict

Files = dict[str, bytes]


@pytest.fixture
async def lane(gateway: FakeAiHubMix) -> AsyncIterator[ClientSession]:
    async with ClientSession(gateway.url, headers={"Api-Key": gateway.key}) as session:
        yield session


@pytest.fixture
def stencil() -> bytes:
    """Black above, white below."""
    return _saved(_halves())


def _halves(side: int = 256) -> Image.Image:
    image = Image.new("L", (side, side), 255)
    image.paste(0, (0, 0, side, side // 2))
    return image


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


async def _ask(lane: ClientSession, action: str, files: Files | None = None, **fields: Any) -> Answer:
    form = FormData({"prompt": "a cat"} | fields, default_to_multipart=True)
    for name, data in (files or {}).items():
        form.add_field(name, data, filename=f"{name}.png", content_type="image/png")
    async with lane.post(f"/ideogram/v1/ideogram-v3/{action}", data=form) as response:
        return response.status, await response.json()


async def test_generating_with_every_field(
    lane: ClientSession, web: ClientSession, gateway: FakeAiHubMix, png: bytes
) -> None:
    status, body = await _ask(
        lane,
        "generate",
        {"style_reference_images": png},
        rendering_speed="TURBO",
        num_images="2",
        aspect_ratio="16x10",
        magic_prompt="OFF",
        style_type="REALISTIC",
        negative_prompt="dogs",
        seed="12345",
    )
    assert status == 200, body
    assert body["created"].endswith("Z")
    rows = body["data"]
    assert rows[0].keys() == {"prompt", "resolution", "is_image_safe", "seed", "url", "style_type"}
    assert [(row["seed"], row["style_type"], row["is_image_safe"]) for row in rows] == [
        (12345, "REALISTIC", True),
        (12346, "REALISTIC", True),
    ]
    pictures = [(await made(web, row["url"]))[0] for row in rows]
    assert {picture.size for picture in pictures} == {(1280, 800)}
    assert rows[0]["resolution"] == "1280x800"
    assert [(charge.model, charge.usd, charge.n) for charge in gateway.bill] == [("ideogram-v3", Decimal("0.12"), 2)]
    assert not gateway.violations


@pytest.mark.parametrize(
    ("action", "fields", "size"),
    [
        ("remix", {"image_weight": "80", "aspect_ratio": "1x3"}, (512, 1536)),
        ("replace-background", {}, (256, 256)),
    ],
)
async def test_the_picture_shows_in_the_result(
    lane: ClientSession, web: ClientSession, png: bytes, action: str, fields: dict[str, str], size: tuple[int, int]
) -> None:
    results: list[Image.Image] = []
    for image in (png, flipped(png)):
        status, body = await _ask(lane, action, {"image": image}, **fields)
        assert status == 200, body
        results.append((await made(web, body["data"][0]["url"]))[0].convert("RGB"))
    assert results[0].size == size
    assert ImageChops.difference(*results).getbbox() is not None


async def test_an_edit_paints_where_the_mask_is_black(
    lane: ClientSession, web: ClientSession, gateway: FakeAiHubMix, png: bytes, stencil: bytes
) -> None:
    _, body = await _ask(lane, "edit", {"image": png, "mask": stencil}, prompt="night sky")
    result = (await made(web, body["data"][0]["url"]))[0].convert("RGB")
    difference = ImageChops.difference(result, Image.open(io.BytesIO(png)).convert("RGB"))
    assert difference.crop((0, 0, 256, 118)).getbbox() is not None
    assert difference.crop((0, 138, 256, 220)).getbbox() is None
    assert not gateway.violations


_NO_PICTURE = b"<html>"
_SOME = _saved(Image.new("RGB", (256, 256)))


@pytest.mark.parametrize(
    ("action", "files", "fields", "code"),
    [
        ("generate", {}, {"steps": "3"}, "unknown_parameter"),
        ("generate", {}, {"image_weight": "50"}, "unknown_parameter"),
        ("generate", {}, {"prompt": ""}, "prompt_missing"),
        ("generate", {}, {"num_images": "9"}, "n_not_within_range"),
        ("generate", {}, {"num_images": "many"}, "invalid_type"),
        ("generate", {}, {"aspect_ratio": "1:1"}, "invalid_value"),
        ("generate", {}, {"magic_prompt": "on"}, "invalid_value"),
        ("generate", {}, {"style_type": "ANIME"}, "invalid_value"),
        ("generate", {}, {"rendering_speed": "FAST"}, "invalid_value"),
        ("generate", {"image": _SOME}, {}, "unknown_parameter"),
        ("generate", {"style_reference_images": _NO_PICTURE}, {}, "unsupported_file_mimetype"),
        ("remix", {}, {}, "missing_required_parameter"),
        ("remix", {"image": _SOME}, {"image_weight": "0"}, "invalid_value"),
        ("remix", {"image": _SOME, "mask": _SOME}, {}, "unknown_parameter"),
        ("replace-background", {}, {}, "missing_required_parameter"),
        ("edit", {"image": _SOME}, {}, "missing_required_parameter"),
        ("edit", {"image": _SOME, "mask": _SOME}, {}, "invalid_mask"),
        ("edit", {"image": _SOME, "mask": _saved(_halves(64))}, {}, "invalid_mask"),
        ("edit", {"image": _SOME, "mask": _saved(Image.merge("LA", (_halves(), _halves())))}, {}, "invalid_mask"),
    ],
)
async def test_a_malformed_form_is_refused_and_remembered(
    lane: ClientSession, gateway: FakeAiHubMix, action: str, files: Files, fields: dict[str, str], code: str
) -> None:
    status, body = await _ask(lane, action, files, **fields)
    assert (status, body["error"]["code"]) == (400, code)
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_one_subject_only(lane: ClientSession, gateway: FakeAiHubMix, png: bytes) -> None:
    form = FormData({"prompt": "a cat"})
    for _ in range(2):
        form.add_field("image", png, filename="a.png", content_type="image/png")
    async with lane.post("/ideogram/v1/ideogram-v3/remix", data=form) as response:
        assert (await response.json())["error"]["code"] == "array_above_max_length"
    assert gateway.violations


async def test_json_is_not_understood_here(lane: ClientSession, gateway: FakeAiHubMix) -> None:
    async with lane.post("/ideogram/v1/ideogram-v3/generate", json={"prompt": "a cat"}) as response:
        assert response.status == 400
    assert gateway.violations


@pytest.mark.parametrize("also", [{}, {"Api-Key": "the key"}])
async def test_a_bearer_has_no_place_here(http: ClientSession, gateway: FakeAiHubMix, also: dict[str, str]) -> None:
    form = FormData({"prompt": "a cat"}, default_to_multipart=True)
    headers = dict.fromkeys(also, gateway.key)
    async with http.post("/ideogram/v1/ideogram-v3/generate", data=form, headers=headers) as response:
        assert response.status == 401
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_another_action_is_no_route(lane: ClientSession, gateway: FakeAiHubMix) -> None:
    assert (await _ask(lane, "upscale"))[0] == 404
    assert gateway.violations == ["POST /ideogram/v1/ideogram-v3/upscale: no such route"]


async def test_what_moderation_holds_back_has_no_link(lane: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("output"), Fewer(1), Prose(), Refuse("input"))
    seen = [[(row["is_image_safe"], row["url"] is None) for row in await _rows(lane)] for _ in range(3)]
    assert seen == [[(False, True)] * 3, [(True, False), (False, True), (False, True)], []]
    assert [charge.n for charge in gateway.bill] == [3] * 3
    status, body = await _ask(lane, "generate")
    assert (status, body["error"]["code"]) == (400, "moderation_blocked")
    assert len(gateway.bill) == 3
    assert not gateway.violations


async def _rows(lane: ClientSession) -> list[dict[str, Any]]:
    return (await _ask(lane, "generate", num_images="3"))[1]["data"]


async def test_trouble_of_every_wire(lane: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(statuses.rate_limited(), CutStream(), ExpiredLink(410), WrongBytes("empty"), statuses.html_502())
    assert (await _ask(lane, "generate"))[0] == 429
    with pytest.raises(ClientPayloadError):
        await _ask(lane, "generate")
    for status in (410, 200):
        _, body = await _ask(lane, "generate")
        async with web.get(body["data"][0]["url"]) as response:
            assert response.status == status
            if status == 200:
                assert await response.read() == b""
    form = FormData({"prompt": "a cat"}, default_to_multipart=True)
    async with lane.post("/ideogram/v1/ideogram-v3/generate", data=form) as response:
        assert response.status == 502
    assert len(gateway.bill) == 4


async def test_a_result_can_be_the_next_reference(
    lane: ClientSession, http: ClientSession, gateway: FakeAiHubMix, web: ClientSession
) -> None:
    _, body = await _ask(lane, "generate")
    status, answer = await predict(http, "openai/gpt-image-2", image=body["data"][0]["url"])
    assert status == 200, answer
    assert base64.b64decode(answer["output"]["b64_json"][0]["bytesBase64"])
    assert not gateway.violations
