"""A scene from words: where it plays, what stands in it, and what moves."""

import random
from dataclasses import dataclass, field

from PIL import Image, ImageChops

from sandbox.aihubmix.painting.backdrops import BACKDROPS, INDOORS, SKYLESS
from sandbox.aihubmix.painting.backdrops.abstract import harmony
from sandbox.aihubmix.painting.backdrops.ground import Ground
from sandbox.aihubmix.painting.backdrops.sky import sky, weather
from sandbox.aihubmix.painting.canvas import Size, levelled, resized
from sandbox.aihubmix.painting.drifts import Drift, merged
from sandbox.aihubmix.painting.figures import Cast, Figure
from sandbox.aihubmix.painting.lettering import lettered
from sandbox.aihubmix.painting.palettes import COLOURS, Palette, blend, palette_for
from sandbox.aihubmix.painting.reading import Reading, read
from sandbox.aihubmix.painting.styles import styled
from sandbox.aihubmix.painting.subjects import SUBJECTS
from sandbox.aihubmix.painting.subjects.subject import Subject

_OVERSAMPLING = 2
_LONG_SIDE = 1280
"""Of the canvas before it is reduced; whatever the size asked for, a scene takes the same time."""
_WET = frozenset({"surface", "depths"})
_BENEATH = 0.36
"""How dark the shadow under a figure is."""


@dataclass
class Scene:
    """Figures stand between what drifts behind and before them. All but them is small: it is soft, and quickly put
    together, and only then enlarged."""

    reading: Reading
    palette: Palette
    size: Size
    plate: Image.Image
    drifts: list[Drift] = field(default_factory=list[Drift])
    figures: list[Figure] = field(default_factory=list[Figure])
    sky: Image.Image | None = None
    """Where nothing covers the sky."""

    def empty(self, moment: float = 0) -> Image.Image:
        """Without its figures and what is before them."""
        image = self.plate.copy()
        for drift in self.drifts:
            if not drift.front:
                mask = drift.at(moment)
                if drift.sky and self.sky is not None:
                    mask = ImageChops.multiply(mask, self.sky)
                image.paste(drift.colour, (0, 0), mask)
        return resized(image, self.size, Image.Resampling.BILINEAR)

    def still(self, moment: float = 0) -> Image.Image:
        image = self.empty(moment)
        for figure in self.figures:
            figure.put(image, moment)
        self._write(image)
        for colour, mask in merged([drift for drift in self.drifts if drift.front], moment):
            image.paste(colour, (0, 0), resized(mask, self.size, Image.Resampling.BILINEAR))
        return image

    def _write(self, image: Image.Image) -> None:
        """Words in quotation marks, unless they stand on a sign."""
        text = self.reading.lettering
        if not text or any(thing.concept == "sign" for thing in self.reading.things):
            return
        width, height = self.size
        if "logo" in self.reading.settings:
            lettered(image, text, (width * 0.14, height * 0.8, width * 0.86, height * 0.91), self.palette.near)
        else:
            ink = self.palette.light if self.palette.night else blend(self.palette.near, (20, 16, 30), 0.4)
            glows = "neon" in self.reading.hours
            box = (width * 0.08, height * 0.05, width * 0.92, height * 0.26)
            lettered(image, text, box, (255, 70, 170) if glows else ink, neon=glows)


def scene(prompt: str, seed: int, size: Size) -> Image.Image:
    """The picture at exactly this size, in the manner that the prompt asks for."""
    made = composed(read(prompt), seed, size)
    return styled(made.still(), made.reading.styles)


def composed(reading: Reading, seed: int, size: Size) -> Scene:
    chance = random.Random(f"{seed}:{reading.prompt}")
    place = _place(reading, chance)
    words = reading.words | {place} | (frozenset({"indoors"}) if place in INDOORS else frozenset[str]())
    if reading.paintable and place != "abstract":
        palette = palette_for(words | _home_words(reading), reading.colours, chance)
    else:
        palette = harmony(chance, reading.feelings)
        for colour in sorted(reading.colours):
            palette = palette.tinted(COLOURS[colour])
    scale = min(_LONG_SIDE / max(size), float(_OVERSAMPLING))
    canvas = max(_OVERSAMPLING, round(size[0] * scale)), max(_OVERSAMPLING, round(size[1] * scale))
    ground = Ground(words | _home_words(reading), chance, palette, canvas)
    open_sky = ground.image.copy()
    if place not in SKYLESS:
        sky(ground)
        open_sky = ground.image.copy()
    BACKDROPS[place](ground)
    if place not in INDOORS:
        weather(ground)
    return _developed(Scene(reading, palette, size, ground.image), ground, open_sky, chance, size)


def _place(reading: Reading, chance: random.Random) -> str:
    """The backdrop: the one that is named, the subject's home, or what suits it."""
    named = [place for place in BACKDROPS if place in reading.settings]
    if named:
        return named[0]
    if not reading.paintable:
        return "abstract"
    if not reading.things:
        return chance.choice(("hills", "hills", "mountains", "sea", "forest"))
    return _home(reading, SUBJECTS[reading.things[0].concept], chance)


def _home(reading: Reading, main: Subject, chance: random.Random) -> str:
    plain = "sticker" in reading.styles or "minimal" in reading.styles
    if not plain and main.home in BACKDROPS and (main.stand != "ground" or chance.random() < 0.6):
        return main.home
    if plain or main.stand == "table":
        return "portrait" if plain else chance.choice(("room", "portrait"))
    if reading.hours or main.home:
        return chance.choice(("hills", "hills", "mountains", "forest"))
    return chance.choice(("hills", "garden", "mountains", "forest", "beach", "hills"))


def _home_words(reading: Reading) -> frozenset[str]:
    """A ghost brings the night along, an umbrella the rain."""
    homes = {SUBJECTS[thing.concept].home for thing in reading.things} - BACKDROPS.keys() - {""}
    return frozenset() if reading.hours else frozenset(homes)


def _developed(made: Scene, ground: Ground, open_sky: Image.Image, chance: random.Random, size: Size) -> Scene:
    """From the canvas to the size that is wanted, with the figures put in."""
    made.plate = ground.image.reduce(_OVERSAMPLING)
    cover = ImageChops.difference(made.plate, open_sky.reduce(_OVERSAMPLING)).convert("L")
    made.drifts = [drift.reduced(_OVERSAMPLING) for drift in ground.drifts]
    if any(drift.sky for drift in made.drifts):
        made.sky = levelled(cover, lambda level: 255 if level < 3 else 0)
    made.figures = Cast(
        made.reading,
        made.palette,
        chance,
        ground.floor / ground.height,
        ground.horizon / ground.height,
        size,
        place=_where(ground),
    ).figures()
    return made


def _where(ground: Ground) -> str:
    return next((place for place in BACKDROPS if place in ground.words), "hills")
