"""What the images endpoints refuse, and how they fail."""

import asyncio
import base64
from collections import Counter
from typing import Any

import openai
import pytest
from aiohttp import ClientPayloadError, ClientSession, FormData
from openai import AsyncOpenAI

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import (
    AsLinks,
    CutStream,
    ExpiredLink,
    Fewer,
    JsonInsteadOfStream,
    Prose,
    Refuse,
    Stage,
    Stall,
    WrongBytes,
)

_ASK = {"model": "gpt-image-2", "prompt": "a cat", "size": "256x256"}


async def _answer(http: ClientSession, **fields: Any) -> tuple[int, dict[str, Any]]:
    async with http.post("/v1/images/generations", json=_ASK | fields) as response:
        assert response.headers["X-Request-ID"]
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"steps": 30}, "unknown_parameter"),
        ({"prompt": ""}, "prompt_missing"),
        ({"prompt": 5}, "invalid_type"),
        ({"n": 11}, "n_not_within_range"),
        ({"n": "2"}, "invalid_type"),
        ({"n": True}, "invalid_type"),
        ({"size": "8x8"}, "size_not_supported"),
        ({"size": "large"}, "size_not_supported"),
        ({"size": "auto", "model": "gpt-image-1"}, "invalid_value"),
        ({"size": "1280x720", "model": "gpt-image-1"}, "size_not_supported"),
        ({"quality": "ultra"}, "invalid_value"),
        ({"quality": "xhigh"}, "invalid_value"),
        ({"quality": "low", "model": "gpt-4o-image"}, "unknown_parameter"),
        ({"background": "transparent", "output_format": "jpeg"}, "invalid_value"),
        ({"output_compression": 50}, "invalid_png_output_compression"),
        ({"moderation": "none"}, "invalid_value"),
        ({"stream": "yes"}, "invalid_type"),
        ({"stream": True, "partial_images": 4}, "invalid_value"),
    ],
)
async def test_a_malformed_request_is_refused_and_remembered(
    http: ClientSession, gateway: FakeAiHubMix, fields: dict[str, Any], code: str
) -> None:
    status, body = await _answer(http, **fields)
    assert (status, body["error"]["code"]) == (400, code)
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_a_long_prompt_is_the_members_mistake(http: ClientSession, gateway: FakeAiHubMix) -> None:
    status, body = await _answer(http, prompt="a" * 32_001)
    assert (status, body["error"]["code"]) == (400, "prompt_too_long")
    assert "(tid: 20" in body["error"]["message"]
    assert not gateway.violations


async def test_finer_qualities_belong_to_newer_models(http: ClientSession) -> None:
    status, body = await _answer(http, model="gpt-image-2.5-flare", quality="xhigh")
    assert (status, body["quality"]) == (200, "xhigh")


async def _edit(http: ClientSession, png: bytes, mime: str = "image/png", **fields: str) -> tuple[int, dict[str, Any]]:
    form = FormData({"model": "gpt-image-2", "prompt": "golden"} | fields)
    if png:
        form.add_field("image", png, filename="a.png", content_type=mime)
    async with http.post("/v1/images/edits", data=form) as response:
        return response.status, await response.json()


async def test_malformed_edits_are_refused(http: ClientSession, gateway: FakeAiHubMix, png: bytes) -> None:
    assert (await _edit(http, png, n="2", size="auto"))[0] == 200
    for answer, code in [
        (await _edit(http, png, moderation="low"), "unknown_parameter"),
        (await _edit(http, png, size="640x480"), "size_not_supported"),
        (await _edit(http, png, mime="application/octet-stream"), "unsupported_file_mimetype"),
        (await _edit(http, b"not a picture"), "unsupported_file_mimetype"),
        (await _edit(http, png, n="many"), "invalid_type"),
    ]:
        assert (answer[0], answer[1]["error"]["code"]) == (400, code)
    assert len(gateway.violations) == 5


async def test_an_edit_needs_a_picture(client: AsyncOpenAI, png: bytes) -> None:
    files = [("a.png", png, "image/png")] * 17
    with pytest.raises(openai.BadRequestError, match="too many"):
        await client.images.edit(model="gpt-image-2", image=files, prompt="golden")
    with pytest.raises(openai.BadRequestError, match="Missing required parameter"):
        await client.images.edit(model="gpt-image-2", image=[], mask=("m.png", png, "image/png"), prompt="golden")


