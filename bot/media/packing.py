"""Pixels made into bytes that fit: the better encodings first, then smaller."""

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

QUALITIES = (90, 80, 70)
_SIDES = {"image/webp": 16383, "image/jpeg": 65500}  # the formats' own limits
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_TINY = 16  # pixels: nothing is made smaller than that


@dataclass(frozen=True, slots=True)
class Encoding:
    """A format and how to write it."""

    mime: str
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Packed:
    """A picture's bytes. `choice`: the number of the encoding that was taken."""

    data: bytes
    mime: str
    width: int
    height: int
    choice: int


def lossy(mime: str) -> list[Encoding]:
    """At falling quality."""
    return [Encoding(mime, {"quality": quality}) for quality in QUALITIES]


def pack(image: Image.Image, encodings: Sequence[Encoding], most_bytes: int) -> Packed:
    """In at most `most_bytes` bytes (0: any number): the first encoding that does it, else the last one, smaller."""
    last = len(encodings) - 1
    data = None
    for choice, encoding in enumerate(encodings):
        data = _encoded(image, encoding)
        if data is not None and _fits(data, most_bytes):
            return Packed(data, encoding.mime, *image.size, choice)
    while True:
        image = _smaller(image, encodings[last].mime, data, most_bytes)
        data = _encoded(image, encodings[last])
        if data is not None and (_fits(data, most_bytes) or max(image.size) <= _TINY):
            return Packed(data, encodings[last].mime, *image.size, last)


def scaled(size: tuple[int, int], factor: float) -> tuple[int, int]:
    """No side below one pixel."""
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """With the best filter."""
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS)  # pyright: ignore[reportUnknownMemberType]  # numpy's part


def _fits(data: bytes, most_bytes: int) -> bool:
    return not most_bytes or len(data) <= most_bytes


def _encoded(image: Image.Image, encoding: Encoding) -> bytes | None:
    """None when the format has no room for so long a side."""
    if max(image.size) > _SIDES.get(encoding.mime, math.inf):
        return None
    file = io.BytesIO()
    image.save(file, _FORMATS[encoding.mime], **encoding.options)
    return file.getvalue()


def _smaller(image: Image.Image, mime: str, data: bytes | None, most_bytes: int) -> Image.Image:
    if data is None:
        factor = _SIDES[mime] / max(image.size)
    else:
        factor = min(0.9, max(0.25, 0.95 * math.sqrt(most_bytes / len(data))))
    return resized(image, scaled(image.size, factor))
