"""What is known of a subject besides how it looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.aihubmix.painting.palettes import Colour, hexed
from sandbox.aihubmix.painting.pen import Pen

Stand = Literal["ground", "air", "surface", "depths", "table", "edge"]
"""Where it is found: on the land, in the sky, on the water, under it, on a table, or cut off by the lower edge."""
Move = Literal["still", "breathe", "hop", "hover", "rock", "swim", "drive"]


@dataclass(frozen=True)
class Subject:
    draw: Callable[[Pen], None]
    colour: Colour
    stand: Stand = "ground"
    size: float = 42
    """Of its side, in hundredths of the shorter side of the picture."""
    home: str = ""
    """The setting in which it is painted when the prompt names none."""
    move: Move = "breathe"
    shines: bool = False
    """By itself: the light of the scene does not shade it."""


def subject(
    draw: Callable[[Pen], None],
    code: str,
    stand: Stand = "ground",
    size: float = 42,
    home: str = "",
    move: Move = "breathe",
    *,
    shines: bool = False,
) -> Subject:
    return Subject(draw, hexed(code), stand, size, home, move, shines)
