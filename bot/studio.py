"""The studio: quote -> hold -> make -> deliver -> close. It knows no Discord and no reply format."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import sqlalchemy as sa

from bot.catalog.catalog import Catalog, check
from bot.catalog.spec import ModelSpec
from bot.credits import ledger
from bot.credits.ledger import Account, Balance
from bot.credits.pricing import Rate, actual_usd, quoted_usd
from bot.db.store import Store
from bot.errors import AtelierError, JobLost, ProviderError, UnknownJob
from bot.jobs import rows
from bot.jobs.local import Local
from bot.jobs.rows import End, Job, Limits
from bot.making import Making, Watcher
from bot.media.assets import Asset, Files
from bot.media.requests import GenerationRequest
from bot.provider.wire import Progress, Queued

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for what, and where the answer goes."""

    job_id: str
    interaction_id: int
    guild_id: int
    channel_id: int
    user_id: int
    locale: str
    private: bool
    message_id: int | None
    """The interaction's response, which shows the progress."""
    request: GenerationRequest

    @property
    def account(self) -> Account:
        """Who pays."""
        return Account(self.guild_id, self.user_id)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the member reads under a result. `available` is the balance once the job is closed."""

    cost: int
    available: int


class Desk(Protocol):
    """Where a job shows. Implemented by `bot.ui.delivery`."""

    def progress(self, job: Job, shown: Queued | Progress, position: int = 0) -> None:
        """Never waits."""
        ...

    def preview(self, job: Job, picture: bytes, mime: str) -> None:
        """Never waits."""
        ...

    async def deliver(self, job: Job, spec: ModelSpec, assets: list[Asset], receipt: Receipt) -> int:
        """Post the result and return its message's id. Raises DeliveryFailed."""
        ...

    async def tidy(self, job: Job, result_id: int) -> None:
        """The result is there and paid for: the progress message may go. Raises nothing."""
        ...

    async def fail(self, job: Job, error: AtelierError) -> None:
        """Say why there is no result. Raises nothing."""
        ...

    async def canceled(self, job: Job, cost: int) -> None:
        """Say that the job was stopped, and what it cost. Raises nothing."""
        ...

    async def alert(self, error: AtelierError) -> None:
        """Tell the operator of something only they can mend. Raises nothing."""
        ...


