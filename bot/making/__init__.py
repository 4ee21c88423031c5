"""Making: from a started job to files on disk, through one paid call or several, and through tasks that outlive us."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import replace

from bot.catalog.spec import ModelSpec
from bot.errors import ProviderDown
from bot.jobs.rows import Job
from bot.making.exchange import MOST_ASSETS, Got
from bot.making.made import Made
from bot.making.share import Means, Share, Watcher, shared_out
from bot.media.assets import Asset
from bot.media.requests import GenerationRequest
from bot.media.threads import in_thread
from bot.provider.spool import Spool
from bot.provider.tasks import loaded

__all__ = ["Made", "Making", "Means", "Watcher"]

log = logging.getLogger(__name__)

BETWEEN = 5.0  # seconds


class Making:
    """Turns jobs into files. `longest`: seconds any job may take."""

    def __init__(self, means: Means, *, longest: float) -> None:
        self._means = means
        self._longest = longest

    def check_health(self, spec: ModelSpec, request: GenerationRequest) -> None:
        """Raises ModelInTrouble when nothing can make it at the moment."""
        self._means.usable(spec, request)

    async def make(self, job: Job, spec: ModelSpec, watcher: Watcher) -> Made:
        """Issue the calls, or look on for what an earlier process has issued. Raises ProviderErrors; when this ends,
        nothing of it goes on in the background."""
        seconds = min(spec.timeout, self._longest)
        spool = Spool(self._means.files.spool(job.id))
        try:
            return await self._make(job, spec, watcher, spool, seconds)
        finally:
            await in_thread(spool.clear)

    async def _make(self, job: Job, spec: ModelSpec, watcher: Watcher, spool: Spool, seconds: float) -> Made:
        """Each share on its own; what one brings is not lost because another fails."""
        tasks = loaded(job.pending)
        requests = shared_out(spec, job.request)
        until = asyncio.get_running_loop().time() + seconds
        shares = [
            Share(self._means, job, spec, watcher, spool, tasks, number, requests, until)
            for number in range(len(requests))
        ]
        ended = await asyncio.gather(
            *(_in_time(share.run(job.issued_at), until) for share in shares), return_exceptions=True
        )
        brought = [end for end in ended if isinstance(end, Got)]
        for error in ended:
            if isinstance(error, BaseException):
                if not brought or not isinstance(error, Exception):
                    raise error
                log.warning("a part failed: %s: %s", type(error).__name__, error, extra={"job": job.id})
        return _together(brought)


async def _in_time(work: Awaitable[Got], until: float) -> Got:
    """Each call has the time for itself: what the others have made by then is not lost. A call ends in time by itself;
    this is for what stands between two of them."""
    try:
        async with asyncio.timeout_at(until + BETWEEN):
            return await work
    except TimeoutError as error:
        raise ProviderDown("no end in time") from error


def _together(brought: list[Got]) -> Made:
    assets: list[Asset] = [asset for got in brought for asset in got.assets][:MOST_ASSETS]
    usages = [got.usage for got in brought if got.usage]
    return Made(
        assets=[replace(asset, number=number) for number, asset in enumerate(assets, 1)],
        usage=sum(usages[1:], usages[0]) if len(usages) == len(brought) else None,
        said="\n".join(got.said for got in brought if got.said),
        answer=brought[0].answer,
        left_out=tuple(sorted(frozenset[str]().union(*[got.left_out for got in brought]))),
    )
