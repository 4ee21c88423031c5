"""Predictions that are answered with a task: looked up under the key, or at the maker's address without it."""

import base64
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientSession

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import (
    Behaviour,
    CutStream,
    ExpiredLink,
    FailTask,
    LateTask,
    Orders,
    PollTrouble,
    Prose,
    Refuse,
    Stall,
    TaskDialect,
    TaskForm,
    WrongBytes,
)

from .pictures import made, opened, predict


async def _submitted(http: ClientSession, path: str = "bfl/flux-kontext-max", **fields: Any) -> dict[str, str]:
    status, body = await predict(http, path, **fields)
    assert status == 200
    return body["output"][0]


async def _look(http: ClientSession, task: dict[str, str]) -> tuple[int, dict[str, Any]]:
    async with http.get(f"/v1/tasks/{task['taskId']}") as response:
        return response.status, await response.json()


async def _end(http: ClientSession, task: dict[str, str]) -> dict[str, Any]:
    """The last word on a task: what it says from then on."""
    while True:
        _, body = await _look(http, task)
        if not _WAITING & {str(value).lower() for value in _states(body)}:
            return body


_WAITING = {"pending", "queued", "processing", "in_progress", "running"}


def _states(body: dict[str, Any]) -> list[Any]:
    result: dict[str, Any] = body.get("result") or {}
    return [body.get("status"), body.get("state"), body.get("task_status"), result.get("status")]


@pytest.mark.parametrize("path", ["bfl/flux-kontext-max", "bfl/flux-kontext-pro", "bfl/flux-2-flex", "bfl/flux-2-pro"])
async def test_flux_becomes_ready(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, path: str) -> None:
    task = await _submitted(http, path)
    assert task["taskId"].startswith("api.us1.bfl.")
    assert task["polling_url"].endswith(f"/v1/get_result?id={task['taskId'].rpartition('.')[2]}")
    _, first = await _look(http, task)
    assert first == {"id": task["taskId"], "status": "Pending", "result": None, "progress": None}
    ready = await _end(http, task)
    assert (ready["id"], ready["status"]) == (task["taskId"], "Ready")
    result = ready["result"]
    assert result.keys() == {"sample", "prompt", "seed", "start_time", "end_time", "duration"}
    assert (await made(web, result["sample"]))[0].size == (1024, 1024)
    assert [charge.n for charge in gateway.bill] == [1]
    assert not gateway.violations
    assert not gateway.leaked_keys


@pytest.mark.parametrize(
    ("path", "fields", "size"),
    [
        ("bfl/flux-kontext-max", {"aspect_ratio": "21:9", "raw": True, "seed": 4, "safety_tolerance": 6}, (1568, 672)),
        ("bfl/flux-kontext-max", {"aspect_ratio": "9:21"}, (672, 1568)),
        ("bfl/flux-kontext-pro", {"width": 512, "height": 320}, (512, 320)),
        ("bfl/flux-2-pro", {"width": 640, "height": 640, "input_image": "..."}, (640, 640)),
        ("bfl/flux-2-flex", {"input_image": "..."}, (256, 256)),
        ("bfl/flux-kontext-max", {"input_image": "...", "safety_tolerance": 2}, (256, 256)),
    ],
)
async def test_the_size_asked_for_or_that_of_the_reference(
    http: ClientSession, web: ClientSession, png: bytes, path: str, fields: dict[str, Any], size: tuple[int, int]
) -> None:
    if "input_image" in fields:
        fields = fields | {"input_image": base64.b64encode(png).decode()}
    ready = await _end(http, await _submitted(http, path, **fields))
    assert (await made(web, ready["result"]["sample"]))[0].size == size


