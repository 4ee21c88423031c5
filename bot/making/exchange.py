"""One exchange with the gateway: a call and its answer, or looks at a task until it is done; and the files of it."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import orjson

from bot.catalog.spec import Usage
from bot.errors import AddressRefused, DownloadFailed, ProviderBusy, ProviderDown, TaskUnknown
from bot.media.assets import Asset, Files
from bot.provider import wire
from bot.provider.client import Client, Instead
from bot.provider.spool import Spool

log = logging.getLogger(__name__)

MOST_ASSETS = 10  # of one job: what one Discord message holds
MOST_PREVIEWS = 3
FETCH_DELAYS = (1.0, 4.0)  # seconds between tries to fetch a result
LARGEST_PAGE = 2**20


@dataclass(frozen=True, slots=True)
class Got:
    """What one exchange brought."""

    assets: list[Asset]
    usage: Usage | None
    said: str
    answer: str
    left_out: frozenset[str] = frozenset()
    """Options the gateway does not take after all, so that they were not sent."""


class Exchange:
    """The state of one exchange: files being kept, previews being fetched. `first` is its first file's number."""

    def __init__(
        self,
        client: Client,
        files: Files,
        spool: Spool,
        job_id: str,
        *,
        first: int,
        pace: float,
        progress: Callable[[wire.Queued | wire.Progress], None],
        preview: Callable[[bytes, str], None],
    ) -> None:
        self._client = client
        self._files = files
        self._spool = spool
        self._job_id = job_id
        self._first = first
        self._pace = pace
        self._progress = progress
        self._show = preview
        self.begun = False
        self._finished = False
        self._pending: wire.Pending | None = None
        self._usage: Usage | None = None
        self._said: list[str] = []
        self._answer = ""
        self._keeping: list[asyncio.Task[Asset]] = []
        self._previews = 0
        self._preview: asyncio.Task[None] | None = None

    async def issue(
        self,
        call: wire.Call,
        reader: Callable[[], wire.Reader],
        instead: Instead,
        known: Callable[[wire.Pending], Awaitable[None]],
    ) -> Got:
        """Send the call; `known` is awaited with the task it is to be looked up by, before it is."""
        try:
            async with aclosing(self._client.answer(call, reader(), self._spool, instead)) as events:
                await self._follow(events, known)
            if not self._finished:
                await self._look_on(reader, known)
            return await self._got()
        finally:
            await self._end()

    async def look_on(
        self, pending: wire.Pending, reader: Callable[[], wire.Reader], known: Callable[[wire.Pending], Awaitable[None]]
    ) -> Got:
        """Look a task up until it is done."""
        self._pending, self.begun = pending, True
        try:
            await self._look_on(reader, known)
            return await self._got()
        finally:
            await self._end()

    async def _look_on(
        self, reader: Callable[[], wire.Reader], known: Callable[[wire.Pending], Awaitable[None]]
    ) -> None:
        if self._pending is None:
            raise ProviderDown("an answer that neither ends nor names a task")
        began = time.monotonic()
        while not self._finished:
            pending = self._pending
            await asyncio.sleep(pending.every * self._pace)
            try:
                async with aclosing(self._look(pending, reader())) as events:
                    await self._follow(events, known)
            except TaskUnknown:
                if time.monotonic() - began > pending.missing_for * self._pace:
                    raise
            except (ProviderBusy, ProviderDown) as error:  # looking costs nothing: the job's time limit ends this
                log.info("cannot look at %s: %s", pending.task_id, error, extra={"job": self._job_id})

    async def _look(self, pending: wire.Pending, reader: wire.Reader) -> AsyncGenerator[wire.Event]:
        if isinstance(pending.poll, wire.Call):
            async for event in self._client.look(pending.poll, reader, self._spool):
                yield event
            return
        for event in reader.read(await self._page(pending.poll)):
            yield event

    async def _page(self, link: wire.Link) -> Any:
        """A public page that needs no key. Where it leads is not ours to trust, so it is fetched like a result."""
        try:
            return orjson.loads(await self._files.page(self._job_id, link.url, LARGEST_PAGE))
        except DownloadFailed as error:
            raise ProviderDown(str(error)) from error
        except orjson.JSONDecodeError as error:
            raise ProviderDown("a page that is no JSON") from error

    async def _follow(
        self, events: AsyncIterable[wire.Event], known: Callable[[wire.Pending], Awaitable[None]]
    ) -> None:
        async for event in events:
            self.begun = True
            if isinstance(event, wire.Pending):
                if event != self._pending:
                    self._pending = event
                    await known(event)
            else:
                self._take(event)

    def _take(self, event: wire.Event) -> None:
        match event:
            case wire.Asset() if len(self._keeping) < MOST_ASSETS:
                number = self._first + len(self._keeping)
                self._keeping.append(asyncio.create_task(self._keep(number, event.source)))
            case wire.Queued() | wire.Progress():
                self._progress(event)
            case wire.Preview() if self._previews < MOST_PREVIEWS and (self._preview is None or self._preview.done()):
                self._previews += 1
                self._preview = asyncio.create_task(self._shown(event.source))
            case Usage():
                self._usage = event if self._usage is None else self._usage + event
            case wire.Text():
                self._said.append(event.markdown)
            case wire.Answer():
                self._answer = event.raw
            case wire.Finished():
                self._finished = True
            case _:
                pass

    async def _keep(self, number: int, source: wire.Source) -> Asset:
        """What is paid for is fetched more than once, if need be; a link that leads nowhere good is not."""
        for delay in FETCH_DELAYS:
            try:
                return await self._kept(number, source)
            except AddressRefused:
                raise
            except DownloadFailed as error:
                if isinstance(source, wire.Inline):
                    raise
                log.info("a result did not come, trying again: %s", error, extra={"job": self._job_id})
            await asyncio.sleep(delay * self._pace)
        return await self._kept(number, source)

    async def _kept(self, number: int, source: wire.Source) -> Asset:
        if isinstance(source, wire.Inline):
            if spooled := self._spool.take(source.base64):
                return await self._files.keep_file(self._job_id, number, spooled)
            return await self._files.keep_base64(self._job_id, number, source.base64)
        if source.auth or source.url.startswith("/"):
            _, path = self._spool.new()
            await self._client.save(source, path, self._files.max_result)
            return await self._files.keep_file(self._job_id, number, path)
        return await self._files.keep_link(self._job_id, number, source.url)

    async def _shown(self, source: wire.Source) -> None:
        if isinstance(source, wire.Link):
            shown = await self._files.preview(self._job_id, url=source.url)
        elif spooled := self._spool.take(source.base64):
            shown = await self._files.preview(self._job_id, file=spooled)
        else:
            shown = await self._files.preview(self._job_id, data=source.base64)
        if shown:
            self._show(*shown)

    async def _got(self) -> Got:
        """What could be fetched; only when nothing could, the first reason is raised."""
        assets: list[Asset] = []
        failures: list[DownloadFailed] = []
        for task in self._keeping:
            try:
                assets.append(await task)
            except DownloadFailed as error:
                log.warning("a result is lost: %s", error, extra={"job": self._job_id})
                failures.append(error)
        if failures and not assets:
            raise failures[0]
        return Got(assets, self._usage, "\n".join(self._said), self._answer)

    async def _end(self) -> None:
        """Whatever still runs is stopped and has stopped: files written later would be orphans."""
        left: list[asyncio.Task[Any]] = [*self._keeping, *filter(None, [self._preview])]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
