"""Colours for a prompt: a sky for its hour and weather, a land for its season, tinted by the colours that it names."""

import colorsys
import random
from collections.abc import Set
from dataclasses import dataclass, replace

Colour = tuple[int, int, int]


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def hexed(code: str) -> Colour:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def turned(colour: Colour, turn: float) -> Colour:
    """Its hue moved on by a share of the whole circle."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    red, green, blue = colorsys.hls_to_rgb((hue + turn) % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def of_hue(hue: float, lightness: float, saturation: float) -> Colour:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


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
        return replace(
            self,
            top=blend(self.top, colour, 0.45),
            low=blend(self.low, colour, 0.3),
            light=blend(self.light, colour, 0.15),
            far=blend(self.far, colour, 0.35),
            near=blend(self.near, colour, 0.3),
        )

    def turned(self, turn: float) -> "Palette":
        return replace(
            self,
            **{name: turned(getattr(self, name), turn) for name in ("top", "low", "far", "near")},
        )

    def land(self, depth: float) -> Colour:
        """0 is the horizon, 1 the foreground."""
        return blend(self.far, self.near, depth)


_SKIES = {
    "day": "5aa7d6 d9eef0 fff3c9, 3f8fc9 c9e8ea fff7da, 79c0d8 fdf1dc ffeec0, 6db6e8 eaf6f2 fffbe6",
    "dawn": "7d8fc4 fbd3c0 fff0d2, 8fb0d6 ffdcc8 fff3dc, b59fd0 ffd9c9 fff1de",
    "dusk": "3d3a6b f59a6b ffd9a0, 5b3a72 ff8c6e ffe0a8, 2f4a7c ffb070 ffe6b8, 7a3b63 ffb26b ffedc2",
    "night": "0d1636 3a4f83 f4f1de, 101233 4a4590 fbf3dc, 081d33 2f5f7d eef4e4, 170f33 5a3f78 fdeed8",
    "storm": "2c3644 76879a dfe6ea, 323047 7f8296 e4e2ea",
    "rain": "5d7285 b3c2c9 eef2f0, 66708a bcc0cc f0eef0",
    "fog": "aebcc4 e3e6e3 fffaf0, b9b6c6 ebe3e0 fff6ec",
    "snow": "8fb3d1 eef4f8 fffaf0, a6bdd6 f6eff0 fff8ea, 9cc3cf f3f6f1 fffdf0",
    "neon": "140b33 7a1f7e 5ef2ff, 0b1038 3d2aa0 ff5fd2, 0a0f2a 0e6f8c ff7ad9",
    "space": "05060f 1c1547 fff6e0, 04091a 0d2f4a eaf6ff, 0b0516 431346 ffeede",
    "sea": "2aa3bd 0c4a75 d6fff5, 38b5b0 0b4163 e6fff0, 2f86c4 0a2f63 dcf3ff",
    "mars": "c9774a f2c79a fff1d8, a85f4f f0b58a ffe9d0",
    "warm": "e8c9a0 f7ead2 fff4d6, d9b8a2 f6e6da fff2e0, c7d0c0 f2efe0 fff6dc",
}
_LANDS = {
    "green": "9cc3b5 2f6b57, b9d89a 3f7d4e, a8cda0 2c6150, c3d48f 4d7a3b",
    "spring": "c4dfa0 4c8f55, cfe3b5 5b9a6b",
    "summer": "cfd98a 5c8f3e, b7d27c 3f8048",
    "autumn": "dba25a 6b3320, e0b065 7d3b1e, cf8a4b 5c2a24",
    "snow": "dfeaf2 8faccb, e9eef4 9db3cc, d8e6ee 7f9fbf",
    "desert": "e6b07a 9a5434, d98e5b 8a4a33, eabf86 a8653a",
    "mars": "c9683f 6a2a1e, b8583a 5a2420",
    "rock": "9aa7b8 3d4a5c, a79fb4 453f58",
    "storm": "6f7f8c 27323d, 6c7385 2a2c3c",
    "city": "8b97ab 2e3548, a392a6 3a2f4a",
    "sea": "1f7f9a 083050, 1c6f8f 0a2745",
    "warm": "c69c72 6a4530, b08a76 5a3d3a, a3a888 57584a",
}
_HOURS = ("day", "day", "day", "dawn", "dusk", "dusk")
_OF_HOUR = {"night": hexed("0b1230"), "dusk": hexed("3a1f45"), "storm": hexed("222c38"), "neon": hexed("140b33")}

COLOURS = {
    "red": hexed("cf3339"),
    "orange": hexed("ee8434"),
    "yellow": hexed("f2c94c"),
    "green": hexed("3f9b5b"),
    "blue": hexed("2f6fd0"),
    "purple": hexed("7b4fa8"),
    "pink": hexed("ee8fb0"),
    "brown": hexed("7d5237"),
    "black": hexed("26262e"),
    "white": hexed("f7f7f2"),
    "gold": hexed("dcab36"),
    "silver": hexed("b8bec8"),
    "teal": hexed("2a9d8f"),
    "turquoise": hexed("3dc1b8"),
    "crimson": hexed("a81f3a"),
    "grey": hexed("8d929b"),
    "cyan": hexed("45c4dd"),
    "magenta": hexed("c43f9b"),
    "pastel": hexed("f4d9e2"),
}


def _one(listed: str, chance: random.Random) -> list[Colour]:
    return [hexed(code) for code in chance.choice(listed.split(", ")).split()]


def _sky_of(words: Set[str], chance: random.Random) -> str:
    hour = chance.choice(_HOURS)  # always drawn, so that a named hour does not change what else the seed decides
    for name in ("underwater", "space", "neon", "mars", "indoors", "storm"):
        if name in words:
            return {"underwater": "sea", "indoors": "warm"}.get(name, name)
    for name in ("night", "dusk", "dawn", "fog", "rain", "snow", "day"):
        if name in words:
            return name
    return hour


def _land_of(words: Set[str], sky: str, chance: random.Random) -> str:
    if sky in {"sea", "mars", "storm", "warm"}:
        return sky
    names = ("snow", "autumn", "spring", "summer", "desert", "mountains", "city")
    found = next((name for name in names if name in words), "green")
    wild = chance.random()
    if found == "green" and wild < 0.12 and "garden" not in words:
        return "autumn"
    return {"mountains": "rock"}.get(found, found)


def palette_for(words: Set[str], colours: Set[str], chance: random.Random) -> Palette:
    """`words` are the concepts of the prompt, `colours` those that belong to all of the picture."""
    sky = _sky_of(words, chance)
    top, low, light = _one(_SKIES[sky], chance)
    far, near = _one(_LANDS[_land_of(words, sky, chance)], chance)
    night = sky in {"night", "neon", "space"}
    dark = _OF_HOUR.get("night" if sky == "space" else sky)
    if dark:
        share = 0.45 if sky in {"dusk", "storm"} else 0.66
        far, near = blend(blend(far, low, 0.35), dark, share - 0.18), blend(near, dark, share)
    palette = Palette(top, low, light, far, near, night=night).turned(chance.uniform(-0.025, 0.025))
    for colour in sorted(colours):
        palette = palette.tinted(COLOURS[colour])
    return palette
