"""Pictures: told by their bytes, refused when they are none or too large, made to fit."""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.errors import NotAPicture, TooManyPixels
from bot.media.images import Facts, fit, inspect


def packed(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 90).convert(mode).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize(
    ("form", "mime"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_the_bytes_say_what_it_is(form: str, mime: str) -> None:
    assert inspect(io.BytesIO(packed(form)), "lies.txt", 1) == Facts(mime, 40, 30)


@pytest.mark.parametrize(
    "data",
    [b"", b"<html></html>", b"GIF89a", packed("PNG")[:-200], packed("JPEG")[:100], packed("BMP"), b"\x89PNG\r\n\x1a\n"],
    ids=["empty", "html", "head only", "truncated png", "truncated jpeg", "another format", "png magic"],
)
def test_anything_else_is_no_picture(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        inspect(io.BytesIO(data), "cat.png", 1)


def test_more_pixels_than_allowed_are_refused_before_they_are_decoded() -> None:
    with pytest.raises(TooManyPixels) as refused:
        inspect(io.BytesIO(packed("PNG", (1100, 1000))), "big.png", 1)
    assert refused.value.params == {"name": "big.png", "limit": 1}


def test_a_picture_that_fits_is_sent_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(packed("PNG"))
    assert fit(path, 10_000) == (path.read_bytes(), "image/png")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_large_one_becomes_webp_then_smaller(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(packed("PNG", (1200, 900), mode))
    same, mime = fit(path, 700_000)
    assert mime == "image/webp"
    assert inspect(io.BytesIO(same), "a", 2) == Facts("image/webp", 1200, 900)
    smaller, _ = fit(path, 100_000)
    assert len(smaller) <= 100_000
    assert inspect(io.BytesIO(smaller), "a", 2).width < 1200


def test_nothing_is_made_smaller_than_worth_posting(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(packed("PNG", (300, 300)))
    data, _ = fit(path, 10)
    assert min(inspect(io.BytesIO(data), "a", 2).width, 225) == 225
