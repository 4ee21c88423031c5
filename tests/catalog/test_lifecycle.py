"""What the rows of the gateway's lists come to."""

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog, Status
from bot.catalog.lifecycle import Row, news, rows
from bot.catalog.repricing import STEP
from bot.catalog.skeleton import skeleton
from bot.catalog.spec import ModelSpec
from bot.credits.pricing import quoted_usd
from bot.errors import RetiredModel, UnknownModel
from bot.media.requests import GenerationRequest

NOW = 1_790_000_000.0
FLAT, TOKENS, UNLISTED = "gpt-4o-image", "gpt-image-2", "gpt-image-1"


def row(model: str, **fields: Any) -> dict[str, Any]:
    return {"model_id": model, "types": "image_generation", "pricing": {}, **fields}


def listed(*tables: dict[str, Any], now: float = NOW) -> list[Row]:
    return rows({"data": list(tables), "message": "", "success": True}, now)


def learned(catalog: Catalog, *tables: dict[str, Any]) -> list[str]:
    """The catalog takes the news in; what is said of them."""
    found = news(catalog, listed(*tables))
    catalog.learn(found.specs, found.statuses)
    return [*found.said, *found.doubts]


def priced(model: str, put_in: Any = None, put_out: Any = None) -> dict[str, Any]:
    return row(model, pricing={"input": put_in, "output": put_out, "tiers": []})


# -- coming and going


@pytest.mark.parametrize(
    ("fields", "stage"),
    [
        ({}, ""),
        ({"retire_stage": None, "deprecated_at": None, "retired_at": None}, ""),
        ({"retire_stage": "active"}, ""),
        ({"retire_stage": "deprecated"}, "deprecated"),
        ({"retire_stage": "Retired "}, "retired"),
        ({"retire_stage": "winding_down"}, "deprecated"),
        ({"retire_stage": "deprecated", "retired_at": NOW - 1}, "deprecated"),
        ({"retired_at": NOW - 1}, "retired"),
        ({"retired_at": (NOW - 1) * 1000}, "retired"),
        ({"retired_at": "2020-01-01T00:00:00Z"}, "retired"),
        ({"retired_at": "2020-01-01"}, "retired"),
        ({"retired_at": NOW + 1}, "deprecated"),
        ({"deprecated_at": NOW - 1}, "deprecated"),
        ({"deprecated_at": NOW + 1}, ""),
        ({"deprecated_at": 0, "retired_at": "soon"}, ""),
    ],
)
def test_the_stage_decides_and_dates_only_where_there_is_none(fields: dict[str, Any], stage: str) -> None:
    (found,) = listed(row("m", successor_model="n", **fields))
    assert found.status.stage == stage
    assert found.status.successor == ("n" if stage else "")


def test_a_retired_model_is_refused_and_its_successor_named() -> None:
    catalog = Catalog.load()
    said = learned(catalog, row(FLAT, retire_stage="retired", successor_model=TOKENS))
    assert said == [f"{FLAT} is retired, its successor is {TOKENS}"]
    with pytest.raises(RetiredModel) as refused:
        catalog.offered(FLAT)
    assert refused.value.params == {"model": "GPT-4o Image", "successor": "GPT Image 2"}
    assert catalog[FLAT].id == FLAT, "its jobs are still there"
    assert FLAT not in [spec.id for spec in catalog.search("")]
    with pytest.raises(UnknownModel) as unknown:
        catalog.offered("dall-e-9")
    assert "GPT-4o Image," not in unknown.value.params["known"]


def test_a_successor_that_has_gone_as_well_is_passed_over() -> None:
    catalog = Catalog.load()
    learned(
        catalog,
        row(FLAT, retire_stage="retired", successor_model=UNLISTED),
        row(UNLISTED, retire_stage="retired", successor_model=TOKENS),
    )
    found = catalog.successor(FLAT)
    assert found is not None
    assert found.id == TOKENS


