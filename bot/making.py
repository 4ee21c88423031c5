"""Making: one paid call, from its first byte to files on disk."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from bot.catalog.spec import ModelSpec, Usage
from bot.errors import DownloadFailed, ProviderBusy, ProviderDown
from bot.jobs.rows import Job
from bot.media.assets import Asset, Files
from bot.provider import wire
from bot.provider.client import Client
from bot.provider.retry import Retry
from bot.provider.wires import wires

log = logging.getLogger(__name__)

MOST_ASSETS = 10  # of one job: what one Discord message holds
MOST_PREVIEWS = 3


@dataclass(frozen=True, slots=True)
class Made:
    """What a call brought."""

    assets: list[Asset]
    usage: Usage | None


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told meanwhile."""

    progress: Callable[[wire.Queued | wire.Progress], None]
    preview: Callable[[bytes, str], None]
    issue: Callable[[], Awaitable[None]]
    """Awaited before the paid request leaves; what it raises stops it."""
    not_executed: Callable[[], Awaitable[None]]
    """Awaited when the gateway has said that it did not execute the request, before it is sent again."""


class Making:
    """Turns jobs into files. `overrides`: model id -> wire; `longest`: seconds any call may take."""

    def __init__(
        self, client: Client, files: Files, *, overrides: Mapping[str, str], longest: float, retry: Retry
    ) -> None:
        self._client = client
        self._files = files
        self._overrides = overrides
        self._longest = longest
        self._retry = retry

    async def make(self, job: Job, spec: ModelSpec, watcher: Watcher) -> Made:
        """Issue the call. Raises ProviderErrors; when this ends, nothing of it goes on in the background."""
        seconds = min(spec.timeout, self._longest)
        try:
            async with asyncio.timeout(seconds):
                return await self._make(job, spec, watcher)
        except TimeoutError as error:
            raise ProviderDown(f"no end within {seconds} s") from error

    async def _make(self, job: Job, spec: ModelSpec, watcher: Watcher) -> Made:
        """Again and again while the gateway is too busy to execute it, as long as that is bearable."""
        attempt = 1
        while True:
            call = _Call(self._client, self._files, job, watcher)
            try:
                return await call.run(spec, self._overrides.get(spec.id, spec.wires[0]))
            except ProviderBusy as error:
                delay = None if call.begun else self._retry.delay(attempt, error)
                if delay is None:
                    raise
                log.info("busy, trying again in %.1f s: %s", delay, error, extra={"job": job.id})
            await watcher.not_executed()
            watcher.progress(wire.Queued())
            await asyncio.sleep(delay)
            attempt += 1


class _Call:
    """The state of one call: files being kept, previews being fetched."""

    def __init__(self, client: Client, files: Files, job: Job, watcher: Watcher) -> None:
        self._client = client
        self._files = files
        self._job = job
        self._watcher = watcher
        self.begun = False
        self._keeping: list[asyncio.Task[Asset]] = []
        self._previews = 0
        self._preview: asyncio.Task[None] | None = None

    async def run(self, spec: ModelSpec, wire_name: str) -> Made:
        chosen = wires()[wire_name]
        references = [await self._reference(number) for number in range(len(self._job.request.references))]
        call = await asyncio.to_thread(chosen.call, spec, self._job.request, references)  # base64 of megabytes
        del references  # the call has them now, in whatever form it sends
        usage: Usage | None = None
        await self._watcher.issue()
        try:
            reader = chosen.reader(spec, self._job.request)
            async with aclosing(self._client.answer(call, chosen.lean(spec, call), reader)) as events:
                async for event in events:
                    self.begun = True
                    if isinstance(event, Usage):
                        usage = event if usage is None else usage + event
                    else:
                        self._take(event)
            return Made(await self._kept(), usage)
        finally:
            await self._end()

    def _take(self, event: wire.Event) -> None:
        match event:
            case wire.Asset() if len(self._keeping) < MOST_ASSETS:
                number = len(self._keeping) + 1
                self._keeping.append(asyncio.create_task(self._keep(number, event.source)))
            case wire.Queued() | wire.Progress():
                self._watcher.progress(event)
            case wire.Preview() if self._previews < MOST_PREVIEWS and (self._preview is None or self._preview.done()):
                self._previews += 1
                self._preview = asyncio.create_task(self._show(event.source))
            case _:
                pass

    async def _keep(self, number: int, source: wire.Source) -> Asset:
        if isinstance(source, wire.Link):
            return await self._files.keep_link(self._job.id, number, source.url)
        return await self._files.keep_base64(self._job.id, number, source.base64)

    async def _show(self, source: wire.Source) -> None:
        if isinstance(source, wire.Link):
            shown = await self._files.preview(self._job.id, url=source.url)
        else:
            shown = await self._files.preview(self._job.id, data=source.base64)
        if shown:
            self._watcher.preview(*shown)

    async def _kept(self) -> list[Asset]:
        """What could be fetched; only when nothing could, the first reason is raised."""
        assets: list[Asset] = []
        failures: list[DownloadFailed] = []
        for task in self._keeping:
            try:
                assets.append(await task)
            except DownloadFailed as error:
                log.warning("a result is lost: %s", error, extra={"job": self._job.id})
                failures.append(error)
        if failures and not assets:
            raise failures[0]
        return assets

    async def _reference(self, number: int) -> wire.File:
        reference = self._job.request.references[number]
        data = await asyncio.to_thread(self._files.at(reference.path).read_bytes)
        suffix = reference.mime.rpartition("/")[2]
        return wire.File(f"reference-{number + 1}.{suffix}", reference.mime, data)

    async def _end(self) -> None:
        """Whatever still runs is stopped and has stopped: files written later would be orphans."""
        left: list[asyncio.Task[Any]] = [*self._keeping, *filter(None, [self._preview])]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
