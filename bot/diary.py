"""The diary: what is written of a job. One log line for each stage, and the numbers that go with it."""

import logging
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from bot.catalog.catalog import Catalog
from bot.errors import AtelierError, JobBroke, JobLost
from bot.jobs.rows import Job
from bot.metrics import Stage, Tally

log = logging.getLogger(__name__)

OTHER = "other"  # stands for models that have left the catalog


class Diary:
    """`now()` gives milliseconds since 1970; `prompts`: what was asked for stands in the line of an accepted job."""

    def __init__(self, catalog: Catalog, tally: Tally, now: Callable[[], int], *, prompts: bool) -> None:
        self._catalog = catalog
        self._tally = tally
        self._now = now
        self._prompts = prompts
        self._since: dict[str, int] = {}  # job -> when its stage began in this process
        self._issued: set[str] = set()

    # -- on the way

    def accepted(self, job: Job) -> None:
        """Credits are held, the job waits for its turn."""
        asked = {"prompt": job.request.prompt} if self._prompts else {}
        log.info("accepted", extra=_about(job) | {"hold": job.hold} | asked)
        self._count(lambda: self._tally.held(job.hold))

    def started(self, job: Job) -> None:
        """Work on it begins; once in each process, and only taken over where its paid request has left before."""
        if job.id in self._since:
            return
        now = self._since[job.id] = self._now()
        if job.issued:
            log.info("taken over", extra=_about(job))
            return
        self._lasted("queued", job, now - job.created_at)
        log.info("started", extra=_about(job) | {"waited_ms": now - job.created_at})

    def issued(self, job: Job) -> None:
        """The paid request leaves. That it is sent once more, after it was refused as too busy, is no news."""
        if job.id not in self._issued:
            self._issued.add(job.id)
            log.info("issued", extra=_about(job))

    def made(self, job: Job, files: int) -> None:
        """The files are on disk."""
        now = self._now()
        took = now - self._since.get(job.id, now)
        self._lasted("making", job, took)
        self._since[job.id] = now
        log.info("made", extra=_about(job) | {"files": files, "cost": job.cost, "ms": took})

    def translated(self, job: Job, usd: Decimal) -> None:
        """What its translation took of the operator's money."""
        self._count(lambda: self._tally.billed(self._model(job), usd))

    def helped(self, task: str, member: int, server: int, model: str, usd: Decimal) -> None:
        """A chat model has helped a member with a prompt, for the operator's money."""
        log.info("helped: %s", task, extra={"member": member, "server": server, "model": model})
        if usd:
            self._count(lambda: self._tally.billed(model, usd))

    def undelivered(self, job: Job, error: Exception) -> None:
        """Discord takes the result in no form; told again for every try, which is no news."""
        if job.undelivered_at is None:
            log.warning("undelivered: %s: %s", type(error).__name__, error, extra=_about(job))

    # -- the end

    def delivered(self, job: Job) -> None:
        """The member has the result and has paid for it."""
        if (began := self._since.get(job.id)) is not None:
            self._lasted("delivering", job, self._now() - began)
        log.info("delivered", extra=_about(job) | {"cost": job.cost or 0})
        self._ended(job, "succeeded", charged=job.cost or 0, billed=job.usd)

    def failed(self, job: Job, error: AtelierError, billed: Decimal) -> None:
        """Failed or lost, whatever was held is free again; `billed` in US dollars. What nobody foresaw brings its
        traceback along."""
        outcome = ending_of(error)
        unforeseen = error.__cause__ if isinstance(error, JobBroke) else None
        level = logging.ERROR if unforeseen else logging.WARNING if error.fault else logging.INFO
        log.log(level, "%s: %s: %s", outcome, type(error).__name__, error, extra=_about(job), exc_info=unforeseen)
        self._ended(job, outcome, error.key, billed=billed)

    def canceled(self, job: Job, cost: int, billed: Decimal) -> None:
        """By its member, who paid `cost` credits for it; `billed` in US dollars."""
        log.info("canceled", extra=_about(job) | {"cost": cost})
        self._ended(job, "canceled", charged=cost, billed=billed)

    def _ended(self, job: Job, outcome: str, error: str = "", *, charged: int = 0, billed: Decimal) -> None:
        self._since.pop(job.id, None)
        self._issued.discard(job.id)
        model, returned = self._model(job), job.hold - charged
        self._count(lambda: self._tally.ended(model, outcome, error, charged=charged, returned=returned))
        if billed:
            self._count(lambda: self._tally.billed(model, billed))

    def _lasted(self, stage: Stage, job: Job, milliseconds: int) -> None:
        self._count(lambda: self._tally.lasted(stage, self._model(job), max(0, milliseconds) / 1000))

    def _model(self, job: Job) -> str:
        return job.request.model if self._catalog.has(job.request.model) else OTHER

    @staticmethod
    def _count(one: Callable[[], None]) -> None:
        try:
            one()
        except Exception:
            log.exception("a metric broke")


def ending_of(error: AtelierError) -> Literal["failed", "lost"]:
    """What a job is that ended with this."""
    return "lost" if isinstance(error, JobLost) else "failed"


def _about(job: Job) -> dict[str, object]:
    """What every line of a stage carries."""
    return {"job": job.id, "member": job.user_id, "server": job.guild_id, "model": job.request.model}
