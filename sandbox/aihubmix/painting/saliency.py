"""Where a picture's subject probably is: what differs from the colours at its sides, above all in the middle."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from sandbox.aihubmix.painting.canvas import Size, halo, levelled, ramp, resized

_SIDE = 128
_ENOUGH = 0.4
"""Of what stands out most; what stands out less is no part of the subject."""
Box = tuple[int, int, int, int]


def subject_mask(image: Image.Image) -> Image.Image:
    """White where the subject is, soft at its rim; of the same size."""
    small = resized(image.convert("RGB"), (_SIDE, _SIDE), Image.Resampling.BOX).filter(ImageFilter.MedianFilter(3))
    across = ImageChops.difference(small, without_subject(small))
    around = ImageChops.difference(small, _in_colours_of_the_rim(small))
    red, green, blue = ImageChops.darker(across, around).split()
    apart = ImageChops.lighter(red, ImageChops.lighter(green, blue)).filter(ImageFilter.GaussianBlur(1))
    middle = halo((int(_SIDE * 1.3), int(_SIDE * 1.4))).crop((19, 16, 19 + _SIDE, 16 + _SIDE))
    middle = levelled(middle, lambda level: min(255, level * 2))
    lower = levelled(ramp(small.size), lambda level: 40 + level * 215 / 255)
    vivid = levelled(small.convert("HSV").getchannel("S"), lambda level: 110 + level * 145 // 255)
    weighed = ImageChops.multiply(ImageChops.multiply(apart, middle), ImageChops.multiply(lower, vivid))
    weighed = ImageOps.autocontrast(weighed, (0, 1))
    firm = _whole_around_heart(weighed)
    closed = (
        firm.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MinFilter(5)).filter(ImageFilter.GaussianBlur(1.2))
    )
    return resized(closed, image.size, Image.Resampling.BICUBIC)


def _in_colours_of_the_rim(image: Image.Image) -> Image.Image:
    """Every pixel in the most similar of the colours that the picture has at its edges."""
    rim = Image.new("RGB", (4 * _SIDE, 6))
    for index, turn in enumerate(
        (None, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    ):
        side = image if turn is None else image.transpose(turn)
        rim.paste(side.crop((0, 0, _SIDE, 6)), (index * _SIDE, 0))
    few = rim.quantize(24, dither=Image.Dither.NONE)
    return image.quantize(palette=few, dither=Image.Dither.NONE).convert("RGB")


def without_subject(image: Image.Image) -> Image.Image:
    """The colours of both sides drawn across to each other."""
    strip = max(1, image.width // 12)
    left, right = (
        resized(
            resized(image.crop((x, 0, x + strip, image.height)), (1, image.height), Image.Resampling.BOX), image.size
        )
        for x in (0, image.width - strip)
    )
    return Image.composite(right, left, ramp(image.size, across=True))


def _whole_around_heart(weights: Image.Image) -> Image.Image:
    """Of all that stands out only what hangs together with what stands out most; a moon above does not count."""
    depth = ramp(weights.size)
    heart = ImageChops.multiply(
        weights.filter(ImageFilter.GaussianBlur(4)), ImageChops.multiply(depth, depth)
    ).tobytes()
    at = heart.index(max(heart))
    place = at % weights.width, at // weights.width
    most = weights.filter(ImageFilter.GaussianBlur(2)).getpixel(place)
    assert isinstance(most, int)
    firm = levelled(weights, lambda level: 255 * (level > max(4, most * _ENOUGH))).filter(ImageFilter.MedianFilter(3))
    near = firm.filter(ImageFilter.MaxFilter(7))  # over the gaps between a head and its body
    ImageDraw.floodfill(near, place, 128)
    return ImageChops.multiply(
        firm.filter(ImageFilter.MaxFilter(3)), levelled(near, lambda level: 255 * (level == 128))
    )


def subject_box(mask: Image.Image) -> Box:
    """Where most of a mask is, in pixels; the middle of the picture when it is empty."""
    size: Size = mask.size
    small = resized(mask, (48, 48), Image.Resampling.BOX)
    columns = levelled(resized(small, (48, 1), Image.Resampling.BOX), lambda level: 255 if level > 24 else 0)
    rows = levelled(resized(small, (1, 48), Image.Resampling.BOX), lambda level: 255 if level > 24 else 0)
    across, down = columns.getbbox(), rows.getbbox()
    if across is None or down is None:
        return size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4
    return across[0] * size[0] // 48, down[1] * size[1] // 48, across[2] * size[0] // 48, down[3] * size[1] // 48
