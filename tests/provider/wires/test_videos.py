"""The videos wire: what each family of models is sent, and every answer of a task."""

from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.errors import (
    ContentRejected,
    GenerationFailed,
    InvalidRequest,
    ModelRetired,
    NoResult,
    OperatorOutOfFunds,
    ProviderError,
    WrongWire,
)
from bot.media.requests import GenerationRequest, Reference
from bot.provider.failures import dissect, meaning
from bot.provider.wire import (
    Asset,
    Call,
    Event,
    File,
    Finished,
    Given,
    Inline,
    Link,
    Pending,
    Progress,
    Queued,
    ServerSentEvent,
)
from bot.provider.wires.videos import WIRE

CATALOG = Catalog.load()
WAN = CATALOG["wan2.6-t2v"]
SEEDANCE = CATALOG["doubao-seedance-2-0-260128"]
FIRST, LAST, OTHER = (File(f"{n}.png", "image/png", n.encode()) for n in ("123", "456", "789"))
FIRST_URL, LAST_URL, OTHER_URL = (f"data:image/png;base64,{data}" for data in ("MTIz", "NDU2", "Nzg5"))
TALL = Reference(path="x", mime="image/png", width=900, height=1600, size=1)
ID = "eyJtb2RlbCI6IndhbiJ9=="


