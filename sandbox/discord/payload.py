"""JSON as it travels: its type, its codec, and the few values that have a format of their own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import orjson

Json = dict[str, Any]


def encode(value: Any) -> bytes:
    return orjson.dumps(value)


def decode(text: bytes | str) -> Any:
    return orjson.loads(text)


def copied(value: Json) -> Json:
    return cast("Json", orjson.loads(orjson.dumps(value)))


def timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def objects(value: Any) -> list[Json]:
    """The objects of a JSON array that may be null, absent or not an array at all."""
    if not isinstance(value, list):
        return []
    return [cast("Json", item) for item in cast("list[Any]", value) if isinstance(item, dict)]


def child(value: Json, key: str) -> Json:
    """The object under a key, or an empty one where it is null, absent or no object."""
    inner = value.get(key)
    return cast("Json", inner) if isinstance(inner, dict) else {}


def walk(value: Any) -> Iterator[Json]:
    """Every object inside a JSON value, outermost first."""
    if isinstance(value, dict):
        found = cast("Json", value)
        yield found
        for inner in found.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            yield from walk(inner)


def without_nulls(value: Json) -> Json:
    return {key: inner for key, inner in value.items() if inner is not None}
