"""The live feed: every change of a message, in order, for tests that wait and pages that show."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from sandbox.discord.payload import Json

Kind = Literal["create", "update", "delete"]


@dataclass(frozen=True)
class Change:
    kind: Kind
    channel_id: str
    message: Json
    only_for: str | None = None
    """The id of the one person who can see an ephemeral message."""

    def is_visible_to(self, viewer_id: str | None) -> bool:
        return self.only_for is None or self.only_for == viewer_id


class Feed:
    def __init__(self, kept: int = 10_000) -> None:
        self._changes: deque[tuple[int, Change]] = deque(maxlen=kept)
        self._arrived = asyncio.Condition()
        self.cursor = 0
        """The number of changes so far; pass it as ``since`` to look only at what comes after this moment."""

    async def publish(self, change: Change) -> None:
        async with self._arrived:
            self.cursor += 1
            self._changes.append((self.cursor, change))
            self._arrived.notify_all()

    async def wake(self) -> None:
        """Let everyone who waits look again, for what changes without a message: an acknowledgement, a modal."""
        async with self._arrived:
            self._arrived.notify_all()

    def after(self, cursor: int) -> list[tuple[int, Change]]:
        news = takewhile(lambda entry: entry[0] > cursor, reversed(self._changes))
        return list(news)[::-1]

    def changes(self, viewer_id: str | None) -> AsyncIterator[Change]:
        """Counts from the call, not from the first look at it."""
        return self._follow(self.cursor, viewer_id)

    async def _follow(self, cursor: int, viewer_id: str | None) -> AsyncIterator[Change]:
        while True:
            async with self._arrived:
                while self.cursor <= cursor:
                    await self._arrived.wait()
                news = self.after(cursor)
            for number, change in news:
                cursor = number
                if change.is_visible_to(viewer_id):
                    yield change

    async def until(self, look: Callable[[], object], seconds: float) -> None:
        """Wait until ``look`` finds something; it is asked now and after every change."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: bool(look()))
