"""What is eaten and drunk, as it stands on a table."""

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject


def _steam(pen: Pen, *places: float) -> None:
    for x in places:
        pen.line("f6f2ea", 1.8, x, 32, x - 4, 24, x + 4, 15, x - 1, 5)


def _ramen(pen: Pen) -> None:
    _steam(pen, 34, 50, 64)
    pen.line("b98a52", 2.2, 60, 46, 92, 12)
    pen.line("a87a45", 2.2, 66, 48, 98, 18)
    pen.oval("light", 5, 34, 95, 66)
    pen.oval("e8a94e", 9, 37, 91, 63)
    for x in range(18, 62, 6):
        pen.line("f9e2a4", 2.6, x, 50, x + 6, 44, x + 12, 54, x + 20, 46)
    pen.oval("fbf7ea", 54, 40, 72, 52)
    pen.oval("f2a93c", 58, 43, 68, 50)
    pen.oval("c77a5c", 26, 51, 46, 61)
    pen.oval("e8b59c", 30, 53, 42, 59)
    pen.box("27402f", 20, 34, 32, 47, 1)
    for x, y in ((46, 43), (50, 58), (38, 47), (74, 54), (66, 57)):
        pen.dot("67ad4f", x, y, 1.8)
    pen.blob("body", 5, 51, 22, 61, 50, 66, 78, 61, 95, 51, 86, 80, 68, 94, 32, 94, 14, 80)
    pen.line("pale", 2.4, 11, 68, 30, 77, 50, 79, 70, 77, 89, 68)
    pen.box("dark", 34, 92, 66, 99, 2)


def _cake(pen: Pen) -> None:
    pen.oval("e9e4dc", 4, 84, 96, 100)
    pen.box("body", 14, 62, 86, 92, 6)
    pen.box("dark", 14, 76, 86, 80)
    pen.box("body", 26, 40, 74, 66, 6)
    for base, left, right in ((62, 14, 86), (40, 26, 74)):
        pen.box("fff6ec", left, base - 2, right, base + 6, 4)
        for step in range(int(left + 4), int(right), 9):
            pen.dot("fff6ec", step, base + 6, 4)
    for x, shade in ((34, "5f9bd8"), (45, "f2c94c"), (56, "e86a8a"), (67, "6fbf7a")):
        pen.box(shade, x - 1.6, 22, x + 1.6, 39, 1)
        pen.blob("ffb43c", x - 2.8, 18, x, 9, x + 2.8, 18, x, 22)
        pen.blob("fff3b0", x - 1.3, 18, x, 14, x + 1.3, 18)
    for x in range(20, 86, 11):
        pen.dot("cf3f52", x, 60, 3)


def _coffee(pen: Pen) -> None:
    _steam(pen, 36, 48, 60)
    pen.oval("light", 6, 84, 94, 100)
    pen.oval("pale", 14, 85, 86, 96)
    pen.ring("body", 6, 78, 62, 13)
    pen.blob("body", 16, 44, 50, 40, 82, 44, 78, 74, 66, 91, 34, 91, 20, 74)
    pen.oval("light", 15, 36, 83, 52)
    pen.oval("4a2a1a", 19, 38, 79, 50)
    pen.blob("e3c49c", 38, 44, 44, 40.6, 49, 43, 54, 40.6, 60, 44, 49, 49)


def _pizza(pen: Pen) -> None:
    pen.oval("c98a45", 4, 30, 96, 98)
    pen.oval("f4c95d", 9, 34, 91, 94)
    for x, y in ((28, 52), (50, 44), (70, 54), (36, 74), (60, 78), (78, 72), (50, 62)):
        pen.oval("body", x - 7, y - 5, x + 7, y + 5)
        pen.dot("dark", x + 2, y - 1, 1)
    for x, y in ((40, 56), (62, 66), (26, 66), (58, 52), (46, 84)):
        pen.blob("5f9a4a", x - 4, y, x, y - 3, x + 4, y + 1, x, y + 2)


