"""Live progress: one message that is edited, never faster than Discord likes and never awaited by the work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import discord

from bot import locales
from bot.jobs.rows import Job
from bot.provider.wire import Progress, Queued
from bot.ui import TROUBLE
from bot.ui.texts import quoted

log = logging.getLogger(__name__)

INTERVAL = 1.3  # seconds between edits: Discord allows about five in two seconds, and the final edit wants room
BAR = 12
SOON = 3000  # milliseconds in which no time is worth naming


@dataclass(frozen=True, slots=True)
class Frame:
    """What the progress message shows. `preview` is a picture and its mime type, sent when it is new."""

    stage: str
    percent: int | None = None
    position: int = 0
    likely: int | None = None
    latest: int | None = None
    """When it is likely to be done, milliseconds since 1970; nine of ten are done by `latest`."""
    preview: tuple[bytes, str] | None = None


def after(frame: Frame, shown: Queued | Progress) -> Frame:
    """The next frame."""
    if isinstance(shown, Queued):
        return replace(frame, stage="queued", position=0)
    percent = frame.percent if shown.percent is None else shown.percent
    return replace(frame, stage=shown.stage, percent=percent, position=0)


def content(job: Job, title: str, frame: Frame, now: int) -> str:
    """The message's text at `now`, milliseconds since 1970."""
    stage = locales.text(job.locale, f"progress.{frame.stage}")
    if frame.stage == "queued" and frame.position:
        stage = locales.text(job.locale, "progress.position", position=frame.position)
    share = f" {frame.percent} %" if frame.percent is not None else ""
    return (
        f"{quoted(job.request.prompt)}\n`{_bar(frame.percent)}`{share} · {stage}\n-# {title} · {_when(job, frame, now)}"
    )


def _when(job: Job, frame: Frame, now: int) -> str:
    """Clients count relative times themselves, so that nothing need be edited for it. What is over, or will be before
    it has been read, is not said any more."""
    ahead = [at for at in (frame.likely, frame.latest) if at is not None and at >= now + SOON]
    if not ahead:
        return _relative(job.created_at)
    likely, latest = _relative(ahead[0]), _relative(ahead[-1])
    if likely == latest:
        return locales.text(job.locale, "progress.likely", likely=likely)
    return locales.text(job.locale, "progress.likely_latest", likely=likely, latest=latest)


def _relative(at: int) -> str:
    return f"<t:{at // 1000}:R>"


def _bar(percent: int | None) -> str:
    full = BAR * (percent or 0) // 100
    return "▰" * full + "▱" * (BAR - full)


class Editor:
    """Edits to the latest frame: one request at a time, frames in between are skipped, the work never waits.

    An edit under way is never cancelled: discord.py would keep the token's lock for ever.
    """

    def __init__(self, edit: Callable[[Frame], Awaitable[None]], *, interval: float = INTERVAL) -> None:
        self._edit = edit
        self._interval = interval
        self._latest: Frame | None = None
        self._changed = asyncio.Event()
        self._stopped = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def show(self, frame: Frame) -> None:
        """Never waits."""
        if self._stopped.is_set():
            return
        self._latest = frame
        self._changed.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """No edit begins after this. One that is under way ends by itself, before anything sent with the same token."""
        self._stopped.set()
        self._changed.set()

    async def stopped(self) -> None:
        """Wait for the edit under way."""
        self.stop()
        if self._task:
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._stopped.is_set() or self._latest is None:
                return
            try:
                await self._edit(self._latest)
            except (discord.NotFound, discord.Forbidden):
                return  # deleted, or out of reach: there is nothing to edit any more
            except TROUBLE as error:
                if getattr(error, "status", 0) == 401:
                    return  # the interaction's token has ended
                log.info("a progress edit failed: %s", error)
            try:
                async with asyncio.timeout(self._interval):
                    await self._stopped.wait()
            except TimeoutError:
                continue
            return
