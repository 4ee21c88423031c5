"""Birds, the large, and the winged."""

from math import cos, sin, tau

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject


def _owl(pen: Pen) -> None:
    pen.line("6b4a32", 5, 4, 96, 40, 94, 96, 97)
    pen.blob("body", 24, 50, 22, 12, 36, 22, 50, 19, 64, 22, 78, 12, 76, 50, 76, 78, 62, 96, 38, 96, 24, 78)
    pen.blob("pale", 36, 56, 50, 50, 64, 56, 64, 80, 50, 94, 36, 80)
    for row, y in enumerate((60, 69, 78)):
        for x in range(42 - row % 2 * 4, 62, 8):
            pen.line("body", 1.8, x - 2, y, x, y + 3, x + 2, y)
    pen.blob("dark", 24, 48, 36, 60, 35, 88, 24, 74)
    pen.blob("dark", 76, 48, 64, 60, 65, 88, 76, 74)
    for x in (38, 62):
        pen.dot("pale", x, 37, 14)
        pen.dot("f2b33d", x, 37, 9)
        pen.eye(x, 37, 5)
    pen.blob("e39a33", 46, 44, 54, 44, 50, 54)
    for x in (42, 58):
        pen.blob("e39a33", x - 4, 96, x - 3, 90, x + 3, 90, x + 4, 96)


def _bird(pen: Pen) -> None:
    pen.blob("dark", 28, 56, 2, 50, 8, 60, 2, 70, 32, 66)
    pen.blob("body", 22, 60, 34, 44, 58, 38, 66, 28, 80, 26, 89, 38, 82, 54, 66, 70, 40, 74)
    pen.blob("pale", 40, 66, 56, 56, 76, 50, 80, 56, 64, 70, 48, 74)
    pen.poly("eda536", 86, 35, 99, 42, 87, 45)
    pen.blob("dark", 36, 52, 24, 26, 16, 4, 42, 14, 58, 34, 64, 50)
    pen.line("light", 1.4, 30, 18, 42, 34, 52, 46)
    pen.line("light", 1.4, 38, 18, 50, 34, 58, 46)
    pen.eye(78, 37, 2.6)


def _penguin(pen: Pen) -> None:
    pen.blob("2a2d3d", 26, 92, 22, 60, 30, 26, 50, 8, 70, 26, 78, 60, 74, 92, 50, 98)
    pen.blob("2a2d3d", 26, 46, 10, 72, 16, 78, 30, 62)
    pen.blob("2a2d3d", 74, 46, 90, 72, 84, 78, 70, 62)
    pen.blob("f8f6f0", 34, 60, 36, 32, 44, 28, 50, 34, 56, 28, 64, 32, 66, 60, 62, 88, 50, 94, 38, 88)
    pen.eye(43, 32, 2.8)
    pen.eye(57, 32, 2.8)
    pen.blob("eda536", 44, 39, 56, 39, 50, 47)
    pen.blob("eda536", 28, 96, 38, 90, 46, 97, 36, 100)
    pen.blob("eda536", 72, 96, 62, 90, 54, 97, 64, 100)


def _horse(pen: Pen) -> None:
    pen.line("deep", 7, 16, 52, 6, 66, 10, 84)
    for x, shade in ((24, "dark"), (66, "dark"), (32, "body"), (58, "body")):
        pen.poly(shade, x - 4, 60, x + 5, 60, x + 3, 97, x - 3, 97)
        pen.box("deep", x - 4, 94, x + 4, 100, 1)
    pen.blob(
        "body",
        16,
        62,
        18,
        48,
        38,
        44,
        56,
        46,
        64,
        26,
        78,
        10,
        84,
        18,
        98,
        34,
        94,
        42,
        82,
        38,
        76,
        46,
        70,
        66,
        46,
        68,
        24,
        70,
    )
    pen.poly("body", 76, 14, 78, 2, 84, 16)
    pen.blob("deep", 78, 8, 64, 18, 54, 42, 58, 52, 68, 36, 74, 22)
    pen.eye(84, 24, 2)


def _deer(pen: Pen) -> None:
    for side in (-1, 1):
        pen.line("6b4a32", 2.6, 76 + side * 2, 18, 76 + side * 10, 8, 76 + side * 8, 0)
        pen.line("6b4a32", 2.2, 76 + side * 8, 9, 76 + side * 18, 4)
    for x, shade in ((26, "dark"), (60, "dark"), (32, "body"), (66, "body")):
        pen.poly(shade, x - 3, 60, x + 4, 60, x + 2, 100, x - 2, 100)
    pen.blob("body", 18, 58, 26, 48, 54, 48, 66, 36, 70, 20, 82, 18, 94, 32, 90, 38, 80, 36, 76, 54, 68, 68, 34, 70)
    pen.blob("pale", 16, 54, 24, 52, 24, 64, 18, 66)
    pen.blob("pale", 68, 48, 74, 46, 72, 64, 64, 68)
    pen.blob("body", 70, 24, 60, 18, 68, 16)
    pen.eye(82, 26, 2)
    for x, y in ((34, 54), (42, 57), (50, 53)):
        pen.dot("pale", x, y, 1.6)


