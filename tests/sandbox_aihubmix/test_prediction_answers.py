"""The shapes in which predictions are answered, and what goes wrong with them."""

import asyncio
import base64
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession, ServerDisconnectedError

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import (
    AnswerShape,
    AsLinks,
    Behaviour,
    CutStream,
    DropConnection,
    ExpiredLink,
    Fewer,
    Prose,
    Refuse,
    ShapeName,
    Stall,
    WrongBytes,
)

from .pictures import Answer, links, opened, predict


async def test_seedream_can_answer_in_base64(http: ClientSession, web: ClientSession) -> None:
    _, body = await predict(http, "doubao/doubao-seedream-5.0-lite", size="1K", response_format="base64_json")
    assert opened(base64.b64decode(body["output"][0]["b64_json"])).format == "JPEG"


_SHAPES: dict[ShapeName, Any] = {
    "url": {"output": [{"url": "link"}]},
    "urls": {"output": {"urls": ["link"]}},
    "strings": {"output": ["link"]},
    "b64_json": {"output": [{"b64_json": "base64"}]},
    "bytes": {"output": [{"bytesBase64": "base64"}]},
    "nested_bytes": {"output": {"b64_json": [{"bytesBase64": "base64"}]}},
    "openai": {"created": "a number", "data": [{"b64_json": "base64"}]},
    "openai_url": {"created": "a number", "data": [{"url": "link"}]},
    "polling": {"output": [{"polling_url": "link", "taskId": "a name"}]},
}


def _outline(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _outline(inner) for name, inner in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [_outline(inner) for inner in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, int):
        return "a number"
    text = str(value)
    return "link" if text.startswith("http") else "base64" if len(text) > 99 else "a name"


@pytest.mark.parametrize("path", ["ideogram/V3", "stability/Stable-Diffusion-3-5-Large", "bfl/flux-2-pro"])
@pytest.mark.parametrize("shape", _SHAPES)
async def test_any_family_can_answer_in_any_shape(
    http: ClientSession, gateway: FakeAiHubMix, path: str, shape: ShapeName
) -> None:
    gateway.will(AnswerShape(shape))
    assert _outline((await predict(http, path))[1]) == _SHAPES[shape]
    assert len(gateway.bill) == 1


async def test_the_picture_itself_can_be_the_answer(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(AnswerShape("raw"), (AnswerShape("raw"), CutStream()))
    url, ask = "/v1/models/bfl/flux-2-pro/predictions", {"input": {"prompt": "a", "width": 320, "height": 64}}
    async with http.post(url, json=ask) as response:
        assert response.content_type == "image/jpeg"
        assert opened(await response.read()).size == (320, 64)
    async with http.post(url, json=ask) as response:
        with pytest.raises(ClientPayloadError):
            await response.read()


async def test_links_are_signed_and_take_no_key(http: ClientSession, gateway: FakeAiHubMix) -> None:
    url: str = (await predict(http, "doubao/doubao-seedream-4-0"))[1]["output"][0]["url"]
    assert url.startswith(f"{gateway.url}/cdn/")
    assert "?X-Tos-Expires=86400&" in url
    async with http.get(url.removeprefix(gateway.url)) as response:
        assert response.status == 200
    assert gateway.leaked_keys


@pytest.mark.parametrize("path", ["openai/gpt-image-2", "doubao/doubao-seedream-4-0"])
async def test_moderation_before_generation_is_free(http: ClientSession, gateway: FakeAiHubMix, path: str) -> None:
    gateway.will(Refuse("input"), Refuse("output"))
    for charges in (0, 1):
        status, body = await predict(http, path)
        assert (status, body["error"]["code"]) == (400, "moderation_blocked")
        assert len(gateway.bill) == charges
    assert not gateway.violations


async def test_blocked_pictures_are_missing_without_a_word(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Fewer(1), Prose(), (Prose(), AnswerShape("nested_bytes")), (Prose(), AnswerShape("urls")))
    answers = [(await predict(http, "ideogram/V3", num_images=3))[1]["output"] for _ in range(4)]
    assert len(answers[0]) == 1
    assert answers[1:] == [[], {"b64_json": []}, {"urls": []}]
    assert [charge.n for charge in gateway.bill] == [3] * 4


@pytest.mark.parametrize("order", [ExpiredLink(), AsLinks()])
async def test_what_comes_as_base64_can_come_as_links(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, order: Behaviour
) -> None:
    gateway.will(order)
    _, body = await predict(http, "openai/gpt-image-2")
    async with web.get(links(body)[0]) as response:
        assert response.status == (403 if isinstance(order, ExpiredLink) else 200)


async def test_wrong_bytes_in_base64_and_behind_links(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix
) -> None:
    gateway.always(WrongBytes("html"))
    _, body = await predict(http, "openai/gpt-image-2")
    assert base64.b64decode(body["output"]["b64_json"][0]["bytesBase64"]).startswith(b"<!doctype")
    _, body = await predict(http, "ideogram/V3")
    async with web.get(links(body)[0]) as response:
        assert (await response.read()).startswith(b"<!doctype")


async def test_trouble_of_every_wire(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(DropConnection(), statuses.html_502(), statuses.rate_limited(3), CutStream())
    with pytest.raises(ServerDisconnectedError):
        await predict(http, "ideogram/V3")
    async with http.post("/v1/models/ideogram/V3/predictions", json={"input": {"prompt": "a"}}) as response:
        assert response.status == 502
    assert (await predict(http, "ideogram/V3"))[0] == 429
    with pytest.raises(ClientPayloadError):
        await predict(http, "ideogram/V3")
    assert [charge.model for charge in gateway.bill] == ["V3"] * 3


async def test_pictures_wait_until_let_go(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.hold()
    gateway.will(Stall("result"))
    async with asyncio.TaskGroup() as group:
        asking: asyncio.Task[Answer] = group.create_task(predict(http, "ideogram/V3"))
        await gateway.reached()
        assert len(gateway.bill) == 1
        gateway.let_go()
        await gateway.reached()
        assert not asking.done()
        gateway.let_go()
    assert asking.result()[0] == 200
