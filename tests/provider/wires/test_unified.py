"""The unified wires: requests for pictures and videos, and the task object they share."""

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
    ProviderBusy,
    ProviderDown,
    ProviderError,
    WrongWire,
)
from bot.media.requests import GenerationRequest
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
from bot.provider.wires import recovering
from bot.provider.wires.unified import WIRE as IMAGES
from bot.provider.wires.unified_videos import WIRE as VIDEOS

CATALOG = Catalog.load()
GPT = CATALOG["gpt-image-2"]
HAILUO = CATALOG["minimax-h3"]
FIRST, LAST = (File(f"{n}.png", "image/png", n.encode()) for n in ("123", "456"))
FIRST_URL, LAST_URL = (f"data:image/png;base64,{data}" for data in ("MTIz", "NDU2"))


def request(model: str, **options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": model, "prompt": "a fox", **options})


def sent(model: str, given: Given | None = None, **options: Any) -> dict[str, Any]:
    call = IMAGES.call(CATALOG[model], request(model, **options), given or Given())
    assert call == Call("/ai/v1/images/generations", json=call.json)
    assert call.json
    return call.json


def test_what_only_some_models_take_goes_below_extra() -> None:
    options: dict[str, Any] = {
        "aspect": "2:3",
        "quality": "high",
        "background": "opaque",
        "moderation": "low",
        "count": 3,
    }
    assert sent("gpt-image-2", **options) == {
        "model": "gpt-image-2",
        "async": True,
        "prompt": "a fox",
        "n": 3,
        "size": "1024x1536",
        "extra": {"quality": "high", "background": "opaque", "moderation": "low"},
    }


def test_pictures_go_along_as_a_list_and_a_mask_beside_it() -> None:
    assert sent("gpt-image-2", Given(references=(FIRST, LAST), mask=LAST)) == {
        "model": "gpt-image-2",
        "async": True,
        "prompt": "a fox",
        "n": 1,
        "images": [FIRST_URL, LAST_URL],
        "mask": LAST_URL,
        "extra": {"quality": "low"},
    }


def test_a_model_may_take_the_ratio_itself_and_no_extra() -> None:
    assert sent("qwen-image-3.0", Given(references=(FIRST,)), aspect="16:9", seed=7, negative="hats") == {
        "model": "qwen-image-3.0",
        "async": True,
        "prompt": "a fox",
        "n": 1,
        "aspect_ratio": "16:9",
        "seed": 7,
        "negative_prompt": "hats",
        "images": [FIRST_URL],
    }


@pytest.mark.parametrize("model", ["flux-2-pro", "flux-2-flex"])
def test_flux_has_its_shape_in_pixels_and_one_picture(model: str) -> None:
    assert sent(model, Given(references=(FIRST,)), aspect="9:21") == {
        "model": model,
        "async": True,
        "prompt": "a fox",
        "n": 1,
        "size": "672x1568",
        "image": FIRST_URL,
    }
    assert sent(model, extras={"safety_tolerance": "0"})["extra"] == {"safety_tolerance": 0}


def test_a_model_may_take_nothing_but_words_and_a_shape() -> None:
    assert sent("mai-image-2.5-flash", aspect="3:2") == {
        "model": "mai-image-2.5-flash",
        "async": True,
        "prompt": "a fox",
        "n": 1,
        "size": "1536x1024",
    }


def refused(status: int, code: str, message: str = "no") -> ProviderError:
    return meaning(dissect(status, {}, {"error": {"message": message, "code": code}}))


def test_an_account_without_tasks_waits_for_its_answer() -> None:
    call = IMAGES.call(GPT, request(GPT.id), Given())
    refusal = refused(403, "async_not_enabled")
    other = IMAGES.instead(GPT, call, refusal)
    assert other
    assert call.json
    assert other == Call(call.path, json={name: value for name, value in call.json.items() if name != "async"})
    assert IMAGES.instead(GPT, other, refusal) is None
    assert IMAGES.instead(GPT, call, refused(404, "model_not_found")) is None


def test_an_account_without_tasks_goes_elsewhere_with_a_model_that_has_nothing_else() -> None:
    spec = CATALOG["flux-2-pro"]
    call = IMAGES.call(spec, request(spec.id), Given())
    with pytest.raises(WrongWire):
        IMAGES.instead(spec, call, refused(403, "async_not_enabled"))


def test_what_only_some_lanes_let_through_is_left_out_of_this_one() -> None:
    spec = CATALOG["flux-2-pro"]
    call = IMAGES.call(spec, request(spec.id, extras={"safety_tolerance": "6"}), Given())
    refusal = refused(400, "schema_violation", "Unknown request parameter: `extra.safety_tolerance`.")
    other = IMAGES.instead(spec, call, refusal)
    assert other
    assert other.json == {"model": "flux-2-pro", "async": True, "prompt": "a fox", "n": 1, "extra": {}}
    assert IMAGES.instead(spec, other, refusal) is None


@pytest.mark.parametrize("field", ["background", "extra"])
def test_dispensable_fields_are_left_out_below_extra(field: str) -> None:
    call = IMAGES.call(GPT, request(GPT.id, background="opaque"), Given())
    refusal = refused(400, "schema_violation", f"Unknown request parameter: `{field}`.")
    other = IMAGES.instead(GPT, call, refusal)
    assert other
    assert other.json
    assert other.json["extra"] == {"quality": "low"}
    assert IMAGES.instead(GPT, other, refusal) is None


def test_videos_have_lists_for_frames_and_for_references() -> None:
    asked = request(HAILUO.id, aspect="9:16", seconds=10)
    given = Given(references=(LAST,), first_frame=FIRST, last_frame=LAST)
    assert VIDEOS.call(HAILUO, asked, given) == Call(
        "/ai/v1/videos",
        json={
            "model": "minimax-h3",
            "prompt": "a fox",
            "duration": 10,
            "aspect_ratio": "9:16",
            "resolution": "768P",
            "frame_images": [
                {"frame_type": "first_frame", "image_url": {"url": FIRST_URL}},
                {"frame_type": "last_frame", "image_url": {"url": LAST_URL}},
            ],
            "input_references": [{"type": "image_url", "url": LAST_URL}],
        },
    )
    bare = VIDEOS.call(HAILUO, request(HAILUO.id), Given()).json
    assert bare == {"model": "minimax-h3", "prompt": "a fox", "duration": 6, "resolution": "768P"}


def test_dispensable_fields_of_videos_are_left_out_too() -> None:
    spec = CATALOG["doubao-seedance-2-5-260628"]
    call = VIDEOS.call(spec, request(spec.id, extras={"audio": "on"}), Given())
    other = VIDEOS.instead(spec, call, InvalidRequest(field="generate_audio"))
    assert other
    assert other.json == {"model": spec.id, "prompt": "a fox", "duration": 5, "resolution": "720p"}
    assert VIDEOS.instead(spec, call, WrongWire()) is None


# -- the task


def task(status: str, **facts: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": "t_1", "object": "image", "model": "gpt-image-2", "output": [], "error": None}
    row |= {"created_at": 1789804016, "completed_at": None, "expires_at": 1789811227}
    return row | {"status": status} | facts


def read(status: str, *, wire: Any = IMAGES, **facts: Any) -> list[Event]:
    return list(wire.reader(GPT, request(GPT.id)).read(task(status, **facts)))


@pytest.mark.parametrize(("wire", "lane", "every"), [(IMAGES, "images", 12), (VIDEOS, "videos", 15)])
def test_whatever_is_not_over_is_looked_up_again(wire: Any, lane: str, every: float) -> None:
    pending = Pending("t_1", poll=Call(f"/ai/v1/{lane}/t_1", method="GET"), every=every, missing_for=60)
    assert read("pending", wire=wire) == [pending, Queued()]
    assert read("in_progress", wire=wire) == [pending, Progress("generating")]
    assert read("dreaming", wire=wire, progress=30) == [pending, Progress("generating", 30)]


def file(**facts: Any) -> dict[str, Any]:
    return {"index": 0, "type": "file", "b64_json": None, "content_url": None} | facts


def test_files_are_inline_or_behind_our_key_or_public() -> None:
    ours = "https://aihubmix.com/ai/v1/images/t_1/content/res_9"
    output = [file(content_url=ours), file(b64_json="QQ=="), file(url="https://cdn.example/a.png")]
    assert read("completed", output=output) == [
        Asset(Link("/ai/v1/images/t_1/content/res_9", auth="bearer")),
        Asset(Inline("QQ==")),
        Asset(Link("https://cdn.example/a.png")),
        Finished(),
    ]


def test_a_message_may_tell_where_the_film_is() -> None:
    url = "https://cdn.example/film.mp4?sig=a%3D"
    message = {"type": "message", "content": [{"type": "output_text", "text": url}]}
    assert read("completed", wire=VIDEOS, output=[message]) == [Asset(Link(url)), Finished()]


def test_a_film_without_an_output_is_at_the_tasks_own_address() -> None:
    film = Link("/ai/v1/videos/t_1/content", auth="bearer")
    assert read("completed", wire=VIDEOS) == [Asset(film), Finished()]
    with pytest.raises(NoResult):
        read("completed")


def test_words_instead_of_a_file_are_quoted() -> None:
    message = {"type": "message", "content": [{"type": "output_text", "text": "What kind of fox?"}]}
    with pytest.raises(NoResult) as caught:
        read("completed", wire=VIDEOS, output=[message])
    assert caught.value.params == {"said": "What kind of fox?"}


def test_a_file_may_be_the_answer_itself() -> None:
    body = {"bytes": "word", "mime": "image/png"}
    assert list(IMAGES.reader(GPT, request(GPT.id)).read(body)) == [Asset(Inline("word")), Finished()]


LOST = {"code": "result_delivery_failed", "message": "do not resubmit"}


@pytest.mark.parametrize("facts", [{"output_error": LOST}, {"output": [file(error=LOST)]}])
def test_what_was_made_and_got_lost_has_failed(facts: dict[str, Any]) -> None:
    with pytest.raises(GenerationFailed) as failed:
        read("completed", **facts)
    assert failed.value.params == {"reason": "do not resubmit"}


def test_files_that_came_are_kept_when_another_got_lost() -> None:
    output = [file(b64_json="QQ=="), file(error=LOST)]
    assert read("completed", output=output, output_error=LOST) == [Asset(Inline("QQ==")), Finished()]


CODES: list[tuple[str, type[ProviderError]]] = [
    ("invalid_request", InvalidRequest),
    ("schema_violation", InvalidRequest),
    ("capability_not_supported", InvalidRequest),
    ("unsupported_input_combination", InvalidRequest),
    ("media_url_unreachable", InvalidRequest),
    ("upstream_rejected", InvalidRequest),
    ("insufficient_quota", OperatorOutOfFunds),
    ("model_not_found", ModelRetired),
    ("protocol_not_supported", ModelRetired),
    ("output_blocked", ContentRejected),
    ("output_policy_violation", ContentRejected),
    ("rate_limited", GenerationFailed),
    ("upstream_rate_limited", GenerationFailed),
    ("internal_error", GenerationFailed),
    ("image_not_generated", GenerationFailed),
    ("upstream_bad_response", GenerationFailed),
    ("upstream_unreachable", GenerationFailed),
    ("provider_unavailable", GenerationFailed),
    ("task_status_unavailable", GenerationFailed),
    ("model_unavailable", GenerationFailed),
    ("service_unavailable", GenerationFailed),
    ("sync_timeout", GenerationFailed),
    ("result_delivery_failed", GenerationFailed),
    ("something_new", GenerationFailed),
]


@pytest.mark.parametrize(("code", "kind"), CODES)
def test_a_failed_task_means_what_its_code_says_and_is_over(code: str, kind: type[ProviderError]) -> None:
    with pytest.raises(kind) as caught:
        read("failed", error={"code": code, "message": "no", "upstream_detail": "?"})
    assert not isinstance(caught.value, ProviderDown | ProviderBusy | WrongWire)


@pytest.mark.parametrize("status", ["cancelled", "expired"])
def test_other_bad_ends_say_which(status: str) -> None:
    with pytest.raises(GenerationFailed) as failed:
        read(status)
    assert failed.value.params == {"reason": status}


def test_an_error_in_place_of_a_task_is_one() -> None:
    with pytest.raises(InvalidRequest):
        list(IMAGES.reader(GPT, request(GPT.id)).read({"error": {"message": "no", "code": "invalid_request"}}))


@pytest.mark.parametrize("body", [{}, [], None, "text"])
def test_an_answer_that_says_nothing_is_neither_an_end_nor_a_task(body: Any) -> None:
    reader = IMAGES.reader(GPT, request(GPT.id))
    nothing = ServerSentEvent("", b"{}")
    assert [*reader.read(body), *reader.feed(nothing), *reader.end(cut=True)] == []


# -- lost answers


@pytest.mark.parametrize("lane", ["images", "videos"])
def test_a_task_whose_name_got_lost_is_found_among_the_newest(lane: str) -> None:
    wire = recovering("unified" if lane == "images" else "unified_videos")
    assert wire
    assert wire.recent(GPT) == Call(f"/ai/v1/{lane}?limit=20&order=desc", method="GET")
    rows: list[Any] = [
        task("in_progress"),
        task("completed", id="t_2", created_at=1789804000123),
        task("pending", id="t_3", model="another"),
        task("pending", id="t_4", created_at=None),
        task("pending", id=None),
        7,
    ]
    found = wire.found(GPT, {"object": "list", "data": rows, "has_more": False, "next_after": None})
    assert {name: began for name, (began, _) in found.items()} == {"t_1": 1789804016, "t_2": 1789804000.123}
    assert found["t_1"][1].poll == Call(f"/ai/v1/{lane}/t_1", method="GET")


@pytest.mark.parametrize("body", [{}, [], None, {"data": None}])
def test_a_list_without_rows_finds_nothing(body: Any) -> None:
    assert IMAGES.found(GPT, body) == {}


def test_other_wires_find_nothing_again() -> None:
    assert recovering("videos") is None
