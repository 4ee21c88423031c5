"""Large files as they really are: they fit in the end, and are in memory once at the most."""

import os
import tracemalloc
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from bot.media import fitting, video
from bot.media.marking import mark
from bot.media.marks import Marks
from bot.media.packing import resized
from tests.media.samples import film, packed

_AV: Any = av
MIB = 2**20
LIMIT = 10 * MIB
MARKS = Marks("a fox", "m", "01JOB", "2026-11-26T18:41:29+00:00")


@contextmanager
def at_most(size: int) -> Generator[None]:
    """Bytes that Python asks for meanwhile; Pillow's pixels are its own."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] <= size
    finally:
        tracemalloc.stop()


def grains(side: int, mode: str = "RGB") -> Image.Image:
    image = Image.frombytes("RGB", (side, side), os.urandom(3 * side * side))
    if mode == "RGBA":
        image.putalpha(resized(Image.radial_gradient("L"), image.size))
    return image


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_large_picture_fits_with_all_its_pixels(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "1"
    path.write_bytes(packed(grains(2100, mode), "PNG", compress_level=0))
    assert path.stat().st_size > LIMIT
    with at_most(LIMIT + MIB):
        made = fitting.fit(path, LIMIT, tmp_path / "2", 50)
    assert LIMIT // 4 < (tmp_path / "2").stat().st_size <= LIMIT
    with Image.open(tmp_path / "2") as image:
        image.load()
        assert (image.size, image.mode) == ((2100, 2100), mode)
    assert made.changes == (("jpeg",) if mode == "RGB" else ("webp",))


@pytest.mark.parametrize(("form", "mime", "options"), [
    ("PNG", "image/png", {"compress_level": 0}),
    ("JPEG", "image/jpeg", {"quality": 100, "subsampling": 0}),
])  # fmt: skip
def test_metadata_goes_in_without_the_file_in_memory(
    tmp_path: Path, form: str, mime: str, options: dict[str, Any]
) -> None:
    path = tmp_path / "1"
    path.write_bytes(packed(grains(2100), form, **options))
    with at_most(3 * MIB):
        assert mark(path, tmp_path / "2", mime, MARKS)
    assert 0 < (tmp_path / "2").stat().st_size - path.stat().st_size < 5000
    with Image.open(tmp_path / "2") as image:
        image.load()


def test_a_video_too(tmp_path: Path) -> None:
    path = film(tmp_path / "1", seconds=1)
    with path.open("ab") as file:
        file.write((30 * MIB).to_bytes(4, "big") + b"free" + bytes(30 * MIB - 8))
    with at_most(3 * MIB):
        assert mark(path, tmp_path / "2", "video/mp4", MARKS)
    assert (tmp_path / "2").stat().st_size < path.stat().st_size, "and nobody needs what players skip"


def raw_film(path: Path, frames: int) -> None:
    """Noise, encoded so finely that it takes as many bytes as it has pixels."""
    with _AV.open(str(path), "w", format="mp4") as made:
        stream = made.add_stream("libx264", rate=24, options={"preset": "ultrafast", "qp": "1"})
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        for _ in range(frames):
            frame = _AV.VideoFrame(640, 480, "yuv420p")
            for plane in frame.planes:
                plane.update(os.urandom(plane.buffer_size))
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))


@pytest.mark.timeout(60)  # some seconds of both cores, where nobody else wants them
def test_a_video_of_40_megabytes_fits(tmp_path: Path) -> None:
    raw_film(tmp_path / "1", 52)
    assert (tmp_path / "1").stat().st_size > 40_000_000
    heard: list[int] = []
    with at_most(4 * MIB):
        assert video.fit(tmp_path / "1", LIMIT, tmp_path / "2", told=heard.append)
    assert LIMIT // 2 < (tmp_path / "2").stat().st_size <= LIMIT
    after = video.inspect(tmp_path / "2", "2")
    assert (after.width, after.height) == (640, 480)
    assert after.seconds == pytest.approx(52 / 24, abs=0.1)
    assert video.plays(tmp_path / "2")
    assert heard[-1] > 90
