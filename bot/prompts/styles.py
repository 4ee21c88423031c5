"""The styles the bot brings along: data/styles.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from bot import locales

DATA = resources.files(__name__.rpartition(".")[0]) / "data" / "styles.toml"


class Style(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    names: Mapping[str, str]
    """Locale code -> what members read."""
    text: str
    """With {prompt} where the member's words go."""

    def title(self, locale: str) -> str:
        """In the language of `locale`."""
        return self.names.get(locales.best(locale)) or self.names[locales.DEFAULT]


@cache
def styles() -> Mapping[str, Style]:
    """What is typed -> the style, in the order they are offered."""
    return {name: Style.model_validate(table) for name, table in tomllib.loads(DATA.read_text("utf-8")).items()}
