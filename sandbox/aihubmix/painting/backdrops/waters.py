"""By the sea, on it, and under it."""

import math

from PIL import Image

from sandbox.aihubmix.painting.backdrops.ground import WHITE, Ground
from sandbox.aihubmix.painting.canvas import disc
from sandbox.aihubmix.painting.drifts import Drift
from sandbox.aihubmix.painting.palettes import blend, hexed

_CORALS = tuple(hexed(code) for code in ("e8657a", "f2a65a", "b56ad0", "f2d06b", "4fc1a6"))


def sea(ground: Ground) -> None:
    """Open water below a far shore; high waves in a storm."""
    palette = ground.palette
    base = ground.horizon
    shore = ground.ridge(base - ground.unit * 2, ground.unit * 4)
    ground.fill(shore, blend(palette.far, palette.low, 0.45), palette.far)
    upper = blend(palette.low, (70, 150, 180), 0.5)
    lower = blend(palette.top, (8, 40, 78), 0.62)
    ground.flat(base, upper, lower)
    if "storm" in ground.words:
        for index in range(4):
            y = base + (ground.height - base) * (0.12 + 0.24 * index)
            _wave(ground, y, ground.unit * (3 + 2.4 * index), blend(upper, lower, 0.25 + 0.24 * index))
    else:
        reflection(ground, base)
    ground.glints(base)


def reflection(ground: Ground, base: float) -> None:
    """The sky above, upside down and faint."""
    high = int(min(ground.height - base, base))
    if high < 2:
        return
    above = ground.image.crop((0, int(base) - high, ground.width, int(base))).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    ground.image.paste(above, (0, int(base)), Image.new("L", above.size, 70))


def _wave(ground: Ground, y: float, high: float, colour: tuple[int, int, int]) -> None:
    shift = ground.chance.uniform(0, math.tau)
    crest = [
        y
        - high * (math.sin(step / 96 * math.tau * 3.5 + shift) + 0.4 * abs(math.sin(step / 96 * math.tau * 7 + shift)))
        for step in range(97)
    ]
    ground.fill(crest, blend(colour, WHITE, 0.18), colour)
    points = [(ground.x(step, crest), top) for step, top in enumerate(crest)]
    ground.draw().line(points, fill=blend(colour, WHITE, 0.55), width=max(1, int(ground.unit * 0.6)), joint="curve")


def beach(ground: Ground) -> None:
    """Sea, surf and sand, with palms where it is warm."""
    sea(ground)
    top = ground.horizon + (ground.height - ground.horizon) * 0.46
    bank = ground.ridge(top, ground.unit * 4)
    sand = blend(hexed("efd9a8"), ground.palette.near, 0.55 if ground.palette.night else 0.16)
    for lift, share in ((2.4, 0.85), (1, 0.4)):
        foam = blend(WHITE, sand, 1 - share) if share < 0.5 else blend(WHITE, ground.palette.low, 0.2)
        ground.fill([height - ground.unit * lift for height in bank], foam, foam)
    ground.fill(bank, sand, blend(sand, hexed("b98a52"), 0.4))
    if not ground.words & {"snow", "storm"}:
        side = ground.chance.choice((0.06, 0.93))
        _palm(ground, ground.width * side, ground.height * 0.86, 1 if side < 0.5 else -1)


def _palm(ground: Ground, x: float, foot: float, lean: int) -> None:
    unit, draw = ground.unit, ground.draw()
    dark = blend(ground.palette.near, (24, 34, 28), 0.55)
    top_x, top_y = x + lean * unit * 10, foot - unit * 42
    points = [(x + lean * unit * 10 * (t / 8) ** 2, foot - unit * 42 * t / 8) for t in range(9)]
    draw.line(points, fill=dark, width=max(1, int(unit * 2)), joint="curve")
    for turn in (-160, -125, -60, -25, 10, 170):
        angle = math.radians(turn)
        tip = top_x + math.cos(angle) * unit * 17, top_y + math.sin(angle) * unit * 9 + unit * 6
        knee = top_x + math.cos(angle) * unit * 9, top_y + math.sin(angle) * unit * 9 - unit * 3
        draw.polygon([(top_x, top_y), knee, tip, (knee[0], knee[1] + unit * 3.4)], fill=dark)


def underwater(ground: Ground) -> None:
    """Rays from above, corals below, bubbles that rise."""
    palette, unit = ground.palette, ground.unit
    rays, pen = ground.veil()
    for _ in range(6):
        x, wide = ground.chance.uniform(0, ground.width), unit * ground.chance.uniform(3, 9)
        slant = unit * ground.chance.uniform(10, 30)
        pen.polygon(
            [(x, 0), (x + wide, 0), (x + wide * 2.4 + slant, ground.height), (x - wide + slant, ground.height)],
            fill=ground.chance.randint(14, 34),
        )
    ground.drifts.append(Drift(rays, palette.light, "sway", unit * 7))
    for index in range(3):
        ridge = ground.ridge(ground.height * (0.72 + 0.1 * index), unit * (5 - index))
        colour = palette.land(index / 2)
        ground.fill(ridge, blend(colour, palette.low, 0.3), colour)
        for _ in range(5 + 2 * index):
            step = ground.chance.randrange(len(ridge))
            _coral(ground, ground.x(step, ridge), ridge[step] + unit, unit * (3 + 2.4 * index), 0.5 - 0.2 * index)
    bubbles = ground.scattered(36, (0.3, 0.5, 0.8, 1.2), (60, 150))
    ground.drifts.append(Drift(bubbles, WHITE, "rise", 1, front=True))
    ground.floor = ground.height * 0.86


def _coral(ground: Ground, x: float, foot: float, size: float, dim: float) -> None:
    draw = ground.draw()
    colour = blend(ground.chance.choice(_CORALS), ground.palette.near, max(0.1, dim))
    match ground.chance.randrange(3):
        case 0:
            for lean in (-0.8, -0.3, 0.25, 0.7):
                tip = x + lean * size, foot - size * ground.chance.uniform(1.2, 2.2)
                draw.line((x, foot, *tip), fill=colour, width=max(1, int(size * 0.28)))
                draw.ellipse(disc(*tip, size * 0.22), fill=blend(colour, WHITE, 0.25))
        case 1:
            points = [(x + math.sin(t * 0.9) * size * 0.35, foot - size * 0.55 * t) for t in range(8)]
            draw.line(
                points,
                fill=blend(hexed("3f9b6b"), ground.palette.near, 0.3),
                width=max(1, int(size * 0.34)),
                joint="curve",
            )
        case _:
            draw.pieslice((x - size, foot - size * 0.9, x + size, foot + size * 0.9), 180, 360, fill=colour)
            for dx in (-0.5, 0, 0.5):
                draw.ellipse(disc(x + dx * size, foot - size * 0.4, size * 0.12), fill=blend(colour, WHITE, 0.4))
