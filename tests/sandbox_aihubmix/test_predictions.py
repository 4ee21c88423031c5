"""The unified image API: what every family takes and refuses, and what it costs."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import ClientSession
from PIL import ImageChops

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import IncorrectModelStatus
from sandbox.aihubmix.models import Model, PerImage
from sandbox.aihubmix.predictions.families import families

from .pictures import data_url, flipped, made, predict

_IMAGEN = {
    "imagen-4.0-ultra-generate-001": "0.06",
    "imagen-4.0-generate-001": "0.04",
    "imagen-4.0-fast-generate-001": "0.02",
    "imagen-4.0-fast-generate-preview-06-06": "0.02",
    "imagen-3.0-generate-002": "0.03",
}
_POLLED = ("flux-kontext-max", "flux-kontext-pro", "flux-2-flex", "flux-2-pro")
_AT_ONCE = [path for path in families() if not path.endswith((*_POLLED, "dall-e-3"))]
_PICTURE_IN: dict[str, tuple[str, bool]] = {
    "openai/gpt-image-2": ("image", False),
    "qianfan/qwen-image": ("refer_image", False),
    "qianfan/qwen-image-edit": ("image", False),
    "qianfan/irag-1.0": ("refer_image", False),
    "qianfan/ernie-irag-edit": ("image", False),
    "bailian/wan2.7-image-pro": ("images", True),
    "bailian/qwen-image-edit-max": ("images", True),
    "doubao/doubao-seedream-4-0": ("image", True),
    "doubao/doubao-seedream-4-5": ("image", False),
}
"""Where a reference goes, and whether as a list."""


@pytest.fixture
def gateway(gateway: FakeAiHubMix) -> FakeAiHubMix:
    """Knows Imagen, which another wire brings."""
    imagen = {name: Model(name, PerImage(Decimal(usd))) for name, usd in _IMAGEN.items()}
    gateway.models = dict(gateway.models) | imagen
    return gateway


def _reference(path: str, url: str) -> dict[str, Any]:
    name, listed = _PICTURE_IN[path]
    return {name: [url] if listed else url}


@pytest.mark.parametrize("path", _AT_ONCE)
async def test_every_family_makes_pictures(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, png: bytes, path: str
) -> None:
    model = path.partition("/")[2]
    needed = _reference("bailian/qwen-image-edit-max", data_url(png)) if "-edit-" in path else {}
    needed |= {"image": data_url(png)} if path.endswith("-edit") else {}
    status, body = await predict(http, path, **needed)
    assert status == 200, body
    pictures = await made(web, body)
    assert len(pictures) == gateway.bill[0].n > 0
    assert (gateway.bill[0].model, gateway.bill[0].path) == (model, f"/v1/models/{path}/predictions")
    assert gateway.bill[0].usd > 0
    assert not gateway.violations


@pytest.mark.parametrize(
    ("path", "fields", "sizes"),
    [
        ("openai/gpt-image-1", {"size": "1536x1024", "n": 2, "quality": "low"}, [(1536, 1024)] * 2),
        ("openai/gpt-image-2", {"size": "640x480", "moderation": "low", "background": "auto"}, [(640, 480)]),
        ("openai/gpt-image-2", {"size": "auto"}, [(1024, 1024)]),
        ("openai/glm-image", {"size": "1280x720", "quality": "hd"}, [(1280, 720)]),
        ("google/imagen-4.0-fast-generate-001", {"numberOfImages": 2, "aspectRatio": "16:9"}, [(1360, 768)] * 2),
        ("google/imagen-4.0-fast-generate-001", {}, [(1024, 1024)] * 4),
        ("google/imagen-4.0-ultra-generate-001", {"sampleCount": 1}, [(1024, 1024)]),
        (
            "bfl/FLUX-1.1-pro",
            {
                "size": "512x768",
                "output_format": "png",
                "extra_body": {"prompt_upsampling": True, "safety_tolerance": 6, "seed": 3},
            },
            [(512, 768)],
        ),
        (
            "qianfan/qwen-image",
            {"refer_image": "", "n": 2, "size": "512x512", "guidance": 7.5, "watermark": False},
            [(512, 512)] * 2,
        ),
        ("bailian/wan2.7-image-pro", {"size": "2K", "thinking_mode": True, "watermark": False}, [(2048, 2048)]),
        (
            "bailian/qwen-image-2.0",
            {"size": "768*512", "negative_prompt": "dogs", "prompt_extend": True, "color_palette": [], "seed": 1},
            [(768, 512)],
        ),
        (
            "doubao/doubao-seedream-4-5",
            {"size": "1024x512", "model": "doubao-seedream-4-5", "stream": False, "watermark": True, "seed": 9},
            [(1024, 512)],
        ),
        (
            "doubao/doubao-seedream-4-0-250828",
            {
                "size": "1K",
                "sequential_image_generation": "auto",
                "sequential_image_generation_options": {"max_images": 3},
            },
            [(1024, 1024)] * 3,
        ),
        (
            "ideogram/V3",
            {
                "rendering_speed": "QUALITY",
                "aspect_ratio": "2x1",
                "style_type": "DESIGN",
                "magic_prompt": "OFF",
                "num_images": 2,
            },
            [(1408, 704)] * 2,
        ),
        ("stability/Stable-Diffusion-3-5-Large", {"n": 2}, [(1024, 1024)] * 2),
    ],
)
async def test_the_documented_fields_are_taken(
    http: ClientSession,
    web: ClientSession,
    gateway: FakeAiHubMix,
    path: str,
    fields: dict[str, Any],
    sizes: list[tuple[int, int]],
) -> None:
    status, body = await predict(http, path, **fields)
    assert status == 200, body
    assert [picture.size for picture in await made(web, body)] == sizes
    assert gateway.bill[0].n == len(sizes)
    assert not gateway.violations


@pytest.mark.parametrize("path", _PICTURE_IN)
async def test_references_show_in_the_picture(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, png: bytes, path: str
) -> None:
    results = [await predict(http, path, **_reference(path, data_url(data))) for data in (png, flipped(png))]
    assert [status for status, _ in results] == [200, 200]
    first, second = [(await made(web, body))[0].convert("RGB") for _, body in results]
    assert first.size == second.size
    assert ImageChops.difference(first, second).getbbox() is not None
    assert not gateway.violations


@pytest.mark.parametrize("path", _PICTURE_IN)
async def test_an_earlier_result_can_be_a_reference(http: ClientSession, gateway: FakeAiHubMix, path: str) -> None:
    earlier = (await predict(http, "ideogram/V3"))[1]["output"][0]["url"]
    assert (await predict(http, path, **_reference(path, earlier)))[0] == 200
    assert not gateway.violations


async def test_an_edit_has_the_size_of_its_picture(http: ClientSession, web: ClientSession, png: bytes) -> None:
    for path in ("qianfan/qwen-image-edit", "qianfan/ernie-irag-edit", "bailian/qwen-image-edit-plus"):
        name = "images" if "plus" in path else "image"
        _, body = await predict(http, path, **{name: [data_url(png)] if name == "images" else data_url(png)})
        assert (await made(web, body))[0].size == (256, 256)
    _, body = await predict(http, "qianfan/qwen-image-edit", image=[data_url(png)] * 3, seed=5)
    assert (await made(web, body))[0].size == (256, 256)


_BIG: dict[str, Any] = {
    "sequential_image_generation": "auto",
    "sequential_image_generation_options": {"max_images": 15},
}


@pytest.mark.parametrize(
    ("path", "fields", "code"),
    [
        ("openai/gpt-image-1", {"steps": 30}, "unknown_parameter"),
        ("openai/gpt-image-1", {"size": "auto"}, "invalid_value"),
        ("openai/gpt-image-1", {"size": "640x480"}, "size_not_supported"),
        ("openai/gpt-image-2", {"size": "640*480"}, "size_not_supported"),
        ("openai/gpt-image-2", {"quality": "ultra"}, "invalid_value"),
        ("openai/gpt-image-2", {"n": 11}, "n_not_within_range"),
        ("openai/gpt-image-2", {"background": "transparent", "output_format": "jpeg"}, "invalid_value"),
        ("openai/gpt-image-2", {"image": ["data:image/png;base64,AAAA"]}, "invalid_type"),
        ("openai/gpt-image-2", {"image": "data:image/png;base64,AAAA"}, "invalid_media"),
        ("openai/gpt-image-2", {"image": "https://example.com/cat.png"}, "media_url_unreachable"),
        ("openai/gpt-image-2", {"image": "AAAA"}, "invalid_value"),
        ("openai/glm-image", {"quality": "high"}, "invalid_value"),
        ("openai/glm-image", {"n": 1}, "unknown_parameter"),
        ("google/imagen-4.0-generate-001", {"numberOfImages": 5}, "n_not_within_range"),
        ("google/imagen-4.0-generate-001", {"numberOfImages": 1, "sampleCount": 1}, "invalid_value"),
        ("google/imagen-4.0-generate-001", {"aspectRatio": "2:3"}, "invalid_value"),
        ("google/imagen-4.0-generate-001", {"aspectRatio": 1}, "invalid_type"),
        ("google/imagen-4.0-generate-001", {"sampleCount": 1, "numberOfImages": 1}, "invalid_value"),
        ("google/imagen-4.0-generate-001", {"sampleCount": 5}, "n_not_within_range"),
        ("google/imagen-4.0-generate-001", {"numberOfImages": "2"}, "invalid_type"),
        ("google/imagen-4.0-generate-001", {"personGeneration": "ALLOW_ADULT"}, "unknown_parameter"),
        ("google/imagen-4.0-ultra-generate-001", {"sampleCount": 2}, "n_not_within_range"),
        ("bfl/flux-kontext-max", {"safety_tolerance": 7}, "invalid_value"),
        ("bfl/flux-kontext-max", {"aspect_ratio": "3:1"}, "size_not_supported"),
        ("bfl/flux-kontext-max", {"aspect_ratio": "wide"}, "size_not_supported"),
        ("bfl/flux-kontext-max", {"width": 512}, "unknown_parameter"),
        ("bfl/flux-kontext-max", {"raw": "yes"}, "invalid_type"),
        ("bfl/flux-kontext-pro", {"input_image": "AAAA"}, "unknown_parameter"),
        ("bfl/flux-2-pro", {"width": "512"}, "invalid_type"),
        ("bfl/flux-2-pro", {"width": 5000}, "invalid_value"),
        ("bfl/flux-2-pro", {"input_image": "no base64!"}, "invalid_media_data"),
        ("bfl/FLUX-1.1-pro", {"safety_tolerance": 2}, "unknown_parameter"),
        ("bfl/FLUX-1.1-pro", {"extra_body": {"steps": 2}}, "unknown_parameter"),
        ("bfl/FLUX-1.1-pro", {"extra_body": [1]}, "invalid_type"),
        ("qianfan/qwen-image", {"guidance": "7"}, "invalid_type"),
        ("qianfan/qwen-image", {"guidance": 31}, "invalid_value"),
        ("qianfan/qwen-image", {"size": "large"}, "size_not_supported"),
        ("qianfan/qwen-image-edit", {}, "missing_required_parameter"),
        ("qianfan/qwen-image-edit", {"size": "1024x1024"}, "unknown_parameter"),
        ("qianfan/qwen-image-edit", {"image": ["data:,"] * 4}, "array_above_max_length"),
        ("qianfan/ernie-irag-edit", {"image": "data:,", "feature": "enlarge"}, "invalid_value"),
        ("bailian/wan2.7-image", {"size": "1024x1024"}, "size_not_supported"),
        ("bailian/wan2.7-image", {"images": "data:,"}, "invalid_type"),
        ("bailian/wan2.7-image", {"images": []}, "array_below_min_length"),
        ("bailian/wan2.7-image", {"images": ["data:,"] * 4}, "array_above_max_length"),
        ("bailian/wan2.6-t2i", {"images": ["data:,"]}, "unknown_parameter"),
        ("bailian/qwen-image-edit-max", {}, "missing_required_parameter"),
        ("bailian/qwen-image-plus", {"watermark": 1}, "invalid_type"),
        ("doubao/doubao-seedream-4-5", {"size": "1K"}, "size_not_supported"),
        ("doubao/doubao-seedream-4-5", {"model": "doubao-seedream-4-0"}, "invalid_value"),
        ("doubao/doubao-seedream-4-0", {"n": 2}, "unknown_parameter"),
        ("doubao/doubao-seedream-4-0", {"stream": True}, "invalid_value"),
        ("doubao/doubao-seedream-4-0", {"image": ["data:,"] * 15}, "array_above_max_length"),
        ("doubao/doubao-seedream-4-0", _BIG | {"image": "data:,"}, "invalid_value"),
        ("doubao/doubao-seedream-4-0", {"sequential_image_generation": "on"}, "invalid_value"),
        ("ideogram/V3", {"aspect_ratio": "2:1"}, "invalid_value"),
        ("ideogram/V3", {"num_images": 9}, "n_not_within_range"),
        ("ideogram/V3", {"rendering_speed": "SLOW"}, "invalid_value"),
        ("stability/Stable-Diffusion-3-5-Large", {"size": "1024x1024"}, "unknown_parameter"),
        ("stability/Stable-Diffusion-3-5-Large", {"prompt": " "}, "prompt_missing"),
        ("stability/Stable-Diffusion-3-5-Large", {"prompt": 5}, "invalid_type"),
    ],
)
async def test_a_malformed_request_is_refused_and_remembered(
    http: ClientSession, gateway: FakeAiHubMix, path: str, fields: dict[str, Any], code: str
) -> None:
    status, body = await predict(http, path, **fields)
    assert (status, body["error"]["code"]) == (400, code)
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_a_long_prompt_is_the_members_mistake(http: ClientSession, gateway: FakeAiHubMix) -> None:
    status, body = await predict(http, "ideogram/V3", prompt="a" * 32_001)
    assert (status, body["error"]["code"]) == (400, "prompt_too_long")
    assert not gateway.violations


async def test_a_reference_makes_flux_less_tolerant(http: ClientSession, gateway: FakeAiHubMix, png: bytes) -> None:
    bare = base64.b64encode(png).decode()
    assert (await predict(http, "bfl/flux-2-flex", safety_tolerance=6))[0] == 200
    assert (await predict(http, "bfl/flux-2-flex", input_image=bare, safety_tolerance=2))[0] == 200
    assert not gateway.violations
    status, body = await predict(http, "bfl/flux-kontext-max", input_image=bare, safety_tolerance=3)
    assert (status, body["error"]["code"]) == (400, "invalid_value")
    assert gateway.violations


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"prompt": "a cat"}, "unknown_parameter"),
        ({"input": {"prompt": "a"}, "model": "V3"}, "unknown_parameter"),
        ({}, "missing_required_parameter"),
        ({"input": "a cat"}, "invalid_type"),
    ],
)
async def test_everything_goes_inside_input(
    http: ClientSession, gateway: FakeAiHubMix, sent: dict[str, Any], code: str
) -> None:
    async with http.post("/v1/models/ideogram/V3/predictions", json=sent) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (400, code)
    assert gateway.violations


async def test_a_slip_of_the_documentation_is_a_name_too(http: ClientSession, gateway: FakeAiHubMix) -> None:
    first, second = [await predict(http, f"{vendor}/gpt-image-1") for vendor in ("openai", "opanai")]
    assert first == second
    assert not gateway.violations


@pytest.mark.parametrize("path", ["openai/gpt-image-9", "V3/V3", "doubao/V3"])
async def test_an_unknown_path_is_an_incorrect_model_id(http: ClientSession, gateway: FakeAiHubMix, path: str) -> None:
    gateway.will(IncorrectModelStatus(400))
    answers = [await predict(http, path) for _ in range(2)]
    assert [status for status, _ in answers] == [400, 503]
    assert all("Incorrect model ID" in body["error"]["message"] for _, body in answers)
    assert len(gateway.violations) == 2


async def test_a_retired_model_names_its_successor(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.retire("dall-e-3", "retired", "gpt-image-2")
    status, body = await predict(http, "openai/dall-e-3", size="1024x1024")
    assert (status, body["error"]["code"]) == (404, "model_retired")
    assert "gpt-image-2" in body["error"]["message"]
    assert not gateway.bill


async def test_a_retired_model_may_be_mapped_to_another(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix
) -> None:
    _, body = await predict(http, "openai/dall-e-3", size="1792x1024", n=1)
    assert [picture.size for picture in await made(web, body)] == [(1792, 1024)]
    for fields in ({"n": 2}, {"size": "512x512"}, {"quality": "hd"}):
        assert (await predict(http, "openai/dall-e-3", **fields))[0] == 400
    assert len(gateway.violations) == 3


async def test_a_model_that_another_wire_brings_may_be_missing(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.models = {name: model for name, model in gateway.models.items() if "imagen" not in name}
    status, body = await predict(http, "google/imagen-4.0-generate-001")
    assert status == 503
    assert "Incorrect model ID" in body["error"]["message"]


async def test_the_documented_prices_are_charged(http: ClientSession, gateway: FakeAiHubMix, png: bytes) -> None:
    await predict(http, "openai/gpt-image-1", prompt="cats" * 5, size="1024x1536", quality="high", n=2)
    await predict(http, "openai/gpt-image-2", prompt="cats" * 5, quality="low", image=data_url(png))
    await predict(http, "google/imagen-4.0-fast-generate-001")
    await predict(http, "doubao/doubao-seedream-4-0", **_BIG)
    usd = [charge.usd for charge in gateway.bill]
    assert usd == [Decimal("0.500025"), Decimal("0.006417"), Decimal("0.08"), Decimal("0.45")]


async def test_an_account_without_money_is_told_so(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.balance = Decimal("0.05")
    for path in ("ideogram/V3", "bfl/flux-kontext-max"):
        status, body = await predict(http, path)
        assert (status, body["error"]["code"]) == (403, "insufficient_user_quota")
    assert not gateway.bill
