"""The shapes in which predictions are answered: no family's is documented, so clients must be ready for all."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.aihubmix.behaviours import ShapeName
from sandbox.aihubmix.records import Json


@dataclass(frozen=True)
class Shape:
    linked: bool
    """Its rows are links, else base64."""
    body: Callable[[Iterable[str]], Json] = field(repr=False)
    with_links: ShapeName
    """What becomes of it when its files are to be behind links."""


def _rows(name: str) -> Callable[[Iterable[str]], Json]:
    return lambda rows: {"output": [{name: row} for row in rows]}


def _openai(name: str) -> Callable[[Iterable[str]], Json]:
    return lambda rows: {"created": int(time.time()), "data": [{name: row} for row in rows]}


def _output(value: Callable[[list[str]], Any]) -> Callable[[Iterable[str]], Json]:
    return lambda rows: {"output": value(list(rows))}


SHAPES: dict[str, Shape] = {
    "url": Shape(True, _rows("url"), "url"),
    "urls": Shape(True, _output(lambda rows: {"urls": rows}), "urls"),
    "strings": Shape(True, _output(lambda rows: rows), "strings"),
    "b64_json": Shape(False, _rows("b64_json"), "url"),
    "bytes": Shape(False, _rows("bytesBase64"), "url"),
    "nested_bytes": Shape(False, _output(lambda rows: {"b64_json": [{"bytesBase64": row} for row in rows]}), "urls"),
    "openai": Shape(False, _openai("b64_json"), "openai_url"),
    "openai_url": Shape(True, _openai("url"), "openai_url"),
}
"""All but `raw`, which is no JSON, and `polling`, which tells of no picture yet."""
