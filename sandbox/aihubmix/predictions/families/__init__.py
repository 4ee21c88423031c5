"""One module a maker. Each declares `FAMILIES`, and in `MODELS` the models that it brings."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from sandbox.aihubmix.models import Model
from sandbox.aihubmix.predictions.asks import Family


def families() -> dict[str, Family]:
    """By `vendor/model`."""
    return {
        f"{family.vendor}/{model}": family
        for maker in _makers()
        for family in getattr(maker, "FAMILIES", ())
        for model in family.models
    }


def models() -> tuple[Model, ...]:
    return tuple(model for maker in _makers() for model in getattr(maker, "MODELS", ()))


def _makers() -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{found.name}")
