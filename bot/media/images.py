"""Pictures, with Pillow: what they are, and making them smaller. All of it blocks: call it in a thread."""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from bot.errors import NotAPicture, TooManyPixels

MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
SENDABLE = frozenset({"image/png", "image/jpeg", "image/webp"})  # what models take as reference
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
WEBP_SIDE = 16383  # the format's own limit
SMALLEST_SIDE = 256  # below that a picture is not worth posting


@dataclass(frozen=True, slots=True)
class Facts:
    """What the bytes say, whatever name or header they came with."""

    mime: str
    width: int
    height: int


def inspect(source: Path | BinaryIO, name: str, max_megapixels: int) -> Facts:
    """Decode a picture to the last pixel. Raises NotAPicture or TooManyPixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is stricter
            with Image.open(source, formats=tuple(MIMES)) as image:
                if image.width * image.height > max_megapixels * 1_000_000:
                    raise TooManyPixels(name=name, limit=max_megapixels)
                facts = Facts(MIMES[image.format or ""], image.width, image.height)
                image.load()
                return facts
    except (Image.DecompressionBombError, MemoryError) as error:
        raise TooManyPixels(name=name, limit=max_megapixels) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotAPicture(str(error), name=name) from error


def as_png(path: Path) -> Facts:
    """Rewrite a picture as PNG; of a moving one, the first frame."""
    with Image.open(path) as image:
        still = image.convert("RGBA" if image.has_transparency_data else "RGB")
    still.save(path, "PNG")
    return Facts("image/png", still.width, still.height)


def fit(path: Path, limit: int) -> tuple[bytes, str]:
    """The picture in at most `limit` bytes, and its mime type: as it is, else as WebP, else smaller and smaller."""
    if path.stat().st_size <= limit:
        with Image.open(path) as image:
            mime = MIMES[image.format or ""]
        return path.read_bytes(), mime
    with Image.open(path) as opened:
        image = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
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
