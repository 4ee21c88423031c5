"""Pixels as every model understands them: upright, 8 bits, sRGB, with an alpha channel or without."""

import io
import math
from collections.abc import Callable
from typing import Any

from PIL import ExifTags, Image, ImageCms

from bot.media.images import BROKEN

_cms: Any = ImageCms  # its own types are half unknown
Transpose = Image.Transpose
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_DEEP = {"I;16": 65535, "I;16L": 65535, "I;16B": 65535, "I;16N": 65535}  # modes of 16 bits, and their white
_SPACES = {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK", "LAB": "Lab"}  # of the profiles that go with them
_OPAQUE = (255, 255)


def orientation(image: Image.Image) -> int:
    """1 to 8, as EXIF or XMP has it; 1 when it has none or is broken. Of a loaded picture."""
    try:
        found = int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except BROKEN:
        return 1
    return found if found in _TURNS else 1


def is_srgb(image: Image.Image) -> bool:
    """Whether the colours are what everybody takes them for."""
    profile = _profile(image)
    return image.mode in {"L", "RGB", "RGBA"} and (profile is None or _named_srgb(profile))


def transparent(image: Image.Image) -> bool:
    """Whether something can be seen through."""
    return image.mode == "RGBA" and image.getchannel("A").getextrema() != _OPAQUE


def plain(image: Image.Image) -> Image.Image:
    """A loaded picture in mode RGB, or RGBA where something can be seen through; the given one is closed."""
    turn = _TURNS.get(orientation(image))
    profile = _profile(image)
    steps: list[Callable[[Image.Image], Image.Image]] = [
        _eight_bits,
        _unindexed,
        lambda image: image if turn is None else image.transpose(turn),
        lambda image: _in_srgb(image, profile),
        _converted,
    ]
    for step in steps:  # never more than two of them in memory
        following = step(image)
        if following is not image:
            image.close()
        image = following
    image.info = {}  # or the encoders would write some of it
    return image


def on_white(image: Image.Image) -> Image.Image:
    """Without its alpha channel."""
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _eight_bits(image: Image.Image) -> Image.Image:
    """Pillow would cut off what is brighter than 255, not scale it."""
    if image.mode in _DEEP:
        low, high = 0.0, float(_DEEP[image.mode])
    elif image.mode in {"I", "F"}:
        low, high = (float(value) for value in _range(image))
    else:
        return image
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError("brightness without bounds")
    scale = 255 / (high - low) if high > low else 0.0
    deep = image.convert("F") if image.mode != "F" else image
    shallow = deep.point(_line(scale, 0.5 - low * scale)).convert("L")  # pyright: ignore[reportUnknownMemberType]
    shallow.info = {}  # a transparent brightness would be one of the former scale
    return shallow


def _line(scale: float, offset: float) -> Callable[[Any], Any]:
    """As Pillow wants to be told it."""
    return lambda value: value * scale + offset


def _range(image: Image.Image) -> tuple[float, float]:
    """A picture that stays within 8 or 16 bits, or between 0 and 1, has that scale; another one its own."""
    extrema: tuple[float, float] = image.getextrema()  # pyright: ignore[reportAssignmentType]  # of one channel
    low, high = extrema
    for white in (1.0, 255.0, 65535.0) if image.mode == "F" else (255.0, 65535.0):
        if low >= 0 and high <= white:
            return 0.0, white
    return low, high


def _unindexed(image: Image.Image) -> Image.Image:
    """Palettes, masks and transparent colours resolved."""
    if image.has_transparency_data and image.mode != "RGBA":
        return image.convert("RGBA")
    return image if image.mode in _SPACES else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: Any) -> Image.Image:
    srgb = _cms.ImageCmsProfile(_cms.createProfile("sRGB"))
    if image.mode == "LAB" and profile is None:
        profile = _cms.ImageCmsProfile(_cms.createProfile("LAB"))
    if profile is None or profile.profile.xcolor_space.strip() != _SPACES[image.mode] or _named_srgb(profile):
        return image
    try:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return _cms.profileToProfile(image, profile, srgb, outputMode=mode) or image
    except (*BROKEN, ImageCms.PyCMSError):
        return image  # a profile that is broken says nothing


def _converted(image: Image.Image) -> Image.Image:
    mode = "RGBA" if transparent(image) else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _profile(image: Image.Image) -> Any:
    """Of the file; None when it has none, or a broken one."""
    data = image.info.get("icc_profile")
    try:
        return _cms.ImageCmsProfile(io.BytesIO(data)) if data else None
    except (*BROKEN, ImageCms.PyCMSError):
        return None


def _named_srgb(profile: Any) -> bool:
    return "srgb" in (profile.profile.profile_description or "").lower()