@pytest.mark.parametrize("successor", ["", "nobody-knows-it", FLAT])
def test_a_successor_without_a_table_is_none(successor: str) -> None:
    catalog = Catalog.load()
    learned(catalog, row(FLAT, retire_stage="retired", successor_model=successor))
    assert catalog.successor(FLAT) is None
    with pytest.raises(RetiredModel) as refused:
        catalog.offered(FLAT)
    assert refused.value.params["successor"] == ""


def test_successors_that_go_round_in_a_circle_are_none() -> None:
    catalog = Catalog.load()
    learned(
        catalog,
        row(FLAT, retire_stage="retired", successor_model=UNLISTED),
        row(UNLISTED, retire_stage="retired", successor_model=FLAT),
    )
    assert catalog.successor(FLAT) is None


def test_what_the_gateway_named_just_now_comes_first() -> None:
    catalog = Catalog.load()
    learned(catalog, row(FLAT, retire_stage="retired", successor_model=UNLISTED))
    found = catalog.successor(FLAT, TOKENS)
    assert found is not None
    assert found.id == TOKENS


def test_a_deprecated_model_works_and_one_that_comes_back_does_too() -> None:
    catalog = Catalog.load()
    learned(catalog, row(FLAT, retire_stage="deprecated"))
    assert catalog.status(FLAT) == Status("deprecated")
    assert catalog.offered(FLAT).id == FLAT
    learned(catalog, row(FLAT, retire_stage="retired"))
    assert learned(catalog, row(FLAT)) == [f"{FLAT} is offered again"]
    assert catalog.offered(FLAT).id == FLAT


def test_the_same_news_twice_are_no_news() -> None:
    catalog = Catalog.load()
    told = (row(FLAT, retire_stage="retired"), priced(TOKENS, 5, 40))
    assert len(learned(catalog, *told)) == 2
    assert learned(catalog, *told) == []


def test_models_without_a_table_are_found_unless_they_have_gone() -> None:
    found = news(Catalog.load(), listed(row("new-1"), row("old-1", retire_stage="retired"), row(FLAT)))
    assert list(found.unknown) == ["new-1"]


@pytest.mark.parametrize("body", [None, [], {}, {"data": {}}, {"data": None}, "no"])
def test_what_is_no_list_is_refused(body: Any) -> None:
    with pytest.raises(ValueError, match="no list"):
        rows(body, NOW)


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
DATES = ("deprecated_at", "retired_at")
FIELDS = ("types", "pricing", "retire_stage", *DATES, "successor_model", "input_modalities", "endpoints")


@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON),
    st.dictionaries(st.sampled_from(["input", "output", "tiers"]), JSON),
    st.sampled_from([FLAT, TOKENS, UNLISTED, "new-1"]),
)
def test_no_row_breaks_the_catalog(fields: Any, pricing: Any, model: str) -> None:
    catalog = Catalog.load()
    learned(catalog, row(model, **{"pricing": pricing, **fields}))
    for spec in catalog:
        old = catalog.written(spec.id).price.usd
        assert (quoted_usd(spec, GenerationRequest(model=spec.id, prompt="a fox")) > 0) == (old > 0)
        assert old / STEP <= spec.price.usd <= old * STEP


# -- prices


def price_of(catalog: Catalog, model: str) -> Any:
    return catalog[model].price


def test_a_flat_price_follows_the_list() -> None:
    catalog = Catalog.load()
    assert learned(catalog, priced(FLAT, 0, 0.008)) == ["gpt-4o-image has another price: US$0.005 -> US$0.008 a call"]
    assert price_of(catalog, FLAT).usd == Decimal("0.008")


def test_token_prices_follow_the_list_and_the_quotes_with_them() -> None:
    catalog = Catalog.load()
    before = price_of(catalog, TOKENS)
    (said,) = learned(catalog, priced(TOKENS, 10, 45))
    assert said == (
        "gpt-image-2 has another price: "
        "text_in US$5 -> US$10, image_in US$8 -> US$16, image_out US$30 -> US$45 for a million tokens"
    )
    after = price_of(catalog, TOKENS)
    assert (after.tokens.text_in, after.tokens.image_in, after.tokens.image_out) == (10, 16, 45)
    assert after.by_quality["low"]["1:1"] == before.by_quality["low"]["1:1"] * Decimal("1.5")
    assert after.usd == before.usd * Decimal("1.5"), "else the quote would cap what the usage says"


