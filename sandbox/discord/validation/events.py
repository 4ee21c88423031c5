"""The gateway half: JSON Schemas generated from the discord-api-types package, one file a payload."""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema_rs

from sandbox.discord.payload import Json, decode
from sandbox.discord.validation.leniencies import forgive_event
from sandbox.discord.validation.openapi import Error, errors_of

_MESSAGE = "APIMessage"
_BY_EVENT = {
    "READY": "GatewayReadyDispatchData",
    "GUILD_CREATE": "GatewayGuildCreateDispatchData",
    "MESSAGE_CREATE": _MESSAGE,
    "MESSAGE_UPDATE": _MESSAGE,
}
_BY_INTERACTION = {
    (2, 1): "APIChatInputApplicationCommandGuildInteraction",
    (2, 3): "APIMessageApplicationCommandGuildInteraction",
    (3, None): "APIMessageComponentGuildInteraction",
    (4, 1): "APIApplicationCommandAutocompleteGuildInteraction",
    (5, None): "APIModalSubmitGuildInteraction",
}
_FLAGS = re.compile(r"Flags$")


class Events:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def errors(self, name: str, data: Json) -> Iterator[Error]:
        schema = _schema_name(name, data)
        if schema is None:
            return
        checked = forgive_event(data, schema == _MESSAGE)
        if name == "INTERACTION_CREATE" and "user" in checked:
            # Only the types of guild interactions are generated; elsewhere the user stands where the member would.
            checked.pop("user")
        yield from errors_of(self._validator(schema), checked)

    def _validator(self, name: str) -> jsonschema_rs.Validator:
        if name not in self._validators:
            schema = decode((self._folder / f"{name}.json").read_bytes())
            self._validators[name] = jsonschema_rs.Draft7Validator(_mended(schema))
        return self._validators[name]


def _schema_name(name: str, data: Json) -> str | None:
    if name != "INTERACTION_CREATE":
        return _BY_EVENT.get(name)
    command_kind = data["data"].get("type") if data["type"] in {2, 4} else None
    return _BY_INTERACTION.get((data["type"], command_kind))


def _mended(schema: Json) -> Json:
    """Undo what the generator cannot express: bit sets come out as enums, permission strings as
    empty objects and, in some files, as optional."""
    for name in schema["definitions"]:
        if _FLAGS.search(name):
            schema["definitions"][name] = {"type": "integer"}
        elif name.startswith("APIGuildInteractionWrapper"):
            required = schema["definitions"][name]["required"]
            schema["definitions"][name]["required"] = sorted({*required, "app_permissions"})
    _mend_snapshots(schema["definitions"])
    _mend_permissions(schema)
    return schema


def _mend_snapshots(definitions: Json) -> None:
    """The generator takes each field of a forwarded message for a whole one, and all of them for required."""
    if found := definitions.get("APIMessageSnapshotFields"):
        whole = definitions[_MESSAGE]["properties"]
        found["properties"] = {name: whole[name] for name in found["properties"]}
        found["required"] = [name for name in found["required"] if name not in {"stickers", "sticker_items"}]


def _mend_permissions(value: Any) -> None:
    if isinstance(value, dict):
        found = cast("Json", value)
        for key in ("permissions", "app_permissions"):
            if isinstance(found.get(key), dict) and found[key].get("properties") == {}:
                found[key] = {"type": "string"}
        for inner in found.values():
            _mend_permissions(inner)
    elif isinstance(value, list):
        for inner in cast("list[Any]", value):
            _mend_permissions(inner)


@functools.cache
def load_events(reference: Path) -> Events:
    return Events(reference / "discord-gateway-schemas")
