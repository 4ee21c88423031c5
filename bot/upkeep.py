"""What is seen to while the bot runs: questions nobody answered, what refused jobs were given, results that are being
deleted, the gateway's balance, lanes that have rested."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from decimal import Decimal

from bot import deletion
from bot.catalog.catalog import Catalog
from bot.credits.books import note_balance
from bot.db.store import Store
from bot.desk import Desk
from bot.errors import ProviderError
from bot.media.assets import Files
from bot.proposals import outdated
from bot.provider.client import Client
from bot.provider.health import Health
from bot.provider.samples import samples
from bot.refusals import grown_old

log = logging.getLogger(__name__)

QUESTIONS = 600.0  # seconds between two looks
REFUSED = 3600.0
BALANCE = 24 * 3600.0
LANES = 5.0
TOLERANCE = Decimal("0.05")  # US dollars by which the books may differ from the gateway's balance, or
SHARE = Decimal("0.1")  # this share of what was billed


class Upkeep:
    """Duties that nobody waits for. A duty that fails is tried again when its time comes; the log says why."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        files: Files,
        client: Client,
        health: Health,
        desk: Desk,
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._files = files
        self._client = client
        self._health = health
        self._desk = desk
        self.now = now
        self.remaining: Decimal | None = None
        """US dollars the gateway said were left; None: it has not said, or the key has no limit."""

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """While the context lasts."""
        duties = (
            (self.questions, QUESTIONS),
            (self.refused, REFUSED),
            (self.deletions, QUESTIONS),
            (self.balance, BALANCE),
            (self.lanes, LANES),
        )
        tasks = [asyncio.create_task(_again_and_again(duty, every)) for duty, every in duties]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def questions(self) -> None:
        """Take back questions that nobody has answered, and their files."""
        for job_id in await self._store.write(outdated, self.now()):
            await self._files.discard(job_id)

    async def refused(self) -> None:
        """What was given with requests that models refused long ago is not asked for again."""
        for job_id in await self._store.write(grown_old, self.now()):
            await self._files.discard(job_id)

    async def deletions(self) -> None:
        """Finish what a crash, or trouble at Discord, has left of deleting results for good."""
        for job_id in await self._store.read(deletion.begun):
            await self._files.discard(job_id)
            await deletion.take_down(self._store, self._desk, job_id)

    async def balance(self) -> None:
        """Compare the books with what the gateway says is left."""
        self.remaining = await self._client.remaining_usd()
        if self.remaining is None:
            return
        check = await self._store.write(note_balance, self.remaining, self.now())
        if check is None:
            return
        off = check.gone - check.billed
        level = logging.WARNING if abs(off) > max(TOLERANCE, SHARE * check.billed) and check.gone >= 0 else logging.INFO
        log.log(
            level,
            "the gateway's balance: US$%.4f gone, US$%.4f in the books, US$%.4f left",
            check.gone,
            check.billed,
            self.remaining,
        )

    async def lanes(self) -> None:
        """A lane that has rested is asked whether it is there at all, before a paid request is risked on it."""
        for model, lane in self._health.rested():
            path = next((call.path for wire, call in samples(self._catalog[model]) if wire == lane), None)
            if path and (why := await self._client.knock(path)):
                log.info("%s rests on in %s: it %s", model, lane, why)
                self._health.rest(model, lane)


async def _again_and_again(duty: Callable[[], Awaitable[None]], every: float) -> None:
    while True:
        try:
            await duty()
        except ProviderError as error:
            log.info("%s: %s", getattr(duty, "__name__", duty), error)
        except Exception:
            log.exception("%s broke", getattr(duty, "__name__", duty))
        await asyncio.sleep(every)
