"""Gemini's picture models on Google's own lane."""

from decimal import Decimal
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession, ServerDisconnectedError
from PIL import Image, ImageChops, ImageStat

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import (
    Behaviour,
    CutStream,
    DropConnection,
    Fewer,
    FinishAs,
    Prose,
    Refuse,
    WrongBytes,
)

from .google import BASE, Answer, encoded, opened, post

_PRO = "gemini-3-pro-image-preview"
_FLASH = "gemini-2.5-flash-image"


_MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"prompt": "a fox"}, 'Unknown name "prompt": Cannot find field.'),
    ({"contents": []}, "contents is not specified"),
    ({"contents": "a fox"}, "'contents': expected a list"),
    ({"contents": [{"role": "assistant", "parts": [{"text": "a"}]}]}, "'assistant' is not supported"),
    ({"contents": [{"role": "model", "parts": [{"text": "a"}]}]}, "ends with a user role"),
    ({"contents": [{"parts": []}]}, "must not be empty"),
    ({"contents": [{"parts": [{"image_url": {"url": "data:"}}]}]}, 'Unknown name "image_url" at \'contents[0]'),
    ({"contents": [{"parts": [{"text": ""}]}]}, "The prompt is empty"),
    ({"contents": [{"parts": [{"thought": True}]}]}, "one initialized field"),
    ({"contents": [{"parts": [{"inlineData": {"mimeType": "png", "data": "aaaa"}}]}]}, "'png' is not supported"),
    ({"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "?"}}]}]}, "Base64 decoding failed"),
    ({"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "aaaa"}}]}]}, "Unable to process"),
    ({"generationConfig": {"responseModalities": ["image"]}}, "responseModalities"),
    ({"generationConfig": {"aspectRatio": "1:1"}}, "Unknown name \"aspectRatio\" at 'generationConfig'"),
    ({"generationConfig": {"imageConfig": {"aspectRatio": "2:1"}}}, "'2:1' is not supported"),
    ({"generationConfig": {"imageConfig": {"imageSize": "2k"}}}, "'2k' is not supported"),
    ({"generationConfig": {"imageConfig": {"imageSize": 2}}}, "expected a string"),
    ({"generationConfig": []}, "expected an object"),
]


def _body(*parts: dict[str, Any], text: str = "a red fox", **image: str) -> dict[str, Any]:
    config: dict[str, Any] = {"responseModalities": ["TEXT", "IMAGE"]}
    contents = [{"role": "user", "parts": [{"text": text}, *parts]}]
    return {"contents": contents, "generationConfig": config | ({"imageConfig": image} if image else {})}


async def _ask(google: ClientSession, body: dict[str, Any], model: str = _FLASH) -> Answer:
    return await post(google, f"{model}:generateContent", body)


def _pictures(answer: Answer) -> list[Image.Image]:
    assert answer[0] == 200, answer
    parts = answer[1]["candidates"][0]["content"]["parts"]
    return [opened(part["inlineData"]["data"]) for part in parts if "inlineData" in part]


async def test_words_and_a_picture_come_in_parts(google: ClientSession, gateway: FakeAiHubMix) -> None:
    answer = await _ask(google, _body(aspectRatio="16:9"))
    assert [picture.size for picture in _pictures(answer)] == [(1344, 768)]
    candidate = answer[1]["candidates"][0]
    assert [set(part) for part in candidate["content"]["parts"]] == [{"text"}, {"inlineData"}]
    assert candidate["content"]["parts"][1]["inlineData"]["mimeType"] == "image/png"
    assert (candidate["finishReason"], candidate["content"]["role"]) == ("STOP", "model")
    assert not gateway.violations


async def test_usage_is_what_is_charged(google: ClientSession, gateway: FakeAiHubMix, png: bytes) -> None:
    blob = {"inlineData": {"mimeType": "image/png", "data": encoded(png)}}
    body = _body(blob, text="cats" * 5)
    body["generationConfig"]["responseModalities"] = ["IMAGE"]
    usage = (await _ask(google, body))[1]["usageMetadata"]
    assert usage == {
        "promptTokenCount": 263,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 5}, {"modality": "IMAGE", "tokenCount": 258}],
        "candidatesTokenCount": 1290,
        "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1290}],
        "totalTokenCount": 1553,
    }
    assert [charge.usd for charge in gateway.bill] == [(263 * Decimal("0.3") + 1290 * 30) / 1_000_000]


@pytest.mark.parametrize(("image_size", "size", "tokens"), [("1K", 832, 1120), ("2K", 1664, 1120), ("4K", 3328, 2000)])
async def test_the_largest_pictures_cost_more_tokens(
    google: ClientSession, image_size: str, size: int, tokens: int
) -> None:
    answer = await _ask(google, _body(aspectRatio="2:3", imageSize=image_size), _PRO)
    assert [picture.width for picture in _pictures(answer)] == [size]
    details = answer[1]["usageMetadata"]["candidatesTokensDetails"]
    assert {"modality": "IMAGE", "tokenCount": tokens} in details


@pytest.mark.parametrize(
    "model",
    [
        "gemini-2.5-flash-image-preview",
        "gemini-3-pro-image",
        "gemini-3.1-flash-image-preview",
        "gemini-3.1-flash-image",
        "gemini-3.1-flash-image-lite",
    ],
)
async def test_every_model_answers(google: ClientSession, gateway: FakeAiHubMix, model: str) -> None:
    assert len(_pictures(await _ask(google, _body(), model))) == 1
    assert gateway.bill[0].usd > 0


async def test_both_spellings_of_a_request_are_understood(google: ClientSession, png: bytes) -> None:
    camel = _body({"inlineData": {"mimeType": "image/png", "data": encoded(png)}}, aspectRatio="3:2")
    snake = _body({"inline_data": {"mime_type": "image/png", "data": encoded(png)}})
    snake["generation_config"] = snake.pop("generationConfig") | {"image_config": {"aspect_ratio": "3:2"}}
    first, second = [_pictures(await _ask(google, body))[0] for body in (camel, snake)]
    assert first.size == second.size == (1248, 832)
    assert ImageChops.difference(first, second).getbbox() is None


async def test_a_reference_shows_in_the_picture(google: ClientSession, png: bytes) -> None:
    blob = {"inlineData": {"mimeType": "image/png", "data": encoded(png)}}
    picture = _pictures(await _ask(google, _body(blob, text="golden autumn")))[0].convert("L")
    # The reference is a ramp from dark to light, and still is one in the new colours.
    upper, lower = (ImageStat.Stat(picture.crop((500, top, 501, top + 100))).mean[0] for top in (100, 750))
    assert upper + 50 < lower


async def test_a_conversation_goes_on_from_the_models_picture(google: ClientSession, png: bytes) -> None:
    blob = {"inlineData": {"mimeType": "image/png", "data": encoded(png)}}
    fresh = _body(text="make it golden")
    later = _body(text="make it golden")
    later["contents"][:0] = [
        {"role": "user", "parts": [{"text": "a ramp"}]},
        {"role": "model", "parts": [{"text": "Here", "thoughtSignature": "c2ln"}, blob]},
    ]
    with_it = _body(blob, text="make it golden")
    pictures = [_pictures(await _ask(google, body))[0] for body in (fresh, later, with_it)]
    assert ImageChops.difference(pictures[0], pictures[1]).getbbox() is not None
    assert ImageChops.difference(pictures[1], pictures[2]).getbbox() is None


async def test_the_prompt_says_how_many(google: ClientSession, gateway: FakeAiHubMix) -> None:
    assert len(_pictures(await _ask(google, _body(text="three pictures of a fox")))) == 3
    gateway.will(Fewer(2))
    assert len(_pictures(await _ask(google, _body(text="three pictures of a fox")))) == 2
    assert [charge.n for charge in gateway.bill] == [3, 2]


async def test_pictures_must_be_asked_for(google: ClientSession) -> None:
    body = _body()
    del body["generationConfig"]
    assert _pictures(await _ask(google, body)) == []


@pytest.mark.parametrize(("change", "message"), _MALFORMED)
async def test_a_malformed_request_is_refused_and_remembered(
    google: ClientSession, gateway: FakeAiHubMix, change: dict[str, Any], message: str
) -> None:
    status, body = await _ask(google, _body() | change, _PRO)
    assert (status, body["error"]["code"]) == (400, 400)
    assert message in body["error"]["message"]
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_the_older_model_knows_one_size(google: ClientSession) -> None:
    assert (await _ask(google, _body(imageSize="1K")))[0] == 200
    assert (await _ask(google, _body(imageSize="2K")))[0] == 400


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({"x-goog-api-key": "{key}"}, "", 200),
        ({}, "?key={key}", 200),
        ({"Authorization": "Bearer {key}"}, "", 401),
        ({"x-goog-api-key": "sk-wrong"}, "", 401),
        ({}, "", 401),
    ],
)
async def test_the_key_comes_as_google_takes_it(
    web: ClientSession, gateway: FakeAiHubMix, headers: dict[str, str], query: str, status: int
) -> None:
    url = f"{gateway.url}{BASE}/{_FLASH}:generateContent{query.format(key=gateway.key)}"
    filled = {name: value.format(key=gateway.key) for name, value in headers.items()}
    async with web.post(url, json=_body(), headers=filled) as response:
        assert response.status == status
    assert len(gateway.bill) == (1 if status == 200 else 0)


