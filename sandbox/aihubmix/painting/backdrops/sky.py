"""Above the horizon: stars, sun or moon, clouds; and what falls."""

from collections.abc import Callable

from PIL import ImageDraw

from sandbox.aihubmix.painting.backdrops.ground import WHITE, Ground
from sandbox.aihubmix.painting.canvas import disc
from sandbox.aihubmix.painting.drifts import Drift
from sandbox.aihubmix.painting.palettes import Colour, blend, hexed, of_hue

_GLOOMY = frozenset({"storm", "rain", "fog"})


def sky(ground: Ground) -> None:
    """All that is behind the land."""
    if ground.palette.night:
        stars(ground)
    if not ground.words & _GLOOMY or ground.palette.night:
        light(ground)
    if not ground.palette.night or ground.words & _GLOOMY:
        clouds(ground)


def stars(ground: Ground, count: int = 90, *, everywhere: bool = False) -> None:
    mask, draw = ground.veil()
    lowest = ground.height if everywhere else ground.horizon
    for _ in range(count):
        x, y = ground.chance.uniform(0, ground.width), ground.chance.uniform(0, lowest)
        radius = ground.unit * ground.chance.choice((0.15, 0.2, 0.2, 0.28, 0.42))
        draw.ellipse(disc(x, y, radius), fill=ground.chance.randint(110, 255))
    ground.drifts.append(Drift(mask, (255, 255, 240), "twinkle", sky=True))


def light(ground: Ground) -> None:
    """Sun or moon with its glow: full, or a crescent."""
    palette, chance, unit = ground.palette, ground.chance, ground.unit
    low = bool(ground.words & {"dusk", "dawn"})
    x = ground.width * chance.uniform(0.15, 0.85)
    y = ground.horizon * (chance.uniform(0.62, 0.88) if low else chance.uniform(0.22, 0.6))
    radius = unit * (chance.uniform(9, 13) if low else chance.uniform(5.5, 9.5))
    for drift in ground.drifts:  # no star stands before the moon
        ImageDraw.Draw(drift.mask).ellipse(disc(x, y, radius * 1.05), fill=0)
    ground.glow(x, y, radius * (3.4 if palette.night else 5), palette.light, 0.85)
    ground.draw().ellipse(disc(x, y, radius), fill=palette.light)
    if palette.night and chance.random() < 0.45:
        shade = blend(palette.top, palette.low, min(1.0, y / ground.height))
        ground.draw().ellipse(
            disc(x + radius * 0.42, y - radius * 0.16, radius * 0.88), fill=blend(shade, palette.light, 0.1)
        )
    elif palette.night:
        for dx, dy, share in ((-0.35, -0.2, 0.22), (0.3, 0.25, 0.16), (0.1, -0.5, 0.12)):
            spot = blend(palette.light, palette.low, 0.25)
            ground.draw().ellipse(disc(x + dx * radius, y + dy * radius, share * radius), fill=spot)


def clouds(ground: Ground) -> None:
    gloomy = bool(ground.words & _GLOOMY)
    mask, draw = ground.veil()
    for _ in range(ground.chance.randint(5, 7) if gloomy else ground.chance.randint(2, 5)):
        x, y = ground.chance.uniform(0, ground.width), ground.horizon * ground.chance.uniform(0.06, 0.66)
        size = ground.unit * ground.chance.uniform(0.5, 1.3) * (1.7 if gloomy else 1)
        puffs = ground.chance.randint(4, 7)
        level = ground.chance.randint(70, 150)
        for puff in range(puffs):
            wide = size * ground.chance.uniform(6, 11)
            left = x + (puff - puffs / 2) * size * 6
            high = wide * (0.62 - 0.1 * abs(puff - puffs / 2))
            draw.ellipse((left - wide, y - high, left + wide, y + wide * 0.16), fill=level)
        draw.rectangle((x - puffs * size * 4, y + size * 0.3, x + puffs * size * 3.4, y + size * 2.4), fill=0)
    colour = (
        blend(ground.palette.low, (52, 58, 72), 0.5)
        if "storm" in ground.words
        else blend(WHITE, ground.palette.low, 0.2)
    )
    ground.drifts.append(Drift(mask, colour, "drift", ground.unit * 26, sky=True))


def weather(ground: Ground) -> None:
    """All that is before the land."""
    for word, falls in _FALLING.items():
        if word in ground.words:
            falls(ground)


