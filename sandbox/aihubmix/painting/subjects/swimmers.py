"""What lives in water and on it."""

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject


def _fish(pen: Pen) -> None:
    pen.blob("dark", 26, 50, 4, 26, 10, 50, 4, 76)
    pen.blob("dark", 40, 34, 52, 12, 72, 32, 60, 38)
    pen.blob("body", 18, 51, 36, 32, 64, 26, 88, 40, 94, 50, 86, 62, 62, 74, 34, 68)
    pen.blob("pale", 36, 60, 62, 58, 88, 54, 82, 64, 62, 73)
    for x in (46, 58):
        pen.line("light", 4, x, 32, x + 4, 48, x, 68)
    pen.blob("dark", 54, 54, 40, 68, 58, 66)
    pen.eye(80, 44, 4)


def _whale(pen: Pen) -> None:
    pen.blob(
        "body",
        4,
        56,
        10,
        36,
        34,
        24,
        62,
        34,
        80,
        52,
        88,
        44,
        84,
        24,
        94,
        32,
        99,
        22,
        98,
        48,
        88,
        66,
        66,
        80,
        30,
        82,
        10,
        72,
    )
    pen.blob("pale", 6, 64, 30, 68, 58, 66, 66, 74, 44, 82, 18, 78)
    for y in (70, 75):
        pen.line("light", 1, 12, y, 34, y + 2, 54, y)
    pen.blob("dark", 40, 66, 58, 74, 60, 90, 46, 80)
    pen.eye(20, 56, 2.4)


def _turtle(pen: Pen) -> None:
    skin = "8fb56a"
    pen.blob(skin, 68, 56, 80, 44, 94, 46, 98, 56, 90, 64, 74, 66)
    pen.blob(skin, 58, 66, 78, 78, 76, 94, 62, 84, 50, 70)
    pen.blob(skin, 22, 68, 8, 84, 14, 92, 28, 82, 36, 70)
    pen.blob(skin, 14, 62, 2, 62, 6, 68, 16, 68)
    pen.blob("body", 10, 66, 18, 44, 42, 30, 64, 38, 76, 62, 70, 70, 40, 74)
    pen.line("e3dcae", 3, 12, 67, 40, 74, 74, 66)
    for x, y, r in ((30, 52, 8), (46, 46, 9), (60, 54, 8), (44, 62, 7)):
        pen.blob(
            "dark",
            x - r,
            y,
            x - r / 2,
            y - r * 0.7,
            x + r / 2,
            y - r * 0.7,
            x + r,
            y,
            x + r / 2,
            y + r * 0.7,
            x - r / 2,
            y + r * 0.7,
        )
    pen.eye(88, 52, 2.4)


def _octopus(pen: Pen) -> None:
    for index, x in enumerate((22, 34, 46, 58, 70, 80)):
        bend = 8 if index % 2 else -8
        pen.line("dark" if index % 2 else "body", 8, 36 + index * 6, 58, x - bend, 72, x + bend, 86, x - bend * 1.4, 97)
    pen.blob("body", 22, 44, 30, 12, 50, 4, 70, 12, 78, 44, 66, 66, 34, 66)
    for x in (40, 62):
        pen.dot("fff6ea", x, 42, 7)
        pen.eye(x, 43, 3.6)
    pen.dot("light", 36, 20, 5)
    pen.dot("light", 46, 14, 3)


def _jellyfish(pen: Pen) -> None:
    for x in (30, 42, 54, 66):
        pen.line("light", 3, x, 48, x - 5, 64, x + 5, 78, x - 3, 97)
    pen.line("pale", 5, 46, 48, 40, 66, 50, 84)
    pen.line("pale", 5, 56, 48, 60, 66, 52, 80)
    pen.blob("body", 16, 48, 24, 18, 50, 6, 76, 18, 84, 48, 66, 52, 50, 48, 34, 52)
    pen.blob("light", 30, 38, 36, 20, 52, 14, 46, 26, 40, 40)


def _duck(pen: Pen) -> None:
    pen.blob(
        "body", 8, 66, 4, 54, 22, 62, 48, 60, 60, 52, 58, 34, 68, 22, 82, 28, 82, 44, 76, 58, 82, 76, 66, 92, 30, 92
    )
    pen.blob("dark", 22, 70, 44, 64, 62, 72, 48, 84, 30, 82)
    pen.blob("eda536", 81, 34, 96, 36, 97, 41, 82, 43)
    pen.eye(73, 33, 2.6)


FAMILY: dict[str, Subject] = {
    "fish": subject(_fish, "f28c45", "depths", 34, "underwater", "swim"),
    "whale": subject(_whale, "3f6f9a", "depths", 56, "underwater", "swim"),
    "turtle": subject(_turtle, "5d8a4a", "depths", 36, "underwater", "swim"),
    "octopus": subject(_octopus, "c8546a", "depths", 42, "underwater", "swim"),
    "jellyfish": subject(_jellyfish, "c58bd8", "depths", 36, "underwater", "swim"),
    "duck": subject(_duck, "e8dfc6", "surface", 34, "sea", "rock"),
}
