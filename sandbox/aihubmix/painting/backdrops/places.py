"""Rooms, plain grounds, the clouds and outer space."""

import math

from sandbox.aihubmix.painting.backdrops.ground import WHITE, Ground
from sandbox.aihubmix.painting.backdrops.sky import aurora, stars
from sandbox.aihubmix.painting.canvas import disc, ramp
from sandbox.aihubmix.painting.drifts import Drift
from sandbox.aihubmix.painting.palettes import blend, hexed, turned

_SPINES = tuple(
    hexed(code) for code in ("8a3b3b", "3b5a7a", "c99a4f", "4f7a5a", "6b4a7a", "d9c7a8", "a8604a", "2f3d52")
)
_WOOD = hexed("8a5a3a")


def room(ground: Ground) -> None:
    """A wall with a window, and a table before it."""
    palette, unit, chance = ground.palette, ground.unit, ground.chance
    dark = palette.night or bool(ground.words & {"dusk", "storm"})
    wall = blend(blend(palette.far, hexed("e9d8bd"), 0.45), (30, 24, 44), 0.5 if dark else 0)
    ground.image.paste(wall, (0, 0, ground.width, ground.height))
    x = ground.width * chance.choice((0.24, 0.72)) + unit * chance.uniform(-4, 4)
    _window(ground, x, ground.height * 0.34, unit * 15, unit * 20)
    if chance.random() < 0.7:
        lamp_x = ground.width - x + unit * chance.uniform(-5, 5)
        ground.draw().line((lamp_x, 0, lamp_x, ground.height * 0.16), fill=(50, 42, 46), width=max(1, int(unit * 0.5)))
        ground.glow(lamp_x, ground.height * 0.22, unit * 34, hexed("ffe3a0"), 0.55)
        ground.draw().pieslice(
            (lamp_x - unit * 8, ground.height * 0.2 - unit * 7, lamp_x + unit * 8, ground.height * 0.2 + unit * 7),
            180,
            360,
            fill=blend(turned(wall, 0.4), (60, 40, 40), 0.35),
        )
    table(ground)


def _window(ground: Ground, x: float, y: float, wide: float, high: float) -> None:
    palette, draw, unit = ground.palette, ground.draw(), ground.unit
    frame = blend(WHITE, _WOOD, 0.2)
    ground.rect(
        (x - wide - unit * 1.5, y - high - unit * 1.5, x + wide + unit * 1.5, y + high + unit * 1.5), fill=frame
    )
    ground.rect((x - wide, y - high, x + wide, y + high), fill=blend(palette.top, palette.low, 0.55))
    if palette.night or ground.chance.random() < 0.6:
        draw.ellipse(disc(x + wide * 0.4, y - high * 0.45, unit * 4), fill=palette.light)
    draw.pieslice((x - wide, y + high * 0.2, x + wide * 0.8, y + high * 1.9), 180, 360, fill=palette.land(0.4))
    ground.rect((x - wide, y + high, x + wide, y + high * 1.95), fill=blend(palette.far, hexed("e9d8bd"), 0.45))
    ground.rect((x - wide - unit * 3, y + high, x + wide + unit * 3, y + high + unit * 2.4), fill=frame)
    draw.line((x, y - high, x, y + high), fill=frame, width=max(1, int(unit * 1.1)))
    draw.line((x - wide, y, x + wide, y), fill=frame, width=max(1, int(unit * 1.1)))


def table(ground: Ground) -> None:
    """A wooden board that runs across the lower part."""
    top = ground.height * 0.74
    wood = blend(_WOOD, ground.palette.near, 0.4 if ground.palette.night else 0.15)
    ground.flat(top, blend(wood, WHITE, 0.2), blend(wood, (30, 18, 14), 0.4))
    for step in range(1, 5):
        y = top + (ground.height - top) * (step / 5) ** 1.3
        ground.draw().line(
            (0, y, ground.width, y), fill=blend(wood, (30, 18, 14), 0.3), width=max(1, int(ground.unit * 0.25))
        )
    ground.floor = ground.height * 0.9


