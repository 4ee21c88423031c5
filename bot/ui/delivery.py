"""The desk: where a job shows, from its first progress to its result. Survives restarts, expired tokens, refusals.

The result is a regular message where the bot may post: it outlives the interaction's 15 minutes, and a reply to it
reaches the bot. Private results, and channels the bot may not post in, get the interaction's own message; when that is
out of reach, a direct message.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import discord

from bot import locales
from bot.catalog.catalog import Catalog
from bot.catalog.spec import ModelSpec
from bot.errors import AtelierError, DeliveryFailed
from bot.jobs.rows import Job
from bot.media import images
from bot.media.assets import Asset, Files
from bot.provider.wire import Progress, Queued
from bot.studio import Receipt
from bot.ui import NOBODY, TROUBLE, results
from bot.ui.alerts import Alerts
from bot.ui.cancel import cancel_view
from bot.ui.progress import Editor, Frame, after
from bot.ui.progress import content as progress_text
from bot.ui.results import Upload
from bot.ui.texts import quoted, sentence

log = logging.getLogger(__name__)

TOO_LARGE = 40005  # Discord's code
SHRINKS = 3  # attempts to upload, each with half the bytes of the one before
DEFAULT_LIMIT = 10 * 2**20  # bytes a file, where nobody says otherwise
PATIENCE = (1.0, 5.0, 30.0, 120.0)  # seconds between tries while Discord is in trouble


@dataclass(slots=True)
class _Ticket:
    """A job that shows. `interaction` is None after a restart: then the bot's own token edits the message."""

    interaction: discord.Interaction[Any] | None
    frame: Frame = field(default_factory=lambda: Frame("queued"))
    shown: tuple[bytes, str] | None = None
    dressed: bool = False  # has its Cancel button
    editor: Editor | None = None


