"""Following the gateway's model lists: models come, change and go while the bot runs."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable

from bot.catalog.catalog import Catalog
from bot.catalog.lifecycle import Row, news, rows
from bot.errors import ProviderDown, ProviderError
from bot.provider.client import Client

log = logging.getLogger(__name__)

LISTS = ("/api/v1/models?type=image_generation", "/api/v1/models?type=video")
DAY = 24 * 3600.0
FRESH = 60.0  # seconds in which what was read will do for whoever wants to know more


class Lifecycle:
    """Reads the lists and tells the catalog. What it cannot read changes nothing: the tables will do."""

    def __init__(self, client: Client, catalog: Catalog, *, now: Callable[[], float] = time.time) -> None:
        """`now()` gives seconds since 1970."""
        self._client = client
        self._catalog = catalog
        self._now = now
        self._tags: dict[str, str] = {}
        self._bodies: dict[str, object] = {}
        self._doubted: set[str] = set()
        self._looked: float | None = None
        self._looking = asyncio.Lock()
        self.unknown: dict[str, Row] = {}
        """What the lists have and the catalog has not, by the gateway's name."""

    async def refresh(self) -> bool:
        """Once, now. False when the lists could not be read: a line in the log says why."""
        try:
            listed = [row for path in LISTS for row in await self._read(path)]
        except ProviderError as error:
            log.warning("the gateway's model lists cannot be read, the catalog stays as it is: %s", error)
            return False
        found = news(self._catalog, listed)
        self._catalog.learn(found.specs, found.statuses)
        for line in found.said:
            log.info("the gateway's list: %s", line)
        for line in found.doubts:
            if line not in self._doubted:
                self._doubted.add(line)
                log.warning("the gateway's list: %s", line)
        fresh = [name for name in found.unknown if name not in self.unknown]
        if fresh:
            log.info("the gateway has %d models without a table (see `models --new`): %s", len(fresh), ", ".join(fresh))
        self.unknown = found.unknown
        return True

    async def look_again(self) -> None:
        """The gateway has said something that the lists may explain. Raises nothing; returns at once when they are
        fresh."""
        async with self._looking:
            if self._looked is None or abs(self._now() - self._looked) > FRESH:
                self._looked = self._now()
                await self.refresh()

    @contextlib.asynccontextmanager
    async def followed(self, every: float = DAY) -> AsyncGenerator[None]:
        """The lists are read now, and again and again while the context lasts. `every`: seconds."""
        await self.refresh()
        task = asyncio.create_task(self._follow(every))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await self.refresh()

    async def _read(self, path: str) -> list[Row]:
        """A list that has not changed is looked at again all the same: its dates pass."""
        changed = await self._client.public(path, self._tags.get(path, ""))
        body = self._bodies.get(path) if changed is None else changed[0]
        try:
            found = rows(body, self._now())
        except ValueError as error:
            raise ProviderDown(f"{error} at {path}") from error
        if changed is not None:
            self._bodies[path], self._tags[path] = changed
        return found
