"""What the bot counts, in the form Prometheus reads. Each bot has a registry of its own: nothing is global.

Labels are models of the catalog, stages, states, outcomes and keys of errors, never members or servers.
"""

import asyncio
import contextlib
import logging
import math
from collections.abc import AsyncGenerator, Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Literal, Protocol

import aiohttp
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

log = logging.getLogger(__name__)

CONTENT_TYPE = CONTENT_TYPE_LATEST
STATES = ("queued", "ready", "running", "delivering")
SCOPES = frozenset({"user", "global", "shared"})  # what Discord says a limit is of
STAGE_SECONDS = (0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800)
LAG_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
PACE = 1.0  # seconds between two looks at how late the event loop is

Stage = Literal["queued", "making", "delivering"]


class Tally(Protocol):
    """What the studio tells of its jobs. Nothing waits, and whatever is raised breaks no job."""

    def held(self, amount: int) -> None:
        """Credits, for a job that was accepted."""
        ...

    def lasted(self, stage: Stage, model: str, seconds: float) -> None:
        """A job has left a stage."""
        ...

    def ended(self, model: str, outcome: str, error: str, *, charged: int, returned: int) -> None:
        """`error`: the key of one, or empty; credits."""
        ...

    def billed(self, model: str, usd: Decimal) -> None:
        """By the gateway, as far as one knows."""
        ...


class Metrics:
    """Implements `Tally`, and counts what has nothing to do with jobs."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._jobs = Counter("atelier_jobs_ended", "Jobs that ended", ("model", "outcome", "error"), registry=registry)
        self._stages = Histogram(
            "atelier_stage_seconds",
            "Time jobs spent in a stage",
            ("stage", "model"),
            buckets=STAGE_SECONDS,
            registry=registry,
        )
        self._held = Counter("atelier_credits_held", "Credits held for accepted jobs", registry=registry)
        self._charged = Counter("atelier_credits_charged", "Credits charged for ended jobs", registry=registry)
        self._returned = Counter(
            "atelier_credits_returned", "Credits held and given back when jobs ended", registry=registry
        )
        self._billed = Counter(
            "atelier_billed_usd",
            "US dollars billed by the gateway, translations included",
            ("model",),
            registry=registry,
        )
        self._queue = Gauge("atelier_queue_jobs", "Unfinished jobs, read when asked", ("state",), registry=registry)
        self._limits = Counter(
            "atelier_discord_rate_limits", "Requests that Discord answered with 429", ("scope",), registry=registry
        )
        self._lag = Histogram(
            "atelier_event_loop_lag_seconds",
            "How late the event loop woke a task that slept",
            buckets=LAG_SECONDS,
            registry=registry,
        )
        self._balance = Gauge(
            "atelier_gateway_balance_usd", "US dollars left at the gateway; NaN while unknown", registry=registry
        )
        self.balance(None)

    # -- of jobs: see Tally

    def held(self, amount: int) -> None:
        """See Tally."""
        self._held.inc(amount)

    def lasted(self, stage: Stage, model: str, seconds: float) -> None:
        """See Tally."""
        self._stages.labels(stage, model).observe(seconds)

    def ended(self, model: str, outcome: str, error: str, *, charged: int, returned: int) -> None:
        """See Tally."""
        self._jobs.labels(model, outcome, error).inc()
        self._charged.inc(charged)
        self._returned.inc(returned)

    def billed(self, model: str, usd: Decimal) -> None:
        """See Tally."""
        self._billed.labels(model).inc(float(usd))

    # -- of the bot

    def queue(self, load: Mapping[str, int]) -> None:
        """State -> how many unfinished jobs are in it."""
        for state in STATES:
            self._queue.labels(state).set(load.get(state, 0))

    def balance(self, usd: Decimal | None) -> None:
        """US dollars left at the gateway; None: nobody knows."""
        self._balance.set(math.nan if usd is None else float(usd))

    def late(self, seconds: float) -> None:
        """The event loop woke somebody so much later than was asked."""
        self._lag.observe(seconds)

    def trace(self) -> aiohttp.TraceConfig:
        """Given to the Discord client, counts the answers that say "too many"."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._answered)
        return trace

    async def _answered(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        if ended.response.status == 429:
            scope = ended.response.headers.get("X-RateLimit-Scope", "")
            with contextlib.suppress(Exception):  # Discord's answer matters more than that it was counted
                self._limits.labels(scope if scope in SCOPES else "unknown").inc()

    @contextlib.asynccontextmanager
    async def loop_watched(self, pace: float = PACE) -> AsyncGenerator[None]:
        """Look every `pace` seconds how late the event loop is, while the context lasts."""
        task = asyncio.create_task(self._watch(pace))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _watch(self, pace: float) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + pace
            await asyncio.sleep(pace)
            self.late(max(0.0, loop.time() - due))

    def exposition(self) -> bytes:
        """Everything, as CONTENT_TYPE. Takes milliseconds for a few thousand lines: not for the event loop."""
        return generate_latest(self.registry)
