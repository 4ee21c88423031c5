"""A member's picture, prepared for a model: readable, upright, small enough, and telling nothing but its pixels.

All of it blocks: call it in a thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import pillow_heif
from PIL import Image, JpegImagePlugin

from bot.media import images, pixels
from bot.media.packing import Encoding, Packed, lossy, pack, resized, scaled
from bot.media.stripping import STRIPPERS

_heif: Any = pillow_heif  # its own types are half unknown
_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
MOVING = frozenset({"PNG", "WEBP", "GIF", "TIFF", "AVIF"})  # where the frames after the first are more of the same
LOSSLESS = frozenset({"PNG", "GIF", "BMP", "TIFF"})
Change = Literal["converted", "shrunk", "recompressed", "first_frame", "flattened"]
"""What a member is told. That a picture was turned upright, or lost its metadata, is not worth a word."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a model can take. Zero: any."""

    formats: frozenset[str] = frozenset({PNG, JPEG, WEBP})
    """Media types, at least one of these three."""
    longest_side: int = 4096
    """Pixels."""
    most_bytes: int = 10 * 2**20
    alpha: bool = True
    """Whether it makes a difference to the model what can be seen through."""
    max_megapixels: int = 50
    """Pictures with more are refused before they are decoded."""

    def takes(self, mime: str, width: int, height: int, size: int) -> bool:
        """Whether a clean picture can go along as it is."""
        small = not self.most_bytes or size <= self.most_bytes
        narrow = not self.longest_side or max(width, height) <= self.longest_side
        return mime in self.formats and small and narrow


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the file holds now."""

    mime: str
    width: int
    height: int
    size: int
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """A picture as it came."""

    mime: str
    size: tuple[int, int]
    bytes: int
    moving: bool
    lossless: bool
    tables: dict[str, Any]
    """How a JPEG was compressed: written with the same it loses next to nothing."""


def prepare(path: Path, name: str, needs: Needs) -> Prepared:
    """Rewrite the file as the model needs it. Raises NotAPicture or TooManyPixels, and leaves it as it is then.

    Of whatever moves only the first frame is read, however many there are.
    """
    with images.opened(path, name, needs.max_megapixels, FORMATS) as image:
        source = _source(image, path.stat().st_size)
        within = _within(source.size, needs.longest_side)
        if source.mime == JPEG and within != source.size:
            image.draft(None, within)  # decodes to the next larger power of two
        image.load()
        packed = _stripped(path, image, source, needs)
        if packed is not None:
            flattened = False
        else:
            still = pixels.plain(image)
            flattened = pixels.transparent(still) and not (needs.alpha and needs.formats & {PNG, WEBP})
            still = pixels.on_white(still) if flattened else still
            still = resized(still, _within(still.size, needs.longest_side))
            packed = pack(still, _encodings(still, source, needs), needs.most_bytes)
    replace(path, lambda fresh: fresh.write_bytes(packed.data))
    told: dict[Change, bool] = {
        "converted": packed.mime != source.mime,
        "shrunk": max(packed.width, packed.height) < max(source.size),
        "recompressed": packed.choice > 0
        or (source.mime == packed.mime == WEBP and 0 < needs.most_bytes < source.bytes),
        "first_frame": source.moving,
        "flattened": flattened,
    }
    changes: tuple[Change, ...] = tuple(change for change in get_args(Change) if told[change])
    return Prepared(packed.mime, packed.width, packed.height, len(packed.data), changes)


def _source(image: Image.Image, size: int) -> _Source:
    tables: dict[str, Any] = {}
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        tables = {"qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)}
    moving = image.format in MOVING and bool(getattr(image, "is_animated", False))
    return _Source(images.mime(image), image.size, size, moving, image.format in LOSSLESS, tables)


def _stripped(path: Path, image: Image.Image, source: _Source, needs: Needs) -> Packed | None:
    """The very pixels without the metadata, where nothing else is to be done."""
    strip = STRIPPERS.get(source.mime)
    if strip is None or source.mime not in needs.formats or source.moving:
        return None
    if _within(source.size, needs.longest_side) != source.size or pixels.orientation(image) != 1:
        return None
    if not pixels.is_srgb(image) or (pixels.transparent(image) and not needs.alpha):
        return None
    data = strip(path.read_bytes())
    if data is None or (needs.most_bytes and len(data) > needs.most_bytes):
        return None
    return Packed(data, source.mime, *source.size, 0)


def _encodings(image: Image.Image, source: _Source, needs: Needs) -> list[Encoding]:
    """What may become of it, best first; the last one is what it is made smaller in."""
    through = pixels.transparent(image)
    takes = needs.formats - {JPEG} if through else needs.formats
    if source.mime == JPEG and JPEG in takes:
        return [Encoding(JPEG, source.tables), *lossy(JPEG)]
    if source.mime == WEBP and WEBP in takes:
        return lossy(WEBP)
    then = lossy(JPEG) if JPEG in takes else lossy(WEBP) if WEBP in takes else []
    keep = PNG in takes and (source.lossless or through or not then)
    return [Encoding(PNG), *then] if keep else then


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Never larger than it is."""
    return scaled(size, side / max(size)) if 0 < side < max(size) else size


def replace(path: Path, write: Callable[[Path], object]) -> None:
    """Whoever reads the file meanwhile, and whoever does after a failure, sees the old one."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        write(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
