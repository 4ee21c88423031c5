"""Options under a lane's names."""

from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.spec import Extra, Lane, ModelSpec
from bot.errors import InvalidRequest, WrongWire
from bot.media.requests import GenerationRequest, Reference
from bot.provider.fields import fields, leaner, left_out, parts
from bot.provider.wire import Call, Part

SPEC = Catalog.load()["gpt-image-2"]
PICTURE = Reference(path="x", mime="image/png", width=8, height=8, size=1)


def sent(lane: Lane, spec: ModelSpec = SPEC, **options: Any) -> dict[str, Any]:
    return fields(spec, lane, GenerationRequest.model_validate({"model": spec.id, "prompt": "a fox", **options}))


def test_a_name_with_dots_leads_into_an_object() -> None:
    assert sent(Lane(prompt="text.prompt", count="text.n", quality="")) == {"text": {"prompt": "a fox", "n": 1}}


def test_nested_constants_stay_as_the_table_has_them() -> None:
    lane = Lane(count="options.n", quality="", constants={"options": {"keep": True}})
    assert sent(lane, count=2)["options"] == {"keep": True, "n": 2}
    assert lane.constants == {"options": {"keep": True}}


def test_a_count_that_is_a_series_is_not_said_for_one() -> None:
    lane = Lane(count="options.max", several={"series": "auto"}, quality="")
    assert sent(lane) == {"prompt": "a fox"}
    assert sent(lane, count=3) == {"prompt": "a fox", "series": "auto", "options": {"max": 3}}


def test_pixels_may_be_two_numbers() -> None:
    lane = Lane(width="width", height="height", count="", quality="")
    assert sent(lane, aspect="3:2") == {"prompt": "a fox", "width": 1536, "height": 1024}
    assert sent(lane) == {"prompt": "a fox"}


@pytest.mark.parametrize("aspect", ["21:9", "16:9", "4:3", "1:1", "3:4", "9:21", "1:3"])
@pytest.mark.parametrize(("resolution", "side"), [("1K", 1024), ("2K", 2048), ("4K", 4096)])
def test_aspect_and_resolution_in_one_field_never_exceed_the_square(aspect: str, resolution: str, side: int) -> None:
    spec = SPEC.model_copy(update={"resolutions": ("1K", "2K", "4K")})
    lane = Lane(resolution="size", between="*", count="", quality="")
    width, height = map(int, sent(lane, spec, aspect=aspect, resolution=resolution)["size"].split("*"))
    assert 0.95 * side**2 < width * height <= side**2
    assert width % 16 == height % 16 == 0


def test_an_extra_may_have_another_name_in_a_lane_or_none() -> None:
    extras = {"depth": Extra(summary="x", minimum=0, maximum=9), "way": Extra(summary="x", values=("a",))}
    spec = SPEC.model_copy(update={"extras": extras})
    lane = Lane(count="", quality="", extras={"depth": "extra_body.depth", "way": ""})
    assert sent(lane, spec, extras={"depth": "3", "way": "a"}) == {"prompt": "a fox", "extra_body": {"depth": 3}}


def test_fields_that_pictures_exclude_are_left_out_with_them_only() -> None:
    lane = Lane(count="", quality="", not_with_references=("moderation",))
    assert "moderation" in sent(lane, moderation="low")
    assert "moderation" not in sent(lane, moderation="low", references=(PICTURE,))


def test_a_form_says_yes_and_no_in_small_letters() -> None:
    assert parts({"a": True, "b": 2, "c": "X"}) == [Part("a", "true"), Part("b", "2"), Part("c", "X")]


def refused(field: str) -> InvalidRequest:
    return InvalidRequest("no", field=field, reason="no")


@pytest.mark.parametrize("field", ["background", "input.background"])
def test_dispensable_fields_are_left_out_wherever_a_call_has_them(field: str) -> None:
    flat = Call("/x", json={"prompt": "a", "background": "b", "moderation": "c"})
    inside = Call("/x", json={"input": {"prompt": "a", "background": "b"}, "other": 1})
    form = Call("/x", parts=(Part("prompt", "a"), Part("background", "b")))
    assert leaner(SPEC, flat, refused(field)) == Call("/x", json={"prompt": "a"})
    assert leaner(SPEC, inside, refused(field)) == Call("/x", json={"input": {"prompt": "a"}, "other": 1})
    assert leaner(SPEC, form, refused(field)) == Call("/x", parts=(Part("prompt", "a"),))


def test_a_call_that_has_none_of_them_is_not_sent_again() -> None:
    for call in (Call("/x", json={"input": {"prompt": "a"}}), Call("/x", json={}), Call("/x", parts=(Part("p", "a"),))):
        assert leaner(SPEC, call, refused("background")) is None
    assert leaner(SPEC, Call("/x", json={"prompt": "a"}), refused("prompt")) is None
    assert leaner(SPEC, Call("/x", json={"background": "b"}), WrongWire()) is None


FULL = GenerationRequest(
    model=SPEC.id, prompt="a fox", quality="high", background="opaque", seed=0, extras={"output_format": "webp"}
)


@pytest.mark.parametrize(
    ("asked", "sent", "lost"),
    [
        ({"quality": "high", "size": "x"}, {"quality": "high", "size": "x"}, ()),
        ({"quality": "high", "stream": True}, {"quality": "high"}, ()),
        ({"quality": "high", "background": "opaque", "seed": 0}, {"quality": "high"}, ("background", "seed")),
        ({"input": {"output_format": "webp", "quality": "high"}}, {"input": {}}, ("quality", "output_format")),
    ],
)
def test_what_a_member_chose_and_was_not_sent_is_known(
    asked: dict[str, Any], sent: dict[str, Any], lost: tuple[str, ...]
) -> None:
    assert left_out(SPEC, Lane(), FULL, Call("/x", json=asked), Call("/x", json=sent)) == lost


def test_a_form_s_parts_count_as_well() -> None:
    asked, sent = (
        Call("/x", parts=(Part("quality", "high"), Part("prompt", "a"))),
        Call("/x", parts=(Part("prompt", "a"),)),
    )
    assert left_out(SPEC, Lane(), FULL, asked, sent) == ("quality",)