def library(ground: Ground) -> None:
    """Shelves to the ceiling, a lamp, and dust in its light."""
    palette, unit, chance = ground.palette, ground.unit, ground.chance
    dim = 0.45 if palette.night else 0.12
    back = blend(hexed("4a3022"), palette.near, 0.3)
    ground.image.paste(back, (0, 0, ground.width, ground.height))
    ground.draw()
    shelf = unit * chance.uniform(15, 19)
    y = shelf
    while y < ground.height * 0.86:
        x = 0.0
        while x < ground.width:
            wide, high = unit * chance.uniform(1.6, 4.2), shelf * chance.uniform(0.55, 0.84)
            if chance.random() < 0.9:
                colour = blend(chance.choice(_SPINES), palette.near, dim)
                ground.rect((x, y - high, x + wide - unit * 0.3, y), fill=colour)
                band = y - high * 0.8
                ground.rect(
                    (x, band, x + wide - unit * 0.3, band + unit * 0.7), fill=blend(colour, hexed("f2d99a"), 0.5)
                )
            x += wide
        ground.rect((0, y, ground.width, y + unit * 1.8), fill=blend(_WOOD, palette.near, 0.25))
        y += shelf
    for x in (0.02, 0.5, 0.98):
        left = ground.width * x
        ground.rect((left - unit * 2, 0, left + unit * 2, ground.height), fill=blend(_WOOD, palette.near, 0.4))
    ground.glow(ground.width * chance.uniform(0.3, 0.7), ground.height * 0.3, unit * 62, hexed("ffdf9a"), 0.5)
    ground.drifts.append(Drift(ground.scattered(26, (0.2, 0.3), (60, 140)), hexed("ffe9b8"), "rise", 1, front=True))
    table(ground)


def studio(ground: Ground) -> None:
    """A plain ground in one colour, a soft light, a large quiet shape behind."""
    palette, unit, chance = ground.palette, ground.unit, ground.chance
    tone = blend(palette.low, palette.far, 0.35)
    lower = blend(tone, palette.near, 0.35)
    ground.image.paste(tone, (0, 0, ground.width, ground.height))
    ground.image.paste(lower, (0, 0), ramp(ground.image.size))
    x, y = ground.width * chance.uniform(0.4, 0.6), ground.height * chance.uniform(0.4, 0.5)
    ground.glow(x, y, unit * 70, blend(palette.light, tone, 0.25), 0.7)
    shape = blend(blend(turned(palette.near, chance.choice((0.08, 0.5, -0.08))), tone, 0.55), palette.light, 0.15)
    draw, size = ground.draw(), unit * chance.uniform(32, 38)
    match chance.randrange(3):
        case 0:
            draw.ellipse(disc(x, y, size), fill=shape)
        case 1:
            draw.pieslice((x - size, y - size, x + size, y + size), 180, 360, fill=shape)
            ground.rect((x - size, y - 1, x + size, ground.height), fill=shape)
        case _:
            points = [
                (
                    x + size * 1.1 * math.cos(a) * (1 + 0.14 * math.sin(3 * a + size)),
                    y + size * math.sin(a) * (1 + 0.1 * math.cos(2 * a)),
                )
                for a in (math.tau * i / 48 for i in range(48))
            ]
            draw.polygon(points, fill=shape)
    ground.floor = ground.height * 0.9


def badge(ground: Ground) -> None:
    """A round emblem on paper, for what is to be a logo."""
    palette, unit = ground.palette, ground.unit
    paper = blend((250, 247, 240), palette.low, 0.12)
    ground.image.paste(paper, (0, 0, ground.width, ground.height))
    x, y, ink = ground.width / 2, ground.height * 0.42, blend(palette.near, (24, 22, 34), 0.35)
    draw = ground.draw()
    draw.ellipse(disc(x, y, unit * 37), fill=ink)
    draw.ellipse(disc(x, y, unit * 35.4), fill=paper)
    draw.ellipse(disc(x, y, unit * 34), fill=blend(palette.far, palette.low, 0.3))
    ground.floor = y + unit * 21


