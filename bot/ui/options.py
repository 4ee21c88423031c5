"""Slash-command options that several commands have in common."""

from typing import TypeVar

from discord.app_commands import Range, allowed_contexts, allowed_installs, locale_str

from bot.catalog.catalog import MOST_SEED, PROMPT_LIMIT

T = TypeVar("T")
MOST_TYPED = 100  # characters of a choice

Prompt = Range[str, 1, PROMPT_LIMIT]
Words = Range[str, 0, PROMPT_LIMIT]
Typed = Range[str, 0, MOST_TYPED]
Count = Range[int, 1, 10]
Seed = Range[int, 0, MOST_SEED]


def everywhere(command: T) -> T:
    """Offered on servers, in direct messages and between people, to servers' members and to whoever brings the bot
    along."""
    placed = allowed_contexts(guilds=True, dms=True, private_channels=True)(command)
    return allowed_installs(guilds=True, users=True)(placed)


def described(command: str, **texts: str) -> "dict[str, locale_str]":
    """Descriptions that the locale files may translate."""
    return {name: locale_str(text, key=f"commands.{command}.{name}") for name, text in texts.items()}


def typed_options(**given: object) -> dict[str, object]:
    """Without what was left out; choices in the spelling of the tables."""
    return {name: _clean(name, value) for name, value in given.items() if value not in {"", None}}


def _clean(name: str, value: object) -> object:
    if not isinstance(value, str) or name in {"prompt", "negative"}:
        return value
    # Qualities and backgrounds are lower-case in every table; resolutions are 2K, but 720p.
    tidy = value.strip()
    if name == "resolution":
        return tidy.upper() if tidy[-1:] in "kK" else tidy.lower()
    return tidy.lower() if name in {"quality", "background"} else tidy
