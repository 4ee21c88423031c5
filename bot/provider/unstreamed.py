"""The streaming half of a reader for answers that come whole."""

from collections.abc import Iterable

from bot.errors import ProviderDown
from bot.provider.wire import Event, ServerSentEvent


class Unstreamed:
    """Base of such readers."""

    def feed(self, event: ServerSentEvent) -> Iterable[Event]:
        """Nobody asked for a stream: what it would mean is not known."""
        raise ProviderDown(f"a stream ({event.event or 'message'}) where none was asked for")

    def end(self, *, cut: bool) -> Iterable[Event]:
        """A stream without a single event."""
        raise ProviderDown("a stream broke off" if cut else "an empty stream")