def _burger(pen: Pen) -> None:
    pen.box("d99a4e", 10, 80, 90, 98, 8)
    pen.blob("6b3a26", 8, 76, 50, 72, 92, 76, 90, 85, 10, 85)
    pen.poly("f4c23c", 10, 70, 90, 70, 76, 82, 64, 72, 40, 84, 28, 72)
    pen.blob("cf3f42", 10, 66, 50, 62, 90, 66, 86, 73, 14, 73)
    pen.blob("78b84e", 6, 62, 20, 58, 34, 64, 50, 58, 66, 64, 80, 58, 94, 62, 90, 68, 50, 68, 10, 68)
    pen.blob("body", 8, 58, 14, 34, 50, 22, 86, 34, 92, 58, 50, 60)
    for x, y in ((34, 38), (48, 32), (62, 36), (72, 46), (26, 48), (52, 44)):
        pen.oval("f8e6bd", x - 2.2, y - 1.2, x + 2.2, y + 1.2)


def _fruit(pen: Pen) -> None:
    pen.line("5a3d2b", 3, 50, 34, 52, 22, 58, 12)
    pen.blob("67a84f", 54, 22, 66, 8, 82, 12, 72, 24)
    pen.blob("body", 50, 34, 68, 26, 86, 38, 86, 66, 70, 92, 58, 96, 50, 93, 42, 96, 30, 92, 14, 66, 14, 38, 32, 26)
    pen.blob("light", 24, 44, 34, 36, 36, 46, 26, 62)


def _icecream(pen: Pen) -> None:
    pen.poly("d99a4e", 30, 54, 70, 54, 50, 100)
    for x in (36, 44, 52):
        pen.line("b97a38", 1.2, x, 55, x + 14 - (x - 36) * 0.3, 76)
        pen.line("b97a38", 1.2, 100 - x, 55, 86 - x + (x - 36) * 0.3, 76)
    pen.dot("f6e3b8", 38, 44, 16)
    pen.dot("a8d8b9", 62, 44, 16)
    pen.dot("body", 50, 26, 18)
    pen.blob("body", 32, 30, 68, 30, 64, 44, 56, 38, 48, 46, 38, 40)
    pen.dot("cf3339", 54, 8, 5)


def _bread(pen: Pen) -> None:
    pen.blob("body", 4, 84, 10, 58, 34, 42, 66, 42, 90, 58, 96, 84, 80, 92, 76, 78, 50, 70, 24, 78, 20, 92)
    for x0, y0, x1, y1 in ((20, 62, 30, 78), (36, 48, 42, 70), (52, 44, 54, 70), (66, 46, 62, 71), (82, 60, 72, 78)):
        pen.line("light", 2.4, x0, y0, x1, y1)


def _sushi(pen: Pen) -> None:
    pen.box("3a2c28", 2, 88, 98, 96, 2)
    for left, shade in ((6, "body"), (38, "f7d96a"), (69, "d8443c")):
        pen.box("faf7ee", left, 66, left + 26, 88, 8)
        pen.blob(shade, left - 2, 68, left + 8, 56, left + 22, 57, left + 29, 68, left + 14, 72)
        pen.line("fff2e2", 1.6, left + 4, 64, left + 14, 60)
        pen.line("fff2e2", 1.6, left + 12, 66, left + 22, 61)
    pen.box("22352b", 46, 56, 54, 88, 1)


FAMILY: dict[str, Subject] = {
    "ramen": subject(_ramen, "b0413a", "table", 62),
    "cake": subject(_cake, "f0b7c2", "table", 58),
    "coffee": subject(_coffee, "e2ddd2", "table", 52),
    "pizza": subject(_pizza, "b8402f", "table", 58),
    "burger": subject(_burger, "d99a4e", "table", 54),
    "fruit": subject(_fruit, "cf3339", "table", 46),
    "icecream": subject(_icecream, "ee9fb4", "table", 52),
    "bread": subject(_bread, "c8843c", "table", 54),
    "sushi": subject(_sushi, "ee7f52", "table", 58),
}
