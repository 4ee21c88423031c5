"""Landscapes: hills, woods, mountains, deserts, gardens, roads."""

from collections.abc import Sequence

from sandbox.aihubmix.painting.backdrops.ground import WHITE, Ground
from sandbox.aihubmix.painting.canvas import disc
from sandbox.aihubmix.painting.palettes import Colour, blend, hexed

_LEAVES = tuple(hexed(code) for code in ("d9692b", "e8a23c", "b8452c", "c9822f"))
_BLOSSOMS = tuple(hexed(code) for code in ("e86a8a", "f2c94c", "f7f2ea", "9a6fd0", "ee8434"))


def hills(ground: Ground) -> None:
    """Four ranges, each nearer and darker, with a few trees."""
    for index in range(4):
        ridge = _range(ground, index)
        if index:
            _growth(ground, ridge, index / 3, 7)


def forest(ground: Ground) -> None:
    """Trees upon trees, and trunks close by on both sides."""
    for index in range(4):
        ridge = _range(ground, index)
        if index:
            _growth(ground, ridge, index / 3, 24)
    if "road" in ground.words:
        _path(ground)
    bark = blend(ground.palette.near, (24, 16, 14), 0.5)
    sides = [(ground.chance.uniform(-0.01, 0.06), 1), (ground.chance.uniform(0.94, 1.01), -1)]
    for x, inwards in sides[: ground.chance.choice((2, 2, 1, 0))]:
        wide, left = ground.unit * ground.chance.uniform(4, 7), x * ground.width
        trunk = [(-1, ground.height), (-0.55, 0), (0.55, 0), (1, ground.height)]
        ground.draw().polygon([(left + share * wide, y) for share, y in trunk], fill=bark)
        for leaf in range(16):
            away = ground.chance.uniform(-0.1, 1)
            reach = left + inwards * away * ground.unit * 34
            _leaves(
                ground, reach, ground.height * 0.12 * (1 - away) * (leaf % 4), ground.unit * ground.chance.uniform(4, 8)
            )


def _leaves(ground: Ground, x: float, y: float, radius: float) -> None:
    """A dark tuft against the light."""
    colour = (
        ground.chance.choice(_LEAVES) if "autumn" in ground.words else blend(ground.palette.near, (14, 40, 26), 0.4)
    )
    colour = blend(colour, ground.palette.near, ground.chance.uniform(0.2, 0.6))
    if "snow" in ground.words:
        colour = blend(colour, WHITE, 0.5 if ground.palette.night else 0.75)
    ground.draw().ellipse((x - radius * 1.3, y - radius * 0.8, x + radius * 1.3, y + radius * 0.8), fill=colour)


def mountains(ground: Ground) -> None:
    palette, unit = ground.palette, ground.unit
    for index in range(3):
        base = ground.horizon + unit * (4 + 9 * index)
        ridge = ground.ridge(base, unit * 2, unit * (46 - 12 * index))
        colour = palette.land(index / 2.6)
        ground.fill(ridge, blend(colour, palette.low, 0.2), blend(colour, palette.low, 0.42))
        if index < 2:
            _caps(ground, ridge, unit * (13 - 4 * index))
    _growth(ground, _range(ground, 3), 1, 12)


