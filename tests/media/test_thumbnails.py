"""Small pictures of results: of pictures, of videos, and of nothing where there is nothing."""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.media.thumbnails import SIDE, thumbnail
from tests.media.samples import film
from tests.pictures import png


def opened(data: bytes | None) -> Image.Image:
    assert data is not None
    image = Image.open(io.BytesIO(data))
    assert image.format == "WEBP"
    return image


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_keeps_its_shape(tmp_path: Path, form: str) -> None:
    path = tmp_path / "1"
    Image.effect_noise((2000, 1000), 80).convert("RGB").save(path, form)  # pyright: ignore[reportUnknownMemberType]
    small = thumbnail(path, f"image/{form.lower()}", 50)
    assert opened(small).size == (SIDE, SIDE // 2)
    assert small is not None
    assert len(small) < 64 * 1024


def test_what_shows_through_still_does(tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    Image.new("RGBA", (400, 400), (255, 0, 0, 0)).save(path)
    assert opened(thumbnail(path, "image/png", 50)).mode == "RGBA"


def test_a_small_picture_is_not_made_larger(tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    path.write_bytes(png(32, 16))
    assert opened(thumbnail(path, "image/png", 50)).size == (32, 16)


def test_a_video_shows_how_it_begins(tmp_path: Path) -> None:
    path = film(tmp_path / "film")
    assert max(opened(thumbnail(path, "video/mp4", 50)).size) <= SIDE


def test_nothing_comes_of_what_is_gone_broken_or_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    for mime in ("image/png", "video/mp4"):
        assert thumbnail(path, mime, 50) is None
    path.write_bytes(b"no picture")
    for mime in ("image/png", "video/mp4"):
        assert thumbnail(path, mime, 50) is None
    path.write_bytes(png(1000, 1001)[:2000])
    assert thumbnail(path, "image/png", 50) is None
    path.write_bytes(png(1000, 1001))
    assert thumbnail(path, "image/png", 1) is None
