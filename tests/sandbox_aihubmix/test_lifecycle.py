"""Models that come, change and go while somebody watches the lists."""

from collections.abc import AsyncIterator
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import jsonschema_rs
import openai
import pytest
from aiohttp import ClientSession
from openai import AsyncOpenAI

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import Gone
from sandbox.aihubmix.models import Model, PerImage, PerSecond

from .transcripts import body, tell


@pytest.fixture
async def keyless(gateway: FakeAiHubMix) -> AsyncIterator[ClientSession]:
    async with ClientSession(gateway.url) as session:
        yield session


async def _rows(keyless: ClientSession, query: str = "") -> dict[str, dict[str, Any]]:
    async with keyless.get(f"/api/v1/models{query}") as response:
        answer = await response.json()
    assert answer["success"]
    return {row["model_id"]: row for row in answer["data"]}


async def _draw(client: AsyncOpenAI, model: str) -> dict[str, str]:
    raw = await client.images.with_raw_response.generate(model=model, prompt="a cat", size="1024x1024", quality="low")
    assert raw.parse().data
    return dict(raw.headers)


async def test_a_row_says_everything(keyless: ClientSession) -> None:
    row = (await _rows(keyless))["veo-3.1-fast-generate-preview"]
    assert row["types"] == "video"
    assert row["output_modalities"] == "video"
    assert "image" in row["input_modalities"].split(",")
    assert row["pricing"]["output"] == 0.15
    assert row["pricing"]["tiers"] == [{"unit": "second", "output": 0.15}]
    assert {"input", "cache_read", "cache_write"} <= row["pricing"].keys()
    assert "/v1/videos" in row["endpoints"].split(",")
    assert [row[name] for name in ("retire_stage", "deprecated_at", "retired_at", "successor_model")] == [None] * 4


async def test_the_lists_can_be_narrowed_and_sorted(keyless: ClientSession) -> None:
    rows = await _rows(keyless)
    pictures, films = await _rows(keyless, "?type=image_generation"), await _rows(keyless, "?type=video")
    words = await _rows(keyless, "?type=llm")
    assert pictures.keys() | films.keys() | words.keys() == rows.keys()
    assert {"veo-3", "minimax-h3"} <= films.keys()
    checked = await _rows(keyless, "?schema_checked=true")
    assert "gpt-image-2" in checked
    assert "veo-3" not in checked
    assert list(await _rows(keyless, "?sort_by=order&sort_order=desc")) == list(rows)[::-1]
    assert list(await _rows(keyless, "?sort_by=model_id&sort_order=asc")) == sorted(rows)


async def test_the_tag_changes_with_the_rows(keyless: ClientSession, gateway: FakeAiHubMix) -> None:
    changes = [
        lambda: gateway.reprice("gpt-image-2", PerImage(Decimal("0.07"))),
        lambda: gateway.retire("gpt-image-1.5", "deprecated", "gpt-image-2"),
        lambda: gateway.launch(Model("gpt-image-9", PerImage(Decimal("0.03")))),
    ]
    for change in changes:
        async with keyless.get("/api/v1/models") as response:
            tag = response.headers["ETag"]
        async with keyless.get("/api/v1/models", headers={"If-None-Match": tag}) as response:
            assert (response.status, response.headers["ETag"]) == (304, tag)
        change()
        async with keyless.get("/api/v1/models", headers={"If-None-Match": tag}) as response:
            assert response.status == 200
            assert response.headers["ETag"] != tag


async def test_a_new_price_is_listed_and_charged(
    keyless: ClientSession, client: AsyncOpenAI, gateway: FakeAiHubMix
) -> None:
    gateway.reprice("gpt-image-2", PerImage(Decimal("0.07")))
    assert (await _rows(keyless))["gpt-image-2"]["pricing"]["output"] == 0.07
    await _draw(client, "gpt-image-2")
    assert [charge.usd for charge in gateway.bill] == [Decimal("0.07")]


