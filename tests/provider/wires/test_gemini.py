"""The gemini wire: contents as they must be, and everything that may come back."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.spec import Usage
from bot.errors import ContentRejected, InvalidRequest, NoResult, OperatorOutOfFunds, ProviderDown, WrongWire
from bot.media.requests import GenerationRequest, Turn
from bot.provider.failures import dissect, meaning
from bot.provider.wire import Answer, Asset, Call, File, Finished, Given, Inline, ServerSentEvent, Text
from bot.provider.wires.gemini import WIRE

CATALOG = Catalog.load()
SPEC = CATALOG["gemini-3-pro-image-preview"]
FILE = File("reference-1.jpg", "image/jpeg", b"123")
MADE = File("picture-1.png", "image/png", b"456")
GIVEN = {"inlineData": {"mimeType": "image/jpeg", "data": "MTIz"}}
SHOWN = {"inlineData": {"mimeType": "image/png", "data": "NDU2"}}
PICTURE = {"inlineData": {"mimeType": "image/png", "data": "QQ=="}}


def request(**options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": SPEC.id, "prompt": "a fox", **options})


def test_words_and_pictures_are_parts_and_the_shape_is_configured() -> None:
    asked = request(aspect="16:9", resolution="2K")
    assert WIRE.call(SPEC, asked, Given(references=(FILE,))) == Call(
        "/gemini/v1beta/models/gemini-3-pro-image-preview:generateContent",
        json={
            "contents": [{"role": "user", "parts": [{"text": "a fox"}, GIVEN]}],
            "generationConfig": {
                "responseModalities": ["TEXT", "IMAGE"],
                "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
            },
        },
        auth="x-goog-api-key",
    )


def test_a_model_of_one_size_is_asked_for_none() -> None:
    call = WIRE.call(CATALOG["gemini-2.5-flash-image"], request(), Given())
    assert call.json == {
        "contents": [{"role": "user", "parts": [{"text": "a fox"}]}],
        "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]},
    }


CONVERSATION = request(turns=(Turn(prompt="a den", answer="Here."), Turn(prompt="at night", answer="")))
TOLD = Given(turns=(((FILE,), (MADE,)), ((), ())))


def test_earlier_turns_are_told_with_the_pictures_the_model_made() -> None:
    call = WIRE.call(SPEC, CONVERSATION, TOLD)
    assert call.json
    assert call.json["contents"] == [
        {"role": "user", "parts": [{"text": "a den"}, GIVEN]},
        {"role": "model", "parts": [{"text": "Here."}, SHOWN]},
        {"role": "user", "parts": [{"text": "at night"}]},
        {"role": "user", "parts": [{"text": "a fox"}]},
    ], "a model that left nothing has no content: it may not be empty"


def refused(message: str, status: int = 400) -> Any:
    return meaning(dissect(status, {}, {"error": {"message": message, "type": "", "param": "", "code": 400}}))


def test_unsigned_pictures_of_its_own_are_told_as_the_members() -> None:
    complaint = "Image part is missing a thought_signature in content position 2, part position 1."
    call = WIRE.call(SPEC, CONVERSATION, TOLD)
    other = WIRE.instead(SPEC, call, refused(complaint))
    assert other
    assert other.json
    parts = [{"text": "a den"}, GIVEN, {"text": "Here."}, SHOWN, {"text": "at night"}, {"text": "a fox"}]
    assert other.json["contents"] == [{"role": "user", "parts": parts}]
    assert call.json
    assert other.json["generationConfig"] == call.json["generationConfig"]
    assert WIRE.instead(SPEC, other, refused(complaint)) is None, "and only once"
    assert WIRE.instead(SPEC, call, refused(complaint, status=200)) is None, "it may have been billed"
    assert WIRE.instead(SPEC, call, refused("the picture is too small")) is None
    assert WIRE.instead(SPEC, call, WrongWire()) is None


def read(body: Any) -> list[Any]:
    return list(WIRE.reader(SPEC, request()).read(body))


def answer(*parts: Any, stop: str = "STOP", **more: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": list(parts)}, "finishReason": stop}], **more}


def test_every_picture_is_an_asset_and_the_words_are_said_once() -> None:
    snake = {"text": "", "inline_data": {"data": "Qg==", "mime_type": "png"}}
    parts: list[Any] = [{"text": "Two "}, PICTURE, {"text": "foxes."}, snake, {"text": "x", "inline_data": {}}]
    assert read(answer(*parts)) == [
        Asset(Inline("QQ==")),
        Asset(Inline("Qg==")),
        Text("Two foxes.x"),
        Answer("Two foxes.x"),
        Finished(),
    ]


def test_what_it_thought_is_not_shown() -> None:
    draft = PICTURE | {"thought": True}
    assert read(answer({"text": "hm", "thought": True}, draft, PICTURE)) == [Asset(Inline("QQ==")), Finished()]
    with pytest.raises(NoResult):
        read(answer(draft))


USAGES: list[tuple[dict[str, Any], Usage]] = [
    (
        {
            "promptTokenCount": 270,
            "candidatesTokenCount": 1300,
            "thoughtsTokenCount": 90,
            "promptTokensDetails": [
                {"modality": "TEXT", "tokenCount": 12},
                {"modality": "IMAGE", "tokenCount": 258},
            ],
            "candidatesTokensDetails": [
                {"modality": "IMAGE", "tokenCount": 1290},
                {"modality": "TEXT", "tokenCount": 10},
            ],
        },
        Usage(text_in=12, image_in=258, image_out=1290, text_out=100),
    ),
    ({"promptTokenCount": 12, "candidatesTokenCount": 1290}, Usage(12, 0, 1290)),
    (
        {"candidatesTokenCount": 1300, "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1290}]},
        Usage(0, 0, 1290, 10),
    ),
    ({"totalTokenCount": 5, "promptTokensDetails": "?", "candidatesTokensDetails": [7]}, Usage()),
]


@pytest.mark.parametrize(("told", "usage"), USAGES)
def test_what_it_took_is_told_apart_as_far_as_the_answer_tells(told: dict[str, Any], usage: Usage) -> None:
    assert read(answer(PICTURE, usageMetadata=told)) == [Asset(Inline("QQ==")), usage, Finished()]


def test_a_blocked_prompt_is_rejected_on_the_way_in() -> None:
    with pytest.raises(ContentRejected) as caught:
        read({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})
    assert caught.value.params == {"reason": "PROHIBITED_CONTENT", "stage": "input"}


@pytest.mark.parametrize("stop", ["IMAGE_SAFETY", "SAFETY", "PROHIBITED_CONTENT", "RECITATION"])
def test_what_a_filter_holds_back_is_rejected_on_the_way_out(stop: str) -> None:
    with pytest.raises(ContentRejected) as caught:
        read({"candidates": [{"finishReason": stop}]})
    assert caught.value.params == {"reason": stop, "stage": "output"}
    with pytest.raises(ContentRejected, match="Unable to show"):
        read({"candidates": [{"finishReason": stop, "finishMessage": "Unable to show the picture."}]})
    assert Asset(Inline("QQ==")) in read(answer(PICTURE, stop=stop)), "a picture that came is kept"


@pytest.mark.parametrize("stop", ["NO_IMAGE", "STOP", "MAX_TOKENS"])
def test_words_alone_are_no_result(stop: str) -> None:
    with pytest.raises(NoResult) as caught:
        read(answer({"text": "What kind of fox?"}, stop=stop))
    assert caught.value.params["said"] == "What kind of fox?"


NOTHING: list[Any] = [{}, None, [], "text", {"candidates": None}, {"candidates": [{}, 7, {"content": {"parts": [3]}}]}]


@pytest.mark.parametrize("body", NOTHING)
def test_an_answer_without_anything_is_no_result(body: Any) -> None:
    with pytest.raises(NoResult):
        read(body)


def test_an_error_in_a_good_answer_means_what_it_says() -> None:
    with pytest.raises(OperatorOutOfFunds):
        read({"error": {"message": "", "code": "insufficient_user_quota"}})
    with pytest.raises(InvalidRequest):
        read({"error": {"message": "Invalid value at 'generation_config'", "code": 400}})


@given(st.lists(st.sampled_from([{"text": "a"}, PICTURE, {"text": "b", "thought": True}, {}]), max_size=6), st.data())
def test_an_answer_in_pieces_is_the_same_answer(parts: list[Any], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(parts)))
    reader = WIRE.reader(SPEC, request())

    def pieces() -> list[Any]:
        found: list[Any] = []
        for piece in (parts[:at], parts[at:]):
            found += reader.feed(ServerSentEvent("", orjson.dumps(answer(*piece))))
        return found + list(reader.end(cut=False))

    if PICTURE in parts:
        assert pieces() == read(answer(*parts))
    else:
        with pytest.raises(NoResult):
            pieces()


def test_a_stream_that_breaks_off_keeps_its_pictures() -> None:
    reader = WIRE.reader(SPEC, request())
    first = list(reader.feed(ServerSentEvent("", orjson.dumps(answer(PICTURE)))))
    assert list(reader.feed(ServerSentEvent("", b'{"error": {"message": "late"}}'))) == []
    assert [*first, *reader.end(cut=True)] == [Asset(Inline("QQ==")), Finished()]
    with pytest.raises(ProviderDown):
        list(WIRE.reader(SPEC, request()).end(cut=True))
