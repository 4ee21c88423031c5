"""Posting a result: the ways to the member, and making the files fit through them."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import discord

from bot.errors import BadAttachment, DeliveryFailed, ResultGone
from bot.jobs.rows import DIRECT, Job
from bot.media import video
from bot.media.assets import Asset, Files
from bot.media.marks import Marks
from bot.media.outgoing import Outbox, no_room
from bot.rules import Rules
from bot.ui import NOBODY, results
from bot.ui.answer import Answer
from bot.ui.dressing import result_view
from bot.ui.place import DEFAULT_LIMIT, Place, found_in
from bot.ui.results import Upload
from bot.ui.texts import fitted_text

log = logging.getLogger(__name__)

TOO_LARGE = 40005  # Discord's code
SHRINKS = 3  # attempts to upload, each with half the bytes of the one before


Send = Callable[[str, list[discord.File], discord.ui.View], Awaitable[discord.Message]]
"""A message with that text, these files and these buttons."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a message reaches the member; `limit` is what a file may weigh there."""

    send: Send
    limit: int
    takes_over: bool = False
    """The progress message becomes the result."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who wants to know how posting goes on."""

    fitting: Callable[[int], None] = lambda percent: None
    """What share of a video has been made to fit, 0 to 100. Never waits."""
    sending: Callable[[], None] = lambda: None
    """A message is about to leave."""
    box: str = ""
    """Under which name copies of files are made; empty: the job's."""


UNWATCHED = Watch()


@dataclass(slots=True)
class _Parcel:
    """What a message carries: files, and lines that say what is not as it was made, or where the rest is."""

    uploads: list[Upload] = field(default_factory=list[Upload])
    changes: list[str] = field(default_factory=list[str])
    links: list[str] = field(default_factory=list[str])

    def lines(self, job: Job) -> list[str]:
        """The links last."""
        return [*([fitted_text(job.locale, self.changes)] if self.changes else []), *self.links]


