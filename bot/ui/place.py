"""A job's place in Discord: the message that shows its progress."""

from typing import Any

import discord

from bot.jobs.rows import Job
from bot.ui import NOBODY


def moderates(interaction: discord.Interaction[Any], channel_id: int | None = None) -> bool:
    """Whether the member may manage messages all over the server; or in that channel, when they are there."""
    guild_wide = getattr(interaction.user, "guild_permissions", None)
    if guild_wide is not None and guild_wide.manage_messages:
        return True
    return channel_id is not None and interaction.channel_id == channel_id and interaction.permissions.manage_messages


def roles_of(interaction: discord.Interaction[Any]) -> tuple[int, ...]:
    """The member's, which may bring an allowance."""
    return tuple(role.id for role in getattr(interaction.user, "roles", ()))


class Place:
    """Edited by the interaction's token while it lives (15 minutes, not over a restart), else by the bot's own."""

    def __init__(self, client: discord.Client, job: Job, interaction: discord.Interaction[Any] | None) -> None:
        self._client = client
        self._job = job
        self._interaction = interaction

    @property
    def interaction(self) -> discord.Interaction[Any] | None:
        """While its token lives."""
        return None if self._interaction is None or self._interaction.is_expired() else self._interaction

    @property
    def channel(self) -> discord.PartialMessageable:
        """Where the member asked."""
        return self._client.get_partial_messageable(self._job.channel_id, guild_id=self._job.guild_id)

    async def edit(self, **changes: Any) -> bool:
        """False when nothing can reach it any more: a private message whose token has ended."""
        if self.interaction is not None:
            await self.interaction.edit_original_response(**changes, allowed_mentions=NOBODY)
        elif message := self._message:
            await message.edit(**changes, allowed_mentions=NOBODY)
        else:
            return False
        return True

    async def delete(self) -> None:
        """Remove it, if anything can."""
        if self.interaction is not None:
            await self.interaction.delete_original_response()
        elif message := self._message:
            await message.delete()

    @property
    def _message(self) -> discord.PartialMessage | None:
        if self._job.message_id is None or self._job.private:
            return None
        return self.channel.get_partial_message(self._job.message_id)
