"""The tree at the top of `bot/errors/__init__.py` is the tree of the classes."""

import re

from bot import errors
from bot.errors import AtelierError


def drawn() -> dict[str, str]:
    """Class -> parent, as drawn."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^([│ ├└─]*)(\w+)(?:\s{2,}.*)?$", line)
        if not found or (not found[1] and found[2] != "AtelierError"):
            continue
        depth = len(found[1]) // 4
        path[depth:] = [found[2]]
        if depth:
            parents[found[2]] = path[depth - 1]
    return parents


def real(kind: type[AtelierError] = AtelierError) -> dict[str, str]:
    parents: dict[str, str] = {}
    for child in kind.__subclasses__():
        if child.__module__.startswith(f"{errors.__name__}."):
            parents |= {child.__name__: kind.__name__, **real(child)}
    return parents


def test_the_drawing_is_true() -> None:
    assert drawn() == real()
