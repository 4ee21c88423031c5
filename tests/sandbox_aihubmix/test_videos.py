"""`/v1/videos`: asked for, looked up, fetched; each family with its own strictness."""

import base64
from decimal import Decimal
from typing import Any

import openai
import orjson
import pytest
from aiohttp import ClientPayloadError, ClientSession, FormData, ServerDisconnectedError
from openai import AsyncOpenAI

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import (
    Behaviour,
    CutStream,
    DropConnection,
    ExpiredLink,
    Fewer,
    LoseAnswer,
    PlainError,
    PollTrouble,
    Refuse,
    RunningWord,
    TaskFailure,
    WrongBytes,
)

from .films import seen

_VEO = {"model": "veo-3.1-fast-generate-preview", "prompt": "a fox", "seconds": 4, "size": "1280x720"}
_WAN = {"model": "wan2.6-t2v", "prompt": "a fox", "seconds": "2", "size": "640x480"}
_NESTED = {
    "model": "happyhorse-1.1",
    "input": {"prompt": "a fox"},
    "parameters": {"resolution": "480P", "duration": 2, "prompt_extend": True, "watermark": False},
}
_SEEDANCE = {
    "model": "doubao-seedance-2-0-fast-260128",
    "prompt": "a fox",
    "duration": 2,
    "resolution": "480p",
    "ratio": "9:16",
    "generate_audio": False,
}


