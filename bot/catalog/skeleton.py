"""The beginning of a table for a model that the gateway has and nobody here has described."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from bot.catalog.described import Described, described
from bot.catalog.lifecycle import Row
from bot.catalog.spec import Lane

TOKENS_FROM = Decimal(2)  # US dollars: nobody sells a picture for that, but a million tokens cost more
PICTURE_TOKENS = 6240  # of a large picture of the dearest quality; the most a table of tokens quotes
SECONDS = 5
_USUAL = Lane()


@dataclass(frozen=True, slots=True)
class Placed:
    """A wire in which the gateway offers a model."""

    wire: str
    at: str
    """Its address there."""
    lane: str
    """What the address needs beyond the model's name (`Lane.path`)."""
    plain: Mapping[str, Any]
    """The schema of requests without pictures; empty where none is published."""
    pictured: Mapping[str, Any]
    """The same with pictures."""


def skeleton(row: Row, wires: Sequence[str], placed: Sequence[Placed] = ()) -> str:
    """TOML that can be used as it is; what has to be looked up is marked. `placed`: the surest first."""
    video = "video" in row.types
    chosen = placed[0] if placed else None
    found = described(chosen.plain, chosen.pictured, video=video) if chosen and chosen.plain else None
    likely = "videos" if video else "images"
    wire = chosen.wire if chosen else likely if likely in wires else wires[0]
    others = ", ".join(dict.fromkeys(one.wire for one in placed[1:]))
    hint = (
        f"it is also offered in {others}"
        if others
        else "as its address says"
        if chosen
        else "one of " + ", ".join(wires)
    )
    lines = [
        f"# The gateway says: makes {_listed(row.types)}; takes {_listed(row.takes)}; at {_listed(row.endpoints)}.",
        "# All the fields there are: bot/catalog/spec.py.",
        f"[{_quoted(row.model)}]",
        f"title = {_quoted(_title(row.model))}",
        'maker = "Unknown"  # CHECK',
        'summary = "New at the gateway."  # CHECK: when to choose it',
        f'medium = "{"video" if video else "image"}"',
        f"wires = {json.dumps([wire])}  # CHECK: {hint}",
        *(_told(found, wire, video=video) if found else _guessed(row, video=video)),
        f"price = {_price(row, video)}  # CHECK: what the list's number is for",
    ]
    lane = (found.lane if found else {}) | ({"path": chosen.lane} if chosen and chosen.lane else {})
    unusual = {name: value for name, value in lane.items() if value != getattr(_USUAL, name)}
    return "\n".join([*lines, *(f"lanes.{wire}.{name} = {_toml(value)}" for name, value in unusual.items()), ""])


def _told(found: Described, wire: str, *, video: bool) -> list[str]:
    """What the schema says."""
    spec: dict[str, Any] = {"max_references": 0} | found.spec
    if spec.pop("mask", False):
        spec["mask"] = [wire]
    lines = ["# From here on as the gateway's schema has it, which may be narrower than its pages."]
    lines += [f"{name} = {_toml(value)}" for name, value in spec.items()]
    seconds: list[int] = spec.get("seconds", [SECONDS])
    usual = SECONDS if SECONDS in seconds else seconds[0]
    return [*lines, f"default_seconds = {usual}  # CHECK: what it makes when no length is named"] if video else lines


def _guessed(row: Row, *, video: bool) -> list[str]:
    """Where there is no schema."""
    pictures = "image" in row.takes
    lines = [f"max_references = {int(pictures and not video)}  # CHECK"]
    if video:
        lines += [
            f"frames = {json.dumps(['first_frame'] if pictures else [])}  # CHECK; a wire may need lanes for it",
            f"default_seconds = {SECONDS}  # CHECK: what it makes when no length is named",
        ]
    return lines


def _toml(value: Any) -> str:
    """JSON is TOML, but for tables."""
    if isinstance(value, dict):
        rows = cast("dict[str, Any]", value).items()
        return "{ " + ", ".join(f"{_quoted(name)} = {_toml(one)}" for name, one in rows) + " }"
    return json.dumps(value, ensure_ascii=False)


def _listed(words: Sequence[str]) -> str:
    return " ".join(", ".join(words).split()) or "?"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _title(model: str) -> str:
    words = [word for word in re.split(r"[-_/ ]+", model) if word]
    return " ".join(word.upper() if len(word) <= 3 and word.isalpha() else word.capitalize() for word in words)


def _price(row: Row, video: bool) -> str:
    """An inline table; a model without a listed price is quoted a dollar until somebody looks."""
    source = 'source = "gateway list"'
    if row.put_out is None or row.put_out <= 0:
        return f'{{ per = "image", usd = "1", {source} }}'
    if row.put_out >= TOKENS_FROM and not video:
        usd = row.put_out * PICTURE_TOKENS / 1_000_000
        put_in = row.put_in or Decimal(0)
        tokens = f'{{ text_in = "{put_in:f}", image_in = "{put_in:f}", image_out = "{row.put_out:f}" }}'
        return f'{{ per = "image", usd = "{usd:f}", tokens = {tokens}, listed = "tokens", {source} }}'
    unit = "second" if video else "image"
    return f'{{ per = "{unit}", usd = "{row.put_out:f}", listed = "{unit}", {source} }}'
