"""Masks: which part of a picture is to change. What can be seen through marks it. Blocks: call it in a thread."""

from pathlib import Path

from PIL import Image, ImageChops

from bot.errors import BadMask
from bot.media import images
from bot.media.uploads import PNG, Needs, Prepared, replace

NEEDS = Needs(formats=frozenset({PNG}), longest_side=0)
"""To prepare a mask with, before it is checked."""
RATIO = 0.01  # how far the shapes may differ
GREY = (64, 192)  # what is neither black nor white
BLUR = 0.05  # share of grey pixels that soft edges and a JPEG's noise may have
COLOURED = 48  # difference between two channels from which a pixel has a colour


def check_mask(mask: Path, picture: Path, name: str) -> Prepared:
    """Make a prepared mask fit a prepared picture, in place. Raises BadMask.

    White on black, or black on white, is understood as well: white is to change. The size may differ, not the shape.
    """
    with Image.open(picture) as shown:
        size = shown.size
    with Image.open(mask) as opened:
        if images.mime(opened) != PNG or not _same_shape(opened.size, size):
            raise BadMask(f"{opened.format} of {opened.size} for a picture of {size}", name=name)
        see_through = opened.mode == "RGBA"
        fitting = opened if see_through else _from_black_and_white(opened.convert("RGB"), name)
        if fitting.size != size:
            fitting = fitting.resize(size, Image.Resampling.NEAREST)  # pyright: ignore[reportUnknownMemberType]
        if fitting.getchannel("A").getextrema() != (0, 255):
            raise BadMask("everything or nothing is to change", name=name)
        if fitting is not opened:
            replace(mask, lambda fresh: fitting.save(fresh, "PNG"))
    return Prepared(PNG, *size, mask.stat().st_size)


def blacken(mask: Path) -> Prepared:
    """A fitting mask in the other form there is, in place: black where it is to change, white elsewhere."""
    with Image.open(mask) as opened:
        flat = opened.getchannel("A").point([0] * 128 + [255] * 128)  # pyright: ignore[reportUnknownMemberType]
        size = opened.size
    replace(mask, lambda fresh: flat.convert("RGB").save(fresh, "PNG"))
    return Prepared(PNG, *size, mask.stat().st_size)


def _same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) <= RATIO


def _from_black_and_white(image: Image.Image, name: str) -> Image.Image:
    light = image.convert("L")
    shades = light.histogram()
    if sum(shades[GREY[0] : GREY[1]]) > BLUR * sum(shades) or _coloured(image):
        raise BadMask("neither transparent nor black and white", name=name)
    keep = light.point([255] * 128 + [0] * 128)  # pyright: ignore[reportUnknownMemberType]
    image.putalpha(keep)
    return image


def _coloured(image: Image.Image) -> bool:
    red, green, blue = image.split()
    apart = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue)).histogram()
    return sum(apart[COLOURED:]) > BLUR * sum(apart)
