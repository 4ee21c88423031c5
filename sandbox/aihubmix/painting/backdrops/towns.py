"""Cities, from the street and over the roofs."""

from PIL import Image

from sandbox.aihubmix.painting.backdrops.ground import WHITE, Ground
from sandbox.aihubmix.painting.drifts import Drift
from sandbox.aihubmix.painting.palettes import Colour, blend, hexed

_NEONS = tuple(hexed(code) for code in ("ff4fa3", "4ff0ff", "b36bff", "ffe45c", "5cffb0"))
_LAMP = hexed("ffdd8c")


def city(ground: Ground) -> None:
    """Three rows of houses and a street, wet and shining under neon or rain."""
    palette, unit = ground.palette, ground.unit
    street = ground.height * 0.8
    for row in range(3):
        wall = blend(palette.land(0.25 + 0.35 * row), palette.low, 0.42 - 0.2 * row)
        _row(ground, street, wall, (30 - 5 * row, 62 - 12 * row), 0.25 + 0.25 * row)
    tar = blend(palette.near, (24, 24, 34), 0.5)
    ground.flat(street, blend(tar, palette.low, 0.2), tar)
    wet = ground.words & {"rain", "neon", "storm"} or palette.night
    if wet:
        _mirrored(ground, int(street))
        ground.glints(street, 30)
    if ground.words & {"snow"}:
        ground.flat(ground.height * 0.86, blend(WHITE, palette.low, 0.3), blend(WHITE, palette.near, 0.3))
    ground.draw().line((0, street, ground.width, street), fill=blend(tar, WHITE, 0.2), width=max(1, int(unit * 0.5)))
    ground.floor = ground.height * 0.92


