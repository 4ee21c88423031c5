"""Pictures made to fit into a number of bytes: other encodings of the same pixels first, then fewer pixels.

All of it blocks and takes a picture's pixels in memory once or twice: call it in a thread, one at a time. What is
encoded goes to disk.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from PIL import Image

from bot.media import images, pixels
from bot.media.packing import resized, scaled

Change = Literal["webp", "jpeg", "smaller", "still", "video"]
"""What a member is told: another format, fewer pixels, an animation that stands still, a video compressed again."""
JPEG, WEBP = "image/jpeg", "image/webp"
WEBP_SIDE, JPEG_SIDE = 16_383, 65_500  # the formats' own limits
SMALLEST_SIDE = 256  # below that a picture is not worth posting
MOST_MOVING = 200_000_000  # pixels of all frames together: more would take minutes
_TILE, _TILES = 128, 4  # a sample has so many tiles in a row, and rows
_DOUBT = 1.15  # by how much a sample may be wrong


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was written. It may be more than was asked for, when nothing smaller is worth posting."""

    mime: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Encoding:
    form: Literal["WEBP", "JPEG"]
    options: dict[str, Any] = field(default_factory=dict[str, Any])

    def write(self, image: Image.Image, target: Path) -> int:
        """The file's size."""
        image.save(target, self.form, **self.options)
        return target.stat().st_size


_LOSSLESS = _Encoding("WEBP", {"lossless": True, "method": 2, "quality": 30})
_FINE = tuple(_Encoding("JPEG", {"quality": quality, "subsampling": 0}) for quality in (97, 94, 90))
_WEBP = tuple(_Encoding("WEBP", {"quality": quality}) for quality in (100, 95, 90, 85, 80, 75))
_JPEG = tuple(_Encoding("JPEG", {"quality": quality}) for quality in (90, 85, 80))
_MOVING = tuple({"quality": quality, "method": 2} for quality in (85, 70, 55))


def fit(path: Path, limit: int, target: Path, max_megapixels: int) -> Fitted:
    """Write the picture into `target`, in at most `limit` bytes. Raises BadAttachment."""
    with images.opened(path, path.name, max_megapixels) as image:
        moving = bool(getattr(image, "is_animated", False))
        if moving and _fit_moving(image, limit, target):
            return Fitted(WEBP, () if image.format == "WEBP" else ("webp",))
        image.seek(0)
        image.load()
        mime = images.mime(image)
        still = pixels.plain(image)
        shape = still.size
        found, shrunk = _fit_still(still, limit, target)
    made = WEBP if found.form == "WEBP" else JPEG
    told: dict[Change, bool] = {
        "webp": made == WEBP != mime,
        "jpeg": made == JPEG != mime,
        "smaller": shrunk != shape,
        "still": moving,
    }
    return Fitted(made, tuple(change for change, true in told.items() if true))


def _fit_still(image: Image.Image, limit: int, target: Path) -> tuple[_Encoding, tuple[int, int]]:
    encodings = [encoding for encoding in _ladder(image) if max(image.size) <= _side(encoding)]
    if not encodings:
        return _fit_still(resized(image, scaled(image.size, WEBP_SIDE / max(image.size))), limit, target)
    sample = _sample(image)
    share = image.width * image.height / (sample.width * sample.height)
    last, size = encodings[-1], 0
    for encoding in encodings:
        hopeless = sample is not image and encoding.write(sample, target) * share > limit * _DOUBT
        if hopeless and encoding is not last:
            continue
        size = encoding.write(image, target)
        if size <= limit:
            return encoding, image.size
    while size > limit and min(image.size) > SMALLEST_SIDE:
        factor = max(min(0.95, 0.97 * math.sqrt(limit / size)), SMALLEST_SIDE / min(image.size))
        image = resized(image, scaled(image.size, factor))
        size = last.write(image, target)
    return last, image.size


def _ladder(image: Image.Image) -> tuple[_Encoding, ...]:
    """Best first. JPEG with whole colours keeps more than the finest WebP, which halves them; below that WebP is the
    better one. What can be seen through is for WebP alone."""
    if image.mode == "RGBA":
        return (_LOSSLESS, *_WEBP)
    return (_LOSSLESS, *_FINE, *(_WEBP[1:] if max(image.size) <= WEBP_SIDE else _JPEG))


def _side(encoding: _Encoding) -> int:
    return WEBP_SIDE if encoding.form == "WEBP" else JPEG_SIDE


def _sample(image: Image.Image) -> Image.Image:
    """Tiles from all over a large picture: they tell in a moment what each encoding would make of it."""
    if image.width * image.height <= (_TILE * _TILES) ** 2 or min(image.size) < _TILE:
        return image
    sample = Image.new(image.mode, (_TILE * _TILES, _TILE * _TILES))
    for row in range(_TILES):
        for column in range(_TILES):
            left = (image.width - _TILE) * column // (_TILES - 1)
            top = (image.height - _TILE) * row // (_TILES - 1)
            tile = image.crop((left, top, left + _TILE, top + _TILE))
            sample.paste(tile, (column * _TILE, row * _TILE))
    return sample


def _fit_moving(image: Any, limit: int, target: Path) -> bool:
    """As a WebP that moves, frame by frame; False when it would be too large in every quality, or take too long."""
    if max(image.size) > WEBP_SIDE or image.width * image.height * image.n_frames > MOST_MOVING:
        return False
    durations = list(_durations(image))
    for options in _MOVING:
        image.seek(0)
        image.save(target, "WEBP", save_all=True, duration=durations, loop=image.info.get("loop", 0), **options)
        if target.stat().st_size <= limit:
            return True
    return False


def _durations(image: Any) -> Iterator[int]:
    """Milliseconds of each frame."""
    for number in range(image.n_frames):
        image.seek(number)
        image.load()
        yield round(image.info.get("duration", 100))
