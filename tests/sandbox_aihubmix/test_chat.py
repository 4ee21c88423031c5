"""Ordinary chat models, and Gemini's picture models over chat completions, spoken to by the official client."""

import asyncio
import io
import json
from decimal import Decimal
from typing import Any

import openai
import pytest
from aiohttp import ClientSession
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletion, ChatCompletionMessageParam
from PIL import Image, ImageChops

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import (
    ChunkAs,
    CutStream,
    DropConnection,
    Fewer,
    JsonInsteadOfStream,
    PicturesIn,
    Prose,
    Refuse,
    Spelling,
    Stall,
)

from .google import encoded, opened
from .transcripts import body, read

_FLASH = "gemini-2.5-flash-image-preview"
_TRANSLATE = "Translate the user's picture prompt into English. Answer with the translation only."


def _said(text: str, system: str = "") -> list[ChatCompletionMessageParam]:
    told: list[ChatCompletionMessageParam] = [{"role": "system", "content": system}] if system else []
    return [*told, {"role": "user", "content": text}]


def _words(answer: ChatCompletion) -> str:
    return answer.choices[0].message.content or ""


@pytest.mark.parametrize(
    ("prompt", "english"),
    [
        ("a red fox in the snow, 16:9", "a red fox in the snow, 16:9"),
        ("let the cat die in a chat on the sea", "let the cat die in a chat on the sea"),
        ("Ein roter Fuchs im Schnee", "a red fox in snow"),
        ("Löwen über der Stadt bei Nacht", "Lowen over the city at night"),
        ("le renard bleu sous l'arbre", "the fox blue under the tree"),
        ("un gato azul en la montaña", "a cat blue in the mountain"),
        ("лиса и кот на снегу", "fox and cat on snow"),
        ("一只红色的狐狸在雪地里", "a red fox in snow"),
        ("雪の中の赤い狐", "snow in red fox"),
        ("электричка, лиса, паровоз", "[word 1], fox, [word 2]"),
        ("霓虹灯森林 – «fox» 🦊", '[word 1] forest - "fox"'),
        ("눈 속의 여우", "[word 1] [word 2] [word 3]"),
    ],
)
async def test_prompts_are_translated(client: AsyncOpenAI, prompt: str, english: str) -> None:
    answer = await client.chat.completions.create(model="gpt-4o-mini", messages=_said(prompt, _TRANSLATE))
    assert _words(answer) == english
    assert english.isascii()


@pytest.mark.parametrize("model", ["gpt-4o-mini", "gpt-5-nano", "gemini-2.5-flash-lite"])
async def test_every_model_talks_for_a_little_money(client: AsyncOpenAI, gateway: FakeAiHubMix, model: str) -> None:
    answer = await client.chat.completions.create(model=model, messages=_said("Hello, fox", "You are kind."))
    assert "sandbox" in _words(answer)
    assert _words(answer).endswith("Hello, fox")
    assert Decimal(0) < gateway.bill[0].usd < Decimal("0.0001")
    assert gateway.models[model].row()["output_modalities"] == "text"
    assert not gateway.violations


