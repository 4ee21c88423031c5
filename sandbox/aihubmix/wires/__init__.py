"""One module a wire. Each declares `ROUTES`, and in `MODELS` the models that it brings."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from sandbox.aihubmix.models import Model
from sandbox.aihubmix.routing import Route


def routes() -> Iterator[Route]:
    for wire in _wires():
        yield from getattr(wire, "ROUTES", ())


def models() -> dict[str, Model]:
    return {model.id: model for wire in _wires() for model in getattr(wire, "MODELS", ())}


def _wires() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{found.name}")
