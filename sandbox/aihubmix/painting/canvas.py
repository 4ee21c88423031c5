"""The few operations that every part of painting starts from."""

from PIL import Image, ImageOps

from sandbox.aihubmix.painting.palettes import Colour

Size = tuple[int, int]


def resized(image: Image.Image, size: Size, how: Image.Resampling = Image.Resampling.BICUBIC) -> Image.Image:
    # Pillow's signature names an array type of numpy, which is not installed.
    return image.resize(size, how)  # pyright: ignore[reportUnknownMemberType]


def gradient(upper: Colour, lower: Colour, size: Size) -> Image.Image:
    column = resized(Image.linear_gradient("L"), (1, 256))
    return resized(ImageOps.colorize(column, upper, lower), size, Image.Resampling.BILINEAR)


def disc(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius
