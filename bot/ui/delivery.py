"""The desk at Discord: shows jobs from their first progress to their result, over restarts and expired tokens.

The result is a regular message where the bot may post: it outlives the interaction's 15 minutes, and a reply to it
reaches the bot. Private results, and channels the bot may not post in, get the interaction's own message; when that is
out of reach, a direct message.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import discord

from bot import locales
from bot.catalog.catalog import Catalog
from bot.desk import Charged
from bot.errors import (
    AtelierError,
    CannotPostHere,
    ContentRejected,
    DeliveryFailed,
    JobLost,
    ModelRetired,
    TaskUnknown,
)
from bot.jobs.queue import Outlook
from bot.jobs.rows import DIRECT, Job
from bot.jobs.showings import Showing
from bot.media.assets import Asset, Files
from bot.provider.wire import Progress, Queued
from bot.rules import Rules
from bot.ui import NOBODY, TROUBLE, UNKNOWN_MESSAGE, results
from bot.ui.alerts import Alerts
from bot.ui.answer import Answer
from bot.ui.cancel import cancel_view
from bot.ui.dressing import result_view
from bot.ui.instead import instead_view
from bot.ui.place import Place
from bot.ui.posting import Posting, Watch, Way
from bot.ui.progress import Editor, Frame, after
from bot.ui.progress import content as progress_text
from bot.ui.remedies import Remedies
from bot.ui.texts import quoted, sentence

log = logging.getLogger(__name__)

PATIENCE = (1.0, 5.0)  # seconds between tries while Discord is in trouble; after that the engine comes back later


@dataclass(slots=True)
class _Ticket:
    """A job that shows. `answer` is None after a restart, and where a message was answered."""

    answer: Answer | None
    job: Job | None = None  # known once it has shown anything
    frame: Frame = field(default_factory=lambda: Frame("queued"))
    shown: tuple[bytes, str] | None = None
    dressed: bool = False  # has its Cancel button
    took_over: bool = False  # the progress message has become the result
    editor: Editor | None = None


def _for_good(error: discord.HTTPException) -> bool:
    """Whether another try would end as this one."""
    return 400 <= error.status < 500 and error.status != 429


def _foreseen(frame: Frame, outlook: Outlook) -> Frame:
    return replace(frame, position=outlook.position, likely=outlook.likely, latest=outlook.latest)


def _showing(job: Job, message: discord.Message) -> Showing:
    """Elsewhere than where the member asked is in their direct messages."""
    alone = job.private or job.asked_in == DIRECT or message.channel.id != job.channel_id
    return Showing(message.id, message.channel.id, alone)


class DiscordDesk:
    """Implements `bot.desk.Desk`."""

    def __init__(
        self,
        client: discord.Client,
        catalog: Catalog,
        files: Files,
        *,
        rules: Callable[[int], Awaitable[Rules]],
        public_url: str = "",
        now: Callable[[], int],
        patience: tuple[float, ...] = PATIENCE,
    ) -> None:
        self._client = client
        self._catalog = catalog
        self._posting = Posting(client, files, public_url, rules)
        self._patience = patience
        self._now = now
        self._tickets: dict[str, _Ticket] = {}
        self._alerts = Alerts(client)
        self.remedies: Remedies | None = None  # what is offered under a refusal; nothing, where nobody has set it

    def open(self, job_id: str, answer: Answer | None) -> None:
        """A job is about to be submitted; this shows its progress, or None: its row says what does."""
        self._tickets[job_id] = _Ticket(answer)

    def close(self, job_id: str) -> None:
        """It was not."""
        self._tickets.pop(job_id, None)

    def adopt(self, job: Job) -> None:
        """See Desk."""
        self._tickets.setdefault(job.id, _Ticket(None, job=job))

    # -- while it runs

    def progress(self, job: Job, shown: Queued | Progress) -> None:
        """See Desk."""
        if ticket := self._tickets.get(job.id):
            self._show(job, ticket, after(ticket.frame, shown))

    def expect(self, job: Job, outlook: Outlook) -> None:
        """See Desk. It shows with whatever is shown next."""
        if ticket := self._tickets.get(job.id):
            ticket.frame = _foreseen(ticket.frame, outlook)

    def moved(self, outlooks: Mapping[str, Outlook]) -> None:
        """See Desk."""
        for job_id, outlook in outlooks.items():
            ticket = self._tickets.get(job_id)
            if ticket and ticket.job and ticket.frame.position != outlook.position:
                self._show(ticket.job, ticket, _foreseen(ticket.frame, outlook))

    def preview(self, job: Job, picture: bytes, mime: str) -> None:
        """See Desk."""
        if ticket := self._tickets.get(job.id):
            self._show(job, ticket, replace(ticket.frame, preview=(picture, mime)))

    def _show(self, job: Job, ticket: _Ticket, frame: Frame) -> None:
        ticket.job, ticket.frame = job, frame
        if ticket.editor is None:
            ticket.editor = Editor(lambda latest: self._edit(job, ticket, latest))
        ticket.editor.show(frame)

    async def _edit(self, job: Job, ticket: _Ticket, frame: Frame) -> None:
        said = progress_text(job, self._catalog.title(job.request.model), frame, self._now())
        changes: dict[str, Any] = {"content": said}
        if frame.preview is not None and frame.preview is not ticket.shown:
            changes["attachments"] = [results.upload(job, 0, 1, *frame.preview).file()]
        if not ticket.dressed:
            changes["view"] = cancel_view(job.id, job.locale)
        await self._place(job, ticket).edit(**changes)
        ticket.shown, ticket.dressed = frame.preview, True

    def _place(self, job: Job, ticket: _Ticket) -> Place:
        if ticket.answer is None or ticket.answer.expired:
            ticket.answer = Place(self._client, job, None).sought()
        return Place(self._client, job, ticket.answer)

    # -- when it ends

    async def deliver(self, job: Job, assets: list[Asset], charged: Charged) -> Showing:
        """See Desk."""
        ticket = self._tickets.get(job.id) or _Ticket(None)

        def text(links: list[str]) -> str:
            return results.content(job, self._catalog.title, assets, charged, links, payer=self._payer(job))

        watch = Watch(lambda percent: self._fitting(job, percent), lambda: ticket.editor and ticket.editor.stop())
        try:
            for way in self._posting.ways(job, self._place(job, ticket)):
                message = await self._patiently(lambda way=way: self._posting.post(way, job, assets, text, watch))
                if message is not None:
                    ticket.took_over = way.takes_over
                    return _showing(job, message)
        finally:
            watch.sending()  # whatever has ended it, there is no progress any more
        raise DeliveryFailed("no way to the member is open", job=job.id)

    def _payer(self, job: Job) -> str:
        """The server's name, where it is not the one it was asked in."""
        guild = None if job.asked_in == job.guild_id else self._client.get_guild(job.guild_id)
        return guild.name if guild else ""

    def _fitting(self, job: Job, percent: int) -> None:
        if ticket := self._tickets.get(job.id):
            self._show(job, ticket, replace(ticket.frame, stage="fitting", percent=percent, position=0))

    async def _patiently(self, attempt: Callable[[], Awaitable[discord.Message | None]]) -> discord.Message | None:
        """Wait out Discord's troubles; the last one is raised: the message may be there or not."""
        for delay in self._patience:
            try:
                return await attempt()
            except TROUBLE as error:
                log.warning("Discord is in trouble, trying again in %.0f s: %s", delay, error)
                await asyncio.sleep(delay)
        return await attempt()

    async def delivered(self, job: Job) -> Showing | None:
        """See Desk."""
        message = await self._posting.found(job, self._place(job, self._tickets.get(job.id) or _Ticket(None)))
        return None if message is None else _showing(job, message)

    async def show_again(
        self, job: Job, assets: list[Asset], channel_id: int, guild_id: int, *, nonce: str
    ) -> discord.Message:
        """Post a result once more, where a member wants it. Raises CannotPostHere and ResultGone."""

        def text(links: list[str]) -> str:
            return results.content(job, self._catalog.title, assets, None, links)

        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        way = self._posting.channel(channel, guild_id, nonce)
        try:
            message = await self._patiently(lambda: self._posting.post(way, job, assets, text, Watch(box=nonce)))
        finally:
            await self._posting.sent(nonce)
        if message is None:
            raise CannotPostHere
        return message

    async def tidy(self, job: Job, result_id: int | None) -> None:
        """See Desk. The progress message stays when it has become the result."""
        ticket = self._tickets.get(job.id) or _Ticket(None)
        if ticket.editor:
            await ticket.editor.stopped()
        await self._posting.sent(job.id)
        if result_id != job.message_id:
            # A result that was fetched has become the message of another interaction: the progress is not that one's.
            place = Place(self._client, job, None if ticket.took_over else ticket.answer)
            try:
                await place.delete()
            except discord.HTTPException as error:
                if not _for_good(error):
                    raise

    def dressed(self, job: Job, assets: Sequence[Asset]) -> discord.ui.View:
        """What a result carries, in the language of the job."""
        return result_view(job, assets)

    async def show_alone(
        self, job: Job, assets: Sequence[Asset], answer: Answer, text: str, view: discord.ui.View
    ) -> bool:
        """Show a result to whoever looks at it alone; False when Discord does not take its files. Raises ResultGone."""

        async def send(said: str, files: list[discord.File], _: discord.ui.View) -> discord.Message:
            return await answer.edit(content=said, attachments=files, view=view)

        way, box = Way(send, answer.limit), f"{answer.interaction.id}"
        try:
            shown = await self._posting.post(
                way, job, list(assets), lambda lines: "\n".join([text, *lines]), Watch(box=box)
            )
        finally:
            await self._posting.sent(box)
        return shown is not None

    async def take_down(self, job_id: str, shown: Showing) -> bool:
        """See Desk. What only its member sees is no message for anybody else."""
        channel = self._client.get_partial_messageable(shown.channel_id)
        try:
            await channel.get_partial_message(shown.message_id).delete()
        except TROUBLE as error:
            if isinstance(error, discord.NotFound) and error.code == UNKNOWN_MESSAGE:
                return not shown.private
            if isinstance(error, discord.HTTPException) and _for_good(error):
                return False
            raise DeliveryFailed(str(error), job=job_id) from error
        return True

    async def fail(self, job: Job, error: AtelierError) -> None:
        """See Desk. Instead of a model that has gone, its successor is offered; what was lost can be asked again."""
        successor = None
        if isinstance(error, ModelRetired):
            successor = self._catalog.successor(job.request.model, error.params.get("successor", ""))
        if isinstance(error, ContentRejected) and self.remedies:
            await self._last_word(job, sentence(error, job.locale), await self.remedies.of(job))
            return
        if isinstance(error, JobLost | TaskUnknown) and self._catalog.has(job.request.model):
            again = instead_view(job.id, self._catalog[job.request.model], job.locale, again=True)
            await self._last_word(job, sentence(error, job.locale), again)
            return
        if successor is None:
            await self._last_word(job, sentence(error, job.locale))
            return
        offered = type(error)(str(error), successor=successor.title)
        await self._last_word(job, sentence(offered, job.locale), instead_view(job.id, successor, job.locale))

    async def canceled(self, job: Job, cost: int) -> None:
        """See Desk."""
        key = "cancel.charged" if cost else "cancel.free"
        await self._last_word(job, locales.text(job.locale, key, credits=locales.credits_text(job.locale, cost)))

    async def _last_word(self, job: Job, said: str, view: discord.ui.View | None = None) -> None:
        """In place of the progress; as a direct message, without the view, where that is out of reach."""
        ticket = self._tickets.get(job.id) or _Ticket(None)
        if ticket.editor:
            await ticket.editor.stopped()
        await self._posting.sent(job.id)
        content = f"{quoted(job.request.prompt)}\n{said}"
        try:
            if not await self._replaced(job, ticket, content, view):
                channel = await self._client.create_dm(discord.Object(job.user_id))
                nonce = f"{job.id}-end"  # the answer may be lost, and this be said again
                await channel.send(content, nonce=nonce, allowed_mentions=NOBODY, suppress_embeds=True)
        except discord.HTTPException as error:
            if not _for_good(error):
                raise
            log.warning("cannot say how the job ended: %s", error, extra={"job": job.id})
        self.close(job.id)

    async def _replaced(self, job: Job, ticket: _Ticket, content: str, view: discord.ui.View | None) -> bool:
        try:
            return await self._place(job, ticket).edit(content=content, attachments=[], view=view)
        except discord.HTTPException as error:
            if not _for_good(error):
                raise
            log.info("the progress message is out of reach: %s", error, extra={"job": job.id})
            return False

    async def alert(self, error: AtelierError) -> None:
        """See Desk."""
        await self._alerts.send(error)
