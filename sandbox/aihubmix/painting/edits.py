"""What an instruction does to a picture: its words act on what is there, and the rest stays to be recognised."""

import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from sandbox.aihubmix.painting.backdrops import BACKDROPS
from sandbox.aihubmix.painting.backdrops.ground import Ground
from sandbox.aihubmix.painting.backdrops.sky import weather
from sandbox.aihubmix.painting.canvas import faded, halo, resized
from sandbox.aihubmix.painting.figures import sprite_of
from sandbox.aihubmix.painting.grades import HOURS, coloured
from sandbox.aihubmix.painting.lettering import lettered
from sandbox.aihubmix.painting.palettes import COLOURS, Palette, blend, hexed, of_hue
from sandbox.aihubmix.painting.reading import Reading, Thing
from sandbox.aihubmix.painting.saliency import subject_box, subject_mask, without_subject
from sandbox.aihubmix.painting.styles import STYLES, styled
from sandbox.aihubmix.painting.subjects import SUBJECTS

_WORN = frozenset({"hat", "crown", "glasses", "scarf"})
_PAPER = (248, 246, 240)
_LIGHT = Palette(hexed("9cc3e0"), hexed("e9eef0"), hexed("fff6d8"), hexed("a8b8a8"), hexed("4a5a60"))


def edited(
    image: Image.Image, reading: Reading, seed: int, backdrop: Callable[[], Image.Image], *, changed: bool = False
) -> tuple[Image.Image, bool]:
    """RGB of the same size, and whether it shows something that was asked for; `changed` when it does already."""
    editor = _Editor(image, reading, random.Random(f"{seed}:{reading.prompt}:edit"), backdrop)
    return editor.edited(changed=changed)


