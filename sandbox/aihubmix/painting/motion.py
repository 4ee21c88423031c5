"""How a scene moves: what drifts and who walks in it, or, over given pictures, a slow camera and the weather."""

import math
import random
from dataclasses import dataclass, replace
from typing import Protocol

from PIL import Image

from sandbox.aihubmix.painting.backdrops.ground import Ground
from sandbox.aihubmix.painting.backdrops.sky import weather
from sandbox.aihubmix.painting.canvas import Size, faded, halo, resized
from sandbox.aihubmix.painting.drifts import Drift, merged
from sandbox.aihubmix.painting.figures import Figure
from sandbox.aihubmix.painting.finish import caption_of, captioned
from sandbox.aihubmix.painting.palettes import palette_for
from sandbox.aihubmix.painting.reading import Reading, read
from sandbox.aihubmix.painting.references import opened_reference, reworked
from sandbox.aihubmix.painting.scenery import Scene, composed
from sandbox.aihubmix.painting.styles import styled

_CLOSER = 0.07
"""How much of a given picture's sides the camera leaves out when it is nearest."""


class Reel(Protocol):
    def frame(self, number: int, count: int) -> Image.Image:
        """RGB. The last leads on to the first, unless an end was given."""
        ...


@dataclass
class _Staged:
    """A painted scene."""

    scene: Scene
    caption: str

    def frame(self, number: int, count: int) -> Image.Image:
        return captioned(self.scene.still(number / count), self.caption)


@dataclass
class _Shown:
    """A given picture, looked at by a camera that comes nearer and goes back; its words bring the weather."""

    picture: Image.Image
    drifts: list[Drift]
    last: Image.Image | None
    caption: str = ""

    def frame(self, number: int, count: int) -> Image.Image:
        if self.last is None:
            image = self._seen(number / count)
            return captioned(image, self.caption) if self.caption else image
        at = number / (count - 1)
        eased = at * at * (3 - 2 * at)
        return Image.blend(self._seen(at), self.last, eased)

    def _seen(self, moment: float) -> Image.Image:
        width, height = self.picture.size
        near = _CLOSER * (1 - math.cos(math.tau * moment)) / 2
        left, top = width * near * (0.5 + 0.3 * math.sin(math.tau * moment)), height * near * 0.5
        box = (left, top, left + width * (1 - near), top + height * (1 - near))
        image = self.picture.copy()
        if near:
            again = self.picture.resize  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            image = again(self.picture.size, Image.Resampling.BILINEAR, box=box)
        strength = min(1.0, 8 * moment, 8 * (1 - moment))
        for colour, mask in merged(self.drifts, moment) if strength > 0 else ():
            image.paste(colour, (0, 0), faded(resized(mask, image.size, Image.Resampling.BILINEAR), strength))
        return image


def reel_of(
    prompt: str, seed: int, size: Size, first: bytes | None, last: bytes | None, references: tuple[bytes, ...]
) -> Reel:
    """The first frame is exactly the one that was given, and so is the last."""
    reading = read(prompt)
    end = opened_reference(last, size, bare=False) if last else None
    if first:
        return _Shown(opened_reference(first, size, bare=False), _weather(reading, seed, size), end)
    if references:
        picture, understood = reworked(prompt, seed, size, references, None)
        return _Shown(picture, _weather(reading, seed, size), end, caption_of(prompt, understood=understood))
    staged = _Staged(_in_manner(composed(reading, seed, size)), caption_of(prompt))
    return staged if end is None else _Shown(staged.frame(0, 1), _weather(reading, seed, size), end)


def _weather(reading: Reading, seed: int, size: Size) -> list[Drift]:
    """What falls or rises over a given picture; at least dust in a light that wanders."""
    chance = random.Random(f"{seed}:{reading.prompt}:weather")
    small = max(1, size[0] // 2), max(1, size[1] // 2)
    ground = Ground(reading.words, chance, palette_for(reading.words, reading.colours, chance), small)
    weather(ground)
    if not ground.drifts:
        beam = Image.new("L", small, 0)
        beam.paste(faded(halo((small[0], small[1])), 0.28), (-small[0] // 4, -small[1] // 4))
        ground.drifts += [
            Drift(beam, (255, 238, 200), "sway", small[0] * 0.3),
            Drift(ground.scattered(24, (0.25, 0.4), (70, 150)), (255, 244, 216), "rise", 1),
        ]
    return ground.drifts


def _in_manner(scene: Scene) -> Scene:
    """The plate and each figure in the manner that is asked for; what drifts stays as it is."""
    styles = scene.reading.styles
    if not styles:
        return scene
    whole = styled(scene.still(), styles)
    figures: list[Figure] = []
    for figure in scene.figures:
        side = figure.sprite.width
        at = round(figure.left), round(figure.top)
        sprite = whole.crop((at[0], at[1], at[0] + side, at[1] + side)).convert("RGB")
        sprite.putalpha(figure.sprite.getchannel("A"))
        figures.append(replace(figure, sprite=sprite))
    scene.plate = styled(scene.plate, styles)
    scene.figures = figures
    return scene
