"""Discord's ids: milliseconds since 2015 in the upper bits, a counter in the lower ones."""

from collections.abc import Callable

DISCORD_EPOCH = 1_420_070_400


class Snowflakes:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """Strictly increasing, so that the order of ids is the order of events even within a millisecond."""
        now = int((self._clock() - DISCORD_EPOCH) * 1000) << 22
        self._last = max(now, self._last + 1)
        return str(self._last)


def shard_of(guild_id: str | None, shards: int) -> int:
    return (int(guild_id) >> 22) % shards if guild_id else 0
