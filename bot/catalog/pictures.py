"""What pictures have to be like to go along with a request."""

from bot.catalog.spec import ModelSpec
from bot.media.assets import MIB
from bot.media.uploads import Needs

MOST_SENT = 24 * MIB  # of pictures in one request; the gateway takes 32 MiB of base64


def needs_of(spec: ModelSpec, pictures: int, max_megapixels: int) -> Needs:
    """For each of so many; together they have to fit into one request."""
    most = MOST_SENT // max(1, pictures)
    if spec.reference_mib:
        most = min(most, spec.reference_mib * MIB)
    return Needs(
        formats=frozenset(f"image/{name}" for name in spec.reference_formats),
        longest_side=spec.reference_side,
        most_bytes=most,
        max_megapixels=max_megapixels,
    )
