"""What a prompt asks to be painted."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from sandbox.aihubmix.painting.lexicon import Found, concepts_of
from sandbox.aihubmix.painting.palettes import COLOURS, Colour

# Straight and curled quotation marks of many languages; an apostrophe within a word opens nothing.
_QUOTED = re.compile(r"[\"“„«「『]([^\"“”„«»」』\n]{1,60})[\"”“»」』]|(?<!\w)['‘‚]([^'‘’\n]{1,60})['’](?!\w)")
# Sentences of presets speak of colours and papers that are no part of the scene.
_MANNERS = re.compile(
    r"(?i)black (?=ink)|on white paper|no shading|no colour|light palette|rich colours|true colours|"
    r"soft studio light|natural light|dramatic light|plain (?:pastel )?background|flat bold colours|"
    r"video game style|thick white outline|visible paper texture|limited palette|detailed background"
)
_BEFORE = 3
"""A colour belongs to the thing that it stands at most so many words before."""


@dataclass(frozen=True)
class Thing:
    concept: str
    colour: Colour | None = None
    several: bool = False


@dataclass(frozen=True)
class Reading:
    prompt: str
    things: tuple[Thing, ...] = ()
    """In the order of the words; the first is what the picture is of."""
    settings: tuple[str, ...] = ()
    hours: frozenset[str] = frozenset()
    """Hours, weathers and seasons."""
    colours: frozenset[str] = frozenset()
    """Those that belong to no thing."""
    styles: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    modifiers: frozenset[str] = frozenset()
    edits: tuple[str, ...] = ()
    lettering: str = ""
    """Words in quotation marks."""
    named: tuple[str, ...] = field(default=())
    """All that was understood, in order."""

    @property
    def words(self) -> frozenset[str]:
        return self.hours | set(self.settings)

    @property
    def paintable(self) -> bool:
        """Something in it can be shown as what it is."""
        return bool(self.things or self.settings or self.hours)


@lru_cache(maxsize=256)
def read(prompt: str) -> Reading:
    lettering = next((one or other for one, other in _QUOTED.findall(prompt)), "").strip()
    plain = _QUOTED.sub(" ", prompt) if lettering else prompt
    found, _ = concepts_of(_MANNERS.sub(" ", plain))
    of = {kind: [one for one in found if one.kind == kind] for kind in ("subject", "setting", "hour", "colour")}
    taken = _bound(of["colour"], of["subject"])
    things = {
        one.concept: Thing(one.concept, taken.get(one.concept, (None, None))[0], one.several)
        for one in reversed(of["subject"])
    }
    bound = {colour for _, colour in taken.values()}
    names = dict.fromkeys(one.concept for one in found if one.kind not in {"modifier", "edit"})
    return Reading(
        prompt,
        things=tuple(reversed(things.values())),
        settings=tuple(dict.fromkeys(one.concept for one in of["setting"])),
        hours=frozenset(one.concept for one in of["hour"]),
        colours=frozenset(one.concept for one in of["colour"]) - bound,
        styles=tuple(dict.fromkeys(one.concept for one in found if one.kind == "style")),
        feelings=tuple(dict.fromkeys(one.concept for one in found if one.kind == "feeling")),
        modifiers=frozenset(one.concept for one in found if one.kind == "modifier"),
        edits=tuple(dict.fromkeys(one.concept for one in found if one.kind == "edit")),
        lettering=lettering,
        named=tuple(names),
    )


def _bound(colours: list[Found], things: list[Found]) -> dict[str, tuple[Colour, str]]:
    """Colours by the thing they belong to: `a red fox`, `un chat noir`, `turn the car blue`."""
    bound: dict[str, tuple[Colour, str]] = {}
    for colour in colours:
        after = [thing for thing in things if 0 < thing.at - colour.at <= _BEFORE]
        before = [thing for thing in things if 0 < colour.at - thing.at <= 1]
        for thing in (after or before)[:1]:
            bound.setdefault(thing.concept, (COLOURS[colour.concept], colour.concept))
    return bound