async def test_a_blocked_prompt_has_no_candidates(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("input"))
    status, body = await _ask(google, _body())
    assert (status, body["promptFeedback"]) == (200, {"blockReason": "PROHIBITED_CONTENT"})
    assert "candidates" not in body
    assert gateway.bill[0].n == 0


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Refuse("output"), "IMAGE_SAFETY"),
        (FinishAs("PROHIBITED_CONTENT"), "PROHIBITED_CONTENT"),
        (FinishAs("NO_IMAGE"), "NO_IMAGE"),
    ],
)
async def test_a_blocked_picture_leaves_a_reason(
    google: ClientSession, gateway: FakeAiHubMix, behaviour: Behaviour, reason: str
) -> None:
    gateway.will(behaviour)
    assert (await _ask(google, _body()))[1]["candidates"] == [{"finishReason": reason, "index": 0}]
    assert not gateway.violations


async def test_a_refusal_can_be_prose(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Prose("I'd rather not."))
    status, body = await _ask(google, _body())
    assert status == 200
    assert body["candidates"][0]["content"]["parts"] == [{"text": "I'd rather not."}]
    assert body["candidates"][0]["finishReason"] == "STOP"


async def test_wrong_bytes_come_in_base64(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(WrongBytes("disguised"))
    answer = await _ask(google, _body())
    assert _pictures(answer)[0].format == "JPEG"
    assert answer[1]["candidates"][0]["content"]["parts"][1]["inlineData"]["mimeType"] == "image/png"


async def test_scripted_trouble(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(statuses.rate_limited(), CutStream(), DropConnection())
    assert (await _ask(google, _body()))[0] == 429
    with pytest.raises(ClientPayloadError):
        await _ask(google, _body())
    with pytest.raises(ServerDisconnectedError):
        await _ask(google, _body())
    assert len(gateway.bill) == 2


async def test_unknown_models_and_wrong_verbs(google: ClientSession, gateway: FakeAiHubMix) -> None:
    assert (await _ask(google, _body(), "gemini-9"))[0] == 503
    assert (await _ask(google, _body(), "gpt-image-2"))[0] == 400
    assert (await post(google, f"{_FLASH}:predict", {"instances": [{"prompt": "a"}]}))[0] == 400
    assert len(gateway.violations) == 3


async def test_the_older_model_names_its_successor(web: ClientSession, gateway: FakeAiHubMix) -> None:
    async with web.get(f"{gateway.url}/api/v1/models?type=image_generation") as response:
        rows = {row["model_id"]: row for row in (await response.json())["data"]}
    row = rows["gemini-2.5-flash-image"]
    assert (row["retire_stage"], row["successor_model"]) == ("deprecated", "gemini-3.1-flash-image")
    assert rows["gemini-3.1-flash-image"]["retire_stage"] is None
    assert (row["pricing"]["input"], row["pricing"]["output"]) == (0.3, 30.0)
