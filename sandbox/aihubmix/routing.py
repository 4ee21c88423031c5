"""What a wire module declares: its routes, and the models it brings."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Work

Serve = Callable[[Gateway, Intake], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    """In aiohttp's syntax."""
    serve: Serve = field(repr=False)
    models: frozenset[str] | None = None
    """The models it serves; several wires may share a path. None for a route that concerns no model."""
    keyed: bool = True
    work: Callable[[Intake], Work] | None = None
    """What a paid request is charged for. Paid requests take the next behaviour off the script."""
    plain_file: bool = False
    """A file on the CDN, which has no business with anybody's key."""
