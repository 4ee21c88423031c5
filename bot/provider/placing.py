"""Which wires speak to the addresses that the gateway names for a model."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.catalog.catalog import Catalog
from bot.catalog.lifecycle import Row
from bot.catalog.schemas import Endpoint
from bot.catalog.skeleton import Placed
from bot.catalog.spec import Lane, ModelSpec, Price
from bot.provider.samples import samples
from bot.provider.wires import wires

_OPEN = "path-of-the-lane"  # stands in a wire's address where only a table knows what belongs there


def placed(row: Row, published: Sequence[Endpoint], catalog: Catalog) -> list[Placed]:
    """The surest first: an address that several wires share does not tell which of them reads the answers."""
    medium = "video" if "video" in row.types else "image"
    known = published or [Endpoint(path) for path in row.endpoints]
    found: list[Placed] = []
    for name in wires():
        made = {spec.medium for spec in catalog if name in spec.wires}
        if not made or medium in made:
            found += _at(row, name, known)
    alone = [one for one in found if [other.at for other in found].count(one.at) == 1]
    return sorted(alone or found, key=lambda one: not one.plain)


def _at(row: Row, wire: str, known: Sequence[Endpoint]) -> Iterator[Placed]:
    paths = [call.path for _, call in samples(_provisional(row, wire))]
    matches = [(one, said) for path in paths for one in known if (said := _matched(row, path, one)) is not None]
    if matches:
        (first, lane), (last, _) = matches[0], matches[-1]
        yield Placed(wire, first.path, lane, first.schema, last.schema)


def _matched(row: Row, path: str, endpoint: Endpoint) -> str | None:
    """What the wire's address needs beyond the model's name, often nothing; None where it is another address."""
    pattern = re.escape(path).replace(re.escape(_OPEN), "(.+)")
    filled = re.sub(r"\{[^{}]*\}", lambda _: row.model, endpoint.path)
    match = re.fullmatch(pattern, filled)
    if not match:
        return None
    return match[1] if match.lastindex else ""


def _provisional(row: Row, wire: str) -> ModelSpec:
    video = "video" in row.types
    return ModelSpec(
        id=row.model,
        wire_model=row.model,
        title=row.model,
        maker="",
        summary="",
        medium="video" if video else "image",
        wires=(wire,),
        lanes={wire: Lane(path=_OPEN)},
        max_references=0 if video else 1,
        price=Price(per="call", usd=Decimal(0), source=""),
    )
