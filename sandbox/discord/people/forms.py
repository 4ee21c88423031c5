"""Filling in a modal: what each of its fields takes, and how it is sent."""

from collections.abc import Mapping
from typing import Any, cast

from sandbox.discord import components as kinds
from sandbox.discord.cdn import Upload
from sandbox.discord.payload import Json, objects
from sandbox.discord.people.offered import NotOfferedByDiscord, Resolved
from sandbox.discord.world import Role

_MAX_TEXT = 4000


async def submission(modal: Json, values: Mapping[str, Any], resolved: Resolved) -> Json:
    """The data of a MODAL_SUBMIT, from what the person typed and chose, by custom_id."""
    left = dict(values)
    sent = [await _top_level(component, left, resolved) for component in objects(modal["components"])]
    if left:
        raise NotOfferedByDiscord(f"the form has no field {sorted(left)}")
    data: Json = {"custom_id": modal["custom_id"], "components": sent}
    return data | ({"resolved": resolved.found} if resolved.found else {})


async def _top_level(component: Json, values: dict[str, Any], resolved: Resolved) -> Json:
    kind = component["type"]
    shape: Json = {"type": kind, "id": component.get("id") or 0}
    if kind == kinds.LABEL:
        return shape | {"component": await _field(component["component"], values, resolved)}
    if kind == kinds.ROW:
        return shape | {
            "components": [await _field(inner, values, resolved) for inner in objects(component["components"])]
        }
    return shape


async def _field(field: Json, values: dict[str, Any], resolved: Resolved) -> Json:
    custom_id, kind = field["custom_id"], field["type"]
    given = values.pop(custom_id, None)
    shape: Json = {"type": kind, "id": field.get("id") or 0, "custom_id": custom_id}
    match kind:
        case 4:
            return shape | {"value": _text(field, given)}
        case 19:
            return shape | {"values": await _files(field, given, resolved)}
        case 21:
            picked = _options(field, given, default_most=1)
            return shape | {"value": picked[0] if picked else None}
        case 23:
            return shape | {"value": bool(field.get("default")) if given is None else bool(given)}
        case 3 | 22:
            most = len(objects(field.get("options"))) if kind == kinds.CHECKBOX_GROUP else 1
            return shape | {"values": _options(field, given, default_most=most)}
        case _:
            return shape | {"values": _records(field, given, resolved)}


def _is_required(field: Json) -> bool:
    return field.get("required") is not False


def _text(field: Json, given: Any) -> str:
    text = str(field.get("value") or "" if given is None else given)
    if not text and not _is_required(field):
        return text
    least, most = field.get("min_length") or (1 if _is_required(field) else 0), field.get("max_length") or _MAX_TEXT
    if not least <= len(text) <= most:
        raise NotOfferedByDiscord(f"field {field['custom_id']!r} takes {least} to {most} characters, not {len(text)}")
    return text


def _listed(given: Any) -> list[Any]:
    if given is None:
        return []
    return cast("list[Any]", given) if isinstance(given, list) else [given]


def _check_count(field: Json, count: int, default_most: int) -> None:
    least = field.get("min_values")
    if least is None:
        least = 1 if _is_required(field) else 0
    if not _is_required(field) and count == 0:
        return
    most = field.get("max_values") or default_most
    if not least <= count <= most:
        raise NotOfferedByDiscord(f"field {field['custom_id']!r} takes {least} to {most} values, not {count}")


async def _files(field: Json, given: Any, resolved: Resolved) -> list[str]:
    uploads = _listed(given)
    _check_count(field, len(uploads), default_most=1)
    if not all(isinstance(upload, Upload) for upload in uploads):
        raise NotOfferedByDiscord(f"field {field['custom_id']!r} takes files")
    return [await resolved.attachment(upload) for upload in uploads]


def _options(field: Json, given: Any, default_most: int) -> list[str]:
    """By value or by label."""
    options = objects(field.get("options"))
    if given is None:
        chosen = [option["value"] for option in options if option.get("default")]
    else:
        chosen = [pick(options, wanted, field["custom_id"]) for wanted in _listed(given)]
    _check_count(field, len(chosen), default_most)
    return chosen


def pick(options: list[Json], wanted: Any, where: str) -> str:
    for option in options:
        if wanted in (option["value"], option["label"]):
            return option["value"]
    raise NotOfferedByDiscord(f"{where!r} has no option {wanted!r}")


def _records(field: Json, given: Any, resolved: Resolved) -> list[str]:
    wanted = _listed(given)
    _check_count(field, len(wanted), default_most=1)
    return [record(field["type"], item, resolved) for item in wanted]


def record(kind: int, wanted: Any, resolved: Resolved) -> str:
    """A user, role or channel from a select menu that lists the guild's own."""
    if kind == kinds.CHANNEL_SELECT:
        return resolved.channel_option(wanted)
    if kind == kinds.ROLE_SELECT or isinstance(wanted, Role):
        return resolved.role(wanted)
    return resolved.user(wanted)
