"""What grows."""

from math import cos, sin, tau

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject


def _blossom(pen: Pen, x: float, y: float, radius: float, petals: int) -> None:
    for index in range(petals):
        turn = tau * index / petals
        pen.dot("body" if index % 2 else "light", x + cos(turn) * radius, y + sin(turn) * radius, radius * 0.72)
    pen.dot("f2c03c", x, y, radius * 0.62)


def _flower(pen: Pen) -> None:
    for x, top, lean in ((50, 30, 0), (28, 50, -4), (73, 46, 4)):
        pen.line("4d8a45", 2.4, 50 + lean, 100, (50 + x) / 2 + lean, 76, x, top)
    pen.blob("5fa352", 50, 92, 30, 84, 18, 70, 36, 74)
    pen.blob("4d8a45", 51, 94, 70, 86, 84, 74, 64, 76)
    petals = pen.chance.choice((5, 6, 8))
    _blossom(pen, 28, 50, 9, petals)
    _blossom(pen, 73, 46, 10, petals)
    _blossom(pen, 50, 28, 14, petals)


def _tree(pen: Pen) -> None:
    pen.blob("6b4a32", 44, 100, 46, 70, 40, 52, 50, 58, 60, 50, 54, 70, 57, 100)
    for shade, lift in (("dark", 0), ("body", -5), ("light", -11)):
        shrink = 1 + lift * 0.03
        for x, y, r in ((30, 44, 19), (70, 44, 19), (50, 32, 24), (40, 52, 16), (62, 54, 15)):
            pen.dot(shade, 50 + (x - 50) * shrink + lift * 0.5, y + lift, r * shrink * 0.98)
    for _ in range(9):
        pen.dot("pale", pen.chance.uniform(26, 66), pen.chance.uniform(14, 50), 1.6)


def _palm(pen: Pen) -> None:
    pen.line("8a6440", 6, 38, 100, 44, 70, 54, 36)
    for y in range(48, 98, 8):
        pen.line("6b4a32", 1, 56 - (y - 36) * 0.26, y, 49 - (y - 36) * 0.26, y + 1)
    for ex, ey, bx, by in (
        (8, 44, 26, 20),
        (18, 16, 36, 12),
        (60, 2, 56, 14),
        (92, 18, 76, 14),
        (98, 50, 84, 24),
        (72, 62, 70, 40),
        (28, 60, 36, 38),
    ):
        pen.blob("body", 54, 34, bx, by, ex, ey, bx + 4, by + 9)
    for x in (50, 57):
        pen.dot("7d5237", x, 41, 4)


def _cactus(pen: Pen) -> None:
    pen.line("body", 11, 50, 70, 26, 68, 24, 48)
    pen.line("body", 10, 50, 60, 74, 58, 76, 36)
    pen.line("body", 18, 50, 100, 50, 18)
    for x in (46, 50, 54):
        pen.line("light", 0.9, x, 96, x, 16)
    for x, y in ((24, 43), (76, 31), (50, 10)):
        _blossom_small(pen, x, y)


def _blossom_small(pen: Pen, x: float, y: float) -> None:
    for dx in (-3, 0, 3):
        pen.dot("ee6f9a", x + dx, y - abs(dx) * 0.2, 2.8)
    pen.dot("f8dc7c", x, y, 1.5)


def _mushroom(pen: Pen) -> None:
    pen.blob("f4ead6", 40, 99, 43, 60, 57, 60, 62, 99)
    pen.blob("e3d3b6", 34, 64, 50, 60, 66, 64, 58, 72, 42, 72)
    pen.blob("body", 8, 62, 16, 30, 50, 12, 84, 30, 92, 62, 70, 66, 50, 64, 30, 66)
    for x, y, r in ((34, 34, 6), (56, 26, 5), (70, 44, 6), (26, 52, 4), (50, 50, 6)):
        pen.oval("fbf5ea", x - r, y - r * 0.8, x + r, y + r * 0.8)
    pen.blob("f4ead6", 76, 99, 77, 84, 83, 84, 86, 99)
    pen.blob("body", 68, 86, 80, 72, 94, 86, 80, 88)


def _pumpkin(pen: Pen) -> None:
    pen.line("5f7a3a", 5, 50, 36, 52, 24, 60, 18)
    for left, right, shade in (
        (4, 46, "dark"),
        (54, 96, "dark"),
        (16, 60, "body"),
        (40, 84, "body"),
        (32, 68, "light"),
    ):
        pen.oval(shade, left, 32, right, 98)
    for x in (34, 66):
        pen.poly("3a1d12", x - 8, 60, x + 8, 60, x, 48)
        pen.poly("ffd25c", x - 5, 59, x + 5, 59, x, 51)
    pen.poly("3a1d12", 24, 70, 36, 76, 42, 72, 50, 78, 58, 72, 64, 76, 76, 70, 66, 86, 50, 90, 34, 86)
    pen.poly("ffd25c", 28, 73, 36, 78, 42, 75, 50, 81, 58, 75, 64, 78, 72, 73, 64, 83, 50, 87, 36, 83)


FAMILY: dict[str, Subject] = {
    "flower": subject(_flower, "e86a8a", home="garden", size=40, move="breathe"),
    "tree": subject(_tree, "4f9152", size=62, home="garden", move="breathe"),
    "palm": subject(_palm, "3f9b5b", size=60, home="beach", move="breathe"),
    "cactus": subject(_cactus, "5b9a5a", size=52, home="desert", move="still"),
    "mushroom": subject(_mushroom, "cf3339", size=40, home="forest", move="still"),
    "pumpkin": subject(_pumpkin, "e8812f", size=42, home="autumn", move="still"),
}
