"""Animals of house and wood, sitting."""

from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.subjects.subject import Subject, subject


def _fox(pen: Pen) -> None:
    pen.blob("body", 58, 96, 72, 84, 78, 62, 92, 50, 98, 62, 94, 80, 82, 95, 66, 99)
    pen.blob("pale", 84, 56, 92, 50, 98, 62, 94, 71, 88, 66)
    pen.blob("body", 28, 99, 32, 66, 44, 48, 58, 58, 70, 82, 70, 99)
    pen.blob("pale", 38, 62, 47, 56, 51, 72, 46, 88, 39, 78)
    for left in (31, 46):
        pen.blob("deep", left, 99, left + 1, 84, left + 8, 84, left + 10, 99)
    pen.poly("body", 12, 14, 28, 28, 42, 28, 58, 14, 60, 40, 36, 64, 9, 42)
    pen.blob("body", 10, 40, 18, 28, 36, 25, 52, 28, 60, 40, 50, 54, 37, 64, 22, 54)
    pen.poly("deep", 14, 19, 22, 28, 16, 32)
    pen.poly("deep", 56, 19, 48, 28, 54, 32)
    pen.blob("pale", 9, 41, 24, 43, 34, 50, 36, 64, 22, 55)
    pen.blob("pale", 60, 41, 46, 43, 38, 50, 36, 64, 50, 55)
    pen.eye(25, 41, 3)
    pen.eye(46, 41, 3)
    pen.oval("deep", 32, 57, 40, 63)


def _cat(pen: Pen) -> None:
    pen.line("body", 9, 66, 94, 84, 90, 92, 74, 84, 58, 90, 48)
    pen.blob("body", 28, 99, 28, 74, 36, 54, 52, 48, 68, 62, 75, 84, 73, 99)
    pen.blob("pale", 40, 66, 50, 60, 60, 68, 60, 92, 50, 98, 40, 90)
    for left in (32, 53):
        pen.oval("body", left, 90, left + 16, 100)
    pen.blob("body", 14, 34, 15, 8, 29, 18, 47, 18, 62, 8, 64, 34, 56, 52, 39, 57, 22, 52)
    pen.poly("d98c92", 19, 14, 27, 21, 19, 27)
    pen.poly("d98c92", 59, 14, 51, 21, 59, 27)
    for x in (28, 49):
        pen.oval("f2d24e", x - 5, 28, x + 5, 39)
        pen.oval("17131c", x - 1.8, 28.5, x + 1.8, 38.5)
    pen.blob("pale", 30, 44, 39, 41, 48, 44, 46, 51, 39, 53, 32, 51)
    pen.poly("b5585f", 36, 42, 42, 42, 39, 46)
    for dy in (-2, 2):
        pen.line("pale", 0.7, 29, 46 + dy / 2, 10, 44 + dy * 2)
        pen.line("pale", 0.7, 49, 46 + dy / 2, 68, 44 + dy * 2)
    if pen.chance.random() < 0.5:
        for x in (32, 39, 46):
            pen.line("dark", 2.2, x, 19, x + (39 - x) * 0.2, 26)


def _dog(pen: Pen) -> None:
    pen.line("body", 8, 70, 84, 84, 70, 90, 52)
    pen.blob("body", 28, 99, 30, 64, 46, 48, 64, 58, 76, 84, 74, 99)
    pen.blob("pale", 40, 64, 50, 58, 60, 66, 60, 90, 50, 97, 40, 90)
    for left in (32, 53):
        pen.oval("light", left, 90, left + 17, 100)
    pen.oval("body", 17, 11, 63, 56)
    pen.blob("dark", 20, 14, 10, 20, 7, 42, 14, 54, 22, 44)
    pen.blob("dark", 60, 14, 70, 20, 73, 42, 66, 54, 58, 44)
    pen.blob("pale", 40, 18, 46, 30, 53, 44, 48, 56, 40, 58, 32, 56, 27, 44, 34, 30)
    pen.eye(30, 33, 3)
    pen.eye(50, 33, 3)
    pen.oval("17131c", 34, 40, 46, 47)
    pen.blob("e0667a", 37, 51, 43, 51, 44, 58, 40, 61, 36, 58)
    pen.line("c43a46", 3, 30, 57, 40, 60, 51, 57)
    pen.dot("f2c94c", 40, 63, 3)


def _wolf(pen: Pen) -> None:
    pen.blob("body", 62, 98, 76, 80, 92, 72, 98, 84, 84, 98)
    pen.blob("body", 26, 99, 30, 62, 48, 44, 66, 64, 74, 99)
    pen.blob("pale", 38, 66, 47, 58, 54, 72, 48, 96, 40, 94)
    pen.poly("body", 16, 8, 28, 26, 46, 26, 58, 8, 62, 40, 46, 56, 38, 66, 30, 56, 12, 40)
    pen.poly("deep", 19, 15, 26, 26, 20, 30)
    pen.poly("deep", 56, 15, 49, 26, 54, 30)
    pen.poly("pale", 12, 40, 28, 40, 36, 64, 30, 56)
    pen.poly("pale", 62, 40, 47, 40, 39, 64, 46, 56)
    for x in (28, 47):
        pen.oval("f0c23c", x - 3.4, 36, x + 3.4, 42)
        pen.dot("17131c", x, 39, 1.7)
    pen.oval("17131c", 33, 57, 43, 64)


