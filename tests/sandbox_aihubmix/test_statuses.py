"""Every row of the status table, and the keys."""

from collections.abc import Callable

import openai
import pytest
from aiohttp import ClientSession
from openai import AsyncOpenAI

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import Status

from .transcripts import body

_TABLE: list[tuple[Callable[[], Status], int, str]] = [
    (statuses.rate_limited, 429, "The gpt-4o-image-vip model Too many requests"),
    (statuses.rate_limited_by_provider, 503, "Rate limited by provider"),
    (statuses.no_available_channel, 400, "no_available_channel"),
    (statuses.incorrect_model_id, 503, "Incorrect model ID"),
    (lambda: statuses.incorrect_model_id(400), 400, "Incorrect model ID"),
    (statuses.insufficient_user_quota, 403, "insufficient_user_quota"),
    (statuses.bad_key, 401, "invalid or expired"),
    (statuses.no_key, 401, "no key provided"),
    (statuses.suspended, 403, "Account suspended."),
    (statuses.forbidden, 403, "insufficient permissions"),
    (statuses.ip_not_allowed, 403, "key(3f9a1c) allowed only"),
    (statuses.model_not_authorized, 403, "not authorized"),
    (statuses.channel_disabled, 403, "disabled"),
    (statuses.model_retired, 404, "model_retired"),
    (statuses.model_removed, 410, "removed"),
    (statuses.prompt_missing, 400, "prompt_missing"),
    (statuses.prompt_too_long, 400, "prompt_too_long"),
    (statuses.text_too_long, 400, "text_too_long"),
    (statuses.size_not_supported, 400, "size_not_supported"),
    (statuses.n_not_within_range, 400, "n_not_within_range"),
    (lambda: statuses.unknown_parameter("x"), 400, "Unknown parameter: 'x'."),
    (lambda: statuses.schema_violation("x"), 400, "schema_violation"),
    (statuses.html_502, 502, "<h1>502 Bad Gateway</h1>"),
    (statuses.gateway_timeout, 504, "<h1>504 Gateway Time-out</h1>"),
    (statuses.empty_500, 500, ""),
]


@pytest.mark.parametrize(("status", "code", "text"), _TABLE)
async def test_each_row_of_the_table(
    http: ClientSession, gateway: FakeAiHubMix, status: Callable[[], Status], code: int, text: str
) -> None:
    gateway.will(status())
    async with http.post("/v1/chat/completions", json=body()) as response:
        assert response.status == code
        content = await response.text()
    assert text in content
    assert "{tid}" not in content
    assert len(gateway.bill) == (1 if status().charged else 0)
    assert not gateway.violations


async def test_retry_after_is_a_header(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(statuses.rate_limited(2.5))
    async with http.post("/v1/chat/completions", json=body()) as response:
        assert response.headers["Retry-After"] == "2.5"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (statuses.bad_key(), openai.AuthenticationError),
        (statuses.suspended(), openai.PermissionDeniedError),
        (statuses.rate_limited(), openai.RateLimitError),
        (statuses.prompt_too_long(), openai.BadRequestError),
        (statuses.model_retired("gpt-image-2"), openai.NotFoundError),
        (statuses.html_502(), openai.InternalServerError),
    ],
)
async def test_the_official_client_raises_its_errors(
    client: AsyncOpenAI, gateway: FakeAiHubMix, status: Status, error: type[openai.APIStatusError]
) -> None:
    gateway.will(status)
    with pytest.raises(error):
        await client.images.generate(model="gpt-image-2", prompt="a")


async def test_a_wrong_key_is_quoted_by_its_end(gateway: FakeAiHubMix) -> None:
    async with AsyncOpenAI(base_url=f"{gateway.url}/v1", api_key="sk-wrong-abcdef", max_retries=0) as client:
        with pytest.raises(openai.AuthenticationError, match=r"key\(abcdef\).*\(tid: \d+\)"):
            await client.images.generate(model="gpt-image-2", prompt="a")


async def test_a_request_without_key_leaves_the_script_alone(
    web: ClientSession, http: ClientSession, gateway: FakeAiHubMix
) -> None:
    gateway.will(statuses.suspended())
    async with web.post(f"{gateway.url}/v1/chat/completions", json=body()) as response:
        assert response.status == 401
        assert "no key provided" in await response.text()
    async with http.post("/v1/chat/completions", json=body()) as response:
        assert response.status == 403


async def test_unknown_models_and_routes(http: ClientSession, gateway: FakeAiHubMix) -> None:
    async with http.post("/v1/chat/completions", json=body(model="gpt-9")) as response:
        assert response.status == 503
        assert "Incorrect model ID" in await response.text()
    async with http.post("/v1/chat/completions", json=body(model="gpt-image-2")) as response:
        assert (await response.json())["error"]["code"] == "protocol_not_supported"
    async with http.get("/v2/nothing") as response:
        assert response.status == 404
        assert (await response.json())["error"]["code"] == "not_found"
    async with http.post("/v1/chat/completions", data=b"{oh") as response:
        assert response.status == 503
    assert len(gateway.violations) == 4


async def test_a_retired_model_names_its_successor(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.retire("dall-e-3", "retired", "gpt-image-2")
    async with http.post("/v1/images/generations", json={"model": "dall-e-3", "prompt": "a"}) as response:
        assert response.status == 404
        assert "gpt-image-2" in await response.text()
