"""The predictions wire: one golden body a family, every shape of answer and of a look at a task."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.spec import Usage
from bot.errors import (
    ContentRejected,
    GenerationFailed,
    InvalidRequest,
    NoResult,
    ProviderDown,
    ProviderError,
    TaskUnknown,
    WrongWire,
)
from bot.media.requests import GenerationRequest, Reference
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
    Queued,
    ServerSentEvent,
)
from bot.provider.wires.predictions import WIRE

CATALOG = Catalog.load()
FILE = File("reference-1.png", "image/png", b"123")
DATA = "data:image/png;base64,MTIz"
PICTURE = Reference(path="x", mime="image/png", width=8, height=8, size=1)
URL = "https://files.example/1.png"
TASK = "api.us1.bfl.0123-45"


def call(model: str, files: int = 0, **options: Any) -> Call:
    asked = {"model": model, "prompt": "a fox", "references": (PICTURE,) * files, **options}
    return WIRE.call(CATALOG[model], GenerationRequest.model_validate(asked), Given(references=(FILE,) * files))


SERIES = {"sequential_image_generation": "auto", "sequential_image_generation_options": {"max_images": 4}}
GOLDEN: list[tuple[str, int, dict[str, Any], str, dict[str, Any]]] = [
    ("dall-e-3", 0, {"aspect": "16:9"}, "openai/dall-e-3", {"n": 1, "size": "1792x1024"}),
    (
        "gpt-image-2",
        0,
        {"aspect": "2:3", "moderation": "low", "count": 2, "extras": {"output_format": "WEBP"}},
        "openai/gpt-image-2",
        {"n": 2, "size": "1024x1536", "quality": "low", "moderation": "low", "output_format": "webp"},
    ),
    (
        "gpt-image-1",
        1,
        {"moderation": "low", "extras": {"input_fidelity": "high"}},
        "openai/gpt-image-1",
        {"n": 1, "quality": "low", "image": DATA, "input_fidelity": "high"},
    ),
    (
        "flux-kontext-max",
        0,
        {"aspect": "21:9", "seed": 0, "extras": {"safety_tolerance": "6", "raw": "on"}},
        "bfl/flux-kontext-max",
        {"aspect_ratio": "21:9", "seed": 0, "safety_tolerance": 6, "raw": True},
    ),
    ("flux-kontext-max", 1, {}, "bfl/flux-kontext-max", {"input_image": DATA}),
    (
        "imagen-4.0-generate-001",
        0,
        {"aspect": "16:9", "count": 2},
        "google/imagen-4.0-generate-001",
        {"sampleCount": 2, "aspectRatio": "16:9"},
    ),
    ("flux-kontext-pro", 0, {"aspect": "16:9"}, "bfl/flux-kontext-pro", {"width": 1280, "height": 720}),
    ("flux-2-pro", 1, {"aspect": "1:1"}, "bfl/flux-2-pro", {"width": 1024, "height": 1024, "input_image": DATA}),
    (
        "FLUX-1.1-pro",
        0,
        {"aspect": "3:2", "extras": {"safety_tolerance": "6"}},
        "bfl/FLUX-1.1-pro",
        {"size": "1248x832", "extra_body": {"safety_tolerance": 6}},
    ),
    (
        "qwen-image",
        1,
        {"aspect": "4:3", "extras": {"guidance": "7.5"}},
        "qianfan/qwen-image",
        {"n": 1, "size": "1024x768", "guidance": 7.5, "watermark": False, "refer_image": DATA},
    ),
    ("qwen-image-edit", 1, {"seed": 7}, "qianfan/qwen-image-edit", {"image": DATA, "seed": 7}),
    ("qwen-image-edit", 2, {}, "qianfan/qwen-image-edit", {"image": [DATA, DATA]}),
    (
        "wan2.7-image-pro",
        1,
        {"negative": "dogs", "resolution": "4K", "extras": {"thinking_mode": "off"}},
        "bailian/wan2.7-image-pro",
        {
            "n": 1,
            "size": "4K",
            "negative_prompt": "dogs",
            "thinking_mode": False,
            "watermark": False,
            "images": [DATA],
        },
    ),
    ("wan2.7-image", 0, {"aspect": "16:9"}, "bailian/wan2.7-image", {"n": 1, "size": "2720*1536", "watermark": False}),
    (
        "qwen-image-2.0",
        0,
        {"aspect": "1:1", "extras": {"prompt_extend": "off"}},
        "bailian/qwen-image-2.0",
        {"n": 1, "size": "1328*1328", "prompt_extend": False, "watermark": False},
    ),
    (
        "doubao-seedream-4-0-250828",
        2,
        {"count": 4, "seed": 1},
        "doubao/doubao-seedream-4-0-250828",
        {"size": "2K", "seed": 1, "watermark": False, "image": [DATA, DATA], **SERIES},
    ),
    (
        "doubao-seedream-4-5-251128",
        1,
        {"aspect": "16:9", "resolution": "4K", "extras": {"watermark": "on"}},
        "doubao/doubao-seedream-4-5-251128",
        {"size": "5456x3072", "watermark": True, "image": DATA},
    ),
    (
        "V3",
        0,
        {"aspect": "16:10", "quality": "high", "count": 3, "extras": {"style_type": "realistic"}},
        "ideogram/V3",
        {"num_images": 3, "aspect_ratio": "16x10", "rendering_speed": "QUALITY", "style_type": "REALISTIC"},
    ),
    ("Stable-Diffusion-3-5-Large", 0, {"count": 2}, "stability/Stable-Diffusion-3-5-Large", {"n": 2}),
    ("irag-1.0", 0, {}, "qianfan/irag-1.0", {"n": 1, "watermark": False}),
    (
        "ernie-irag-edit",
        1,
        {"extras": {"feature": "erase"}},
        "qianfan/ernie-irag-edit",
        {"image": DATA, "feature": "erase", "watermark": False},
    ),
    (
        "glm-image",
        0,
        {"aspect": "1:1", "quality": "hd"},
        "openai/glm-image",
        {"size": "1280x1280", "quality": "hd"},
    ),
]


@pytest.mark.parametrize(("model", "files", "options", "path", "body"), GOLDEN)
def test_each_family_is_asked_in_its_own_words(
    model: str, files: int, options: dict[str, Any], path: str, body: dict[str, Any]
) -> None:
    expected = Call(f"/v1/models/{path}/predictions", json={"input": {"prompt": "a fox"} | body})
    assert call(model, files, **options) == expected


def test_every_table_that_is_offered_here_says_where() -> None:
    offered = [spec for spec in CATALOG if "predictions" in spec.wires]
    assert len(offered) > 20
    assert [spec.id for spec in offered if spec.lane("predictions").path.count("/") != 1] == []


def test_the_gateway_s_own_misspelling_is_tried_once() -> None:
    first = call("gpt-image-2")
    second = WIRE.instead(CATALOG["gpt-image-2"], first, WrongWire())
    assert second
    assert second.path == "/v1/models/opanai/gpt-image-2/predictions"
    assert second.json == first.json
    assert WIRE.instead(CATALOG["gpt-image-2"], second, WrongWire()) is None
    assert WIRE.instead(CATALOG["irag-1.0"], call("irag-1.0"), WrongWire()) is None


def refused(message: str, **more: Any) -> ProviderError:
    return meaning(dissect(400, {}, {"error": {"message": message, **more}}))


@pytest.mark.parametrize(
    "complaint",
    [
        refused("Unknown parameter: 'sampleCount'.", code="unknown_parameter", param="sampleCount"),
        refused("Unknown request parameter: `sampleCount`.", code="schema_violation"),
        refused("Unsupported parameter: 'sampleCount'.", code="unsupported_parameter", param="input.sampleCount"),
        refused("Additional properties are not allowed ('sampleCount' was unexpected)"),
        refused("Invalid JSON payload received. Unknown name \"sampleCount\" at 'parameters': Cannot find field."),
    ],
)
def test_a_count_by_its_other_name_when_the_first_is_not_known(complaint: ProviderError) -> None:
    spec = CATALOG["imagen-4.0-generate-001"]
    first = call(spec.id, aspect="9:16", count=3)
    second = WIRE.instead(spec, first, complaint)
    assert second
    assert second == Call(
        first.path, json={"input": {"prompt": "a fox", "numberOfImages": 3, "aspectRatio": "9:16"}}
    ), "and nothing else is changed"
    assert WIRE.instead(spec, second, complaint) is None, "and only once"
    unknown = refused("Unknown parameter: 'numberOfImages'.", code="unknown_parameter", param="numberOfImages")
    assert WIRE.instead(spec, second, unknown) is None


def test_a_count_that_is_only_disliked_keeps_its_name() -> None:
    spec = CATALOG["imagen-4.0-generate-001"]
    for words in ("Invalid 'sampleCount': must be between 1 and 4.", "Invalid value for parameter 'sampleCount'"):
        complaint = refused(words, code="invalid_value", param="sampleCount")
        assert WIRE.instead(spec, call(spec.id, count=4), complaint) is None
    complaint = refused("Unknown parameter: 'n'.", code="unknown_parameter", param="n")
    assert WIRE.instead(CATALOG["qwen-image"], call("qwen-image"), complaint) is None, "it has no other name"


def test_dispensable_fields_are_left_out_once() -> None:
    spec = CATALOG["flux-kontext-max"]
    first = call(spec.id, extras={"safety_tolerance": "6"})
    complaint = InvalidRequest("no", field="safety_tolerance", reason="no")
    lean = WIRE.instead(spec, first, complaint)
    assert lean
    assert lean.json == {"input": {"prompt": "a fox"}}
    assert WIRE.instead(spec, lean, complaint) is None


def read(body: Any) -> list[Any]:
    spec = CATALOG["flux-kontext-max"]
    return list(WIRE.reader(spec, GenerationRequest(model=spec.id, prompt="a fox")).read(body))


def test_pictures_come_in_order_with_usage_or_without() -> None:
    usage = {"input_tokens": 14, "output_tokens": 196}
    assert read({"output": [{"url": URL}, {"b64_json": "QQ=="}], "usage": usage}) == [
        Asset(Link(URL)),
        Asset(Inline("QQ==")),
        Usage(14, 0, 196),
        Finished(),
    ]
    assert read([{"url": URL}]) == [Asset(Link(URL)), Finished()]
    assert read({"bytes": "word", "mime": "image/png"}) == [Asset(Inline("word")), Finished()]


POLLING = f"https://api.us1.bfl.ai/v1/get_result?id={TASK}"
PENDING = Pending(TASK, Call(f"/v1/tasks/{TASK}", method="GET", host="tasks"), every=2, missing_for=10)
NAMED: list[Any] = [
    {"output": [{"polling_url": POLLING, "taskId": TASK}]},
    {"output": {"taskId": TASK}},
    {"output": [{"polling_url": POLLING, "taskId": TASK, "status": "Pending", "image": DATA}]},
    {"id": TASK, "polling_url": "https://elsewhere.example/"},
    {"polling_url": POLLING},
    {"task_id": TASK, "output": None},
]


@pytest.mark.parametrize("body", NAMED)
def test_a_task_is_looked_up_at_the_gateway(body: Any) -> None:
    assert read(body) == [Queued(), PENDING]


def test_a_task_s_name_cannot_lead_elsewhere() -> None:
    (_, pending) = read({"output": [{"taskId": "../x?y=1"}]})
    assert pending.poll.path == "/v1/tasks/..%2Fx%3Fy%3D1"


READY: list[Any] = [
    {"id": "1", "status": "Ready", "result": {"sample": URL, "prompt": "a fox", "seed": 1}},
    {"status": "succeeded", "output": {"urls": [URL]}},
    {"status": "COMPLETED", "output": [{"url": URL}]},
    {"state": "Success", "data": [URL]},
    {"task_status": "SUCCEEDED", "output": {"results": [{"url": URL}]}},
    {"output": {"task_status": "SUCCEEDED", "results": [{"url": URL}]}},
    {"result": {"status": "Ready", "sample": URL}},
    {"output": [{"url": URL}]},
    {"status": 200, "output": [{"url": URL}]},
]


@pytest.mark.parametrize("body", READY)
def test_a_look_finds_the_picture_in_every_form(body: Any) -> None:
    assert read(body) == [Asset(Link(URL)), Finished()]


UNDER_WAY: list[tuple[Any, Any]] = [
    ({"id": "1", "status": "Pending", "result": None, "progress": None}, Progress("generating")),
    ({"status": "Pending", "progress": 0.42}, Progress("generating", 42)),
    ({"status": "processing", "progress": "42%"}, Progress("generating", 42)),
    ({"status": "running", "progress": 1}, Progress("generating", 1)),
    ({"status": "running", "progress": 1.0}, Progress("generating", 100)),
    ({"status": "running", "progress": 250}, Progress("generating", 100)),
    ({"status": "running", "progress": "soon"}, Progress("generating")),
    ({"status": "in_progress", "result": {"progress": 7}}, Progress("generating", 7)),
    ({"status": "QUEUED"}, Queued()),
    ({"status": "Contemplating", "result": {"sample": URL}}, Progress("generating")),
]


@pytest.mark.parametrize(("body", "event"), UNDER_WAY)
def test_an_unfinished_task_is_looked_up_again(body: Any, event: Any) -> None:
    assert read(body) == [event]


@pytest.mark.parametrize("body", [{}, None, "text", [], {"id": "1", "result": None}])
def test_an_answer_that_says_nothing_ends_nothing(body: Any) -> None:
    assert read(body) == []


@given(st.text())
def test_no_word_ends_a_task_but_those_that_are_known(said: str) -> None:
    assert Finished() not in read({"status": f"{said} ...", "output": [{"url": URL}]})


@pytest.mark.parametrize(
    ("status", "stage"),
    [("Request Moderated", "input"), ("Content Moderated", "output"), ("content_moderated", "output")],
)
def test_moderation_says_why(status: str, stage: str) -> None:
    with pytest.raises(ContentRejected) as refused:
        read({"status": status, "details": {"Moderation Reasons": ["Violence", "Copyright"]}})
    assert refused.value.params == {"reason": "Violence, Copyright", "stage": stage}
    with pytest.raises(ContentRejected) as bare:
        read({"status": status, "details": None})
    assert bare.value.params["reason"]


FAILED: list[tuple[Any, str]] = [
    ({"status": "Error", "result": None}, ""),
    ({"status": "failed", "error": "the machine broke (tid: 2025)"}, "the machine broke"),
    ({"status": "FAILED", "error": {"message": "too many requests", "code": "rate_limited"}}, "too many requests"),
    ({"status": "cancelled", "message": "stopped"}, "stopped"),
    ({"result": {"status": "failed", "error": "no"}}, "no"),
    ({"status": "strange", "error": {"message": "no"}}, "no"),
]


@pytest.mark.parametrize(("body", "reason"), FAILED)
def test_a_failed_task_stays_failed_whatever_it_says(body: Any, reason: str) -> None:
    with pytest.raises(GenerationFailed) as failed:
        read(body)
    assert failed.value.params == {"reason": reason}


@pytest.mark.parametrize(
    "body",
    [
        {"status": "failed", "error": {"message": "no", "code": "moderation_blocked"}},
        {"status": "failed", "error": "rejected by our safety system"},
        {"status": "Error", "details": {"Moderation Reasons": "Violence"}},
        {"error": {"message": "no", "code": "moderation_blocked"}},
        {"output": [{"url": None, "is_image_safe": False}]},
    ],
)
def test_a_refusal_is_told_from_a_failure(body: Any) -> None:
    with pytest.raises(ContentRejected):
        read(body)


def test_a_task_nobody_knows_may_only_be_too_new() -> None:
    with pytest.raises(TaskUnknown):
        read({"id": "1", "status": "Task not found", "result": None})


@pytest.mark.parametrize("body", [{"output": []}, {"status": "Ready", "result": None}, {"output": ["sorry"]}])
def test_an_end_without_a_picture_is_no_result(body: Any) -> None:
    with pytest.raises(NoResult):
        read(body)


@pytest.mark.parametrize("cut", [True, False])
def test_a_stream_is_not_expected(cut: bool) -> None:
    spec = CATALOG["V3"]
    reader = WIRE.reader(spec, GenerationRequest(model=spec.id, prompt="a fox"))
    with pytest.raises(ProviderDown):
        list(reader.feed(ServerSentEvent("", b"{}")))
    with pytest.raises(ProviderDown):
        list(reader.end(cut=cut))
