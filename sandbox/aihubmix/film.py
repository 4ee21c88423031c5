"""Videos: a real MP4 in which the painted scene drifts by; the same words, seed and size show the same."""

import asyncio
import io
import struct
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import av
from PIL import Image

from sandbox.aihubmix.painting.canvas import resized
from sandbox.aihubmix.painting.finish import captioned
from sandbox.aihubmix.painting.references import reworked
from sandbox.aihubmix.painting.scenery import scene

_FRAMES_PER_SECOND = 8
_DRIFT = 1.25
"""How much larger the scene is than what is seen of it."""


@dataclass(frozen=True)
class Film:
    prompt: str
    seed: int
    width: int
    height: int
    seconds: float = 5
    first_frame: bytes | None = None
    last_frame: bytes | None = None
    references: tuple[bytes, ...] = ()
    padding: int = 0
    """Bytes that the file is larger than it need be; players skip them."""

    mime = "video/mp4"
    extension = "mp4"

    def render(self) -> bytes:
        size = self.width // 2 * 2, self.height // 2 * 2  # H.264 takes even sides only
        first = self._opening(size)
        last = _fitted(self.last_frame, size) if self.last_frame else None
        out = io.BytesIO()
        opened: Any = av.open(out, "w", format="mp4")  # its own types are half unknown
        with opened as container:
            stream = container.add_stream("libx264", rate=_FRAMES_PER_SECOND, options={"preset": "ultrafast"})
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            count = max(2, round(self.seconds * _FRAMES_PER_SECOND))
            for number in range(count):
                image = _seen(first, size, number / (count - 1))
                if last is not None:
                    image = Image.blend(image, last, number / (count - 1))
                container.mux(stream.encode(_frame(image)))
            container.mux(stream.encode(None))
        return out.getvalue()

    def _opening(self, size: tuple[int, int]) -> Image.Image:
        """Larger than the film, so that there is something to drift over."""
        wide = round(size[0] * _DRIFT), round(size[1] * _DRIFT)
        if self.first_frame:
            return _fitted(self.first_frame, wide)
        image = scene(self.prompt, self.seed, wide).convert("RGB")
        if self.references:
            image = reworked(image, self.references, None, self.prompt).convert("RGB")
        return captioned(image, self.prompt)


def _frame(image: Image.Image) -> Any:
    made: Any = av.VideoFrame
    return made.from_image(image)


def _fitted(picture: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as image:
        return resized(image.convert("RGB"), size)


def _seen(wide: Image.Image, size: tuple[int, int], at: float) -> Image.Image:
    """What shows at a moment between 0 and 1."""
    left, top = round((wide.width - size[0]) * at), round((wide.height - size[1]) * (1 - at))
    return wide.crop((left, top, left + size[0], top + size[1]))


@lru_cache(maxsize=8)
def _rendered(film: Film) -> bytes:
    return film.render()


def _padded(film: Film) -> bytes:
    """The padding stays out of what is remembered: it may be a hundred times the film."""
    short = _rendered(replace(film, padding=0))
    if not film.padding:
        return short
    return b"".join([short, struct.pack(">I", film.padding), b"free", bytes(film.padding - 8)])


async def shoot(film: Film) -> bytes:
    return await asyncio.to_thread(_padded, film)