def heaven(ground: Ground) -> None:
    """A sea of clouds, with something standing on the nearest."""
    palette, unit, chance = ground.palette, ground.unit, ground.chance
    for bank in range(5):
        base = ground.horizon + (ground.height - ground.horizon) * (0.05 + 0.2 * bank)
        shade = blend(
            blend(WHITE, palette.low, 0.62 - 0.1 * bank),
            palette.near if palette.night else palette.top,
            0.34 - 0.05 * bank,
        )
        draw, x = ground.draw(), -unit * 8
        while x < ground.width + unit * 8:
            radius = unit * chance.uniform(5, 9 + bank)
            draw.ellipse(disc(x, base, radius), fill=shade)
            x += radius * 1.1
        ground.flat(base, shade, blend(shade, palette.low, 0.5))
    ground.floor = ground.height * 0.84


def space(ground: Ground) -> None:
    """Nebula, stars and a planet or two."""
    palette, unit, chance = ground.palette, ground.unit, ground.chance
    for _ in range(5):
        x, y = chance.uniform(0, ground.width), chance.uniform(0, ground.height)
        ground.glow(
            x,
            y,
            unit * chance.uniform(24, 55),
            turned(blend(palette.low, palette.light, 0.25), chance.uniform(-0.2, 0.2)),
            0.4,
        )
    for index in range(chance.randint(1, 2)):
        x, y = ground.width * chance.uniform(0.1, 0.9), ground.height * chance.uniform(0.1, 0.5)
        radius = unit * chance.uniform(7, 15) / (1 + index)
        _planet(ground, x, y, radius)
    stars(ground, 150, everywhere=True)
    aurora(ground, chance.random())
    ridge = ground.ridge(ground.height * 0.9, unit * 3)
    if not ground.words & {"floating"}:
        ground.fill(ridge, blend(palette.low, (150, 146, 160), 0.4), palette.near)
        for _ in range(6):
            cx, cy = chance.uniform(0, ground.width), ground.height * chance.uniform(0.92, 1)
            ground.draw().ellipse(
                (cx - unit * 5, cy - unit, cx + unit * 5, cy + unit), fill=blend(palette.near, (0, 0, 0), 0.25)
            )
    ground.floor = ground.height * 0.93


def _planet(ground: Ground, x: float, y: float, radius: float) -> None:
    chance, draw = ground.chance, ground.draw()
    colour = turned(hexed("d98e5b"), chance.random())
    ground.glow(x, y, radius * 2.2, colour, 0.4)
    rings = chance.random() < 0.6
    ring = blend(colour, WHITE, 0.4)
    if rings:
        draw.arc(
            (x - radius * 1.9, y - radius * 0.5, x + radius * 1.9, y + radius * 0.5),
            180,
            360,
            fill=ring,
            width=max(1, int(radius * 0.16)),
        )
    draw.ellipse(disc(x, y, radius), fill=colour)
    for band in (-0.5, -0.1, 0.35):
        half = math.sqrt(1 - band**2) * radius
        draw.line(
            (x - half, y + band * radius, x + half, y + band * radius),
            fill=blend(colour, WHITE if band < 0 else (40, 20, 60), 0.25),
            width=max(1, int(radius * 0.2)),
        )
    draw.chord((x - radius, y - radius, x + radius, y + radius), -60, 120, fill=blend(colour, (20, 12, 40), 0.28))
    if rings:
        draw.arc(
            (x - radius * 1.9, y - radius * 0.5, x + radius * 1.9, y + radius * 0.5),
            0,
            180,
            fill=ring,
            width=max(1, int(radius * 0.16)),
        )
