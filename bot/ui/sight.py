"""Who may see a result, and where it can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.errors import NotPermitted, ResultDeleted, UnknownJob
from bot.jobs import rows, showings
from bot.ui.place import address

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlalchemy as sa

    from bot.bot import Atelier
    from bot.jobs.rows import Job
    from bot.jobs.showings import Showing


def _found(conn: sa.Connection, job_id: str) -> tuple[Job | None, list[Showing]]:
    return rows.load(conn, job_id), showings.of(conn, job_id)


async def seen(interaction: discord.Interaction[Atelier], job_id: str) -> tuple[Job, list[Showing]]:
    """A result, and the messages that show it: for its member wherever they are, for others where they see it.

    Raises UnknownJob, ResultDeleted, and NotPermitted where it is private, or was only in channels that are closed to
    them: what a button says is no permission.
    """
    job, shown = await _result(interaction, job_id)
    if job.user_id != interaction.user.id and not shown_here(interaction, shown):
        if job.asked_in != (interaction.guild_id or 0):
            raise UnknownJob(job=job_id)
        if not sees(interaction, job.user_id, [job.channel_id, *_public(shown)], private=job.private):
            raise NotPermitted(permission="owner")
    if job.user_id != interaction.user.id and job.private:
        raise NotPermitted(permission="owner")
    return job, shown


async def own(interaction: discord.Interaction[Atelier], job_id: str) -> tuple[Job, list[Showing]]:
    """The same, for whoever made it. Raises NotPermitted for others."""
    job, shown = await _result(interaction, job_id)
    if job.user_id != interaction.user.id:
        raise NotPermitted(permission="owner")
    return job, shown


async def _result(interaction: discord.Interaction[Atelier], job_id: str) -> tuple[Job, list[Showing]]:
    job, shown = await interaction.client.services.store.read(_found, job_id)
    if job is None or job.state != "succeeded":
        raise UnknownJob(job=job_id)
    if job.deleted:  # there is nothing left that anybody might not see
        raise ResultDeleted
    return job, shown


def shown_here(interaction: discord.Interaction[Any], shown: Iterable[Showing]) -> bool:
    """Whether it is a button of such a message that was used."""
    message = interaction.message
    return message is not None and any(one.message_id == message.id and not one.private for one in shown)


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


def link(client: discord.Client, shown: Showing, asked_in: int) -> str:
    """To a message that everybody can be led to; empty for one that only its member sees. `asked_in`: see Job."""
    if shown.private:
        return ""
    guild = getattr(client.get_channel(shown.channel_id), "guild", None)
    return address(guild.id if guild else asked_in, shown.channel_id, shown.message_id)
