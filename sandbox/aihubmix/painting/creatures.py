"""Silhouettes of a few animals, drawn in a square of 100 by 100 that stands on its lower edge."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from PIL import ImageDraw

from sandbox.aihubmix.painting.palettes import Colour, blend, hexed

_Shade = Literal["body", "pale", "dark"]


@dataclass(frozen=True)
class Oval:
    box: tuple[float, float, float, float]
    shade: _Shade = "body"


@dataclass(frozen=True)
class Shape:
    points: tuple[float, ...]
    shade: _Shade = "body"


@dataclass(frozen=True)
class Creature:
    fur: Colour
    parts: tuple[Oval | Shape, ...]
    habitat: Literal["ground", "air", "water"] = "ground"


_FOX = Creature(
    hexed("d9692b"),
    (
        Shape((62, 92, 70, 66, 84, 48, 96, 52, 99, 66, 92, 84, 78, 95)),
        Shape((88, 49, 96, 52, 99, 62, 90, 60), "pale"),
        Shape((30, 98, 33, 62, 46, 46, 62, 58, 70, 80, 70, 98)),
        Shape((36, 64, 47, 54, 50, 70, 43, 84), "pale"),
        Shape((30, 98, 33, 84, 42, 84, 42, 98), "dark"),
        Shape((12, 18, 26, 30, 42, 30, 56, 18, 58, 40, 36, 62, 10, 42)),
        Shape((12, 42, 30, 46, 36, 62), "pale"),
        Shape((58, 40, 41, 46, 36, 62), "pale"),
        Shape((14, 22, 22, 30, 15, 33), "dark"),
        Shape((54, 22, 46, 30, 53, 33), "dark"),
        Oval((23, 37, 27, 42), "dark"),
        Oval((43, 37, 47, 42), "dark"),
        Oval((33, 57, 39, 62), "dark"),
    ),
)
_CAT = Creature(
    hexed("5b5a66"),
    (
        Shape((66, 94, 84, 90, 90, 72, 84, 52, 90, 50, 97, 72, 92, 96, 70, 99)),
        Oval((28, 46, 74, 104)),
        Shape((18, 8, 30, 20, 48, 20, 60, 8, 63, 34, 16, 34)),
        Oval((15, 14, 63, 56)),
        Shape((21, 14, 28, 22, 21, 26), "pale"),
        Shape((57, 14, 50, 22, 57, 26), "pale"),
        Oval((38, 62, 62, 98), "pale"),
        Oval((26, 30, 33, 39), "dark"),
        Oval((45, 30, 52, 39), "dark"),
        Shape((36, 42, 42, 42, 39, 46), "dark"),
        Oval((34, 90, 48, 100)),
        Oval((52, 90, 66, 100)),
    ),
)
_DOG = Creature(
    hexed("a9743f"),
    (
        Shape((68, 66, 84, 46, 92, 44, 82, 68, 72, 80)),
        Oval((28, 46, 76, 102)),
        Oval((40, 58, 64, 96), "pale"),
        Oval((18, 12, 62, 56)),
        Oval((10, 14, 24, 52), "dark"),
        Oval((56, 14, 70, 52), "dark"),
        Oval((29, 34, 51, 56), "pale"),
        Oval((28, 28, 34, 35), "dark"),
        Oval((46, 28, 52, 35), "dark"),
        Oval((36, 36, 44, 42), "dark"),
        Oval((32, 90, 48, 101)),
        Oval((54, 90, 70, 101)),
    ),
)
_BIRD = Creature(
    hexed("3f7fb5"),
    (
        Shape((30, 54, 2, 46, 10, 60, 2, 70, 34, 66)),
        Oval((24, 40, 76, 74)),
        Oval((62, 26, 88, 54)),
        Shape((86, 37, 99, 42, 86, 46), "dark"),
        Oval((40, 54, 74, 74), "pale"),
        Shape((34, 50, 66, 48, 44, 12, 22, 4, 26, 24), "dark"),
        Oval((76, 34, 80, 39), "dark"),
    ),
    habitat="air",
)
_FISH = Creature(
    hexed("f28c45"),
    (
        Shape((24, 50, 0, 28, 6, 50, 0, 74)),
        Shape((40, 36, 56, 14, 70, 36)),
        Oval((14, 28, 92, 74)),
        Oval((34, 50, 88, 73), "pale"),
        Shape((46, 52, 34, 66, 56, 62), "dark"),
        Oval((74, 40, 82, 49), "dark"),
    ),
    habitat="water",
)
_OWL = Creature(
    hexed("86644a"),
    (
        Oval((24, 26, 76, 100)),
        Shape((26, 12, 40, 22, 60, 22, 74, 12, 78, 44, 22, 44)),
        Oval((34, 52, 66, 98), "pale"),
        Oval((26, 24, 49, 48), "pale"),
        Oval((51, 24, 74, 48), "pale"),
        Oval((33, 31, 43, 42), "dark"),
        Oval((57, 31, 67, 42), "dark"),
        Shape((46, 44, 54, 44, 50, 53), "dark"),
    ),
)
_CREATURES = {
    "fox": _FOX,
    "foxes": _FOX,
    "cat": _CAT,
    "cats": _CAT,
    "kitten": _CAT,
    "dog": _DOG,
    "puppy": _DOG,
    "corgi": _DOG,
    "bird": _BIRD,
    "birds": _BIRD,
    "fish": _FISH,
    "goldfish": _FISH,
    "owl": _OWL,
}


def creature_for(words: Set[str]) -> Creature | None:
    return next((_CREATURES[name] for name in sorted(words & _CREATURES.keys())), None)


def draw_creature(draw: ImageDraw.ImageDraw, creature: Creature, box: tuple[float, float, float], fur: Colour) -> None:
    """`box` is left, top and side."""
    left, top, side = box
    shades = {"body": fur, "pale": blend(fur, (255, 250, 240), 0.72), "dark": blend(fur, (18, 14, 20), 0.75)}
    scale = side / 100
    for part in creature.parts:
        match part:
            case Oval((x0, y0, x1, y1), shade):
                corners = (left + x0 * scale, top + y0 * scale, left + x1 * scale, top + min(y1, 100) * scale)
                draw.ellipse(corners, fill=shades[shade])
            case Shape(points, shade):
                placed = [(left + x * scale, top + y * scale) for x, y in zip(points[::2], points[1::2], strict=True)]
                draw.polygon(placed, fill=shades[shade])
