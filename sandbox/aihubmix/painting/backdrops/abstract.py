"""For words that name nothing to be seen: compositions of colours and forms, of many kinds."""

import math
import random
from collections.abc import Callable

from sandbox.aihubmix.painting.backdrops.ground import Ground
from sandbox.aihubmix.painting.canvas import disc
from sandbox.aihubmix.painting.drifts import Drift
from sandbox.aihubmix.painting.palettes import Colour, Palette, blend, of_hue

# Feeling -> where the hues begin, how far they reach, how light, how saturated.
_FEELINGS = {
    "sad": (0.57, 0.16, 0.4, 0.36),
    "joy": (0.02, 0.16, 0.62, 0.72),
    "calm": (0.42, 0.16, 0.66, 0.34),
    "fierce": (0.94, 0.2, 0.46, 0.82),
    "dream": (0.7, 0.28, 0.6, 0.55),
}


def harmony(chance: random.Random, feelings: tuple[str, ...]) -> Palette:
    """Colours that go together, for words without a place or an hour."""
    start, reach, lightness, saturation = (
        chance.random(),
        chance.choice((0.1, 0.18, 0.33, 0.5)),
        chance.uniform(0.45, 0.62),
        chance.uniform(0.34, 0.58),
    )
    for feeling in feelings[:1]:
        start, reach, lightness, saturation = _FEELINGS[feeling]
        start += chance.uniform(-0.03, 0.03)
    dark = chance.random() < 0.35 and "joy" not in feelings
    top = of_hue(start, 0.13 if dark else 0.9, 0.5 * saturation + 0.1)
    low = of_hue(start + reach * 0.3, 0.22 if dark else 0.82, 0.6 * saturation)
    return Palette(
        top,
        low,
        of_hue(start + reach * 0.6, 0.72, min(1, saturation + 0.2)),
        of_hue(start + reach, lightness, saturation),
        of_hue(start, lightness * 0.62, saturation),
        night=dark,
    )


def abstract(ground: Ground) -> None:
    ground.chance.choice(_KINDS)(ground)


def _hues(ground: Ground, share: float) -> Colour:
    palette = ground.palette
    stops = (palette.near, palette.far, palette.light, blend(palette.far, palette.low, 0.5))
    at = share % 1 * (len(stops) - 1)
    return blend(stops[int(at)], stops[int(at) + 1], at - int(at))


def _ribbons(ground: Ground) -> None:
    """Broad bands that flow across, each over the one before."""
    count = ground.chance.randint(7, 11)
    steep = ground.chance.uniform(-0.3, 0.3)
    for index in range(count):
        base = ground.height * (0.06 + 0.98 * index / count)
        ridge = [
            y + steep * ground.x(step, [0.0] * 97)
            for step, y in enumerate(ground.ridge(base, ground.unit * ground.chance.uniform(4, 9)))
        ]
        colour = _hues(ground, index / count)
        ground.fill(ridge, colour, blend(colour, ground.palette.near, 0.55))


def _circles(ground: Ground) -> None:
    """A few rings and discs around points that pull."""
    draw = ground.draw()
    for _ in range(ground.chance.randint(4, 6)):
        x, y = ground.chance.uniform(0.1, 0.9) * ground.width, ground.chance.uniform(0.1, 0.9) * ground.height
        radius = ground.unit * ground.chance.uniform(12, 30)
        rings = ground.chance.randint(3, 6)
        shift = ground.chance.random()
        for ring in range(rings):
            draw.ellipse(disc(x, y, radius * (1 - ring / rings)), fill=_hues(ground, shift + ring / rings))
    for _ in range(5):
        x, y, turn = (
            ground.chance.uniform(0, ground.width),
            ground.chance.uniform(0, ground.height),
            ground.chance.uniform(0, math.tau),
        )
        long = ground.unit * ground.chance.uniform(18, 60)
        draw.line(
            (x, y, x + math.cos(turn) * long, y + math.sin(turn) * long),
            fill=_hues(ground, ground.chance.random()),
            width=max(1, int(ground.unit * ground.chance.uniform(0.3, 1.4))),
        )