class Studio:
    """Opens, runs and closes jobs. `now()` gives milliseconds since 1970."""

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
        self.now = now
        self.desk: Desk | None = None  # whoever shows jobs takes the place before start()

    # -- what a cog calls

    def quote(self, request: GenerationRequest) -> int:
        """Credits that will be held. Raises RequestRefused when the model cannot do this."""
        spec = self.catalog[request.model]
        check(spec, request)
        return self.rate.credits(quoted_usd(spec, request))

    async def submit(self, order: Order) -> Job:
        """Hold the credits, record the job and start it when its turn is now. Raises RequestRefused; then nothing
        was written and nothing is held."""
        hold = self.quote(order.request)
        job, started = await self.store.write(self._open, order, hold)
        log.info("accepted", extra=_about(job) | {"hold": hold})
        if job.id not in started and (position := await self.store.read(rows.position, job.id)):
            self._desk.progress(job, Queued(), position)
        self.engine.wake(started)
        return job

    async def cancel(self, job_id: str) -> tuple[Job, int]:
        """Stop a job and say what it costs: nothing before the paid request left, all after, for the gateway bills at
        issue. Raises UnknownJob when it has ended or is being delivered."""
        job, cost, started = await self.store.write(self._cancel, job_id)
        self.engine.wake(started)
        await self.engine.interrupt(job_id)
        await self.files.discard(job_id)
        log.info("canceled", extra=_about(job) | {"cost": cost})
        await self._desk.canceled(job, cost)
        return job, cost

    async def balance(self, account: Account) -> Balance:
        """Opens the wallet, with its welcome grant, of a member seen for the first time."""
        return await self.store.write(ledger.open_wallet, account, self.welcome, self.now())

    # -- what __main__ calls

    async def start(self) -> None:
        """Take over what the last process left."""
        self.engine.start(self.run)
        self.engine.wake(await self.store.write(self._rescan))

    # -- what the engine calls

    async def run(self, job_id: str) -> None:
        """Bring a job to its end from wherever it is. May be called again after any crash, in any process."""
        job = await self.store.read(rows.load, job_id)
        if job is None or job.state not in rows.STARTED:
            return
        spec = self.catalog[job.request.model]
        try:
            if job.state == "delivering":
                await self._deliver(job, spec, await self.store.read(rows.assets_of, job_id))
            else:
                await self._claim(job)
                await self._make_and_deliver(job, spec)
        except AtelierError as error:
            await self._fail(job, error)
        except Exception as error:  # whatever breaks, the member's credits come back
            log.exception("job broke", extra=_about(job))
            await self._fail(job, AtelierError(f"{type(error).__name__}: {error}"))

    async def _claim(self, job: Job) -> None:
        """From here on the paid request may have left; whoever comes second must not send it again."""
        if not await self.store.write(rows.claim, job.id, self.now()):
            raise JobLost("issued by a process that has ended")

    async def _make_and_deliver(self, job: Job, spec: ModelSpec) -> None:
        began = self.now()
        watcher = Watcher(
            progress=lambda shown: self._desk.progress(job, shown),
            preview=lambda picture, mime: self._desk.preview(job, picture, mime),
        )
        made = await self.making.make(job, spec, watcher)
        usd = actual_usd(spec, job.request, len(made.assets), made.usage)
        cost = min(job.hold, self.rate.credits(usd))
        if not await self.store.write(rows.made, job.id, made.assets, cost, str(usd)):
            return  # canceled in the last moment: the row has its end already
        log.info("made", extra=_about(job) | {"files": len(made.assets), "cost": cost, "ms": self.now() - began})
        await self._deliver(replace(job, cost=cost, state="delivering"), spec, made.assets)

    # -- ending

    async def _deliver(self, job: Job, spec: ModelSpec, assets: list[Asset]) -> None:
        cost = job.cost or 0
        balance = await self.store.read(ledger.balance, Account(job.guild_id, job.user_id))
        result_id = await self._desk.deliver(job, spec, assets, Receipt(cost, balance.available + job.hold - cost))
        await self._close(job, "succeeded", cost, "", result_id)
        log.info("delivered", extra=_about(job) | {"cost": cost})
        await self._desk.tidy(job, result_id)

    async def _fail(self, job: Job, error: AtelierError) -> None:
        end: End = "lost" if isinstance(error, JobLost) else "failed"
        level = logging.WARNING if error.fault else logging.INFO
        log.log(level, "%s: %s: %s", end, type(error).__name__, error, extra=_about(job))
        if not await self._close(job, end, 0, f"{error.key}: {error}"):
            return
        if not await self.store.read(rows.assets_of, job.id):
            await self.files.discard(job.id)
        await self._desk.fail(job, error)
        if isinstance(error, ProviderError) and error.fault:
            await self._desk.alert(error)

    async def _close(self, job: Job, end: End, cost: int, outcome: str, result_id: int | None = None) -> bool:
        closed, started = await self.store.write(self._settle, job.id, end, cost, outcome, result_id)
        self.engine.wake(started)
        return closed

    # -- operations: each one transaction

    def _open(self, conn: sa.Connection, order: Order, hold: int) -> tuple[Job, list[str]]:
        if known := rows.by_interaction(conn, order.interaction_id):
            return known, []
        now = self.now()
        job = Job(
            id=order.job_id,
            interaction_id=order.interaction_id,
            guild_id=order.guild_id,
            channel_id=order.channel_id,
            user_id=order.user_id,
            locale=order.locale,
            private=order.private,
            request=order.request,
            hold=hold,
            state="queued",
            issued=False,
            cost=None,
            message_id=order.message_id,
            created_at=now,
        )
        ledger.open_wallet(conn, order.account, self.welcome, now)
        rows.insert(conn, job, self.limits)
        ledger.hold(conn, order.account, hold, job.id, now)
        return job, rows.promote(conn, self.limits)

    def _settle(
        self, conn: sa.Connection, job_id: str, end: End, cost: int, outcome: str, result_id: int | None = None
    ) -> tuple[bool, list[str]]:
        now = self.now()
        if not rows.finish(conn, job_id, end, cost=cost, outcome=outcome, now=now):
            return False, []
        if result_id is not None:
            rows.note_message(conn, job_id, result_id)
        ledger.settle(conn, job_id, cost, now)
        return True, rows.promote(conn, self.limits)

    def _cancel(self, conn: sa.Connection, job_id: str) -> tuple[Job, int, list[str]]:
        job = rows.load(conn, job_id)
        if job is None or job.state not in {"queued", "ready", "running"}:
            raise UnknownJob(job=job_id)
        cost = job.hold if job.issued else 0
        _, started = self._settle(conn, job_id, "canceled", cost, "canceled by the member")
        return job, cost, started

    def _rescan(self, conn: sa.Connection) -> list[str]:
        rows.promote(conn, self.limits)
        return rows.unfinished(conn)

    @property
    def _desk(self) -> Desk:
        assert self.desk is not None, "a desk takes its place before jobs start"  # noqa: S101
        return self.desk


def _about(job: Job) -> dict[str, object]:
    """What every log line about a job carries."""
    return {"job": job.id, "member": job.user_id, "server": job.guild_id, "model": job.request.model}
