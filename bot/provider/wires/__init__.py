"""The wires by name: every module here that does not begin with an underscore is one."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from bot.catalog.catalog import Catalog
from bot.errors import StartupError
from bot.provider.wire import Recovering, Wire


@cache
def wires() -> Mapping[str, Wire]:
    """Wire name -> wire."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    return {name: import_module(f"{__name__}.{name}").WIRE for name in names}


def recovering(name: str) -> Recovering | None:
    """The wire, if its tasks can be found again after their names were lost."""
    found: Any = wires()[name]
    return found if hasattr(found, "recent") else None


def verify(catalog: Catalog, overrides: Mapping[str, str]) -> None:
    """Raise StartupError when a table or MODEL_WIRES names a wire that is not there."""
    for spec in catalog:
        for name in spec.wires:
            if name not in wires():
                file = catalog.file(spec.id)
                said = f"the table of {spec.id} names the wire {name!r}; there are {', '.join(wires())}."
                raise StartupError(f"{file}: {said}" if file else said)
    known = {spec.id: spec for spec in catalog}
    for model, name in overrides.items():
        if model not in known or name not in known[model].wires:
            offered = ", ".join(known[model].wires) if model in known else "none, there is no such model"
            raise StartupError(f"MODEL_WIRES gives {model} the wire {name!r}; it is offered in: {offered}.")
