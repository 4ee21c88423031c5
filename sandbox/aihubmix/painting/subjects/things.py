"""Things that are held, worn, played, given or read."""

from math import cos, sin, tau

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject


def _book(pen: Pen) -> None:
    pen.blob("dark", 2, 88, 26, 80, 50, 90, 74, 80, 98, 88, 98, 96, 74, 90, 50, 99, 26, 90, 2, 96)
    pen.blob("fbf5e6", 50, 88, 30, 78, 6, 84, 8, 40, 30, 34, 50, 44)
    pen.blob("f1e8d2", 50, 88, 70, 78, 94, 84, 92, 40, 70, 34, 50, 44)
    for y in range(48, 78, 6):
        pen.line("b8ab94", 1.2, 16, y + 1, 30, y - 3, 43, y + 3)
        pen.line("b8ab94", 1.2, 84, y + 1, 70, y - 3, 57, y + 3)
    pen.poly("body", 62, 36, 68, 35, 68, 58, 65, 54, 62, 58)


def _lantern(pen: Pen) -> None:
    pen.ring("4a3a36", 2, 50, 12, 8)
    pen.box("4a3a36", 34, 18, 66, 24, 2)
    pen.blob("body", 24, 50, 30, 28, 50, 23, 70, 28, 76, 50, 70, 74, 50, 79, 30, 74)
    pen.oval("ffe9a8", 34, 32, 66, 70)
    pen.blob("fffbe6", 44, 54, 50, 38, 56, 54, 50, 62)
    for x in (38, 50, 62):
        pen.line("dark", 0.9, x, 25, x + (x - 50) * 0.6, 50, x, 77)
    pen.box("4a3a36", 36, 77, 64, 83, 2)
    for x in (44, 50, 56):
        pen.line("f2c94c", 1.4, x, 83, x, 98)


def _heart(pen: Pen) -> None:
    pen.blob("dark", 50, 30, 64, 14, 88, 20, 92, 46, 74, 72, 50, 96, 26, 72, 8, 46, 12, 20, 36, 14)
    pen.blob("body", 50, 30, 64, 16, 86, 22, 89, 45, 72, 70, 50, 91, 29, 70, 11, 45, 15, 22, 36, 16)
    pen.blob("light", 20, 34, 30, 24, 34, 32, 24, 48)


def _star(pen: Pen) -> None:
    points = [
        value
        for index in range(10)
        for value in (
            50 + (46 if index % 2 == 0 else 20) * sin(tau * index / 10),
            52 - (46 if index % 2 == 0 else 20) * cos(tau * index / 10),
        )
    ]
    pen.poly("body", *points)
    pen.poly("light", *points[:2], *points[2:4], 50, 52, *points[18:20])


def _guitar(pen: Pen) -> None:
    pen.line("5a3d2b", 6, 46, 60, 76, 14)
    pen.line("3a2620", 8, 75, 16, 82, 6)
    pen.blob("dark", 20, 66, 34, 52, 46, 52, 54, 60, 66, 66, 62, 90, 40, 99, 18, 90)
    pen.blob("body", 22, 67, 35, 54, 45, 54, 53, 62, 64, 68, 60, 88, 40, 96, 20, 88)
    pen.dot("2b1d1a", 44, 68, 7)
    pen.line("f3e6c8", 0.7, 34, 84, 79, 10)
    pen.line("f3e6c8", 0.7, 37, 86, 81, 12)
    pen.box("2b1d1a", 30, 83, 42, 87, 1)


def _crystal(pen: Pen) -> None:
    for x, top, wide in ((28, 44, 12), (72, 38, 13), (50, 8, 17)):
        pen.poly("body", x - wide, top + 16, x, top, x + wide, top + 16, x + wide * 0.7, 98, x - wide * 0.7, 98)
        pen.poly("pale", x - wide, top + 16, x, top, x - wide * 0.1, top + 20, x - wide * 0.2, 98, x - wide * 0.7, 98)
        pen.poly("dark", x + wide, top + 16, x + wide * 0.4, top + 22, x + wide * 0.3, 98, x + wide * 0.7, 98)


def _umbrella(pen: Pen) -> None:
    pen.line("4a3a36", 2.4, 50, 14, 50, 88)
    pen.line("4a3a36", 2.4, 50, 88, 45, 96, 38, 90)
    pen.blob("body", 6, 56, 14, 26, 50, 10, 86, 26, 94, 56, 82, 50, 66, 56, 50, 50, 34, 56, 18, 50)
    pen.blob("light", 34, 55, 38, 26, 50, 10, 62, 26, 66, 55, 50, 50)
    pen.line("4a3a36", 2, 50, 12, 50, 5)


