"""The REST half: Discord's OpenAPI document, with every object closed so that invented fields are found."""

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import jsonschema_rs

from sandbox.discord.payload import Json, decode, objects

_ROOT = "urn:discord"
_BODY = "application/json"
_BOOLEANS = {"0": False, "1": True, "true": True, "false": False, "True": True, "False": False}


def _is_snowflake(value: str) -> bool:
    return value.isdigit() and int(value) < 1 << 64


def _is_nonce(value: str) -> bool:
    return len(value) <= 25


_FORMATS = {"snowflake": _is_snowflake, "nonce": _is_nonce}
Error = tuple[str, str]
"""Where, and what is wrong there."""


def close(schema: Any) -> None:
    """Forbid unlisted properties wherever some are listed: the published objects are all open."""
    if isinstance(schema, dict):
        found = cast("Json", schema)
        if found.get("type") in ("object", ["object", "null"]) and "properties" in found:
            found.setdefault("additionalProperties", False)
        for inner in found.values():
            close(inner)
    elif isinstance(schema, list):
        for inner in cast("list[Any]", schema):
            close(inner)


def merge_all_of(schemas: Json) -> None:
    """Make one object of every object put together from parts: a part, once closed, would refuse the others."""
    for name, schema in schemas.items():
        if schema.get("type") == "object" and "allOf" in schema:
            parts = [schemas[part["$ref"].rpartition("/")[2]] if "$ref" in part else part for part in schema["allOf"]]
            properties = {key: value for part in parts for key, value in part.get("properties", {}).items()}
            required = [key for part in parts for key in part.get("required", [])]
            schemas[name] = {"type": "object", "properties": properties, "required": required}


def errors_of(validator: jsonschema_rs.Validator, instance: Any) -> Iterator[Error]:
    for error in validator.iter_errors(instance):
        deepest = _explained(error)
        where = ".".join(str(step) for step in deepest.instance_path)
        yield where, deepest.message if len(deepest.message) < 300 else deepest.message[:300] + "..."


def _explained(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """The reason inside "matches none of these": from the alternative that is of the right type, or got furthest."""
    alternatives = cast("list[list[jsonschema_rs.ValidationError]]", getattr(error.kind, "context", []))
    best: jsonschema_rs.ValidationError | None = None
    for branch in alternatives:
        if any(inner.instance_path[-1:] == ["type"] for inner in branch):
            continue
        for inner in map(_explained, branch):
            if best is None or len(inner.instance_path) > len(best.instance_path):
                best = inner
    return best or error


class Specification:
    def __init__(self, document: Json) -> None:
        merge_all_of(document["components"]["schemas"])
        close(document["components"]["schemas"])
        self._paths: dict[str, Json] = document["paths"]
        self._components: Json = document["components"]
        resource = {"components": document["components"]}
        self._registry = jsonschema_rs.Registry([(_ROOT, resource)], draft=jsonschema_rs.Draft202012)
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        self._operations: dict[tuple[str, str], Operation | None] = {}
        self._same = {_nameless(path): path for path in self._paths}

    def operation(self, method: str, template: str) -> "Operation | None":
        key = (method, template)
        if key not in self._operations:
            path = self._paths.get(self._same.get(_nameless(template), ""), {})
            found = path.get(method.lower())
            self._operations[key] = Operation(self, found) if found else None
        return self._operations[key]

    def validator(self, schema: Json) -> jsonschema_rs.Validator:
        text = json.dumps(schema, sort_keys=True).replace('"#/components', f'"{_ROOT}#/components')
        if text not in self._validators:
            self._validators[text] = jsonschema_rs.Draft202012Validator(
                json.loads(text), registry=self._registry, formats=_FORMATS, validate_formats=True
            )
        return self._validators[text]

    def resolved(self, item: Json) -> Json:
        while "$ref" in item:
            kind, name = item["$ref"].split("/")[-2:]
            item = self._components[kind][name]
        return item


@dataclass(frozen=True)
class Operation:
    specification: Specification
    definition: Json

    def query_problems(self, query: dict[str, str]) -> Iterator[str]:
        known = {item["name"]: item for item in objects(self.definition.get("parameters")) if item["in"] == "query"}
        for name, value in query.items():
            if name not in known:
                yield f"unknown query parameter {name!r}"
                continue
            schema: Json = known[name]["schema"]
            for _, says in errors_of(self.specification.validator(schema), _typed(schema, value)):
                yield f"query parameter {name!r}: {says}"

    def request_errors(self, payload: Any) -> Iterator[Error]:
        """A multipart's payload_json has no schema of its own; it is the operation's JSON body."""
        content = self.definition.get("requestBody", {}).get("content", {})
        if _BODY not in content:
            yield "", "this operation takes no body"
            return
        yield from errors_of(self.specification.validator(content[_BODY]["schema"]), payload)

    def response_errors(self, status: int, body: Any) -> Iterator[Error]:
        responses = self.definition["responses"]
        if status >= 500:
            return
        found = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if found is None:
            yield "", f"the specification has no status {status} here"
            return
        content = self.specification.resolved(found).get("content", {})
        if _BODY in content:
            yield from errors_of(self.specification.validator(content[_BODY]["schema"]), body)
        elif body is not None:
            yield "", "the specification has no body here"


def _nameless(template: str) -> str:
    return re.sub(r"\{[^}]+\}", "{}", template)


def _typed(schema: Json, text: str) -> Any:
    match schema.get("type"):
        case "boolean":
            return _BOOLEANS.get(text, text)
        case "integer":
            return int(text) if text.lstrip("-").isdigit() else text
        case _:
            return text


@functools.cache
def load_specification(reference: Path) -> Specification:
    return Specification(decode((reference / "discord-openapi.json").read_bytes()))
