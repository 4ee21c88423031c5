"""Words found in a prompt, whatever the language: a scan for the longest names of the concepts that painting knows."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sandbox.aihubmix.painting.words.edits import EDITS
from sandbox.aihubmix.painting.words.scenes import COLOURS, FEELINGS, HOURS, MODIFIERS, SETTINGS, STYLES
from sandbox.aihubmix.painting.words.subjects import SUBJECTS

Kind = Literal["subject", "setting", "hour", "colour", "style", "feeling", "modifier", "edit"]
_TABLES: dict[Kind, str] = {
    "edit": EDITS,
    "style": STYLES,
    "hour": HOURS,
    "setting": SETTINGS,
    "colour": COLOURS,
    "modifier": MODIFIERS,
    "feeling": FEELINGS,
    "subject": SUBJECTS,
}
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*(?:&[^\W_]+)?")
_SPACELESS = re.compile(r"[぀-ヿ㐀-鿿豈-﫿ｦ-ﾟ]")
_LONGEST_PHRASE = 4
_LONGEST_SIGN = 8
_MOST = 4_000
"""Characters that are looked at."""
# Endings of German, French, Spanish and English adjectives and nouns; the stem must be known.
_ENDINGS = ("en", "er", "es", "em", "e", "s", "n", "a", "o", "x")


@dataclass(frozen=True)
class Found:
    concept: str
    kind: Kind
    at: int
    """Its place among the words."""
    several: bool = False


@dataclass(frozen=True)
class _Entry:
    concept: str
    kind: Kind
    several: bool


@cache
def _entries() -> dict[str, tuple[_Entry, ...]]:
    """By what is written, folded; one word may mean two things (`cyberpunk` is a city and a light)."""
    table: dict[str, tuple[_Entry, ...]] = {}
    for kind, listed in _TABLES.items():
        for line in listed.strip().replace("\n ", " ").splitlines():
            concept, _, names = line.partition(": ")
            for name in dict.fromkeys([concept, *names.split()] if kind == "subject" else names.split()):
                written = folded(name.rstrip("*").replace("_", " "))
                known = table.get(written, ())
                if all((one.concept, one.kind) != (concept, kind) for one in known):
                    table[written] = (*known, _Entry(concept, kind, name.endswith("*")))
    return table


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("️", "").casefold()


def concepts_of(prompt: str) -> tuple[list[Found], bool]:
    """What is known of it, in the order of its words, and whether there were words that nothing is known of."""
    text = folded(prompt[:_MOST])
    found: list[Found] = []
    unknown = False
    at = place = 0
    while at < len(text):
        place += not text[at].isspace()
        word = _WORD.match(text, at)
        if word is None or _SPACELESS.match(text[at]):
            length, entries = _sign(text, at)
        else:
            length, entries = _phrase(text, at, word)
            unknown = unknown or not entries
        found += [Found(entry.concept, entry.kind, place, entry.several) for entry in entries]
        at += length
    return found, unknown


def _sign(text: str, at: int) -> tuple[int, tuple[_Entry, ...]]:
    """The longest name that begins here, in a script without spaces or in pictures."""
    table = _entries()
    for length in range(min(_LONGEST_SIGN, len(text) - at), 0, -1):
        if entries := table.get(text[at : at + length], ()):
            return length, entries
    return 1, ()


def _phrase(text: str, at: int, word: re.Match[str]) -> tuple[int, tuple[_Entry, ...]]:
    """The longest name of up to four words that begins with this one."""
    table = _entries()
    ends = [word.end()]
    if cut := _SPACELESS.search(text, at, word.end()):
        ends = [cut.start()]
    while len(ends) < _LONGEST_PHRASE and text[ends[-1] : ends[-1] + 1] == " ":
        following = _WORD.match(text, ends[-1] + 1)
        if following is None:
            break
        ends.append(following.end())
    for end in reversed(ends):
        if entries := table.get(text[at:end], ()):
            return end - at, entries
    first = text[at : ends[0]]
    return len(first), _inflected(first) or _compound(first)


def _inflected(word: str) -> tuple[_Entry, ...]:
    table = _entries()
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and (entries := table.get(stem, ())):
            return entries
    return ()


def _compound(word: str) -> tuple[_Entry, ...]:
    """`Herbstwald` is autumn and forest; `red-haired` is red."""
    table = _entries()
    if "-" in word:
        return tuple([entry for part in word.split("-") for entry in table.get(part, ())])
    for cut in range(4, len(word) - 2):
        head, tail = table.get(word[:cut]), table.get(word[cut:]) or table.get(word[cut:].removeprefix("s"))
        if head and tail:
            return (*head, *tail)
    return ()
