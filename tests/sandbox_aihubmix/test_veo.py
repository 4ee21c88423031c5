"""Veo: submit, look up by the first name, take the videos from whichever shape they come in."""

import asyncio
import base64
import io
from decimal import Decimal
from typing import Any

import av
import pytest
from aiohttp import ClientPayloadError, ClientSession, ServerDisconnectedError

from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import (
    CutStream,
    DropConnection,
    ExpiredLink,
    Fewer,
    Orders,
    Padded,
    PollTrouble,
    Refuse,
    SampleCountOnly,
    Stall,
    TaskFailure,
    VeoShape,
    WrongBytes,
)

from .google import Answer, encoded, get, post

_VEO2, _VEO3, _VEO31 = "veo-2.0-generate-001", "veo-3.0-generate-preview", "veo-3.1-generate-preview"
_MEBIBYTE = 1024 * 1024


async def _submit(google: ClientSession, model: str = _VEO31, prompt: str = "a red fox", **parameters: Any) -> Answer:
    body = {"instances": [{"prompt": prompt}], "parameters": {"sampleCount": 1, "durationSeconds": 4} | parameters}
    return await post(google, f"{model}:predictLongRunning", body)


async def _done(google: ClientSession, name: str) -> dict[str, Any]:
    """Looks the operation up until it is done."""
    while True:
        status, body = await get(google, f"/gemini/v1beta/{name}")
        assert status == 200
        if body.get("done"):
            return body
        await asyncio.sleep(0.01)


async def _made(google: ClientSession, **asked: Any) -> dict[str, Any]:
    status, body = await _submit(google, **asked)
    assert status == 200, body
    return await _done(google, body["name"])


def _watched(data: bytes) -> tuple[int, int, int]:
    """Width, height and whole seconds."""
    container: Any = av.open(io.BytesIO(data))
    with container:
        stream = container.streams.video[0]
        return stream.width, stream.height, round(container.duration / 1_000_000)


def _videos(body: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(video["bytesBase64Encoded"], validate=True) for video in body["response"]["videos"]]


async def test_an_operation_goes_from_name_to_videos(google: ClientSession, gateway: FakeAiHubMix) -> None:
    _, submitted = await _submit(google)
    name = submitted["name"]
    assert set(submitted) == {"name"}
    assert name.startswith(f"models/{_VEO31}/operations/")
    _, pending = await get(google, f"/gemini/v1beta/{name}")
    assert set(pending) == {"name"}
    assert pending["name"].startswith("projects/ahm-gemini-03/locations/us-central1/publishers/google/models/")
    done = await _done(google, name)
    assert done["name"] == pending["name"]
    assert done["response"]["@type"].endswith("GenerateVideoResponse")
    assert done["response"]["raiMediaFilteredCount"] == 0
    assert [video["mimeType"] for video in done["response"]["videos"]] == ["video/mp4"]
    assert _watched(_videos(done)[0]) == (1280, 720, 4)
    assert not gateway.violations


async def test_the_other_name_leads_nowhere(google: ClientSession, gateway: FakeAiHubMix) -> None:
    other = (await _made(google))["name"]
    assert (await get(google, f"/gemini/v1beta/{other}"))[0] == 404
    assert len(gateway.violations) == 1


async def test_an_operation_belongs_to_its_model(google: ClientSession, gateway: FakeAiHubMix) -> None:
    name = (await _submit(google))[1]["name"]
    for wrong in (name.replace(_VEO31, _VEO3), f"models/{_VEO31}/operations/ff5"):
        status, body = await get(google, f"/gemini/v1beta/{wrong}")
        assert (status, body["error"]["code"]) == (404, 404)
    assert not gateway.violations


async def test_looking_up_needs_the_key(google: ClientSession, http: ClientSession) -> None:
    name = (await _submit(google))[1]["name"]
    assert (await get(http, f"/gemini/v1beta/{name}"))[0] == 401


@pytest.mark.parametrize(
    ("model", "parameters", "usd", "n"),
    [
        (_VEO2, {"sampleCount": None, "durationSeconds": 5}, "3.50", 2),
        (_VEO2, {"durationSeconds": 8}, "2.80", 1),
        (_VEO3, {"durationSeconds": None}, "5.40", 1),
        (_VEO31, {}, "1.60", 1),
        ("veo-3.1-fast-generate-preview", {"durationSeconds": 6, "sampleCount": 2}, "1.80", 2),
        ("veo-3.1-lite-generate-preview", {"durationSeconds": 6, "sampleCount": 2}, "0.96", 2),
    ],
)
async def test_each_second_of_each_video_is_charged(
    google: ClientSession, gateway: FakeAiHubMix, model: str, parameters: dict[str, Any], usd: str, n: int
) -> None:
    gateway.hold()
    assert (await _submit(google, model, **parameters))[0] == 200
    assert [(charge.usd, charge.n) for charge in gateway.bill] == [(Decimal(usd), n)]


