"""Everything a member reads, one TOML file a language; every one of them complete."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

DEFAULT = "en-US"


def _flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{name}.")  # pyright: ignore[reportUnknownArgumentType]
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat


@cache
def catalogues() -> Mapping[str, Mapping[str, str]]:
    """Locale code -> dotted key -> sentence."""
    files = (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml"))
    return {file.name.removesuffix(".toml"): _flatten(tomllib.loads(file.read_text("utf-8"))) for file in files}


def best(locale: str) -> str:
    """The language to speak to somebody whose client says `locale`: the same, a sister, or English."""
    known = catalogues()
    if locale in known:
        return locale
    language = locale.partition("-")[0]
    return next((code for code in sorted(known) if code.partition("-")[0] == language), DEFAULT)


def text(locale: str, key: str, **params: Any) -> str:
    """The sentence `key` in the language of `locale`. Raises KeyError for a key no language has."""
    known = catalogues()
    sentence = known[best(locale)].get(key) or known[DEFAULT][key]
    return sentence.format(**params)


def has(locale: str, key: str) -> bool:
    """Whether the very file of `locale` has `key`."""
    return key in catalogues().get(locale, {})


def number(locale: str, value: float) -> str:
    """`1,500` or `2.5` as the member's language writes it: grouped, and with one decimal where that says anything."""
    written = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    return written.translate(
        str.maketrans({",": text(locale, "numbers.thousands"), ".": text(locale, "numbers.decimal")})
    )


def credits_text(locale: str, amount: int) -> str:
    """`1 credit`, `1,500 credits`, in the member's language."""
    return text(locale, "credits.one" if amount == 1 else "credits.other", amount=number(locale, amount))
