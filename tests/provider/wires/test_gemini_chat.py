"""The gemini_chat wire: messages as they must be, and pictures wherever an answer hides them."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.spec import Usage
from bot.errors import ContentRejected, NoResult, ProviderDown, WrongWire
from bot.media.requests import GenerationRequest, Turn
from bot.provider.wire import Answer, Asset, Call, File, Finished, Given, Inline, Link, ServerSentEvent, Text
from bot.provider.wires.gemini_chat import WIRE

SPEC = Catalog.load()["gemini-2.5-flash-image-preview"]
FILE = File("reference-1.jpg", "image/jpeg", b"123")
MADE = File("picture-1.png", "image/png", b"456")
GIVEN = {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,MTIz"}}
SHOWN = {"type": "image_url", "image_url": {"url": "data:image/png;base64,NDU2"}}


def request(**options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": SPEC.id, "prompt": "a fox", **options})


def said(words: str, *pictures: Any) -> dict[str, Any]:
    return {"role": "user", "content": [{"type": "text", "text": words}, *pictures]}


def test_the_shape_is_said_by_the_system_and_nothing_is_streamed() -> None:
    assert WIRE.call(SPEC, request(aspect="2:3"), Given(references=(FILE,))) == Call(
        "/v1/chat/completions",
        json={
            "model": "gemini-2.5-flash-image-preview",
            "modalities": ["text", "image"],
            "messages": [{"role": "system", "content": "aspect_ratio=2:3"}, said("a fox", GIVEN)],
        },
    )


def test_without_a_shape_there_is_no_system_message() -> None:
    call = WIRE.call(SPEC, request(), Given())
    assert call.json
    assert call.json["messages"] == [said("a fox")]


def test_pictures_the_model_made_go_along_with_what_was_said_next() -> None:
    turns = (Turn(prompt="a den", answer="Here."), Turn(prompt="at night", answer=""))
    told = Given(references=(), turns=(((FILE,), (MADE,)), ((), (MADE,))))
    call = WIRE.call(SPEC, request(turns=turns), told)
    assert call.json
    assert call.json["messages"] == [
        said("a den", GIVEN),
        {"role": "assistant", "content": "Here."},
        said("at night", SHOWN),
        said("a fox", SHOWN),
    ]


def test_it_knows_no_other_form() -> None:
    call = WIRE.call(SPEC, request(), Given())
    assert WIRE.instead(SPEC, call, WrongWire()) is None


def read(body: Any) -> list[Any]:
    return list(WIRE.reader(SPEC, request()).read(body))


def answer(ending: str = "stop", **message: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "finish_reason": ending, "message": {"role": "assistant", **message}}]}


SNAKE = {"text": "", "inline_data": {"data": "QQ==", "mime_type": "image/png"}}
CAMEL = {"inlineData": {"data": "QQ==", "mimeType": "png"}}
URL = "data:image/png;base64,QQ=="
MARKDOWN = f"Here:\n![fox]({URL})"


PLACES: list[tuple[Any, Any, str]] = [
    ({"content": "Hi", "multi_mod_content": [SNAKE, {"text": "Hi", "inline_data": {}}]}, Inline("QQ=="), "Hi"),
    ({"content": "", "multi_mod_content": [CAMEL, {"text": "Hi", "inline_data": None}]}, Inline("QQ=="), "Hi"),
    ({"content": None, "multi_mod_content": [SNAKE | {"text": "Hi"}]}, Inline("QQ=="), "Hi"),
    ({"content": "Hi", "images": [{"type": "image_url", "image_url": {"url": URL}}]}, Inline(URL), "Hi"),
    ({"content": "", "images": [{"image_url": {"url": "https://a.example/b"}}]}, Link("https://a.example/b"), ""),
    ({"content": [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": URL}]}, Inline(URL), "Hi"),
    ({"content": [{"type": "text", "text": "Hi"}, CAMEL]}, Inline("QQ=="), "Hi"),
    ({"content": [{"type": "text", "text": MARKDOWN}]}, Inline(URL), "Here:"),
    ({"content": MARKDOWN}, Inline(URL), "Here:"),
    ({"content": "![](https://a.example/b.png)"}, Link("https://a.example/b.png"), ""),
]


@pytest.mark.parametrize(("message", "picture", "words"), PLACES)
def test_a_picture_is_found_wherever_it_stands(message: Any, picture: Any, words: str) -> None:
    saying = [Text(words), Answer(words)] if words else []
    assert read(answer(**message)) == [Asset(picture), *saying, Finished()]


def test_a_picture_that_stands_in_several_places_is_one() -> None:
    message: dict[str, Any] = {
        "content": MARKDOWN,
        "multi_mod_content": [SNAKE],
        "images": [{"image_url": {"url": URL}}],
    }
    assert [event for event in read(answer(**message)) if isinstance(event, Asset)] == [Asset(Inline("QQ=="))]


@given(st.lists(st.sampled_from([SNAKE, CAMEL, {"text": "x", "inline_data": {}}, {}, None, 7]), max_size=8))
def test_no_part_hides_another(parts: list[Any]) -> None:
    pictures = sum(part in (SNAKE, CAMEL) for part in parts)
    if pictures:
        found = read(answer(multi_mod_content=parts))
        assert found.count(Asset(Inline("QQ=="))) == pictures
    else:
        with pytest.raises(NoResult):
            read(answer(multi_mod_content=parts))


USAGES: list[tuple[dict[str, Any], list[Usage]]] = [
    ({"prompt_tokens": 12, "completion_tokens": 1290, "total_tokens": 1302}, [Usage(12, 0, 1290)]),
    (
        {
            "prompt_tokens": 270,
            "completion_tokens": 1300,
            "prompt_tokens_details": {"image_tokens": 258},
            "completion_tokens_details": {"reasoning_tokens": 10},
        },
        [Usage(12, 258, 1290, 10)],
    ),
    (
        {"prompt_tokens": 9, "completion_tokens": 1300, "completion_tokens_details": {"image_tokens": 1290}},
        [Usage(9, 0, 1290, 10)],
    ),
    ({"total_tokens": 1302}, []),
    ({"prompt_tokens": None}, []),
]


@pytest.mark.parametrize(("told", "usage"), USAGES)
def test_what_it_took_is_told_as_far_as_the_answer_tells(told: dict[str, Any], usage: list[Usage]) -> None:
    body = answer(multi_mod_content=[SNAKE]) | {"usage": told}
    assert read(body) == [Asset(Inline("QQ==")), *usage, Finished()]


def test_words_alone_are_no_result() -> None:
    with pytest.raises(NoResult) as caught:
        read(answer(content="What kind of fox?"))
    assert caught.value.params["said"] == "What kind of fox?"


NOTHING: list[Any] = [{}, None, [], "text", {"choices": None}, {"choices": [{}, 7, {"message": {"content": 3.5}}]}]


@pytest.mark.parametrize("body", NOTHING)
def test_an_answer_without_a_picture_is_no_result(body: Any) -> None:
    with pytest.raises(NoResult):
        read(body)


def test_refusals_are_told_from_results_held_back() -> None:
    with pytest.raises(ContentRejected) as asked:
        read(answer(content=None, refusal="I will not draw that."))
    assert asked.value.params == {"reason": "I will not draw that.", "stage": "input"}
    with pytest.raises(ContentRejected) as made:
        read(answer("content_filter", content="Held back."))
    assert made.value.params == {"reason": "Held back.", "stage": "output"}
    with pytest.raises(ContentRejected, match="PROHIBITED_CONTENT"):
        read(answer("PROHIBITED_CONTENT", content=""))


def test_an_error_in_a_good_answer_means_what_it_says() -> None:
    with pytest.raises(ContentRejected):
        read({"error": {"message": "no", "code": "moderation_blocked"}})


def test_a_gateway_that_streams_all_the_same_is_understood() -> None:
    reader = WIRE.reader(SPEC, request())
    found: list[Any] = []
    chunks: list[Any] = [{"content": "Hi "}, {"content": "there"}, {"multi_mod_content": [SNAKE]}]
    for delta in chunks:
        found += reader.feed(ServerSentEvent("", orjson.dumps({"choices": [{"delta": delta}]})))
    found += reader.feed(ServerSentEvent("", b"[DONE]"))
    assert list(reader.feed(ServerSentEvent("", b'{"error": "late"}'))) == [], "what came is kept"
    found += reader.end(cut=False)
    assert found == [Asset(Inline("QQ==")), Text("Hi there"), Answer("Hi there"), Finished()]
    with pytest.raises(ProviderDown):
        list(WIRE.reader(SPEC, request()).end(cut=True))
