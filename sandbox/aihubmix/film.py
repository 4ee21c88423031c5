"""Videos: a real MP4 in which what can move does; the same words, seed and size show the same."""

import asyncio
import io
import struct
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import av
from PIL import Image

from sandbox.aihubmix.painting.motion import Reel, reel_of

_FRAMES_PER_SECOND = 8
_ENCODING = {"preset": "ultrafast", "crf": "27"}
_LONG_SIDES = 640, 960
"""Of frames as they are painted, and as they are made from given pictures: moving they need be no sharper."""


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
        reel = self._reel(size)
        out = io.BytesIO()
        opened: Any = av.open(out, "w", format="mp4")  # its own types are half unknown
        with opened as container:
            stream = container.add_stream("libx264", rate=_FRAMES_PER_SECOND, options=_ENCODING)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.codec_context.thread_count = 1  # threads wait for each other where many films are made at once
            count = max(2, round(self.seconds * _FRAMES_PER_SECOND))
            for number in range(count):
                container.mux(stream.encode(_frame(reel.frame(number, count), size)))
            container.mux(stream.encode(None))
        return out.getvalue()

    def _reel(self, size: tuple[int, int]) -> Reel:
        given = self.first_frame or self.last_frame or self.references
        scale = min(1.0, _LONG_SIDES[bool(given)] / max(size))
        size = max(2, round(size[0] * scale)), max(2, round(size[1] * scale))
        return reel_of(self.prompt, self.seed, size, self.first_frame, self.last_frame, self.references)


def _frame(image: Image.Image, size: tuple[int, int]) -> Any:
    """The codec's own scaling is many times as quick as Pillow's."""
    made: Any = av.VideoFrame
    return made.from_image(image).reformat(*size, format="yuv420p")


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
