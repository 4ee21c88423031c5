"""The studio: quote -> hold -> make -> deliver -> close. It knows no Discord and no reply format."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.catalog.catalog import Catalog, check
from bot.credits import ledger
from bot.credits.ledger import Account, Balance
from bot.credits.pricing import Rate, actual_usd, quoted_usd
from bot.db.store import Store
from bot.desk import Charged, Desk
from bot.errors import AtelierError, DeliveryFailed, JobLost, ModelRetired, ProviderError, Restarting
from bot.jobs import rows
from bot.jobs.local import Local
from bot.jobs.rows import End, Job, Limits
from bot.making import Making, Watcher
from bot.media.assets import Files
from bot.media.requests import GenerationRequest
from bot.provider.tasks import Rivals, task_ids
from bot.provider.wire import Queued
from bot.transactions import Cancellation, Order, cancel_job, close_job, open_job, take_over

log = logging.getLogger(__name__)

NEAR = 130_000  # milliseconds between two requests whose tasks could be taken for one another
RIVALS_SINCE = 24 * 3600 * 1000  # milliseconds; no task of the gateway lives longer


class _Taken(Exception):
    """Somebody else runs the job, or it has been canceled meanwhile."""


English = Callable[[str], Awaitable[str]]
"""A prompt in English, the same one when it is English already. Raises TranslationFailed."""


class Studio:
    """Opens, runs and closes jobs.

    `look_again()` brings the catalog up to date, `now()` gives milliseconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        making: Making,
        files: Files,
        engine: Local,
        *,
        rate: Rate,
        limits: Limits,
        welcome: int,
        english: English,
        look_again: Callable[[], Awaitable[None]],
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self.store = store
        self.catalog = catalog
        self.making = making
        self.files = files
        self.engine = engine
        self.rate = rate
        self.limits = limits
        self.welcome = welcome
        self.english = english
        self.look_again = look_again
        self.now = now
        self.desk: Desk | None = None  # whoever shows jobs takes the place before start()
        self._stopping = False

    # -- what a cog calls

    def quote(self, request: GenerationRequest) -> int:
        """Credits that will be held. Raises RequestRefused when the model cannot do this, or has gone."""
        spec = self.catalog.offered(request.model)
        check(spec, request)
        return self.rate.credits(quoted_usd(spec, request))

    async def submit(self, order: Order) -> Job:
        """Hold the credits, record the job and start it when its turn is now.

        When this raises, nothing was written and nothing is held; what follows the transaction cannot fail.
        """
        if self._stopping:
            raise Restarting
        hold = self.quote(order.request)
        opened = await self.store.write(
            open_job, order, hold=hold, welcome=self.welcome, limits=self.limits, now=self.now()
        )
        log.info("accepted", extra=_about(opened.job) | {"hold": hold})
        if opened.position:
            self._desk.progress(opened.job, Queued(), opened.position)
        self.engine.wake(opened.started)
        return opened.job

    async def cancel(self, job_id: str, *, sure: bool) -> Cancellation:
        """Stop a job. What costs something is stopped only when the member is sure. Raises UnknownJob."""
        canceled = await self.store.write(cancel_job, job_id, sure=sure, limits=self.limits, now=self.now())
        if canceled.done:
            log.info("canceled", extra=_about(canceled.job) | {"cost": canceled.cost})
            self.engine.wake(canceled.started)
            await self.engine.interrupt(job_id)
            await self.files.discard(job_id)
            await self._desk.canceled(canceled.job, canceled.cost)
            await self._move_up()
        return canceled

    async def balance(self, account: Account) -> Balance:
        """Opens the wallet, with its welcome grant, of a member seen for the first time."""
        return await self.store.write(ledger.open_wallet, account, self.welcome, self.now())

    # -- what __main__ calls

    async def start(self) -> None:
        """Take over what the last process left."""
        self.engine.start(self.run)
        self.engine.wake(await self.store.write(take_over, self.limits))

    async def stop(self, grace: float) -> None:
        """Accept nothing new, give running jobs `grace` seconds, leave the rest to whoever runs next."""
        self._stopping = True
        log.info("stopping: nothing new is accepted, running jobs have %.0f s", grace)
        await self.engine.stop(grace)

    # -- what the engine calls

    async def run(self, job_id: str) -> None:
        """Bring a job to its end from wherever it is. May be called again after any crash, in any process.

        What it raises is nobody's decision (a failing disk, Discord out of reach): the engine calls it again later.
        """
        job = await self.store.read(rows.load, job_id)
        if job is None or job.state not in rows.STARTED:
            return
        self._desk.adopt(job)
        if job.state != "delivering":
            try:
                job = await self._produce(job)
            except _Taken:
                return
            except AtelierError as error:
                await self._fail(job, error)
                return
            except Exception as error:  # whatever breaks, the member's credits come back
                log.exception("job broke", extra=_about(job))
                await self._fail(job, AtelierError(f"{type(error).__name__}: {error}"))
                return
            result_id = None
        else:
            result_id = await self._desk.delivered(job)
        await self._finish(job, result_id)

    async def _produce(self, job: Job) -> Job:
        """From a started job to one whose files are on disk and in the rows."""
        spec = self.catalog[job.request.model]
        began = self.now()
        if spec.english_only and not job.issued:
            job = await self._translated(job)
        sent = job.request.model_copy(update={"prompt": job.translation or job.request.prompt})
        made = await self.making.make(replace(job, request=sent), spec, self._watcher(job))
        usd = actual_usd(spec, job.request, len(made.assets), made.usage)
        cost = min(job.hold, self.rate.credits(usd))
        if not await self.store.write(
            rows.made,
            job.id,
            made.assets,
            cost=cost,
            usd=str(usd),
            said=made.said,
            answer=made.answer,
            left_out=",".join(made.left_out),
        ):
            raise _Taken
        log.info("made", extra=_about(job) | {"files": len(made.assets), "cost": cost, "ms": self.now() - began})
        return replace(job, cost=cost, state="delivering", said=made.said, answer=made.answer, left_out=made.left_out)

    async def _translated(self, job: Job) -> Job:
        """The translation is stored before anything is sent, so that the result can show it after a restart as well."""
        request = job.request
        if request.negative:
            request = request.model_copy(update={"negative": await self.english(request.negative)})
        words = job.translation or await self.english(request.prompt)
        if words in {job.translation, request.prompt}:
            return replace(job, request=request)
        await self.store.write(rows.note_translation, job.id, words)
        return replace(job, request=request, translation=words)

    def _watcher(self, job: Job) -> Watcher:
        issued_at: int | None = None
        out: set[int] = set()  # calls that may have been executed
        issuing = asyncio.Lock()  # a job's calls are issued together, and marked once

        async def issue(number: int) -> int:
            """On disk before the paid request leaves; whoever comes second must not send it again."""
            nonlocal issued_at
            async with issuing:
                out.add(number)
                if issued_at is None:
                    now = self.now()
                    if not await self.store.write(rows.claim, job.id, now):
                        raise _Taken
                    issued_at = now
                    self._desk.progress(job, Queued())  # until the wire says more, which may be at the end only
                return issued_at

        async def not_executed(number: int) -> None:
            """While every call is still refused, stopping is free."""
            nonlocal issued_at
            async with issuing:
                out.discard(number)
                if not out:
                    await self.store.write(rows.unclaim, job.id)
                    issued_at = None

        async def pending(tasks: Mapping[str, Any]) -> None:
            await self.store.write(rows.note_pending, job.id, tasks)

        async def rivals() -> Rivals:
            """A job near ours with fewer tasks than calls may own any task that nobody names, however it ended."""
            spec, mine = self.catalog[job.request.model], issued_at or job.issued_at or self.now()
            found = await self.store.read(rows.rivals, job.id, self.now() - RIVALS_SINCE)
            known = frozenset(name for tasks, _, _ in found for name in task_ids(tasks))
            near = [(tasks, count) for tasks, count, at in found if abs(at - mine) <= NEAR]
            return Rivals(known, sum(len(tasks or {}) < spec.makes(count) for tasks, count in near))

        return Watcher(
            progress=lambda shown: self._desk.progress(job, shown),
            preview=lambda picture, mime: self._desk.preview(job, picture, mime),
            issue=issue,
            not_executed=not_executed,
            pending=pending,
            rivals=rivals,
        )

    # -- ending

    async def _finish(self, job: Job, result_id: int | None) -> None:
        """Post what was made, unless it is there already, and close the job. Nothing after the post may fail it."""
        cost = job.cost or 0
        if result_id is None:
            assets = await self.store.read(rows.assets_of, job.id)
            try:
                result_id = await self._desk.deliver(job, assets, await self._charged(job, cost))
            except DeliveryFailed as error:
                await self._fail(job, error)
                return
        if await self._close(job, "succeeded", cost, "", result_id):
            log.info("delivered", extra=_about(job) | {"cost": cost})
        await self._desk.tidy(job, result_id)
        await self._move_up()

    async def _charged(self, job: Job, cost: int) -> Charged:
        balance = await self.store.read(ledger.balance, Account(job.guild_id, job.user_id))
        return Charged(cost, balance.available + job.hold - cost)

    async def _fail(self, job: Job, error: AtelierError) -> None:
        end: End = "lost" if isinstance(error, JobLost) else "failed"
        level = logging.WARNING if error.fault else logging.INFO
        log.log(level, "%s: %s: %s", end, type(error).__name__, error, extra=_about(job))
        if not await self._close(job, end, 0, f"{error.key}: {error}"):
            return
        if isinstance(error, ModelRetired):
            await self.look_again()  # the catalog may learn what to use instead
        if not self._wanted_still(job, error):
            await self.files.discard(job.id)
        await self._desk.fail(job, error)
        if isinstance(error, ProviderError) and error.fault:
            await self._desk.alert(error)
        await self._move_up()

    def _wanted_still(self, job: Job, error: AtelierError) -> bool:
        """Whether a failed job's files are of use: what was only not posted, and what a successor may be given."""
        if isinstance(error, ModelRetired):
            return self.catalog.successor(job.request.model, error.params.get("successor", "")) is not None
        return isinstance(error, DeliveryFailed)

    async def _move_up(self) -> None:
        """Tell those who still wait where they are now."""
        self._desk.moved(await self.store.read(rows.positions))

    async def _close(self, job: Job, end: End, cost: int, outcome: str, result_id: int | None = None) -> bool:
        closed, started = await self.store.write(
            close_job,
            job.id,
            end,
            cost=cost,
            outcome=outcome,
            limits=self.limits,
            now=self.now(),
            result_id=result_id,
        )
        self.engine.wake(started)
        return closed

    @property
    def _desk(self) -> Desk:
        assert self.desk is not None, "a desk takes its place before jobs start"  # noqa: S101
        return self.desk


def _about(job: Job) -> dict[str, object]:
    """What every log line about a job carries."""
    return {"job": job.id, "member": job.user_id, "server": job.guild_id, "model": job.request.model}
