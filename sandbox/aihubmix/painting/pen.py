"""A pen for subjects: it draws in a square of 100 by 100 that stands on its lower edge, whatever the size."""

import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from sandbox.aihubmix.painting.canvas import disc, faded, ramp, resized
from sandbox.aihubmix.painting.palettes import Colour, Palette, blend, hexed

_OVERSAMPLING = 2
_LARGEST = 560
"""Pixels of a drawn side; what is wanted larger is enlarged."""
_STEPS = 7
"""Straight pieces of a curve between two points."""
Point = tuple[float, float]


def curved(points: Sequence[Point], *, closed: bool) -> list[Point]:
    """A smooth line through the points (Catmull and Rom's)."""
    count = len(points)
    line: list[Point] = []
    for index in range(count if closed else count - 1):
        near = [index - 1, index, index + 1, index + 2]
        picked = [at % count if closed else min(max(at, 0), count - 1) for at in near]
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (points[at] for at in picked)
        for step in range(_STEPS):
            t = step / _STEPS
            a, b, c, d = -t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2
            line.append(((a * ax + b * bx + c * cx + d * dx) / 2, (a * ay + b * by + c * cy + d * dy) / 2))
    return line if closed else [*line, points[-1]]


def _paired(numbers: Sequence[float]) -> list[Point]:
    return list(zip(numbers[::2], numbers[1::2], strict=True))


class Pen:
    """Shades are `body`, `pale`, `light`, `dark`, `deep` of the subject's colour, or six hexadecimal digits."""

    def __init__(self, side: int, body: Colour, chance: random.Random, *, aged: bool = False) -> None:
        self.chance = chance
        self.aged = aged
        """The subject was called old."""
        drawn = max(8, min(side, _LARGEST)) * _OVERSAMPLING
        self._scale = drawn / 100
        self._image = Image.new("RGBA", (drawn, drawn), (*body, 0))
        self._draw = ImageDraw.Draw(self._image)
        self._shades = {
            "body": body,
            "light": blend(body, (255, 250, 240), 0.3),
            "pale": blend(body, (255, 250, 240), 0.74),
            "dark": blend(body, (18, 14, 26), 0.4),
            "deep": blend(body, (18, 14, 26), 0.8),
        }

    def _colour(self, shade: str) -> Colour:
        return self._shades[shade] if shade in self._shades else hexed(shade)

    def _placed(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def oval(self, shade: str, x0: float, y0: float, x1: float, y1: float) -> None:
        s = self._scale
        self._draw.ellipse((x0 * s, y0 * s, x1 * s, y1 * s), fill=self._colour(shade))

    def dot(self, shade: str, x: float, y: float, radius: float) -> None:
        self.oval(shade, *disc(x, y, radius))

    def box(self, shade: str, x0: float, y0: float, x1: float, y1: float, radius: float = 0) -> None:
        s = self._scale
        self._draw.rounded_rectangle((x0 * s, y0 * s, x1 * s, y1 * s), radius * s, fill=self._colour(shade))

    def poly(self, shade: str, *numbers: float) -> None:
        self._draw.polygon(self._placed(_paired(numbers)), fill=self._colour(shade))

    def blob(self, shade: str, *numbers: float) -> None:
        """A smooth closed shape through the points."""
        self._draw.polygon(self._placed(curved(_paired(numbers), closed=True)), fill=self._colour(shade))

    def line(self, shade: str, width: float, *numbers: float) -> None:
        """A smooth stroke with round ends."""
        points, colour = self._placed(curved(_paired(numbers), closed=False)), self._colour(shade)
        self._draw.line(points, fill=colour, width=max(1, round(width * self._scale)), joint="curve")
        for x, y in (points[0], points[-1]):
            self._draw.ellipse(disc(x, y, width * self._scale / 2), fill=colour)

    def ring(
        self, shade: str, width: float, x: float, y: float, radius: float, turn: tuple[int, int] = (0, 360)
    ) -> None:
        s = self._scale
        box = disc(x * s, y * s, radius * s)
        self._draw.arc(box, *turn, fill=self._colour(shade), width=max(1, round(width * s)))

    def eye(self, x: float, y: float, radius: float) -> None:
        self.oval("17131c", x - radius, y - radius * 1.15, x + radius, y + radius * 1.15)
        self.dot("ffffff", x + radius * 0.3, y - radius * 0.45, radius * 0.36)

    def finished(self, side: int, palette: Palette, *, lit: bool = True) -> Image.Image:
        """RGBA, `side` by `side`, in the light of the scene unless it shines by itself."""
        image = self._image.reduce(_OVERSAMPLING)
        if lit:
            alpha = image.getchannel("A")
            down = ramp(image.size)
            shadow = ImageChops.multiply(alpha, faded(down, 0.36 if palette.night else 0.22))
            image.paste((*blend(palette.near, (20, 16, 40), 0.5), 255), (0, 0), _within(image, shadow))
            glow = ImageChops.multiply(alpha, faded(down.transpose(Image.Transpose.ROTATE_180), 0.2))
            image.paste((*palette.light, 255), (0, 0), _within(image, glow))
            image.putalpha(alpha)
        return image if image.width == side else resized(image, (side, side))


def _within(image: Image.Image, mask: Image.Image) -> Image.Image:
    assert mask.size == image.size
    return mask
