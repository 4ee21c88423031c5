"""Tables held against the schemas that the gateway publishes of the same models."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.schemas import Endpoint
from bot.catalog.spec import ModelSpec
from bot.provider.agreement import compare, disagreements
from bot.provider.client import Client
from bot.provider.published import Published
from bot.provider.samples import samples
from sandbox.aihubmix import FakeAiHubMix

Schemas = Mapping[str, Sequence[Endpoint]]


@pytest.fixture
async def published() -> AsyncGenerator[Schemas]:
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        yield await Published(client).of(spec.wire_model for spec in Catalog.load())
        assert not any(gateway.key in str(sent.headers) for sent in gateway.requests)


async def test_the_shipped_tables_agree(published: Schemas) -> None:
    found = compare(Catalog.load(), published)
    assert found.doubts == []
    assert found.compared > 20


@pytest.mark.parametrize(
    ("model", "change", "said"),
    [
        ("gpt-image-2", {"qualities": ("low", "max", "ultra")}, ["(images): quality cannot be max or cannot be ultra"]),
        ("gpt-image-2", {"seed": True}, ["(images): seed is no field there"]),
        (
            "gpt-image-2",
            {"lean_fields": ("stream", "partial_images", "moderation"), "extras": {}},
            ["(images): background is no field there"],
        ),
        ("minimax-h3", {"resolutions": ("8K",)}, ["(unified_videos): resolution cannot be 8K"]),
        ("minimax-h3", {"max_references": 13}, ["(unified_videos): input_references cannot be 13 of them"]),
        ("wan2.7-i2v", {"seconds": (5, 99)}, ["(videos): parameters.duration cannot be 99"]),
    ],
)
async def test_what_a_table_offers_beyond_the_schema_is_told(
    published: Schemas, model: str, change: dict[str, Any], said: list[str]
) -> None:
    spec = Catalog.load()[model].model_copy(update=change)
    found = [line for line in disagreements(spec, published[model]) if "(unified): " not in line]
    assert len(found) == len(said), found
    for words in said:
        assert any(line.startswith(f"{model} {words}") for line in found), found


async def test_a_table_that_its_wire_cannot_read_is_no_trouble() -> None:
    spec = Catalog.load()["flux-kontext-pro"]
    wrong: ModelSpec = spec.model_copy(update={"aspects": {"1:1": "square"}})
    assert 0 < len(list(samples(wrong))) < len(list(samples(spec)))


def test_every_option_of_every_table_is_sent_somewhere() -> None:
    for spec in Catalog.load():
        sent = str([(call.path, call.json, call.parts) for _, call in samples(spec)])
        assert all(value in sent for name in spec.wires for value in spec.lane(name).qualities.values()), spec.id
        assert {name for name, _ in samples(spec)} == {*spec.wires, *spec.wires_with_references}
