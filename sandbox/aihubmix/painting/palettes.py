"""Colours for a prompt: a mood from its words, tinted by the colours that it names."""

import random
from collections.abc import Set
from dataclasses import dataclass

Colour = tuple[int, int, int]


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def hexed(code: str) -> Colour:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


@dataclass(frozen=True)
class Palette:
    top: Colour
    low: Colour
    """The sky, overhead and at the horizon."""
    light: Colour
    """Sun or moon."""
    far: Colour
    near: Colour
    """The land, from the horizon to the foreground."""
    night: bool = False

    def tinted(self, colour: Colour) -> "Palette":
        return Palette(
            top=blend(self.top, colour, 0.45),
            low=blend(self.low, colour, 0.3),
            light=blend(self.light, colour, 0.15),
            far=blend(self.far, colour, 0.4),
            near=blend(self.near, colour, 0.25),
            night=self.night,
        )

    def land(self, depth: float) -> Colour:
        return blend(self.far, self.near, depth)


def _palette(codes: str, *, night: bool = False) -> Palette:
    return Palette(*(hexed(code) for code in codes.split()), night=night)


_MOODS = {
    "day": _palette("5aa7d6 d9eef0 fff3c9 9cc3b5 2f6b57"),
    "dawn": _palette("7d8fc4 fbd3c0 fff0d2 b59fc0 4a4672"),
    "dusk": _palette("3d3a6b f59a6b ffd9a0 9b5a7c 2b2142"),
    "night": _palette("0d1636 3a4f83 f4f1de 33456f 0b1024", night=True),
    "winter": _palette("8fb3d1 eef4f8 fffaf0 c9dbe8 6f93ad"),
    "autumn": _palette("d9a566 fbe7c2 fff2cf cf8a4b 6b3320"),
    "spring": _palette("8fd0d8 fdeff2 fff7d6 b9d89a 3f7d4e"),
    "desert": _palette("e0a96d fdebc8 fff5d8 d98e5b 8a4a33"),
}
_MOOD_WORDS = {
    "night": "night moon moonlit star stars starry midnight dark space galaxy neon",
    "dusk": "sunset dusk evening twilight",
    "dawn": "dawn sunrise morning misty fog foggy pastel",
    "winter": "snow snowy winter ice icy frozen arctic christmas",
    "autumn": "autumn fall october leaves maple",
    "spring": "spring flower flowers blossom garden meadow",
    "desert": "desert dune dunes sand mars canyon",
    "day": "day noon sunny summer beach sea ocean",
}
_COLOURS = {
    "red": hexed("c8363a"),
    "orange": hexed("ee8434"),
    "yellow": hexed("f2c94c"),
    "green": hexed("3f9b5b"),
    "blue": hexed("2f6fc2"),
    "purple": hexed("7b4fa8"),
    "violet": hexed("7b4fa8"),
    "pink": hexed("ee8fb0"),
    "brown": hexed("7d5237"),
    "black": hexed("16161c"),
    "white": hexed("f7f7f2"),
    "gold": hexed("d9a93a"),
    "golden": hexed("d9a93a"),
    "silver": hexed("b8bec8"),
    "teal": hexed("2a9d8f"),
    "turquoise": hexed("3dc1b8"),
    "crimson": hexed("a81f3a"),
    "grey": hexed("8d929b"),
    "gray": hexed("8d929b"),
    "cyan": hexed("45c4dd"),
    "magenta": hexed("c43f9b"),
}


def palette_for(words: Set[str], chance: random.Random, *, tint: bool = True) -> Palette:
    """Without `tint` the named colours belong to something in the picture, not to all of it."""
    fallback = chance.choice(sorted(_MOODS))
    mood = next((mood for mood, named in _MOOD_WORDS.items() if words & set(named.split())), fallback)
    palette = _MOODS[mood]
    for colour in sorted(words & _COLOURS.keys()) if tint else ():
        palette = palette.tinted(_COLOURS[colour])
    return palette


def named_colour(words: Set[str]) -> Colour | None:
    return next((_COLOURS[name] for name in sorted(words & _COLOURS.keys())), None)
