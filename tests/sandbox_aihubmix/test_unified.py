"""`/ai/v1`: tasks of one form for pictures and videos, closed bodies, native errors, and lists to recover from."""

import asyncio
import base64
import io
from decimal import Decimal
from typing import Any

import orjson
import pytest
from aiohttp import ClientPayloadError, ClientSession, ServerDisconnectedError
from PIL import Image

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import (
    Behaviour,
    CutStream,
    DropConnection,
    ExpiredLink,
    Fewer,
    Gone,
    LoseAnswer,
    PollTrouble,
    Prose,
    RedirectLink,
    Refuse,
    Stall,
    TaskFailure,
    WrongBytes,
)

from .films import fetched, seen

_IMAGES = "/ai/v1/images/generations"
_VIDEOS = "/ai/v1/videos"
_ASK: dict[str, Any] = {"model": "qwen-image-3.0", "prompt": "a cat", "size": "256x256"}
_LATER = _ASK | {"async": True}
_FILM: dict[str, Any] = {
    "model": "minimax-h3",
    "prompt": "a cat",
    "duration": 4,
    "aspect_ratio": "9:16",
    "resolution": "512P",
}
_POLICY = "The result was blocked by the content policy."


async def _post(http: ClientSession, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    async with http.post(path, json=body) as response:
        return response.status, await response.json()


async def _get(http: ClientSession, path: str) -> tuple[int, dict[str, Any]]:
    async with http.get(path) as response:
        return response.status, await response.json()


async def _finished(http: ClientSession, path: str, body: dict[str, Any]) -> dict[str, Any]:
    status, task = await _post(http, path, body)
    assert (status, task["status"]) == (200, "pending")
    while task["status"] not in ("completed", "failed"):
        _, task = await _get(http, f"/ai/v1/{task['object']}s/{task['id']}")
    return task


def _image(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


async def _fetched(http: ClientSession, gateway: FakeAiHubMix, row: dict[str, Any]) -> bytes:
    async with http.get(row["content_url"].removeprefix(gateway.url)) as response:
        assert response.status == 200
        return await response.read()


async def test_a_waited_for_task_has_nine_fields(http: ClientSession, gateway: FakeAiHubMix) -> None:
    status, task = await _post(http, _IMAGES, _ASK | {"n": 2})
    assert status == 200
    assert list(task) == [
        "id",
        "object",
        "model",
        "status",
        "output",
        "error",
        "created_at",
        "completed_at",
        "expires_at",
    ]
    assert (task["object"], task["status"], task["error"]) == ("image", "completed", None)
    assert task["id"].startswith("t_")
    assert [row["index"] for row in task["output"]] == [0, 1]
    assert [row["type"] for row in task["output"]] == ["file", "file"]
    assert [row["b64_json"] for row in task["output"]] == [None, None]
    pictures = [_image(await _fetched(http, gateway, row)) for row in task["output"]]
    assert [picture.size for picture in pictures] == [(256, 256)] * 2
    assert pictures[0].tobytes() != pictures[1].tobytes()
    assert task["created_at"] <= task["completed_at"] < task["expires_at"]
    assert [charge.usd for charge in gateway.bill] == [Decimal("0.10")]
    assert await _get(http, f"/ai/v1/images/{task['id']}") == (200, task)
    assert not gateway.violations


async def test_an_asynchronous_task_is_looked_up(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.hold()
    _, task = await _post(http, _IMAGES, _LATER)
    assert (task["status"], task["output"], task["completed_at"]) == ("pending", [], None)
    await gateway.reached(1)
    assert (await _get(http, f"/ai/v1/images/{task['id']}"))[1]["status"] == "in_progress"
    status, early = await _get(http, f"/ai/v1/images/{task['id']}/content")
    assert (status, early["error"]["code"]) == (409, "result_not_ready")
    gateway.let_go()
    await gateway.cleared()
    while (await _get(http, f"/ai/v1/images/{task['id']}"))[1]["status"] != "completed":
        pass
    assert len(gateway.bill) == 1


async def test_an_account_must_enable_asynchronous_tasks(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.async_enabled = False
    status, answer = await _post(http, _IMAGES, _LATER)
    assert (status, answer["error"]["code"]) == (403, "async_not_enabled")
    assert (await _post(http, _IMAGES, _ASK))[0] == 200
    assert len(gateway.bill) == 1
    assert not gateway.violations


@pytest.mark.parametrize(
    "model",
    [
        "gpt-image-2",
        "gpt-image-2.5-flare",
        "gpt-image-2.5-sunburst",
        "qwen-image-3.0",
        "wan2.7-image",
        "mai-image-2.5",
        "mai-image-2.5-flash",
        "glm-image",
    ],
)
async def test_every_model_makes_a_picture(http: ClientSession, gateway: FakeAiHubMix, model: str) -> None:
    _, task = await _post(http, _IMAGES, _ASK | {"model": model, "response_format": "b64_json"})
    picture = _image(base64.b64decode(task["output"][0]["b64_json"]))
    assert (picture.format, picture.size) == ("PNG", (256, 256))
    assert gateway.bill[0].usd > 0


@pytest.mark.parametrize("model", ["flux-2-pro", "flux-2-flex"])
async def test_some_models_are_tasks_or_nothing(http: ClientSession, gateway: FakeAiHubMix, model: str) -> None:
    status, answer = await _post(http, _IMAGES, _ASK | {"model": model})
    assert (status, answer["error"]["code"]) == (400, "capability_not_supported")
    assert not gateway.bill
    assert len(gateway.violations) == 1
    task = await _finished(http, _IMAGES, _LATER | {"model": model})
    assert _image(await _fetched(http, gateway, task["output"][0])).size == (256, 256)
    assert gateway.bill[0].usd > 0


async def test_a_free_model_is_free(http: ClientSession, gateway: FakeAiHubMix) -> None:
    _, task = await _post(http, _IMAGES, _ASK | {"model": "gpt-image-2-free"})
    assert task["status"] == "completed"
    assert [charge.usd for charge in gateway.bill] == [0]


async def test_what_is_special_to_a_model_goes_into_extra(http: ClientSession, gateway: FakeAiHubMix) -> None:
    extra = {"quality": "max", "background": "transparent", "moderation": "low", "user": "x"}
    body = {"model": "gpt-image-2.5-flare", "prompt": "a cat", "aspect_ratio": "16:9", "seed": 7, "extra": extra}
    _, task = await _post(http, _IMAGES, body | {"output_format": "webp"})
    picture = _image(await _fetched(http, gateway, task["output"][0]))
    assert (picture.format, picture.mode, picture.size) == ("WEBP", "RGBA", (1368, 768))


@pytest.mark.parametrize(
    ("fields", "status", "code", "says"),
    [
        ({"quality": "high"}, 400, "schema_violation", "Unknown request parameter: `quality`."),
        ({"extra": {"steps": 3}}, 400, "schema_violation", "Unknown request parameter: `extra.steps`."),
        ({"extra": {"quality": "max"}}, 400, "schema_violation", "`extra.quality` must be one of"),
        ({"async": "true"}, 400, "schema_violation", "`async` must be true or false."),
        ({"n": 0}, 400, "schema_violation", "between 1 and 10"),
        ({"prompt": ""}, 400, "schema_violation", "Missing required parameter: `prompt`."),
        ({"images": ["x"] * 17}, 400, "schema_violation", "at most 16"),
        ({"aspect_ratio": "1:1"}, 400, "unsupported_input_combination", "either"),
        ({"mask": "aGk="}, 400, "unsupported_input_combination", "needs an image"),
        ({"size": "8x8"}, 400, "invalid_request", "8x8"),
        ({"image": "https://example.com/a.png"}, 400, "media_url_unreachable", "cannot fetch"),
        ({"image": {"url": "%%%"}}, 400, "invalid_media_data", "no base64"),
        ({"image": "aGVsbG8="}, 400, "invalid_media", "no picture"),
        ({"model": "gpt-9"}, 404, "model_not_found", "Incorrect model ID"),
        ({"model": "dall-e-3"}, 404, "model_retired", "gpt-image-2"),
        ({"model": "veo-3"}, 400, "protocol_not_supported", "does not support"),
    ],
)
async def test_errors_are_native(
    http: ClientSession, gateway: FakeAiHubMix, fields: dict[str, Any], status: int, code: str, says: str
) -> None:
    gateway.retire("dall-e-3", "retired", "gpt-image-2")
    answered, body = await _post(http, _IMAGES, _ASK | fields)
    assert (answered, body["error"]["code"]) == (status, code)
    assert says in body["error"]["message"]
    assert "tid" not in body["error"]["message"]
    assert body["error"]["tid"].startswith("req_2")
    assert not gateway.bill


async def test_keys_and_money_are_native_too(web: ClientSession) -> None:
    async with FakeAiHubMix(balance=Decimal("0.01")) as gateway:
        for key, status, code in (
            ("", 401, "authentication_failed"),
            ("sk-no", 401, "authentication_failed"),
            (gateway.key, 402, "insufficient_quota"),
        ):
            headers = {"Authorization": f"Bearer {key}"}
            async with web.post(gateway.url + _IMAGES, json=_ASK, headers=headers) as response:
                assert (response.status, (await response.json())["error"]["code"]) == (status, code)


async def test_a_request_can_be_too_large(http: ClientSession, gateway: FakeAiHubMix) -> None:
    body = orjson.dumps(_ASK | {"image": "A" * (32 * 1024 * 1024)})
    headers = {"Content-Type": "application/json"}
    async with http.post(_IMAGES, data=io.BytesIO(body), headers=headers) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (413, "request_too_large")


async def test_references_come_in_four_ways(http: ClientSession, gateway: FakeAiHubMix, png: bytes) -> None:
    bare = base64.b64encode(png).decode()
    data_url = f"data:image/png;base64,{bare}"
    _, plain = await _post(http, _IMAGES, _ASK | {"image": bare})
    stored = gateway.url + gateway.files.publish(_stored(plain, gateway))[0]
    ways: list[object] = [data_url, {"url": data_url}, {"url": stored}]
    for way in ways:
        _, task = await _post(http, _IMAGES, _ASK | {"images": [way, bare], "mask": None})
        assert task["status"] == "completed"
    assert not gateway.violations
    assert not gateway.leaked_keys


def _stored(task: dict[str, Any], gateway: FakeAiHubMix) -> Any:
    found = gateway.tasks.get(task["id"])
    assert found is not None
    return found.outcome.results[0].stored.picture


async def test_blocked_results_are_not_charged_when_waited_for(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("output"), Refuse("input"))
    status, body = await _post(http, _IMAGES, _ASK)
    assert (status, body["error"]["code"]) == (422, "output_blocked")
    status, body = await _post(http, _IMAGES, _ASK)
    assert (status, body["error"]["code"]) == (400, "upstream_rejected")
    assert not gateway.bill


@pytest.mark.parametrize(
    ("order", "error"),
    [
        (
            Refuse("output"),
            {"code": "output_policy_violation", "message": _POLICY, "upstream_detail": "output_moderation"},
        ),
        (TaskFailure("upstream_unreachable", "No way."), {"code": "upstream_unreachable", "message": "No way."}),
    ],
)
@pytest.mark.parametrize(("path", "body"), [(_IMAGES, _LATER), (_VIDEOS, _FILM)])
async def test_a_failed_task_is_answered_well(
    http: ClientSession,
    gateway: FakeAiHubMix,
    order: Behaviour,
    error: dict[str, str],
    path: str,
    body: dict[str, Any],
) -> None:
    gateway.will(order)
    task = await _finished(http, path, body)
    assert (task["status"], task["error"], task["output"]) == ("failed", error, [])
    status, answer = await _get(http, f"/ai/v1/tasks/{task['id']}/content")
    assert (status, answer["error"]["code"]) == (404, "result_not_found")
    assert len(gateway.bill) == 1


async def test_a_waited_for_task_can_fail_with_200(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(TaskFailure())
    status, task = await _post(http, _IMAGES, _ASK)
    assert (status, task["status"], task["error"]["code"]) == (200, "failed", "internal_error")


async def test_fewer_pictures_and_words(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Fewer(1), Prose("Which cat?"))
    _, fewer = await _post(http, _IMAGES, _ASK | {"n": 3})
    assert len(fewer["output"]) == 1
    _, words = await _post(http, _IMAGES, _ASK)
    assert words["output"] == [{"type": "message", "content": [{"type": "output_text", "text": "Which cat?"}]}]


async def test_content_needs_our_key(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    _, task = await _post(http, _IMAGES, _ASK)
    async with web.get(task["output"][0]["content_url"]) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (401, "authentication_failed")


async def test_one_of_several_results_must_be_named(http: ClientSession, gateway: FakeAiHubMix) -> None:
    _, task = await _post(http, _IMAGES, _ASK | {"n": 2})
    status, body = await _get(http, f"/ai/v1/tasks/{task['id']}/content")
    assert (status, body["error"]["code"]) == (400, "result_id_required")
    result = task["output"][1]["content_url"].rpartition("/")[2]
    async with http.get(f"/ai/v1/tasks/{task['id']}/content/{result}") as response:
        assert await response.read() == await _fetched(http, gateway, task["output"][1])
    status, body = await _get(http, f"/ai/v1/images/{task['id']}/content/res_no")
    assert (status, body["error"]["code"]) == (404, "result_not_found")


async def test_results_can_be_bad(http: ClientSession, web: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(ExpiredLink(), RedirectLink("http://169.254.169.254/"), WrongBytes("empty"), WrongBytes("html"))
    answers: list[tuple[int, bytes]] = []
    for _ in range(3):
        _, task = await _post(http, _IMAGES, _ASK)
        place = task["output"][0]["content_url"].removeprefix(gateway.url)
        async with http.get(place, allow_redirects=False) as response:
            answers.append((response.status, await response.read()))
    assert answers[0][0] == 410
    assert b"artifact_expired" in answers[0][1]
    assert answers[1][0] == 302
    assert answers[2] == (200, b"")
    _, task = await _post(http, _IMAGES, _ASK | {"response_format": "b64_json"})
    assert base64.b64decode(task["output"][0]["b64_json"]).startswith(b"<!doctype")


async def _heard(http: ClientSession, path: str, body: dict[str, Any]) -> str:
    try:
        async with http.post(path, json=body) as response:
            await response.read()
            return response.content_type.rpartition("/")[2]
    except (ServerDisconnectedError, ClientPayloadError):
        return "nothing"


@pytest.mark.parametrize("order", [DropConnection(), LoseAnswer(), statuses.html_502(), CutStream()])
@pytest.mark.parametrize(("path", "body"), [(_IMAGES, _ASK), (_IMAGES, _LATER), (_VIDEOS, _FILM)])
async def test_a_lost_answer_is_recovered_from_the_list(
    http: ClientSession, gateway: FakeAiHubMix, order: Behaviour, path: str, body: dict[str, Any]
) -> None:
    gateway.will(order)
    assert await _heard(http, path, body) in ("nothing", "html")
    kind = "videos" if path == _VIDEOS else "images"
    rows: list[dict[str, Any]] = []
    while not rows or rows[0]["status"] != "completed":
        _, found = await _get(http, f"/ai/v1/{kind}?limit=20&order=desc")
        rows = found["data"]
        assert len(rows) == 1
    assert rows[0]["model"] == body["model"]
    assert len(gateway.bill) == 1


async def test_lists_have_pages(http: ClientSession) -> None:
    made = [(await _post(http, _IMAGES, _ASK))[1]["id"] for _ in range(3)]
    _, first = await _get(http, "/ai/v1/images?limit=2&order=desc")
    assert first["object"] == "list"
    assert [row["id"] for row in first["data"]] == made[:0:-1]
    assert (first["has_more"], first["next_after"]) == (True, made[1])
    _, second = await _get(http, f"/ai/v1/images?limit=2&order=desc&after={made[1]}")
    assert [row["id"] for row in second["data"]] == made[:1]
    assert (second["has_more"], second["next_after"]) == (False, None)
    _, oldest = await _get(http, "/ai/v1/images?order=asc")
    assert [row["id"] for row in oldest["data"]] == made
    for query, code in (("after=t_no", "invalid_cursor"), ("limit=x", "invalid_request")):
        status, body = await _get(http, f"/ai/v1/images?{query}")
        assert (status, body["error"]["code"]) == (400, code)


async def test_snapshots_of_all_tasks(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will((), TaskFailure())
    _, picture = await _post(http, _IMAGES, _ASK)
    film = await _finished(http, _VIDEOS, _FILM)
    _, both = await _get(http, "/ai/v1/tasks")
    assert {row["id"] for row in both["data"]} == {picture["id"], film["id"]}
    _, images = await _get(http, "/ai/v1/tasks?object=image")
    assert [row["id"] for row in images["data"]] == [picture["id"]]
    _, failed = await _get(http, "/ai/v1/tasks?status=failed")
    assert [row["id"] for row in failed["data"]] == [film["id"]]
    assert (await _get(http, f"/ai/v1/tasks/{film['id']}"))[1] == film
    status, body = await _get(http, "/ai/v1/tasks/t_no")
    assert (status, body["error"]["code"]) == (404, "task_not_found")


async def test_a_film(http: ClientSession, gateway: FakeAiHubMix) -> None:
    task = await _finished(http, _VIDEOS, _FILM)
    assert (task["object"], task["output"][0]["content_url"]) == (
        "video",
        f"{gateway.url}/ai/v1/videos/{task['id']}/content",
    )
    film = seen(await _fetched(http, gateway, task["output"][0]))
    assert (film.size, film.seconds, film.codec) == ((512, 910), 4, "h264")
    assert [charge.usd for charge in gateway.bill] == [Decimal("0.40")]


async def test_seedance_completes_with_a_message(http: ClientSession, web: ClientSession) -> None:
    body = {"model": "doubao-seedance-2-5-260628", "prompt": "a cat", "duration": 2, "resolution": "480p"}
    task = await _finished(http, _VIDEOS, body)
    (message,) = task["output"]
    assert message["type"] == "message"
    (part,) = message["content"]
    assert part["type"] == "output_text"
    assert (await fetched(web, part["text"])).seconds == 2


async def test_films_take_pictures(http: ClientSession, gateway: FakeAiHubMix, png: bytes) -> None:
    url = "data:image/png;base64," + base64.b64encode(png).decode()
    frames = [{"frame_type": kind, "image_url": {"url": url}} for kind in ("first_frame", "last_frame")]
    references = [{"type": "image_url", "url": url}, {"type": "audio_url", "url": "https://example.com/a.mp3"}]
    for more in ({"frame_images": frames}, {"input_references": references}):
        assert (await _finished(http, _VIDEOS, _FILM | more))["status"] == "completed"
    kling = {"model": "kling-v3-omni", "prompt": "a cat", "duration": 3, "frame_images": frames[:1]}
    assert (await _finished(http, _VIDEOS, kling))["status"] == "completed"
    assert not gateway.violations
    status, body = await _post(http, _VIDEOS, _FILM | {"frame_images": frames, "input_references": references})
    assert (status, body["error"]["code"]) == (400, "unsupported_input_combination")


@pytest.mark.parametrize(
    "fields", [{"seconds": 4}, {"resolution": "720p"}, {"duration": "4"}, {"input_references": [{"type": "x"}]}]
)
async def test_films_are_strict(http: ClientSession, fields: dict[str, Any]) -> None:
    status, body = await _post(http, _VIDEOS, _FILM | fields)
    assert (status, body["error"]["code"]) == (400, "schema_violation")


async def test_looking_up_can_go_wrong(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(PollTrouble(502, "<html>", times=2, after=0))
    _, task = await _post(http, _VIDEOS, _FILM)
    for _ in range(2):
        async with http.get(f"/ai/v1/videos/{task['id']}") as response:
            assert (response.status, await response.text()) == (502, "<html>")
    assert (await _get(http, f"/ai/v1/videos/{task['id']}"))[0] == 200


@pytest.mark.parametrize("wait", [True, False])
async def test_a_stalled_task_goes_on_when_let_go(http: ClientSession, gateway: FakeAiHubMix, *, wait: bool) -> None:
    gateway.will(Stall("progress"))
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(_post(http, _IMAGES, _ASK if wait else _LATER))
        await gateway.reached(1)
        assert not (wait and asked.done())
        gateway.let_go()
    task = asked.result()[1]
    while task["status"] != "completed":
        _, task = await _get(http, f"/ai/v1/images/{task['id']}")


async def test_a_model_that_is_gone(http: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Gone())
    status, body = await _post(http, _IMAGES, _ASK)
    assert (status, body["error"]["tid"][:4]) == (410, "req_")
    assert not gateway.bill
