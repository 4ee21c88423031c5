"""`veo-3` over chat completions: the transcript, its failures, and the page that outlives a cut stream."""

import base64
import re
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession, ServerDisconnectedError
from openai import AsyncOpenAI

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import (
    Behaviour,
    ChunkAs,
    CutStream,
    Dialect,
    DialectName,
    DropConnection,
    ExpiredLink,
    Fewer,
    JsonInsteadOfStream,
    LoseAnswer,
    PollTrouble,
    Prose,
    Refuse,
    Retries,
    Stall,
    TaskFailure,
    WrongBytes,
)

from .films import fetched
from .transcripts import Told, body, read, tell, text_of

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_HOST = r"http://127\.0\.0\.1:\d+"
_MP4 = rf"{_HOST}/cdn/\d{{8}}/[0-9a-f]{{30}}\.mp4"
_SAVE = rf"{_HOST}/cdn/download/\d{{8}}/[0-9a-f]{{30}}\.mp4"
_TASK = (
    r"> Video generation task created\n"
    rf"> Task ID: `(?P<task>{_UUID})`\n"
    r"> To prevent task interruption, you can continuously track progress from the following links:\n"
    rf"> \[Data Preview\]\({_HOST}/web/(?P=task)\) \| \[Source Data\]\({_HOST}/source/(?P=task)\)\n"
    r"> Waiting for processing\n\n"
)
_END = (
    r"> 🔄 Optimizing video quality\.+\n\n"
    r"> 🎉 High-quality video generated\n\n"
    rf"\[▶️ Watch Online\]\((?P<final>{_MP4})\) \| \[⏬ Download Video\]\({_SAVE}\)"
)
_ATTEMPT = r"> Type: Text-to-video generation\n> 🎬 Starting video generation\.+\n\n"
_FRAME_ATTEMPT = r"> Type: VEO3 start frame video generation\n> 🎬 Starting video generation\.+\n\n"
_LINK = re.compile(r"/source/([0-9a-f-]+)\)")


async def _film(http: ClientSession, prompt: str = "a red fox runs") -> Told:
    return await tell(http, prompt, model="veo-3")


async def _source(web: ClientSession, gateway: FakeAiHubMix, told: Told) -> dict[str, Any]:
    found = _LINK.search(told.text)
    assert found is not None
    async with web.get(f"{gateway.url}/source/{found[1]}") as response:
        return await response.json()


def _with_frame(png: bytes, prompt: str = "it moves") -> dict[str, Any]:
    url = "data:image/png;base64," + base64.b64encode(png).decode()
    content = [{"type": "text", "text": prompt}, {"type": "image_url", "image_url": {"url": url}}]
    return {"model": "veo-3", "stream": True, "messages": [{"role": "user", "content": content}]}


