"""A job's place in Discord: the message that shows its progress."""

from typing import Any

import discord

from bot.errors import NotPermitted, UnknownJob
from bot.jobs.rows import BETWEEN_PEOPLE, DIRECT, Job
from bot.ui import NOBODY
from bot.ui.answer import Answer


def moderates(interaction: discord.Interaction[Any], channel_id: int | None = None) -> bool:
    """Whether the member may manage messages all over the server; or in that channel, when they are there."""
    guild_wide = getattr(interaction.user, "guild_permissions", None)
    if guild_wide is not None and guild_wide.manage_messages:
        return True
    return channel_id is not None and interaction.channel_id == channel_id and interaction.permissions.manage_messages


def roles_of(interaction: discord.Interaction[Any]) -> tuple[int, ...]:
    """The member's, which may bring an allowance."""
    return tuple(role.id for role in getattr(interaction.user, "roles", ()))


def asked_in(interaction: discord.Interaction[Any]) -> int:
    """Where an interaction comes from, as a job remembers it."""
    if interaction.guild_id is not None:
        return interaction.guild_id
    return BETWEEN_PEOPLE if interaction.context.private_channel else DIRECT


def permitted(interaction: discord.Interaction[Any], job: Job | None, job_id: str, *, moderators: bool = False) -> Job:
    """The job, for its owner wherever they are; for `moderators` on the server where it was asked.

    What was asked elsewhere does not exist for others. Raises UnknownJob, NotPermitted.
    """
    if job is not None and interaction.user.id == job.user_id:
        return job
    if job is None or interaction.guild_id is None or interaction.guild_id != job.asked_in:
        raise UnknownJob(job=job_id)
    if moderators and moderates(interaction, job.channel_id):
        return job
    raise NotPermitted(permission="owner_or_moderator" if moderators else "owner")


class Place:
    """Edited by the token of the answer while that lives, else by the bot's own."""

    def __init__(self, client: discord.Client, job: Job, answer: Answer | None) -> None:
        self._client = client
        self._job = job
        self._answer = answer

    @property
    def answer(self) -> Answer | None:
        """While its token lives."""
        return None if self._answer is None or self._answer.expired else self._answer

    @property
    def channel(self) -> discord.PartialMessageable:
        """Where the member asked."""
        guild_id = self._job.asked_in if self._job.asked_in > DIRECT else None
        return self._client.get_partial_messageable(self._job.channel_id, guild_id=guild_id)

    async def edit(self, **changes: Any) -> bool:
        """False when nothing can reach it any more: where the bot itself sees nothing, a message whose token has
        ended."""
        if self.answer is not None:
            await self.answer.edit(**changes)
        elif message := self._message:
            await message.edit(**changes, allowed_mentions=NOBODY)
        else:
            return False
        return True

    async def delete(self) -> None:
        """Remove it, if anything can."""
        if self.answer is not None:
            await self.answer.delete()
        elif message := self._message:
            await message.delete()

    @property
    def _message(self) -> discord.PartialMessage | None:
        if self._job.message_id is None or self._job.private or not self._job.within_reach:
            return None
        return self.channel.get_partial_message(self._job.message_id)
