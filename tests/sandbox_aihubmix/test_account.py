"""Balance and model lists; the memory of requests."""

from decimal import Decimal

import pytest
from aiohttp import ClientSession
from openai import AsyncOpenAI

from sandbox.aihubmix import FakeAiHubMix

from .transcripts import tell


async def test_the_balance_is_what_remains(http: ClientSession, gateway: FakeAiHubMix) -> None:
    await tell(http)
    async with http.get("/dashboard/billing/remain") as response:
        assert await response.json() == {"object": "list", "total_usage": 49.991}
    assert gateway.balance + sum(charge.usd for charge in gateway.bill) == Decimal(50)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer sk-no"}, {"Authorization": "Basic abc"}])
async def test_the_balance_needs_the_key(web: ClientSession, gateway: FakeAiHubMix, headers: dict[str, str]) -> None:
    async with web.get(f"{gateway.url}/dashboard/billing/remain", headers=headers) as response:
        assert response.status == 401


async def test_the_official_client_lists_models(client: AsyncOpenAI) -> None:
    listed = {model.id async for model in client.models.list()}
    assert {"gpt-4o-image-vip", "gpt-image-2"} <= listed


async def test_the_catalogue_needs_no_key_and_is_cached(web: ClientSession, gateway: FakeAiHubMix) -> None:
    url = f"{gateway.url}/api/v1/models?type=image_generation"
    async with web.get(url) as response:
        rows = {row["model_id"]: row for row in (await response.json())["data"]}
        etag = response.headers["ETag"]
    assert rows["gpt-image-1"]["successor_model"] == "gpt-image-2"
    pricing = rows["gpt-image-2"]["pricing"]
    assert (pricing["input"], pricing["output"]) == (5.0, 30.0)
    async with web.get(url, headers={"If-None-Match": etag}) as response:
        assert response.status == 304
    async with web.get(f"{gateway.url}/api/v1/models?type=music") as response:
        assert (await response.json())["data"] == []


async def test_retirements_are_a_page(web: ClientSession, gateway: FakeAiHubMix) -> None:
    async with web.get(f"{gateway.url}/models/retirements") as response:
        assert "gpt-image-1" in await response.text()


async def test_requests_are_remembered(http: ClientSession, gateway: FakeAiHubMix) -> None:
    await tell(http, "a fox")
    received = gateway.requests[0]
    assert (received.method, received.path) == ("POST", "/v1/chat/completions")
    assert received.json["model"] == "gpt-4o-image-vip"
    assert received.headers["authorization"] == f"Bearer {gateway.key}"


async def test_each_gateway_has_its_own_key_and_port() -> None:
    async with FakeAiHubMix() as one, FakeAiHubMix() as other:
        assert one.key != other.key
        assert one.url != other.url
        assert one.key.startswith("sk-")
