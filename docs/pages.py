"""What the generated pages say, read off the program itself. `make docs` writes them, `make check` compares."""

import asyncio
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from discord import AppCommandOptionType, app_commands
from pydantic_core import PydanticUndefined

from bot.bot import Atelier, walk_extensions
from bot.catalog.catalog import Catalog
from bot.credits.pricing import Rate, cheapest_usd
from bot.settings import Settings

_PRICED = {"second": "video"}  # the shortest one's, as cheapest_usd counts


def env_example() -> str:
    """Every setting with its explanation, the two that must be set first; defaults are commented out."""
    lines: list[str] = []
    fields = sorted(Settings.model_fields.items(), key=lambda item: item[1].default is not PydanticUndefined)
    for name, field in fields:
        lines.append(f"# {' '.join((field.description or '').split())}")
        required = field.default is PydanticUndefined
        lines.append(f"{name.upper()}=" if required else f"#{name.upper()}={_shown(field.default)}")
        lines.append("")
    return "\n".join(lines).rstrip()


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return json.dumps(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "{}" if value == {} else str(value)


def models() -> str:
    """One row a model."""
    rate = Rate(Decimal("0.001"), Decimal(1))
    rows = ["| model | id | maker | aspects | qualities | pictures | references | wires | from |", "|" + "---|" * 9]
    for spec in Catalog.load():
        cells = [
            f"**{spec.title}**<br>{spec.summary}",
            f"`{spec.id}`",
            spec.maker,
            ", ".join(spec.aspects) or "it decides",
            ", ".join(spec.qualities) or "–",
            f"1 to {spec.max_count}",
            str(spec.max_references),
            ", ".join(spec.wires),
            f"{rate.credits(cheapest_usd(spec))} credits per {_PRICED.get(spec.price.per, spec.price.per)}",
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def commands() -> str:
    """Every command with its options."""
    sections: list[str] = []
    for command in sorted(asyncio.run(_commands()), key=lambda command: command.qualified_name):
        sections.append(f"## /{command.qualified_name}\n\n{command.description}.")
        if command.parameters:
            rows = [_option(parameter) for parameter in command.parameters]
            sections.append("\n".join(["| option | what | |", "|---|---|---|", *rows]))
    return "\n\n".join(sections)


async def _commands() -> list[app_commands.Command[Any, ..., Any]]:
    async with Atelier([], state_dir=Path()) as bot:
        for name in walk_extensions("cogs"):
            await bot.load_extension(name)
        return [found for found in bot.tree.walk_commands() if isinstance(found, app_commands.Command)]


def _option(parameter: app_commands.Parameter) -> str:
    kind = "" if parameter.type is AppCommandOptionType.string else parameter.type.name
    limits = ""
    if parameter.min_value is not None and parameter.max_value is not None:
        unit = " characters" if parameter.type is AppCommandOptionType.string else ""
        limits = f"{parameter.min_value:,} to {parameter.max_value:,}{unit}"
    facts = ["required" if parameter.required else "", kind, limits, "offers choices" if parameter.autocomplete else ""]
    return f"| `{parameter.name}` | {parameter.description} | {', '.join(filter(None, facts))} |"