async def test_a_deprecated_model_works_and_announces_its_end(
    keyless: ClientSession, client: AsyncOpenAI, gateway: FakeAiHubMix
) -> None:
    assert "deprecation" not in await _draw(client, "gpt-image-1.5")
    gateway.retire("gpt-image-1.5", "deprecated", "gpt-image-2")
    row = (await _rows(keyless))["gpt-image-1.5"]
    assert (row["retire_stage"], row["successor_model"]) == ("deprecated", "gpt-image-2")
    headers = await _draw(client, "gpt-image-1.5")
    assert headers["deprecation"] == f"@{row['deprecated_at']}"
    assert parsedate_to_datetime(headers["sunset"]).timestamp() == row["retired_at"] > row["deprecated_at"]
    assert headers["link"] == '</v1/models/gpt-image-2>; rel="successor-version"'


async def test_a_stream_announces_it_too(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.retire("veo-3", "deprecated", "veo-3.1-generate-preview")
    async with http.post("/v1/chat/completions", json=body(model="veo-3")) as response:
        assert response.content_type == "text/event-stream"
        assert "veo-3.1-generate-preview" in response.headers["Link"]


async def test_a_retired_model_is_refused_on_every_lane(
    keyless: ClientSession, client: AsyncOpenAI, http: ClientSession, gateway: FakeAiHubMix
) -> None:
    await _draw(client, "gpt-image-2")
    gateway.retire("gpt-image-2", successor="gpt-image-2.5-flare")
    with pytest.raises(openai.NotFoundError, match=r"gpt-image-2\.5-flare") as caught:
        await _draw(client, "gpt-image-2")
    assert caught.value.code == "model_retired"
    async with http.post("/ai/v1/images/generations", json={"model": "gpt-image-2", "prompt": "a"}) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (404, "model_retired")
    async with keyless.get("/models/retirements") as response:
        assert "gpt-image-2: retired" in await response.text()
    row = (await _rows(keyless))["gpt-image-2"]
    assert (row["retire_stage"], row["endpoints"]) == ("retired", "")
    assert len(gateway.bill) == 1


async def test_a_removed_model_is_gone(http: ClientSession, client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will(Gone())
    with pytest.raises(openai.APIStatusError) as caught:
        await _draw(client, "gpt-image-2")
    assert caught.value.status_code == 410
    assert not gateway.bill
    assert (await tell(http)).links


async def test_a_launched_model_is_listed_and_answers(
    keyless: ClientSession, client: AsyncOpenAI, http: ClientSession, gateway: FakeAiHubMix, png: bytes
) -> None:
    gateway.launch(Model("gpt-image-9", PerImage(Decimal("0.03"))))
    assert "/v1/images/generations" in (await _rows(keyless))["gpt-image-9"]["endpoints"]
    await _draw(client, "gpt-image-9")
    await client.images.edit(model="gpt-image-9", image=("a.png", png, "image/png"), prompt="a hat")
    async with http.post("/ai/v1/images/generations", json={"model": "gpt-image-9", "prompt": "a"}) as response:
        assert (await response.json())["status"] == "completed"
    assert [charge.usd for charge in gateway.bill] == [Decimal("0.03")] * 3
    async with http.post("/v1/chat/completions", json=body(model="gpt-image-9")) as response:
        assert (await response.json())["error"]["code"] == "protocol_not_supported"


async def _schema(keyless: ClientSession, model: str, path: str) -> dict[str, Any]:
    async with keyless.get(f"/call/schema/models/{model}/endpoints") as response:
        assert response.status == 200
        found = (await response.json())["data"]
    assert found["model"] == model
    return {row["path"]: row["schema"] for row in found["endpoints"]}[path]


@pytest.mark.parametrize(
    ("model", "path", "good", "bad"),
    [
        ("gpt-image-2", "/v1/images/generations", {"quality": "high"}, {"quality": "max"}),
        ("gpt-image-2", "/v1/images/edits", {"image": "x"}, {"moderation": "low"}),
        ("gpt-image-2.5-flare", "/ai/v1/images/generations", {"extra": {"quality": "max"}}, {"quality": "max"}),
        ("veo-3.1-generate-preview", "/v1/videos", {"seconds": 4}, {"seconds": "4"}),
        ("wan2.6-t2v", "/v1/videos", {"seconds": "4"}, {"input": {"prompt": "a"}}),
        ("minimax-h3", "/ai/v1/videos", {"resolution": "768P"}, {"resolution": "720p"}),
    ],
)
async def test_the_fields_of_a_model_are_a_json_schema(
    keyless: ClientSession, model: str, path: str, good: dict[str, Any], bad: dict[str, Any]
) -> None:
    validator = jsonschema_rs.validator_for(await _schema(keyless, model, path))
    asked = {"model": model, "prompt": "a cat"}
    assert validator.is_valid(asked | good)
    assert not validator.is_valid(asked | bad)
    assert not validator.is_valid({"model": model})


async def test_a_schema_that_has_not_changed_is_not_sent_again(keyless: ClientSession, gateway: FakeAiHubMix) -> None:
    path = "/call/schema/models/gpt-image-2/endpoints"
    async with keyless.get(path) as response:
        tag = response.headers["ETag"]
    async with keyless.get(path, headers={"If-None-Match": tag}) as response:
        assert (response.status, await response.read()) == (304, b"")
    gateway.misdescribe("gpt-image-2", {"type": "object"})
    async with keyless.get(path, headers={"If-None-Match": tag}) as response:
        assert {str(row["schema"]) for row in (await response.json())["data"]["endpoints"]} == {"{'type': 'object'}"}


@pytest.mark.parametrize(
    "path", ["/v1/images/generations", "/ai/v1/videos", "/gemini/v1beta/models/veo:predictLongRunning"]
)
async def test_a_lane_refuses_whoever_has_no_key_and_bills_nobody(
    keyless: ClientSession, gateway: FakeAiHubMix, path: str
) -> None:
    async with keyless.post(path, json={"model": "gpt-image-2", "prompt": "a"}) as response:
        assert (response.status, response.content_type) == (401, "application/json")
    assert (gateway.bill, gateway.violations) == ([], [])


async def test_a_lane_can_be_withdrawn(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.withdraw("/v1/images/generations")
    with pytest.raises(openai.NotFoundError, match="Route POST /v1/images/generations not found"):
        await _draw(client, "gpt-image-2")
    assert not gateway.bill


async def test_what_the_schema_forbids_the_lane_refuses(keyless: ClientSession, http: ClientSession) -> None:
    schema = await _schema(keyless, "minimax-h3", "/ai/v1/videos")
    asked = {"model": "minimax-h3", "prompt": "a cat"}
    for field in ("fps", "seconds", *schema["properties"]):
        candidate = asked | {field: {"not": "this"}}
        assert not jsonschema_rs.is_valid(schema, candidate)
        async with http.post("/ai/v1/videos", json=candidate) as response:
            assert response.status >= 400


async def test_words_about_a_model_outlive_it(keyless: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.retire("gpt-image-1", successor="gpt-image-2")
    async with keyless.get("/model/gpt-image-1/llms.txt") as response:
        text = await response.text()
        assert (response.status, response.content_type) == (200, "text/plain")
    assert "- Lifecycle: retired" in text
    assert "- Successor: gpt-image-2" in text
    for path in ("/model/gpt-8/llms.txt", "/call/schema/models/gpt-8/endpoints"):
        async with keyless.get(path) as response:
            assert response.status == 404


async def test_a_film_is_charged_by_its_new_price(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.reprice("wan2.6-t2v", PerSecond(Decimal("0.20")))
    async with http.post("/v1/videos", json={"model": "wan2.6-t2v", "prompt": "a", "seconds": "4"}) as response:
        assert response.status == 200
    assert [charge.usd for charge in gateway.bill] == [Decimal("0.80")]
