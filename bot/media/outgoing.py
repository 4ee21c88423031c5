"""What is sent in place of a result that is too large, or without a word on where it comes from. Results stay as they
came: these are copies on disk, made once for each limit and kept until the result is posted."""

import asyncio
import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from bot.errors import BadAttachment
from bot.media import fitting, images, video
from bot.media.assets import Asset, Files
from bot.media.fitting import Change
from bot.media.marking import mark, marked_video
from bot.media.marks import Marks
from bot.media.threads import Halted, in_halting_thread, in_thread

log = logging.getLogger(__name__)

POSTER = 2**20  # bytes
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_ROOM = 1024  # bytes that metadata takes besides its words
_AGAIN = 2  # by which a video that has to be written again may grow


def no_room(error: Exception) -> bool:
    """Whether something could not be made because the disk is full: another time it can."""
    cause = error if isinstance(error, OSError) else error.__cause__
    return isinstance(cause, OSError) and cause.errno in _FULL


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file to be sent. `changes` are what was done to it to make it fit."""

    path: Path
    mime: str
    changes: tuple[Change, ...] = ()


class Outbox:
    """Makes what is to be sent. One video and one picture at a time: either takes the machine as it is."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._made: dict[str, dict[tuple[int, int], Outgoing | None]] = {}
        self._videos = asyncio.Semaphore(1)
        self._pictures = asyncio.Semaphore(1)

    async def fitted(
        self, job_id: str, asset: Asset, limit: int, marks: Marks | None, told: Callable[[int], None]
    ) -> Outgoing | None:
        """A result in at most `limit` bytes; None of a video that is too long for that.

        A picture that cannot be made so small comes as small as it is worth posting. `told` hears, in the loop, what
        share of a video is done, 0 to 100. Raises OSError and BadAttachment.
        """
        made = self._made.setdefault(job_id, {})
        key = asset.number, limit
        if key not in made:
            made[key] = await self._make(job_id, asset, limit, marks, told)
        return made[key]

    async def poster(self, job_id: str, asset: Asset, limit: int, marks: Marks | None) -> Outgoing:
        """A video's first frame. Raises OSError and BadAttachment."""
        data, mime = await in_thread(video.poster, self._files.at(asset.path), min(limit, POSTER))
        target = await self._files.going_out(job_id, f"{asset.number}-{limit}-poster.jpg")
        await in_thread(target.write_bytes, data)
        return await self._marked(Outgoing(target, mime), limit, marks)

    async def sent(self, job_id: str) -> None:
        """It is posted, or will never be: copies may go."""
        self._made.pop(job_id, None)
        await self._files.sent(job_id)

    async def _make(
        self, job_id: str, asset: Asset, limit: int, marks: Marks | None, told: Callable[[int], None]
    ) -> Outgoing | None:
        path = self._files.at(asset.path)
        if (await in_thread(path.stat)).st_size != asset.size:
            raise BadAttachment("it is not what was kept", name=path.name)
        moving = asset.mime in video.SUFFIXES
        fits = asset.size <= limit
        if fits and not (asset.mime == video.MP4 and not await in_thread(video.plays, path)):
            target = await self._files.going_out(job_id, f"{asset.number}-{limit}{path.suffix}")
            return await self._marked(Outgoing(path, asset.mime), limit, marks, target)
        if not moving:
            return await self._picture(job_id, asset, limit, marks)
        most = min(limit, max(POSTER, _AGAIN * asset.size)) if fits else limit
        made = await self._video(job_id, asset, most, marks, told)
        return Outgoing(path, asset.mime) if made is None and fits else made

    async def _picture(self, job_id: str, asset: Asset, limit: int, marks: Marks | None) -> Outgoing:
        target = await self._files.going_out(job_id, f"{asset.number}-{limit}")
        path, most = self._files.at(asset.path), self._files.max_megapixels
        async with self._pictures:
            fitted = await in_thread(fitting.fit, path, limit - _room(marks, limit), target, most)
        named = target.with_suffix("." + images.SUFFIXES[fitted.mime])
        await in_thread(target.replace, named)
        return await self._marked(Outgoing(named, fitted.mime, fitted.changes), limit, marks)

    async def _video(
        self, job_id: str, asset: Asset, limit: int, marks: Marks | None, told: Callable[[int], None]
    ) -> Outgoing | None:
        target = await self._files.going_out(job_id, f"{asset.number}-{limit}.mp4")
        loop, room = asyncio.get_running_loop(), _room(marks, limit)
        tags = marks.clean().tags() if marks and room else {}

        def work(halted: Event) -> bool:
            last = -1

            def heard(percent: int) -> None:
                nonlocal last
                if halted.is_set():
                    raise Halted
                if percent != last:
                    last = percent
                    loop.call_soon_threadsafe(told, percent)

            return video.fit(self._files.at(asset.path), limit - room, target, told=heard, tags=tags)

        async with self._videos:
            if not await in_halting_thread(work):
                return None
        if marks and room:
            await in_thread(marked_video, target, video.MP4, marks)
        return Outgoing(target, video.MP4, ("video",))

    async def _marked(self, plain: Outgoing, limit: int, marks: Marks | None, target: Path | None = None) -> Outgoing:
        """With what is known of it, unless that makes it too large, or the file is not built as it should be."""
        if marks is None:
            return plain
        target = target or plain.path.with_stem(f"{plain.path.stem}-marked")
        try:
            if not await in_thread(mark, plain.path, target, plain.mime, marks):
                return plain
        except OSError as error:
            log.warning("no metadata in %s: %s", plain.path, error)
            await in_thread(target.unlink, missing_ok=True)
            return plain
        if (await in_thread(target.stat)).st_size > limit:
            await in_thread(target.unlink)
            return plain
        return replace(plain, path=target)


def _room(marks: Marks | None, limit: int) -> int:
    """Bytes to be left for metadata; 0 where they would be a large part of the file."""
    if marks is None:
        return 0
    marks = marks.clean()
    words = [marks.xmp() or b"", *(text.encode() for text in (marks.parameters(), *marks.tags().values()))]
    room = _ROOM + sum(map(len, words))
    return room if room < limit // 8 else 0