@pytest.mark.parametrize(("order", "n"), [((), 1), (SampleCountOnly(), 2)])
async def test_the_documented_number_may_count_or_not(
    google: ClientSession, gateway: FakeAiHubMix, order: Orders, n: int
) -> None:
    gateway.hold()
    gateway.will(order)
    await _submit(google, _VEO2, sampleCount=None, numberOfVideos=1, durationSeconds=5)
    assert gateway.bill[0].n == n


@pytest.mark.parametrize(
    ("model", "parameters", "watched"),
    [
        (_VEO31, {"aspectRatio": "9:16"}, (720, 1280, 4)),
        (_VEO31, {"resolution": "1080p", "durationSeconds": 8}, (1920, 1080, 8)),
        (_VEO2, {"aspectRatio": "9:16", "durationSeconds": 5}, (720, 1280, 5)),
    ],
)
async def test_videos_are_as_asked_for(
    google: ClientSession, model: str, parameters: dict[str, Any], watched: tuple[int, int, int]
) -> None:
    assert _watched(_videos(await _made(google, model=model, **parameters))[0]) == watched


async def test_a_video_starts_and_ends_with_pictures(google: ClientSession, png: bytes) -> None:
    image = {"bytesBase64Encoded": encoded(png), "mimeType": "image/png"}

    async def made(model: str, **images: Any) -> Answer:
        body = {"instances": [{"prompt": "it moves"} | images], "parameters": {"sampleCount": 1}}
        return await post(google, f"{model}:predictLongRunning", body)

    assert (await made(_VEO3, image=image))[0] == 200
    assert (await made(_VEO3, image=image, lastFrame=image))[0] == 400
    assert (await made(_VEO31, lastFrame=image))[0] == 400
    assert (await made(_VEO31, image={"imageBytes": encoded(png)}))[0] == 400
    status, body = await made(_VEO31, image=image, lastFrame=image)
    assert status == 200
    plain = _videos(await _made(google, prompt="it moves", durationSeconds=8))
    assert _videos(await _done(google, body["name"])) != plain


@pytest.mark.parametrize(
    ("model", "parameters", "message"),
    [
        (_VEO3, {"durationSeconds": 5}, "5 is not supported"),
        (_VEO31, {"durationSeconds": 5}, "5 is not supported"),
        (_VEO31, {"durationSeconds": "4"}, "expected an integer"),
        (_VEO2, {"durationSeconds": 4}, "4 is not supported"),
        (_VEO3, {"durationSeconds": 8, "aspectRatio": "9:16"}, "'9:16' is not supported"),
        (_VEO31, {"aspectRatio": "1:1"}, "'1:1' is not supported"),
        (_VEO31, {"sampleCount": 3}, "3 is not supported"),
        (_VEO31, {"personGeneration": "yes"}, "'yes' is not supported"),
        (_VEO31, {"resolution": "1080p"}, "8 seconds only"),
        (_VEO3, {"durationSeconds": 8, "resolution": "720p"}, 'Unknown name "resolution"'),
        (_VEO31, {"seconds": 4}, 'Unknown name "seconds"'),
        (_VEO31, {"prompt": "лиса"}, "Only English prompts"),
        (_VEO31, {"negativePrompt": "雪"}, "Only English prompts"),
    ],
)
async def test_a_malformed_request_is_refused_and_remembered(
    google: ClientSession, gateway: FakeAiHubMix, model: str, parameters: dict[str, Any], message: str
) -> None:
    status, body = await _submit(google, model, **parameters)
    assert (status, body["error"]["code"]) == (400, 400)
    assert message in body["error"]["message"]
    assert len(gateway.violations) == 1
    assert not gateway.bill


async def test_a_request_has_one_instance(google: ClientSession) -> None:
    for instances in ([], [{"prompt": "a"}, {"prompt": "b"}]):
        status, body = await post(google, f"{_VEO31}:predictLongRunning", {"instances": instances})
        assert (status, "expected one instance" in body["error"]["message"]) == (400, True)


async def test_every_documented_field_is_taken(google: ClientSession) -> None:
    status, _ = await _submit(google, personGeneration="dont_allow", negativePrompt="rain", enhancePrompt=True)
    assert status == 200


async def test_a_link_on_googles_lane_needs_the_key(
    google: ClientSession, web: ClientSession, http: ClientSession, gateway: FakeAiHubMix
) -> None:
    gateway.will(VeoShape("gemini"))
    body = await _made(google)
    uri = body["response"]["generateVideoResponse"]["generatedSamples"][0]["video"]["uri"]
    assert uri.endswith(":download?alt=media")
    async with google.get(uri) as response:
        assert response.content_type == "video/mp4"
        assert _watched(await response.read()) == (1280, 720, 4)
    for stranger in (web, http):
        async with stranger.get(uri) as response:
            assert response.status == 401
    async with google.get(uri.partition("?")[0]) as response:
        assert response.status == 400
    async with google.get("/gemini/v1beta/files/none:download?alt=media") as response:
        assert response.status == 404


