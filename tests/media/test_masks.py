"""Masks: transparent where the picture is to change, understood when they are black and white, refused otherwise."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFilter

from bot import locales
from bot.errors import BadMask
from bot.media.masks import NEEDS, check_mask
from bot.media.uploads import PNG, Prepared, prepare
from bot.ui.texts import sentence
from tests.media.samples import noise, packed, quarters, with_hole


def checked(folder: Path, mask: bytes, size: tuple[int, int] = (64, 48)) -> tuple[Prepared, Image.Image]:
    """As a member's mask is: prepared first. The mask then."""
    picture, path = folder / "1", folder / "2"
    picture.write_bytes(packed(quarters(*size), "JPEG"))
    path.write_bytes(mask)
    prepare(path, "m.png", NEEDS)
    result = check_mask(path, picture, "m.png")
    assert sorted(file.name for file in folder.iterdir()) == ["1", "2"]
    assert result.size == path.stat().st_size
    with Image.open(path) as image:
        image.load()
    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (result.width, result.height))
    return result, image


def alpha_at(image: Image.Image, x: float) -> int:
    found: Any = image.getchannel("A").getpixel((int(x * image.width), image.height // 2))
    return found


def drawn(mode: str = "L", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """The left half white."""
    image = Image.new("L", size)
    image.paste(255, (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF"])
def test_a_mask_with_a_hole_is_taken_as_it_is(tmp_path: Path, form: str) -> None:
    result, image = checked(tmp_path, packed(with_hole(), form))
    assert (result.mime, result.width, result.height) == (PNG, 64, 48)
    assert (alpha_at(image, 0.2), alpha_at(image, 0.8)) == (0, 255)


@pytest.mark.parametrize(
    "mask",
    [
        packed(drawn(), "PNG"),
        packed(drawn("1"), "PNG"),
        packed(drawn("RGB"), "JPEG", quality=50),
        packed(drawn("RGBA"), "PNG"),
        packed(drawn().filter(ImageFilter.GaussianBlur(1)), "PNG"),
        packed(drawn("P"), "GIF"),
    ],
    ids=["grey", "one bit", "jpeg", "opaque alpha", "soft edge", "gif"],
)
def test_white_is_what_changes(tmp_path: Path, mask: bytes) -> None:
    _, image = checked(tmp_path, mask)
    assert (alpha_at(image, 0.2), alpha_at(image, 0.8)) == (0, 255)
    assert set(image.getchannel("A").tobytes()) == {0, 255}


@pytest.mark.parametrize("size", [(128, 96), (32, 24), (1280, 960), (640, 484)])
@pytest.mark.parametrize("mask", [with_hole(), drawn()], ids=["hole", "black and white"])
def test_another_size_of_the_same_shape_is_adapted(tmp_path: Path, mask: Image.Image, size: tuple[int, int]) -> None:
    result, image = checked(tmp_path, packed(mask, "PNG"), size)
    assert (result.width, result.height) == size
    assert set(image.getchannel("A").tobytes()) == {0, 255}
    assert (alpha_at(image, 0.2), alpha_at(image, 0.8)) == (0, 255)


def half_through() -> Image.Image:
    image = with_hole()
    image.putalpha(image.getchannel("A").point([100] * 128 + [255] * 128))  # pyright: ignore[reportUnknownMemberType]
    return image


@pytest.mark.parametrize(
    "mask",
    [
        quarters(),
        noise(64, 48),
        Image.new("L", (64, 48), 0),
        Image.new("L", (64, 48), 255),
        Image.new("L", (64, 48), 128),
        Image.new("RGBA", (64, 48), (0, 0, 0, 0)),
        half_through(),
        with_hole(64, 64),
        with_hole(66, 48),
        drawn(size=(48, 64)),
    ],
    ids=["colours", "noise", "black", "white", "grey", "all", "half through", "square", "too wide", "sideways"],
)
def test_anything_else_is_refused_with_what_to_do(tmp_path: Path, mask: Image.Image) -> None:
    with pytest.raises(BadMask) as refused:
        checked(tmp_path, packed(mask, "PNG"))
    assert refused.value.params == {"name": "m.png"}
    for locale in locales.catalogues():
        assert re.search(r"m\.png.*PNG", sentence(refused.value, locale))


def test_a_mask_that_was_not_prepared_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(packed(quarters(), "PNG"))
    (tmp_path / "2").write_bytes(packed(with_hole(), "WEBP"))
    with pytest.raises(BadMask):
        check_mask(tmp_path / "2", tmp_path / "1", "m.webp")