async def test_the_tokens_are_charged(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will(Prose("w" * 40))
    answer = await client.chat.completions.create(model="gpt-4o-mini", messages=_said("m" * 80))
    assert answer.usage is not None
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (20, 10, 30)
    assert gateway.bill[0].usd == (20 * Decimal("0.15") + 10 * Decimal("0.60")) / 1_000_000


async def test_an_answer_can_be_streamed(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will(ChunkAs("random", seed=3))
    stream = await client.chat.completions.create(
        model="gpt-5-nano",
        messages=_said("рыжая лиса", _TRANSLATE),
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == "[word 1] fox"
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None


async def test_scripted_trouble(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    async def ask() -> ChatCompletion:
        return await client.chat.completions.create(model="gpt-4o-mini", messages=_said("a"))

    gateway.will(statuses.rate_limited(), DropConnection(), CutStream(), JsonInsteadOfStream())
    with pytest.raises(openai.RateLimitError):
        await ask()
    for _ in range(2):
        with pytest.raises(openai.APIConnectionError):
            await ask()
    assert _words(await ask())


async def test_a_stream_is_cut_in_the_middle(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will((Prose("0123456789"), CutStream("progress")))
    async with http.post("/v1/chat/completions", json=body("a", model="gpt-4o-mini")) as response:
        told = await read(response)
    assert (told.text, told.whole) == ("01234", False)


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_waits_until_let_go(http: ClientSession, gateway: FakeAiHubMix, *, stream: bool) -> None:
    gateway.will(Stall("queue"))

    async def asked() -> bytes:
        async with http.post("/v1/chat/completions", json=body("a", model="gpt-4o-mini", stream=stream)) as response:
            return await response.read()

    async with asyncio.TaskGroup() as group:
        asking = group.create_task(asked())
        await gateway.reached()
        assert not asking.done()
        gateway.let_go()
    assert b'"finish_reason":"stop"' in asking.result()


async def test_pictures_are_mentioned(client: AsyncOpenAI, png: bytes) -> None:
    answer = await client.chat.completions.create(model="gpt-4o-mini", messages=[_pictured("What is it?", png)])
    assert _words(answer).endswith("It came with 1 picture(s).")


_TASKS = {
    "describe": "Write 4 different prompts for the picture, written in {language}. Answer with JSON.",
    "enhance": "Make a richer prompt, written in {language}.",
    "reword": "You reword a prompt that the moderation refused.",
}


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("English", "A bright picture of 64 by 48 pixels, exact in every detail"),
        ("German", "Ein helles Bild, 64 mal 48 Pixel, bis ins Kleinste genau"),
        ("Simplified Chinese", "一张浅色的图片，64乘48像素，细节精确"),
        ("Klingon", "A bright picture of 64 by 48 pixels, exact in every detail"),
    ],
)
async def test_a_picture_is_looked_at(client: AsyncOpenAI, gateway: FakeAiHubMix, language: str, first: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(file, "PNG")
    told: ChatCompletionMessageParam = {"role": "system", "content": _TASKS["describe"].format(language=language)}
    messages = [told, _pictured("The picture.", file.getvalue())]
    answer = await client.chat.completions.create(model="gpt-4o-mini", messages=messages)
    prompts = json.loads(_words(answer).removeprefix("```json").removesuffix("```"))["prompts"]
    assert prompts[0] == first
    assert len(set(prompts)) == 4
    assert answer.usage is not None
    assert answer.usage.prompt_tokens > 85, "a picture costs tokens too"
    assert not gateway.violations


async def test_without_a_picture_there_is_nothing_to_look_at(client: AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(
        model="gpt-4o-mini", messages=_said("The picture.", _TASKS["describe"].format(language="English"))
    )
    assert _words(answer).startswith("I'm sorry")


@pytest.mark.parametrize(
    ("task", "prompt", "said"),
    [
        ("enhance", "<prompt-1>\na fox\n</prompt-1>", "a fox, soft light from the side, fine textures"),
        ("reword", "<prompt-1>\na bloody fox by Greg Rutkowski\n</prompt-1>", "a fox in painterly epic fantasy style"),
        ("reword", "Mickey Mouse, naked", "a cheerful cartoon mouse with round ears, dressed"),
        ("reword", "a fox", "a fox, suitable for everybody"),
    ],
)
async def test_prompts_are_written_anew(client: AsyncOpenAI, task: str, prompt: str, said: str) -> None:
    system = _TASKS[task].format(language="English")
    answer = await client.chat.completions.create(model="gpt-4o-mini", messages=_said(prompt, system))
    assert _words(answer).startswith(said)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://example.org/a.png", "invalid_image_url"),
        ("data:image/png;base64,!!!", "invalid_base64"),
        ("data:image/png;base64,AAAA", "invalid_image_format"),
    ],
)
async def test_a_picture_that_is_none_is_refused(
    http: ClientSession, gateway: FakeAiHubMix, url: str, code: str
) -> None:
    content = [{"type": "text", "text": "The picture."}, {"type": "image_url", "image_url": {"url": url}}]
    asked = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": content}]}
    async with http.post("/v1/chat/completions", json=asked) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (400, code)
    assert not gateway.bill


def _pictured(text: str, png: bytes) -> ChatCompletionMessageParam:
    url = f"data:image/png;base64,{encoded(png)}"
    return {
        "role": "user",
        "content": [{"type": "text", "text": text}, {"type": "image_url", "image_url": {"url": url}}],
    }


async def _paint(client: AsyncOpenAI, *messages: ChatCompletionMessageParam, model: str = _FLASH) -> dict[str, Any]:
    """The extra fields of the message, as the official client leaves them."""
    answer = await client.chat.completions.create(
        model=model, messages=messages, extra_body={"modalities": ["text", "image"]}
    )
    message = answer.choices[0].message
    return {"content": message.content, "usage": answer.usage} | (message.model_extra or {})


def _data(message: dict[str, Any]) -> list[str]:
    return [part["inline_data"]["data"] for part in message["multi_mod_content"] if part["inline_data"]]


@pytest.mark.parametrize(
    "model",
    [
        "gemini-2.5-flash-image-preview",
        "gemini-2.5-flash-image",
        "gemini-3-pro-image-preview",
        "gemini-3-pro-image",
        "gemini-3.1-flash-image-preview",
        "gemini-3.1-flash-image",
        "gemini-3.1-flash-image-lite",
    ],
)
async def test_pictures_come_beside_the_words(client: AsyncOpenAI, gateway: FakeAiHubMix, model: str) -> None:
    message = await _paint(client, *_said("a red fox", "aspect_ratio=2:3"), model=model)
    picture, words = message["multi_mod_content"]
    assert picture["text"] == ""
    assert picture["inline_data"]["mime_type"] == "image/png"
    assert opened(picture["inline_data"]["data"]).size == (832, 1248)
    assert words == {"text": message["content"], "inline_data": {}}
    assert message["usage"].completion_tokens > 1120
    assert gateway.bill[0].usd > Decimal("0.033")
    assert not gateway.violations


async def test_a_picture_costs_what_is_documented(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    await _paint(client, *_said("a fox"))
    assert round(gateway.bill[0].usd, 3) == Decimal("0.039")


@pytest.mark.parametrize(
    ("spelling", "data", "mime_key", "mime"),
    [
        (Spelling("snake"), "inline_data", "mime_type", "image/png"),
        (Spelling("camel"), "inlineData", "mimeType", "image/png"),
        (Spelling("bare"), "inlineData", "mimeType", "png"),
    ],
)
async def test_every_spelling(
    client: AsyncOpenAI, gateway: FakeAiHubMix, spelling: Spelling, data: str, mime_key: str, mime: str
) -> None:
    gateway.will(spelling)
    picture, words = (await _paint(client, *_said("a fox")))["multi_mod_content"]
    assert picture[data][mime_key] == mime
    assert opened(picture[data]["data"]).size == (1024, 1024)
    assert words[data] == {}


async def test_a_dropped_request_is_charged_in_full(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will(DropConnection())
    with pytest.raises(openai.APIConnectionError):
        await _paint(client, *_said("three pictures of a fox"))
    assert gateway.bill[0].n == 3


async def test_pictures_in_other_places(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will(PicturesIn("images"), PicturesIn("parts"), PicturesIn("markdown"))
    images, parts, markdown = [await _paint(client, *_said("two pictures of a fox")) for _ in range(3)]
    urls = [image["image_url"]["url"] for image in images["images"]]
    assert [part["image_url"]["url"] for part in parts["content"][1:]] == urls
    assert parts["content"][0] == {"type": "text", "text": images["content"]}
    assert markdown["content"].count("![image](data:image/png;base64,") == 2
    assert all(url in markdown["content"] for url in urls)
    assert not any("multi_mod_content" in message for message in (images, parts, markdown))


async def test_the_prompt_says_how_many(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will((), Fewer(1))
    counts = [len(_data(await _paint(client, *_said("three pictures of a fox")))) for _ in range(2)]
    assert counts == [3, 1]
    assert [charge.n for charge in gateway.bill] == [3, 1]


async def test_pictures_must_be_asked_for(client: AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(model=_FLASH, messages=_said("a fox"))
    assert "multi_mod_content" not in (answer.choices[0].message.model_extra or {})


async def test_a_stream_carries_no_picture(http: ClientSession, gateway: FakeAiHubMix) -> None:
    asked = body("a fox", model=_FLASH) | {"modalities": ["text", "image"]}
    async with http.post("/v1/chat/completions", json=asked) as response:
        told = await read(response)
    assert told.text == "Here you are: a fox"
    assert b"inline_data" not in b"".join(told.writes)
    assert gateway.bill[0].n == 1


@pytest.mark.parametrize("behaviour", [Refuse("input"), Refuse("output"), Prose("I'd rather not.")])
async def test_a_refusal_is_only_words(client: AsyncOpenAI, gateway: FakeAiHubMix, behaviour: Refuse | Prose) -> None:
    gateway.will(behaviour)
    message = await _paint(client, *_said("a fox"))
    assert message["content"]
    assert "multi_mod_content" not in message
    assert gateway.bill[0].n == 0


async def test_a_conversation_goes_on_from_its_last_picture(client: AsyncOpenAI, png: bytes) -> None:
    url = f"data:image/png;base64,{encoded(png)}"
    shown: list[dict[str, Any]] = [
        {"content": f"Here: ![image]({url})"},
        {"content": "Here", "images": [{"type": "image_url", "image_url": {"url": url}}]},
        {"content": [{"type": "text", "text": "Here"}, {"type": "image_url", "image_url": {"url": url}}]},
        {"content": "", "multi_mod_content": [{"text": "", "inline_data": {"data": encoded(png)}}]},
        {"content": None, "multi_mod_content": [{"text": "", "inlineData": {"data": encoded(png)}}]},
        {"content": "", "multi_mod_content": [{"inline_data": {"data": encoded(png)}}, {"inline_data": {"data": "?"}}]},
    ]
    direct = _data(await _paint(client, _pictured("make it golden", png)))
    alone = _data(await _paint(client, *_said("make it golden")))
    assert ImageChops.difference(opened(direct[0]), opened(alone[0])).getbbox() is not None
    for assistant in shown:
        history: Any = [*_said("a ramp"), {"role": "assistant"} | assistant, *_said("make it golden")]
        assert _data(await _paint(client, *history)) == direct


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"modalities": "image"}, "invalid_type"),
        ({"modalities": ["IMAGE"]}, "invalid_value"),
        ({"messages": []}, "invalid_type"),
        ({"messages": [{"role": "user", "content": ""}]}, "invalid_type"),
        ({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}, "invalid_value"),
        ({"messages": [{"role": "system", "content": "aspect_ratio=2:1"}, *_said("a")]}, "invalid_value"),
        ({"messages": [{"role": "user", "content": [{"type": "image"}]}]}, "invalid_value"),
    ],
)
async def test_a_malformed_request_is_refused_and_remembered(
    http: ClientSession, gateway: FakeAiHubMix, change: dict[str, Any], code: str
) -> None:
    asked = body("a", model=_FLASH, stream=False) | {"modalities": ["text", "image"]} | change
    async with http.post("/v1/chat/completions", json=asked) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (400, code)
    assert len(gateway.violations) == 1
    assert not gateway.bill
