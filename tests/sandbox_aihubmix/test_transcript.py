"""The chat wire of the reverse image models."""

import base64
import io
import re
from decimal import Decimal

import pytest
from aiohttp import ClientSession
from openai import AsyncOpenAI
from PIL import Image, ImageChops, ImageStat

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import ChunkAs, Dialect, DialectName

from .transcripts import PICTURE, body, read, tell

_SHAPE = re.compile(
    r"```json\n\{\n  \"prompt\": \"[^\n]+\",\n  \"ratio\": \"2:3\",\n  \"n\": 2\n\}\n```\n\n"
    r">🕐 Queuing\.+\n\n"
    r">⚡ Generating\.+\n\n"
    r">🏃\u200d Progress 7\.+13\.+(\d+\.+)+\[100\]\(http://[^)]+/vg-assets/assets%2Ftask_[^)]+\?st=[^)]+&se=[^)]+&sig=[^)]+\)\n\n"
    r"> ✅ Generation complete\n\n\n"
    r"!\[gen_01\w+\]\(http://[^)]+/cdn/\d{8}/\w+\.png\)\n\n\[Click to download\]\(http://[^)]+/cdn/download/\d{8}/\w+\.png\)\n\n"
    r"!\[gen_01\w+\]\(http://[^)]+/cdn/\d{8}/\w+\.png\)\n\n\[Click to download\]\(http://[^)]+/cdn/download/\d{8}/\w+\.png\)"
)


