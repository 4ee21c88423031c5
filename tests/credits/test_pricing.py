"""From requests to whole credits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.catalog.spec import ModelSpec, Usage
from bot.credits.pricing import Rate, actual_usd, billed_usd, cheapest_usd, quoted_usd
from bot.media.requests import GenerationRequest, Reference

MODELS = list(Catalog.load())
PER_MILLE = Rate(Decimal("0.001"), Decimal(1))


def asked(spec: ModelSpec, **options: object) -> GenerationRequest:
    return GenerationRequest.model_validate({"model": spec.id, "prompt": "a fox", **options})


def test_credits_are_rounded_up_and_marked_up() -> None:
    assert PER_MILLE.credits(Decimal("0.0091")) == 10
    assert PER_MILLE.credits(Decimal("0.009")) == 9
    assert Rate(Decimal("0.01"), Decimal("1.5")).credits(Decimal("0.011")) == 2
    assert PER_MILLE.credits(Decimal(0)) == 0


@pytest.mark.parametrize("spec", MODELS, ids=lambda spec: spec.id)
def test_every_model_quotes_every_combination(spec: ModelSpec) -> None:
    for quality in ("", *spec.qualities):
        for aspect in ("", *spec.aspects):
            quote = quoted_usd(spec, asked(spec, quality=quality, aspect=aspect))
            assert quote >= cheapest_usd(spec)
            assert (cheapest_usd(spec) == 0) == spec.id.endswith("-free"), "nothing else is given away"
            assert quote <= quoted_usd(spec, asked(spec, quality=quality)), "leaving the aspect out quotes the most"


@pytest.mark.parametrize("spec", MODELS, ids=lambda spec: spec.id)
@given(made=st.integers(0, 4), out=st.integers(0, 50_000), text=st.integers(0, 50_000))
def test_no_answer_costs_more_than_its_quote(spec: ModelSpec, made: int, out: int, text: int) -> None:
    request = asked(spec, count=min(4, spec.max_count))
    cost = actual_usd(spec, request, made, Usage(text, 0, out))
    assert 0 <= cost <= quoted_usd(spec, request)
    assert made or cost == 0


def test_usage_decides_where_tokens_are_priced() -> None:
    spec = Catalog.load()["gpt-image-2"]
    cost = actual_usd(spec, asked(spec), 1, Usage(text_in=14, image_out=196))
    assert cost == Decimal("0.00595")


def test_a_model_paid_by_call_costs_the_same_for_one_picture_or_four() -> None:
    spec = Catalog.load()["gpt-4o-image-vip"]
    assert quoted_usd(spec, asked(spec, count=4)) == quoted_usd(spec, asked(spec)) == Decimal("0.009")
    assert actual_usd(spec, asked(spec, count=4), 1, None) == Decimal("0.009")


def test_only_pictures_that_came_are_paid_for() -> None:
    spec = Catalog.load()["gpt-image-1"].model_copy(update={"partial_images": 0})
    plain = spec.model_copy(update={"price": spec.price.model_copy(update={"tokens": None})})
    request = asked(plain, count=4, quality="low", aspect="1:1")
    assert actual_usd(plain, request, 3, None) == Decimal("0.033")


def test_every_second_of_every_video_is_priced() -> None:
    spec = Catalog.load()["wan2.6-t2v"]
    assert quoted_usd(spec, asked(spec)) == Decimal("0.50"), "the usual length"
    assert quoted_usd(spec, asked(spec, seconds=10, count=3)) == Decimal("3.00")
    assert actual_usd(spec, asked(spec, seconds=10, count=3), 2, None) == Decimal("2.00")
    assert cheapest_usd(spec) == Decimal("0.20"), "the shortest"


def test_seconds_may_cost_more_in_a_higher_resolution() -> None:
    spec = Catalog.load()["wan2.6-t2v"]
    rows = {"720p": {"*": Decimal("0.10")}, "1080p": {"*": Decimal("0.15")}}
    dearer = spec.model_copy(update={"price": spec.price.model_copy(update={"by_quality": rows})})
    assert quoted_usd(dearer, asked(spec)) == Decimal("0.50"), "the default resolution is what is sent"
    assert quoted_usd(dearer, asked(spec, resolution="1080p", aspect="9:16")) == Decimal("0.75")


def test_each_call_is_paid_where_one_call_makes_one_video() -> None:
    spec = Catalog.load()["veo-3"]
    assert quoted_usd(spec, asked(spec)) == cheapest_usd(spec) == Decimal("0.41")
    assert quoted_usd(spec, asked(spec, count=3)) == Decimal("1.23")
    assert actual_usd(spec, asked(spec, count=3), 2, None) == Decimal("0.82")


def test_extras_do_not_change_the_price() -> None:
    spec = Catalog.load()["doubao-seedance-2-0-260128"]
    assert quoted_usd(spec, asked(spec, extras={"audio": "off"})) == quoted_usd(spec, asked(spec))


def test_references_are_part_of_the_quote() -> None:
    spec = Catalog.load()["gpt-image-2"]
    square = Reference(path="x", mime="image/png", width=1024, height=1024, size=1)
    difference = quoted_usd(spec, asked(spec, references=(square,))) - quoted_usd(spec, asked(spec))
    assert difference == Decimal(8) * 1024 / 1_000_000


def test_the_gateway_may_bill_more_than_the_member_owes() -> None:
    tokens = Catalog.load()["gpt-image-2"]
    used = Usage(text_in=14, image_out=196)
    assert billed_usd(tokens, asked(tokens), 0, used) == Decimal("0.00595")
    calls = Catalog.load()["gpt-4o-image-vip"]
    assert billed_usd(calls, asked(calls), 0, None) == Decimal("0.009"), "a call without a result is a call"