async def test_a_mask_must_fit(client: AsyncOpenAI, png: bytes, mask: bytes) -> None:
    image = ("a.png", png, "image/png")
    with pytest.raises(openai.BadRequestError, match="alpha"):
        await client.images.edit(model="gpt-image-2", image=image, mask=image, prompt="golden")
    small = (await client.images.generate(model="gpt-image-2", prompt="a", size="128x128")).data
    assert small is not None
    other = ("b.png", base64.b64decode(small[0].b64_json or ""), "image/png")
    with pytest.raises(openai.BadRequestError, match="does not match"):
        await client.images.edit(model="gpt-image-2", image=other, mask=("m.png", mask, "image/png"), prompt="golden")


async def test_moderation_before_generation_is_free(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("input"), Refuse("output"))
    for charges in (0, 1):
        with pytest.raises(openai.BadRequestError, match="safety system") as caught:
            await client.images.generate(model="gpt-image-2", prompt="a cat")
        assert caught.value.code == "moderation_blocked"
        assert len(gateway.bill) == charges
    assert not gateway.violations


async def test_a_stream_ends_in_a_refusal(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("output"))
    stream = await client.images.generate(
        model="gpt-image-2", prompt="a", size="256x256", stream=True, partial_images=1
    )
    with pytest.raises(openai.APIError, match="safety system"):
        _ = [event async for event in stream]


async def test_blocked_pictures_are_missing_without_a_word(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Fewer(1), Prose())
    _, body = await _answer(http, n=4)
    assert len(body["data"]) == 1
    assert body["usage"]["output_tokens"] == 4 * 66
    assert (await _answer(http))[1]["data"] == []


async def test_links_can_come_instead_of_base64(http: ClientSession, gateway: FakeAiHubMix, web: ClientSession) -> None:
    gateway.will(AsLinks(), ExpiredLink(410))
    for status in (200, 410):
        _, body = await _answer(http)
        async with web.get(body["data"][0]["url"]) as response:
            assert response.status == status


async def test_base64_can_hold_wrong_bytes(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(WrongBytes("html"), WrongBytes("disguised"))
    assert base64.b64decode((await _answer(http))[1]["data"][0]["b64_json"]).startswith(b"<!doctype html>")
    assert base64.b64decode((await _answer(http))[1]["data"][0]["b64_json"]).startswith(b"\xff\xd8\xff")


async def test_an_answer_is_cut_in_the_middle(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(CutStream())
    with pytest.raises(ClientPayloadError):
        await _answer(http)
    assert len(gateway.bill) == 1


@pytest.mark.parametrize(("after", "count"), [("queue", 0), ("progress", 1), ("preview", 2), ("result", 3)])
async def test_a_stream_of_pictures_is_cut(
    client: AsyncOpenAI, gateway: FakeAiHubMix, after: Stage, count: int
) -> None:
    gateway.will(CutStream(after))
    stream = await client.images.generate(
        model="gpt-image-2", prompt="a", size="256x256", stream=True, partial_images=2
    )
    seen: Counter[str] = Counter()

    async def watch() -> None:
        async for event in stream:
            seen[event.type] += 1

    with pytest.raises(openai.APIConnectionError):
        await watch()
    assert seen.total() == count


async def test_one_json_body_can_come_instead_of_a_stream(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(JsonInsteadOfStream())
    assert (await _answer(http, stream=True))[1]["data"]


@pytest.mark.parametrize("stream", [False, True])
async def test_pictures_wait_until_let_go(http: ClientSession, gateway: FakeAiHubMix, *, stream: bool) -> None:
    gateway.hold()
    gateway.will(Stall("result"))

    async def asked() -> bytes:
        async with http.post("/v1/images/generations", json=_ASK | {"stream": stream}) as response:
            return await response.read()

    async with asyncio.TaskGroup() as group:
        asking = group.create_task(asked())
        await gateway.reached()
        gateway.let_go()
        await gateway.reached()
        assert not asking.done()
        gateway.let_go()
    assert b"b64_json" in asking.result()
