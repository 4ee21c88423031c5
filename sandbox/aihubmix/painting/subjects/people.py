"""People and those who walk like them: a figure, dressed by what it is."""

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject

_SKINS = ("f3cfae", "e3b088", "c98d62", "9c6844", "6f4630")
_HAIRS = ("2b2230", "5a3825", "8a5a2e", "c99a4f", "a8472f")


def _skin(pen: Pen) -> str:
    return pen.chance.choice(_SKINS)


def _hair(pen: Pen) -> str:
    chosen = pen.chance.choice(_HAIRS)
    return "d9d8d6" if pen.aged else chosen


def _bust(pen: Pen, skin: str) -> None:
    pen.blob("dark", 8, 104, 14, 80, 36, 70, 64, 70, 86, 80, 92, 104)
    pen.blob("body", 10, 104, 16, 81, 37, 71, 63, 71, 84, 81, 90, 104)
    pen.blob(skin, 42, 60, 58, 60, 60, 74, 50, 80, 40, 74)
    pen.oval(skin, 30, 20, 70, 68)
    for x in (30, 70):
        pen.dot(skin, x, 45, 4.4)


def _face(pen: Pen, brows: str) -> None:
    for x in (41, 59):
        pen.eye(x, 43, 2.7)
        pen.line(brows, 1.8, x - 5, 36.6, x, 35, x + 5, 36.6)
    pen.line("a5604c", 1.5, 50, 45, 52, 52, 49, 53)
    pen.line("9c4a48", 1.8, 44, 59, 50, 61.4, 56, 59)
    pen.dot("e58f83", 36, 52, 2.6)
    pen.dot("e58f83", 64, 52, 2.6)
    if pen.aged:
        for side in (-1, 1):
            pen.line("a5604c", 0.7, 50 + side * 13, 45, 50 + side * 17, 44)
            pen.line("a5604c", 0.7, 50 + side * 13, 47, 50 + side * 17, 48)


def _beard(pen: Pen, hair: str) -> None:
    pen.blob(hair, 30, 46, 34, 54, 44, 55, 50, 53, 56, 55, 66, 54, 70, 46, 70, 66, 62, 80, 50, 86, 38, 80, 30, 66)
    pen.blob("9c4a48", 45, 60, 55, 60, 50, 63)


def _sailor(pen: Pen) -> None:
    hair = _hair(pen)
    skin = _skin(pen)
    _bust(pen, skin)
    pen.poly("f6f3ec", 34, 72, 50, 92, 66, 72, 74, 76, 52, 104, 48, 104, 26, 76)
    pen.line("cf3339", 2, 40, 78, 50, 92, 60, 78)
    _face(pen, hair)
    _beard(pen, hair)
    pen.blob("f6f3ec", 24, 24, 28, 8, 50, 3, 72, 8, 76, 24, 50, 20)
    pen.blob("24304e", 26, 25, 50, 20, 74, 25, 73, 31, 50, 27, 27, 31)
    pen.blob("17131c", 30, 31, 50, 27, 70, 31, 62, 35, 50, 33, 38, 35)
    pen.dot("e0b24a", 50, 23.6, 3)
    if pen.chance.random() < 0.6:
        pen.line("5a3825", 2.4, 55, 62, 66, 66, 74, 65)
        pen.box("5a3825", 72, 58, 79, 67, 2)


def _woman(pen: Pen) -> None:
    hair, skin = _hair(pen), _skin(pen)
    long = pen.chance.random()
    pen.blob(hair, 25, 44, 30, 18, 50, 9, 70, 18, 75, 44, 78 + 4 * long, 78, 64, 84, 36, 84, 22 - 4 * long, 78)
    _bust(pen, skin)
    _face(pen, hair)
    pen.blob(hair, 28, 42, 30, 22, 48, 12, 64, 16, 72, 42, 62, 28, 46, 26, 36, 30)
    pen.line("9c2f48", 2.6, 45, 59.4, 50, 61, 55, 59.4)
    for x in (30, 70):
        pen.dot("f2c94c", x, 52, 1.8)


