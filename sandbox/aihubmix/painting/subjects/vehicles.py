"""What carries people by land, water, air and beyond."""

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject


def _wheel(pen: Pen, x: float, y: float, radius: float) -> None:
    pen.dot("1b1a22", x, y, radius)
    pen.dot("b9bcc6", x, y, radius * 0.6)
    pen.dot("5a5c68", x, y, radius * 0.22)


def _car(pen: Pen) -> None:
    pen.blob("body", 1, 82, 4, 72, 22, 68, 36, 54, 62, 53, 76, 67, 94, 71, 99, 82, 96, 90, 4, 90)
    pen.blob("dark", 2, 82, 50, 80, 98, 82, 97, 90, 4, 90)
    pen.blob("bfe0ea", 29, 67, 38, 58, 49, 57, 49, 67)
    pen.blob("a5cede", 52, 57, 61, 57, 71, 67, 52, 67)
    pen.line("light", 1.6, 8, 74, 40, 71, 90, 74)
    pen.blob("fff2b8", 91, 74, 97, 75, 98, 80, 92, 79)
    pen.blob("d8343a", 2, 75, 7, 74, 6, 80, 2, 80)
    pen.box("light", 54, 72, 61, 73.6, 0.8)
    if pen.chance.random() < 0.5:
        pen.poly("deep", 2, 70, 14, 62, 16, 65, 8, 71)
    for x in (23, 77):
        pen.dot("deep", x, 88, 12)
        _wheel(pen, x, 89, 10.5)


def _train(pen: Pen) -> None:
    pen.box("5c4a3e", 0, 96, 100, 98)
    pen.box("body", 4, 42, 38, 88, 4)
    pen.box("dark", 2, 38, 42, 44, 2)
    pen.box("ffe6a8", 10, 50, 31, 64, 2)
    pen.box("dark", 36, 58, 88, 86, 10)
    pen.box("body", 36, 60, 86, 80, 9)
    for x in (48, 62):
        pen.box("e0b24a", x, 59, x + 2.6, 81)
    pen.poly("deep", 70, 60, 72, 40, 68, 36, 84, 36, 80, 40, 82, 60)
    pen.dot("fff2b8", 88, 68, 4)
    pen.poly("b3362f", 84, 84, 99, 96, 80, 96)
    for x, r in ((14, 9), (33, 9), (52, 7), (68, 7), (82, 6)):
        _wheel(pen, x, 97 - r, r)
    for x, y, r in ((74, 26, 7), (66, 16, 9), (54, 9, 8)):
        pen.dot("e9e6e4", x, y, r)


def _ship(pen: Pen) -> None:
    pen.line("5a3d2b", 2.4, 47, 84, 47, 6)
    pen.line("5a3d2b", 2, 22, 84, 22, 28)
    pen.line("5a3d2b", 2, 72, 84, 72, 24)
    pen.blob("f6efdf", 47, 12, 66, 28, 68, 46, 48, 44, 40, 28)
    pen.blob("efe4cc", 47, 47, 68, 54, 70, 70, 48, 70, 40, 58)
    pen.blob("f6efdf", 72, 28, 86, 42, 86, 66, 73, 66, 67, 46)
    pen.blob("efe4cc", 22, 32, 36, 44, 36, 68, 23, 68, 16, 48)
    pen.poly("cf3339", 47, 5, 60, 8, 47, 12)
    pen.blob("body", 4, 70, 14, 76, 50, 78, 84, 74, 98, 66, 92, 84, 78, 97, 24, 97, 10, 86)
    pen.line("light", 2, 8, 78, 50, 83, 94, 76)
    for x in (28, 40, 52, 64, 76):
        pen.dot("deep", x, 88, 2)
    pen.line("5a3d2b", 2, 92, 70, 99, 60)


def _balloon(pen: Pen) -> None:
    pen.line("7a5a3c", 0.8, 38, 68, 44, 86)
    pen.line("7a5a3c", 0.8, 62, 68, 56, 86)
    pen.blob("body", 18, 36, 26, 12, 50, 3, 74, 12, 82, 36, 70, 58, 57, 72, 43, 72, 30, 58)
    pen.blob("pale", 36, 36, 38, 12, 50, 3, 62, 12, 64, 36, 58, 60, 54, 72, 46, 72, 42, 60)
    pen.blob("dark", 46, 36, 47, 12, 50, 3, 53, 12, 54, 36, 52, 60, 51, 72, 49, 72, 48, 60)
    pen.line("light", 3, 20, 40, 50, 46, 80, 40)
    pen.box("8a5f38", 42, 84, 58, 97, 2)
    pen.box("a97a4a", 41, 83, 59, 87, 1.5)