async def test_the_official_client_streams_a_transcript(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    stream = await client.chat.completions.create(
        model="gpt-4o-image-vip", messages=[{"role": "user", "content": "a fox 🦊 2:3"}], stream=True
    )
    chunks = [chunk async for chunk in stream]
    assert _SHAPE.fullmatch("".join(chunk.choices[0].delta.content or "" for chunk in chunks))
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens > 0
    assert [(charge.model, charge.usd) for charge in gateway.bill] == [("gpt-4o-image-vip", Decimal("0.009"))]
    assert gateway.balance == Decimal("49.991")
    assert not gateway.violations


async def test_the_official_client_gets_usage_in_a_chunk_of_its_own(client: AsyncOpenAI) -> None:
    stream = await client.chat.completions.create(
        model="gpt-4o-image",
        messages=[{"role": "user", "content": "a fox"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert all(chunk.usage is None for chunk in chunks[:-1])


async def test_the_official_client_reads_a_plain_answer(client: AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(
        model="gpt-4o-image", messages=[{"role": "user", "content": "a fox 16:9, return 3 images"}]
    )
    content = answer.choices[0].message.content
    assert content is not None
    assert '"ratio": "16:9"' in content
    assert len(PICTURE.findall(content)) == 3


@pytest.mark.parametrize(
    ("model", "prompt", "count"),
    [
        ("gpt-4o-image", "a fox", 1),
        ("gpt-4o-image-vip", "a fox", 2),
        ("gpt-4o-image-vip", "a fox, return 1 image", 1),
        ("gpt-4o-image-vip", "four pictures of a fox", 4),
        ("gpt-4o-image-vip", "a fox, return 40 images", 4),
        ("gpt-4o-image", "狐狸，返回2张", 2),
    ],
)
async def test_the_prompt_says_how_many(http: ClientSession, model: str, prompt: str, count: int) -> None:
    assert len((await tell(http, prompt, model)).links) == count


async def test_links_lead_to_pictures_of_the_ratio(http: ClientSession, web: ClientSession) -> None:
    told = await tell(http)
    preview = re.findall(r"\[100\]\(([^)]+)\)", told.text)
    downloads = re.findall(r"\[Click to download\]\(([^)]+)\)", told.text)
    sizes: list[tuple[int, int]] = []
    for link in told.links[:1] + downloads[:1] + preview:
        async with web.get(link) as response:
            assert response.content_type == "image/png"
            sizes.append(Image.open(io.BytesIO(await response.read())).size)
    assert sizes == [(1024, 1536), (1024, 1536), (512, 768)]


async def test_a_reference_shows_in_the_result(http: ClientSession, web: ClientSession, png: bytes) -> None:
    async def picture(references: list[bytes]) -> Image.Image:
        urls = [f"data:image/png;base64,{base64.b64encode(data).decode()}" for data in references]
        parts = [{"type": "text", "text": "golden autumn"}] + [
            {"type": "image_url", "image_url": {"url": u}} for u in urls
        ]
        ask = body(stream=False) | {"messages": [{"role": "user", "content": parts}]}
        async with http.post("/v1/chat/completions", json=ask) as response:
            content = (await response.json())["choices"][0]["message"]["content"]
        async with web.get(PICTURE.findall(content)[0][1]) as response:
            return Image.open(io.BytesIO(await response.read())).convert("RGB")

    alone, reworked = await picture([]), await picture([png])
    assert ImageChops.difference(alone, reworked).getbbox() is not None
    # The reference is a ramp from dark to light, and still is one in the new colours.
    upper, lower = (
        ImageStat.Stat(reworked.convert("L").crop((500, top, 501, top + 100))).mean[0] for top in (100, 750)
    )
    assert upper + 50 < lower


async def test_a_conversation_goes_on_from_its_last_picture(http: ClientSession, gateway: FakeAiHubMix) -> None:
    told = await tell(http)
    messages = [
        {"role": "user", "content": "a red fox"},
        {"role": "assistant", "content": told.text},
        {"role": "user", "content": "make it blue"},
    ]
    async with http.post("/v1/chat/completions", json=body() | {"messages": messages}) as response:
        link = (await read(response)).links[0]
    stored = gateway.files.get(link.removeprefix(gateway.url))
    assert stored is not None
    assert len(stored.picture.references) == 1


@pytest.mark.parametrize("url", ["data:image/png;base64,!!!", "data:image/png;base64,aGVsbG8=", "ftp://x/y.png"])
async def test_a_reference_that_does_not_decode_is_refused(
    http: ClientSession, gateway: FakeAiHubMix, url: str
) -> None:
    parts = [{"type": "text", "text": "x"}, {"type": "image_url", "image_url": {"url": url}}]
    ask = body() | {"messages": [{"role": "user", "content": parts}]}
    async with http.post("/v1/chat/completions", json=ask) as response:
        assert response.status == 400
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_fields_of_the_images_form_are_ignored(http: ClientSession, gateway: FakeAiHubMix) -> None:
    async with http.post("/v1/chat/completions", json=body() | {"n": 4, "size": "1x1"}) as response:
        assert (await response.text()).endswith("data: [DONE]\n\n")
    assert not gateway.violations


_STAGES: dict[DialectName, tuple[str, str]] = {
    "english": ("Queuing", "Click to download"),
    "seed": ("Queuing", "Click to download"),
    "chinese": ("排队中", "点击下载"),
    "chinese-2026": ("原始数据", "点击下载"),
    "japanese": ("順番待ち中", "クリックしてダウンロード"),
    "korean": ("대기 중", "다운로드하려면 클릭"),
    "portuguese": ("Na fila", "Clique para baixar"),
}


@pytest.mark.parametrize("name", list(_STAGES))
async def test_each_mirror_has_its_words(http: ClientSession, gateway: FakeAiHubMix, name: DialectName) -> None:
    gateway.will(Dialect(name))
    told = await tell(http)
    assert all(word in told.text for word in (*_STAGES[name], "🕐", "⚡", "🏃\u200d", "✅"))
    assert ('"n": 2' in told.text) is (name != "seed")
    assert len(told.links) == 2


async def test_a_mirror_has_its_habits(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(
        Dialect(percent="signs", alt="words", crlf=True, bare_head=True), Dialect(percent="stars", alt="empty")
    )
    habits = await tell(http, "a fox")
    assert habits.text.startswith("{\r\n")
    assert "\n" not in habits.text.replace("\r\n", "")
    assert "7%.." in habits.text
    assert "![a fox 1](" in habits.text
    others = await tell(http, "a fox")
    assert "**7%** **13%**" in others.text
    assert "![](" in others.text


async def test_the_2026_mirror_links_to_task_pages(
    http: ClientSession, gateway: FakeAiHubMix, web: ClientSession
) -> None:
    gateway.will(Dialect("chinese-2026"))
    told = await tell(http)
    for link in re.findall(r"\((http[^)]+/(?:web|source)/[^)]+)\)", told.text):
        async with web.get(link) as response:
            assert response.status == 200


@pytest.mark.parametrize("chunking", [ChunkAs("bytes"), ChunkAs("lines"), ChunkAs("random", 7), ChunkAs("small")])
async def test_a_transcript_survives_any_splitting(
    http: ClientSession, gateway: FakeAiHubMix, chunking: ChunkAs
) -> None:
    gateway.will(chunking)
    assert _SHAPE.fullmatch((await tell(http, "a fox 🦊 2:3")).text)


async def test_bytes_are_split_inside_characters(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(ChunkAs("bytes"))
    told = await tell(http, "🦊" * 20)
    assert any(write[-1] >= 0xC0 for write in told.writes)
