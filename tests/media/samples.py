"""Files of every kind to be taken in: pictures by Pillow, videos by PyAV."""

import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pillow_heif
from PIL import Image

_AV: Any = av  # its own types are half unknown
_heif: Any = pillow_heif
_heif.register_heif_opener()

CORNERS = ("red", "lime", "blue", "yellow")
"""Colours of the quarters, from left to right and from top to bottom."""


def quarters(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """A picture that shows which way up it is."""
    image = Image.new("RGB", (width, height))
    for number, colour in enumerate(CORNERS):
        left, top = number % 2 * (width // 2), number // 2 * (height // 2)
        image.paste(colour, (left, top, left + width // 2, top + height // 2))
    return image.convert(mode)


def noise(width: int, height: int) -> Image.Image:
    """What does not compress."""
    bands = [Image.effect_noise((width, height), 100) for _ in range(3)]
    return Image.merge("RGB", bands)


def with_hole(width: int = 64, height: int = 48) -> Image.Image:
    """Red, and its left half can be seen through."""
    image = Image.new("RGBA", (width, height), "red")
    image.paste((0, 0, 0, 0), (0, 0, width // 2, height))
    return image


def packed(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def moving(form: str, frames: int = 3, size: tuple[int, int] = (64, 48)) -> bytes:
    """Its first frame is red."""
    others = [Image.new("RGB", size, (0, number % 256, number // 256)) for number in range(1, frames)]
    return packed(Image.new("RGB", size, "red"), form, save_all=True, append_images=others)


def film(
    path: Path,
    form: str = "mp4",
    *,
    seconds: float = 1,
    size: tuple[int, int] = (64, 48),
    rate: int = 8,
    sound: bool = False,
    pictures: bool = True,
    noisy: bool = False,
    **options: str,
) -> Path:
    """A real video; its first frame is red where it is not noise."""
    codecs = ("libvpx", "libopus") if form == "webm" else ("libx264", "aac")
    with _AV.open(str(path), "w", format=form, options=options) as made:
        tracks: list[tuple[Any, list[Any]]] = []
        if pictures:
            video = made.add_stream(codecs[0], rate=rate)
            video.width, video.height, video.pix_fmt = *size, "yuv420p"
            video.bit_rate = 4_000_000 if noisy else 100_000
            tracks.append((video, [_frame(number, size, rate, noisy) for number in range(round(seconds * rate))]))
        if sound:
            tracks.append((made.add_stream(codecs[1], rate=48_000, layout="mono"), _silence(seconds)))
        for stream, frames in tracks:
            for frame in [*frames, None]:
                made.mux(stream.encode(frame))
    return path


def _frame(number: int, size: tuple[int, int], rate: int, noisy: bool) -> Any:
    image = noise(*size) if noisy else Image.new("RGB", size, "blue" if number else "red")
    frame = _AV.VideoFrame.from_image(image)
    frame.pts, frame.time_base = number, Fraction(1, rate)
    return frame


def _silence(seconds: float) -> list[Any]:
    frames: list[Any] = []
    for start in range(0, round(seconds * 48_000), 960):
        frame = _AV.AudioFrame(format="s16", layout="mono", samples=960)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts, frame.time_base = 48_000, start, Fraction(1, 48_000)
        frames.append(frame)
    return frames