def _rocket(pen: Pen) -> None:
    pen.blob("ffd25c", 40, 82, 60, 82, 56, 94, 50, 100, 44, 94)
    pen.blob("ff7a3c", 44, 82, 56, 82, 50, 95)
    pen.blob("body", 36, 58, 20, 74, 18, 90, 38, 80)
    pen.blob("body", 64, 58, 80, 74, 82, 90, 62, 80)
    pen.blob("f2f0ec", 34, 80, 33, 48, 38, 22, 50, 3, 62, 22, 67, 48, 66, 80, 50, 84)
    pen.blob("d3d3d8", 54, 83, 58, 48, 54, 10, 62, 22, 67, 48, 66, 80)
    pen.blob("body", 39, 20, 50, 2, 61, 20, 50, 24)
    pen.dot("4a5568", 50, 38, 9)
    pen.dot("9fe0f2", 50, 38, 6.6)
    pen.dot("ffffff", 47.6, 35.6, 1.8)
    pen.box("body", 34, 66, 66, 71)
    pen.box("4a5568", 42, 79, 58, 84, 1)


def _ufo(pen: Pen) -> None:
    pen.poly("e8ffcf", 36, 58, 64, 58, 84, 100, 16, 100)
    pen.blob("b9f0f2", 30, 42, 36, 22, 50, 16, 64, 22, 70, 42)
    pen.blob("e9fcff", 36, 36, 42, 24, 50, 21, 44, 32)
    pen.blob("body", 4, 48, 26, 38, 50, 36, 74, 38, 96, 48, 76, 60, 50, 63, 24, 60)
    pen.blob("dark", 10, 52, 50, 56, 90, 52, 74, 60, 50, 63, 26, 60)
    for x in (22, 36, 50, 64, 78):
        pen.dot("ffe27a", x, 49, 2.6)


def _airplane(pen: Pen) -> None:
    pen.poly("dark", 44, 46, 58, 46, 46, 22, 38, 22)
    pen.blob("f4f3ef", 4, 44, 14, 42, 70, 40, 92, 44, 98, 52, 90, 58, 60, 60, 24, 56)
    pen.poly("body", 4, 46, 2, 24, 12, 24, 24, 44)
    pen.line("body", 3, 10, 53, 50, 57, 90, 55)
    pen.poly("body", 46, 52, 64, 52, 38, 82, 28, 82)
    for x in range(34, 80, 6):
        pen.dot("5f8fb8", x, 48, 1.5)
    pen.blob("5f8fb8", 86, 45, 93, 46, 95, 50, 87, 50)


def _bicycle(pen: Pen) -> None:
    for x in (24, 76):
        pen.ring("1f1e26", 2.6, x, 78, 20)
        for turn in range(0, 180, 30):
            pen.ring("8b8d98", 0.6, x, 78, 18, (turn, turn + 2))
        pen.dot("8b8d98", x, 78, 2.4)
    for line in (
        (24, 78, 40, 48),
        (40, 48, 68, 46),
        (68, 46, 48, 78),
        (48, 78, 24, 78),
        (48, 78, 37, 40),
        (76, 78, 66, 36),
    ):
        pen.line("body", 3, *line)
    pen.line("2b2230", 3, 66, 36, 76, 34, 78, 40)
    pen.blob("2b2230", 28, 38, 40, 36, 46, 40, 36, 42)
    pen.dot("5a5c68", 48, 78, 4.4)
    pen.box("c99a5c", 68, 40, 88, 54, 2)
    for x, shade in ((72, "ee8fb0"), (78, "f2c94c"), (84, "cf3339")):
        pen.dot(shade, x, 38, 4)


FAMILY: dict[str, Subject] = {
    "car": subject(_car, "cf3339", size=54, home="road", move="drive"),
    "train": subject(_train, "2f6b4a", size=58, home="mountains", move="drive"),
    "ship": subject(_ship, "8a5636", "surface", 50, "sea", "rock"),
    "balloon": subject(_balloon, "d9543f", "air", 46, "clouds", "hover"),
    "rocket": subject(_rocket, "d8434a", "air", 54, "space", "hover", shines=True),
    "ufo": subject(_ufo, "8f97a8", "air", 46, "city", "hover", shines=True),
    "airplane": subject(_airplane, "2f6fd0", "air", 46, "clouds", "hover"),
    "bicycle": subject(_bicycle, "2a9d8f", size=44, home="road", move="drive"),
}
