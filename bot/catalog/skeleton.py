"""The beginning of a table for a model that the gateway has and nobody here has described."""

import json
import re
from collections.abc import Sequence
from decimal import Decimal

from bot.catalog.lifecycle import Row

TOKENS_FROM = Decimal(2)  # US dollars: nobody sells a picture for that, but a million tokens cost more
PICTURE_TOKENS = 6240  # of a large picture of the dearest quality; the most a table of tokens quotes
SECONDS = 5


def skeleton(row: Row, wires: Sequence[str]) -> str:
    """TOML that can be used as it is; what has to be looked up is marked."""
    video = "video" in row.types
    medium = "video" if video else "image"
    pictures = "image" in row.takes
    lines = [
        f"# The gateway says: makes {_listed(row.types)}; takes {_listed(row.takes)}; at {_listed(row.endpoints)}.",
        "# All the fields there are: bot/catalog/spec.py.",
        f"[{_quoted(row.model)}]",
        f"title = {_quoted(_title(row.model))}",
        'maker = "Unknown"  # CHECK',
        'summary = "New at the gateway."  # CHECK: when to choose it',
        f'medium = "{medium}"',
        f"wires = {json.dumps(_wires(row, wires))}  # CHECK: one of {', '.join(wires)}",
        f"max_references = {int(pictures and not video)}  # CHECK",
    ]
    if video:
        lines += [
            f"frames = {json.dumps(['first_frame'] if pictures else [])}  # CHECK; a wire may need lanes for it",
            f"default_seconds = {SECONDS}  # CHECK: what it makes when no length is named",
        ]
    return "\n".join([*lines, f"price = {_price(row, video)}  # CHECK: what the list's number is for", ""])


def _listed(words: Sequence[str]) -> str:
    return " ".join(", ".join(words).split()) or "?"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _title(model: str) -> str:
    words = [word for word in re.split(r"[-_/ ]+", model) if word]
    return " ".join(word.upper() if len(word) <= 3 and word.isalpha() else word.capitalize() for word in words)


def _wires(row: Row, wires: Sequence[str]) -> list[str]:
    """Those whose name is a word of a path it answers at; else the first that may do."""
    words = {word for path in row.endpoints for word in path.split("/")}
    likely = "videos" if "video" in row.types else "images"
    return [name for name in wires if name in words] or [likely if likely in wires else wires[0]]


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
