"""JSON from outside, looked at without trust: what is not of the expected shape counts as absent."""

import json
from math import isfinite
from typing import Any, cast

import orjson


def table(value: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def parsed(data: bytes) -> dict[str, Any]:
    """The object a stream's event carries; an empty one for signs of life and comments that proxies send as data.

    A chunk border inside an emoji may arrive as half a surrogate pair, which only the standard parser reads.
    """
    try:
        return table(orjson.loads(data))
    except orjson.JSONDecodeError:
        pass
    try:
        return table(json.loads(data))
    except (ValueError, RecursionError):
        return {}


def tables(value: Any) -> list[dict[str, Any]]:
    """The objects in a list, or none."""
    found = cast("list[Any]", value) if isinstance(value, list) else []
    return [table(item) for item in found if isinstance(item, dict)]


def text(value: Any) -> str:
    """A string or number as text; nothing else has any."""
    return str(value) if isinstance(value, str | int | float) else ""


def texts(value: Any) -> list[str]:
    """The texts in a list, or the one that stands for it; empty ones are left out."""
    found = cast("list[Any]", value) if isinstance(value, list) else [value]
    return [said for said in map(text, found) if said]


def whole(value: Any) -> int:
    """A count, or zero; never negative."""
    return max(0, int(value)) if isinstance(value, int | float) and isfinite(value) else 0
