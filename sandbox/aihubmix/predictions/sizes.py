"""The ways in which the families write a size."""

import re

from sandbox.aihubmix.errors import size_not_supported
from sandbox.aihubmix.predictions.fields import Fields

Size = tuple[int, int]
SQUARE: Size = (1024, 1024)
_SIDES = range(64, 4097)
_AREA = 1024 * 1024
_STEP = 16
_SQUARES = {"1K": 1024, "2K": 2048, "4K": 4096}
_UPRIGHT = {
    "1x3": (512, 1536),
    "1x2": (704, 1408),
    "9x16": (736, 1312),
    "10x16": (800, 1280),
    "2x3": (832, 1248),
    "3x4": (864, 1152),
    "4x5": (896, 1120),
    "1x1": (1024, 1024),
}
_IDEOGRAM = _UPRIGHT | {"x".join(reversed(ratio.split("x"))): (high, wide) for ratio, (wide, high) in _UPRIGHT.items()}


def written(fields: Fields, *, sign: str = "x", default: Size = SQUARE, named: tuple[str, ...] = ()) -> Size:
    """The field `size`: `1024x1024`, or one of the named squares such as `2K`."""
    size = fields.text("size") if fields.has("size") else f"{default[0]}{sign}{default[1]}"
    if size in named:
        return _SQUARES[size], _SQUARES[size]
    found = re.fullmatch(rf"(\d{{1,5}}){re.escape(sign)}(\d{{1,5}})", size)
    if found is None or not all(int(side) in _SIDES for side in found.groups()):
        raise size_not_supported(size)
    return int(found[1]), int(found[2])


def sides(fields: Fields) -> Size:
    """The fields `width` and `height`."""
    return fields.whole("width", 1024, _SIDES), fields.whole("height", 1024, _SIDES)


def colon_ratio(fields: Fields) -> Size | None:
    """The field `aspect_ratio`, from 21:9 to 9:21, as about a megapixel; None where it is missing."""
    if not fields.has("aspect_ratio"):
        return None
    ratio = fields.text("aspect_ratio")
    found = re.fullmatch(r"(\d{1,2}):(\d{1,2})", ratio)
    across, down = (int(part) for part in found.groups()) if found else (0, 1)
    if not across or not down or not 9 / 21 <= across / down <= 21 / 9:
        raise size_not_supported(ratio)
    return megapixel(across, down)


def megapixel(across: int, down: int) -> Size:
    unit = (_AREA / (across * down)) ** 0.5
    return round(across * unit / _STEP) * _STEP, round(down * unit / _STEP) * _STEP


def ideogram_ratio(fields: Fields) -> Size:
    """The field `aspect_ratio` as Ideogram writes it."""
    return _IDEOGRAM[fields.choice("aspect_ratio", tuple(_IDEOGRAM), "1x1")]