class DiscordDesk:
    """Implements `bot.studio.Desk`."""

    def __init__(
        self,
        client: discord.Client,
        catalog: Catalog,
        files: Files,
        *,
        public_url: str = "",
        patience: tuple[float, ...] = PATIENCE,
    ) -> None:
        self._client = client
        self._catalog = catalog
        self._files = files
        self._public_url = public_url
        self._patience = patience
        self._tickets: dict[str, _Ticket] = {}
        self._alerts = Alerts(client)

    def open(self, job_id: str, interaction: discord.Interaction[Any]) -> None:
        """A job is about to be submitted from this interaction."""
        self._tickets[job_id] = _Ticket(interaction)

    def close(self, job_id: str) -> None:
        """It was not, or it has ended."""
        if (ticket := self._tickets.pop(job_id, None)) and ticket.editor:
            ticket.editor.stop()

    # -- while it runs

    def progress(self, job: Job, shown: Queued | Progress, position: int = 0) -> None:
        """See Desk."""
        ticket = self._ticket(job)
        self._show(job, ticket, after(ticket.frame, shown, position))

    def preview(self, job: Job, picture: bytes, mime: str) -> None:
        """See Desk."""
        ticket = self._ticket(job)
        self._show(job, ticket, replace(ticket.frame, preview=(picture, mime)))

    def _show(self, job: Job, ticket: _Ticket, frame: Frame) -> None:
        ticket.frame = frame
        if ticket.editor is None:
            ticket.editor = Editor(lambda latest: self._edit_frame(job, ticket, latest))
        ticket.editor.show(frame)

    async def _edit_frame(self, job: Job, ticket: _Ticket, frame: Frame) -> None:
        changes: dict[str, Any] = {"content": progress_text(job, self._catalog[job.request.model], frame)}
        if frame.preview is not None and frame.preview is not ticket.shown:
            data, mime = frame.preview
            asset = Asset(0, "", mime, 0, 0, len(data), "")
            changes["attachments"] = [results.upload(job, asset, 1, data, mime).file()]
        if not ticket.dressed:
            changes["view"] = cancel_view(job.id, job.locale)
        await self._edit(job, ticket, **changes)
        ticket.shown, ticket.dressed = frame.preview, True

    async def _edit(self, job: Job, ticket: _Ticket, **changes: Any) -> None:
        """Change the progress message, by the interaction's token while it lives, else by the bot's."""
        if ticket.interaction is not None and not ticket.interaction.is_expired():
            await ticket.interaction.edit_original_response(**changes, allowed_mentions=NOBODY)
        elif job.message_id is not None and not job.private:
            await self._message(job).edit(**changes, allowed_mentions=NOBODY)

    def _message(self, job: Job) -> discord.PartialMessage:
        channel = self._client.get_partial_messageable(job.channel_id, guild_id=job.guild_id)
        return channel.get_partial_message(job.message_id or 0)

    def _ticket(self, job: Job) -> _Ticket:
        return self._tickets.setdefault(job.id, _Ticket(None))

    # -- when it ends

    async def deliver(self, job: Job, spec: ModelSpec, assets: list[Asset], receipt: Receipt) -> int:
        """See Desk."""
        ticket = self._ticket(job)
        if ticket.editor:
            ticket.editor.stop()

        def text(links: list[str]) -> str:
            return results.content(job, spec, assets, receipt, links)

        for send, limit in self._ways(job, ticket):
            message = await self._patiently(lambda send=send, limit=limit: self._send(job, assets, text, send, limit))
            if message is not None:
                return message.id
        raise DeliveryFailed("no way to the member is open", job=job.id)

    def _ways(self, job: Job, ticket: _Ticket) -> "list[tuple[_Send, int]]":
        """How the result can reach the member, the best first, with the bytes a file may have."""
        ways: list[tuple[_Send, int]] = []
        if not job.private:
            guild = self._client.get_guild(job.guild_id)
            channel = self._client.get_partial_messageable(job.channel_id, guild_id=job.guild_id)
            ways.append((_posting(channel, job), guild.filesize_limit if guild else DEFAULT_LIMIT))
        if ticket.interaction is not None and not ticket.interaction.is_expired():
            ways.append((_editing(ticket.interaction), ticket.interaction.filesize_limit))
        ways.append((self._direct(job), DEFAULT_LIMIT))
        return ways

    def _direct(self, job: Job) -> "_Send":
        async def send(content: str, files: list[discord.File]) -> discord.Message:
            channel = await self._client.create_dm(discord.Object(job.user_id))
            return await _posting(channel, job)(content, files)

        return send

    async def _send(
        self, job: Job, assets: list[Asset], text: Callable[[list[str]], str], send: "_Send", limit: int
    ) -> discord.Message | None:
        """One way: as they are, re-encoded to fit together, then as links. None when this way is closed."""
        try:
            for _ in range(SHRINKS):
                uploads = [await self._fit(job, asset, len(assets), limit) for asset in assets]
                try:
                    return await send(text([]), [upload.file() for upload in uploads])
                except discord.HTTPException as error:
                    if error.status != 413 and error.code != TOO_LARGE:
                        raise
                limit = max(len(upload.data) for upload in uploads) // 2
                log.info("too large for Discord, trying %d bytes a file", limit, extra={"job": job.id})
            return await send(text(self._links(job, assets)), [])
        except (discord.Forbidden, discord.NotFound) as error:
            log.info("a way to the member is closed: %s", error, extra={"job": job.id})
        except discord.HTTPException as error:
            if error.status == 401 or 400 <= error.status < 429:
                log.warning("Discord refuses the result: %s", error, extra={"job": job.id})
            else:
                raise
        return None

    async def _fit(self, job: Job, asset: Asset, count: int, limit: int) -> Upload:
        data, mime = await asyncio.to_thread(images.fit, self._files.at(asset.path), limit)
        return results.upload(job, asset, count, data, mime)

    def _links(self, job: Job, assets: list[Asset]) -> list[str]:
        if not self._public_url:
            return [locales.text(job.locale, "result.kept", job=job.id)]
        names = [asset.path.rpartition("/")[2] for asset in assets]
        return [f"{self._public_url}/files/{job.id}/{name}" for name in names]

    async def _patiently(self, attempt: Callable[[], Awaitable[discord.Message | None]]) -> discord.Message | None:
        """Wait out Discord's troubles; the last one is raised as DeliveryFailed."""
        for delay in (*self._patience, None):
            try:
                return await attempt()
            except TROUBLE as error:
                if delay is None:
                    raise DeliveryFailed(f"{type(error).__name__}: {error}", job="") from error
                log.warning("Discord is in trouble, trying again in %.0f s: %s", delay, error)
                await asyncio.sleep(delay)
        return None

    async def tidy(self, job: Job, result_id: int) -> None:
        """See Desk. The progress message stays when it has become the result."""
        ticket = self._tickets.pop(job.id, None) or _Ticket(None)
        if ticket.editor:
            await ticket.editor.stopped()
        if result_id == job.message_id or job.private:
            return
        with contextlib.suppress(*TROUBLE):
            if ticket.interaction is not None and not ticket.interaction.is_expired():
                await ticket.interaction.delete_original_response()
            elif job.message_id is not None:
                await self._message(job).delete()

    async def fail(self, job: Job, error: AtelierError) -> None:
        """See Desk."""
        await self._last_word(job, sentence(error, job.locale))

    async def canceled(self, job: Job, cost: int) -> None:
        """See Desk."""
        key = "cancel.charged" if cost else "cancel.free"
        await self._last_word(job, locales.text(job.locale, key, credits=locales.credits_text(job.locale, cost)))

    async def _last_word(self, job: Job, text: str) -> None:
        ticket = self._tickets.pop(job.id, None) or _Ticket(None)
        if ticket.editor:
            await ticket.editor.stopped()
        content = f"{quoted(job.request.prompt)}\n{text}"
        try:
            await self._edit(job, ticket, content=content, attachments=[], view=None)
        except TROUBLE as error:
            log.warning("cannot say why there is no result: %s", error, extra={"job": job.id})

    async def alert(self, error: AtelierError) -> None:
        """See Desk."""
        await self._alerts.send(error)


_Send = Callable[[str, list[discord.File]], Awaitable[discord.Message]]


def _posting(channel: discord.abc.Messageable, job: Job) -> _Send:
    """A regular message. The nonce makes a repeat within minutes the same message."""

    async def send(content: str, files: list[discord.File]) -> discord.Message:
        return await channel.send(content, files=files, nonce=job.id, allowed_mentions=NOBODY, suppress_embeds=True)

    return send


def _editing(interaction: discord.Interaction[Any]) -> _Send:
    """The interaction's own message."""

    async def send(content: str, files: list[discord.File]) -> discord.Message:
        return await interaction.edit_original_response(
            content=content, attachments=files, view=None, allowed_mentions=NOBODY
        )

    return send
