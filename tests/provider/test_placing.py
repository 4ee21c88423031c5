"""Tables for models that nobody has described, from what the gateway publishes of them."""

import tomllib
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lifecycle import Row
from bot.catalog.schemas import Endpoint
from bot.catalog.skeleton import skeleton
from bot.catalog.spec import ModelSpec
from bot.lifecycle import Lifecycle
from bot.provider.agreement import disagreements
from bot.provider.client import Client
from bot.provider.placing import placed
from bot.provider.published import Published
from bot.provider.wires import wires
from sandbox.aihubmix import FakeAiHubMix

CATALOG = Catalog.load()
Offered = dict[str, tuple[Row, list[Endpoint]]]


@pytest.fixture
async def offered() -> AsyncGenerator[Offered]:
    """All that the gateway offers, as if there were no tables."""
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        lifecycle = Lifecycle(client, Catalog({}))
        assert await lifecycle.refresh()
        published = await Published(client).of(lifecycle.unknown)
        yield {name: (row, list(published[name])) for name, row in lifecycle.unknown.items()}


def described(row: Row, published: list[Endpoint]) -> ModelSpec:
    """The table that would be printed, read again."""
    text = skeleton(row, tuple(wires()), placed(row, published, CATALOG))
    ((name, table),) = tomllib.loads(text).items()
    return ModelSpec.model_validate({"id": name, "wire_model": name, **table})


async def test_every_table_is_one_and_offers_what_the_schema_takes(offered: Offered) -> None:
    assert len(offered) > 50
    for row, published in offered.values():
        spec = described(row, published)
        assert disagreements(spec, published) == []
        if CATALOG.has(spec.id) and published:
            assert spec.wires[0] in CATALOG[spec.id].wires or spec.wires[0] == "unified"


FILLED: dict[str, dict[str, Any]] = {
    "gpt-image-2": {"wires": ("images",), "qualities": ("low", "medium", "high"), "max_count": 10, "mask": ("images",)},
    "qwen-image-3.0": {"wires": ("unified",), "max_references": 16, "seed": True, "negative": True},
    "minimax-h3": {
        "wires": ("unified_videos",),
        "resolutions": ("768P", "512P", "1080P"),
        "seconds": tuple(range(4, 16)),
        "frames": ("first_frame", "last_frame"),
        "max_references": 12,
    },
    "wan2.6-i2v": {"wires": ("videos",), "frames": ("first_frame",), "max_references": 0},
    "wan2.7-i2v": {"wires": ("videos",), "frames": ("first_frame", "last_frame"), "max_references": 9},
    "veo-3.1-generate-preview": {"aspects": {"16:9": "1280x720", "9:16": "720x1280"}, "seconds": (4, 6, 8)},
    "gemini-3-pro-image": {"wires": ("gemini",)},
    "veo-3": {"wires": ("veo3",)},
}


@pytest.mark.parametrize("model", FILLED)
async def test_a_table_is_filled_from_the_schema(offered: Offered, model: str) -> None:
    spec = described(*offered[model])
    assert {name: getattr(spec, name) for name in FILLED[model]} == FILLED[model]


async def test_the_names_of_fields_are_the_lane_s(offered: Offered) -> None:
    films = described(*offered["wan2.7-i2v"]).lane("videos")
    assert (films.form, films.aspect, films.seconds, films.reference) == (
        "input",
        "ratio",
        "duration",
        "reference_image",
    )
    pictures = described(*offered["qwen-image-3.0"]).lane("unified")
    assert (pictures.aspect, pictures.reference, pictures.references_as) == ("aspect_ratio", "images", "list")


async def test_an_address_that_only_a_table_knows_goes_into_the_table(offered: Offered) -> None:
    row = replace(offered["gpt-image-2"][0], model="flux-9")
    spec = described(row, [Endpoint("/v1/models/bfl/flux-9/predictions")])
    assert (spec.wires, spec.lane("predictions").path) == (("predictions",), "bfl/flux-9")


async def test_the_list_s_addresses_do_where_there_is_no_schema(offered: Offered) -> None:
    row = replace(offered["minimax-h3"][0], endpoints=("/v1/videos", "/v1/chat/completions"))
    assert [one.wire for one in placed(row, [], CATALOG)] == ["veo3", "videos"]
    pictures = replace(offered["gpt-image-2"][0], endpoints=("/v1/chat/completions", "/v1/images/edits"))
    assert described(pictures, []).wires == ("images",), "several wires read chats, and none can be told to be right"
