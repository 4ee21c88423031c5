"""Posting a result: the ways to the member, and making the files fit through them."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord

from bot.errors import BadAttachment, ResultGone
from bot.jobs.rows import Job
from bot.media.assets import Asset, Files
from bot.ui import NOBODY, results
from bot.ui.answer import Answer
from bot.ui.dressing import result_view
from bot.ui.place import DEFAULT_LIMIT, Place, found_in
from bot.ui.results import Upload

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


class Posting:
    """Knows the ways, best first: a regular message, the interaction's own, a direct one."""

    def __init__(self, client: discord.Client, files: Files, public_url: str) -> None:
        self._client = client
        self._files = files
        self._public_url = public_url

    def ways(self, job: Job, place: Place) -> list[Way]:
        """Private results never go to the channel."""
        ways: list[Way] = []
        if not job.private:
            ways.append(self.channel(place.channel, job.guild_id, job.id))
        if place.answer is not None:
            ways.append(Way(_editing(place.answer), place.answer.limit, takes_over=True))
        return [*ways, Way(self._direct(job), DEFAULT_LIMIT)]

    def channel(self, channel: discord.abc.Messageable, guild_id: int, nonce: str) -> Way:
        """A regular message there."""
        guild = self._client.get_guild(guild_id)
        return Way(_posting(channel, nonce), guild.filesize_limit if guild else DEFAULT_LIMIT)

    async def post(
        self, way: Way, job: Job, assets: list[Asset], text: Callable[[list[str]], str]
    ) -> discord.Message | None:
        """Once: as they are, re-encoded to fit, then as links where the operator has an address for them.

        A video too long to be made so small becomes a link at once.

        None when this way is closed.

        Raises what leaves it open whether the message is there.
        """
        limit, view = way.limit, result_view(job, assets)
        try:
            for _ in range(SHRINKS):
                uploads = await self._uploads(job, assets, limit)
                if uploads is None:
                    break
                try:
                    return await _sent(way, text([]), uploads, view)
                except discord.HTTPException as error:
                    if error.status != 413 and error.code != TOO_LARGE:
                        raise
                limit = max(upload.size for upload in uploads) // 2
                log.info("too large for Discord, trying %d bytes a file", limit, extra={"job": job.id})
            return await way.send(text(self._links(job, assets)), [], view) if self._public_url else None
        except discord.HTTPException as error:
            if not 400 <= error.status < 500 or error.status == 429:
                raise
            log.info("a way to the member is closed: %s", error, extra={"job": job.id})
            return None

    async def found(self, job: Job, place: Place) -> discord.Message | None:
        """The message that shows the result already. Raises what leaves it open."""
        try:
            if place.answer is not None:
                original = await place.answer.fetch()
                if original is not None and results.shows(original, job):
                    return original
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("cannot look whether the result is posted: %s", error, extra={"job": job.id})
        if not job.private and (there := await found_in(place.channel, job, results.shows)) is not None:
            return there
        try:
            direct = await self._client.create_dm(discord.Object(job.user_id))
        except (discord.NotFound, discord.Forbidden):
            return None
        return await found_in(direct, job, results.shows)

    async def _uploads(self, job: Job, assets: list[Asset], limit: int) -> list[Upload] | None:
        """None when one of them cannot be made to fit."""
        uploads: list[Upload] = []
        for asset in assets:
            try:
                fitted = await self._files.fitted(job.id, asset, limit)
            except (OSError, BadAttachment) as error:
                raise ResultGone(f"{asset.path} cannot be read: {error}", job=job.id) from error
            if fitted is None:
                log.info("%s does not go into %d bytes", asset.path, limit, extra={"job": job.id})
                return None
            uploads.append(results.upload(job, asset.number, len(assets), *fitted))
        return uploads

    def _links(self, job: Job, assets: list[Asset]) -> list[str]:
        names = [asset.path.rpartition("/")[2] for asset in assets]
        signature = self._files.links.signature(job.id)
        return [f"{self._public_url}/files/{job.id}/{signature}/{name}" for name in names]

    def _direct(self, job: Job) -> Send:
        async def send(content: str, files: list[discord.File], view: discord.ui.View) -> discord.Message:
            channel = await self._client.create_dm(discord.Object(job.user_id))
            return await _posting(channel, job.id)(content, files, view)

        return send


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
