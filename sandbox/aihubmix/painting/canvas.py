"""The few operations that every part of painting starts from."""

from collections.abc import Callable

from PIL import Image, ImageChops, ImageOps

from sandbox.aihubmix.painting.palettes import Colour

Size = tuple[int, int]


def resized(image: Image.Image, size: Size, how: Image.Resampling = Image.Resampling.BICUBIC) -> Image.Image:
    # Pillow's signature names an array type of numpy, which is not installed.
    return image.resize(size, how)  # pyright: ignore[reportUnknownMemberType]


def gradient(upper: Colour, lower: Colour, size: Size) -> Image.Image:
    column = resized(Image.linear_gradient("L"), (1, 256))
    return resized(ImageOps.colorize(column, upper, lower), size, Image.Resampling.BILINEAR)


def ramp(size: Size, *, across: bool = False) -> Image.Image:
    """From black at the top (or left) to white at the bottom (or right)."""
    column = Image.linear_gradient("L")
    return resized(column.transpose(Image.Transpose.ROTATE_90) if across else column, size, Image.Resampling.BILINEAR)


def disc(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def halo(size: Size) -> Image.Image:
    """Bright in the middle, nothing at the edges."""
    glow = ImageOps.invert(Image.radial_gradient("L"))
    glow = ImageChops.subtract(glow, Image.new("L", glow.size, 75), scale=0.72)
    return resized(glow, (max(1, size[0]), max(1, size[1])), Image.Resampling.BILINEAR)


def levelled(mask: Image.Image, how: Callable[[int], float]) -> Image.Image:
    """Each of a mask's 256 levels turned into another; what is beyond them is cut."""
    table = [min(255, max(0, round(how(level)))) for level in range(256)]
    # Pillow's signature names an array type of numpy, which is not installed.
    return mask.point(table)  # pyright: ignore[reportUnknownMemberType]


def faded(mask: Image.Image, share: float) -> Image.Image:
    """The same mask with less of everything."""
    return levelled(mask, lambda level: level * share)
