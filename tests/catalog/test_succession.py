"""The same request for another model."""

from typing import Any

from bot.catalog.catalog import Catalog, check
from bot.catalog.pictures import MOST_SENT, needs_of
from bot.catalog.spec import ModelSpec
from bot.catalog.succession import carried_over
from bot.media.requests import GenerationRequest, Reference, Turn

CATALOG = Catalog.load()


def picture(number: int) -> Reference:
    return Reference(path=f"{number}", mime="image/png", width=8, height=8, size=1)


def spec(**fields: Any) -> ModelSpec:
    table = {"id": "m", "title": "M", "maker": "m", "summary": "s", "wires": ["images"], "wire_model": "m"}
    return ModelSpec.model_validate({**table, "price": {"per": "image", "usd": "1", "source": "s"}, **fields})


FULL = GenerationRequest(
    model="old",
    prompt="a fox",
    aspect="3:2",
    quality="high",
    resolution="2K",
    background="transparent",
    moderation="low",
    count=4,
    seconds=8,
    seed=7,
    negative="dogs",
    extras={"style": "oil", "strength": "0.5", "other": "x"},
    references=tuple(picture(number) for number in range(3)),
    first_frame=picture(8),
    last_frame=picture(9),
    mask=picture(10),
)


def test_what_the_other_model_takes_goes_along() -> None:
    whole = spec(
        aspects={"3:2": "1536x1024"},
        qualities=["high"],
        resolutions=["2K"],
        backgrounds=["transparent"],
        moderations=["low"],
        max_count=4,
        seconds=[4, 8],
        default_seconds=4,
        seed=True,
        negative=True,
        extras={
            "style": {"summary": "s", "values": ["oil"]},
            "strength": {"summary": "s", "minimum": 0, "maximum": 1},
            "other": {"summary": "s", "values": ["y"]},
        },
        max_references=3,
        frames=["first_frame", "last_frame"],
        mask=["images"],
    )
    carried = carried_over(whole, FULL)
    assert carried == FULL.model_copy(update={"model": "m", "extras": {"style": "oil", "strength": "0.5"}})
    check(whole, carried)


def test_what_it_does_not_take_is_left_to_it() -> None:
    bare = spec(max_references=1)
    carried = carried_over(bare, FULL)
    assert carried == GenerationRequest(model="m", prompt="a fox", references=(picture(0),))
    check(bare, carried)
    assert carried_over(spec(), FULL) == GenerationRequest(model="m", prompt="a fox")


def test_every_model_takes_what_was_asked_of_any_other() -> None:
    for one in CATALOG:
        full = GenerationRequest(
            model=one.id,
            prompt="a fox",
            medium=one.medium,
            aspect=next(iter(one.aspects), ""),
            quality=next(iter(one.qualities), ""),
            resolution=next(iter(one.resolutions), ""),
            seconds=max(one.seconds, default=0),
            count=one.max_count,
            references=(picture(1),) * one.max_references,
            first_frame=picture(2) if "first_frame" in one.frames else None,
        )
        for other in CATALOG:
            carried = carried_over(other, full)
            if not other.needs_reference or carried.references or carried.first_frame:
                check(other, carried)


def test_pictures_given_and_made_may_be_limited_together() -> None:
    assert carried_over(spec(max_references=3, max_count=4, max_together=5), FULL).count == 2
    only = carried_over(spec(max_references=3, max_count=4, max_together=2), FULL)
    assert (len(only.references), only.count) == (1, 1)


def test_of_a_conversation_the_last_pictures_go_along() -> None:
    turns = tuple(Turn(prompt="x", answer="y", pictures=(picture(number),)) for number in (1, 2))
    asked = GenerationRequest(model="old", prompt="redder", turns=turns, parent="J")
    carried = carried_over(spec(max_references=4, converses=True), asked)
    assert (carried.references, carried.turns, carried.parent) == ((picture(2),), (), "J")


def test_pictures_have_to_fit_the_model_and_one_request() -> None:
    small = needs_of(spec(reference_side=512, reference_mib=1, reference_formats=["png"]), 2, 50)
    assert (small.longest_side, small.most_bytes, small.formats) == (512, 2**20, {"image/png"})
    assert needs_of(spec(reference_mib=0), 3, 50).most_bytes == MOST_SENT // 3
    assert needs_of(spec(reference_mib=0), 0, 50).most_bytes == MOST_SENT
