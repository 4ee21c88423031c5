"""Flux on the images endpoint, spoken to by the official client."""

import base64
from decimal import Decimal
from typing import Any

import openai
import pytest
from aiohttp import ClientPayloadError, ClientSession, ServerDisconnectedError
from openai import AsyncOpenAI

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import (
    AnswerShape,
    AsLinks,
    CutStream,
    DropConnection,
    ExpiredLink,
    Fewer,
    Prose,
    Refuse,
    WrongBytes,
)

from .pictures import links, made, opened

_MODELS = ("FLUX.1-Kontext-pro", "FLUX-1.1-pro")


async def _answer(http: ClientSession, **fields: Any) -> tuple[int, dict[str, Any]]:
    ask = {"model": "FLUX-1.1-pro", "prompt": "a cat"} | fields
    async with http.post("/v1/images/generations", json=ask) as response:
        return response.status, await response.json()


@pytest.mark.parametrize("model", _MODELS)
async def test_the_official_client_gets_a_jpeg(client: AsyncOpenAI, gateway: FakeAiHubMix, model: str) -> None:
    answer = await client.images.generate(model=model, prompt="a cat", extra_body={"safety_tolerance": 6})
    assert answer.data is not None
    picture = opened(base64.b64decode(answer.data[0].b64_json or ""))
    assert (picture.format, picture.size) == ("JPEG", (1024, 1024))
    assert answer.usage is None
    assert [(charge.model, charge.usd) for charge in gateway.bill] == [(model, Decimal("0.04"))]
    assert not gateway.violations


async def test_number_and_shape(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    _, body = await _answer(http, n=2, size="512x768")
    assert [picture.size for picture in await made(web, body)] == [(512, 768)] * 2
    _, body = await _answer(http, model="FLUX.1-Kontext-pro", aspect_ratio="2:3")
    assert [picture.size for picture in await made(web, body)] == [(832, 1248)]
    assert gateway.bill[0].usd == Decimal("0.08")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"quality": "high"}, "unknown_parameter"),
        ({"aspect_ratio": "1:1"}, "unknown_parameter"),
        ({"model": "FLUX.1-Kontext-pro", "aspect_ratio": "1:1", "size": "512x512"}, "invalid_value"),
        ({"safety_tolerance": 7}, "invalid_value"),
        ({"n": 5}, "n_not_within_range"),
        ({"size": "auto"}, "size_not_supported"),
        ({"prompt": ""}, "prompt_missing"),
    ],
)
async def test_a_malformed_request_is_refused_and_remembered(
    http: ClientSession, gateway: FakeAiHubMix, fields: dict[str, Any], code: str
) -> None:
    status, body = await _answer(http, **fields)
    assert (status, body["error"]["code"]) == (400, code)
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_edits_are_not_for_flux(client: AsyncOpenAI, gateway: FakeAiHubMix, png: bytes) -> None:
    with pytest.raises(openai.BadRequestError, match="legacy protocol"):
        await client.images.edit(model="FLUX.1-Kontext-pro", image=("a.png", png, "image/png"), prompt="golden")
    assert gateway.violations


async def test_moderation_and_missing_pictures(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("input"), Refuse("output"), Fewer(1), Prose())
    for charges in (0, 1):
        status, body = await _answer(http)
        assert (status, body["error"]["code"]) == (400, "moderation_blocked")
        assert len(gateway.bill) == charges
    assert [len((await _answer(http, n=3))[1]["data"]) for _ in range(2)] == [1, 0]


async def test_links_wrong_bytes_and_broken_connections(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix
) -> None:
    gateway.will(AsLinks(), ExpiredLink(410), WrongBytes("html"), CutStream(), DropConnection())
    for status in (200, 410):
        _, body = await _answer(http)
        async with web.get(links(body)[0]) as response:
            assert response.status == status
    assert base64.b64decode((await _answer(http))[1]["data"][0]["b64_json"]).startswith(b"<!doctype")
    with pytest.raises(ClientPayloadError):
        await _answer(http)
    with pytest.raises(ServerDisconnectedError):
        await _answer(http)
    assert len(gateway.bill) == 5


async def test_its_answer_can_have_another_shape(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(AnswerShape("polling"))
    task = (await _answer(http))[1]["output"][0]["taskId"]
    async with http.get(f"/v1/tasks/{task}") as response:
        assert (await response.json())["status"] == "Pending"