def _data_url(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


async def _post(http: ClientSession, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    async with http.post("/v1/videos", json=body) as response:
        return response.status, await response.json()


async def _get(http: ClientSession, task_id: str) -> dict[str, Any]:
    async with http.get(f"/v1/videos/{task_id}") as response:
        assert response.status == 200
        return await response.json()


async def _finished(http: ClientSession, body: dict[str, Any]) -> dict[str, Any]:
    status, task = await _post(http, body)
    assert (status, task["status"]) == (200, "queued")
    while task["status"] not in ("completed", "failed"):
        task = await _get(http, task["id"])
    return task


async def _content(http: ClientSession, task_id: str) -> tuple[int, bytes]:
    async with http.get(f"/v1/videos/{task_id}/content") as response:
        return response.status, await response.read()


async def test_the_form_with_a_url(http: ClientSession, gateway: FakeAiHubMix) -> None:
    task = await _finished(http, _VEO)
    created = task.pop("created")
    assert isinstance(created, int)
    assert task == {
        "id": task["id"],
        "object": "video",
        "model": "veo-3.1-fast-generate-preview",
        "status": "completed",
        "prompt": "a fox",
        "duration": 4,
        "width": 1280,
        "height": 720,
        "url": f"{gateway.url}/v1/videos/{task['id']}/content",
        "error": None,
    }
    assert task["id"].startswith("eyJ")
    status, film = await _content(http, task["id"])
    assert status == 200
    assert (seen(film).size, seen(film).seconds) == ((1280, 720), 4)
    assert [charge.usd for charge in gateway.bill] == [Decimal("0.60")]
    assert not gateway.violations


async def test_the_form_with_progress(http: ClientSession) -> None:
    _, task = await _post(http, _SEEDANCE)
    assert (task["status"], task["progress"], task["completed_at"]) == ("queued", 0, None)
    running = await _get(http, task["id"])
    assert (running["status"], running["progress"]) == ("in_progress", 50)
    done = await _get(http, task["id"])
    assert (done["status"], done["progress"], done["seconds"], done["size"]) == ("completed", 100, "2", "480x854")
    assert done["created_at"] <= done["completed_at"] < done["expires_at"]
    assert "url" not in done
    assert seen((await _content(http, task["id"]))[1]).size == (480, 854)


async def test_a_running_task_can_be_called_processing(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(RunningWord())
    _, task = await _post(http, _WAN)
    assert (await _get(http, task["id"]))["status"] == "processing"
    assert (await _get(http, task["id"]))["status"] == "completed"


@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
async def test_the_official_client_works(client: AsyncOpenAI, gateway: FakeAiHubMix, png: bytes) -> None:
    videos: Any = client.videos  # the whole resource counts as deprecated
    reference = ("a.png", png, "image/png")
    video = await videos.create(
        model="wan2.6-i2v", prompt="a fox", seconds="4", size="1280x720", input_reference=reference
    )
    while video.status not in ("completed", "failed"):
        video = await videos.retrieve(video.id)
    film = seen((await videos.download_content(video.id)).content)
    assert (film.size, film.seconds) == ((1280, 720), 4)
    assert (await videos.delete(video.id)).deleted
    with pytest.raises(openai.NotFoundError):
        await videos.retrieve(video.id)
    plain = await videos.create(model="veo-3.1-generate-preview", prompt="a fox", seconds="8")
    assert plain.model == "veo-3.1-generate-preview"
    assert not gateway.violations


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (_VEO | {"seconds": "4"}, "`seconds` must be a number"),
        (_VEO | {"seconds": 5}, "one of 4, 6, 8"),
        (_VEO | {"size": "1024x1024"}, "`size` must be one of"),
        (_VEO | {"aspect_ratio": "16:9"}, "Unknown request parameter: `aspect_ratio`"),
        (_VEO | {"input_reference": "https://example.com/a.png"}, "Unknown request parameter: `input_reference`"),
        (_VEO | {"prompt": ""}, "Missing required parameter: `prompt`"),
        (_WAN | {"seconds": "16"}, "between 2 and 15"),
        (_WAN | {"input": {"prompt": "a fox"}}, "Unknown request parameter: `input`"),
        (_WAN | {"model": "wan2.6-i2v"}, "needs a first frame"),
        (_WAN | {"input_reference": {"image_url": "x"}}, "must be a URL"),
        (_NESTED | {"prompt": "a fox"}, "Unknown request parameter: `prompt`"),
        (_NESTED | {"parameters": {"resolution": "720p"}}, "`parameters.resolution` must be one of"),
        (_NESTED | {"input": {"prompt": "a", "media": [{"type": "image", "url": "x"}]}}, "`input.media[0].type`"),
        (_NESTED | {"model": "wan2.7-i2v"}, "needs a first frame"),
        (_WAN | {"model": "wan2.6-r2v"}, "needs reference images"),
        (_NESTED | {"model": "wan2.7-r2v"}, "needs reference images"),
        (
            _NESTED | {"model": "wan2.7-r2v", "input": {"prompt": "a", "media": [{"type": "first_frame", "url": "x"}]}},
            "needs reference images",
        ),
        (_SEEDANCE | {"size": "480x854"}, "Unknown request parameter: `size`"),
        (_SEEDANCE | {"duration": "5"}, "`duration` must be a number"),
        (_SEEDANCE | {"prompt": None}, "prompt is required"),
        (_SEEDANCE | {"content": [{"type": "image_url"}]}, "image_url is required"),
    ],
)
async def test_each_family_is_strict(
    http: ClientSession, gateway: FakeAiHubMix, body: dict[str, Any], says: str
) -> None:
    status, answer = await _post(http, body)
    assert status == 400
    assert says in answer["error"]["message"]
    assert not gateway.bill
    assert len(gateway.violations) == 1


async def test_each_family_takes_its_pictures(http: ClientSession, gateway: FakeAiHubMix, png: bytes) -> None:
    url = _data_url(png)
    media = [{"type": "first_frame", "url": url}, {"type": "last_frame", "url": url}]
    looks = [{"type": "reference_image", "url": url}]
    roles = ("first_frame", "last_frame", "reference_image")
    content = [{"type": "image_url", "image_url": {"url": url}, "role": role} for role in roles]
    bodies = [
        _WAN | {"model": "wan2.6-i2v", "input_reference": url},
        _WAN | {"model": "wan2.6-r2v", "input_reference": url},
        _WAN | {"model": "jimeng-3.0-pro", "input_reference": url, "seconds": 5},
        _WAN | {"model": "jimeng-3.0-1080p", "input_reference": url, "seconds": 5},
        _WAN | {"model": "kling-v3-omni", "seconds": 3},
        _NESTED | {"input": {"prompt": "a fox", "media": media}},
        _NESTED | {"model": "wan2.7-i2v", "input": {"prompt": "a fox", "media": media[:1]}},
        _NESTED | {"model": "wan2.7-r2v", "input": {"prompt": "a fox", "media": looks * 2}},
        _NESTED | {"model": "wan2.7-t2v"},
        _NESTED | {"model": "happyhorse-1.0"},
        _VEO | {"model": "veo-3.1-lite-generate-preview"},
        _SEEDANCE | {"prompt": None, "content": [{"type": "text", "text": "a fox"}, *content]},
        _SEEDANCE | {"model": "doubao-seedance-2-5-260628"},
    ]
    for body in bodies:
        task = await _finished(http, body)
        assert (task["status"], task["prompt"]) == ("completed", "a fox")
    assert not gateway.violations


async def test_a_form_with_a_file_that_is_no_picture(http: ClientSession) -> None:
    form = FormData({"model": "wan2.6-i2v", "prompt": "a fox"})
    form.add_field("input_reference", b"hello", filename="a.png", content_type="image/png")
    async with http.post("/v1/videos", data=form) as response:
        assert (await response.json())["error"]["code"] == "invalid_media"
    async with http.post(
        "/v1/videos", data=FormData({"model": "happyhorse-1.1", "a": "b"}, default_to_multipart=True)
    ) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("orders", "error"),
    [
        (
            (Refuse("output"),),
            {"message": "Video generation failed due to content policy violation", "type": "video_generation_error"},
        ),
        ((TaskFailure(message="No GPU."),), {"message": "No GPU.", "type": "video_generation_error"}),
        ((TaskFailure(message="No GPU."), PlainError()), "No GPU."),
    ],
)
async def test_a_failed_task_is_answered_well(
    http: ClientSession, gateway: FakeAiHubMix, orders: tuple[Behaviour, ...], error: object
) -> None:
    gateway.will(orders)
    task = await _finished(http, _WAN)
    assert (task["status"], task["error"], task["url"]) == ("failed", error, None)
    assert (await _content(http, task["id"]))[0] == 404
    assert len(gateway.bill) == 1


