"""Figures in a scene: which, how large, where, which way they look, and how they move."""

import math
import random
from dataclasses import dataclass

from PIL import Image, ImageFilter, ImageOps

from sandbox.aihubmix.painting.canvas import Size, faded, halo, levelled, resized
from sandbox.aihubmix.painting.lettering import lettered
from sandbox.aihubmix.painting.palettes import Colour, Palette, blend
from sandbox.aihubmix.painting.pen import Pen
from sandbox.aihubmix.painting.reading import Reading, Thing
from sandbox.aihubmix.painting.subjects import SUBJECTS
from sandbox.aihubmix.painting.subjects.subject import Move, Subject

_WORN = {"hat": (1.15, 0.86), "crown": (0.95, 0.82), "glasses": (0.84, -0.05), "scarf": (1.05, -1.02)}
"""How wide on a head, and how much of it is above the brow."""
_HEADS = {
    "fox": (35, 26, 40), "cat": (39, 17, 42), "dog": (40, 17, 44), "wolf": (37, 24, 38), "rabbit": (43, 40, 42),
    "bear": (47, 20, 48), "panda": (47, 20, 50), "mouse": (44, 42, 40), "frog": (50, 48, 50), "owl": (50, 22, 50),
    "penguin": (50, 16, 38), "duck": (74, 27, 24), "bird": (78, 30, 22), "lion": (42, 18, 44), "horse": (84, 16, 20),
    "robot": (42, 20, 44), "sailor": (50, 24, 50), "woman": (50, 22, 46), "man": (50, 22, 46), "child": (50, 26, 54),
    "king": (50, 22, 46), "wizard": (50, 26, 44), "snowman": (50, 22, 28), "ghost": (50, 18, 46),
    "turtle": (88, 48, 18), "deer": (80, 20, 18), "elephant": (84, 28, 26),
}  # fmt: skip
"""Middle, brow and width of a head, in hundredths of the figure."""
_PART_OF = {"lantern": "cake"}
"""What is not painted by itself beside the other: the candles of a cake."""
_BUILT = frozenset({"castle", "lighthouse", "house", "tower", "temple", "windmill", "bridge", "tree", "palm"})
_MOST = 4
"""Different things in one picture."""


@dataclass(frozen=True)
class Figure:
    sprite: Image.Image
    left: float
    top: float
    move: Move
    unit: float
    """A hundredth of the picture's shorter side, in pixels."""
    phase: float = 0
    shadow: bool = False
    mirrored: bool = False

    def put(self, image: Image.Image, moment: float) -> None:
        """As it is at a moment between 0 and 1; both ends look the same."""
        across, down, lean = self._moved(moment, image.width)
        sprite = self.sprite.rotate(lean, Image.Resampling.BILINEAR) if lean else self.sprite
        if self.shadow:
            self._shade(image, across)
        image.paste(sprite, (round(self.left + across), round(self.top + down)), sprite)

    def _shade(self, image: Image.Image, across: float) -> None:
        side = self.sprite.width
        wide, high = max(2, int(side * 1.1)), max(2, int(side * 0.16))
        at = round(self.left + across - side * 0.05), round(self.top + side - high * 0.55)
        image.paste((12, 12, 24), at, faded(halo((wide, high)), 0.6))

    def _moved(self, moment: float, width: int) -> tuple[float, float, float]:
        turn, unit = math.tau * moment, self.unit
        moved: tuple[float, float, float]
        first, double = math.sin(turn), math.sin(2 * turn)
        match self.move:
            case "still":
                moved = 0.0, 0.0, 0.0
            case "breathe":
                moved = 0, 0.7 * unit * double, 0
            case "hop":
                moved = 0.8 * unit * first, -4 * unit * abs(double), 0
            case "hover":
                moved = 3.5 * unit * first, 2.5 * unit * double, 3 * first
            case "rock":
                moved = 0, 1.4 * unit * double, 4 * first
            case "swim":
                moved = 8 * unit * first, 2 * unit * double, 0
            case "drive":
                way = width + 2 * self.sprite.width
                place = self.left + self.sprite.width + (-moment if self.mirrored else moment) * way
                moved = place % way - self.sprite.width - self.left, 0.4 * unit * math.sin(8 * turn), 0
        return moved


