"""What moves over a scene: clouds, flakes, drops, sparks, light. At rest it belongs to the still picture."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from PIL import Image, ImageChops

from sandbox.aihubmix.painting.canvas import faded
from sandbox.aihubmix.painting.palettes import Colour

Motion = Literal["drift", "fall", "rise", "sway", "twinkle"]
_TURN = math.tau


@dataclass(frozen=True)
class Drift:
    mask: Image.Image
    """Where it shows, and how much; of the whole picture."""
    colour: Colour
    motion: Motion
    speed: float = 1
    """Falls and rises: how many heights in a film. Otherwise how far, in pixels of the mask."""
    front: bool = False
    """Before the figures, not behind them."""
    sky: bool = False
    """Shows where nothing covers the sky."""

    def reduced(self, factor: int) -> "Drift":
        """For a picture of a fraction of the size."""
        speed = self.speed if self.motion in {"fall", "rise"} else self.speed / factor
        return replace(self, mask=self.mask.reduce(factor), speed=speed)

    def at(self, moment: float) -> Image.Image:
        """The mask at a moment between 0 and 1; both ends look the same."""
        wave = math.sin(_TURN * moment)
        match self.motion:
            case "fall":
                return _shifted(self.mask, wave * self.mask.width * 0.012, self.mask.height * self.speed * moment)
            case "rise":
                return _shifted(self.mask, wave * self.mask.width * 0.012, -self.mask.height * self.speed * moment)
            case "sway":
                return _shifted(self.mask, self.speed * wave, 0)
            case "twinkle":
                return faded(self.mask, 0.72 + 0.28 * math.cos(2 * _TURN * moment))
            case "drift":
                # Two of them half a turn apart: each fades before it starts again.
                first, second = (moment + 0.5) % 1, moment % 1
                one = _shifted(self.mask, self.speed * (first - 0.5), 0)
                if second == 0:
                    return one
                return Image.blend(one, _shifted(self.mask, self.speed * (second - 0.5), 0), abs(2 * first - 1))


def _shifted(mask: Image.Image, across: float, down: float) -> Image.Image:
    return ImageChops.offset(mask, round(across), round(down)) if round(across) or round(down) else mask


def merged(drifts: Iterable[Drift], moment: float) -> list[tuple[Colour, Image.Image]]:
    """Those of one colour in one mask, so that they are laid on at once."""
    masks: dict[Colour, Image.Image] = {}
    for drift in drifts:
        mask = drift.at(moment)
        masks[drift.colour] = ImageChops.lighter(masks[drift.colour], mask) if drift.colour in masks else mask
    return list(masks.items())
