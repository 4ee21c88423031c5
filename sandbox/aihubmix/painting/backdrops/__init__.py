"""Where a picture plays, by concept: each a function that paints on a `Ground`."""

from collections.abc import Callable

from sandbox.aihubmix.painting.backdrops import land, places, towns, waters
from sandbox.aihubmix.painting.backdrops.abstract import abstract
from sandbox.aihubmix.painting.backdrops.ground import Ground

BACKDROPS: dict[str, Callable[[Ground], None]] = {
    "underwater": waters.underwater,
    "space": places.space,
    "mars": land.mars,
    "library": places.library,
    "roofs": towns.roofs,
    "logo": places.badge,
    "abstract": abstract,
    "portrait": places.studio,
    "room": places.room,
    "forest": land.forest,
    "beach": waters.beach,
    "city": towns.city,
    "clouds": places.heaven,
    "desert": land.desert,
    "mountains": land.mountains,
    "garden": land.garden,
    "sea": waters.sea,
    "road": land.road,
    "hills": land.hills,
}
"""The first that a prompt names is painted, in this order."""
SKYLESS = frozenset({"underwater", "space", "library", "logo", "abstract", "portrait", "room"})
"""Those that have no sky, or paint their own."""
INDOORS = frozenset({"library", "portrait", "room", "logo"})
