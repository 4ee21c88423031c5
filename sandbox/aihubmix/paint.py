"""Pictures painted from a prompt: the same words, seed and size give the same bytes."""

import asyncio
import io
import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import Image, UnidentifiedImageError

from sandbox.aihubmix.painting.cutouts import cut_out, freed
from sandbox.aihubmix.painting.finish import caption_of, captioned, half_finished
from sandbox.aihubmix.painting.references import reworked
from sandbox.aihubmix.painting.scenery import scene

Format = Literal["png", "jpeg", "webp"]


@dataclass(frozen=True)
class Picture:
    prompt: str
    seed: int
    width: int
    height: int
    format: Format = "png"
    quality: int = 90
    """Of JPEG and WebP."""
    transparent: bool = False
    references: tuple[bytes, ...] = ()
    mask: bytes | None = None
    """Where it is transparent the first reference is painted over; elsewhere it stays."""
    finished: float = 1.0
    """Below 1 the picture is still blurred and pale."""
    grain: bool = False
    """Nothing but noise."""

    @property
    def mime(self) -> str:
        return f"image/{self.format}"

    @property
    def extension(self) -> str:
        return "jpg" if self.format == "jpeg" else self.format

    def render(self) -> bytes:
        out = io.BytesIO()
        image = self._noise() if self.grain else self._painted()
        if self.format == "png":
            image.save(out, "PNG", compress_level=0 if self.grain else 4)
        else:
            image.save(out, self.format, quality=self.quality, method=1)
        return out.getvalue()

    def _noise(self) -> Image.Image:
        grains = random.Random(f"{self.prompt} {self.seed}").randbytes(3 * self.width * self.height)
        return Image.frombytes("RGB", (self.width, self.height), grains)

    def _painted(self) -> Image.Image:
        size = self.width, self.height
        understood = True
        if self.references:
            image, understood = reworked(self.prompt, self.seed, size, self.references, self.mask)
            image = freed(image) if self.transparent and self.mask is None else image
        else:
            image = (cut_out if self.transparent else scene)(self.prompt, self.seed, size)
        if self.finished < 1:
            return half_finished(image, self.finished)
        # Words under a figure that has nothing behind it would be something behind it.
        return image if image.mode == "RGBA" else captioned(image, caption_of(self.prompt, understood=understood))


@lru_cache(maxsize=32)
def _rendered(picture: Picture) -> bytes:
    """The same picture is asked for again and again, above all in tests."""
    return picture.render()


async def paint(picture: Picture) -> bytes:
    return await asyncio.to_thread(_rendered, picture)


def readable(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.load()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return True
