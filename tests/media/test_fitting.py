"""Pictures made to fit: all their pixels as long as anything worth looking at can be made of them."""

import math
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from bot.errors import NotAPicture, TooManyPixels
from bot.media.fitting import SMALLEST_SIDE, Change, Fitted, fit
from bot.media.packing import resized
from tests.media.samples import moving, noise, packed, quarters


def soft(width: int, height: int) -> Image.Image:
    """What a photograph is to an encoder."""
    coarse = resized(noise(width // 8, height // 8), (width, height))
    return Image.blend(coarse, noise(width, height), 0.08)


def through(image: Image.Image) -> Image.Image:
    image = image.convert("RGBA")
    image.putalpha(resized(Image.radial_gradient("L"), image.size))
    return image


def fitted(folder: Path, data: bytes, limit: int) -> tuple[Fitted, Image.Image]:
    """Decoded to the last pixel, and below the limit."""
    (folder / "1").write_bytes(data)
    made = fit(folder / "1", limit, folder / "2", 20)
    assert (folder / "1").read_bytes() == data, "the original stays as it is"
    assert 0 < (folder / "2").stat().st_size <= limit
    with Image.open(folder / "2") as image:
        image.load()
        assert Image.MIME[image.format or ""] == made.mime
        return made, image


def signal(before: Image.Image, after: Image.Image) -> float:
    """Peak signal to noise, in decibel."""
    difference = ImageChops.difference(before.convert("RGB"), after.convert("RGB"))
    squares = sum(count * (value % 256) ** 2 for value, count in enumerate(difference.histogram()))
    mean = squares / (before.width * before.height * 3)
    return 99.0 if not mean else 10 * math.log10(255**2 / mean)


def test_lossless_comes_first(tmp_path: Path) -> None:
    image = quarters(900, 700).filter(ImageFilter.GaussianBlur(20))
    data = packed(image, "PNG", compress_level=1)
    made, shown = fitted(tmp_path, data, len(data) * 2 // 3)
    assert made == Fitted("image/webp", ("webp",))
    assert ImageChops.difference(shown.convert("RGB"), image).getbbox() is None


@pytest.mark.parametrize(("share", "mime", "least"), [(0.5, "jpeg", 34), (0.2, "webp", 31), (0.11, "webp", 29)])
def test_a_photograph_keeps_its_size(tmp_path: Path, share: float, mime: Change, least: float) -> None:
    image = soft(1280, 960)
    data = packed(image, "PNG")
    made, shown = fitted(tmp_path, data, int(len(data) * share))
    assert made == Fitted(f"image/{mime}", (mime,))
    assert shown.size == (1280, 960)
    assert signal(image, shown) > least


@pytest.mark.parametrize("share", [0.6, 0.2])
def test_what_can_be_seen_through_stays_so(tmp_path: Path, share: float) -> None:
    image = through(soft(800, 600))
    data = packed(image, "PNG")
    made, shown = fitted(tmp_path, data, int(len(data) * share))
    assert (made.mime, shown.mode, shown.size) == ("image/webp", "RGBA", (800, 600))
    assert shown.getchannel("A").getextrema() == image.getchannel("A").getextrema()


def test_an_alpha_channel_that_shows_nothing_is_none(tmp_path: Path) -> None:
    data = packed(soft(800, 600).convert("RGBA"), "PNG")
    made, _ = fitted(tmp_path, data, len(data) // 2)
    assert made.mime == "image/jpeg"


def test_only_then_it_becomes_smaller(tmp_path: Path) -> None:
    made, shown = fitted(tmp_path, packed(noise(900, 675), "PNG"), 100_000)
    assert made == Fitted("image/webp", ("webp", "smaller"))
    assert SMALLEST_SIDE < shown.width < 900
    assert shown.width / shown.height == pytest.approx(4 / 3, abs=0.01)
    assert (tmp_path / "2").stat().st_size > 50_000, "no smaller than it has to be"


def test_a_picture_is_not_made_smaller_than_is_worth_posting(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(packed(noise(600, 400), "PNG"))
    made = fit(tmp_path / "1", 100, tmp_path / "2", 1)
    with Image.open(tmp_path / "2") as image:
        assert min(image.size) == SMALLEST_SIDE
    assert made.changes == ("webp", "smaller")


def test_a_jpeg_stays_one(tmp_path: Path) -> None:
    data = packed(soft(800, 600), "JPEG", quality=99, subsampling=0)
    made, shown = fitted(tmp_path, data, len(data) * 3 // 4)
    assert made == Fitted("image/jpeg", ())
    assert shown.size == (800, 600)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_side_too_long_for_webp(tmp_path: Path, mode: str) -> None:
    image = noise(17_000, 40).convert(mode)
    if mode == "RGBA":
        image.putpixel((0, 0), (0, 0, 0, 0))
    data = packed(image, "PNG")
    made, shown = fitted(tmp_path, data, len(data) // 3 if mode == "RGB" else len(data) // 2)
    if mode == "RGB":
        assert (made, shown.size) == (Fitted("image/jpeg", ("jpeg",)), (17_000, 40))
    else:
        assert (made, shown.width) == (Fitted("image/webp", ("webp", "smaller")), 16_383)


def test_a_picture_that_lies_on_its_side_is_turned(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = packed(soft(640, 480), "PNG", exif=exif)
    made, shown = fitted(tmp_path, data, len(data) // 2)
    assert shown.size == (480, 640)
    assert "smaller" not in made.changes


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_what_moves_goes_on_moving(tmp_path: Path, form: str) -> None:
    others = [soft(200, 150) for _ in range(5)]
    options: dict[str, Any] = {"lossless": True} if form == "WEBP" else {}
    durations = [100, 200, 300, 100, 200, 300]
    data = packed(soft(200, 150), form, save_all=True, append_images=others, duration=durations, loop=0, **options)
    made, shown = fitted(tmp_path, data, len(data) * 2 // 3)
    assert made == Fitted("image/webp", () if form == "WEBP" else ("webp",))
    assert (shown.size, getattr(shown, "n_frames", 1)) == ((200, 150), 6)
    with Image.open(tmp_path / "2") as image:
        found: list[int] = []
        for number in range(6):
            image.seek(number)
            image.load()
            found.append(image.info["duration"])
    assert found == durations


def test_what_moves_too_much_stands_still(tmp_path: Path) -> None:
    data = packed(noise(200, 150), "GIF", save_all=True, append_images=[noise(200, 150) for _ in range(9)])
    made, shown = fitted(tmp_path, data, len(data) // 15)
    assert made.changes[-1] == "still"
    assert shown.size == (200, 150)
    assert getattr(shown, "n_frames", 1) == 1


def test_a_moving_picture_of_one_colour_is_fine(tmp_path: Path) -> None:
    made, _ = fitted(tmp_path, moving("GIF"), 5000)
    assert made.mime == "image/webp"


def test_what_is_no_picture_and_what_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(b"no picture")
    with pytest.raises(NotAPicture):
        fit(tmp_path / "1", 5, tmp_path / "2", 1)
    (tmp_path / "1").write_bytes(packed(quarters(2000, 1000), "PNG"))
    with pytest.raises(TooManyPixels):
        fit(tmp_path / "1", 5, tmp_path / "2", 1)


@pytest.mark.parametrize("mode", ["P", "L", "LA", "CMYK", "I;16", "1"])
def test_every_kind_of_pixels(tmp_path: Path, mode: str) -> None:
    image = noise(300, 300).convert("L").convert("I;16") if mode == "I;16" else noise(300, 300).convert(mode)
    data = packed(image, "JPEG" if mode == "CMYK" else "PNG")
    _, shown = fitted(tmp_path, data, max(len(data) - 1000, 40_000))
    assert shown.size == (300, 300)
