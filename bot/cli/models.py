"""`models`: what there is to make something with."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import click

from bot.catalog.catalog import Catalog
from bot.catalog.skeleton import skeleton
from bot.catalog.spec import ModelSpec
from bot.cli import _environment
from bot.credits.pricing import Rate, cheapest_usd
from bot.errors import StartupError
from bot.lifecycle import Lifecycle
from bot.provider.client import Client
from bot.provider.placing import placed
from bot.provider.published import Published
from bot.provider.wires import wires
from bot.settings import PlainSettings
from bot.workshop import rate, tables

COLUMNS = (
    ("ID", "id"),
    ("MAKER", "maker"),
    ("MEDIUM", "medium"),
    ("PRICE FROM", "price"),
    ("STATUS", "status"),
    ("TAKES", "takes"),
    ("WIRES", "wires"),
)


@click.command("models")
@click.option("--json", "as_json", is_flag=True, help="Everything, for programs.")
@click.option("--medium", type=click.Choice(["image", "video"]), help="Only those that make this.")
@click.option("--offline", is_flag=True, help="As the tables have it: do not ask the gateway for prices and statuses.")
@click.option("--new", is_flag=True, help="Tables to fill in, of models that the gateway has and no table describes.")
def models(*, as_json: bool, medium: str | None, offline: bool, new: bool) -> None:
    """List the models: what they take, what they cost, whether they stay. Needs no settings."""
    settings = _environment.read(PlainSettings)
    _environment.quiet(settings)
    catalog = tables(settings)
    if new:
        click.echo(asyncio.run(_skeletons(settings, catalog, medium)))
        return
    if not offline:
        asyncio.run(_followed(settings, catalog))
    found = [_facts(catalog, spec, rate(settings)) for spec in catalog if medium in {None, spec.medium}]
    click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else _aligned([_row(one) for one in found]))


async def _followed(settings: PlainSettings, catalog: Catalog) -> None:
    """The catalog has learned what the lists say, when they could be read."""
    async with Client(settings.aihubmix_base_url, "") as client:
        await Lifecycle(client, catalog).refresh()


async def _skeletons(settings: PlainSettings, catalog: Catalog, medium: str | None) -> str:
    """Of what the lists have and the catalog has not, with what the schemas say of it where there are some."""
    async with Client(settings.aihubmix_base_url, "") as client:
        lifecycle = Lifecycle(client, catalog)
        if not await lifecycle.refresh():
            raise StartupError("The gateway's lists cannot be read: check the network and AIHUBMIX_BASE_URL.")
        new = lifecycle.unknown.values()
        wanted = [row for row in new if medium in {None, "video" if "video" in row.types else "image"}]
        published = await Published(client).of(row.model for row in wanted)
    found = (skeleton(row, tuple(wires()), placed(row, published.get(row.model, ()), catalog)) for row in wanted)
    return "\n".join(found) or "# Every listed model has its table."


def _facts(catalog: Catalog, spec: ModelSpec, rate: Rate) -> dict[str, Any]:
    """One model, for programs."""
    status = catalog.status(spec.id)
    usd = cheapest_usd(spec)
    return {
        "id": spec.id,
        "title": spec.title,
        "maker": spec.maker,
        "summary": spec.summary,
        "medium": spec.medium,
        "wires": list(spec.wires),
        "references": spec.max_references,
        "needs_reference": spec.needs_reference,
        "frames": list(spec.frames),
        "mask": bool(spec.mask),
        "aspects": [*spec.aspects, *spec.aspects_without_references],
        "qualities": list(spec.qualities),
        "resolutions": list(spec.resolutions),
        "seconds": list(spec.seconds),
        "count": spec.max_count,
        "seed": spec.seed,
        "negative": spec.negative,
        "options": list(spec.extras),
        "price": {"from_usd": f"{usd:f}", "from_credits": rate.credits(usd), "per": spec.price.per},
        "status": status.stage or "offered",
        "successor": status.successor,
        "table": catalog.file(spec.id),
    }


def _row(facts: Mapping[str, Any]) -> dict[str, str]:
    """The same, for people."""
    price = facts["price"]
    per = "video" if price["per"] == "second" else price["per"]
    stage, successor = facts["status"], facts["successor"]
    return {
        **{name: str(facts[name]) for name in ("id", "maker", "medium")},
        "price": f"US${price['from_usd']} = {price['from_credits']} per {per}",
        "status": f"{stage}, use {successor}" if successor else stage,
        "takes": _takes(facts),
        "wires": " ".join(facts["wires"]),
    }


def _takes(facts: Mapping[str, Any]) -> str:
    parts = [f"{facts['references']} pictures"] if facts["references"] else []
    parts += [name.replace("_", " ") for name in facts["frames"]]
    parts += ["mask"] if facts["mask"] else []
    parts += [" ".join(map(str, facts[name])) for name in ("aspects", "qualities", "resolutions") if facts[name]]
    parts += [f"{' '.join(map(str, facts['seconds']))} s"] if facts["seconds"] else []
    parts += [f"up to {facts['count']} at once"] if facts["count"] > 1 else []
    return "; ".join([*parts, *facts["options"]]) or "words"


def _aligned(rows: list[dict[str, str]]) -> str:
    table = [[title for title, _ in COLUMNS], *[[row[name] for _, name in COLUMNS] for row in rows]]
    widths = [max(len(row[place]) for row in table) for place in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join(lines)


COMMAND = models