def request(model: str, **options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": model, "prompt": "a fox", "medium": "video", **options})


def sent(model: str, given: Given | None = None, **options: Any) -> dict[str, Any]:
    call = WIRE.call(CATALOG[model], request(model, **options), given or Given())
    assert call == Call("/v1/videos", json=call.json)
    assert call.json
    return call.json


def test_the_plain_form_has_the_shape_in_pixels_and_the_length_as_text() -> None:
    assert sent("wan2.6-t2v") == {"model": "wan2.6-t2v", "prompt": "a fox", "size": "1280x720", "seconds": "5"}
    assert sent("wan2.6-t2v", aspect="3:4", resolution="1080p", seconds=10) == {
        "model": "wan2.6-t2v",
        "prompt": "a fox",
        "size": "1248x1632",
        "seconds": "10",
    }


def test_a_film_has_the_shape_of_its_first_frame_unless_another_was_asked_for() -> None:
    given = Given(first_frame=FIRST)
    assert sent("wan2.6-i2v", given, first_frame=TALL) == {
        "model": "wan2.6-i2v",
        "prompt": "a fox",
        "size": "720x1280",
        "seconds": "5",
        "input_reference": FIRST_URL,
    }
    assert sent("wan2.6-i2v", given, first_frame=TALL, aspect="1:1")["size"] == "960x960"


def test_a_size_that_nobody_chose_is_not_sent_where_the_model_has_but_one_resolution() -> None:
    assert sent("jimeng-3.0-pro") == {"model": "jimeng-3.0-pro", "prompt": "a fox", "seconds": "5"}
    assert sent("jimeng-3.0-pro", Given(first_frame=FIRST), aspect="9:16", seconds=10) == {
        "model": "jimeng-3.0-pro",
        "prompt": "a fox",
        "size": "1080x1920",
        "seconds": "10",
        "input_reference": FIRST_URL,
    }


def test_alibabas_own_form_parts_what_is_seen_from_how() -> None:
    assert sent("wan2.7-i2v", Given(first_frame=FIRST), resolution="1080p", seconds=8) == {
        "model": "wan2.7-i2v",
        "input": {"prompt": "a fox", "media": [{"type": "first_frame", "url": FIRST_URL}]},
        "parameters": {"resolution": "1080P", "duration": 8, "prompt_extend": True, "watermark": False},
    }
    assert sent("happyhorse-1.1")["input"] == {"prompt": "a fox"}


def test_pictures_to_go_by_are_no_frames() -> None:
    assert sent("wan2.6-r2v", Given(references=(OTHER,)), aspect="9:16") == {
        "model": "wan2.6-r2v",
        "prompt": "a fox",
        "size": "720x1280",
        "seconds": "5",
        "input_reference": OTHER_URL,
    }
    assert sent("wan2.7-r2v", Given(references=(OTHER, LAST)), aspect="3:4") == {
        "model": "wan2.7-r2v",
        "input": {
            "prompt": "a fox",
            "media": [
                {"type": "reference_image", "url": OTHER_URL},
                {"type": "reference_image", "url": LAST_URL},
            ],
        },
        "parameters": {
            "ratio": "3:4",
            "resolution": "720P",
            "duration": 5,
            "prompt_extend": True,
            "watermark": False,
        },
    }


def test_veo_says_pixels_and_a_number_and_nothing_else() -> None:
    assert sent("veo-3.1-lite-generate-preview", aspect="9:16", resolution="1080p", seconds=8) == {
        "model": "veo-3.1-lite-generate-preview",
        "prompt": "a fox",
        "size": "1080x1920",
        "seconds": 8,
    }


def test_seedance_has_its_words_and_pictures_in_a_list_too() -> None:
    options: dict[str, Any] = {"aspect": "21:9", "resolution": "480p", "seconds": 10, "seed": 0}
    given = Given(references=(OTHER,), first_frame=FIRST, last_frame=LAST)
    extras = {"audio": "off", "camera": "fixed"}
    assert sent("doubao-seedance-2-0-260128", given, extras=extras, **options) == {
        "model": "doubao-seedance-2-0-260128",
        "prompt": "a fox",
        "duration": 10,
        "resolution": "480p",
        "ratio": "21:9",
        "seed": 0,
        "generate_audio": False,
        "camera_fixed": True,
        "watermark": False,
        "content": [
            {"type": "text", "text": "a fox"},
            {"type": "image_url", "image_url": {"url": FIRST_URL}, "role": "first_frame"},
            {"type": "image_url", "image_url": {"url": LAST_URL}, "role": "last_frame"},
            {"type": "image_url", "image_url": {"url": OTHER_URL}, "role": "reference_image"},
        ],
    }


def refused(message: str, **more: Any) -> ProviderError:
    return meaning(dissect(400, {}, {"error": {"message": message, **more}}))


def test_a_length_that_is_refused_as_text_is_sent_as_a_number_once() -> None:
    call = WIRE.call(WAN, request(WAN.id), Given())
    complaint = refused("Invalid type for parameter 'seconds'")
    other = WIRE.instead(WAN, call, complaint)
    assert other
    assert other.json == {"model": "wan2.6-t2v", "prompt": "a fox", "size": "1280x720", "seconds": 5}
    assert WIRE.instead(WAN, other, complaint) is None
    assert WIRE.instead(WAN, call, refused("Invalid parameter: 'size'")) is None
    assert WIRE.instead(WAN, call, WrongWire()) is None


def test_a_length_below_the_parameters_is_respelled_there() -> None:
    spec = CATALOG["wan2.7-i2v"]
    call = WIRE.call(spec, request(spec.id), Given(first_frame=FIRST))
    other = WIRE.instead(spec, call, InvalidRequest(field="duration"))
    assert other
    assert other.json
    assert call.json
    assert other.json == call.json | {"parameters": call.json["parameters"] | {"duration": "5"}}
    assert WIRE.instead(spec, other, InvalidRequest(field="duration")) is None


@pytest.mark.parametrize("field", ["watermark", "parameters"])
def test_dispensable_fields_are_left_out_when_they_are_refused(field: str) -> None:
    spec = CATALOG["wan2.7-i2v"]
    call = WIRE.call(spec, request(spec.id), Given())
    other = WIRE.instead(spec, call, InvalidRequest(field=field))
    assert other
    assert other.json == {
        "model": spec.id,
        "input": {"prompt": "a fox"},
        "parameters": {"resolution": "720P", "duration": 5},
    }
    assert WIRE.instead(spec, other, InvalidRequest(field=field)) is None, "and only once"


def read(**answer: Any) -> list[Event]:
    return list(WIRE.reader(WAN, request(WAN.id)).read({"id": ID, "object": "video", "url": None, **answer}))


TASK = Pending(ID, poll=Call(f"/v1/videos/{ID}", method="GET"), every=15, missing_for=60)


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("queued", Queued()),
        ("in_progress", Progress("generating")),
        ("processing", Progress("generating")),
        ("something_new", Progress("generating")),
    ],
)
def test_whatever_is_not_over_is_looked_up_again(status: str, event: Event) -> None:
    assert read(status=status, error=None) == [TASK, event]


