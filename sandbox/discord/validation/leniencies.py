"""Where the sandbox is more forgiving than the published specification, and why. Nothing else is forgiven."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from sandbox.discord.payload import Json, copied, objects, walk

Forgive = Callable[[Any], None]
"""Changes a copy of the payload into what the specification would have had."""


FORWARD = 1  # documented type of a message reference
_READ_ONLY = ("url", "proxy_url", "size", "width", "height", "content_type", "spoiler", "ephemeral", "flags")


@dataclass(frozen=True)
class Leniency:
    reason: str
    applies: Callable[[str, str], bool]
    forgive: Forgive


def _strings(item: Json, *keys: str) -> None:
    for key in keys:
        value = item.get(key)
        if isinstance(value, list):
            item[key] = [str(each) if isinstance(each, int) else each for each in cast("list[Any]", value)]
        elif isinstance(value, int) and not isinstance(value, bool):
            item[key] = str(value)


def _drop_false_tts(payload: Any) -> None:
    for item in walk(payload):
        if item.get("tts") is False:
            del item["tts"]


def _attachment_ids(payload: Any) -> None:
    for item in walk(payload):
        for attachment in objects(item.get("attachments")):
            _strings(attachment, "id")


def _kept_attachments(payload: Any) -> None:
    for item in walk(payload):
        for attachment in objects(item.get("attachments")):
            for key in _READ_ONLY:
                attachment.pop(key, None)


def _drop_embed_flags(payload: Any) -> None:
    for item in walk(payload):
        for embed in objects(item.get("embeds")):
            embed.pop("flags", None)


def _drop_nsfw(payload: Any) -> None:
    for command in objects(payload):
        command.pop("nsfw", None)


def _snowflakes(payload: Any) -> None:
    for item in walk(payload):
        if isinstance(reference := item.get("message_reference"), dict):
            _strings(cast("Json", reference), "message_id", "channel_id", "guild_id")
        if isinstance(allowed := item.get("allowed_mentions"), dict):
            _strings(cast("Json", allowed), "users", "roles")
        _strings(item, "recipient_id")


def _is_message_write(method: str, template: str) -> bool:
    return method in {"POST", "PATCH"} and ("/messages" in template or "webhook" in template or "callback" in template)


LENIENCIES = (
    Leniency(
        "tts is no field of an edit, but clients send it as false and Discord ignores it",
        lambda method, template: (method == "PATCH" and "/messages/" in template) or template.endswith("/callback"),
        _drop_false_tts,
    ),
    Leniency(
        "placeholder ids of new attachments are numbers in the documentation's own examples",
        _is_message_write,
        _attachment_ids,
    ),
    Leniency(
        "an edit keeps an attachment by its id; clients send the whole object they were given and the rest is ignored",
        lambda method, template: method == "PATCH" or template.endswith("/callback"),
        _kept_attachments,
    ),
    Leniency(
        "clients send an embed's flags along with it; Discord ignores them, as it does the embed's type",
        _is_message_write,
        _drop_embed_flags,
    ),
    Leniency(
        "nsfw is documented for commands but missing from the bulk-overwrite schema",
        lambda method, template: method == "PUT" and template.endswith("/commands"),
        _drop_nsfw,
    ),
    Leniency(
        "snowflakes may be numbers in requests: Discord has always accepted both",
        lambda method, template: _is_message_write(method, template) or template == "/users/@me/channels",
        _snowflakes,
    ),
)


def forgive_request(method: str, template: str, payload: Any) -> Any:
    forgiven = copied(payload)
    for leniency in LENIENCIES:
        if leniency.applies(method, template):
            leniency.forgive(forgiven)
    return forgiven


def forgive_response(status: int, body: Any) -> Any:
    """The specification gives the errors of a form numeric codes; the documentation, and Discord, give them names. It
    has the snapshots of forwarded messages, but not the type of the reference that goes with them."""
    if status < 400 and any("message_snapshots" in item for item in walk(body)):
        return _as_replies(copied(body))
    if status < 400 or not isinstance(body, dict):
        return body
    forgiven = copied(cast("Json", body))
    for item in walk(forgiven.get("errors")):
        for error in objects(item.get("_errors")):
            error["code"] = 0
    return forgiven


def _as_replies(body: Any) -> Any:
    for item in walk(body):
        if "message_snapshots" in item and item["message_reference"]["type"] == FORWARD:
            item["message_reference"]["type"] = 0
    return body


def forgive_event(data: Json, message: bool) -> Json:
    """Events are checked against types that know fewer fields than the REST specification demands."""
    forgiven = copied(data)
    if message:  # a message event is a message with its place in the guild
        forgiven.pop("guild_id", None)
        forgiven.pop("member", None)
    for item in walk(forgiven):
        if {"proxy_url", "url"} <= item.keys() and "filename" not in item:
            item.pop("id", None)  # unfurled media: required by the REST specification, unknown to the event types
    return forgiven
