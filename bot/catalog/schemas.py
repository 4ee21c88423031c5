"""The JSON schemas the gateway publishes of a model's requests: read without trust, and asked what they refuse."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard, cast

_PATHS = ("path", "endpoint", "url")
_SCHEMAS = ("schema", "request_schema", "input_schema", "body_schema")
_HOST = re.compile(r"^https?://[^/]+")
_NAMED = re.compile(r"\\\{[^{}]*\\\}")  # `{model}`, after re.escape
DEEPEST = 30  # of schemas within schemas; what lies below proves nothing
MOST = 5000  # schemas looked at for one body; some lead back to themselves, and more than once


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model can be asked, and the schema of what it is asked with; without one, nothing is known of that."""

    path: str
    schema: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def is_at(self, path: str) -> bool:
        """Names in braces stand for anything."""
        return re.fullmatch(_NAMED.sub("[^/]+", re.escape(self.path)), path) is not None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A field that is provably not taken."""

    field: str
    value: object = None
    """What it may not be; None: it may not be there at all."""


def endpoints(body: Any) -> list[Endpoint]:
    """What the answer to `/call/schema/models/<model>/endpoints` holds; nothing when it is something else."""
    data = _table(body).get("data", body)
    listed = _table(data).get("endpoints", data)
    rows = [_table(row) for row in cast("list[Any]", listed)] if isinstance(listed, list) else []
    found = ((_first(row, _PATHS, str), _first(row, _SCHEMAS, dict)) for row in rows)
    return [Endpoint(_HOST.sub("", path).partition("?")[0], schema or {}) for path, schema in found if path]


def refusals(schema: Mapping[str, Any], body: Mapping[str, Any]) -> list[Refusal]:
    """What of a request's body the schema cannot take, and nothing that is only likely: no required fields, no types
    (numbers are written as text here and there), no pattern."""
    return _Judge(schema).refusals(schema, body, "", 0)


class _Judge:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._left = MOST

    def refusals(self, schema: Mapping[str, Any], value: Any, name: str, depth: int) -> list[Refusal]:
        schema = self._meant(schema)
        self._left -= 1
        if depth > DEEPEST or self._left < 0:
            return []
        found = _of_value(schema, value, name)
        for word in ("anyOf", "oneOf"):
            judged = [self.refusals(one, value, name, depth + 1) for one in _branches(schema.get(word))]
            if judged and all(judged):
                found += min(judged, key=len)
        for one in _branches(schema.get("allOf")):
            found += self.refusals(one, value, name, depth + 1)
        if isinstance(value, dict):
            found += self._of_fields(schema, cast("dict[str, Any]", value), name, depth)
        elif isinstance(value, list):
            for item in cast("list[Any]", value):
                found += self.refusals(_table(schema.get("items")), item, name, depth + 1)
        return found

    def _of_fields(self, schema: Mapping[str, Any], value: dict[str, Any], name: str, depth: int) -> list[Refusal]:
        known, prefix = _table(schema.get("properties")), f"{name}." if name else ""
        closed = schema.get("additionalProperties") is False and not schema.get("patternProperties")
        found: list[Refusal] = []
        for inner, given in value.items():
            if inner in known:
                found += self.refusals(_table(known[inner]), given, prefix + inner, depth + 1)
            elif closed:
                found.append(Refusal(prefix + inner))
        return found

    def _meant(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference within the document leads to; one that leads elsewhere, or round, proves nothing."""
        for _ in range(DEEPEST):
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return schema
            schema = self._root if reference.startswith("#") else {}
            for part in reference.removeprefix("#").split("/")[1:]:
                schema = _table(schema.get(part.replace("~1", "/").replace("~0", "~")))
        return {}


def alternatives(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The schema itself and those of which it offers a choice."""
    return [schema, *_branches(schema.get("anyOf")), *_branches(schema.get("oneOf"))]


def _of_value(schema: Mapping[str, Any], value: Any, name: str) -> list[Refusal]:
    choices = schema.get("enum")
    if isinstance(choices, list) and not any(_same(one, value) for one in cast("list[Any]", choices)):
        return [Refusal(name, value)]
    low, high, most = schema.get("minimum"), schema.get("maximum"), schema.get("maxItems")
    number = _number(value, schema)
    if number is not None and ((_counts(low) and number < low) or (_counts(high) and number > high)):
        return [Refusal(name, value)]
    length = len(cast("list[Any]", value)) if isinstance(value, list) else 0
    return [Refusal(name, f"{length} of them")] if _counts(most) and length > most else []


def _same(one: Any, value: Any) -> bool:
    """Forms write everything as text."""
    return one == value or str(one).lower() == str(value).lower()


def _number(value: Any, schema: Mapping[str, Any]) -> float | None:
    if isinstance(value, str) and schema.get("type") in {"integer", "number"}:
        try:
            return float(value)
        except ValueError:
            return None
    return value if _counts(value) else None


def _counts(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _branches(value: Any) -> list[Mapping[str, Any]]:
    """None where one of them is no object, for such a one takes anything."""
    found = cast("list[Any]", value) if isinstance(value, list) else []
    return [_table(one) for one in found] if all(isinstance(one, dict) for one in found) else []


def _first(row: Mapping[str, Any], names: Iterable[str], kind: type) -> Any:
    return next((row[name] for name in names if isinstance(row.get(name), kind)), None)


def _table(value: Any) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
