"""The imagen wire: what is asked for, and what a filter leaves of it."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.errors import ContentRejected, NoResult, ProviderBusy, ProviderDown, WrongWire
from bot.media.requests import GenerationRequest
from bot.provider.failures import dissect, meaning
from bot.provider.wire import Asset, Call, Finished, Given, Inline, ServerSentEvent
from bot.provider.wires.imagen import WIRE

SPEC = Catalog.load()["imagen-4.0-fast-generate-001"]
PICTURE = {"mimeType": "image/png", "bytesBase64Encoded": "QQ=="}
FILTERED = {"raiFilteredReason": "Held back. Support code: 58061214"}


def request(**options: Any) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": SPEC.id, "prompt": "a fox", **options})


def test_the_count_is_always_said() -> None:
    assert WIRE.call(SPEC, request(), Given()) == Call(
        "/gemini/v1beta/models/imagen-4.0-fast-generate-001:predict",
        json={"instances": [{"prompt": "a fox"}], "parameters": {"sampleCount": 1, "includeRaiReason": True}},
        auth="x-goog-api-key",
    )


def test_every_option_has_its_parameter() -> None:
    call = WIRE.call(SPEC, request(aspect="9:16", count=4, extras={"people": "none"}), Given())
    assert call.json == {
        "instances": [{"prompt": "a fox"}],
        "parameters": {
            "sampleCount": 4,
            "aspectRatio": "9:16",
            "personGeneration": "DONT_ALLOW",
            "includeRaiReason": True,
        },
    }


def refused(name: str, status: int = 400) -> Any:
    words = f"Invalid JSON payload received. Unknown name \"{name}\" at 'parameters': Cannot find field."
    return meaning(dissect(status, {}, {"error": {"message": words, "code": 400}}))


def test_a_name_the_gateway_does_not_know_is_sent_the_other_way() -> None:
    call = WIRE.call(SPEC, request(count=2), Given())
    renamed = WIRE.instead(SPEC, call, refused("sampleCount"))
    assert renamed
    assert renamed.json
    assert renamed.json["parameters"] == {"numberOfImages": 2, "includeRaiReason": True}
    shorter = WIRE.instead(SPEC, renamed, refused("includeRaiReason"))
    assert shorter
    assert shorter.json == {"instances": [{"prompt": "a fox"}], "parameters": {"numberOfImages": 2}}
    assert WIRE.instead(SPEC, shorter, refused("includeRaiReason")) is None, "and only once"
    assert WIRE.instead(SPEC, renamed, refused("sampleCount")) is None


def test_nothing_else_is_sent_for_other_complaints() -> None:
    call = WIRE.call(SPEC, request(), Given())
    disliked = {"error": {"message": "sampleCount must be between 1 and 4", "param": "sampleCount"}}
    for error in (
        meaning(dissect(400, {}, disliked)),
        refused("sampleCount", status=200),
        refused("aspectRatio"),
        WrongWire(),
    ):
        assert WIRE.instead(SPEC, call, error) is None


def read(body: Any) -> list[Any]:
    return list(WIRE.reader(SPEC, request()).read(body))


def test_pictures_come_in_base64() -> None:
    assert read({"predictions": [PICTURE, PICTURE], "positivePromptSafetyAttributes": {}}) == [
        Asset(Inline("QQ==")),
        Asset(Inline("QQ==")),
        Finished(),
    ]


@given(st.lists(st.sampled_from([PICTURE, FILTERED, {"safetyAttributes": {}}, {}, None]), max_size=6))
def test_what_was_filtered_is_missing_and_no_error_while_anything_is_left(predictions: list[Any]) -> None:
    pictures = predictions.count(PICTURE)
    if pictures:
        assert read({"predictions": predictions}) == [Asset(Inline("QQ=="))] * pictures + [Finished()]
    else:
        with pytest.raises(ContentRejected) as caught:
            read({"predictions": predictions})
        reason = FILTERED["raiFilteredReason"] if FILTERED in predictions else ""
        assert caught.value.params == {"reason": reason, "stage": "output"}


@pytest.mark.parametrize("body", [{}, {"predictions": None}])
def test_an_answer_without_predictions_is_one_from_which_all_was_filtered(body: Any) -> None:
    with pytest.raises(ContentRejected):
        read(body)


@pytest.mark.parametrize("body", [None, [], "text"])
def test_what_is_no_answer_has_no_result(body: Any) -> None:
    with pytest.raises(NoResult):
        read(body)


def test_an_error_in_a_good_answer_means_what_it_says() -> None:
    with pytest.raises(ContentRejected) as caught:
        read({"error": {"message": "blocked by a content policy", "code": 400}})
    assert caught.value.params["stage"] == "input"
    assert isinstance(meaning(dissect(429, {}, {"error": {"code": 429, "message": "quota"}})), ProviderBusy)


def test_a_gateway_that_streams_all_the_same_is_understood() -> None:
    def streamed(*bodies: Any, cut: bool = False) -> list[Any]:
        reader = WIRE.reader(SPEC, request())
        found: list[Any] = []
        for body in bodies:
            found += reader.feed(ServerSentEvent("", orjson.dumps(body)))
        return found + list(reader.end(cut=cut))

    assert streamed({"predictions": [PICTURE]}, cut=True) == [Asset(Inline("QQ==")), Finished()]
    with pytest.raises(ContentRejected):
        streamed({"predictions": [FILTERED]})
    with pytest.raises(ProviderDown):
        streamed(cut=True)
    with pytest.raises(NoResult):
        streamed({})
