"""Following the gateway's model lists and schemas: models come, change and go while the bot runs."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterable

from bot.catalog.catalog import Catalog
from bot.catalog.lifecycle import Row, news, rows
from bot.errors import ProviderDown, ProviderError
from bot.provider.agreement import Comparison, compare
from bot.provider.client import Client
from bot.provider.published import Published

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
        self._published = Published(client)
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
        self._doubt("the gateway's list", found.doubts)
        fresh = [name for name in found.unknown if name not in self.unknown]
        if fresh:
            log.info("the gateway has %d models without a table (see `models --new`): %s", len(fresh), ", ".join(fresh))
        self.unknown = found.unknown
        return True

    async def compare(self) -> Comparison:
        """The tables with the gateway's schemas, where those can be read. It changes nothing: the gateway's pages
        promise more than its schemas, and which of them are right only a paid request would tell."""
        specs = [spec for spec in self._catalog if self._catalog.offers(spec.id)]
        published = await self._published.of(spec.wire_model for spec in specs)
        return await asyncio.to_thread(compare, specs, published)

    async def examine(self) -> None:
        """What the comparison finds is for the operator, in the log."""
        self._doubt("a table and the gateway's schema disagree", (await self.compare()).doubts)

    def _doubt(self, about: str, lines: Iterable[str]) -> None:
        """Each once."""
        for line in lines:
            if line not in self._doubted:
                self._doubted.add(line)
                log.warning("%s: %s", about, line)

    async def look_again(self) -> None:
        """The gateway has said something that the lists may explain. Raises nothing; returns at once when they are
        fresh."""
        async with self._looking:
            if self._looked is None or abs(self._now() - self._looked) > FRESH:
                self._looked = self._now()
                await self.refresh()

    @contextlib.asynccontextmanager
    async def followed(self, every: float = DAY) -> AsyncGenerator[None]:
        """The lists are read now, and again and again while the context lasts; the schemas after them, and nobody waits
        for those. `every`: seconds."""
        task = asyncio.create_task(self._follow(every, read=await self.refresh()))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _follow(self, every: float, *, read: bool) -> None:
        while True:
            if read:
                await self.examine()
            await asyncio.sleep(every)
            read = await self.refresh()

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
