"""Pictures, with Pillow: what they are, and making them smaller. All of it blocks: call it in a thread."""

import io
import struct
import warnings
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from bot.errors import NotAPicture, TooManyPixels

MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
WEBP_SIDE = 16383  # the format's own limit
SMALLEST_SIDE = 256  # below that a picture is not worth posting
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What Pillow and its decoders raise at bytes that are not as they should be."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the bytes say, whatever name or header they came with."""

    mime: str
    width: int
    height: int


def mime(image: Image.Image) -> str:
    """The media type of an opened picture."""
    if image.format == "MPO":  # a camera's JPEG with further pictures behind the first
        return MIMES["JPEG"]
    return MIMES.get(image.format or "") or f"image/{(image.format or '').lower()}"


@contextmanager
def opened(
    source: Path | BinaryIO, name: str, max_megapixels: int, formats: tuple[str, ...] = tuple(MIMES)
) -> Generator[Image.Image]:
    """A picture, not decoded yet. Whatever is wrong with it, then or later, raises NotAPicture or TooManyPixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is odd but readable; of bombs: the limit below is stricter
            with Image.open(source, formats=formats) as image:
                if image.width * image.height > max_megapixels * 1_000_000:
                    raise TooManyPixels(name=name, limit=max_megapixels)
                if not image.width * image.height:
                    raise NotAPicture("no pixels", name=name)
                yield image
    except (Image.DecompressionBombError, MemoryError) as error:
        raise TooManyPixels(name=name, limit=max_megapixels) from error
    except BROKEN as error:
        raise NotAPicture(str(error), name=name) from error


def inspect(source: Path | BinaryIO, name: str, max_megapixels: int) -> Facts:
    """Decode a picture to the last pixel. Raises NotAPicture or TooManyPixels."""
    with opened(source, name, max_megapixels) as image:
        facts = Facts(mime(image), image.width, image.height)
        image.load()
        return facts


def fit(path: Path, limit: int) -> tuple[bytes, str]:
    """The picture in at most `limit` bytes, and its mime type: as it is, else as WebP, else smaller and smaller."""
    if path.stat().st_size <= limit:
        with Image.open(path) as image:
            return path.read_bytes(), mime(image)
    with Image.open(path) as whole:
        image = whole.convert("RGBA" if whole.has_transparency_data else "RGB")
    image.thumbnail((WEBP_SIDE, WEBP_SIDE))
    quality = 90
    while True:
        packed = io.BytesIO()
        image.save(packed, "WEBP", quality=quality)
        if packed.tell() <= limit or min(image.size) <= SMALLEST_SIDE:
            return packed.getvalue(), "image/webp"
        if quality > 75:
            quality -= 15
        else:
            image.thumbnail((image.width * 3 // 4, image.height * 3 // 4), Image.Resampling.LANCZOS)