class _Editor:
    def __init__(
        self, image: Image.Image, reading: Reading, chance: random.Random, backdrop: Callable[[], Image.Image]
    ) -> None:
        self._image = image
        self._reading = reading
        self._chance = chance
        self._backdrop = backdrop
        self._mask = subject_mask(image)
        self._size = image.size

    def edited(self, *, changed: bool) -> tuple[Image.Image, bool]:
        self._vary()
        steps = (
            self._remove,
            self._replace_ground,
            self._recolour,
            self._grade,
            self._add,
            self._adjust,
            self._manner,
            self._write,
        )
        understood = [step() for step in steps]
        if not any(understood) and not changed:
            self._otherwise()
        return self._image, changed or any(understood)

    def _vary(self) -> None:
        """No two tries are framed or lit the same."""
        width, height = self._size
        inset = self._chance.uniform(0.004, 0.02)
        left, top = self._chance.uniform(0, inset) * width, self._chance.uniform(0, inset) * height
        box = (int(left), int(top), int(left + width * (1 - inset)), int(top + height * (1 - inset)))
        self._image = resized(self._image.crop(box), self._size, Image.Resampling.BILINEAR)
        self._image = coloured(self._image, of_hue(self._chance.random(), 0.55, 0.5), 0.07)

    def _has(self, *edits: str) -> bool:
        return any(name in self._reading.edits for name in edits)

    def _remove(self) -> bool:
        if self._has("cutout"):
            ground = Image.new("RGB", self._size, _PAPER)
            ground.paste(self._image, (0, 0), self._mask)
            self._image = ground
            return True
        if not self._has("remove"):
            return False
        small = resized(self._mask, (96, 96)).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.GaussianBlur(2))
        self._image.paste(without_subject(self._image), (0, 0), resized(small, self._size))
        return True

    def _replace_ground(self) -> bool:
        if not any(place in self._reading.settings for place in BACKDROPS) or self._has("cutout"):
            return False
        ground = self._backdrop()
        ground.paste(self._image, (0, 0), self._mask)
        self._image = Image.blend(self._image, ground, 0.9)
        return True

    def _recolour(self) -> bool:
        named = [thing.colour for thing in self._reading.things if thing.colour] if not self._adding() else []
        for colour in named:
            self._image.paste(coloured(self._image, colour, 0.85), (0, 0), self._mask)
        for name in sorted(self._reading.colours):
            self._image.paste(coloured(self._image, COLOURS[name], 0.8), (0, 0), self._mask)
            self._image = coloured(self._image, COLOURS[name], 0.34)
        return bool(named or self._reading.colours)

    def _adding(self) -> bool:
        return not self._has("change", "remove", "cutout") or self._has("add")

    def _grade(self) -> bool:
        wanted = [name for name in HOURS if name in self._reading.hours]
        for name in wanted:
            self._image = HOURS[name](self._image)
        if wanted:
            self._weather(frozenset(wanted))
        return bool(wanted)

    def _weather(self, words: frozenset[str]) -> None:
        scale = min(1.0, 640 / max(self._size))
        size = max(1, round(self._size[0] * scale)), max(1, round(self._size[1] * scale))
        ground = Ground(words, self._chance, _LIGHT, size)
        weather(ground)
        for drift in ground.drifts:
            self._image.paste(drift.colour, (0, 0), resized(drift.mask, self._size, Image.Resampling.BILINEAR))

    def _add(self) -> bool:
        """What the instruction names is put in; with a verb of change it takes the subject's place."""
        things = list(self._reading.things)
        if not things or self._has("remove", "cutout"):
            return False
        if self._adding():
            for thing in things[:3]:
                self._put(thing)
            return True
        if len(things) > 1 or not things[0].colour:
            self._put(things[-1], instead=True)
        return True

    def _put(self, thing: Thing, *, instead: bool = False) -> None:
        kind, chance = SUBJECTS[thing.concept], self._chance
        left, top, right, bottom = subject_box(self._mask)
        width, height = self._size
        if thing.concept in _WORN:
            side = max(8, int(min((right - left) * 0.62, min(self._size) * 0.34)))
            head = subject_box(self._mask.crop((0, top, width, top + max(2, (bottom - top) // 4))))
            x = int((head[0] + head[2]) / 2 - side * chance.uniform(0.47, 0.53))
            y = top - side * 0.78 if thing.concept in {"hat", "crown"} else top + (bottom - top) * 0.2
        elif instead:
            side = max(8, int(max(right - left, bottom - top, min(self._size) * 0.45)))
            x, y = (left + right - side) // 2, bottom - side
        else:
            side = max(8, int(min(self._size) * kind.size / 100 * 0.8))
            away = 0.7 if (left + right) / 2 < width / 2 else 0.28
            x = int(width * (away + chance.uniform(-0.07, 0.07)) - side / 2)
            y = height * 0.08 if kind.stand == "air" else height * (1 if kind.stand == "edge" else 0.93) - side
        sprite = sprite_of(thing, side, chance, _LIGHT, text=self._reading.lettering)
        if chance.random() < 0.5 and thing.concept != "sign":
            sprite = ImageOps.mirror(sprite)
        at = min(max(int(x), -side // 8), width - side * 7 // 8), max(0, int(y))
        if kind.stand != "air" and thing.concept not in _WORN:
            shade = faded(halo((side, max(2, side // 6))), 0.6)
            self._image.paste((12, 12, 24), (at[0], at[1] + side - side // 11), shade)
        self._image.paste(sprite, at, sprite)

    def _adjust(self) -> bool:
        wanted = [name for name in _ADJUSTMENTS if self._has(name)]
        for name in wanted:
            self._image = _ADJUSTMENTS[name](self._image)
        return bool(wanted)

    def _manner(self) -> bool:
        styles = [name for name in self._reading.styles if name in STYLES]
        self._image = styled(self._image, styles)
        return bool(styles)

    def _write(self) -> bool:
        if not self._reading.lettering or any(thing.concept == "sign" for thing in self._reading.things):
            return False
        width, height = self._size
        box = (width * 0.1, height * 0.05, width * 0.9, height * 0.22)
        band = Image.new("L", self._size, 0)
        ImageDraw.Draw(band).rounded_rectangle(box, height * 0.03, fill=190)
        self._image.paste((20, 20, 32), (0, 0), band)
        lettered(
            self._image,
            self._reading.lettering,
            (width * 0.14, height * 0.06, width * 0.86, height * 0.21),
            (255, 246, 226),
        )
        return True

    def _otherwise(self) -> None:
        """Nothing was understood: other colours and a frame, so that it shows that something was done."""
        colour = of_hue(self._chance.random(), 0.5, 0.55)
        self._image = _framed(coloured(self._image, colour, 0.5), blend(colour, (24, 20, 30), 0.5))


def _zoomed_out(image: Image.Image) -> Image.Image:
    """What was there is smaller; around it the picture goes on, ever softer."""
    width, height = image.size
    inner = max(1, round(width * 0.62)), max(1, round(height * 0.62))
    small = resized(image, inner)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    wide = Image.new("RGB", (inner[0] * 3, inner[1] * 3))
    for row in range(3):
        for column in range(3):
            tile = ImageOps.mirror(small) if column != 1 else small
            wide.paste(ImageOps.flip(tile) if row != 1 else tile, (column * inner[0], row * inner[1]))
    around = wide.crop((inner[0] - left, inner[1] - top, inner[0] - left + width, inner[1] - top + height))
    soft = resized(resized(around, (max(1, width // 10), max(1, height // 10)), Image.Resampling.BOX), image.size)
    seam = Image.new("L", image.size, 0)
    rim = max(1, min(inner) // 24)
    ImageDraw.Draw(seam).rectangle((left + rim, top + rim, left + inner[0] - rim, top + inner[1] - rim), fill=255)
    soft.paste(around, (0, 0), resized(seam.reduce(4), image.size).filter(ImageFilter.GaussianBlur(rim)))
    return soft


def _zoomed_in(image: Image.Image) -> Image.Image:
    left, top, right, bottom = subject_box(subject_mask(image))
    width, height = image.width * 0.6, image.height * 0.6
    x = min(max((left + right) / 2 - width / 2, 0), image.width - width)
    y = min(max((top + bottom) / 2 - height / 2, 0), image.height - height)
    return resized(image.crop((int(x), int(y), int(x + width), int(y + height))), image.size)


def _framed(image: Image.Image, colour: tuple[int, int, int] = (58, 40, 28)) -> Image.Image:
    width = max(2, min(image.size) // 18)
    made = image.copy()
    draw = ImageDraw.Draw(made)
    draw.rectangle((0, 0, image.width - 1, image.height - 1), outline=colour, width=width)
    draw.rectangle(
        (width, width, image.width - 1 - width, image.height - 1 - width),
        outline=(240, 228, 200),
        width=max(1, width // 6),
    )
    return made


def _varied(image: Image.Image) -> Image.Image:
    """The same from nearer, in a light of its own."""
    width, height = image.size
    near = image.crop((width // 14, height // 14, width - width // 14, height - height // 14))
    return ImageOps.mirror(coloured(resized(near, image.size), (222, 160, 110), 0.16))


_ADJUSTMENTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "again": _varied,
    "mirror": ImageOps.mirror,
    "turn": lambda image: image.transpose(Image.Transpose.ROTATE_180),
    "zoomin": _zoomed_in,
    "zoomout": _zoomed_out,
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.4),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.58),
    "vivid": lambda image: ImageEnhance.Color(image).enhance(2),
    "blur": lambda image: image.filter(ImageFilter.GaussianBlur(max(2, min(image.size) // 60))),
    "sharper": lambda image: ImageEnhance.Contrast(image.filter(ImageFilter.UnsharpMask(4, 220, 2))).enhance(1.25),
    "warmer": lambda image: coloured(image, (236, 150, 70), 0.32),
    "colder": lambda image: coloured(image, (70, 140, 220), 0.32),
    "frame": _framed,
}
