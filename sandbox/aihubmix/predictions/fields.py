"""The fields of one request, read by name; whatever is wrong with one raises the answer that says so."""

from dataclasses import dataclass, field
from typing import Any, cast

from sandbox.aihubmix.errors import gateway_error, invalid_type, invalid_value, unknown_parameter, upstream_error
from sandbox.aihubmix.records import Json

_PROMPT_LIMIT = 32_000
_SEEDS = 2**32


@dataclass(frozen=True)
class Given:
    """A reference as it was sent, not yet looked at."""

    name: str
    value: str = field(repr=False)


class Fields:
    def __init__(self, given: Json) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}

    def only(self, *known: str) -> None:
        """Refuses every field with another name."""
        unknown = next((name for name in self._given if name not in known), None)
        if unknown is not None:
            raise unknown_parameter(unknown)

    def has(self, name: str) -> bool:
        return name in self._given

    def text(self, name: str, default: str = "") -> str:
        value: Any = self._given.get(name, default)
        if not isinstance(value, str):
            raise invalid_type(name, "a string", value)
        return value

    def choice(self, name: str, supported: tuple[str, ...], default: str = "") -> str:
        value = self.text(name, default or supported[0])
        if value not in supported:
            raise invalid_value(name, value, supported)
        return value

    def whole(self, name: str, default: int, allowed: range, gateway_code: str = "") -> int:
        value = self._given.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise invalid_type(name, "an integer", value)
        if value not in allowed:
            text = f"{name} must be between {allowed[0]} and {allowed[-1]}"
            if gateway_code:
                raise gateway_error(400, text, gateway_code, malformed=True)
            raise upstream_error(f"Invalid '{name}': {text}.", "invalid_value", name)
        return value

    def number(self, name: str, default: float, low: float, high: float) -> float:
        value = self._given.get(name, default)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise invalid_type(name, "a number", value)
        if not low <= value <= high:
            text = f"Invalid '{name}': {name} must be between {low:g} and {high:g}."
            raise upstream_error(text, "invalid_value", name)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._given.get(name, default)
        if not isinstance(value, bool):
            raise invalid_type(name, "a boolean", value)
        return value

    def inner(self, name: str) -> "Fields":
        """The fields of an object; none where it is missing."""
        value: object = self._given.get(name, {})
        if not isinstance(value, dict):
            raise invalid_type(name, "an object", value)
        return Fields(cast("Json", value))

    def items(self, name: str) -> list[object]:
        value: object = self._given.get(name, [])
        if not isinstance(value, list):
            raise invalid_type(name, "an array", value)
        return cast("list[object]", value)

    def prompt(self) -> str:
        prompt = self.text("prompt")
        if not prompt.strip():
            raise gateway_error(400, "prompt is required", "prompt_missing", malformed=True)
        if len(prompt) > _PROMPT_LIMIT:
            raise gateway_error(400, f"prompt is longer than {_PROMPT_LIMIT} characters", "prompt_too_long")
        return prompt

    def count(self, most: int, *, name: str = "n", default: int = 1) -> int:
        return self.whole(name, default, range(1, most + 1), "n_not_within_range")

    def seed(self) -> int:
        return self.whole("seed", 0, range(_SEEDS))

    def address(self, name: str, *, bare: bool = False, needed: bool = False) -> tuple[Given, ...]:
        """One reference, or none where it is missing. A data URL is a URL; `bare` lets mere base64 pass too."""
        if not self.has(name):
            if needed:
                raise upstream_error(f"Missing required parameter: '{name}'.", "missing_required_parameter", name)
            return ()
        return (_given(name, self._given[name], bare=bare),)

    def addresses(self, name: str, most: int, *, bare: bool = False, needed: bool = False) -> tuple[Given, ...]:
        """A list of references."""
        values = self.items(name)
        if not values and needed:
            raise upstream_error(f"Missing required parameter: '{name}'.", "missing_required_parameter", name)
        if not values and self.has(name):
            raise upstream_error(f"Invalid '{name}': expected at least 1 picture.", "array_below_min_length", name)
        if len(values) > most:
            text = f"Invalid '{name}': too many pictures, expected at most {most}."
            raise upstream_error(text, "array_above_max_length", name)
        return tuple(_given(name, value, bare=bare) for value in values)

    def one_or_more(self, name: str, most: int, *, needed: bool = False) -> tuple[Given, ...]:
        """One reference as a string, or a list of them."""
        if isinstance(self._given.get(name), list):
            return self.addresses(name, most, needed=needed)
        return self.address(name, needed=needed)


def _given(name: str, value: object, *, bare: bool) -> Given:
    if not isinstance(value, str):
        raise invalid_type(name, "a string", value)
    if not bare and not value.lower().startswith(("http://", "https://", "data:")):
        raise upstream_error(f"Invalid '{name}': expected a URL.", "invalid_value", name)
    return Given(name, value)