def _hat(pen: Pen) -> None:
    pen.blob("body", 26, 74, 27, 36, 38, 26, 50, 31, 62, 26, 73, 36, 74, 74, 50, 80)
    pen.blob("deep", 26, 68, 50, 74, 74, 68, 74, 78, 50, 84, 26, 78)
    pen.blob("body", 2, 82, 26, 76, 50, 82, 74, 76, 98, 82, 76, 93, 50, 97, 24, 93)
    pen.line("light", 2, 10, 84, 50, 90, 90, 84)


def _crown(pen: Pen) -> None:
    pen.poly("body", 12, 92, 6, 44, 28, 64, 50, 32, 72, 64, 94, 44, 88, 92)
    pen.box("dark", 12, 84, 88, 94, 2)
    for x, y, shade in (
        (6, 42, "cf3339"),
        (50, 30, "2f6fd0"),
        (94, 42, "cf3339"),
        (32, 89, "3f9b5b"),
        (50, 89, "cf3339"),
        (68, 89, "3f9b5b"),
    ):
        pen.dot(shade, x, y, 4)


def _glasses(pen: Pen) -> None:
    pen.line("1d1c26", 4, 42, 54, 50, 51, 58, 54)
    pen.line("1d1c26", 4, 4, 52, 16, 54)
    pen.line("1d1c26", 4, 96, 52, 84, 54)
    for x in (28, 72):
        pen.oval("1d1c26", x - 18, 42, x + 18, 74)
        pen.oval("dark", x - 15, 45, x + 15, 71)
        pen.line("pale", 2.4, x - 8, 60, x, 50)


def _scarf(pen: Pen) -> None:
    pen.blob("dark", 58, 62, 74, 62, 78, 98, 62, 98)
    pen.blob("body", 6, 58, 30, 50, 50, 54, 70, 50, 94, 58, 86, 72, 50, 78, 14, 72)
    for x in (24, 42, 60, 78):
        pen.line("pale", 3, x, 54, x - 2, 74)


def _sign(pen: Pen) -> None:
    pen.box("5a3d2b", 46, 40, 54, 100)
    pen.box("6b4028", 4, 22, 96, 66, 4)
    pen.box("body", 7, 25, 93, 63, 3)
    for y in (36, 50):
        pen.line("dark", 0.6, 9, y, 50, y + 1, 91, y)


def _gift(pen: Pen) -> None:
    pen.box("body", 12, 48, 88, 98, 3)
    pen.box("dark", 12, 48, 88, 62, 2)
    pen.box("light", 7, 38, 93, 54, 3)
    pen.box("f2c94c", 43, 38, 57, 98)
    for side in (-1, 1):
        pen.blob("f2c94c", 50, 38, 50 + side * 14, 16, 50 + side * 32, 18, 50 + side * 26, 34)
        pen.blob("c8952a", 50, 37, 50 + side * 14, 22, 50 + side * 24, 24, 50 + side * 20, 33)
    pen.dot("c8952a", 50, 37, 5)


def _ball(pen: Pen) -> None:
    pen.dot("f7f5ef", 50, 56, 42)
    for x, y in ((50, 54), (18, 40), (82, 40), (28, 86), (72, 86)):
        pen.poly("deep", *[v for i in range(5) for v in (x + 11 * sin(tau * i / 5), y - 11 * cos(tau * i / 5))])
    for x, y in ((18, 40), (82, 40), (28, 86), (72, 86), (50, 16)):
        pen.line("8b8d98", 1.2, 50 + (x - 50) * 0.3, 54 + (y - 54) * 0.3, x, y)


FAMILY: dict[str, Subject] = {
    "book": subject(_book, "a8343c", "table", 52, "library"),
    "lantern": subject(_lantern, "cf3339", "air", 36, "night", "rock", shines=True),
    "heart": subject(_heart, "d8344e", "air", 44, move="hover"),
    "star": subject(_star, "f2c03c", "air", 40, "night", "hover", shines=True),
    "guitar": subject(_guitar, "b8702f", "table", 58, move="still"),
    "crystal": subject(_crystal, "7fb8e8", size=48, home="mountains", move="still"),
    "umbrella": subject(_umbrella, "d8434a", size=46, home="rain", move="rock"),
    "hat": subject(_hat, "6b4a32", "table", 40, move="still"),
    "crown": subject(_crown, "e8b93c", "table", 44, move="still"),
    "glasses": subject(_glasses, "2a2733", "table", 44, move="still"),
    "scarf": subject(_scarf, "cf3339", "table", 44, move="still"),
    "sign": subject(_sign, "e3c38f", size=56, home="road", move="still"),
    "gift": subject(_gift, "cf3f62", "table", 48, move="hop"),
    "ball": subject(_ball, "26242e", "table", 42, "garden", "hop"),
}