def _caps(ground: Ground, ridge: Sequence[float], deep: float) -> None:
    """Snow on what is high, ragged below."""
    line = sorted(ridge)[len(ridge) // 3]
    white = blend(WHITE, ground.palette.low, 0.5 if ground.palette.night else 0.22)
    outline = [(ground.x(step, ridge), height) for step, height in enumerate(ridge)]
    lower = [(x, max(y, min(line, y + deep * ground.chance.uniform(0.5, 1)))) for x, y in outline]
    ground.draw().polygon([*outline, *reversed(lower)], fill=white)


def desert(ground: Ground) -> None:
    """Dunes with a bright and a shaded side."""
    for index in range(4):
        depth = index / 3
        ridge = ground.ridge(
            ground.horizon + (ground.height - ground.horizon) * (0.05 + 0.6 * depth), ground.unit * (4 + 3 * depth)
        )
        colour = ground.palette.land(depth * 0.7)
        ground.fill(ridge, blend(colour, ground.palette.light, 0.3), blend(colour, ground.palette.near, 0.35))
        shade = [
            height + ground.unit * (3 + 9 * abs(((step / 31) + depth) % 2 - 1)) for step, height in enumerate(ridge)
        ]
        ground.fill(shade, blend(colour, ground.palette.near, 0.3), blend(colour, ground.palette.near, 0.5))


def mars(ground: Ground) -> None:
    desert(ground)
    draw = ground.draw()
    for _ in range(ground.chance.randint(5, 8)):
        x, y = (
            ground.chance.uniform(0, ground.width),
            ground.chance.uniform(ground.horizon + ground.unit * 14, ground.height),
        )
        wide = ground.unit * ground.chance.uniform(2, 8)
        draw.ellipse(
            (x - wide, y - wide * 0.3, x + wide, y + wide * 0.3), fill=blend(ground.palette.near, (30, 10, 8), 0.2)
        )
        draw.ellipse((x - wide, y - wide * 0.22, x + wide, y + wide * 0.36), fill=ground.palette.land(0.6))


def garden(ground: Ground) -> None:
    """A meadow full of blossoms."""
    for index in range(3):
        ridge = _range(ground, index)
        if index == 1:
            _growth(ground, ridge, 0.4, 9)
    draw = ground.draw()
    for row in range(80):
        depth = row / 80
        y = ground.horizon + (ground.height - ground.horizon) * (0.42 + 0.58 * depth)
        x, size = ground.chance.uniform(0, ground.width), ground.unit * (0.4 + 1.5 * depth)
        stalk = blend(ground.palette.near, (20, 50, 30), 0.3)
        draw.line((x, y, x, y + size * 4), fill=stalk, width=max(1, int(size * 0.3)))
        colour = blend(ground.chance.choice(_BLOSSOMS), ground.palette.near, 0.5 if ground.palette.night else 0.1)
        draw.ellipse(disc(x, y, size), fill=colour)
        draw.ellipse(disc(x, y, size * 0.35), fill=blend(colour, (255, 250, 200), 0.7))


def road(ground: Ground) -> None:
    """A road that winds to the horizon; by the sea if there is one."""
    for index in range(3):
        _growth(ground, _range(ground, index), index / 3, 6 if index else 0)
    _path(ground, tar=True)


def _path(ground: Ground, *, tar: bool = False) -> None:
    start, bend = ground.chance.uniform(0.35, 0.65), ground.chance.uniform(-0.18, 0.18)
    top = ground.horizon + (ground.height - ground.horizon) * 0.24
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    middle: list[tuple[float, float]] = []
    for step in range(17):
        share = step / 16
        y = top + (ground.height - top) * share
        x = ground.width * (start + bend * (1 - share) * (1 if step % 17 < 9 else 0.9))
        wide = ground.width * (0.008 + 0.34 * share**1.7)
        left.append((x - wide, y))
        right.append((x + wide, y))
        middle.append((x, y))
    colour = (
        blend(hexed("565a66"), ground.palette.near, 0.45) if tar else blend(hexed("d9b98a"), ground.palette.near, 0.35)
    )
    ground.draw().polygon([*left, *reversed(right)], fill=colour)
    if tar:
        for step in range(1, 16, 2):
            thick = max(1, int(ground.unit * 1.6 * (step / 16) ** 1.6))
            ground.draw().line((middle[step], middle[step + 1]), fill=blend(WHITE, colour, 0.2), width=thick)


def _range(ground: Ground, index: int) -> list[float]:
    depth = index / 3
    base = ground.horizon + (ground.height - ground.horizon) * (0.04 + 0.62 * depth)
    ridge = ground.ridge(base, ground.unit * (11 - 4 * depth))
    colour = ground.palette.land(depth)
    ground.fill(ridge, blend(colour, ground.palette.low, 0.28), colour)
    return ridge


def _growth(ground: Ground, ridge: Sequence[float], depth: float, count: int) -> None:
    """Fir trees, or round ones where they turn with the season."""
    leafy = bool(ground.words & {"autumn", "spring", "summer", "garden", "road"})
    for _ in range(count):
        step = ground.chance.randrange(len(ridge))
        x, foot = ground.x(step, ridge), ridge[step] + ground.unit
        tall = ground.unit * (5 + 9 * depth) * ground.chance.uniform(0.7, 1.25)
        if leafy and ground.chance.random() < 0.8:
            ground.draw().line(
                (x, foot, x, foot - tall * 0.6),
                fill=blend(ground.palette.near, (40, 24, 16), 0.6),
                width=max(1, int(tall * 0.09)),
            )
            _crown(ground, x, foot - tall * 0.68, tall * 0.3, depth)
        else:
            _fir(ground, x, foot, tall, depth)


def _crown(ground: Ground, x: float, y: float, radius: float, depth: float) -> None:
    if "autumn" in ground.words:
        colour = ground.chance.choice(_LEAVES)
    elif "spring" in ground.words:
        colour = hexed("f2b3c6")
    elif "snow" in ground.words:
        colour = hexed("e9f0f6")
    else:
        colour = blend(ground.palette.land(depth), (20, 60, 30), 0.25)
    dim = 0.55 if ground.palette.night else 0.2
    colour = blend(colour, ground.palette.land(depth), dim)
    for dx, dy, share in ((-0.6, 0.25, 0.7), (0.6, 0.2, 0.72), (0, -0.2, 1)):
        ground.draw().ellipse(disc(x + dx * radius, y + dy * radius, radius * share), fill=colour)
    lit = blend(colour, ground.palette.light, 0.22)
    ground.draw().ellipse(disc(x - radius * 0.25, y - radius * 0.45, radius * 0.5), fill=lit)


def _fir(ground: Ground, x: float, foot: float, tall: float, depth: float) -> None:
    colour: Colour = blend(ground.palette.land(depth), (10, 24, 20), 0.35)
    for tier in range(3):
        top, low = foot - tall * (1 - tier * 0.24), foot - tall * (0.52 - tier * 0.24)
        wide = tall * (0.16 + 0.07 * tier)
        ground.draw().polygon([(x, top), (x - wide, low), (x + wide, low)], fill=colour)
        if "snow" in ground.words:
            middle = top + (low - top) * 0.45
            white = blend(colour, WHITE, 0.55 if ground.palette.night else 0.8)
            ground.draw().polygon([(x, top), (x - wide * 0.45, middle), (x + wide * 0.45, middle)], fill=white)
