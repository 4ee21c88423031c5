"""What every backdrop is painted on: a canvas with a horizon, a palette, and what moves in it."""

import math
import random
from collections.abc import Sequence, Set

from PIL import Image, ImageDraw

from sandbox.aihubmix.painting.canvas import disc, gradient, halo, levelled
from sandbox.aihubmix.painting.drifts import Drift
from sandbox.aihubmix.painting.palettes import Colour, Palette, blend

WHITE = (255, 255, 255)
Box = tuple[float, float, float, float]


class Ground:
    def __init__(self, words: Set[str], chance: random.Random, palette: Palette, size: tuple[int, int]) -> None:
        self.words = words
        self.chance = chance
        self.palette = palette
        self.width, self.height = size
        self.unit = min(size) / 100
        self.horizon = self.height * chance.uniform(0.48, 0.62)
        self.floor = self.height * 0.88
        """Where things stand; `water` is where they float."""
        self.water = self.height * 0.74
        self.image = gradient(palette.top, palette.low, size)
        self.drifts: list[Drift] = []

    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def rect(self, box: Box, fill: Colour | None = None, outline: Colour | None = None, width: int = 1) -> None:
        """A rectangle, unless the picture is too small for it."""
        if box[0] <= box[2] and box[1] <= box[3]:
            self.draw().rectangle(box, fill=fill, outline=outline, width=width)

    def veil(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        """A mask of the whole canvas, black at first."""
        mask = Image.new("L", self.image.size, 0)
        return mask, ImageDraw.Draw(mask)

    def ridge(self, base: float, swing: float, rough: float = 0) -> list[float]:
        """Heights from left to right: soft waves, or peaks the rougher it is."""
        waves = [(self.chance.uniform(0.6, 3.4) * n, self.chance.uniform(0, math.tau), 1 / n) for n in (1, 2, 4)]
        steps = 96
        heights = [
            base - swing * sum(size * math.sin(turns * step / steps * math.pi + shift) for turns, shift, size in waves)
            for step in range(steps + 1)
        ]
        if rough:
            for index, height in enumerate(self._peaks(steps)):
                heights[index] -= rough * height
        return heights

    def _peaks(self, steps: int) -> list[float]:
        """Between 0 and 1, by halving: what lies between two points is their mean, and some chance."""
        heights = [self.chance.random() * 0.6 for _ in range(steps + 1)]
        step, reach = 32, 0.55
        for at in range(0, steps + 1, step):
            heights[at] = self.chance.random()
        while step > 1:
            half = step // 2
            for at in range(half, steps, step):
                middle = (heights[at - half] + heights[min(at + half, steps)]) / 2
                heights[at] = middle + self.chance.uniform(-reach, reach) / 2
            step, reach = half, reach / 2
        return heights

    def x(self, step: float, ridge: Sequence[float]) -> float:
        return step * self.width / (len(ridge) - 1)

    def fill(self, ridge: Sequence[float], upper: Colour, lower: Colour) -> None:
        """Everything below the ridge, from one colour to the other."""
        top = min(max(0, int(min(ridge))), self.height - 1)
        below = (self.width, max(1, self.height - top))
        mask = Image.new("L", below, 0)
        outline = [(self.x(step, ridge), height - top) for step, height in enumerate(ridge)]
        ImageDraw.Draw(mask).polygon([(0, below[1]), *outline, (self.width, below[1])], fill=255)
        self.image.paste(gradient(upper, lower, below), (0, top), mask)

    def flat(self, base: float, upper: Colour, lower: Colour) -> None:
        self.fill([base] * 3, upper, lower)

    def glow(self, x: float, y: float, reach: float, colour: Colour, share: float = 1) -> None:
        side = max(2, int(2 * reach))
        light = halo((side, side))
        if share < 1:
            light = levelled(light, lambda level: round(level * share))
        self.image.paste(colour, (int(x - reach), int(y - reach)), light)

    def scattered(self, count: int, sizes: Sequence[float], levels: tuple[int, int] = (120, 230)) -> Image.Image:
        """Small discs all over, as a mask: flakes, sparks, bubbles."""
        mask, draw = self.veil()
        for _ in range(count):
            x, y = self.chance.uniform(0, self.width), self.chance.uniform(0, self.height)
            draw.ellipse(disc(x, y, self.unit * self.chance.choice(sizes)), fill=self.chance.randint(*levels))
        return mask

    def glints(self, base: float, count: int = 46) -> None:
        """Light on water, wider the nearer, that sways in films."""
        mask, draw = self.veil()
        for _ in range(count):
            y = base + (self.height - base) * self.chance.random() ** 1.4
            wide = self.unit * (2 + 9 * (y - base) / max(1.0, self.height - base))
            x = self.chance.uniform(0, self.width)
            level, thick = self.chance.randint(70, 170), max(1, round(self.unit * 0.35))
            draw.line((x - wide, y, x + wide, y), fill=level, width=thick)
        colour = blend(self.palette.light, (190, 225, 235), 0.3)
        self.drifts.append(Drift(mask, colour, "sway", self.unit * 5))
