"""The images wire: request bodies as they must be, and every shape of answer."""

from typing import Any

import orjson
import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.spec import Usage
from bot.errors import ContentRejected, InvalidRequest, NoResult, ProviderDown, WrongWire
from bot.media.requests import GenerationRequest
from bot.provider.wire import Asset, Call, File, Finished, Given, Inline, Link, Part, Preview, Progress, ServerSentEvent
from bot.provider.wires.images import WIRE

CATALOG = Catalog.load()
SPEC = CATALOG["gpt-image-2"]
FILE = File("reference-1.png", "image/png", b"123")


def request(**options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": SPEC.id, "prompt": "a fox", **options})


def test_only_what_was_chosen_is_sent() -> None:
    assert WIRE.call(SPEC, request(), Given()) == Call(
        "/v1/images/generations",
        json={
            "model": "gpt-image-2",
            "prompt": "a fox",
            "n": 1,
            "quality": "low",
            "stream": True,
            "partial_images": 2,
        },
    )


def test_every_option_has_its_field() -> None:
    asked = request(aspect="2:3", quality="high", background="transparent", moderation="low", count=3)
    call = WIRE.call(SPEC.model_copy(update={"partial_images": 0}), asked, Given())
    assert call.json == {
        "model": "gpt-image-2",
        "prompt": "a fox",
        "n": 3,
        "size": "1024x1536",
        "quality": "high",
        "background": "transparent",
        "moderation": "low",
    }


def test_the_reverse_model_gets_neither_quality_nor_stream() -> None:
    call = WIRE.call(CATALOG["gpt-4o-image"], request(aspect="3:2"), Given())
    assert call.json == {"model": "gpt-4o-image", "prompt": "a fox", "n": 1, "size": "1536x1024"}


@pytest.mark.parametrize(("files", "name"), [([FILE], "image"), ([FILE, FILE], "image[]")])
def test_references_go_to_edits_as_parts(files: list[File], name: str) -> None:
    call = WIRE.call(SPEC, request(moderation="low"), Given(references=tuple(files)))
    assert call.path == "/v1/images/edits"
    assert call.json is None
    assert call.parts[-len(files) :] == tuple(Part(name, file) for file in files)
    texts = {part.name: part.value for part in call.parts[: -len(files)]}
    assert texts["stream"] == "true"
    assert "moderation" not in texts, "edits do not take it"


def complaint(field: str) -> InvalidRequest:
    return InvalidRequest("no", field=field, reason="no")


def test_fields_the_table_calls_dispensable_are_left_out_when_one_of_them_is_refused() -> None:
    call = WIRE.call(SPEC, request(background="opaque"), Given())
    lean = WIRE.instead(SPEC, call, complaint("background"))
    assert lean
    assert lean.json == {"model": "gpt-image-2", "prompt": "a fox", "n": 1, "quality": "low"}
    assert WIRE.instead(SPEC, lean, complaint("background")) is None, "and only once"
    assert WIRE.instead(SPEC, call, complaint("size")) is None
    assert WIRE.instead(SPEC, call, WrongWire()) is None
    edit = WIRE.instead(SPEC, WIRE.call(SPEC, request(), Given(references=(FILE,))), complaint("stream"))
    assert edit
    assert {part.name for part in edit.parts} == {"model", "prompt", "n", "quality", "image"}
    assert WIRE.instead(SPEC, edit, complaint("stream")) is None


def test_a_mask_goes_along_with_the_picture_it_covers() -> None:
    mask = File("mask.png", "image/png", b"456")
    call = WIRE.call(SPEC, request(), Given(references=(FILE,), mask=mask))
    assert call.parts[-2:] == (Part("image", FILE), Part("mask", mask))


def test_other_makers_models_are_asked_with_what_their_tables_say() -> None:
    flux = WIRE.call(CATALOG["FLUX.1-Kontext-pro"], request(aspect="21:9", extras={"safety_tolerance": "6"}), Given())
    body = {"model": "FLUX.1-Kontext-pro", "prompt": "a fox", "size": "1568x672", "safety_tolerance": 6}
    assert flux == Call("/v1/images/generations", json=body)
    wan = WIRE.call(CATALOG["wan2.7-image"], request(seed=1, negative="dogs"), Given(references=(FILE,)))
    assert wan.path == "/v1/images/edits"
    assert wan.parts == (
        Part("model", "wan2.7-image"),
        Part("watermark", "false"),
        Part("prompt", "a fox"),
        Part("n", "1"),
        Part("negative_prompt", "dogs"),
        Part("size", "2K"),
        Part("seed", "1"),
        Part("image", FILE),
    )


def read(body: Any) -> list[Any]:
    return list(WIRE.reader(SPEC, request()).read(body))


def test_pictures_come_inline_or_as_links_with_usage_or_without() -> None:
    usage = {"input_tokens": 14, "input_tokens_details": {"image_tokens": 4, "text_tokens": 10}, "output_tokens": 196}
    assert read({"data": [{"b64_json": "QQ=="}, {"url": "https://x.example/y"}], "usage": usage}) == [
        Asset(Inline("QQ==")),
        Asset(Link("https://x.example/y")),
        Usage(10, 4, 196),
        Finished(),
    ]
    assert read({"data": [{"b64_json": "QQ=="}]}) == [Asset(Inline("QQ==")), Finished()]


def test_other_makers_models_answer_in_other_shapes() -> None:
    assert read({"output": [{"url": "https://x.example/y"}]}) == [Asset(Link("https://x.example/y")), Finished()]


def test_an_error_may_come_with_a_good_status() -> None:
    with pytest.raises(ContentRejected):
        read({"error": {"message": "no", "code": "moderation_blocked"}})


def test_usage_without_details_counts_all_input_as_text() -> None:
    answer = {"data": [{"b64_json": "QQ=="}], "usage": {"input_tokens": 150, "output_tokens": 6240}}
    assert Usage(150, 0, 6240) in read(answer)


EMPTY: list[Any] = [{}, {"data": []}, {"data": None}, {"data": [{}, 7]}, [], None, "text"]


@pytest.mark.parametrize("body", EMPTY)
def test_an_answer_without_a_picture_is_no_result(body: Any) -> None:
    with pytest.raises(NoResult):
        read(body)


def streamed(*bodies: Any, cut: bool = False) -> list[Any]:
    reader = WIRE.reader(SPEC, request())
    found: list[Any] = []
    for body in bodies:
        data = body if isinstance(body, bytes) else orjson.dumps(body)
        found += reader.feed(ServerSentEvent("", data))
    return found + list(reader.end(cut=cut))


@pytest.mark.parametrize("kind", ["image_generation", "image_edit"])
def test_partial_pictures_are_previews_and_completed_ones_results(kind: str) -> None:
    assert streamed(
        {"type": f"{kind}.partial_image", "b64_json": "QQ==", "partial_image_index": 0},
        {"type": f"{kind}.partial_image", "b64_json": "Qg==", "partial_image_index": 1},
        {"type": f"{kind}.completed", "b64_json": "Qw==", "usage": {"input_tokens": 1, "output_tokens": 2}},
        b"[DONE]",
    ) == [
        Progress("generating", 33),
        Preview(Inline("QQ==")),
        Progress("generating", 66),
        Preview(Inline("Qg==")),
        Asset(Inline("Qw==")),
        Usage(1, 0, 2),
        Finished(),
    ]


def test_a_cut_keeps_what_was_completed_and_nothing_unfinished() -> None:
    done = {"type": "image_generation.completed", "b64_json": "Qw=="}
    half = {"type": "image_generation.partial_image", "b64_json": "QQ=="}
    assert streamed(half, done, cut=True)[-2:] == [Asset(Inline("Qw==")), Finished()]
    with pytest.raises(ProviderDown):
        streamed(half, cut=True)


def test_a_stream_may_end_in_an_error() -> None:
    with pytest.raises(ContentRejected):
        streamed({"type": "error", "error": {"message": "no", "code": "moderation_blocked"}})
    with pytest.raises(InvalidRequest):
        list(WIRE.reader(SPEC, request()).feed(ServerSentEvent("error", b'{"message": "no"}')))


def test_what_came_before_an_error_or_a_keep_alive_is_kept() -> None:
    done = {"type": "image_generation.completed", "b64_json": "Qw=="}
    failed = {"type": "error", "error": {"message": "no", "code": "moderation_blocked"}}
    assert streamed(done, b"ping", failed) == [Asset(Inline("Qw==")), Finished()]


def test_events_it_does_not_know_are_passed_over() -> None:
    assert streamed({"type": "image_generation.thinking"}, {"type": "image_generation.completed", "url": "https://a.b"})