def _man(pen: Pen) -> None:
    hair, skin = _hair(pen), _skin(pen)
    _bust(pen, skin)
    pen.poly("f6f3ec", 40, 73, 50, 84, 60, 73, 56, 70, 44, 70)
    _face(pen, hair)
    pen.blob(hair, 28, 42, 28, 22, 44, 11, 64, 13, 73, 28, 71, 42, 67, 30, 50, 25, 36, 29)
    if pen.aged or pen.chance.random() < 0.35:
        _beard(pen, hair)


def _child(pen: Pen) -> None:
    hair, skin = _hair(pen), _skin(pen)
    pen.blob("body", 22, 104, 26, 84, 40, 76, 60, 76, 74, 84, 78, 104)
    pen.oval(skin, 24, 22, 76, 76)
    pen.blob(hair, 22, 48, 24, 24, 50, 12, 76, 24, 78, 48, 68, 34, 48, 34, 34, 32)
    for x in (39, 61):
        pen.eye(x, 52, 4)
        pen.dot("f09a8c", x + (x - 50) * 0.5, 61, 4)
    pen.line("9c4a48", 2, 43, 64, 50, 68, 57, 64)


def _king(pen: Pen) -> None:
    _woman(pen) if pen.chance.random() < 0.5 else _man(pen)
    pen.poly("e8b93c", 30, 22, 27, 2, 40, 12, 50, 0, 60, 12, 73, 2, 70, 22)
    pen.box("c8952a", 30, 19, 70, 24, 1)
    for x, shade in ((38, "cf3339"), (50, "2f6fd0"), (62, "3f9b5b")):
        pen.dot(shade, x, 21.4, 2)


def _wizard(pen: Pen) -> None:
    hair = "e9e7e2"
    _bust(pen, _skin(pen))
    _face(pen, hair)
    _beard(pen, hair)
    pen.blob(hair, 40, 76, 60, 76, 54, 96, 50, 102, 46, 96)
    pen.blob("body", 14, 31, 34, 22, 50, -2, 62, 4, 66, 22, 86, 31, 50, 27)
    pen.line("e8b93c", 2.4, 33, 23, 50, 19, 67, 23)
    pen.line("6b4a32", 3, 88, 100, 84, 40)
    pen.dot("9ff0ff", 84, 36, 5)
    for x, y in ((44, 12), (54, 6)):
        pen.dot("f8e7a0", x, y, 1.4)


def _knight(pen: Pen) -> None:
    pen.blob("8b93a3", 8, 104, 14, 80, 36, 70, 64, 70, 86, 80, 92, 104)
    pen.blob("body", 34, 74, 66, 74, 70, 104, 30, 104)
    for x in (18, 82):
        pen.dot("c3cad6", x, 82, 13)
    pen.blob("c3cad6", 28, 44, 30, 20, 50, 10, 70, 20, 72, 44, 66, 70, 50, 78, 34, 70)
    pen.blob("8b93a3", 52, 10, 70, 20, 72, 44, 66, 70, 50, 78)
    pen.box("1d1c26", 33, 38, 67, 45, 2)
    pen.box("1d1c26", 48.6, 45, 51.4, 64)
    for y in (54, 60):
        pen.box("1d1c26", 38, y, 45, y + 1.6, 0.8)
        pen.box("1d1c26", 55, y, 62, y + 1.6, 0.8)
    pen.blob("body", 48, 12, 40, 0, 22, 4, 14, 22, 24, 16, 40, 14)


def _astronaut(pen: Pen) -> None:
    pen.box("aeb4c2", 22, 48, 78, 92, 8)
    pen.blob("f3f2ee", 20, 104, 22, 70, 36, 62, 64, 62, 78, 70, 80, 104)
    pen.dot("f3f2ee", 50, 38, 31)
    pen.blob("26304c", 26, 40, 32, 22, 50, 16, 68, 22, 74, 40, 66, 54, 50, 58, 34, 54)
    pen.blob("5a74b0", 32, 36, 38, 24, 50, 20, 44, 32, 38, 44)
    pen.dot("ffffff", 61, 28, 3)
    pen.box("body", 38, 74, 62, 90, 3)
    for x, shade in ((43, "f2c94c"), (50, "3fbf7b"), (57, "e05a4e")):
        pen.dot(shade, x, 82, 2.2)
    pen.line("body", 4, 22, 84, 34, 80)
    pen.line("body", 4, 78, 84, 66, 80)


