"""Deleting: the message that shows a result, or the result for good. Both are asked about first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import deletion, locales
from bot.errors import NotPermitted, ResultDeleted, UnknownJob
from bot.jobs import rows, showings
from bot.jobs.showings import Showing
from bot.ui import NOBODY
from bot.ui.lasting import Lasting
from bot.ui.place import moderates, permitted
from bot.ui.saying import told

if TYPE_CHECKING:
    import sqlalchemy as sa

    from bot.bot import Atelier
    from bot.jobs.rows import Job

_DANGER = discord.ButtonStyle.danger
_USUAL = discord.ButtonStyle.secondary


class DeleteButton(Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"delete:(?P<job>[0-9A-Z]{20})"):
    """Asks what is to be deleted."""

    def __init__(self, job_id: str, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="🗑️", style=_USUAL, custom_id=f"delete:{job_id}"))
        self.job_id = job_id

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await ask_removal(interaction, self.job_id, interaction.message)


class RemoveButton(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"delete:(?P<job>[0-9A-Z]{20}):message:(?P<message>\d{1,20})",
):
    """The answer: only that message, which is in the channel of the question."""

    stays = True

    def __init__(self, job_id: str, message_id: int, label: str = "…") -> None:
        super().__init__(
            discord.ui.Button(label=label, style=_USUAL, custom_id=f"delete:{job_id}:message:{message_id}")
        )
        self.job_id = job_id
        self.message_id = message_id

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["job"], int(match["message"]))

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await _remove(interaction, self.job_id, self.message_id)


class EraseButton(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"delete:(?P<job>[0-9A-Z]{20}):(?P<what>good|keep)",
):
    """The answer: for good, or nothing at all."""

    stays = True

    def __init__(self, job_id: str, what: str, label: str = "…") -> None:
        style = _DANGER if what == "good" else _USUAL
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"delete:{job_id}:{what}"))
        self.job_id = job_id
        self.what = what

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        work = _erase(interaction, self.job_id) if self.what == "good" else _keep(interaction)
        await work


def _found(conn: sa.Connection, job_id: str, message_id: int) -> tuple[Job | None, Showing | None]:
    """A job, and whether that message shows it."""
    job = rows.load(conn, job_id)
    shown = next((one for one in showings.of(conn, job_id) if one.message_id == message_id), None)
    return job, shown


async def _meant(interaction: discord.Interaction[Atelier], job_id: str, message_id: int) -> tuple[Job, Showing | None]:
    """Raises UnknownJob, NotPermitted."""
    job, shown = await interaction.client.services.store.read(_found, job_id, message_id)
    if job is None or job.state != "succeeded":
        raise UnknownJob(job=job_id)
    if interaction.user.id == job.user_id:
        return job, shown
    if shown is None and job.asked_in != interaction.guild_id:
        raise UnknownJob(job=job_id)
    if job.private or not moderates(interaction, interaction.channel_id):
        raise NotPermitted(permission="owner_or_moderator")
    return job, shown


async def ask_removal(interaction: discord.Interaction[Atelier], job_id: str, message: discord.Message | None) -> None:
    """`message` shows the result. What can be deleted depends on who asks, and on whether others see it."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    services, locale = interaction.client.services, str(interaction.locale)
    job, shown = await _meant(interaction, job_id, message.id if message else 0)
    mine = interaction.user.id == job.user_id
    removable = shown is not None and message is not None and not message.flags.ephemeral
    if job.deleted and not removable:
        raise ResultDeleted
    if not mine and not removable:
        raise NotPermitted(permission="owner")

    def said(key: str) -> str:
        return locales.text(locale, f"delete.{key}")

    view = discord.ui.View(timeout=None)
    if removable and message is not None:
        view.add_item(RemoveButton(job_id, message.id, said("message")))
    if mine and not job.deleted:
        view.add_item(EraseButton(job_id, "good", said("good")))
    view.add_item(EraseButton(job_id, "keep", said("keep")))
    question = said("ask" if mine else "ask_moderator")
    if mine and not job.deleted and (count := await services.store.read(deletion.worked_on, job_id)):
        question += f" {locales.text(locale, 'delete.worked_on', count=count)}"
    await interaction.edit_original_response(content=question, view=view, allowed_mentions=NOBODY)


async def _remove(interaction: discord.Interaction[Atelier], job_id: str, message_id: int) -> None:
    """The message only: the result is still in its member's history. Who may is asked once more."""
    await interaction.response.defer()
    services, locale = interaction.client.services, str(interaction.locale)
    _, shown = await _meant(interaction, job_id, message_id)
    if shown is None:
        await told(interaction, locales.text(locale, "delete.message_gone"), view=None)
        return
    if shown.channel_id != interaction.channel_id:
        raise NotPermitted(permission="owner_or_moderator")
    removed = await services.desk.take_down(job_id, shown)
    if removed:
        await services.store.write(showings.forget, message_id)
    await told(interaction, locales.text(locale, "delete.removed" if removed else "delete.closed"), view=None)


async def remove_word(interaction: discord.Interaction[Atelier], job: Job, message: discord.Message) -> None:
    """The last word about a job that has made nothing, for its member or a moderator."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    services = interaction.client.services
    permitted(interaction, job, job.id, moderators=not job.private)
    shown = Showing(message.id, message.channel.id, message.flags.ephemeral)
    key = "delete.word_removed" if await services.desk.take_down(job.id, shown) else "delete.closed"
    await told(interaction, locales.text(str(interaction.locale), key))


async def _erase(interaction: discord.Interaction[Atelier], job_id: str) -> None:
    await interaction.response.defer()
    services, locale = interaction.client.services, str(interaction.locale)
    job, _ = await _meant(interaction, job_id, 0)
    if interaction.user.id != job.user_id:
        raise NotPermitted(permission="owner")
    left = await deletion.delete(services.store, services.files, services.desk, job_id, services.studio.now())
    said = locales.text(locale, "delete.done")
    if left:
        said += f" {locales.text(locale, 'delete.left', count=left)}"
    await told(interaction, said, view=None)


async def _keep(interaction: discord.Interaction[Atelier]) -> None:
    kept = locales.text(str(interaction.locale), "delete.kept")
    await interaction.response.edit_message(content=kept, view=None, allowed_mentions=NOBODY)