def _tiles(ground: Ground) -> None:
    """Quarter circles, half circles and triangles on a grid."""
    draw, chance = ground.draw(), ground.chance
    side = ground.unit * chance.choice((14.3, 20, 25))
    for row in range(math.ceil(ground.height / side)):
        for column in range(math.ceil(ground.width / side)):
            x, y = column * side, row * side
            one, two = _hues(ground, chance.random()), _hues(ground, chance.random())
            ground.rect((x, y, x + side, y + side), fill=one)
            corner_x, corner_y = x + side * chance.randrange(2), y + side * chance.randrange(2)
            match chance.randrange(4):
                case 0:
                    start = (0 if corner_y == y else 270) if corner_x == x else (90 if corner_y == y else 180)
                    draw.pieslice(disc(corner_x, corner_y, side), start, start + 90, fill=two)
                case 1:
                    draw.ellipse(disc(x + side / 2, y + side / 2, side * 0.34), fill=two)
                case 2:
                    draw.polygon([(x, y), (x + side, y), (corner_x, y + side)], fill=two)
                case _:
                    start = chance.choice((0, 90, 180, 270))
                    draw.pieslice((x, y, x + side, y + side), start, start + 180, fill=two)


def _veils(ground: Ground) -> None:
    """Clouds of colour that melt into each other."""
    for _ in range(9):
        x, y = ground.chance.uniform(0, ground.width), ground.chance.uniform(0, ground.height)
        ground.glow(x, y, ground.unit * ground.chance.uniform(35, 75), _hues(ground, ground.chance.random()), 0.8)
    mask, draw = ground.veil()
    shift = ground.chance.uniform(0, 6)
    for line in range(16):
        points = [
            (
                ground.width * step / 40,
                ground.height * (0.2 + line * 0.038)
                + ground.unit * 9 * math.sin(step / 40 * 5 + shift + line * 0.16) * math.cos(step / 40 * 2.2 + shift),
            )
            for step in range(41)
        ]
        draw.line(points, fill=150, width=max(1, int(ground.unit * 0.3)), joint="curve")
    ground.drifts.append(Drift(mask, blend(ground.palette.light, (255, 255, 255), 0.5), "sway", ground.unit * 4))


def _rays(ground: Ground) -> None:
    """Beams from a low sun, and the sun."""
    draw, chance = ground.draw(), ground.chance
    x, y = ground.width * chance.uniform(0.25, 0.75), ground.height * chance.uniform(0.4, 0.75)
    count, shift, far = chance.choice((18, 24, 32)), chance.random(), ground.width + ground.height
    for index in range(count):
        one, two = math.tau * (index + shift) / count, math.tau * (index + shift + 0.5) / count
        draw.polygon(
            [
                (x, y),
                (x + math.cos(one) * far, y + math.sin(one) * far),
                (x + math.cos(two) * far, y + math.sin(two) * far),
            ],
            fill=_hues(ground, index / count * 2),
        )
    for ring, share in enumerate((0.2, 0.7, 0.45)):
        draw.ellipse(disc(x, y, ground.unit * (20 - 6 * ring)), fill=_hues(ground, share))


def _contours(ground: Ground) -> None:
    """Islands drawn as on a map."""
    draw, chance = ground.draw(), ground.chance
    for island in range(3):
        x, y = ground.width * chance.uniform(0.15, 0.85), ground.height * chance.uniform(0.2, 0.8)
        lobes, shift = chance.randint(2, 4), chance.uniform(0, math.tau)
        for level in range(9):
            radius = ground.unit * (36 - 8 * island) * (1 - level / 9)
            points = [
                (
                    x + radius * (1 + 0.22 * math.sin(lobes * a + shift + level * 0.2)) * math.cos(a) * 1.25,
                    y + radius * (1 + 0.16 * math.cos((lobes + 1) * a + shift)) * math.sin(a),
                )
                for a in (math.tau * i / 60 for i in range(60))
            ]
            draw.polygon(
                points,
                fill=_hues(ground, level / 9 + island * 0.2),
                outline=blend(_hues(ground, level / 9), ground.palette.top, 0.5),
                width=max(1, int(ground.unit * 0.3)),
            )


_KINDS: tuple[Callable[[Ground], None], ...] = (_ribbons, _circles, _tiles, _veils, _rays, _contours)
