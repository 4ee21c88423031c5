"""What a job's calls brought."""

from dataclasses import dataclass

from bot.catalog.spec import Usage
from bot.media.assets import Asset


@dataclass(frozen=True, slots=True)
class Made:
    """Files, and words about them."""

    assets: list[Asset]
    usage: Usage | None
    said: str
    """What the model said beside them, for the member."""
    answer: str
    """The whole answer as it came, for a model that wants it back."""
    left_out: tuple[str, ...] = ()
    """Options the gateway does not take after all, so that they were not sent."""
