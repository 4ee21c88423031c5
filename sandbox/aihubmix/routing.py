"""What a wire module declares: its routes, and the models it brings."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.aihubmix.gateway import Gateway
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Work
from sandbox.aihubmix.records import Json

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
    native: bool = False
    """On `/ai/v1`, which has an error form of its own."""
    lasting: bool = False
    """Its work outlives its connection: a charged request whose answer was lost leaves a task behind."""
    newcomers: bool = False
    """It also serves the models that are launched while the gateway is open."""
    schema: Callable[[str], Json] | None = field(default=None, repr=False)
    """The JSON schema of its body for a model."""
    google: bool = False
    """On Google's lane, which takes the key as `x-goog-api-key` or `?key=` and in no other way."""
    plain_file: bool = False
    """A file on the CDN, which has no business with anybody's key."""