async def test_a_prompt_that_is_refused_at_once_costs_nothing(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("input"))
    status, answer = await _post(http, _WAN)
    assert (status, answer["error"]["code"]) == (400, "moderation_blocked")
    assert not gateway.bill


async def test_nothing_can_come_of_it(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Fewer(0))
    task = await _finished(http, _WAN)
    assert (task["status"], task["url"]) == ("completed", None)
    assert (await _content(http, task["id"]))[0] == 404


async def test_the_content_needs_the_key_and_time(
    http: ClientSession, web: ClientSession, gateway: FakeAiHubMix
) -> None:
    gateway.hold()
    _, task = await _post(http, _WAN)
    await gateway.reached(1)
    assert (await _get(http, task["id"]))["status"] == "in_progress"
    assert (await _content(http, task["id"]))[0] == 400
    gateway.let_go()
    while (await _get(http, task["id"]))["status"] != "completed":
        pass
    async with web.get(f"{gateway.url}/v1/videos/{task['id']}/content") as response:
        assert response.status == 401
    assert (await _content(http, task["id"]))[0] == 200
    assert not gateway.leaked_keys


async def test_content_can_be_bad(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(ExpiredLink(410), WrongBytes("html"))
    assert (await _content(http, (await _finished(http, _WAN))["id"]))[0] == 410
    assert (await _content(http, (await _finished(http, _WAN))["id"]))[1].startswith(b"<!doctype")


async def test_looking_up_can_go_wrong(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(PollTrouble(502, {"error": {"message": "bad"}}, times=1, after=1))
    _, task = await _post(http, _WAN)
    assert (await _get(http, task["id"]))["status"] == "in_progress"
    async with http.get(f"/v1/videos/{task['id']}") as response:
        assert (response.status, await response.json()) == (502, {"error": {"message": "bad"}})
    assert (await _get(http, task["id"]))["status"] == "completed"


@pytest.mark.parametrize("order", [DropConnection(), LoseAnswer()])
async def test_a_lost_answer_leaves_a_task(http: ClientSession, gateway: FakeAiHubMix, order: Behaviour) -> None:
    gateway.will(order)
    with pytest.raises(ServerDisconnectedError):
        await _post(http, _WAN)
    (task,) = gateway.tasks.of("v1-videos")
    await task.ended.wait()
    assert (await _get(http, task.id))["status"] == "in_progress"
    assert (await _get(http, task.id))["status"] == "completed"
    assert len(gateway.bill) == 1


async def test_a_connection_that_dropped_before_anything_costs_nothing(
    http: ClientSession, gateway: FakeAiHubMix
) -> None:
    gateway.will(DropConnection(charged=False))
    with pytest.raises(ServerDisconnectedError):
        await _post(http, _WAN)
    assert not gateway.bill
    assert not list(gateway.tasks.of("v1-videos"))


async def test_an_answer_is_cut_and_the_work_goes_on(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(CutStream())
    async with http.post("/v1/videos", json=_WAN) as response:
        with pytest.raises(ClientPayloadError):
            await response.read()
    (task,) = gateway.tasks.of("v1-videos")
    await task.ended.wait()
    assert task.status == "done"


async def test_scripted_statuses_come_first(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(statuses.rate_limited(1), statuses.html_502())
    assert (await _post(http, _WAN))[0] == 429
    async with http.post("/v1/videos", json=_WAN) as response:
        assert (response.status, response.content_type) == (502, "text/html")
    assert len(gateway.bill) == len(list(gateway.tasks.of("v1-videos"))) == 1


async def test_these_tasks_are_unknown_to_the_native_lane(http: ClientSession) -> None:
    task = await _finished(http, _SEEDANCE | {"model": "doubao-seedance-2-5-260628"})
    for path in ("tasks", "videos"):
        async with http.get(f"/ai/v1/{path}/{task['id']}") as response:
            assert response.status == 404
            assert orjson.loads(await response.read())["error"]["code"] == "task_not_found"


async def test_a_native_model_is_refused_here(http: ClientSession) -> None:
    status, answer = await _post(http, {"model": "minimax-h3", "prompt": "a fox"})
    assert (status, answer["error"]["code"]) == (400, "protocol_not_supported")
    assert "legacy protocol" in answer["error"]["message"]


async def test_an_empty_account() -> None:
    async with (
        FakeAiHubMix(balance=Decimal("0.1")) as gateway,
        ClientSession(gateway.url, headers={"Authorization": f"Bearer {gateway.key}"}) as http,
    ):
        status, answer = await _post(http, _WAN)
        assert (status, answer["error"]["code"]) == (403, "insufficient_user_quota")