class Posting:
    """Knows the ways, best first: a regular message, the interaction's own, a direct one."""

    def __init__(
        self, client: discord.Client, files: Files, public_url: str, rules: Callable[[int], Awaitable[Rules]]
    ) -> None:
        """`rules` are a server's."""
        self._client = client
        self._files = files
        self._public_url = public_url
        self._rules = rules
        self._outbox = Outbox(files)

    def ways(self, job: Job, place: Place) -> list[Way]:
        """Private results never go to the channel, and none goes where the bot itself is not."""
        ways: list[Way] = []
        openly = job.within_reach and not job.private
        if openly:
            ways.append(self.channel(place.channel, job.asked_in, job.id))
        if place.answer is not None:
            ways.append(Way(_editing(place.answer), place.answer.limit, takes_over=True))
        if not (openly and job.asked_in == DIRECT):  # else it is the first way once more
            ways.append(Way(self._direct(job), DEFAULT_LIMIT))
        return ways

    def channel(self, channel: discord.abc.Messageable, guild_id: int, nonce: str) -> Way:
        """A regular message there."""
        guild = self._client.get_guild(guild_id)
        return Way(_posting(channel, nonce), guild.filesize_limit if guild else DEFAULT_LIMIT)

    async def post(
        self, way: Way, job: Job, assets: list[Asset], text: Callable[[list[str]], str], watch: Watch = UNWATCHED
    ) -> discord.Message | None:
        """Once: as they are, re-encoded to fit, then as links where the operator has an address for them.

        A video too long to be made so small becomes a link at once, with its first frame beside it.

        None when this way is closed.

        Raises what leaves it open whether the message is there.
        """
        view = result_view(job, assets)
        marks = results.marks(job) if (await self._rules(job.guild_id)).file_metadata else None
        limit = way.limit
        try:
            for _ in range(SHRINKS):
                parcel = await self._parcel(job, assets, limit, marks, watch)
                if parcel is None:
                    return None
                watch.sending()
                message = await _taken(way, text(parcel.lines(job)), parcel.uploads, view)
                if message is not None:
                    return message
                limit = max([upload.size for upload in parcel.uploads], default=limit) // 2
                log.info("too large for Discord, trying %d bytes a file", limit, extra={"job": job.id})
            return await self._link_all(way, job, assets, text, limit, marks, watch) if self._public_url else None
        except discord.HTTPException as error:
            if not 400 <= error.status < 500 or error.status == 429:
                raise
            log.info("a way to the member is closed: %s", error, extra={"job": job.id})
            return None

    async def _link_all(
        self,
        way: Way,
        job: Job,
        assets: list[Asset],
        text: Callable[[list[str]], str],
        limit: int,
        marks: Marks | None,
        watch: Watch,
    ) -> discord.Message:
        """With the first frames of videos, where Discord takes those."""
        content, view = text([self._link(job, asset) for asset in assets]), result_view(job, assets)
        posters: list[Upload] = []
        for asset in assets:
            if asset.mime in video.SUFFIXES:
                posters += await self._posters(job, asset, len(assets), limit, marks, watch)
        shown = await _taken(way, content, posters, view) if posters else None
        return shown or await way.send(content, [], view)

    async def sent(self, box: str) -> None:
        """No file of the job, or of another watch's box, is to be posted any more."""
        await self._outbox.sent(box)

    async def found(self, job: Job, place: Place) -> discord.Message | None:
        """The message that shows the result already. Raises what leaves it open."""
        try:
            if place.answer is not None:
                original = await place.answer.fetch()
                if original is not None and results.shows(original, job):
                    return original
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("cannot look whether the result is posted: %s", error, extra={"job": job.id})
        elsewhere = job.within_reach and job.asked_in != DIRECT and not job.private
        if elsewhere and (there := await found_in(place.channel, job, results.shows)) is not None:
            return there
        try:
            direct = await self._client.create_dm(discord.Object(job.user_id))
        except (discord.NotFound, discord.Forbidden):
            return None
        return await found_in(direct, job, results.shows)

    async def _parcel(
        self, job: Job, assets: list[Asset], limit: int, marks: Marks | None, watch: Watch
    ) -> _Parcel | None:
        """None when one of them cannot be made to fit, and there is no address to link it at."""
        parcel = _Parcel()
        for asset in assets:
            try:
                fitted = await self._outbox.fitted(watch.box or job.id, asset, limit, marks, watch.fitting)
            except (OSError, BadAttachment) as error:
                if no_room(error):
                    raise DeliveryFailed(f"no room to make {asset.path} fit: {error}", job=job.id) from error
                raise ResultGone(f"{asset.path} cannot be read: {error}", job=job.id) from error
            if fitted is not None:
                parcel.uploads.append(results.upload(job, asset.number, len(assets), fitted.path, fitted.mime))
                parcel.changes += fitted.changes
                continue
            log.info("%s does not go into %d bytes", asset.path, limit, extra={"job": job.id})
            if not self._public_url:
                return None
            parcel.links.append(self._link(job, asset))
            parcel.uploads += await self._posters(job, asset, len(assets), limit, marks, watch)
        return parcel

    async def _posters(
        self, job: Job, asset: Asset, count: int, limit: int, marks: Marks | None, watch: Watch
    ) -> list[Upload]:
        """One, or none: a link does without."""
        try:
            poster = await self._outbox.poster(watch.box or job.id, asset, limit, marks)
        except (OSError, BadAttachment) as error:
            log.info("%s shows no first frame: %s", asset.path, error, extra={"job": job.id})
            return []
        return [results.upload(job, asset.number, count, poster.path, poster.mime, poster=True)]

    def _link(self, job: Job, asset: Asset) -> str:
        signature = self._files.links.signature(job.id)
        return f"{self._public_url}/files/{job.id}/{signature}/{asset.path.rpartition('/')[2]}"

    def _direct(self, job: Job) -> Send:
        async def send(content: str, files: list[discord.File], view: discord.ui.View) -> discord.Message:
            channel = await self._client.create_dm(discord.Object(job.user_id))
            return await _posting(channel, job.id)(content, files, view)

        return send


async def _taken(way: Way, content: str, uploads: list[Upload], view: discord.ui.View) -> discord.Message | None:
    """None where that is too large for Discord."""
    try:
        return await _sent(way, content, uploads, view)
    except discord.HTTPException as error:
        if error.status != 413 and error.code != TOO_LARGE:
            raise
        return None


async def _sent(way: Way, content: str, uploads: list[Upload], view: discord.ui.View) -> discord.Message:
    """Discord.py closes only what it has begun to send: a direct message may be refused before that."""
    files = [upload.file() for upload in uploads]
    try:
        return await way.send(content, files, view)
    finally:
        for file in files:
            file.close()


def _posting(channel: discord.abc.Messageable, nonce: str) -> Send:
    """A regular message. The nonce makes a repeat within minutes the same message."""

    async def send(content: str, files: list[discord.File], view: discord.ui.View) -> discord.Message:
        return await channel.send(
            content, files=files, view=view, nonce=nonce, allowed_mentions=NOBODY, suppress_embeds=True
        )

    return send


def _editing(answer: Answer) -> Send:
    """The message that shows the progress."""

    async def send(content: str, files: list[discord.File], view: discord.ui.View) -> discord.Message:
        return await answer.edit(content=content, attachments=files, view=view)

    return send
