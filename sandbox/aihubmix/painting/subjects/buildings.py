"""What has been built."""

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject

_LIT = "ffdf94"


def _castle(pen: Pen) -> None:
    def turret(x: float, wide: float, top: float, roof: float, shade: str) -> None:
        pen.box(shade, x, top, x + wide, 100)
        pen.poly("a8434a", x - 2.5, top + 1, x + wide / 2, top - roof, x + wide + 2.5, top + 1)
        pen.box(_LIT, x + wide / 2 - 1.7, top + 6, x + wide / 2 + 1.7, top + 12, 1.7)

    turret(42, 16, 26, 20, "body")
    turret(26, 12, 44, 15, "dark")
    turret(63, 12, 40, 16, "dark")
    pen.line("5a3d2b", 0.9, 50, 7, 50, 1)
    pen.poly("f2c94c", 50, 0, 60, 2.6, 50, 5)
    turret(8, 12, 58, 14, "body")
    turret(81, 12, 54, 15, "body")
    pen.box("light", 14, 66, 88, 100)
    for x in range(14, 86, 9):
        pen.box("light", x, 62, x + 5, 68)
    pen.box("deep", 43, 76, 58, 100, 7.5)
    pen.box("deep", 43, 86, 58, 100)
    for x in (24, 33, 66, 75):
        pen.box(_LIT, x, 74, x + 3.4, 81, 1.7)


def _lighthouse(pen: Pen) -> None:
    pen.blob("5a6070", 10, 100, 22, 86, 50, 80, 78, 86, 92, 100)
    pen.poly("f6f1e6", 36, 92, 41, 28, 59, 28, 64, 92)
    for y in (38, 58, 78):
        spread = (y - 28) * 0.078
        pen.poly("body", 41 - spread, y, 59 + spread, y, 59.8 + spread, y + 10, 40.2 - spread, y + 10)
    pen.box("3a3f4e", 37, 25, 63, 29, 1)
    pen.box("ffeaa6", 43, 13, 57, 25)
    pen.blob("body", 40, 14, 50, 3, 60, 14)
    pen.box("3a3f4e", 46, 83, 54, 92, 3)


def _house(pen: Pen) -> None:
    pen.box("8a5140", 68, 22, 77, 46)
    for x, y, r in ((73, 16, 4), (77, 9, 5), (70, 4, 4)):
        pen.dot("e9e6e4", x, y, r)
    pen.box("f0dfc2", 18, 48, 82, 100)
    pen.poly("body", 8, 54, 50, 18, 92, 54, 86, 58, 14, 58)
    pen.poly("dark", 8, 54, 14, 58, 86, 58, 92, 54, 88, 53, 12, 53)
    pen.box("6b4028", 43, 70, 58, 100, 2)
    pen.dot("f2c94c", 55, 86, 1.4)
    for x in (25, 64):
        pen.box("6b4028", x - 1, 66, x + 12, 82, 1)
        pen.box(_LIT, x + 0.5, 67.5, x + 10.5, 80.5)
        pen.box("6b4028", x + 5, 67, x + 6, 81)
    pen.dot("6b4028", 50, 42, 6)
    pen.dot(_LIT, 50, 42, 4.6)


def _tower(pen: Pen) -> None:
    pen.blob("body", 47.5, 3, 52.5, 3, 54, 40, 58, 62, 66, 84, 78, 100, 22, 100, 34, 84, 42, 62, 46, 40)
    pen.oval("dark", 36, 84, 64, 118)
    for y in range(12, 60, 6):
        pen.line("light", 0.8, 48.5 - (y - 12) * 0.08, y, 51.5 + (y - 6) * 0.08, y + 5)
        pen.line("light", 0.8, 51.5 + (y - 12) * 0.08, y, 48.5 - (y - 6) * 0.08, y + 5)
    for y, wide in ((38, 8), (60, 12), (80, 20)):
        pen.box("dark", 50 - wide, y, 50 + wide, y + 3.4, 1)
    pen.line("body", 1.4, 50, 6, 50, 0)


def _temple(pen: Pen) -> None:
    for level, (y, wide) in enumerate(((78, 40), (56, 32), (34, 24))):
        pen.box("f0dfc2", 50 - wide * 0.66, y, 50 + wide * 0.66, y + 20)
        for x in (-0.5, 0, 0.5):
            pen.box("8a3b2e", 50 + x * wide - 1.4, y, 50 + x * wide + 1.4, y + 20)
        pen.blob(
            "body",
            50 - wide - 4,
            y + 3,
            50 - wide * 0.5,
            y - 4,
            50 - wide * 0.4,
            y - 11 + level,
            50 + wide * 0.4,
            y - 11 + level,
            50 + wide * 0.5,
            y - 4,
            50 + wide + 4,
            y + 3,
            50,
            y + 1,
        )
    pen.box("f0dfc2", 40, 20, 60, 26)
    pen.blob("body", 28, 24, 44, 18, 50, 8, 56, 18, 72, 24, 50, 22)
    pen.line("e0b24a", 1.6, 50, 10, 50, 0)
    pen.box("8b8478", 6, 96, 94, 100, 1)


def _windmill(pen: Pen) -> None:
    pen.poly("f0e6d2", 32, 100, 40, 38, 60, 38, 68, 100)
    pen.blob("body", 36, 40, 50, 22, 64, 40)
    pen.box("6b4028", 45, 82, 55, 100, 4)
    pen.box(_LIT, 46, 54, 54, 62, 1)
    for x, y in ((16, 8), (84, 12), (80, 70), (18, 68)):
        pen.line("5a3d2b", 1.8, 50, 38, x, y)
        dx, dy = (x - 50) * 0.3, (y - 38) * 0.3
        pen.poly("fbf6ea", 50 + dx, 38 + dy, x, y, x - dy * 0.7, y + dx * 0.7, 50 + dx - dy * 0.7, 38 + dy + dx * 0.7)
    pen.dot("5a3d2b", 50, 38, 3)


def _bridge(pen: Pen) -> None:
    for x in (24, 72):
        pen.box("dark", x - 3, 14, x + 3, 100)
        pen.box("dark", x - 5, 12, x + 5, 18, 1)
    pen.line("body", 2.4, 0, 44, 12, 32, 24, 16, 36, 44, 48, 58, 60, 44, 72, 16, 86, 34, 100, 46)
    for x in range(4, 100, 6):
        y = 16 + abs((x + 24) % 48 - 24) * 1.5 if 24 <= x <= 72 else 46 - abs(x - 50) * 0.02
        pen.line("body", 0.8, x, min(y, 60), x, 66)
    pen.box("body", 0, 64, 100, 70)
    pen.box("dark", 0, 69, 100, 72)


FAMILY: dict[str, Subject] = {
    "castle": subject(_castle, "b9ad9c", size=64, move="still"),
    "lighthouse": subject(_lighthouse, "cf3339", size=66, home="beach", move="still"),
    "house": subject(_house, "b5523f", size=46, home="garden", move="still"),
    "tower": subject(_tower, "6b5a58", size=74, move="still"),
    "temple": subject(_temple, "b8423c", size=62, home="mountains", move="still"),
    "windmill": subject(_windmill, "7d5237", size=60, home="garden", move="still"),
    "bridge": subject(_bridge, "c2503c", "surface", 70, "sea", "still"),
}
