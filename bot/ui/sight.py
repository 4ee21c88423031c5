"""Who may see a result, and where it can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.errors import NotPermitted, ResultDeleted, UnknownJob
from bot.jobs import rows, showings

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlalchemy as sa

    from bot.bot import Atelier
    from bot.jobs.rows import Job
    from bot.jobs.showings import Showing


def _found(conn: sa.Connection, job_id: str) -> tuple[Job | None, list[Showing]]:
    return rows.load(conn, job_id), showings.of(conn, job_id)


async def seen(interaction: discord.Interaction[Atelier], job_id: str) -> tuple[Job, list[Showing]]:
    """A result, and the messages that show it, for whoever may see it.

    Raises UnknownJob, ResultDeleted, and NotPermitted where it is private, or was only in channels that are closed to
    them: what a button says is no permission.
    """
    job, shown = await interaction.client.services.store.read(_found, job_id)
    if job is None or job.state != "succeeded" or not here(interaction, job):
        raise UnknownJob(job=job_id)
    if not sees(interaction, job.user_id, [job.channel_id, *_public(shown)], private=job.private):
        raise NotPermitted(permission="owner")
    if job.deleted:
        raise ResultDeleted
    return job, shown


def here(interaction: discord.Interaction[Any], job: Job) -> bool:
    """Whether it belongs where the interaction is: to that server, or to whoever asks, wherever they are."""
    return interaction.guild_id == job.asked_in or interaction.user.id == job.user_id


async def own(interaction: discord.Interaction[Atelier], job_id: str) -> tuple[Job, list[Showing]]:
    """The same, for whoever made it. Raises NotPermitted for others."""
    job, shown = await interaction.client.services.store.read(_found, job_id)
    if job is None or job.state != "succeeded" or not here(interaction, job):
        raise UnknownJob(job=job_id)
    if job.user_id != interaction.user.id:
        raise NotPermitted(permission="owner")
    if job.deleted:
        raise ResultDeleted
    return job, shown


def sees(interaction: discord.Interaction[Any], user_id: int, channels: Iterable[int], *, private: bool) -> bool:
    """Whether a result of that member's, shown in these channels, may be shown to whoever asks."""
    if user_id == interaction.user.id:
        return True
    return not private and any(_open_to(interaction, channel_id) for channel_id in channels)


def _public(shown: Iterable[Showing]) -> list[int]:
    return [one.channel_id for one in shown if not one.private]


def _open_to(interaction: discord.Interaction[Any], channel_id: int) -> bool:
    if channel_id == interaction.channel_id:
        return True
    if interaction.guild is None or not isinstance(interaction.user, discord.Member):
        return False
    channel = interaction.guild.get_channel_or_thread(channel_id)
    if channel is None or (isinstance(channel, discord.Thread) and channel.is_private()):
        return False
    return channel.permissions_for(interaction.user).view_channel


def link(guild_id: int, shown: Showing) -> str:
    """To a message that everybody can be led to; empty for one that only its member sees."""
    if shown.private:
        return ""
    return f"https://discord.com/channels/{guild_id if guild_id > 0 else '@me'}/{shown.channel_id}/{shown.message_id}"
