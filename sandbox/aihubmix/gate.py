"""Where generation waits, so that a test can look at a running job without sleeping."""

import asyncio


class Gate:
    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self._stalled: set[asyncio.Event] = set()
        self._changed = asyncio.Event()
        self._standing: set[object] = set()

    @property
    def waiting(self) -> int:
        """How many requests stand here, held or stalled; those let go no longer count."""
        return len(self._standing)

    def hold(self) -> None:
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()
        for stalled in self._stalled:
            stalled.set()
        self._standing.clear()
        self._changed.set()

    async def passage(self) -> None:
        """Returns at once unless the gate is held."""
        await self._stand(self._open, None)

    async def stall(self, seconds: float | None) -> None:
        """Returns after the next `let_go`, whether or not the gate is held."""
        released = asyncio.Event()
        self._stalled.add(released)
        try:
            await self._stand(released, seconds)
        finally:
            self._stalled.discard(released)

    async def arrivals(self, count: int) -> None:
        """Returns when at least `count` requests stand here."""
        while self.waiting < count:
            await self._change()

    async def departures(self) -> None:
        """Returns when nobody stands here any more."""
        while self.waiting:
            await self._change()

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _stand(self, released: asyncio.Event, seconds: float | None) -> None:
        if released.is_set():
            return
        place = object()
        self._standing.add(place)
        self._changed.set()
        try:
            async with asyncio.timeout(seconds):
                await released.wait()
        except TimeoutError:
            return
        finally:
            self._standing.discard(place)
            self._changed.set()
