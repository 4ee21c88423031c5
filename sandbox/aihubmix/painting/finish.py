"""What happens to a picture at the end: a caption, a cut-out shape, or an early stop."""

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from sandbox.aihubmix.painting.canvas import resized
from sandbox.aihubmix.painting.lettering import drawable, font_of, shortened
from sandbox.aihubmix.painting.reading import read

_INK = (12, 14, 22)
_SHARE = 150 / 255
"""How dark the caption's strip is."""
_NAMES = {
    "threed": "3D",
    "mono": "black and white",
    "lowpoly": "low poly",
    "line": "line drawing",
    "icecream": "ice cream",
}


def caption_of(prompt: str, *, understood: bool = True) -> str:
    """The prompt's words, as far as the font has them; else what was understood of them."""
    shown = drawable(prompt)
    letters = [char for char in prompt if not char.isspace()]
    if len(shown.replace(" ", "")) < 0.6 * len(letters):
        shown = " · ".join(_NAMES.get(name, name) for name in read(prompt).named)
    shown = shown if any(char.isalnum() for char in shown) else ""
    return shown if understood else f"nothing I know, so recoloured: {shown}" if shown else "recoloured"


def _strip_of(size: tuple[int, int]) -> tuple[int, int]:
    """The font's size and the strip's height."""
    letters = max(9, min(size) // 44)
    return letters, int(letters * 2.2)


def captioned(image: Image.Image, text: str) -> Image.Image:
    """Small at the bottom, on frosted glass."""
    letters, high = _strip_of(image.size)
    font = font_of(letters)
    text = shortened(text, font, image.width - 3 * letters)
    if not text or image.height < 4 * letters:
        return image
    top = image.height - high
    behind = image.crop((0, top, image.width, image.height))
    strip = Image.blend(
        resized(resized(behind, (max(1, image.width // 24), 1), Image.Resampling.BOX), behind.size),
        Image.new("RGB", behind.size, _INK),
        _SHARE,
    )
    ImageDraw.Draw(strip).text((letters, high / 2), text, font=font, anchor="lm", fill=(255, 252, 244))
    image.paste(strip, (0, top))
    return image


def without_caption(image: Image.Image) -> Image.Image:
    """A picture of ours goes into another without the words under it: what is above them takes their place."""
    _, high = _strip_of(image.size)
    top = image.height - high
    if image.height < 4 * high or not _darkens(image, top):
        return image
    return image.crop((0, 0, image.width, top))


def _darkens(image: Image.Image, top: int) -> bool:
    """Below this row all is a good deal darker or as dark as it gets, and flat from top to bottom."""
    above, below = (
        resized(image.crop((0, y, image.width, y + 2)), (48, 1), Image.Resampling.BOX).convert("L")
        for y in (top - 4, top + 2)
    )
    last = resized(
        image.crop((0, image.height - 3, image.width, image.height - 1)), (48, 1), Image.Resampling.BOX
    ).convert("L")
    flat = sum(abs(a - b) <= 4 for a, b in zip(below.tobytes(), last.tobytes(), strict=True))
    darker = sum(
        abs(b - (a * (1 - _SHARE) + 14 * _SHARE)) < 26 and b <= a + 6
        for a, b in zip(above.tobytes(), below.tobytes(), strict=True)
    )
    return flat >= 46 and darker >= 40 and max(below.tobytes()) < 125


def medallion(image: Image.Image) -> Image.Image:
    """The scene in a circle, with nothing around it."""
    width, height = image.size
    shape = Image.new("L", (width // 2 + 1, height // 2 + 1), 0)
    side = min(width, height) * 0.47
    middle = width / 4, height / 4
    ImageDraw.Draw(shape).ellipse(
        (middle[0] - side / 2, middle[1] - side / 2, middle[0] + side / 2, middle[1] + side / 2), fill=255
    )
    image.putalpha(resized(shape, image.size))
    return image


def half_finished(image: Image.Image, finished: float) -> Image.Image:
    """Blurred and pale, as an early denoising step looks."""
    coarse = tuple(max(2, round(side * finished**2 * 0.12)) for side in image.size)
    small = resized(image, (coarse[0], coarse[1]), Image.Resampling.BOX)
    grey = ImageOps.colorize(ImageOps.grayscale(small.convert("RGB")), "#5c5a66", "#e9e4dc").convert(small.mode)
    if small.mode == "RGBA":
        grey.putalpha(small.getchannel("A"))
    pale = Image.blend(small, grey, 0.6 * (1 - finished))
    return resized(pale, image.size).filter(ImageFilter.GaussianBlur(max(1, min(image.size) // 160)))
