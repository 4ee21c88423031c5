"""Request bodies, described once: checked against the description, and published as JSON schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from sandbox.aihubmix.records import Json


class Fault(Exception):
    """What is wrong with one field."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class Kind(Protocol):
    def check(self, name: str, value: object) -> None: ...

    def schema(self) -> Json: ...


@dataclass(frozen=True)
class Text:
    choices: tuple[str, ...] = ()
    pattern: str = ""

    def check(self, name: str, value: object) -> None:
        if not isinstance(value, str):
            raise Fault(name, f"`{name}` must be a string.")
        if self.choices and value not in self.choices:
            raise Fault(name, f"`{name}` must be one of {', '.join(self.choices)}.")
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise Fault(name, f"`{name}` has the wrong form.")

    def schema(self) -> Json:
        described: Json = {"type": "string"}
        if self.choices:
            described["enum"] = list(self.choices)
        if self.pattern:
            described["pattern"] = f"^{self.pattern}$"
        return described


@dataclass(frozen=True)
class Number:
    """A whole number."""

    low: int | None = None
    high: int | None = None
    choices: tuple[int, ...] = ()

    def check(self, name: str, value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Fault(name, f"`{name}` must be a number.")
        if self.choices and value not in self.choices:
            raise Fault(name, f"`{name}` must be one of {', '.join(map(str, self.choices))}.")
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            raise Fault(name, f"`{name}` must be between {self.low} and {self.high}.")

    def schema(self) -> Json:
        bounds = {"minimum": self.low, "maximum": self.high, "enum": list(self.choices) or None}
        return {"type": "integer"} | {name: bound for name, bound in bounds.items() if bound is not None}


@dataclass(frozen=True)
class NumberOrText:
    """The documents say text, clients send both."""

    number: Number

    def check(self, name: str, value: object) -> None:
        self.number.check(name, int(value) if isinstance(value, str) and value.isdigit() else value)

    def schema(self) -> Json:
        return {"anyOf": [self.number.schema(), {"type": "string", "pattern": "^[0-9]+$"}]}


@dataclass(frozen=True)
class Flag:
    def check(self, name: str, value: object) -> None:
        if not isinstance(value, bool):
            raise Fault(name, f"`{name}` must be true or false.")

    def schema(self) -> Json:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Medium:
    """An address, a data URL or base64, where `wrapped` also as `{"url": ...}`; in a form, a file."""

    wrapped: bool = False

    def check(self, name: str, value: object) -> None:
        if self.wrapped and isinstance(value, dict):
            Record({"url": Text()}, ("url",)).check(name, cast("Json", value))
        elif not isinstance(value, str | bytes):
            raise Fault(name, f"`{name}` must be a URL or base64.")

    def schema(self) -> Json:
        text: Json = {"type": "string"}
        return {"anyOf": [text, Record({"url": Text()}, ("url",)).schema()]} if self.wrapped else text


@dataclass(frozen=True)
class Listing:
    of: Kind
    most: int

    def check(self, name: str, value: object) -> None:
        if not isinstance(value, list):
            raise Fault(name, f"`{name}` must be an array.")
        items = cast("list[object]", value)
        if len(items) > self.most:
            raise Fault(name, f"`{name}` takes at most {self.most} items.")
        for index, item in enumerate(items):
            self.of.check(f"{name}[{index}]", item)

    def schema(self) -> Json:
        return {"type": "array", "items": self.of.schema(), "maxItems": self.most}


@dataclass(frozen=True)
class Record:
    """An object that takes these fields and no others; null counts as absent."""

    fields: Mapping[str, Kind] = field(default_factory=dict[str, Kind])
    required: tuple[str, ...] = ()

    def check(self, name: str, value: object) -> None:
        if not isinstance(value, dict):
            raise Fault(name, f"`{name}` must be an object.")
        self.check_fields(cast("Json", value), f"{name}.")

    def check_fields(self, given: Json, prefix: str = "") -> None:
        for name in given:
            if name not in self.fields:
                raise Fault(prefix + name, f"Unknown request parameter: `{prefix}{name}`.")
        for name in self.required:
            if given.get(name) in (None, "", []):
                raise Fault(prefix + name, f"Missing required parameter: `{prefix}{name}`.")
        for name, value in given.items():
            if value is not None:
                self.fields[name].check(prefix + name, value)

    def schema(self) -> Json:
        return {
            "type": "object",
            "properties": {name: kind.schema() for name, kind in self.fields.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }
