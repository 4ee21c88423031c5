"""Application commands: what is registered, and what Discord demands of a registration."""

import re
from collections.abc import Iterator

from sandbox.discord.payload import Json, child, objects, without_nulls
from sandbox.discord.refusals import Problem, invalid_form
from sandbox.discord.snowflakes import Snowflakes

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
MAX_CHARACTERS = 8000
_MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
_NAME = re.compile(r"[-_'\w]{1,32}")
_LOCALES = frozenset(
    (
        *("ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr", "hu"),
        *("id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi"),
        *("zh-CN", "zh-TW"),
    )
)
_LOCALIZATIONS = ("name_localizations", "description_localizations")


class Commands:
    def __init__(self, application_id: str, ids: Snowflakes) -> None:
        self._application_id = application_id
        self._ids = ids
        self._registered: dict[str | None, list[Json]] = {}

    def overwrite(self, wanted: list[Json], guild_id: str | None) -> list[Json]:
        if found := [problem for rule in _RULES for problem in rule(wanted)]:
            raise invalid_form(*found)
        before = {(known["type"], known["name"]): known["id"] for known in self.of(guild_id)}
        self._registered[guild_id] = [
            self._registration(item, guild_id, before.get((item.get("type") or CHAT_INPUT, item["name"])))
            for item in wanted
        ]
        return self.of(guild_id)

    def of(self, guild_id: str | None) -> list[Json]:
        return self._registered.get(guild_id, [])

    def get(self, command_id: str, guild_id: str | None) -> Json | None:
        return next((known for known in self.of(guild_id) if known["id"] == command_id), None)

    def find(self, name: str, kind: int, guild_id: str | None) -> Json | None:
        """The one a person picks by name; a guild's own command hides a global one."""
        candidates = [*(self.of(guild_id) if guild_id else ()), *self.of(None)]
        return next((known for known in candidates if (known["type"], known["name"]) == (kind, name)), None)

    def _registration(self, wanted: Json, guild_id: str | None, known_id: str | None) -> Json:
        allowed = wanted.get("default_member_permissions")
        shape: Json = without_nulls(wanted) | {
            "id": known_id or self._ids.next(),
            "application_id": self._application_id,
            "version": self._ids.next(),
            "default_member_permissions": None if allowed is None else str(allowed),
            "type": wanted.get("type") or CHAT_INPUT,
            "description": wanted.get("description") or "",
            "contexts": wanted.get("contexts"),
            "integration_types": wanted.get("integration_types") or [0],
            "nsfw": bool(wanted.get("nsfw")),
        }
        if wanted.get("options"):
            shape["options"] = [_settled(option) for option in objects(wanted["options"])]
        return shape | ({"guild_id": guild_id} if guild_id else {})


def _settled(option: Json) -> Json:
    shape = without_nulls(option)
    if "options" in shape:
        shape["options"] = [_settled(inner) for inner in objects(shape["options"])]
    if "choices" in shape:
        shape["choices"] = [without_nulls(choice) for choice in objects(shape["choices"])]
    return shape


def without_localizations(command: Json) -> Json:
    return {key: value for key, value in command.items() if key not in _LOCALIZATIONS}


def _nested(item: Json) -> Iterator[Json]:
    yield item
    for part in ("options", "choices"):
        for inner in objects(item.get(part)):
            yield from _nested(inner)


def _names(wanted: list[Json]) -> Iterator[Problem]:
    for position, command in enumerate(wanted):
        if (command.get("type") or CHAT_INPUT) != CHAT_INPUT:
            continue
        for item in (part for part in _nested(command) if "value" not in part):
            for name in (item.get("name"), *child(item, "name_localizations").values()):
                if not isinstance(name, str) or not _NAME.fullmatch(name) or name != name.lower():
                    yield Problem(
                        f"{position}.name", "APPLICATION_COMMAND_INVALID_NAME", f"Command name {name!r} is invalid"
                    )


def _unique(wanted: list[Json]) -> Iterator[Problem]:
    seen: set[tuple[int, str]] = set()
    for position, command in enumerate(wanted):
        key = (command.get("type") or CHAT_INPUT, command["name"])
        if key in seen:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            yield Problem(f"{position}.name", code, "Application command names must be unique")
        seen.add(key)


def _counts(wanted: list[Json]) -> Iterator[Problem]:
    for kind, most in _MOST.items():
        if sum((command.get("type") or CHAT_INPUT) == kind for command in wanted) > most:
            yield Problem("_", "APPLICATION_COMMAND_TOO_MANY", f"More than {most} commands of type {kind}")


def _locales(wanted: list[Json]) -> Iterator[Problem]:
    for position, command in enumerate(wanted):
        for item in _nested(command):
            for key in _LOCALIZATIONS:
                for locale in child(item, key):
                    if locale not in _LOCALES:
                        yield Problem(f"{position}.{key}", "ENUM_TYPE_COERCE", f"{locale!r} is not a locale.")


def _order(wanted: list[Json]) -> Iterator[Problem]:
    for position, command in enumerate(wanted):
        for item in _nested(command):
            required = [bool(option.get("required")) for option in objects(item.get("options"))]
            if required != sorted(required, reverse=True):
                code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
                yield Problem(
                    f"{position}.options", code, "Required options must be placed before non-required options"
                )


def _characters(wanted: list[Json]) -> Iterator[Problem]:
    """Name, description and values of a command and its parts; of translations the longest counts."""
    for position, command in enumerate(wanted):
        if sum(_length(item) for item in _nested(command)) > MAX_CHARACTERS:
            yield Problem(
                f"{position}", "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds {MAX_CHARACTERS} characters"
            )


def _length(item: Json) -> int:
    total = len(item["value"]) if isinstance(item.get("value"), str) else 0
    for key in ("name", "description"):
        texts: list[str] = [item.get(key) or "", *child(item, f"{key}_localizations").values()]
        total += max(len(text) for text in texts)
    return total


_RULES = (_names, _unique, _counts, _locales, _order, _characters)