async def test_text_to_video_is_verbatim(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    told = await _film(http)
    head = '```json\n{\n  "prompt": "a red fox runs"\n}\n```\n\n'
    found = re.fullmatch(re.escape(head) + _TASK + _ATTEMPT + _END, told.text)
    assert found is not None
    film = await fetched(web, found["final"])
    assert (film.size, film.seconds, film.codec) == ((1280, 720), 8, "h264")
    assert [charge.usd for charge in gateway.bill] == [Decimal("0.41")]
    assert not gateway.violations


async def test_a_start_frame_shows_a_preview_before_the_film(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, png: bytes
) -> None:
    async with http.post("/v1/chat/completions", json=_with_frame(png, "it moves, 9:16")) as response:
        told = await read(response)
    preview = (
        r"> ✅ Preview video generated\n"
        rf"> \[📺 Online Preview\]\((?P<preview>{_MP4})\) \| \[⏬ Download Video\]\({_SAVE}\)\n\n"
    )
    images = r"> 🖼️ Processing images \(download/crop/upload\)\.\n\n"
    found = re.search(_TASK + images + _FRAME_ATTEMPT + preview + _END, told.text)
    assert found is not None
    assert (await fetched(web, found["preview"])).size == (360, 640)
    assert (await fetched(web, found["final"])).size == (720, 1280)


async def test_retries_are_shown(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Retries(2))
    told = await _film(http)
    again = [rf"> ⚠️ Retrying \({number}/3\)\n\n" for number in range(2)]
    assert re.search(_TASK + _ATTEMPT + again[0] + _ATTEMPT + again[1] + _ATTEMPT + _END, told.text)
    assert (await _source(web, gateway, told))["retry_count"] == 2


@pytest.mark.parametrize("name", ["chinese", "chinese-2026", "japanese", "korean", "portuguese"])
async def test_other_languages_print_the_same_stages(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, name: DialectName
) -> None:
    english = await _film(http)
    gateway.will(Dialect(name))
    told = await _film(http)
    shape = re.compile("🎬|🔄|🎉|▶️|⏬|⚠️")
    assert shape.findall(told.text) == shape.findall(english.text) != []
    assert "generation" not in told.text
    link = re.search(r"\[▶️ [^]]+\]\(([^)]+)\)", told.text)
    assert link is not None
    async with web.get(link[1]) as response:
        assert response.status == 200


@pytest.mark.parametrize("chunking", [ChunkAs("bytes"), ChunkAs("lines"), ChunkAs("random", 3)])
async def test_it_survives_any_splitting(http: ClientSession, gateway: FakeAiHubMix, chunking: ChunkAs) -> None:
    gateway.will(chunking)
    assert re.search(_TASK + _ATTEMPT + _END, (await _film(http)).text)


@pytest.mark.parametrize("behaviour", [(), (JsonInsteadOfStream(),)])
async def test_the_official_client_reads_a_plain_answer(
    client: AsyncOpenAI, gateway: FakeAiHubMix, behaviour: tuple[Behaviour, ...]
) -> None:
    gateway.will(behaviour)
    answer = await client.chat.completions.create(
        model="veo-3", messages=[{"role": "user", "content": "a red fox runs"}], stream=False
    )
    assert re.search(_TASK + _ATTEMPT + _END, answer.choices[0].message.content or "")
    assert answer.choices[0].finish_reason == "stop"


@pytest.mark.parametrize(
    ("order", "reason", "error"),
    [
        (Refuse("input"), "input_moderation", "Generation failed due to content policy violation"),
        (Refuse("output"), "output_moderation", "Generation failed due to content policy violation"),
        (TaskFailure("x", "The model is overloaded."), "The model is overloaded.", "The model is overloaded."),
    ],
)
async def test_a_failure_names_its_reason(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, order: Behaviour, reason: str, error: str
) -> None:
    gateway.will(order)
    told = await _film(http)
    assert told.text.endswith(f"> ❌ Video generation failed\n> Failure reason: {reason}")
    assert ".mp4" not in told.text
    assert ("🎬" in told.text) is (reason != "input_moderation")
    await _source(web, gateway, told)
    page = await _source(web, gateway, told)
    assert (page["running"], page["status"], page["video_generation_status"], page["error_message"]) == (
        False,
        "failed",
        "MEDIA_GENERATION_STATUS_FAILED",
        error,
    )
    assert len(gateway.bill) == 1


async def test_a_refusal_speaks_the_language_of_its_mirror(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse(language="zh"))
    assert "> ❌ 视频生成失败\n> 失败原因：input_moderation" in (await _film(http)).text


async def test_a_stream_can_end_without_a_video(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Fewer(0), Prose("Which fox?"))
    silent = await _film(http)
    assert silent.whole
    assert silent.text.endswith("> 🔄 Optimizing video quality...............\n\n")
    assert (await _film(http)).text == "Which fox?"


@pytest.mark.parametrize("after", ["queue", "progress", "preview", "result"])
async def test_a_cut_stream_is_recovered_from_its_source_page(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, after: Any
) -> None:
    gateway.will(CutStream(after))
    told = await _film(http)
    assert not told.whole
    assert (".mp4" in told.text) is (after == "result")
    first = await _source(web, gateway, told)
    assert first["running"]
    assert first["upsample_video_url"] is None
    page = await _source(web, gateway, told)
    assert (page["status"], page["running"], page["error_message"]) == ("completed", False, None)
    assert page["req"]["messages"][0]["content"] == "a red fox runs"
    assert page["created_at"] <= page["completed_at"]
    assert (await fetched(web, page["upsample_video_url"])).size == (1280, 720)
    assert (await fetched(web, page["video_url"])).size == (640, 360)
    assert len(gateway.bill) == 1


async def test_the_work_goes_on_when_the_client_leaves(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix
) -> None:
    gateway.hold()
    arrived = b""
    async with http.post("/v1/chat/completions", json=body("a fox", model="veo-3")) as response:
        await gateway.reached(1)
        while "🎬" not in text_of(arrived):
            arrived += await response.content.readany()
        response.close()
    told = Told(text_of(arrived), [], [], whole=False)
    assert (await _source(web, gateway, told))["status"] == "video_generating"
    gateway.let_go()
    await gateway.cleared()
    task = gateway.tasks.get(_LINK.findall(told.text)[0])
    assert task is not None
    await task.ended.wait()
    assert (await _source(web, gateway, told))["status"] == "completed"


async def test_a_stalled_film_goes_on_when_let_go(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Stall("progress"))
    async with http.post("/v1/chat/completions", json=body(model="veo-3")) as response:
        await gateway.reached(1)
        assert gateway.waiting == 1
        gateway.let_go()
        assert ".mp4" in (await read(response)).text


@pytest.mark.parametrize("order", [DropConnection(), LoseAnswer()])
@pytest.mark.parametrize("stream", [True, False])
async def test_a_lost_answer_leaves_its_work(
    http: ClientSession, gateway: FakeAiHubMix, order: Behaviour, *, stream: bool
) -> None:
    gateway.will(order)
    with pytest.raises(ServerDisconnectedError):
        await http.post("/v1/chat/completions", json=body(model="veo-3", stream=stream))
    (task,) = gateway.tasks.of("veo-3")
    await task.ended.wait()
    assert task.status == "done"
    assert len(gateway.bill) == 1


async def test_a_plain_answer_is_cut_in_the_middle(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(CutStream())
    async with http.post("/v1/chat/completions", json=body(model="veo-3", stream=False)) as response:
        with pytest.raises(ClientPayloadError):
            await response.read()


async def test_the_source_page_can_be_in_trouble(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix
) -> None:
    gateway.will(PollTrouble(503, "busy", times=2, after=0))
    told = await _film(http)
    (task,) = gateway.tasks.of("veo-3")
    for _ in range(2):
        async with web.get(f"{gateway.url}/source/{task.id}") as response:
            assert (response.status, await response.text()) == (503, "busy")
    assert (await _source(web, gateway, told))["status"] == "completed"


async def test_the_final_link_can_be_bad(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(ExpiredLink(410), WrongBytes("truncated"))
    for status in (410, 200):
        found = re.search(_END, (await _film(http)).text)
        assert found is not None
        async with web.get(found["final"]) as response:
            assert response.status == status


async def test_a_film_without_words_is_refused(http: ClientSession, gateway: FakeAiHubMix) -> None:
    async with http.post("/v1/chat/completions", json=body("", model="veo-3")) as response:
        assert response.status == 400
    assert not gateway.bill
    assert not list(gateway.tasks.of("veo-3"))
