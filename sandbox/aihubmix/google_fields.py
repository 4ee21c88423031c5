"""The objects of a request on Google's lane, read as strictly as its JSON parser reads them."""

import base64
import binascii
import re
from collections.abc import Collection
from typing import cast

from sandbox.aihubmix.errors import Answered, google_error
from sandbox.aihubmix.paint import readable

_MIMES = ("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif")


_URL_SAFE = str.maketrans("-_", "+/")
"""Either alphabet of base64 is valid; the official client sends the one for URLs."""


class Fields:
    """One object; whatever is wrong with it raises the answer that says so.

    Messages are known by two spellings, `inlineData` and `inline_data`; the loose parameters of `:predict` by one.
    """

    def __init__(self, given: object, known: Collection[str], where: str = "", *, both_spellings: bool = False) -> None:
        if not isinstance(given, dict):
            raise _invalid(where or "request", "an object", given)
        self.where = where
        self._both = both_spellings
        self._given: dict[str, object] = {}
        for name, value in cast("dict[str, object]", given).items():
            camel = _camel(name) if both_spellings else name
            if camel not in known:
                raise unknown_name(name, where)
            if value is not None:
                self._given[camel] = value

    def __contains__(self, name: str) -> bool:
        return name in self._given

    def text(self, name: str, default: str = "") -> str:
        value = self._given.get(name, default)
        if not isinstance(value, str):
            raise _invalid(self._path(name), "a string", value)
        return value

    def choice(self, name: str, supported: Collection[str], default: str) -> str:
        value = self.text(name, default)
        if value not in supported:
            raise _unsupported(self._path(name), value, supported)
        return value

    def whole(self, name: str, supported: Collection[int], default: int) -> int:
        value = self._given.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise _invalid(self._path(name), "an integer", value)
        if value not in supported:
            raise _unsupported(self._path(name), value, supported)
        return value

    def flag(self, name: str) -> bool:
        value = self._given.get(name, False)
        if not isinstance(value, bool):
            raise _invalid(self._path(name), "a boolean", value)
        return value

    def inner(self, name: str, known: Collection[str]) -> "Fields":
        """An object inside; an absent one is empty."""
        return Fields(self._given.get(name, {}), known, self._path(name), both_spellings=self._both)

    def rows(self, name: str, known: Collection[str]) -> list["Fields"]:
        path = self._path(name)
        return [
            Fields(row, known, f"{path}[{index}]", both_spellings=self._both)
            for index, row in enumerate(self.values(name))
        ]

    def values(self, name: str) -> list[object]:
        value = self._given.get(name, [])
        if not isinstance(value, list):
            raise _invalid(self._path(name), "a list", value)
        return cast("list[object]", value)

    def picture(self, data: str, *, mimes: Collection[str] = _MIMES) -> bytes:
        """The picture that this object holds in its field `data`, with its `mimeType` beside it."""
        mime = self.text("mimeType")
        if mime not in mimes:
            raise _unsupported(self._path("mimeType"), mime, mimes)
        try:
            decoded = base64.b64decode(self.text(data).translate(_URL_SAFE), validate=True)
        except binascii.Error:
            raise google_error(f"Invalid value at '{self._path(data)}' (TYPE_BYTES), Base64 decoding failed") from None
        if not readable(decoded):
            raise google_error("Unable to process input image.")
        return decoded

    def _path(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name


def unknown_name(name: str, where: str = "") -> Answered:
    place = f" at '{where}'" if where else ""
    return google_error(f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.')


def english(prompt: str) -> str:
    """The prompt, for models that take English only: letters beyond Latin-1 show that nobody translated it."""
    if not prompt.strip():
        raise google_error("The prompt is empty.")
    if any(char.isalpha() and ord(char) > 0xFF for char in prompt):
        raise google_error("Only English prompts are supported for this model.")
    return prompt


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def _invalid(path: str, expected: str, got: object) -> Answered:
    return google_error(f"Invalid value at '{path}': expected {expected}, not {type(got).__name__}")


def _unsupported(path: str, value: object, supported: Collection[object]) -> Answered:
    listed = ", ".join(str(one) for one in supported)
    return google_error(f"Invalid value at '{path}': {value!r} is not supported, only: {listed}")
