"""Every way in which the sandbox gateway can misbehave, read from its modules: a new one is tried before anybody writes
a test for it."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sandbox.aihubmix import behaviours, statuses
from sandbox.aihubmix.behaviours import Behaviour, Status

WITH_PARAMETERS: dict[str, list[Behaviour]] = {
    "Status": [
        Status(418),
        Status(200, ""),
        Status(200, "null"),
        Status(200, "[]"),
        Status(302, "", {"Location": "/"}),
    ],
    "Stall": [behaviours.Stall(seconds=0.02), behaviours.Stall("progress", seconds=0.02)],
    "FinishAs": [
        behaviours.FinishAs(reason) for reason in ("IMAGE_SAFETY", "NO_IMAGE", "RECITATION", "NEVER_HEARD_OF")
    ],
    "RedirectLink": [
        behaviours.RedirectLink("http://169.254.169.254/latest/"),
        behaviours.RedirectLink("file:///etc/passwd"),
    ],
    "SlowLink": [behaviours.SlowLink(0.02)],
    "Padded": [behaviours.Padded(1)],
    "Grainy": [behaviours.Grainy(256)],
    "unknown_parameter": [statuses.unknown_parameter("size")],
    "schema_violation": [statuses.schema_violation("size")],
}
"""Those that say nothing by themselves, or that would take too long as they are."""


def every_fault() -> dict[str, Behaviour]:
    """By how it is written. Raises AssertionError when one needs parameters that nobody has declared."""
    found = [*_behaviours(), *_statuses()]
    return {repr(fault)[:100]: fault for fault in found}


def _behaviours() -> Iterator[Behaviour]:
    for name, kind in inspect.getmembers(behaviours, inspect.isclass):
        if not issubclass(kind, Behaviour) or kind in {Behaviour, behaviours.LinkBehaviour}:
            continue
        yield from WITH_PARAMETERS.get(name) or _varied(kind)


def _varied(kind: type[Behaviour]) -> Iterator[Behaviour]:
    """As it is, and with each of the words that it takes."""
    plain: Any = kind
    hints: dict[str, Any] = get_type_hints(kind)
    words = {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}
    needed = [item.name for item in fields(plain) if item.default is MISSING and item.default_factory is MISSING]
    open_ones = [name for name in needed if name not in words]
    assert not open_ones, f"{kind.__name__} needs {open_ones}: declare it in WITH_PARAMETERS"
    usual = plain(**{name: words[name][0] for name in needed})
    yield usual
    for name, allowed in words.items():
        yield from (replace(usual, **{name: word}) for word in allowed if word != getattr(usual, name))


def _statuses() -> Iterator[Behaviour]:
    for name, made in inspect.getmembers(statuses, inspect.isfunction):
        if name.startswith("_") or get_type_hints(made).get("return") is not Status:
            continue
        yield from WITH_PARAMETERS.get(name) or [_ready(name, made)]


def _ready(name: str, made: Callable[..., Status]) -> Status:
    needed = [item for item in inspect.signature(made).parameters.values() if item.default is inspect.Parameter.empty]
    assert not needed, f"{name} needs {needed}: declare it in WITH_PARAMETERS"
    return made()
