"""`{red, blue} fox` is two prompts: groups of choices in braces, and what they come to.

A group has at least two choices with commas between. Anything else in braces stays as it was typed: `{fox}`, `{}`,
braces in braces, braces without their other half, and JSON. A backslash before a brace, or before a comma in braces,
makes it an ordinary character.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

_SPECIAL = re.compile(r"\\[{},]|[{}]")
_ESCAPED = re.compile(r"\\([{},])")
_BRACE = re.compile(r"\\([{}])")
_COMMA = re.compile(r"(?<!\\),")
_JSON = re.compile(r'\s*"[^"]*"\s*:')
Part = tuple[str, ...]
"""A piece of a prompt: its choices, or the one thing it is."""


def parts(prompt: str) -> list[Part]:
    """The pieces of a prompt in order; their product is what it comes to. Takes time in proportion to its length."""
    found: list[Part] = []
    rest = 0
    for start, end in _braces(prompt):
        choices = _choices(prompt[start + 1 : end])
        if len(choices) > 1:
            found += [(_plain(prompt[rest:start]),), choices]
            rest = end + 1
    return [*found, (_plain(prompt[rest:]),)]


def count(pieces: Sequence[Part]) -> int:
    """How many prompts they come to, without making them."""
    return prod(len(choices) for choices in pieces)


def prompts(pieces: Sequence[Part]) -> list[str]:
    """Every one of them, the last group changing fastest. As many as `count` says: ask that first."""
    return ["".join(chosen) for chosen in product(*pieces)]


def escaped(text: str) -> str:
    """Text as it has to be typed so that it comes to itself."""
    return re.sub(r"([{}])", r"\\\1", text)


def _braces(prompt: str) -> Iterator[tuple[int, int]]:
    """Where pairs of braces that have no braces in and around them begin and end."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _SPECIAL.finditer(prompt):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            pairs.append((opened.pop(), match.start()))
    pairs.sort()
    reached = -1  # the end of the pairs that began before
    for index, (start, end) in enumerate(pairs):
        empty = index + 1 == len(pairs) or pairs[index + 1][0] > end
        if empty and start > reached:
            yield start, end
        reached = max(reached, end)


def _choices(inside: str) -> Part:
    if _JSON.match(inside):
        return ()
    choices = (choice.strip() for choice in _COMMA.split(inside))
    return tuple(_ESCAPED.sub(r"\1", choice) for choice in choices if choice)


def _plain(text: str) -> str:
    """Outside of groups a comma needs no backslash, and a backslash before one is a backslash."""
    return _BRACE.sub(r"\1", text)
