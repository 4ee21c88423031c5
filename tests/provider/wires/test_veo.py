"""The veo wire: the operation that is begun, and every look at it."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.errors import ContentRejected, GenerationFailed, InvalidRequest, NoResult, ProviderBusy, WrongWire
from bot.media.requests import GenerationRequest
from bot.provider.failures import dissect, meaning
from bot.provider.wire import (
    Asset,
    Call,
    File,
    Finished,
    Given,
    Inline,
    Link,
    Pending,
    Progress,
    ServerSentEvent,
)
from bot.provider.wires.veo import WIRE

CATALOG = Catalog.load()
SPEC = CATALOG["veo-3.1-generate-preview"]
NAME = "models/veo-3.1-generate-preview/operations/ff5"
LATER = "projects/ahm-gemini-03/locations/us-central1/publishers/google/models/veo/operations/777"
FRAME = File("first-frame.png", "image/png", b"123")
LAST = File("last-frame.jpeg", "image/jpeg", b"456")
VIDEO = {"bytesBase64Encoded": "AAA=", "mimeType": "video/mp4"}


def request(model: str = SPEC.id, **options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": model, "prompt": "a fox", "medium": "video", **options})


def test_a_video_is_begun_with_its_length_and_count() -> None:
    spec = CATALOG["veo-3.0-generate-preview"]
    assert WIRE.call(spec, request(spec.id), Given()) == Call(
        "/gemini/v1beta/models/veo-3.0-generate-preview:predictLongRunning",
        json={"instances": [{"prompt": "a fox"}], "parameters": {"sampleCount": 1, "durationSeconds": 8}},
        auth="x-goog-api-key",
    )


def test_every_option_has_its_parameter_and_frames_go_along() -> None:
    asked = request(aspect="9:16", resolution="1080p", seconds=8, count=2, negative="rain", extras={"people": "adults"})
    assert WIRE.call(SPEC, asked, Given(first_frame=FRAME, last_frame=LAST)).json == {
        "instances": [
            {
                "prompt": "a fox",
                "image": {"bytesBase64Encoded": "MTIz", "mimeType": "image/png"},
                "lastFrame": {"bytesBase64Encoded": "NDU2", "mimeType": "image/jpeg"},
            }
        ],
        "parameters": {
            "sampleCount": 2,
            "aspectRatio": "9:16",
            "resolution": "1080p",
            "durationSeconds": 8,
            "negativePrompt": "rain",
            "personGeneration": "allow_adult",
        },
    }


def test_a_count_by_its_other_name_only_when_the_first_is_not_known() -> None:
    call = WIRE.call(SPEC, request(), Given())
    unknown = {"error": {"message": "Unknown name \"sampleCount\" at 'parameters': Cannot find field."}}
    other = WIRE.instead(SPEC, call, meaning(dissect(400, {}, unknown)))
    assert other
    assert other.json
    assert other.json["parameters"] == {"numberOfVideos": 1, "durationSeconds": 8, "resolution": "720p"}
    assert WIRE.instead(SPEC, other, meaning(dissect(400, {}, unknown))) is None
    assert WIRE.instead(SPEC, call, InvalidRequest(field="sampleCount", reason="only 1 is supported")) is None
    assert WIRE.instead(SPEC, call, WrongWire()) is None


def read(body: Any) -> list[Any]:
    return list(WIRE.reader(SPEC, request()).read(body))


def test_the_operation_is_looked_up_by_the_name_it_was_given_first() -> None:
    poll = Call(f"/gemini/v1beta/{NAME}", method="GET", auth="x-goog-api-key")
    pending = Pending(NAME, poll, every=15, missing_for=60)
    assert read({"name": NAME}) == [pending, Progress("generating")]
    assert read({"name": LATER}) == [Progress("generating")]
    assert read({"name": LATER, "done": False}) == [Progress("generating")]


@pytest.mark.parametrize("body", [{}, None, [], "text"])
def test_a_look_that_brings_nothing_leaves_the_operation_as_it_was(body: Any) -> None:
    assert read(body) == [Progress("generating")]


def done(**response: Any) -> dict[str, Any]:
    return {"name": LATER, "done": True, "response": {"@type": "…GenerateVideoResponse", **response}}


OURS = Link("/gemini/v1beta/files/abc-1:download?alt=media", auth="x-goog-api-key")


@pytest.mark.parametrize(
    ("video", "source"),
    [
        (VIDEO, Inline("AAA=")),
        ({"encodedVideo": "AAA=", "encoding": "video/mp4"}, Inline("AAA=")),
        ({"gcsUri": "https://storage.example/a.mp4"}, Link("https://storage.example/a.mp4")),
        ({"uri": "https://aihubmix.com/gemini/v1beta/files/abc-1:download?alt=media"}, OURS),
        ({"uri": "https://generativelanguage.googleapis.com/v1beta/files/abc-1"}, OURS),
    ],
)
def test_a_finished_video_comes_inline_or_as_a_link_in_either_shape(video: dict[str, Any], source: Any) -> None:
    samples = {"generateVideoResponse": {"generatedSamples": [{"video": video}]}}
    for response in ({"videos": [video]}, samples, samples["generateVideoResponse"]):
        assert read(done(**response)) == [Asset(source), Finished()]


@given(st.lists(st.sampled_from([VIDEO, {}, {"mimeType": "video/mp4"}, None]), max_size=4), st.integers(0, 2))
def test_what_was_filtered_is_missing_and_no_error_while_anything_is_left(videos: list[Any], filtered: int) -> None:
    reasons = ["Held back. Support code: 17301594"] * filtered
    body = done(videos=videos, raiMediaFilteredCount=filtered, raiMediaFilteredReasons=reasons)
    if VIDEO in videos:
        assert read(body) == [Asset(Inline("AAA="))] * videos.count(VIDEO) + [Finished()]
    elif filtered:
        with pytest.raises(ContentRejected, match="Support code") as caught:
            read(body)
        assert caught.value.params["stage"] == "output"
    else:
        with pytest.raises(NoResult):
            read(body)


def test_filtered_without_a_reason_is_rejected_without_one() -> None:
    with pytest.raises(ContentRejected) as caught:
        read(done(generateVideoResponse={"raiMediaFilteredCount": 1}))
    assert caught.value.params == {"reason": "", "stage": "output"}


def failed(message: str) -> dict[str, Any]:
    return {"name": LATER, "done": True, "error": {"code": 3, "message": message, "details": []}}


@pytest.mark.parametrize(
    ("message", "stage"),
    [
        ("The prompt contains sensitive words that violate Google's Responsible AI practices.", "input"),
        ("The input image violates our usage guidelines.", "input"),
        ("Video generation was blocked by your current safety settings.", "output"),
    ],
)
def test_an_operation_that_fails_over_a_policy_was_rejected(message: str, stage: str) -> None:
    with pytest.raises(ContentRejected) as caught:
        read(failed(message))
    assert caught.value.params == {"reason": message, "stage": stage}


def test_any_other_failure_is_final_whatever_it_resembles() -> None:
    for message in ("Internal error, try again later.", "Too many requests", "task_not_found", ""):
        with pytest.raises(GenerationFailed) as caught:
            read(failed(message))
        assert caught.value.params == {"reason": message}


def test_a_complaint_that_ends_no_operation_means_what_it_says() -> None:
    with pytest.raises(InvalidRequest):
        read({"error": {"code": 400, "message": "durationSeconds is out of bound"}})
    assert isinstance(meaning(dissect(429, {}, b"")), ProviderBusy)


def test_a_gateway_that_streams_all_the_same_is_understood() -> None:
    reader = WIRE.reader(SPEC, request())
    found = list(reader.feed(ServerSentEvent("", orjson.dumps({"name": NAME}))))
    assert isinstance(found[0], Pending)
    assert list(reader.end(cut=True)) == [], "the operation goes on"
