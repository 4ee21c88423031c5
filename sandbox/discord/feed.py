"""The live feed: every change of a message and who types, in order, for tests that wait and pages that show."""

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


@dataclass(frozen=True)
class Typing:
    """Somebody has begun to type, or goes on."""

    channel_id: str
    user_id: str


class Feed:
    def __init__(self, kept: int = 10_000) -> None:
        self._changes: deque[tuple[int, Change | Typing]] = deque(maxlen=kept)
        self._arrived = asyncio.Condition()
        self.cursor = 0
        """The number of what happened so far; pass it as ``since`` to look only at what comes after this moment."""

    async def publish(self, change: Change | Typing) -> None:
        async with self._arrived:
            self.cursor += 1
            self._changes.append((self.cursor, change))
            self._arrived.notify_all()

    async def wake(self) -> None:
        """Let everyone who waits look again, for what changes without a message: an acknowledgement, a modal."""
        async with self._arrived:
            self._arrived.notify_all()

    def after(self, cursor: int) -> list[Change]:
        """Newer changes of messages than that, oldest first."""
        return [change for _, change in self._since(cursor) if isinstance(change, Change)]

    def _since(self, cursor: int) -> list[tuple[int, Change | Typing]]:
        """Looked for from the end: only the news are looked at."""
        news = takewhile(lambda entry: entry[0] > cursor, reversed(self._changes))
        return list(news)[::-1]

    def changes(self, viewer_id: str | None) -> AsyncIterator[Change]:
        """Of messages. Counts from the call, not from the first look at it."""
        return self._only_changes(self.happenings(viewer_id))

    def happenings(self, viewer_id: str | None) -> AsyncIterator[Change | Typing]:
        """The same, and who types."""
        return self._follow(self.cursor, viewer_id)

    async def _only_changes(self, happenings: AsyncIterator[Change | Typing]) -> AsyncIterator[Change]:
        async for change in happenings:
            if isinstance(change, Change):
                yield change

    async def _follow(self, cursor: int, viewer_id: str | None) -> AsyncIterator[Change | Typing]:
        while True:
            async with self._arrived:
                while self.cursor <= cursor:
                    await self._arrived.wait()
                news = self._since(cursor)
            for number, change in news:
                cursor = number
                if isinstance(change, Typing) or change.is_visible_to(viewer_id):
                    yield change

    async def until(self, look: Callable[[], object], seconds: float) -> None:
        """Wait until ``look`` finds something; it is asked now and after every change."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: bool(look()))