def sprite_of(
    thing: Thing, side: int, chance: random.Random, palette: Palette, *, aged: bool = False, text: str = ""
) -> Image.Image:
    """RGBA, square."""
    kind = SUBJECTS[thing.concept]
    colour = _coloured(kind, thing.colour, chance)
    pen = Pen(side, blend(colour, palette.near, 0 if kind.shines else 0.08), chance, aged=aged)
    kind.draw(pen)
    sprite = pen.finished(side, palette, lit=not kind.shines)
    if thing.concept == "sign" and text:
        lettered(sprite, text, (side * 0.1, side * 0.27, side * 0.9, side * 0.61), blend(colour, (30, 18, 12), 0.86))
    return sprite


def _coloured(kind: Subject, named: Colour | None, chance: random.Random) -> Colour:
    shade = chance.uniform(-0.1, 0.1)
    colour = named or kind.colour
    return blend(colour, (255, 246, 232) if shade > 0 else (20, 14, 30), abs(shade) * (0.6 if named else 1))


class Cast:
    """Who is in the picture, and where. `floor` and `horizon` are shares of the height."""

    def __init__(
        self,
        reading: Reading,
        palette: Palette,
        chance: random.Random,
        floor: float,
        horizon: float,
        size: Size,
        *,
        place: str,
    ) -> None:
        self._reading = reading
        self._palette = palette
        self._chance = chance
        self._floor = floor
        self._horizon = horizon
        self._width, self._height = size
        self._unit = min(size) / 100
        self._place = place
        self._sticker = "sticker" in reading.styles

    def figures(self) -> list[Figure]:
        """Back to front."""
        things = self._things()
        if not things:
            return []
        main, worn = (
            things[0],
            [thing for thing in things[1:] if thing.concept in _WORN and things[0].concept in _HEADS],
        )
        others = [thing for thing in things[1:] if thing not in worn]
        at = self._chance.choice((0.32, 0.5, 0.5, 0.68)) if not others else self._chance.choice((0.34, 0.64))
        if self._place in {"portrait", "logo"}:
            at = 0.5
        figures = [figure for index, thing in enumerate(others) for figure in self._beside(thing, index, at)]
        behind = [figure for figure, back in figures if back]
        return [*behind, *self._main(main, worn, at), *[figure for figure, back in figures if not back]]

    def _things(self) -> list[Thing]:
        named = {thing.concept for thing in self._reading.things} | set(self._reading.settings)
        return [thing for thing in self._reading.things if _PART_OF.get(thing.concept) not in named][:_MOST]

    def _main(self, thing: Thing, worn: list[Thing], at: float) -> list[Figure]:
        kind = SUBJECTS[thing.concept]
        side = kind.size * self._unit * self._chance.uniform(0.9, 1.14) * self._scale()
        if self._place == "portrait" and kind.stand != "table":
            side = 84 * self._unit if kind.stand == "edge" else 66 * self._unit
        if self._place == "logo":
            side = 42 * self._unit
        if not thing.several or self._place in {"logo", "portrait"}:
            return [self._placed(thing, side, at, worn)]
        count = self._chance.choice((3, 3, 4))
        spread = [(index + self._chance.uniform(0.3, 0.7)) / count for index in range(count)]
        self._chance.shuffle(spread)
        return [
            self._placed(
                thing,
                side * (0.52 + 0.36 * index / (count - 1)),
                place,
                worn if index == count - 1 else [],
                lift=(count - 1 - index) * 0.035,
            )
            for index, place in enumerate(spread)
        ]

    def _scale(self) -> float:
        of = self._reading.modifiers
        return 1.25 if "big" in of else 0.68 if "small" in of else 1

    def _beside(self, thing: Thing, index: int, at: float) -> list[tuple[Figure, bool]]:
        """Smaller, on the other side of the main one; what is built stands behind."""
        kind = SUBJECTS[thing.concept]
        back = thing.concept in _BUILT or kind.stand == "air"
        side = min(kind.size, 46) * self._unit * (0.95 if back else 0.62) * self._chance.uniform(0.9, 1.1)
        away = (1 - at) * 1.0 + (0.22 if at < 0.5 else -0.22) * (index % 2)
        places = [away - 0.14, away, away + 0.13] if thing.several else [away]
        return [
            (
                self._placed(
                    thing,
                    side * self._chance.uniform(0.85, 1.1),
                    place + self._chance.uniform(-0.03, 0.03),
                    [],
                    lift=0.1 if back and kind.stand != "air" else 0,
                ),
                back,
            )
            for place in places
        ]

    def _placed(self, thing: Thing, side: float, at: float, worn: list[Thing], lift: float = 0) -> Figure:
        kind, chance = SUBJECTS[thing.concept], self._chance
        pixels = max(8, round(min(side, self._width * 0.98)))
        sprite = sprite_of(
            thing, pixels, chance, self._palette, aged="old" in self._reading.modifiers, text=self._reading.lettering
        )
        if worn:
            sprite = _roomy(sprite)
            for one in worn:
                dressed(sprite, thing.concept, one, chance, self._palette)
            pixels = sprite.width
        mirrored = chance.random() < 0.5 and thing.concept != "sign"
        if mirrored:
            sprite = ImageOps.mirror(sprite)
        if self._sticker:
            sprite = _outlined(sprite)
        left = at * self._width - pixels / 2
        left = min(max(left, -0.04 * pixels), self._width - 0.96 * pixels)
        top, shadow = self._top(kind, pixels)
        move = "hover" if self._place == "space" and kind.move == "breathe" else kind.move
        return Figure(sprite, left, top - lift * self._height, move, self._unit, shadow=shadow, mirrored=mirrored)

    def _top(self, kind: Subject, side: int) -> tuple[float, bool]:
        """And whether it casts a shadow."""
        chance, height = self._chance, self._height
        if self._place == "logo":
            return height * 0.42 - side * 0.52, False
        if kind.stand == "edge":
            return height - side * 0.985, False
        if (kind.stand == "depths" and self._place == "underwater") or (
            kind.stand == "air" and self._place != "portrait"
        ):
            room = max(1.0, height * 0.82 - side)
            return height * 0.05 + room * chance.uniform(0.12, 0.55), False
        if kind.stand in {"surface", "depths"} and self._place in {"sea", "beach"}:
            deep = chance.uniform(0.26, 0.42) if self._place == "sea" else 0.34
            line = self._horizon + (1 - self._horizon) * (deep + (0.16 if kind.stand == "depths" else 0))
            return height * line - side * 0.86, False
        return height * self._floor - side + self._unit * chance.uniform(-1, 2), self._place != "clouds"