def _snow(ground: Ground) -> None:
    for count, sizes in ((110, (0.25, 0.35, 0.45)), (55, (0.5, 0.8, 1.1))):
        mask = ground.scattered(count, sizes)
        ground.drifts.append(Drift(mask, WHITE, "fall", 1 if count > 60 else 2, front=True))


def _rain(ground: Ground) -> None:
    mask, draw = ground.veil()
    for _ in range(190):
        x, y = ground.chance.uniform(0, ground.width), ground.chance.uniform(0, ground.height)
        long = ground.unit * ground.chance.uniform(2, 6)
        draw.line(
            (x, y, x - long * 0.22, y + long),
            fill=ground.chance.randint(50, 130),
            width=max(1, int(ground.unit * 0.26)),
        )
    ground.drifts.append(Drift(mask, blend(ground.palette.light, (205, 225, 240), 0.6), "fall", 5, front=True))


def _storm(ground: Ground) -> None:
    _rain(ground)
    mask, draw = ground.veil()
    x, y = ground.width * ground.chance.uniform(0.2, 0.8), 0.0
    points = [(x, y)]
    while y < ground.horizon:
        x, y = x + ground.unit * ground.chance.uniform(-7, 7), y + ground.unit * ground.chance.uniform(4, 9)
        points.append((x, y))
    draw.line(points, fill=245, width=max(1, int(ground.unit * 0.8)), joint="curve")
    fork = points[len(points) // 2]
    draw.line(
        (fork, (fork[0] + ground.unit * 9, fork[1] + ground.unit * 12)), fill=200, width=max(1, int(ground.unit * 0.5))
    )
    ground.drifts.append(Drift(mask, (250, 248, 225), "twinkle", sky=True))


def _fog(ground: Ground) -> None:
    mask, draw = ground.veil()
    for _ in range(9):
        y = ground.height * ground.chance.uniform(0.42, 0.95)
        x, wide = ground.chance.uniform(0, ground.width), ground.width * ground.chance.uniform(0.4, 0.9)
        draw.ellipse((x - wide / 2, y, x + wide / 2, y + ground.unit * ground.chance.uniform(5, 11)), fill=70)
    soft = mask.reduce(8).resize(mask.size)  # pyright: ignore[reportUnknownMemberType]
    ground.drifts.append(Drift(soft, blend(ground.palette.low, WHITE, 0.5), "drift", ground.unit * 22, front=True))


def _leaves(ground: Ground) -> None:
    for colour in ("d9692b", "e8b23c", "a8402c"):
        _petals(ground, hexed(colour), 11, 1.5)


def _blossoms(ground: Ground) -> None:
    _petals(ground, hexed("f7b9cb"), 34, 0.9)


def _petals(ground: Ground, colour: Colour, count: int, size: float) -> None:
    mask, draw = ground.veil()
    for _ in range(count):
        x, y = ground.chance.uniform(0, ground.width), ground.chance.uniform(0, ground.height)
        r, lean = ground.unit * size * ground.chance.uniform(0.5, 1.1), ground.chance.uniform(-1, 1)
        draw.polygon([(x - r, y), (x, y - r * lean), (x + r, y + r * 0.3), (x, y + r * 0.9)], fill=225)
    ground.drifts.append(Drift(mask, colour, "fall", 1, front=True))


def aurora(ground: Ground, hue: float) -> None:
    """Curtains of light, for dreams and space."""
    for index in range(3):
        mask, draw = ground.veil()
        ridge = ground.ridge(ground.height * (0.22 + 0.12 * index), ground.unit * 9)
        outline = [(ground.x(step, ridge), height) for step, height in enumerate(ridge)]
        draw.polygon([*outline, *[(x, y + ground.unit * 20) for x, y in reversed(outline)]], fill=90)
        soft = mask.reduce(16).resize(mask.size)  # pyright: ignore[reportUnknownMemberType]
        ground.drifts.append(Drift(soft, of_hue(hue + index * 0.09, 0.62, 0.7), "sway", ground.unit * 10, sky=True))


_FALLING: dict[str, Callable[[Ground], None]] = {
    "fog": _fog,
    "snow": _snow,
    "rain": _rain,
    "storm": _storm,
    "autumn": _leaves,
    "spring": _blossoms,
}
