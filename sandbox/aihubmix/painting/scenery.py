"""A landscape from words: sky, light, hills, and what the words put into it."""

import math
import random
import re
from collections.abc import Set

from PIL import Image, ImageChops, ImageDraw, ImageOps

from sandbox.aihubmix.painting.canvas import disc, gradient, resized
from sandbox.aihubmix.painting.creatures import creature_for, draw_creature
from sandbox.aihubmix.painting.palettes import Colour, Palette, blend, named_colour, palette_for

_OVERSAMPLING = 2
_LONG_SIDE = 1280
"""Of the canvas before it is reduced; whatever the size asked for, a scene takes the same time."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WATER = _words("sea ocean lake river water beach fish goldfish boat island coast harbour harbor")
_TOWN = _words("city town street house castle tower skyline village cyberpunk building buildings")
_WOODS = _words("forest wood woods tree trees pine pines jungle snow winter fox owl park")
_SNOW = _words("snow snowy winter christmas snowfall blizzard")


def words_of(prompt: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", prompt.lower()))


def scene(prompt: str, seed: int, size: tuple[int, int]) -> Image.Image:
    """The landscape at exactly this size."""
    words = words_of(prompt)
    scale = min(_LONG_SIDE / max(size), float(_OVERSAMPLING))
    canvas = tuple(max(_OVERSAMPLING, round(side * scale)) for side in size)
    palette = palette_for(words, random.Random(prompt), tint=creature_for(words) is None)
    painter = _Painter(words, random.Random(f"{seed}:{prompt}"), palette, canvas)
    return resized(painter.paint().reduce(_OVERSAMPLING), size)


class _Painter:
    def __init__(self, words: Set[str], chance: random.Random, palette: Palette, size: tuple[int, ...]) -> None:
        self._words = words
        self._chance = chance
        self._palette = palette
        self._width, self._height = size
        self._unit = min(size) / 100
        self._horizon = self._height * chance.uniform(0.5, 0.6)
        self._image = gradient(palette.top, palette.low, (self._width, self._height))

    def paint(self) -> Image.Image:
        if self._palette.night:
            self._stars()
        self._light()
        if not self._palette.night:
            self._clouds()
        self._hills()
        self._creature()
        if self._words & _SNOW:
            self._snowfall()
        return self._image

    def _stars(self) -> None:
        draw = ImageDraw.Draw(self._image)
        for _ in range(90):
            x, y = self._chance.uniform(0, self._width), self._chance.uniform(0, self._horizon)
            radius = self._unit * self._chance.choice((0.15, 0.2, 0.2, 0.4))
            draw.ellipse(
                disc(x, y, radius), fill=blend(self._palette.top, (255, 255, 240), self._chance.uniform(0.4, 1))
            )

    def _light(self) -> None:
        """Sun or moon with its glow."""
        palette, chance = self._palette, self._chance
        x, y = self._width * chance.uniform(0.2, 0.8), self._horizon * chance.uniform(0.25, 0.7)
        radius = self._unit * chance.uniform(6, 10)
        reach = int(radius * (3.2 if palette.night else 5))
        halo = ImageOps.invert(Image.radial_gradient("L"))
        glow = resized(halo, (2 * reach, 2 * reach), Image.Resampling.BILINEAR)
        glow = ImageChops.subtract(glow, Image.new("L", glow.size, 75), scale=1.25)  # nothing at the square's corners
        self._image.paste(palette.light, (int(x) - reach, int(y) - reach), glow)
        draw = ImageDraw.Draw(self._image)
        draw.ellipse(disc(x, y, radius), fill=palette.light)
        if palette.night:
            for dx, dy, share in ((-0.35, -0.2, 0.22), (0.3, 0.25, 0.16), (0.1, -0.5, 0.12)):
                spot = blend(palette.light, palette.low, 0.25)
                draw.ellipse(disc(x + dx * radius, y + dy * radius, share * radius), fill=spot)

    def _clouds(self) -> None:
        veil = Image.new("L", self._image.size, 0)
        draw = ImageDraw.Draw(veil)
        for _ in range(self._chance.randint(2, 4)):
            x, y = self._chance.uniform(0, self._width), self._horizon * self._chance.uniform(0.1, 0.6)
            for puff in range(5):
                wide = self._unit * self._chance.uniform(6, 12)
                left = x + (puff - 2) * self._unit * 6
                draw.ellipse((left - wide, y - wide * 0.35, left + wide, y + wide * 0.25), fill=85)
        self._image.paste((255, 255, 255), (0, 0), veil)

    def _hills(self) -> None:
        """Four ranges, each nearer and darker, with trees, a town or water between them."""
        count = 4
        creature = creature_for(self._words)
        swims = creature is not None and creature.habitat == "water"
        shore = 1 if swims else count - 1 if self._words & _WATER else count
        for index in range(count):
            depth = index / (count - 1)
            base = self._horizon + (self._height - self._horizon) * (0.04 + 0.62 * depth)
            ridge = self._ridge(base, self._unit * (11 - 4 * depth))
            if index == shore:
                self._water(base)
                return
            colour = self._palette.land(depth)
            self._fill(ridge, blend(colour, self._palette.low, 0.28), colour)
            if index == 1 and self._words & _TOWN:
                self._town()
            if index >= 1 and (self._words & _WOODS or not self._words & _TOWN):
                self._trees(ridge, depth)

    def _ridge(self, base: float, swing: float) -> list[float]:
        """Heights from left to right."""
        waves = [(self._chance.uniform(0.6, 3.4) * n, self._chance.uniform(0, math.tau), 1 / n) for n in (1, 2, 4)]
        steps = 96
        return [
            base - swing * sum(size * math.sin(turns * step / steps * math.pi + shift) for turns, shift, size in waves)
            for step in range(steps + 1)
        ]

    def _fill(self, ridge: list[float], upper: Colour, lower: Colour) -> None:
        top = max(0, int(min(ridge)))
        below = (self._width, max(1, self._height - top))
        mask = Image.new("L", below, 0)
        outline = [(self._x(step, ridge), height - top) for step, height in enumerate(ridge)]
        ImageDraw.Draw(mask).polygon([(0, below[1]), *outline, (self._width, below[1])], fill=255)
        self._image.paste(gradient(upper, lower, below), (0, top), mask)

    def _x(self, step: float, ridge: list[float]) -> float:
        return step * self._width / (len(ridge) - 1)

    def _trees(self, ridge: list[float], depth: float) -> None:
        draw = ImageDraw.Draw(self._image)
        snowy = bool(self._words & _SNOW)
        colour = blend(self._palette.land(depth), (10, 24, 20), 0.35)
        for _ in range(26 if self._words & _WOODS else 7):
            step = self._chance.randrange(len(ridge))
            x, foot = self._x(step, ridge), ridge[step] + self._unit
            tall = self._unit * (5 + 9 * depth) * self._chance.uniform(0.7, 1.25)
            for tier in range(3):
                top, low = foot - tall * (1 - tier * 0.24), foot - tall * (0.52 - tier * 0.24)
                wide = tall * (0.16 + 0.07 * tier)
                draw.polygon([(x, top), (x - wide, low), (x + wide, low)], fill=colour)
                if snowy:
                    white = blend(colour, (255, 255, 255), 0.8)
                    middle = top + (low - top) * 0.45
                    draw.polygon([(x, top), (x - wide * 0.45, middle), (x + wide * 0.45, middle)], fill=white)

    def _town(self) -> None:
        draw = ImageDraw.Draw(self._image)
        wall = blend(self._palette.land(0.6), (20, 20, 34), 0.3)
        x = 0.0
        while x < self._width:
            wide, tall = self._unit * self._chance.uniform(5, 9), self._unit * self._chance.uniform(8, 26)
            top = self._horizon - tall + self._unit * 8
            draw.rectangle(
                (x, top, x + wide, self._height), fill=blend(wall, self._palette.low, self._chance.uniform(0, 0.2))
            )
            for row in range(int(tall / self._unit / 2.4)):
                for column in range(int(wide / self._unit / 1.8)):
                    if self._chance.random() < 0.4:
                        left, up = x + self._unit * (0.8 + column * 1.8), top + self._unit * (1 + row * 2.4)
                        draw.rectangle((left, up, left + self._unit * 0.8, up + self._unit * 1.1), fill=(255, 221, 140))
            x += wide + self._unit * self._chance.uniform(0.2, 1.5)

    def _water(self, base: float) -> None:
        shore = [base] * 3
        self._fill(shore, blend(self._palette.low, (90, 170, 200), 0.55), blend(self._palette.top, (12, 52, 92), 0.6))
        draw = ImageDraw.Draw(self._image)
        for _ in range(46):
            y = base + (self._height - base) * self._chance.random() ** 1.4
            wide = self._unit * (2 + 9 * (y - base) / max(1.0, self._height - base))
            x = self._chance.uniform(0, self._width)
            glint = blend(self._palette.light, (90, 160, 190), self._chance.uniform(0.3, 0.7))
            draw.line((x - wide, y, x + wide, y), fill=glint, width=max(1, round(self._unit * 0.35)))

    def _creature(self) -> None:
        creature = creature_for(self._words)
        if creature is None:
            return
        side = self._unit * 42
        left = self._chance.uniform(0.18, 0.82) * (self._width - side)
        ground = self._height - self._unit * 13
        top = ground - side * {"ground": 1.0, "air": 1.25, "water": 0.85}[creature.habitat]
        if creature.habitat == "ground":
            shadow = Image.new("L", self._image.size, 0)
            box = (left + side * 0.1, ground - side * 0.05, left + side * 0.98, ground + side * 0.06)
            ImageDraw.Draw(shadow).ellipse(box, fill=90)
            self._image.paste((10, 12, 20), (0, 0), shadow)
        fur = blend(named_colour(self._words) or creature.fur, self._palette.near, 0.12)
        draw_creature(ImageDraw.Draw(self._image), creature, (left, top, side), fur)

    def _snowfall(self) -> None:
        flakes = Image.new("L", self._image.size, 0)
        draw = ImageDraw.Draw(flakes)
        for _ in range(170):
            x, y = self._chance.uniform(0, self._width), self._chance.uniform(0, self._height)
            draw.ellipse(
                disc(x, y, self._unit * self._chance.choice((0.3, 0.4, 0.5, 0.9))), fill=self._chance.randint(120, 230)
            )
        self._image.paste((255, 255, 255), (0, 0), flakes)