_ROOM = 1.34
"""How much larger the square around a figure is that has something on its head."""


def _roomy(sprite: Image.Image) -> Image.Image:
    side = round(sprite.width * _ROOM)
    room = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    room.paste(sprite, ((side - sprite.width) // 2, side - sprite.width))
    return room


def dressed(sprite: Image.Image, wearer: str, worn: Thing, chance: random.Random, palette: Palette) -> None:
    """Puts a hat, a crown, glasses or a scarf on a figure that has a head, and room above it."""
    middle, brow, wide = _HEADS[wearer]
    share, above = _WORN[worn.concept]
    own = sprite.width / _ROOM
    side = max(6, round(own * wide / 100 * share))
    piece = sprite_of(worn, side, chance, palette)
    left = (sprite.width - own) / 2 + own * middle / 100 - side / 2
    top = sprite.width - own + own * brow / 100 - side * above
    sprite.alpha_composite(piece, (max(0, round(left)), max(0, round(top))))


def _outlined(sprite: Image.Image) -> Image.Image:
    """With a broad white rim, as a sticker has."""
    side = sprite.width
    inner = resized(sprite, (max(4, int(side * 0.9)), max(4, int(side * 0.9))))
    framed = Image.new("RGBA", sprite.size, (255, 255, 255, 0))
    framed.paste(inner, (int(side * 0.05), int(side * 0.05)), inner)
    small = resized(framed.getchannel("A"), (128, 128), Image.Resampling.BILINEAR).filter(ImageFilter.MaxFilter(9))
    rim = levelled(resized(small, sprite.size), lambda level: 0 if level < 110 else 255)
    ground = Image.new("RGBA", sprite.size, (255, 255, 255, 255))
    ground.putalpha(rim)
    ground.alpha_composite(framed)
    return ground
