"""The search for pictures: every shape that was seen, and nothing that only looks like one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.provider.extract import pictures, withheld
from bot.provider.wire import Inline, Link, Source

ONE, TWO = "https://files.example/1.png", "https://files.example/2.png"
ECHO = "data:image/png;base64,c2VudA=="

SHAPES: list[tuple[Any, list[Source]]] = [
    ({"output": [{"url": ONE}, {"url": TWO}]}, [Link(ONE), Link(TWO)]),
    ({"output": {"b64_json": [{"bytesBase64": "QQ=="}, {"bytesBase64": "Qg=="}]}}, [Inline("QQ=="), Inline("Qg==")]),
    ({"output": {"b64_json": ["QQ==", "Qg=="]}}, [Inline("QQ=="), Inline("Qg==")]),
    ({"output": [{"bytesBase64": "QQ=="}]}, [Inline("QQ==")]),
    ({"output": [{"b64_json": "QQ=="}]}, [Inline("QQ==")]),
    ({"output": {"urls": [ONE, TWO]}}, [Link(ONE), Link(TWO)]),
    ({"output": [ONE]}, [Link(ONE)]),
    ({"output": ONE}, [Link(ONE)]),
    ({"data": [{"b64_json": "QQ=="}, {"url": ONE}]}, [Inline("QQ=="), Link(ONE)]),
    ([{"url": ONE}], [Link(ONE)]),
    ({"result": {"sample": ONE, "prompt": "a fox"}}, [Link(ONE)]),
    ({"results": [{"samples": [ONE, TWO]}]}, [Link(ONE), Link(TWO)]),
    ({"output": {"results": [{"url": ONE}]}}, [Link(ONE)]),
    ({"output": [{"image_url": {"url": ONE}}]}, [Link(ONE)]),
    ({"output": [{"image_url": ONE}]}, [Link(ONE)]),
    ({"output": [{"image": "QQ=="}]}, [Inline("QQ==")]),
    ({"image": ONE}, [Link(ONE)]),
    ({"output": ["data:image/png;base64,QQ=="]}, [Inline("data:image/png;base64,QQ==")]),
    ({"output": [{"bytesBase64Encoded": "QQ==", "mimeType": "png"}]}, [Inline("QQ==")]),
    ({"output": [{"base64": "/9j/QQ=="}]}, [Inline("/9j/QQ==")]),
    ({"bytes": "spooled-1", "mime": "image/png"}, [Inline("spooled-1")]),
    ({"output": [{"url": None, "b64_json": "QQ=="}]}, [Inline("QQ==")]),
    ({"output": [], "data": [{"url": ONE}]}, [Link(ONE)]),
]


@pytest.mark.parametrize(("body", "found"), SHAPES)
def test_every_shape_is_understood(body: Any, found: list[Source]) -> None:
    assert pictures(body) == found


NOTHING: list[Any] = [
    None,
    7,
    "text",
    {},
    {"output": None},
    {"output": ["working on it"]},
    {"output": [{"url": ""}, {"b64_json": 7}]},
    {"output": [{"polling_url": ONE, "taskId": "x"}]},
    {"polling_url": ONE, "sample": TWO},
    {"output": [{"url": ONE, "is_image_safe": False}]},
    {"output": [], "image": ECHO},
    {"data": None, "image_url": ECHO},
    {"input": {"image": ECHO}, "status": "Ready"},
    {"image": "cat.png"},
]


@pytest.mark.parametrize("body", NOTHING)
def test_what_is_no_result_is_not_taken(body: Any) -> None:
    assert pictures(body) == []


def test_the_pictures_of_the_request_are_no_results() -> None:
    assert pictures({"image": ECHO, "output": [{"url": ONE, "image": ECHO, "image_url": ECHO}]}) == [Link(ONE)]


def test_one_picture_in_two_forms_or_twice_is_one() -> None:
    assert pictures({"output": [{"b64_json": "QQ==", "url": ONE}]}) == [Inline("QQ==")]
    assert pictures({"output": [{"url": ONE}, {"url": TWO}, {"url": ONE}]}) == [Link(ONE), Link(TWO)]


def test_a_picture_held_back_is_noticed_wherever_results_stand() -> None:
    assert withheld({"output": [{"url": None, "is_image_safe": False}]})
    assert withheld({"result": {"data": [{"is_image_safe": False}]}})
    assert not withheld({"output": [{"url": None, "is_image_safe": True}]})
    assert not withheld("text")


names = st.sampled_from(["output", "data", "url", "urls", "b64_json", "image", "sample", "polling_url", "x"])
values = st.recursive(
    st.none() | st.integers() | st.sampled_from([ONE, TWO, ECHO, "QQ=="]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)


@given(values)
def test_nothing_is_found_twice_or_beside_an_address_to_poll(body: Any) -> None:
    found = pictures(body)
    assert len(found) == len(set(found))
    assert pictures({"polling_url": ONE, "output": body}) == []
    assert not isinstance(body, list) or pictures({"output": body}) == pictures(body)


def test_however_deep_it_ends() -> None:
    body: Any = ONE
    for _ in range(2000):
        body = {"output": [body]}
    assert pictures(body) == []
    assert not withheld(body)
