"""Pictures and tokens in answers whose shape no document gives: one search for every shape that was seen."""

import re
from collections.abc import Iterator
from typing import Any, cast

from bot.catalog.spec import Usage
from bot.provider.shapes import table, tables, text, whole
from bot.provider.wire import Inline, Link, Source

_INSIDE = ("output", "results", "result", "data")
_INLINE = ("b64_json", "bytesBase64", "bytesBase64Encoded", "base64")
_LINKS = ("urls", "url", "samples", "sample")
_ECHOED = ("image", "image_url")  # what requests call theirs: results only where nothing else can be one
_BASE64 = re.compile(r"[A-Za-z0-9+/=_-]+")
_DEPTH = 12


def pictures(body: Any) -> list[Source]:
    """Every finished picture or video once, in order.

    Of several forms of one picture the first that is there is taken. What stands beside `polling_url` is not finished;
    what came with the request and is sent back is no result.
    """
    return list(dict.fromkeys(_found(body, "", _DEPTH)))


def withheld(body: Any) -> bool:
    """Whether the answer says that something was made and is not handed out."""
    return any(item.get("is_image_safe") is False for item in _objects(body, _DEPTH))


def token_usage(usage: dict[str, Any]) -> Usage | None:
    """Every field is optional; without details all input is text."""
    if not usage:
        return None
    details = table(usage.get("input_tokens_details"))
    image_in = whole(details.get("image_tokens"))
    text_in = whole(details.get("text_tokens")) or max(0, whole(usage.get("input_tokens")) - image_in)
    return Usage(text_in, image_in, whole(usage.get("output_tokens")))


def _found(value: Any, name: str, depth: int) -> Iterator[Source]:
    """`name`: what the value is called where it stands."""
    if isinstance(value, str):
        if source := _source(value, name):
            yield source
    elif isinstance(value, list) and depth:
        for item in cast("list[Any]", value):
            yield from _found(item, name, depth - 1)
    elif isinstance(value, dict) and depth:
        yield from _in_object(table(value), depth - 1)


def _in_object(item: dict[str, Any], depth: int) -> Iterator[Source]:
    if "polling_url" in item or item.get("is_image_safe") is False:
        return
    if "mime" in item and (word := text(item.get("bytes"))):  # a body that is the file itself
        yield Inline(word)
        return
    names = [name for name in (*_INSIDE, *_INLINE, *_LINKS) if name in item]
    for name in names or _ECHOED:
        if found := list(_found(item.get(name), name, depth)):
            yield from found
            return


def _source(value: str, name: str) -> Source | None:
    if value.startswith(("http://", "https://")):
        return Link(value)
    plain = name in _INLINE or (name == "image" and _BASE64.fullmatch(value))
    return Inline(value) if value and (plain or value.startswith("data:")) else None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """All that stand where results stand."""
    for item in filter(None, [table(value), *tables(value)] if depth else []):
        yield item
        for name in _INSIDE:
            yield from _objects(item.get(name), depth - 1)