@pytest.mark.parametrize(("shape", "key"), [(VeoShape("uri"), "uri"), (VeoShape("gcs"), "gcsUri")])
async def test_other_links_are_plain_files(
    google: ClientSession, web: ClientSession, gateway: FakeAiHubMix, shape: VeoShape, key: str
) -> None:
    gateway.will(shape, (shape, ExpiredLink(410)))
    first, second = [(await _made(google))["response"]["videos"][0][key] for _ in range(2)]
    async with web.get(first) as response:
        assert _watched(await response.read()) == (1280, 720, 4)
    async with web.get(second) as response:
        assert response.status == 410
    async with google.get(first) as response:
        assert response.status == 200
    assert len(gateway.leaked_keys) == 1


@pytest.mark.parametrize(("shape", "inside"), [(VeoShape(), False), (VeoShape("gemini"), True)])
async def test_filtered_videos_are_counted(
    google: ClientSession, gateway: FakeAiHubMix, shape: VeoShape, *, inside: bool
) -> None:
    gateway.will((shape, Refuse("output")), (shape, Fewer(1)))
    for filtered in (2, 1):
        response = (await _made(google, sampleCount=2))["response"]
        response = response["generateVideoResponse"] if inside else response
        assert response["raiMediaFilteredCount"] == filtered
        assert len(response["raiMediaFilteredReasons"]) == filtered
        videos = response.get("generatedSamples" if inside else "videos")
        assert (len(videos) if videos else 0) == 2 - filtered
    assert [charge.n for charge in gateway.bill] == [2, 2]


@pytest.mark.parametrize(("code", "number"), [("3", 3), ("internal_error", 13), ("unheard_of", 13)])
async def test_a_failed_operation_is_done_too(
    google: ClientSession, gateway: FakeAiHubMix, code: str, number: int
) -> None:
    gateway.will(TaskFailure(code, "Something broke."))
    body = await _made(google)
    assert body["error"] == {"code": number, "message": "Something broke.", "details": []}
    assert "response" not in body


async def test_a_refused_prompt_is_never_submitted(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Refuse("input"))
    assert (await _submit(google))[0] == 400
    assert not gateway.bill
    assert not gateway.violations


async def test_a_video_can_be_as_large_as_one_likes(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Padded(8))
    padded, plain = [_videos(await _made(google))[0] for _ in range(2)]
    assert len(padded) == len(plain) + 8 * _MEBIBYTE
    assert _watched(padded) == _watched(plain)


async def test_looking_up_can_fail_and_recover(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(PollTrouble(502, "<html></html>", times=1, after=1))
    name = (await _submit(google))[1]["name"]
    statuses: list[int] = []
    for _ in range(3):
        async with google.get(f"/gemini/v1beta/{name}") as response:
            statuses.append(response.status)
    assert statuses == [200, 502, 200]
    assert (await _done(google, name))["response"]["videos"]


async def test_a_cut_answer_can_be_asked_for_again(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(CutStream())
    name = (await _submit(google))[1]["name"]
    with pytest.raises(ClientPayloadError):
        await _done(google, name)
    assert _watched(_videos(await _done(google, name))[0]) == (1280, 720, 4)


async def test_an_operation_waits_until_let_go(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(Stall("progress"))
    name = (await _submit(google))[1]["name"]
    await gateway.reached()
    for _ in range(3):
        assert "done" not in (await get(google, f"/gemini/v1beta/{name}"))[1]
    gateway.let_go()
    assert (await _done(google, name))["done"] is True


async def test_wrong_bytes_come_in_base64(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(WrongBytes("truncated"))
    cut, whole = [_videos(await _made(google))[0] for _ in range(2)]
    assert cut == whole[: len(whole) // 2]


async def test_a_dropped_request_is_charged(google: ClientSession, gateway: FakeAiHubMix) -> None:
    gateway.will(DropConnection())
    with pytest.raises(ServerDisconnectedError):
        await _submit(google)
    assert gateway.bill[0].usd == Decimal("1.60")


async def test_the_lists_know_videos(web: ClientSession, gateway: FakeAiHubMix) -> None:
    async with web.get(f"{gateway.url}/api/v1/models?type=video") as response:
        rows = {row["model_id"]: row for row in (await response.json())["data"]}
    assert rows[_VEO2]["successor_model"] == _VEO31
    assert rows[_VEO31]["retire_stage"] is None
    assert rows[_VEO31]["output_modalities"] == "video"