def _robot(pen: Pen) -> None:
    pen.line("5a5f6e", 2, 42, 18, 42, 6)
    pen.dot("ff6b5c", 42, 5, 3.6)
    for x in (32, 52):
        pen.box("5a5f6e", x - 3, 82, x + 3, 96)
        pen.box("dark", x - 8, 93, x + 8, 100, 3)
    pen.line("5a5f6e", 5, 22, 58, 12, 68, 14, 80)
    pen.dot("dark", 14, 82, 5)
    pen.box("body", 22, 50, 62, 86, 6)
    pen.box("light", 30, 58, 54, 74, 3)
    pen.line("c8434a", 2, 42, 60, 46, 66, 42, 72)
    pen.line("5a5f6e", 5, 62, 58, 72, 62, 78, 58)
    pen.box("body", 20, 16, 64, 48, 8)
    pen.box("1d2438", 25, 22, 59, 42, 7)
    for x in (34, 50):
        pen.dot("7ff0ff", x, 31, 4.6)
        pen.dot("ffffff", x + 1.2, 29.6, 1.4)
    pen.line("7ff0ff", 1.4, 37, 38, 42, 40, 47, 38)
    for x in (17, 64):
        pen.box("dark", x, 27, x + 4, 38, 2)
    pen.blob("4f9bb8", 76, 54, 90, 52, 92, 66, 78, 68)
    pen.line("4f9bb8", 2.6, 90, 58, 97, 52)
    for x, y in ((97, 60), (94, 68), (99, 74), (96, 84), (92, 78)):
        pen.oval("8fdcf5", x - 1, y - 1.8, x + 1, y + 1.8)


def _snowman(pen: Pen) -> None:
    pen.line("6b4a32", 2, 30, 56, 12, 44, 4, 46)
    pen.line("6b4a32", 2, 70, 56, 88, 44, 95, 38)
    for y, r in ((80, 21), (52, 16), (29, 12)):
        pen.dot("fbfaf6", 50, y, r)
    pen.blob("body", 38, 39, 50, 42, 62, 39, 61, 45, 50, 47, 39, 45)
    pen.poly("body", 57, 44, 64, 44, 66, 62, 59, 62)
    pen.box("26242e", 34, 15, 66, 19, 1)
    pen.box("26242e", 40, 1, 60, 17, 1)
    pen.eye(45, 26, 1.8)
    pen.eye(55, 26, 1.8)
    pen.poly("ee8434", 49, 29, 50, 33, 68, 33)
    for y in (52, 60, 76):
        pen.dot("26242e", 50, y, 1.8)


def _ghost(pen: Pen) -> None:
    pen.blob("body", 20, 90, 20, 40, 32, 14, 50, 6, 68, 14, 80, 40, 80, 90, 70, 84, 60, 94, 50, 85, 40, 94, 30, 84)
    pen.oval("2b2840", 34, 34, 44, 48)
    pen.oval("2b2840", 56, 34, 66, 48)
    pen.oval("2b2840", 45, 54, 55, 64)
    pen.dot("f3a9b0", 30, 52, 4)
    pen.dot("f3a9b0", 70, 52, 4)


FAMILY: dict[str, Subject] = {
    "sailor": subject(_sailor, "2b4470", "edge", 62, home="sea"),
    "woman": subject(_woman, "a8425a", "edge", 60),
    "man": subject(_man, "3a6a78", "edge", 60),
    "child": subject(_child, "e0a33c", "edge", 54, home="garden"),
    "king": subject(_king, "7a2f4a", "edge", 62),
    "wizard": subject(_wizard, "4a3f8a", "edge", 64, home="forest"),
    "knight": subject(_knight, "a8343c", "edge", 62, home="mountains"),
    "astronaut": subject(_astronaut, "d8663c", "edge", 58, home="space", move="hover"),
    "robot": subject(_robot, "8fa6b8", size=54, move="hop"),
    "snowman": subject(_snowman, "cf3339", size=50, home="snow"),
    "ghost": subject(_ghost, "f1eefb", "air", 42, "night", "hover"),
}