def test_a_price_that_comes_back_is_the_very_same() -> None:
    catalog = Catalog.load()
    before = price_of(catalog, TOKENS)
    for put_in, put_out in ((7, 41), (3, 29), (5, 30)):
        learned(catalog, priced(TOKENS, put_in, put_out))
    assert price_of(catalog, TOKENS) == before


@pytest.mark.parametrize("number", [0, -1, 0.0001, 10, "0", Decimal("0.1001")])
def test_a_price_nobody_can_mean_is_kept_out(number: Any) -> None:
    catalog = Catalog.load()
    told = priced(FLAT, 0, float(number) if isinstance(number, Decimal) else number)
    (said,) = learned(catalog, told)
    assert "US$0.005" in said
    assert "the old one stays" in said
    assert price_of(catalog, FLAT).usd == Decimal("0.005")


@pytest.mark.parametrize("number", [None, True, "free", [], {}, float("nan"), float("inf")])
def test_what_is_no_number_changes_nothing(number: Any) -> None:
    catalog = Catalog.load()
    assert learned(catalog, priced(FLAT, number, number), priced(TOKENS, number, number)) == []


def test_a_step_may_be_large_but_is_measured_from_the_last_one() -> None:
    catalog = Catalog.load()
    learned(catalog, priced(FLAT, 0, 0.1))
    learned(catalog, priced(FLAT, 0, 2))
    assert price_of(catalog, FLAT).usd == 2


def test_a_table_that_does_not_say_how_to_read_the_list_keeps_its_price() -> None:
    catalog = Catalog.load()
    assert learned(catalog, priced(UNLISTED, 1, 1)) == []


def test_specs_that_somebody_holds_do_not_change() -> None:
    catalog = Catalog.load()
    held = catalog[FLAT]
    learned(catalog, priced(FLAT, 0, 0.008))
    assert held.price.usd == Decimal("0.005")
    assert catalog[FLAT] is not held


@pytest.mark.parametrize(
    ("price", "rule"),
    [
        ({"per": "image", "usd": "1", "listed": "tokens"}, "needs tokens"),
        ({"per": "image", "usd": "1", "listed": "second"}, "needs one flat amount per second"),
        ({"per": "image", "usd": "1", "listed": "image", "by_quality": {"*": {"*": "1"}}}, "one flat amount per image"),
    ],
)
def test_a_table_that_misreads_the_list_is_refused(price: dict[str, Any], rule: str) -> None:
    table = {"id": "m", "title": "M", "maker": "m", "summary": "s", "wires": ["images"], "wire_model": "m"}
    with pytest.raises(ValueError, match=rule):
        ModelSpec.model_validate({**table, "price": {**price, "source": "s"}})


# -- tables of models nobody has described


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"pricing": {"input": 0, "output": 0.04}, "input_modalities": "text,image", "endpoints": "/v1/images/edits"},
        {"pricing": {"input": 2, "output": 60}},
        {
            "types": "video",
            "pricing": {"output": 0.1},
            "input_modalities": ["text", "image"],
            "endpoints": "/v1/videos",
        },
        {"types": "video,llm", "pricing": {"output": 12}},
        {"types": "image_generation\n[x]", "input_modalities": 'a"b'},
    ],
)
def test_a_skeleton_is_a_table_already(fields: dict[str, Any]) -> None:
    (found,) = listed({**row('neu"e.bild-3'), **fields})
    ((name, table),) = tomllib.loads(skeleton(found, ("images", "transcript"))).items()
    spec = ModelSpec.model_validate({"id": name, "wire_model": name, **table})
    assert spec.id == 'neu"e.bild-3'
    assert spec.wires == ("images",)
    assert spec.medium == ("video" if "video" in found.types else "image")
    request = GenerationRequest(model=spec.id, prompt="a fox", medium=spec.medium)
    assert quoted_usd(spec, request) > 0
    assert found.put_out is None or f'"{found.put_out}"' in skeleton(found, ("images",))