@pytest.mark.parametrize(("told", "percent"), [(45, 45), ("45%", 45), (0.5, 0), ("soon", None), (900, None)])
def test_how_far_it_is(told: Any, percent: int | None) -> None:
    assert read(status="in_progress", progress=told)[1] == Progress("generating", percent)


def test_a_task_id_stays_one_piece_of_the_address() -> None:
    (task, *_) = read(id="a/b+c?=", status="queued")
    assert isinstance(task, Pending)
    assert task.poll == Call("/v1/videos/a%2Fb%2Bc%3F=", method="GET")
    assert task.task_id == "a/b+c?="


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (f"https://aihubmix.com/v1/videos/{ID}/content", Link(f"/v1/videos/{ID}/content", auth="bearer")),
        (f"/v1/videos/{ID}/content?variant=video", Link(f"/v1/videos/{ID}/content?variant=video", auth="bearer")),
        ("https://cdn.example/film.mp4?sig=1", Link("https://cdn.example/film.mp4?sig=1")),
        (None, Link(f"/v1/videos/{ID}/content", auth="bearer")),
    ],
)
def test_the_key_is_shown_for_the_gateways_own_files_only(url: str | None, link: Link) -> None:
    assert read(status="completed", url=url) == [Asset(link), Finished()]


def test_a_film_may_be_the_answer_itself() -> None:
    body = {"bytes": "word", "mime": "video/mp4"}
    assert list(WIRE.reader(WAN, request(WAN.id)).read(body)) == [Asset(Inline("word")), Finished()]


def test_a_complete_task_that_is_nowhere_is_no_result() -> None:
    with pytest.raises(NoResult):
        read(status="completed", id="")


REJECTED = "Video generation failed due to content policy violation"


@pytest.mark.parametrize("error", [REJECTED, {"message": REJECTED, "type": "video_generation_error"}])
def test_a_task_may_fail_for_what_was_asked(error: Any) -> None:
    with pytest.raises(ContentRejected) as rejected:
        read(status="failed", error=error)
    assert rejected.value.params["reason"] == REJECTED


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("out of memory", "out of memory"),
        ({"message": "out of memory", "code": 500}, "out of memory"),
        ({"message": "", "code": "upstream_unreachable"}, ""),
        (None, ""),
    ],
)
def test_other_failures_are_the_models(error: Any, reason: str) -> None:
    with pytest.raises(GenerationFailed) as failed:
        read(status="failed", error=error)
    assert failed.value.params == {"reason": reason}


def test_a_cancelled_task_has_failed() -> None:
    with pytest.raises(GenerationFailed) as failed:
        read(status="cancelled")
    assert failed.value.params == {"reason": "cancelled"}


def test_a_failed_task_never_sends_the_request_through_another_wire() -> None:
    with pytest.raises(ModelRetired) as caught:
        read(status="failed", error={"message": "no", "code": "model_not_found"})
    assert not isinstance(caught.value, WrongWire)


def test_an_error_in_place_of_a_task_is_one() -> None:
    with pytest.raises(OperatorOutOfFunds):
        read(error={"message": "no", "code": "insufficient_user_quota"})


@pytest.mark.parametrize("body", [{}, [], None, "text", {"object": "video"}])
def test_an_answer_that_says_nothing_is_neither_an_end_nor_a_task(body: Any) -> None:
    assert list(WIRE.reader(WAN, request(WAN.id)).read(body)) == []


def test_nothing_is_streamed() -> None:
    reader = WIRE.reader(SEEDANCE, request(SEEDANCE.id))
    assert [*reader.feed(ServerSentEvent("", b"{}")), *reader.end(cut=True)] == []
