"""What a published schema proves."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.described import described
from bot.catalog.schemas import Endpoint, Refusal, endpoints, refusals

CLOSED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "quality": {"enum": ["low", "high"]},
        "seconds": {"anyOf": [{"type": "integer", "maximum": 8}, {"type": "string", "enum": ["4"]}]},
        "n": {"type": "integer", "minimum": 1, "maximum": 4},
        "images": {"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/picture"}},
        "anything": {"oneOf": [True, {"enum": ["x"]}]},
        "loop": {"$ref": "#/properties/loop"},
    },
    "additionalProperties": False,
    "$defs": {"picture": {"properties": {"url": {}}, "additionalProperties": False}},
}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"quality": "low", "n": 4, "seconds": "4", "images": [{"url": "a"}]}, []),
        ({"style": "oil"}, [Refusal("style")]),
        ({"quality": "max"}, [Refusal("quality", "max")]),
        ({"n": 5}, [Refusal("n", 5)]),
        ({"n": "5"}, [Refusal("n", "5")]),
        ({"n": "many", "seconds": 4, "anything": "y", "loop": "y"}, []),
        ({"seconds": 9}, [Refusal("seconds", 9)]),
        ({"images": ["a", "b", "c"]}, [Refusal("images", "3 of them")]),
        ({"images": [{"link": "a"}]}, [Refusal("images.link")]),
        ({}, []),
    ],
)
def test_only_what_is_proved_is_refused(body: dict[str, Any], found: list[Refusal]) -> None:
    assert refusals(CLOSED, body) == found


@pytest.mark.parametrize("more", [{"additionalProperties": True}, {"patternProperties": {"^s": {}}}])
def test_an_open_schema_knows_every_field(more: dict[str, Any]) -> None:
    assert refusals(CLOSED | more, {"style": "oil"}) == []


def test_a_part_of_all_refuses_for_the_whole() -> None:
    assert refusals({"allOf": [{}, CLOSED]}, {"style": "oil"}) == [Refusal("style")]


@pytest.mark.parametrize("word", ["anyOf", "oneOf", "allOf"])
def test_a_schema_that_leads_back_to_itself_has_an_end(word: str) -> None:
    assert refusals({word: [{"$ref": "#"}] * 4}, {"style": "oil"}) == []


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"model": "m", "endpoints": [{"method": "POST", "path": "/v1/images/edits", "schema": CLOSED}]}},
        {"data": [{"endpoint": "https://aihubmix.com/v1/images/edits?x=1", "request_schema": CLOSED}]},
        {"endpoints": [{"path": "/v1/images/edits", "schema": CLOSED}, "noise", {"path": None}]},
    ],
)
def test_endpoints_are_found_in_several_shapes(body: Any) -> None:
    assert endpoints(body) == [Endpoint("/v1/images/edits", CLOSED)]


def test_names_in_braces_stand_for_anything() -> None:
    endpoint = Endpoint("/gemini/v1beta/models/{model}:predict")
    assert endpoint.is_at("/gemini/v1beta/models/imagen-4.0:predict")
    assert not endpoint.is_at("/gemini/v1beta/models/imagen-4.0:generateContent")


WORDS = ("type", "properties", "enum", "anyOf", "oneOf", "allOf", "items", "maxItems", "maximum", "minimum", "$ref")
NAMES = ("size", "quality", "n", "images", "seconds", "content", "media", "input", "parameters", "extra")
JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["#", "#/properties", "1024x0", "array"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WORDS, *NAMES]), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(WORDS), JSON), st.dictionaries(st.sampled_from(NAMES), JSON), st.booleans())
def test_no_schema_breaks_anything(schema: Any, body: Any, video: bool) -> None:
    refusals(schema, body)
    described(schema, schema, video=video)
    endpoints(schema)
