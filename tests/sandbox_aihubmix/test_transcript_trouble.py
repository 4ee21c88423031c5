"""What goes wrong on the chat wire, and what it costs."""

import asyncio

import openai
import pytest
from aiohttp import ClientPayloadError, ClientSession, ServerDisconnectedError
from openai import AsyncOpenAI

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import (
    Behaviour,
    CutStream,
    Dialect,
    DropConnection,
    Fewer,
    JsonInsteadOfStream,
    Language,
    PercentStyle,
    Prose,
    Refuse,
    Stage,
    Stall,
)

from .transcripts import body, read, tell, text_of


async def test_the_chinese_refusal_is_verbatim(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse(language="zh"))
    told = await tell(http, "something")
    head, _, tail = told.text.partition("\n```\n\n")
    assert head == '```json\n{\n  "prompt": "something",\n  "ratio": "1:1",\n  "n": 2\n}'
    before, _, task = tail.partition('"task_id": "task_01')
    assert before == (
        ">🕐 排队中.\n\n> 生成失败 ❌\n> 失败原因：input_moderation\n\n\n"
        '```json\n{\n  "type": "terminal",\n  "results_by_frame_index": {},\n  "code": "other",\n'
        '  "is_output_rejection": false,\n  '
    )
    assert task.endswith('"\n}\n```')
    assert '"finish_reason":"stop"' in told.events[-2]
    assert "usage" in told.events[-2]
    assert len(gateway.bill) == 1


@pytest.mark.parametrize(
    ("language", "failed"),
    [("en", "Generation failed ❌"), ("ja", "生成失敗 ❌"), ("ko", "생성 실패 ❌"), ("pt", "Falha na geração ❌")],
)
async def test_a_refusal_of_the_result_comes_after_progress(
    http: ClientSession, gateway: FakeAiHubMix, language: Language, failed: str
) -> None:
    gateway.will(Refuse("output", language))
    told = await tell(http)
    assert "57." in told.text
    assert failed in told.text
    assert "output_moderation" in told.text
    assert '"is_output_rejection": true' in told.text
    assert not told.links


async def test_older_back_ends_refuse_in_other_forms(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse(form="message"), Refuse(form="action"), Refuse(form="fenced"))
    assert "生成失败: " in (await tell(http)).text
    assert (await tell(http)).text.endswith("Generate action failed")
    assert "> 生成失败，错误原因如下\n\n```json\n" in (await tell(http)).text


async def test_prose_has_no_picture_and_is_charged(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Prose("Which fox?"))
    assert (await tell(http)).text == "Which fox?"
    assert len(gateway.bill) == 1


async def test_fewer_pictures_than_asked(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will((Fewer(1), Dialect("korean")), Fewer(0))
    assert len((await tell(http)).links) == 1
    assert not (await tell(http)).links


@pytest.mark.parametrize(
    ("after", "last"),
    [("queue", "\n\n"), ("progress", "."), ("preview", ")\n\n"), ("result", ".png)\n\n")],
)
async def test_a_stream_is_cut_after_a_stage(
    http: ClientSession, gateway: FakeAiHubMix, after: Stage, last: str
) -> None:
    gateway.will(CutStream(after))
    told = await tell(http)
    assert not told.whole
    assert told.text.endswith(last)
    assert ("[100](" in told.text) is (after in ("preview", "result"))
    assert len(told.links) == (1 if after == "result" else 0)
    assert len(gateway.bill) == 1


async def test_a_plain_answer_is_cut_in_the_middle(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(CutStream())
    async with http.post("/v1/chat/completions", json=body(stream=False)) as response:
        with pytest.raises(ClientPayloadError):
            await response.read()


async def test_the_official_client_sees_a_cut_as_a_lost_connection(client: AsyncOpenAI, gateway: FakeAiHubMix) -> None:
    gateway.will(CutStream("progress"))
    stream = await client.chat.completions.create(
        model="gpt-4o-image", messages=[{"role": "user", "content": "a fox"}], stream=True
    )
    with pytest.raises(openai.APIConnectionError):
        _ = [chunk async for chunk in stream]


async def test_a_connection_drops_before_any_answer(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(DropConnection(), DropConnection(charged=False))
    for _ in range(2):
        with pytest.raises(ServerDisconnectedError):
            await tell(http)
    assert len(gateway.bill) == 1


@pytest.mark.parametrize("after", ["start", "queue", "progress", "preview", "result"])
async def test_a_stalled_request_goes_on_when_let_go(http: ClientSession, gateway: FakeAiHubMix, after: Stage) -> None:
    gateway.will(Stall(after))
    async with asyncio.TaskGroup() as group:
        telling = group.create_task(tell(http))
        await gateway.reached(1)
        assert not telling.done()
        gateway.let_go()
    assert len(telling.result().links) == 2
    assert gateway.waiting == 0


async def test_a_stall_can_end_by_itself(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Stall("queue", seconds=0.01))
    assert (await tell(http)).whole


@pytest.mark.parametrize(
    ("percent", "last"), [("dots", "7...13...."), ("signs", "7%...13%...."), ("stars", "**13%** ")]
)
async def test_a_held_job_shows_its_first_progress(
    http: ClientSession, gateway: FakeAiHubMix, percent: PercentStyle, last: str
) -> None:
    gateway.hold()
    gateway.will(Dialect(percent=percent))
    async with http.post("/v1/chat/completions", json=body()) as response:
        await gateway.reached(1)
        arrived = b""
        while not text_of(arrived).endswith(last):
            arrived += await response.content.readany()
        gateway.let_go()
        assert (await read(response)).whole


@pytest.mark.parametrize("behaviour", [Prose(), Refuse("input"), Refuse("output")])
async def test_a_held_job_does_not_fail_yet(http: ClientSession, gateway: FakeAiHubMix, behaviour: Behaviour) -> None:
    gateway.hold()
    gateway.will(behaviour)
    async with http.post("/v1/chat/completions", json=body()) as response:
        await gateway.reached(1)
        gateway.let_go()
        assert (await read(response)).whole


async def test_closing_the_gateway_ends_what_is_held() -> None:
    async with FakeAiHubMix() as gateway, ClientSession(gateway.url) as http:
        gateway.hold()
        headers = {"Authorization": f"Bearer {gateway.key}"}
        async with http.post("/v1/chat/completions", json=body(), headers=headers):
            await gateway.reached(1)


async def test_a_client_that_leaves_is_not_waited_for(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.hold()
    async with http.post("/v1/chat/completions", json=body()) as response:
        await gateway.reached(1)
        response.close()
    await gateway.cleared()


async def test_one_json_body_can_come_instead_of_a_stream(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(JsonInsteadOfStream())
    async with http.post("/v1/chat/completions", json=body()) as response:
        assert response.content_type == "application/json"
        assert "✅" in (await response.json())["choices"][0]["message"]["content"]


async def test_a_standing_behaviour_lasts_and_the_script_goes_first(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.always(Prose("no"))
    gateway.will(Prose("first"))
    assert [(await tell(http)).text for _ in range(3)] == ["first", "no", "no"]
    gateway.always(None)
    assert (await tell(http)).links
