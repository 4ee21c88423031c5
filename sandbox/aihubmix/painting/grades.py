"""Light and colour over a whole picture: hours, weathers and seasons laid on what is there already."""

from collections.abc import Callable

from PIL import Image, ImageChops, ImageEnhance, ImageOps, ImageStat

from sandbox.aihubmix.painting.canvas import faded, halo, levelled, ramp
from sandbox.aihubmix.painting.palettes import Colour, blend


def _toned(image: Image.Image, dark: Colour, mid: Colour, bright: Colour, share: float) -> Image.Image:
    return Image.blend(image, ImageOps.colorize(image.convert("L"), dark, bright, mid=mid), share)


def _night(image: Image.Image) -> Image.Image:
    made = _toned(ImageEnhance.Brightness(image).enhance(0.66), (8, 12, 36), (52, 74, 138), (190, 206, 240), 0.46)
    lamps = levelled(image.convert("L"), lambda level: 0 if level < 224 else 215)
    made.paste((246, 236, 206), (0, 0), lamps)
    if sum(lamps.histogram()[200:]) > image.width * image.height // 250:
        return made  # the sun that there was is the moon
    moon = max(6, min(image.size) // 9)
    at = int(image.width * 0.76), int(image.height * 0.07)
    made.paste((200, 210, 250), (at[0] - moon, at[1] - moon), faded(halo((moon * 3, moon * 3)), 0.5))
    disc = levelled(halo((moon, moon)), lambda level: 255 if level > 70 else 0)
    made.paste((248, 244, 224), at, disc)
    return made


def _dusk(image: Image.Image) -> Image.Image:
    made = _toned(ImageEnhance.Brightness(image).enhance(0.92), (38, 18, 58), (206, 96, 88), (255, 222, 158), 0.55)
    made.paste((255, 196, 110), (0, image.height // 8), faded(halo(image.size), 0.4))
    return made


def _dawn(image: Image.Image) -> Image.Image:
    return _toned(image, (70, 64, 112), (222, 160, 176), (255, 240, 220), 0.5)


def _day(image: Image.Image) -> Image.Image:
    made = ImageEnhance.Color(ImageEnhance.Brightness(image).enhance(1.25)).enhance(1.2)
    made = _toned(made, (30, 70, 92), (140, 186, 196), (255, 252, 232), 0.24)
    made.paste((255, 246, 200), (-image.width // 4, -image.height // 3), faded(halo(image.size), 0.75))
    return made


def _snow(image: Image.Image) -> Image.Image:
    """White on all that faces up: where it is darker below than above."""
    grey = image.convert("L")
    step = max(1, image.height // 160)
    tops = levelled(ImageChops.subtract(ImageChops.offset(grey, 0, step), grey), lambda level: min(255, level * 5))
    bright = ImageStat.Stat(grey).mean[0] / 255
    share = min(0.3, bright * 0.5)
    made = _toned(ImageEnhance.Color(image).enhance(0.85), (52, 72, 104), (176, 198, 218), (255, 255, 255), share)
    made.paste((252, 252, 255), (0, 0), tops)
    lower = levelled(ramp(image.size), lambda level: 0 if level < 150 else min(215, round((level - 150) * 3 * bright)))
    made.paste((240, 245, 251), (0, 0), ImageChops.multiply(lower, levelled(grey, lambda level: 90 + level // 2)))
    return made


def _rain(image: Image.Image) -> Image.Image:
    return _toned(ImageEnhance.Brightness(image).enhance(0.76), (26, 34, 46), (98, 114, 130), (204, 216, 222), 0.55)


def _storm(image: Image.Image) -> Image.Image:
    return _toned(ImageEnhance.Brightness(image).enhance(0.58), (14, 18, 30), (74, 82, 102), (198, 204, 220), 0.66)


def _fog(image: Image.Image) -> Image.Image:
    made = ImageEnhance.Color(image).enhance(0.6)
    made.paste((226, 230, 230), (0, 0), levelled(ramp(image.size), lambda level: 100 + level // 3))
    return made


def _autumn(image: Image.Image) -> Image.Image:
    """Greens go to orange; the rest is warmed."""
    red, green, blue = image.split()
    leafy = ImageChops.subtract(
        green,
        ImageChops.lighter(levelled(red, lambda level: level * 3 // 4), levelled(blue, lambda level: level * 3 // 4)),
    )
    made = _toned(image, (54, 22, 18), (206, 122, 58), (255, 238, 202), 0.46)
    turned = ImageOps.colorize(image.convert("L"), (70, 24, 14), (255, 214, 120), mid=(222, 104, 34))
    made.paste(turned, (0, 0), levelled(leafy, lambda level: min(230, level * 5)))
    return made


def _spring(image: Image.Image) -> Image.Image:
    return _toned(
        ImageEnhance.Color(ImageEnhance.Brightness(image).enhance(1.08)).enhance(1.25),
        (50, 82, 62),
        (176, 204, 142),
        (255, 240, 246),
        0.34,
    )


def _summer(image: Image.Image) -> Image.Image:
    return _toned(ImageEnhance.Color(image).enhance(1.4), (20, 70, 60), (150, 184, 84), (255, 246, 200), 0.3)


def _neon(image: Image.Image) -> Image.Image:
    made = _toned(ImageEnhance.Brightness(image).enhance(0.72), (14, 6, 46), (176, 40, 160), (110, 240, 255), 0.66)
    return ImageEnhance.Contrast(made).enhance(1.2)


HOURS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "night": _night,
    "dusk": _dusk,
    "dawn": _dawn,
    "day": _day,
    "snow": _snow,
    "rain": _rain,
    "storm": _storm,
    "fog": _fog,
    "autumn": _autumn,
    "spring": _spring,
    "summer": _summer,
    "neon": _neon,
}


def coloured(image: Image.Image, colour: Colour, share: float) -> Image.Image:
    """Light and shade as they were, in another colour."""
    dark, bright = blend(colour, (10, 8, 20), 0.78), blend(colour, (255, 252, 244), 0.8)
    return Image.blend(image, ImageOps.colorize(image.convert("L"), dark, bright, mid=colour), share)