def _rabbit(pen: Pen) -> None:
    pen.blob("body", 28, 48, 20, 22, 26, 2, 35, 20, 38, 44)
    pen.blob("body", 50, 46, 52, 18, 64, 4, 64, 26, 56, 48)
    pen.blob("f0b6bb", 29, 40, 25, 22, 28, 10, 32, 24, 33, 40)
    pen.blob("f0b6bb", 55, 42, 56, 22, 61, 12, 61, 27, 57, 42)
    pen.blob("body", 26, 99, 26, 78, 40, 64, 60, 66, 76, 82, 74, 99)
    pen.dot("pale", 77, 88, 8)
    pen.oval("body", 20, 34, 66, 76)
    pen.oval("pale", 34, 76, 58, 99)
    pen.eye(33, 52, 3.4)
    pen.eye(53, 52, 3.4)
    pen.blob("pale", 34, 64, 43, 60, 52, 64, 50, 71, 43, 73, 36, 71)
    pen.poly("d98c92", 40, 60, 46, 60, 43, 64)
    for left in (28, 48):
        pen.oval("light", left, 91, left + 18, 100)


def _bear(pen: Pen) -> None:
    for x in (28, 66):
        pen.dot("body", x, 20, 11)
        pen.dot("light", x, 20, 6)
    pen.blob("body", 20, 99, 20, 72, 32, 54, 62, 54, 76, 72, 76, 99)
    pen.oval("light", 34, 64, 62, 99)
    pen.oval("body", 20, 14, 74, 64)
    pen.oval("pale", 34, 38, 60, 62)
    pen.oval("17131c", 42, 40, 52, 47)
    pen.line("17131c", 1.4, 42, 53, 47, 55, 52, 53)
    pen.eye(36, 33, 3)
    pen.eye(58, 33, 3)
    for left in (16, 58):
        pen.oval("body", left, 88, left + 22, 100)


def _panda(pen: Pen) -> None:
    for x in (26, 68):
        pen.dot("1d1c22", x, 20, 11)
    pen.blob("f6f3ec", 20, 99, 22, 70, 34, 56, 60, 56, 74, 70, 76, 99)
    pen.blob("1d1c22", 20, 66, 47, 56, 74, 66, 76, 76, 62, 72, 47, 70, 32, 72, 18, 78)
    pen.oval("f6f3ec", 19, 13, 75, 64)
    pen.blob("1d1c22", 28, 40, 31, 28, 40, 28, 42, 36, 36, 45)
    pen.blob("1d1c22", 66, 40, 63, 28, 54, 28, 52, 36, 58, 45)
    pen.dot("ffffff", 37, 35, 2.6)
    pen.dot("ffffff", 57, 35, 2.6)
    pen.oval("1d1c22", 42, 44, 52, 50)
    for left in (14, 58):
        pen.oval("1d1c22", left, 86, left + 24, 100)
    pen.line("5f9a4a", 3, 62, 98, 76, 70, 82, 58)
    pen.blob("77b65c", 82, 60, 94, 52, 90, 64)


def _mouse(pen: Pen) -> None:
    pen.line("d9a0a0", 3, 68, 94, 86, 96, 96, 84)
    for x in (26, 62):
        pen.dot("body", x, 32, 15)
        pen.dot("e9b2b4", x, 33, 9)
    pen.blob("body", 22, 99, 24, 76, 44, 60, 66, 76, 72, 99)
    pen.oval("body", 22, 36, 66, 80)
    pen.oval("pale", 34, 76, 58, 99)
    pen.eye(35, 54, 3.6)
    pen.eye(53, 54, 3.6)
    pen.dot("d9707c", 44, 64, 3.4)


def _frog(pen: Pen) -> None:
    pen.blob("dark", 8, 98, 12, 72, 30, 70, 34, 98)
    pen.blob("dark", 92, 98, 88, 72, 70, 70, 66, 98)
    pen.blob("body", 16, 96, 18, 62, 34, 50, 66, 50, 82, 62, 84, 96)
    pen.oval("pale", 30, 72, 70, 99)
    for x in (32, 68):
        pen.dot("body", x, 46, 14)
        pen.dot("f7f4da", x, 45, 9)
        pen.eye(x, 46, 4.6)
    pen.line("deep", 2, 30, 68, 50, 76, 70, 68)
    for left in (6, 68):
        pen.oval("light", left, 92, left + 26, 100)


FAMILY: dict[str, Subject] = {
    "fox": subject(_fox, "d9692b", home="forest"),
    "cat": subject(_cat, "5f5c6b"),
    "dog": subject(_dog, "b47d45"),
    "wolf": subject(_wolf, "7a8394", home="mountains"),
    "rabbit": subject(_rabbit, "b9a08a", home="garden", move="hop"),
    "bear": subject(_bear, "7f5536", home="forest", size=48),
    "panda": subject(_panda, "f6f3ec", home="forest", size=46),
    "mouse": subject(_mouse, "a39a9c", home="garden", size=34, move="hop"),
    "frog": subject(_frog, "6aa84f", home="garden", size=36, move="hop"),
}
