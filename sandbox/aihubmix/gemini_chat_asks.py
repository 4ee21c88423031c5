"""What a chat message asks Gemini's picture models for."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any, cast

from sandbox.aihubmix.chat_asks import content_of, count_in, messages_of
from sandbox.aihubmix.errors import invalid_type, invalid_value, upstream_error
from sandbox.aihubmix.gemini_job import GeminiAsk
from sandbox.aihubmix.gemini_models import RATIOS
from sandbox.aihubmix.paint import readable
from sandbox.aihubmix.records import Json

_ASPECT_RATIO = re.compile(r"\baspect_ratio\s*=\s*(\S+)")
_MODALITIES = ("text", "image")
_DATA_URL = re.compile(r"data:image/[a-z0-9.+-]+;base64,([A-Za-z0-9+/=]+)")


def read_gemini_chat(body: Json) -> GeminiAsk:
    messages = messages_of(body)
    last = messages[-1]
    if last.get("role") != "user":
        raise upstream_error("The last message must be the user's.", "invalid_value", "messages")
    texts, references = content_of(last.get("content"))
    prompt = "\n".join(texts).strip()
    if not prompt:
        raise upstream_error("Invalid value for 'content': expected a string, got null.", "invalid_type", "messages")
    modalities = _modalities(body.get("modalities"))
    return GeminiAsk(
        str(body["model"]),
        prompt,
        count_in(prompt, 1),
        _ratio(messages),
        references=tuple(references or _earlier(messages[:-1])),
        words="text" in modalities,
        pictures="image" in modalities,
    )


def _modalities(given: object) -> list[object]:
    """Without them the model only talks."""
    if given is None:
        return ["text"]
    if not isinstance(given, list):
        raise invalid_type("modalities", "an array of strings", given)
    named = cast("list[object]", given)
    for one in named:
        if one not in _MODALITIES:
            raise invalid_value("modalities", one, _MODALITIES)
    return named


def _ratio(messages: list[Json]) -> str:
    """The one thing that is said in a system message. At the end of a prompt it would be words like all the others."""
    said = " ".join(str(message.get("content")) for message in messages if message.get("role") == "system")
    named = _ASPECT_RATIO.search(said)
    if named is None:
        return "1:1"
    if named[1] not in RATIOS:
        raise invalid_value("aspect_ratio", named[1], tuple(RATIOS))
    return named[1]


def _earlier(messages: list[Json]) -> list[bytes]:
    """The last picture of the last assistant message that has any, in whichever shape it was sent back."""
    for message in reversed(messages):
        if message.get("role") == "assistant":
            found = [picture for text in _base64_in(message) if (picture := _decoded(text))]
            if found:
                return found[-1:]
    return []


def _base64_in(value: Any) -> Iterator[str]:
    """Every base64 of a picture inside a message: `data` of inline data, and data: URLs wherever they stand."""
    match value:
        case str():
            yield from _DATA_URL.findall(value)
        case list():
            for one in cast("list[Any]", value):
                yield from _base64_in(one)
        case {"data": str(data)}:
            yield data
        case dict():
            for one in cast("Json", value).values():
                yield from _base64_in(one)
        case _:
            pass


def _decoded(text: str) -> bytes | None:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return data if readable(data) else None