def _elephant(pen: Pen) -> None:
    for x, shade in ((24, "dark"), (56, "dark"), (32, "body"), (64, "body")):
        pen.box(shade, x - 7, 60, x + 7, 100, 3)
    pen.blob(
        "body",
        10,
        60,
        16,
        34,
        42,
        26,
        66,
        32,
        76,
        22,
        92,
        32,
        94,
        52,
        96,
        72,
        92,
        88,
        84,
        86,
        86,
        66,
        80,
        58,
        70,
        70,
        40,
        76,
        16,
        74,
    )
    pen.blob("dark", 64, 30, 54, 40, 58, 58, 70, 60, 78, 46, 74, 34)
    pen.blob("f7f2e4", 84, 62, 80, 72, 90, 78, 86, 68)
    pen.eye(84, 42, 2)
    pen.line("dark", 2.4, 11, 52, 5, 64, 6, 74)


def _lion(pen: Pen) -> None:
    pen.line("body", 5, 66, 92, 84, 88, 90, 70)
    pen.dot("8a4a22", 90, 68, 5)
    pen.blob("body", 26, 99, 30, 66, 50, 54, 66, 66, 72, 99)
    pen.blob("8a4a22", *[v for i in range(14) for v in _round(42, 36, 34 if i % 2 else 29, i / 14)])
    pen.oval("body", 20, 14, 64, 60)
    for x in (20, 64):
        pen.dot("body", x, 18, 7)
    pen.blob("pale", 31, 46, 42, 40, 53, 46, 50, 57, 42, 60, 34, 57)
    pen.poly("5b2f22", 37, 41, 47, 41, 42, 47)
    pen.eye(33, 34, 3)
    pen.eye(51, 34, 3)
    for left in (30, 52):
        pen.oval("light", left, 91, left + 16, 100)


def _round(x: float, y: float, radius: float, turn: float) -> tuple[float, float]:
    return x + radius * cos(tau * turn), y + radius * sin(tau * turn)


def _butterfly(pen: Pen) -> None:
    for side in (-1, 1):
        pen.blob("body", *_mirrored(side, 2, 48, 14, 16, 38, 8, 46, 26, 30, 48))
        pen.blob("dark", *_mirrored(side, 2, 52, 28, 52, 36, 72, 22, 88, 8, 74))
        pen.blob("pale", *_mirrored(side, 14, 38, 22, 22, 36, 20, 34, 32))
        pen.dot("light", 50 + side * 20, 66, 6)
        pen.line("2b2230", 1.4, 50, 28, 50 + side * 5, 16, 50 + side * 11, 12)
    pen.blob("2b2230", 47, 30, 53, 30, 54, 60, 50, 82, 46, 60)


def _mirrored(side: int, *numbers: float) -> list[float]:
    """Distances from the middle to one side."""
    return [50 + side * value if index % 2 == 0 else value for index, value in enumerate(numbers)]


def _dragon(pen: Pen) -> None:
    pen.line("body", 9, 40, 66, 22, 78, 10, 66, 4, 80)
    pen.poly("dark", 0, 76, 9, 84, 1, 92)
    pen.blob("dark", 44, 48, 30, 20, 8, 4, 12, 24, 4, 36, 18, 40, 16, 52, 32, 50, 44, 60)
    for x, y in ((8, 5), (5, 36), (17, 51)):
        pen.line("light", 1.5, 44, 48, (44 + x) / 2 - 1, (48 + y) / 2 - 4, x, y)
    pen.blob("body", 34, 66, 44, 50, 60, 48, 66, 30, 76, 18, 88, 20, 98, 30, 96, 36, 82, 36, 78, 50, 70, 70, 50, 76)
    pen.blob("pale", 50, 74, 64, 64, 74, 46, 78, 50, 70, 70)
    pen.blob("body", 50, 52, 54, 22, 72, 2, 70, 20, 80, 26, 68, 36, 64, 54)
    for x, y in ((66, 27), (61, 38), (55, 46)):
        pen.poly("deep", x - 4, y, x + 2, y - 6, x + 3, y + 4)
    pen.line("deep", 2.6, 80, 20, 74, 10, 70, 6)
    pen.eye(85, 26, 2.2)
    pen.blob("dark", 48, 72, 44, 88, 54, 92, 56, 76)
    pen.blob("body", 60, 70, 64, 88, 72, 88, 70, 68)


FAMILY: dict[str, Subject] = {
    "owl": subject(_owl, "8a6a4c", home="forest"),
    "bird": subject(_bird, "3f7fb5", "air", 34, move="hover"),
    "penguin": subject(_penguin, "2a2d3d", size=38, move="rock"),
    "horse": subject(_horse, "8d5a38", home="garden", size=50),
    "deer": subject(_deer, "a9743f", home="forest", size=48),
    "elephant": subject(_elephant, "8b8f9c", size=54),
    "lion": subject(_lion, "dca24f", size=46),
    "butterfly": subject(_butterfly, "ee8434", "air", 30, "garden", "hover"),
    "dragon": subject(_dragon, "3f8f6a", "air", 56, "mountains", "hover"),
}
