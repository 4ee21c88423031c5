"""Whether the gateway has the lanes that the catalog's wires speak to."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from bot.catalog.catalog import Catalog
from bot.catalog.spec import ModelSpec
from bot.cli._finding import Finding
from bot.provider.client import Client
from bot.provider.samples import samples
from bot.settings import GatewaySettings, Settings

AT_ONCE = 4
TRIES = 3  # models whose address may have gone before the lane counts as gone

_Lane = tuple[str, str]  # wire, and its path with the model left open


async def lanes(client: Client, catalog: Catalog, settings: GatewaySettings) -> list[Finding]:
    """One line for all, or one for each wire of which something is missing."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def looked(paths: Sequence[str]) -> str:
        async with gate:
            return await _missing(client, paths)

    known = _lanes(catalog)
    answers = dict(zip(known, await asyncio.gather(*map(looked, known.values())), strict=True))
    missing = {lane: why for lane, why in answers.items() if why}
    used = list(dict.fromkeys(wire for wire, _ in known))
    if not missing:
        return [Finding("lanes", "good", f"the gateway has those of all {len(used)} wires: {', '.join(used)}")]
    broken = {wire for wire, _ in missing}
    stranded = [spec for spec in catalog if broken.issuperset(spec.wires)]
    return [_finding(wire, missing, stranded, settings) for wire in used if wire in broken]


def _finding(
    wire: str, missing: Mapping[_Lane, str], stranded: Sequence[ModelSpec], settings: GatewaySettings
) -> Finding:
    """`stranded`: models that no wire is left for."""
    said = "; ".join(f"{path} {why}" for (name, path), why in missing.items() if name == wire)
    hit = [spec.id for spec in stranded if wire in spec.wires]
    defaults = set(settings.default_models.values()) if isinstance(settings, Settings) else set[str]()
    if needed := [model for model in hit if model in defaults]:
        remedy = f"check AIHUBMIX_BASE_URL, or use another default than {', '.join(needed)}"
        return Finding("lanes", "bad", f"{wire}: {said}", remedy)
    left = f"{len(hit)} models have no other wire" if hit else "no harm, its models have another wire"
    return Finding("lanes", "odd", f"{wire}: {said}", f"check AIHUBMIX_BASE_URL; {left}")


def _lanes(catalog: Catalog) -> Mapping[_Lane, Sequence[str]]:
    """To each lane the first addresses that models of the catalog have there."""
    found: dict[_Lane, list[str]] = {}
    for spec in catalog:
        for wire, path in _addresses(spec):
            model = spec.lane(wire).path or spec.wire_model
            paths = found.setdefault((wire, path.replace(f"/{model}", "/{model}")), [])
            if path not in paths and len(paths) < TRIES:
                paths.append(path)
    return found


def _addresses(spec: ModelSpec) -> Iterator[_Lane]:
    yield from dict.fromkeys((wire, call.path) for wire, call in samples(spec))


async def _missing(client: Client, paths: Sequence[str]) -> str:
    """Why none of them is there; empty when one is."""
    why = ""
    for path in paths:
        said = await client.knock(path)
        if not said:
            return ""
        why = why or said
    return why
