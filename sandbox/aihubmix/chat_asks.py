"""What a chat message asks a picture model for: the reverse models read everything from the prose."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import cast

from sandbox.aihubmix.errors import invalid_type, upstream_error
from sandbox.aihubmix.files import Files
from sandbox.aihubmix.paint import readable
from sandbox.aihubmix.records import Json

_RATIO = re.compile(r"(?<!\d)(1:1|2:3|3:2|3:4|4:3|4:5|5:4|9:16|16:9|21:9)(?!\d)")
_COUNT = re.compile(r"(?i)\b(\d+|one|two|three|four)\s+(?:images?|pictures?|variations?)\b|(\d+)\s*张|\bn\s*=\s*(\d+)")
_INSTRUCTIONS = re.compile(r"(?i)\s*\breturn\s+\S+\s+(?:images?|pictures?)\s*$|\s\d+:\d+\s*$")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
_OWN_LINK = re.compile(r"!\[[^\]]*\]\(https?://[^/)]+(/cdn/[^)]+)\)")
_DATA_URL = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)
_PIXELS = 1024 * 1536


@dataclass(frozen=True)
class Ask:
    prompt: str
    ratio: str
    n: int
    references: tuple[bytes, ...]

    @property
    def subject(self) -> str:
        """What the picture shows: the prompt without how many and in which shape."""
        return _INSTRUCTIONS.sub("", _INSTRUCTIONS.sub("", self.prompt)) or self.prompt

    @property
    def size(self) -> tuple[int, int]:
        if self.ratio == "1:1":
            return 1024, 1024
        across, down = (int(side) for side in self.ratio.split(":"))
        unit = (_PIXELS / (across * down)) ** 0.5
        return round(across * unit / 8) * 8, round(down * unit / 8) * 8


async def read_ask(body: Json, files: Files, default_count: int) -> Ask:
    """From the last user message; earlier answers of ours serve as reference when it brings none."""
    messages = messages_of(body)
    texts, references = content_of(messages[-1].get("content"))
    prompt = "\n".join(texts).strip()
    if not prompt:
        raise upstream_error("Invalid value for 'content': expected a string, got null.", "invalid_type", "messages")
    if not references:
        references = await _earlier(messages[:-1], files)
    ratios = _RATIO.findall(prompt.replace("：", ":"))
    return Ask(prompt, ratios[-1] if ratios else "1:1", count_in(prompt, default_count), tuple(references))


def count_in(prompt: str, default: int) -> int:
    """How many pictures the prompt asks for."""
    found = _COUNT.findall(prompt)
    if not found:
        return default
    number = next(group for group in found[-1] if group).lower()
    return min(max(_WORDS.get(number) or int(number), 1), 4)


def messages_of(body: Json) -> list[Json]:
    messages: object = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise invalid_type("messages", "a non-empty array of objects", cast("object", messages))
    rows = cast("list[object]", messages)
    for row in rows:
        if not isinstance(row, dict):
            raise invalid_type("messages", "an array of objects", row)
    return cast("list[Json]", rows)


def content_of(content: object) -> tuple[list[str], list[bytes]]:
    """The texts and the pictures of one message."""
    if isinstance(content, str):
        return [content], []
    if not isinstance(content, list):
        raise invalid_type("messages.content", "one of a string or array of objects", content)
    texts: list[str] = []
    references: list[bytes] = []
    for part in cast("list[Json]", content):
        match part:
            case {"type": "text", "text": str(text)}:
                texts.append(text)
            case {"type": "image_url", "image_url": {"url": str(url)}}:
                references.append(_decoded(url))
            case _:
                raise upstream_error("Invalid content part.", "invalid_value", "messages.content")
    return texts, references


def _decoded(url: str) -> bytes:
    """Only data: URLs; the sandbox has no network in which another address could mean anything."""
    head = _DATA_URL.match(url)
    if head is None:
        raise upstream_error(f"Failed to download image from {url[:80]}.", "invalid_image_url", "url")
    try:
        data = base64.b64decode(url[head.end() :], validate=True)
    except binascii.Error:
        raise upstream_error("Invalid base64 image_url.", "invalid_base64", "url") from None
    if not readable(data):
        raise upstream_error("You uploaded an unsupported image.", "invalid_image_format", "url")
    return data


async def _earlier(messages: list[Json], files: Files) -> list[bytes]:
    """The last picture that an assistant message of the conversation links to."""
    for message in reversed(messages):
        content = message.get("content")
        if message.get("role") != "assistant" or not isinstance(content, str):
            continue
        stored = [file for path in _OWN_LINK.findall(content) if (file := files.get(path)) is not None]
        if stored:
            return [await stored[-1].read()]
    return []
