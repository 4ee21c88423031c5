"""One call's share of a job: from wherever it is to its files."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.catalog.spec import ModelSpec
from bot.errors import JobLost, ModelInTrouble, OptionNotOffered, ProviderBusy, ProviderDown, ProviderError, WrongWire
from bot.jobs.rows import Job
from bot.making.exchange import Exchange, Got
from bot.making.given import given_files
from bot.media.assets import Files
from bot.media.requests import GenerationRequest
from bot.provider import wire
from bot.provider.client import Client, NotSent
from bot.provider.fields import left_out
from bot.provider.health import Health
from bot.provider.retry import Retry
from bot.provider.spool import Spool
from bot.provider.tasks import Rivals, Task, dumped
from bot.provider.wires import recovering, wires

log = logging.getLogger(__name__)

MOST_NUMBERS = 100  # files of one call
EARLIER, LATER = 5, 120  # seconds around our sending in which a task that nobody knows began, if it is ours


@dataclass(frozen=True, slots=True)
class Means:
    """What every job is made with. `overrides`: model id -> wire; `pace`: factor on the time between two looks."""

    client: Client
    files: Files
    overrides: Mapping[str, str]
    retry: Retry
    health: Health
    pace: float = 1.0

    def wires_of(self, spec: ModelSpec, request: GenerationRequest) -> list[str]:
        """In the order they are tried; the operator's choice first, if it can take such a request."""
        offered = spec.wires_for(request)
        chosen = self.overrides.get(spec.id)
        return list(dict.fromkeys([chosen, *offered] if chosen in offered else offered))

    def usable(self, spec: ModelSpec, request: GenerationRequest) -> list[str]:
        """Those of them that have not failed too often of late. Raises ModelInTrouble when there is none."""
        found = self.health.usable(spec.id, self.wires_of(spec, request))
        if not found:
            raise ModelInTrouble(model=spec.title, successor="")
        return found


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told meanwhile."""

    progress: Callable[[wire.Queued | wire.Progress], None]
    preview: Callable[[bytes, str], None]
    issue: Callable[[int], Awaitable[int]]
    """Awaited with a call's number before it leaves; what it raises stops it. Gives when the job was issued:
    milliseconds since 1970."""
    not_executed: Callable[[int], Awaitable[None]]
    """Awaited when the gateway has said that it did not execute that call, before it is sent again."""
    pending: Callable[[Mapping[str, Any]], Awaitable[None]]
    """Awaited with all tasks of the job, as JSON, before any of them is looked up."""
    rivals: Callable[[], Awaitable[Rivals]]
    """Which tasks belong to other jobs of the model."""


def shared_out(spec: ModelSpec, request: GenerationRequest) -> list[GenerationRequest]:
    """One request a call, when a call makes fewer pictures than were asked for."""
    most = spec.per_call or request.count
    return [
        request.model_copy(
            update={
                "count": min(most, request.count - begun),
                # The same seed would make the same picture again, and cost as much.
                "seed": None if request.seed is None else request.seed + begun,
            }
        )
        for begun in range(0, request.count, most)
    ]


class Share:
    """`number` counts from 0; `tasks` are those of the whole job, shared with its other shares; `until` is when it must
    have ended, by the loop's clock."""

    def __init__(
        self,
        means: Means,
        job: Job,
        spec: ModelSpec,
        watcher: Watcher,
        spool: Spool,
        tasks: dict[int, Task],
        number: int,
        requests: Sequence[GenerationRequest],
        until: float,
    ) -> None:
        self._means = means
        self._job = job
        self._spec = spec
        self._watcher = watcher
        self._spool = spool
        self._tasks = tasks
        self._number = number
        self._request = requests[number]
        self._until = until
        self._alone = len(requests) == 1
        self._first = 1 + MOST_NUMBERS * number  # a call may bring more than it was asked for
        self._left_out: frozenset[str] = frozenset()

    async def run(self, issued_at: int | None) -> Got:
        """`issued_at`: milliseconds since 1970 when the job was issued by an earlier process."""
        if task := self._tasks.get(self._number):
            return await self._judged(task.wire, self._look_on(task))
        if issued_at is not None:
            task = await self._lost_and_found(issued_at)
            return await self._judged(task.wire, self._look_on(task))
        given = await given_files(self._means.files, self._request)
        *others, last = self._means.usable(self._spec, self._request)
        for name in others:
            try:
                return await self._through(name, given)
            except WrongWire as error:
                log.info("%s is not offered in %s: %s", self._spec.id, name, error, extra={"job": self._job.id})
        try:
            return await self._through(last, given)
        except WrongWire as error:
            if not (options := self._spec.narrowing(self._request)):
                raise
            raise OptionNotOffered(str(error), model=self._spec.title, options=options) from error

    async def _through(self, name: str, given: wire.Given) -> Got:
        """Again and again while the gateway is too busy to execute it, as long as that is bearable."""
        call = await asyncio.to_thread(wires()[name].call, self._spec, self._request, given)  # base64 of megabytes
        attempt = 1
        while True:
            exchange = self._exchange()
            try:
                return await self._issue(exchange, name, call)
            except ProviderBusy as error:
                if exchange.begun:
                    raise
                await self._watcher.not_executed(self._number)
                delay = self._means.retry.delay(attempt, error)
                if delay is None:
                    raise
                log.info("busy, trying again in %.1f s: %s", delay, error, extra={"job": self._job.id})
            self._watcher.progress(wire.Queued())
            await asyncio.sleep(delay)
            attempt += 1

    async def _issue(self, exchange: Exchange, name: str, call: wire.Call) -> Got:
        return await self._judged(name, self._sent(exchange, name, call))

    async def _judged(self, name: str, work: Awaitable[Got]) -> Got:
        """Within the time that is left; how it ends is told to whoever judges the lane by it."""
        with self._means.health.judged(self._spec.id, name, self._job.user_id):
            try:
                async with asyncio.timeout_at(self._until):
                    return await work
            except TimeoutError as error:
                raise ProviderDown(f"{name}: no end in time") from error

    async def _sent(self, exchange: Exchange, name: str, call: wire.Call) -> Got:
        chosen = wires()[name]
        issued_at = await self._watcher.issue(self._number)

        def instead(refused: wire.Call, error: ProviderError) -> wire.Call | None:
            other = chosen.instead(self._spec, refused, error)
            if other is not None:
                self._left_out |= set(left_out(self._spec, self._spec.lane(name), self._request, refused, other))
            return other

        try:
            got = await exchange.issue(call, self._reader(name), instead, self._note(name))
            return replace(got, left_out=self._left_out)
        except NotSent:
            raise
        except ProviderDown as error:
            task = None if exchange.begun else await self._found(name, issued_at)
            if task is None:
                raise
            log.info("no answer (%s), but the task is there", error, extra={"job": self._job.id})
            return await self._look_on(task)

    async def _look_on(self, task: Task) -> Got:
        return await self._exchange().look_on(task.pending, self._reader(task.wire), self._note(task.wire))

    async def _lost_and_found(self, issued_at: int) -> Task:
        for name in self._means.wires_of(self._spec, self._request):
            if task := await self._found(name, issued_at):
                return task
        raise JobLost("issued by a process that has ended")

    async def _found(self, name: str, issued_at: int) -> Task | None:
        """The one task that must be ours although its name never reached us; None when there is any doubt."""
        chosen = recovering(name)
        if chosen is None or not self._alone:
            return None
        try:
            body = await self._means.client.whole(chosen.recent(self._spec))
        except ProviderError as error:
            log.info("cannot look for a lost task: %s", error, extra={"job": self._job.id})
            return None
        rivals = await self._watcher.rivals()
        since = issued_at / 1000
        mine = [
            pending
            for task_id, (began, pending) in chosen.found(self._spec, body).items()
            if task_id not in rivals.tasks and since - EARLIER <= began <= since + LATER
        ]
        if rivals.unknown or len(mine) != 1:
            return None
        await self._note(name)(mine[0])
        return Task(name, mine[0])

    def _note(self, name: str) -> Callable[[wire.Pending], Awaitable[None]]:
        async def note(pending: wire.Pending) -> None:
            self._tasks[self._number] = Task(name, pending)
            await self._watcher.pending(dumped(self._tasks))

        return note

    def _reader(self, name: str) -> Callable[[], wire.Reader]:
        return lambda: wires()[name].reader(self._spec, self._request)

    def _exchange(self) -> Exchange:
        """Only the first share's progress shows; the others would contradict it."""
        shown = self._number == 0
        return Exchange(
            self._means.client,
            self._means.files,
            self._spool,
            self._job.id,
            first=self._first,
            pace=self._means.pace,
            progress=self._watcher.progress if shown else _unseen,
            preview=self._watcher.preview if shown else _unseen,
        )


def _unseen(*_: object) -> None:
    """Progress of a share that does not show."""