def _mirrored(ground: Ground, street: int) -> None:
    high = min(ground.height - street, street)
    above = ground.image.crop((0, street - high, ground.width, street)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    ground.image.paste(above, (0, street), Image.new("L", above.size, 96))


def _row(ground: Ground, street: float, wall: Colour, heights: tuple[float, float], lit: float) -> None:
    unit, chance, draw = ground.unit, ground.chance, ground.draw()
    bright = lit if ground.palette.night else lit * 0.5
    x = -unit * chance.uniform(0, 6)
    while x < ground.width:
        wide, tall = unit * chance.uniform(8, 15), unit * chance.uniform(*heights)
        top = street - tall
        colour = blend(wall, ground.palette.low, chance.uniform(0, 0.16))
        ground.rect((x, top, x + wide, street), fill=colour)
        match chance.randrange(4):
            case 0:
                draw.line((x + wide / 2, top, x + wide / 2, top - unit * 6), fill=colour, width=max(1, int(unit * 0.5)))
            case 1:
                draw.polygon([(x, top), (x + wide / 2, top - wide * 0.5), (x + wide, top)], fill=colour)
            case _:
                ground.rect((x + wide * 0.2, top - unit * 2, x + wide * 0.7, top), fill=colour)
        _windows(ground, (x, top, wide, tall), colour, bright)
        if "neon" in ground.words and chance.random() < 0.75:
            _tube(ground, x + wide * 0.2, top + unit * chance.uniform(4, 14), wide * 0.6)
        x += wide + unit * chance.uniform(-0.5, 1)


def _windows(ground: Ground, house: tuple[float, float, float, float], wall: Colour, lit: float) -> None:
    x, top, wide, tall = house
    unit, _draw = ground.unit, ground.draw()
    dark, lamp = blend(wall, (20, 26, 44), 0.35), blend(_LAMP, wall, 0.1)
    for row in range(min(14, int(tall / unit / 3.4))):
        for column in range(int(wide / unit / 2.4)):
            left, up = x + unit * (1 + column * 2.4), top + unit * (1.6 + row * 3.4)
            fill = lamp if ground.chance.random() < lit else dark
            ground.rect((left, up, left + unit * 1.2, up + unit * 1.8), fill=fill)


def _tube(ground: Ground, x: float, y: float, wide: float) -> None:
    """A lit sign: bars of light with a glow around them."""
    unit, colour = ground.unit, ground.chance.choice(_NEONS)
    ground.glow(x + wide / 2, y + unit * 3, wide, colour, 0.6)
    draw = ground.draw()
    thick = max(1, int(unit * 0.6))
    if ground.chance.random() < 0.5:
        ground.rect((x, y, x + wide, y + unit * 5), outline=colour, width=thick)
        draw.line(
            (x + unit, y + unit * 2.5, x + wide - unit, y + unit * 2.5), fill=blend(colour, WHITE, 0.5), width=thick
        )
    else:
        for step in range(4):
            ground.rect(
                (x + wide * 0.3, y + unit * 2.4 * step, x + wide * 0.7, y + unit * (2.4 * step + 1.5)),
                fill=blend(colour, WHITE, 0.3),
            )


def roofs(ground: Ground) -> None:
    """A skyline behind, and before it one roof after the other with its chimneys."""
    palette, unit, chance = ground.palette, ground.unit, ground.chance
    _row(ground, ground.horizon + unit * 20, blend(palette.far, palette.low, 0.4), (12, 26), 0.3)
    for depth in (0.0, 0.5, 1.0):
        base = ground.horizon + (ground.height - ground.horizon) * (0.3 + 0.42 * depth)
        x = -unit * chance.uniform(0, 20)
        tile = blend(hexed("6d7f96"), palette.near, 0.25 + 0.4 * (1 - depth) if not palette.night else 0.62)
        while x < ground.width:
            wide = unit * chance.uniform(22, 40)
            _roof(
                ground, x, base + unit * chance.uniform(-4, 4), wide, blend(tile, palette.near, chance.uniform(0, 0.3))
            )
            x += wide * 0.94
    ground.floor = ground.height * 0.86


def _roof(ground: Ground, x: float, y: float, wide: float, tile: Colour) -> None:
    unit, chance, draw = ground.unit, ground.chance, ground.draw()
    wall = blend(hexed("d9c7a8"), tile, 0.55 if ground.palette.night else 0.25)
    high = unit * chance.uniform(9, 14)
    for at in (chance.uniform(0.1, 0.3), chance.uniform(0.65, 0.85)):
        left = x + wide * at
        ground.rect((left, y - unit * 6, left + unit * 4, y + high), fill=blend(hexed("a8604a"), tile, 0.4))
        for pot in (0.6, 2.4):
            ground.rect(
                (left + unit * pot, y - unit * 8.4, left + unit * (pot + 1.1), y - unit * 6),
                fill=blend(hexed("c97a55"), tile, 0.3),
            )
    draw.polygon([(x + wide * 0.07, y), (x + wide * 0.93, y), (x + wide, y + high), (x, y + high)], fill=tile)
    draw.line(
        (x + wide * 0.07, y, x + wide * 0.93, y),
        fill=blend(tile, ground.palette.light, 0.4),
        width=max(1, int(unit * 0.6)),
    )
    ground.rect((x, y + high, x + wide, ground.height), fill=wall)
    lamp = _LAMP if ground.palette.night else blend(wall, (40, 60, 84), 0.6)
    for column in range(3):
        left = x + wide * (0.14 + 0.28 * column)
        if chance.random() < 0.75:
            ground.rect(
                (left, y + high + unit * 3, left + unit * 4, y + high + unit * 10), fill=blend(lamp, wall, 0.15)
            )
        if chance.random() < 0.45:
            ground.rect((left, y + high * 0.35, left + unit * 3.6, y + high * 0.85), fill=blend(lamp, tile, 0.2))


def sparks(ground: Ground) -> None:
    """Lights that rise, over a city at night."""
    mask = ground.scattered(22, (0.25, 0.4), (90, 200))
    ground.drifts.append(Drift(mask, _LAMP, "rise", 1, front=True))