async def test_the_makers_address_needs_no_key(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    task = await _submitted(http)
    await _end(http, task)
    async with web.get(task["polling_url"]) as response:
        body = await response.json()
    assert (body["id"], body["status"]) == (task["taskId"].rpartition(".")[2], "Ready")
    assert not gateway.leaked_keys
    async with http.get(task["polling_url"].removeprefix(gateway.url)) as response:
        assert response.status == 200
    assert gateway.leaked_keys == ["/bfl/v1/get_result"]


async def test_looking_a_task_up_takes_the_key(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    task = await _submitted(http)
    async with web.get(f"{gateway.url}/v1/tasks/{task['taskId']}") as response:
        assert response.status == 401


async def test_a_task_that_never_was(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    status, body = await _look(http, {"taskId": "api.us1.bfl.nothing"})
    assert (status, body["status"]) == (404, "Task not found")
    async with web.get(f"{gateway.url}/bfl/v1/get_result?id=nothing") as response:
        assert (response.status, (await response.json())["status"]) == (404, "Task not found")


@pytest.mark.parametrize("status", [200, 404])
async def test_a_new_task_may_not_be_known_yet(http: ClientSession, gateway: FakeAiHubMix, status: int) -> None:
    gateway.will(LateTask(looks=2, status=status))
    task = await _submitted(http)
    answers = [await _look(http, task) for _ in range(2)]
    assert [(code, body["status"]) for code, body in answers] == [(status, "Task not found")] * 2
    assert (await _end(http, task))["status"] == "Ready"


@pytest.mark.parametrize(
    ("order", "word", "reason"),
    [
        (Refuse("input"), "Request Moderated", {"Moderation Reasons": ["Safety Filter"]}),
        (Refuse("output"), "Content Moderated", {"Moderation Reasons": ["Safety Filter"]}),
        (FailTask("out of memory"), "Error", {"error": "out of memory"}),
    ],
)
async def test_a_task_can_fail(
    http: ClientSession, gateway: FakeAiHubMix, order: Behaviour, word: str, reason: dict[str, Any]
) -> None:
    gateway.will(order)
    body = await _end(http, await _submitted(http))
    assert (body["status"], body["result"], body["details"]) == (word, None, reason)
    assert len(gateway.bill) == 1


_DONE: dict[TaskForm, tuple[str, str]] = {
    "urls": ("status", "succeeded"),
    "bytes": ("status", "completed"),
    "nested_bytes": ("status", "completed"),
    "state": ("state", "succeeded"),
    "task_status": ("task_status", "SUCCEEDED"),
}


@pytest.mark.parametrize("form", _DONE)
async def test_other_forms_of_the_same_news(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, form: TaskForm
) -> None:
    key, word = _DONE[form]
    gateway.will(TaskDialect(form), (TaskDialect(form), Refuse("output")))
    body = await _end(http, await _submitted(http))
    assert body[key] == word
    assert [picture.size for picture in await made(web, body["output"])] == [(1024, 1024)]
    failed = await _end(http, await _submitted(http))
    assert failed[key] in {"failed", "error", "CANCELED"}
    assert failed["error"] == {"message": "Content Moderated: Safety Filter", "code": "content_moderated"}


async def test_the_state_can_stand_inside_the_result(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix
) -> None:
    form = TaskDialect("result_status")
    gateway.will(form, (form, FailTask()), (form, Prose()))
    body = await _end(http, await _submitted(http))
    assert body["result"]["status"] == "completed"
    assert len(await made(web, body["result"]["sample"])) == 1
    assert (await _end(http, await _submitted(http)))["result"]["status"] == "failed"
    assert (await _end(http, await _submitted(http)))["result"] == {"status": "completed"}


async def test_a_task_can_be_ready_with_nothing(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Prose())
    body = await _end(http, await _submitted(http))
    assert (body["status"], body["result"]) == ("Ready", None)


@pytest.mark.parametrize("order", [ExpiredLink(404), WrongBytes("html")])
async def test_the_sample_can_be_gone_or_wrong(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix, order: Behaviour
) -> None:
    gateway.will(order)
    body = await _end(http, await _submitted(http))
    async with web.get(body["result"]["sample"]) as response:
        assert (response.status, response.content_type) != (200, "image/jpeg")


async def test_wrong_bytes_reach_the_base64_forms(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will((TaskDialect("bytes"), WrongBytes("disguised")))
    body = await _end(http, await _submitted(http))
    assert opened(base64.b64decode(body["output"][0]["bytesBase64"])).format == "JPEG"


@pytest.mark.parametrize("trouble", [PollTrouble(times=2, after=0), PollTrouble(429, {"error": "slow down"}, after=0)])
async def test_looking_up_can_go_wrong_for_a_while(
    http: ClientSession, gateway: FakeAiHubMix, trouble: PollTrouble
) -> None:
    gateway.will(trouble)
    task = await _submitted(http)
    for _ in range(trouble.times):
        async with http.get(f"/v1/tasks/{task['taskId']}") as response:
            assert response.status == trouble.code
    assert (await _end(http, task))["status"] == "Ready"


@pytest.mark.parametrize("orders", [(), Stall("progress")])
async def test_a_task_waits_until_let_go(http: ClientSession, gateway: FakeAiHubMix, orders: Orders) -> None:
    gateway.hold()
    gateway.will(orders)
    task = await _submitted(http)
    await gateway.reached()
    assert [(await _look(http, task))[1]["status"] for _ in range(3)] == ["Pending"] * 3
    gateway.let_go()
    if orders:
        await gateway.reached()
        assert (await _look(http, task))[1]["status"] == "Pending"
        gateway.let_go()
    assert (await _end(http, task))["status"] == "Ready"


async def test_a_cut_answer_loses_the_task(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(CutStream())
    with pytest.raises(ClientPayloadError):
        await predict(http, "bfl/flux-2-pro")
    assert len(gateway.bill) == 1
    assert not list(gateway.tasks.of("predictions"))
