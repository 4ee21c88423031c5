"""Manners: what becomes of a painted picture when it is to be a watercolour, a woodcut, pixels or a photograph."""

import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from sandbox.aihubmix.painting.canvas import Size, faded, halo, levelled, resized
from sandbox.aihubmix.painting.palettes import Colour

_WORKED = 768
"""Pixels of the longer side at which strokes and edges are found."""


def styled(image: Image.Image, styles: Sequence[str]) -> Image.Image:
    """RGB of the same size, in all the manners one after the other."""
    for name in styles:
        if manner := STYLES.get(name):
            image = manner(image)
    return image


def noise(size: Size, cells: int, seed: str, stretch: float = 1) -> Image.Image:
    """Soft grey clouds, about so many across."""
    across, down = max(2, cells), max(2, round(cells * stretch * size[1] / max(1, size[0])))
    grains = Image.frombytes("L", (across, down), random.Random(seed).randbytes(across * down))
    return resized(grains, size)


def _reduced(image: Image.Image, longest: int = _WORKED) -> Image.Image:
    scale = longest / max(image.size)
    if scale >= 1:
        return image
    return resized(
        image, (max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.BOX
    )


def _edges(image: Image.Image, strength: float) -> Image.Image:
    """White where colours meet."""
    found = image.convert("L").filter(ImageFilter.GaussianBlur(0.8)).filter(ImageFilter.FIND_EDGES)
    if min(found.size) > 4:  # the filter leaves the margin as it was
        ImageDraw.Draw(found).rectangle((0, 0, found.width - 1, found.height - 1), outline=0, width=2)
    return levelled(found, lambda level: min(255, round(max(0, level - 8) * strength)))


def watercolor(image: Image.Image) -> Image.Image:
    small = _reduced(image, 512)
    soft = small.filter(ImageFilter.GaussianBlur(1.6))
    edges = _edges(small, 3).filter(ImageFilter.GaussianBlur(1.2))
    washed = Image.blend(ImageEnhance.Color(soft).enhance(1.25), Image.new("RGB", soft.size, (252, 249, 241)), 0.2)
    washed.paste(Image.new("RGB", soft.size, (252, 249, 241)), (0, 0), faded(noise(soft.size, 9, "wash"), 0.34))
    washed = ImageChops.multiply(
        washed, ImageOps.colorize(noise(soft.size, 150, "paper"), (228, 226, 220), (255, 255, 255))
    )
    washed.paste(ImageEnhance.Brightness(soft).enhance(0.7), (0, 0), faded(edges, 0.55))
    margin = Image.new("L", soft.size, 255)
    inset = max(1, round(min(soft.size) * 0.035))
    ImageDraw.Draw(margin).rectangle((inset, inset, soft.width - inset, soft.height - inset), fill=0)
    rim = faded(noise(soft.size, 40, "rim"), 0.55)
    ragged = ImageChops.add(margin.filter(ImageFilter.GaussianBlur(inset * 0.8)), rim, 1, -70)
    ragged = levelled(ragged, lambda level: min(255, max(0, (level - 90) * 5)))
    washed.paste((253, 251, 245), (0, 0), ragged)
    return resized(washed, image.size)


def oil(image: Image.Image) -> Image.Image:
    """Strokes of the brush, broad ones first, along a slow swirl."""
    small = _reduced(image, 640)
    chance, swirl = random.Random("oil"), noise((64, 64), 5, "swirl")
    painted = small.filter(ImageFilter.GaussianBlur(4))
    draw = ImageDraw.Draw(painted)
    for count, wide in ((450, 0.022), (1100, 0.012), (1300, 0.006)):
        for _ in range(count):
            x, y = chance.random(), chance.random()
            at = int(x * (small.width - 1)), int(y * (small.height - 1))
            colour = _pixel(small, at)
            lit = chance.uniform(-14, 14)
            lean = (_grey(swirl, (int(x * 63), int(y * 63))) - 128) / 60
            long = wide * max(small.size) * 0.9
            stroke = (at[0] - long, at[1] - long * lean * 0.6, at[0] + long, at[1] + long * lean * 0.6)
            draw.line(stroke, fill=_lit(colour, lit), width=max(1, round(wide * max(small.size))))
    return ImageEnhance.Color(resized(Image.blend(painted, small, 0.38), image.size)).enhance(1.25)


def _pixel(image: Image.Image, at: tuple[int, int]) -> Colour:
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def _lit(colour: Colour, more: float) -> Colour:
    red, green, blue = (min(255, max(0, round(part + more))) for part in colour)
    return red, green, blue


def _grey(image: Image.Image, at: tuple[int, int]) -> int:
    found = image.getpixel(at)
    assert isinstance(found, int)
    return found


def pixel(image: Image.Image) -> Image.Image:
    small = _reduced(image, 92)
    few = ImageEnhance.Color(small).enhance(1.2).quantize(28, dither=Image.Dither.NONE).convert("RGB")
    return resized(few, image.size, Image.Resampling.NEAREST)


def line(image: Image.Image) -> Image.Image:
    """Ink on paper, with hatching in the shade."""
    small = _reduced(image)
    grey = ImageOps.autocontrast(small.convert("L"))
    ink = _edges(small, 5.5)
    hatch = Image.new("L", small.size, 0)
    draw = ImageDraw.Draw(hatch)
    for x in range(-small.height, small.width, max(4, small.width // 110)):
        draw.line((x, small.height, x + small.height, 0), fill=150, width=1)
    shade = levelled(grey, lambda level: 255 if level < 62 else 0)
    ink = ImageChops.lighter(ink, ImageChops.multiply(hatch, shade))
    return resized(ImageOps.colorize(ink, (252, 250, 244), (28, 26, 34)), image.size)


def lowpoly(image: Image.Image) -> Image.Image:
    small = _reduced(image, 640)
    chance = random.Random("facets")
    cells = 42
    step = max(small.size) / cells
    across, down = max(1, round(small.width / step)), max(1, round(small.height / step))
    made = small.copy()
    draw = ImageDraw.Draw(made)
    corners = [
        [
            (
                (column + (chance.uniform(-0.36, 0.36) if 0 < column < across else 0)) * small.width / across,
                (row + (chance.uniform(-0.36, 0.36) if 0 < row < down else 0)) * small.height / down,
            )
            for column in range(across + 1)
        ]
        for row in range(down + 1)
    ]
    for row in range(down):
        for column in range(across):
            a, b, c, d = (
                corners[row][column],
                corners[row][column + 1],
                corners[row + 1][column],
                corners[row + 1][column + 1],
            )
            for facet in ((a, b, c), (b, d, c)) if (row + column) % 2 else ((a, b, d), (a, d, c)):
                x, y = sum(x for x, _ in facet) / 3, sum(y for _, y in facet) / 3
                colour = _pixel(small, (min(small.width - 1, int(x)), min(small.height - 1, int(y))))
                lit = chance.uniform(-9, 9)
                draw.polygon(facet, fill=_lit(colour, lit))
    return resized(made, image.size)


def anime(image: Image.Image) -> Image.Image:
    small = _reduced(image)
    flat = ImageOps.posterize(ImageEnhance.Color(small).enhance(1.5), 4)
    flat = ImageEnhance.Brightness(flat).enhance(1.12)
    flat.paste((34, 26, 44), (0, 0), _edges(small, 4.5))
    glow = halo((small.width, small.height))
    flat.paste((255, 250, 235), (-small.width // 4, -small.height // 3), faded(glow, 0.28))
    return resized(flat, image.size)


def threed(image: Image.Image) -> Image.Image:
    """Bevelled and soft, under studio light."""
    small = _reduced(image, 640)
    relief = (
        small.convert("L")
        .filter(ImageFilter.GaussianBlur(2))
        .filter(ImageFilter.EMBOSS)
        .filter(ImageFilter.GaussianBlur(1))
    )
    body = ImageEnhance.Color(small.filter(ImageFilter.SMOOTH_MORE)).enhance(1.15)
    lit = ImageChops.add(body, Image.merge("RGB", [relief] * 3), 1, -128)
    lit = Image.blend(body, lit, 0.85)
    vignette = ImageOps.invert(halo(small.size))
    lit.paste(ImageEnhance.Brightness(lit).enhance(0.72), (0, 0), faded(vignette, 0.8))
    return resized(lit, image.size)


def photo(image: Image.Image) -> Image.Image:
    """What is far is out of focus; grain, a vignette, a curve as film has it."""
    blurred = resized(_reduced(image, 160), image.size)
    focus = halo((image.width, round(image.height * 1.1)))
    made = blurred.copy()
    made.paste(image, (0, 0), levelled(focus.crop((0, 0, *image.size)), lambda level: min(255, level * 4)))
    made = ImageEnhance.Contrast(made).enhance(1.15)
    made.paste((8, 8, 16), (0, 0), faded(ImageOps.invert(halo(image.size)), 0.24))
    grain = noise(image.size, min(320, image.width), "grain")
    return Image.blend(made, Image.merge("RGB", [grain] * 3), 0.045)


def mono(image: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(image.convert("L"), 1).convert("RGB")


def sepia(image: Image.Image) -> Image.Image:
    toned = ImageOps.colorize(image.convert("L"), (42, 26, 18), (250, 236, 206), mid=(158, 118, 78))
    toned.paste((60, 36, 20), (0, 0), faded(ImageOps.invert(halo(image.size)), 0.45))
    return toned


def woodcut(image: Image.Image) -> Image.Image:
    small = _reduced(image)
    few = small.quantize(6, dither=Image.Dither.NONE).convert("RGB")
    few = ImageEnhance.Color(few).enhance(0.85)
    grain = noise(small.size, 7, "wood", 22)
    few = ImageChops.multiply(few, ImageOps.colorize(grain, (232, 224, 210), (255, 252, 244)))
    few.paste((26, 22, 30), (0, 0), _edges(small, 4))
    return resized(few, image.size)


def popart(image: Image.Image) -> Image.Image:
    """Four times, each in its own colours."""
    half = max(1, image.width // 2), max(1, image.height // 2)
    grey = ImageOps.posterize(ImageOps.autocontrast(resized(image, half).convert("L")), 2)
    inks = (
        ("#1d1464", "#ff5fa2", "#ffe14d"),
        ("#7a0f3c", "#3ad0c8", "#fff3c4"),
        ("#103b2e", "#ff8a3c", "#c9f26b"),
        ("#3a0f5e", "#5b8cff", "#ffc2dd"),
    )
    made = Image.new("RGB", image.size)
    for index, (dark, mid, bright) in enumerate(inks):
        panel = ImageOps.colorize(grey, dark, bright, mid=mid)
        made.paste(panel, ((index % 2) * half[0], (index // 2) * half[1]))
    return (
        made
        if image.size == (half[0] * 2, half[1] * 2)
        else resized(made.crop((0, 0, half[0] * 2, half[1] * 2)), image.size)
    )


def neon(image: Image.Image) -> Image.Image:
    """Outlines of light in the dark."""
    small = _reduced(image, 640)
    dark = ImageEnhance.Brightness(small).enhance(0.26)
    edges = _edges(small, 7)
    across = ImageOps.colorize(noise(small.size, 3, "tubes"), (255, 60, 170), (60, 230, 255), mid=(180, 100, 255))
    glow = levelled(edges.filter(ImageFilter.GaussianBlur(7)), lambda level: min(255, level * 3))
    dark.paste(across, (0, 0), faded(glow, 0.75))
    dark.paste(Image.blend(across, Image.new("RGB", small.size, (255, 255, 255)), 0.45), (0, 0), edges)
    return resized(dark, image.size)


STYLES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "watercolor": watercolor,
    "oil": oil,
    "pixel": pixel,
    "line": line,
    "lowpoly": lowpoly,
    "anime": anime,
    "threed": threed,
    "photo": photo,
    "mono": mono,
    "sepia": sepia,
    "woodcut": woodcut,
    "popart": popart,
    "neon": neon,
}
