"""What becomes of a job once it is accepted: make -> deliver -> close -> take leave, from wherever it is."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

from sqlalchemy.exc import SQLAlchemyError

from bot import refusals
from bot.catalog.catalog import Catalog
from bot.credits import books, ledger
from bot.credits.entries import OUTSIDE
from bot.credits.ledger import Account
from bot.credits.pricing import Rate, actual_usd, billed_usd
from bot.db.store import Store
from bot.desk import Charged, Desk
from bot.diary import Diary, ending_of
from bot.errors import (
    AtelierError,
    ContentRejected,
    DeliveryFailed,
    JobBroke,
    JobLost,
    ModelRetired,
    ProviderError,
    ResultGone,
    TaskUnknown,
    recalled,
)
from bot.issuing import Issuing, Taken
from bot.jobs import finding, queue, rows
from bot.jobs.local import Local
from bot.jobs.rows import Job
from bot.log import withhold
from bot.making import Making, Watcher
from bot.media.assets import Files
from bot.prompts.translation import Translated
from bot.provider.wire import Queued
from bot.rules import Rules, rules_of
from bot.transactions import (
    Ending,
    Policy,
    close_job,
    made_job,
    take_over,
)

log = logging.getLogger(__name__)

English = Callable[[str], Awaitable[Translated]]
"""A prompt in English, the same one when it is English already. Raises TranslationFailed."""


class Production:
    """Runs jobs and closes them. It knows no Discord and no reply format.

    `look_again()` brings the catalog up to date, `now()` gives milliseconds since 1970, `keep` is how many of them an
    undelivered result is kept.
    """

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        making: Making,
        files: Files,
        engine: Local,
        diary: Diary,
        *,
        rate: Rate,
        policy: Policy,
        usual: Rules,
        keep: int,
        personal_grant: int = 0,
        english: English,
        look_again: Callable[[], Awaitable[None]],
        now: Callable[[], int],
    ) -> None:
        self.store = store
        self.catalog = catalog
        self.making = making
        self.files = files
        self.engine = engine
        self.diary = diary
        self.rate = rate
        self.policy = policy
        self.usual = usual
        self.personal = usual.personal(personal_grant)
        self.keep = keep
        self.english = english
        self.look_again = look_again
        self.now = now
        self.desk: Desk | None = None  # whoever shows jobs takes the place before start()
        self.begun = False
        """Whether the last process's jobs have been taken over."""
        self.stopping = False
        self._issuing: dict[str, Issuing] = {}

    # -- what __main__ calls

    async def start(self) -> None:
        """Take over what the last process left."""
        self.engine.start(self.run)
        self.engine.wake(await self.store.write(take_over, self.policy, self.now()))
        for job in await self.store.read(finding.queued):
            self._desk.adopt(job)
        await self._move_up()
        self.begun = True

    async def stop(self, grace: float) -> None:
        """Accept nothing new, give jobs that a restart would lose `grace` seconds, leave the rest to whoever runs
        next."""
        self.stopping = True
        log.info("stopping: nothing new is accepted, what a restart would lose has %.0f s", grace)
        await self.engine.stop(grace, self._would_be_lost)

    def _would_be_lost(self, job_id: str) -> bool:
        """Results that are being posted are waited for as well: that takes moments."""
        issuing = self._issuing.get(job_id)
        return issuing is None or issuing.exposed

    async def rules(self, guild_id: int) -> Rules:
        """Of that server; OUTSIDE servers, of somebody who is on none."""
        if guild_id == OUTSIDE:
            return self.personal
        return await self.store.read(rules_of, guild_id, self.usual)

    # -- what the engine calls

    async def run(self, job_id: str) -> None:
        """Bring a job to its end from wherever it is. May be called again after any crash, in any process.

        What it raises is nobody's decision (a failing disk, Discord out of reach): the engine calls it again later.
        """
        job = await self.store.read(rows.load, job_id)
        if job is None:
            return
        if job.farewell is not None:
            await self._take_leave(job)
        if job.state not in rows.STARTED:
            return
        withhold(job.request.words())
        self._desk.adopt(job)
        posted = job.state == "delivering"
        if not posted:
            try:
                job = await self._produce(job)
            except Taken:
                return
            except AtelierError as error:
                await self._fail(job, error)
                return
            except Exception as error:  # noqa: BLE001  # whatever breaks, the member's credits come back
                broken = JobBroke(f"{type(error).__name__}: {error}")
                broken.__cause__ = error
                await self._fail(job, broken)
                return
        await self._finish(job, again=posted)

    async def _produce(self, job: Job) -> Job:
        """From a started job to one whose files are on disk and in the rows."""
        spec = self.catalog[job.request.model]
        self.diary.started(job)
        issuing = Issuing(self.store, job, spec, self.now, lambda: self._told_of_issue(job), lambda: self.stopping)
        self._issuing[job.id] = issuing
        try:
            if spec.english_only and not job.issued:
                job = await self._translated(job)
                withhold([*job.request.words(), job.translation])
            sent = job.request.model_copy(update={"prompt": job.translation or job.request.prompt})
            await self._expect(job)
            made = await self.making.make(replace(job, request=sent), spec, self._watcher(job, issuing))
        finally:
            del self._issuing[job.id]
        owed = actual_usd(spec, job.request, len(made.assets), made.usage)
        billed = billed_usd(spec, job.request, len(made.assets), made.usage)
        job = replace(
            job,
            cost=min(job.hold, self.rate.credits(owed)),
            usd=billed,
            state="delivering",
            said=made.said,
            answer=made.answer,
            left_out=made.left_out,
        )
        kept, started = await self.store.write(made_job, job, made.assets, policy=self.policy, now=self.now())
        if not kept:
            raise Taken
        self.engine.wake(started)
        self.diary.made(job, len(made.assets))
        return job

    def _told_of_issue(self, job: Job) -> None:
        self.diary.issued(job)
        self._desk.progress(job, Queued())

    async def _translated(self, job: Job) -> Job:
        """The translation is stored before anything is sent, so that the result can show it after a restart as well."""
        request = job.request
        if request.negative:
            negative = await self.english(request.negative)
            await self._book_translation(job, negative.usd)
            request = request.model_copy(update={"negative": negative.words})
        if job.translation:
            return replace(job, request=request)
        prompt = await self.english(request.prompt)
        await self._book_translation(job, prompt.usd)
        if prompt.words == request.prompt:
            return replace(job, request=request)
        await self.store.write(rows.note_translation, job.id, prompt.words)
        return replace(job, request=request, translation=prompt.words)

    async def _book_translation(self, job: Job, usd: Decimal) -> None:
        if usd:
            self.diary.translated(job, usd)
            now = self.now()
            await self.store.write(
                books.expend,
                f"translation:{job.id}:{now}",
                day=self.policy.day(now),
                guild_id=job.guild_id,
                model=job.request.model,
                what="translation",
                usd=usd,
                charged=0,
                now=now,
            )

    def _watcher(self, job: Job, issuing: Issuing) -> Watcher:
        return Watcher(
            progress=lambda shown: self._desk.progress(job, shown),
            preview=lambda picture, mime: self._desk.preview(job, picture, mime),
            issue=issuing.issue,
            not_executed=issuing.not_executed,
            pending=issuing.pending,
            rivals=issuing.rivals,
        )

    async def _expect(self, job: Job) -> None:
        """Say when a job that starts now is likely to be done."""
        self._desk.expect(job, await self.store.read(queue.outlook_of_started, job, self.now()))

    # -- ending

    async def _finish(self, job: Job, *, again: bool) -> None:
        """Post what was made, unless it is there already (`again`: it may be), and close the job. Nothing after the
        post may fail it."""
        cost = job.cost or 0
        try:
            shown = await self._desk.delivered(job) if again else None
            if shown is None:
                assets = await self.store.read(rows.assets_of, job.id)
                shown = await self._desk.deliver(job, assets, await self._charged(job, cost))
        except ResultGone as error:
            await self._fail(job, error)
            return
        except Exception as error:  # noqa: BLE001  # whatever it is, the hold must not stay open for ever
            await self._undelivered(job, error)
            return
        if await self._close(job, Ending("succeeded", cost, job.usd, shown=shown)):
            self.diary.delivered(job)
        await self._move_up()
        await self._ended(job)

    async def _undelivered(self, job: Job, error: Exception) -> None:
        """Kept, tried again by the engine and offered to the member, until it has been kept for long enough."""
        self.diary.undelivered(job, error)
        now = self.now()
        if job.undelivered_at is not None and now - job.undelivered_at >= self.keep:
            await self._fail(job, error if isinstance(error, AtelierError) else DeliveryFailed(str(error), job=job.id))
            return
        await self.store.write(rows.note_undelivered, job.id, now)
        raise error

    async def _charged(self, job: Job, cost: int) -> Charged:
        rules = await self.rules(job.guild_id)
        day = rules.day(self.now())
        left = await self.store.read(ledger.left_after, Account(job.guild_id, job.user_id), job.id, cost, day)
        return Charged(cost, left)

    async def _fail(self, job: Job, error: AtelierError) -> None:
        if isinstance(error, ModelRetired):
            await self._learn_successor(job, error)
        billed = await self._billed(job, error)
        ending = Ending(ending_of(error), billed=billed, outcome=f"{error.key}: {error}", farewell=error.noted())
        if not await self._close(job, ending):
            return
        self.diary.failed(job, error, billed)
        if isinstance(error, ProviderError) and error.fault:
            await self._desk.alert(error)
        await self._move_up()
        await self._ended(job)

    async def _learn_successor(self, job: Job, error: ModelRetired) -> None:
        """The catalog may learn what to use instead; noted with the error, so that the next process says the same."""
        await self.look_again()
        successor = self.catalog.successor(job.request.model, error.params.get("successor", ""))
        if successor is not None:
            error.params["successor"] = successor.id

    async def _ended(self, job: Job) -> None:
        if (ended := await self.store.read(rows.load, job.id)) and ended.farewell is not None:
            await self._take_leave(ended)

    async def _take_leave(self, job: Job) -> None:
        """What is left to do of a job that has ended: also after a crash, and again when Discord was in trouble."""
        left = job.farewell or {}
        if job.state == "succeeded":
            await self._desk.tidy(replace(job, message_id=left["progress"]), job.message_id)
        elif job.state == "canceled":
            await self.files.discard(job.id)
            await self._desk.canceled(job, job.cost or 0)
        else:
            error = recalled(left)
            if isinstance(error, ContentRejected):
                await self.store.write(refusals.refused, job.id, *_why(error), self.now())
            if isinstance(error, JobLost | TaskUnknown | ContentRejected):
                await self.files.discard_made(job.id)  # what was given may be given to the same model once more
            elif not self._wanted_still(job, error):
                await self.files.discard(job.id)
            await self._desk.fail(job, error)
        await self.store.write(rows.taken_leave, job.id)

    async def _billed(self, job: Job, error: AtelierError) -> Decimal:
        """What the gateway takes for a job that failed: all of it, unless it is known not to have been executed."""
        known = await self.store.read(rows.load, job.id) or job
        if known.state == "delivering":
            return known.usd
        executed = error.executed if isinstance(error, ProviderError) else True
        return known.quoted if known.issued and executed else Decimal(0)

    def _wanted_still(self, job: Job, error: AtelierError) -> bool:
        """Whether a failed job's files are of use: what was only not posted, and what a successor may be given."""
        if isinstance(error, ModelRetired):
            return self.catalog.successor(job.request.model, error.params.get("successor", "")) is not None
        return isinstance(error, DeliveryFailed)

    async def _move_up(self) -> None:
        """Tell those who still wait where they are now, and when their turn may come. Raises nothing: nobody's job
        depends on it."""
        try:
            self._desk.moved(await self.store.read(queue.outlooks, self.policy.limits, self.now()))
        except SQLAlchemyError as error:
            log.warning("cannot say how the queue stands: %s", error)

    async def _close(self, job: Job, ending: Ending) -> bool:
        closed, started = await self.store.write(close_job, job, ending, policy=self.policy, now=self.now())
        self.engine.wake(started)
        return closed

    @property
    def _desk(self) -> Desk:
        assert self.desk is not None, "a desk takes its place before jobs start"  # noqa: S101
        return self.desk


def _why(error: ContentRejected) -> tuple[str, str]:
    """The gateway's words, and whether it was the prompt or the result that it would not have."""
    return str(error.params.get("reason", "")), str(error.params.get("stage", ""))
