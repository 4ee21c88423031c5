"""A job's place in Discord: the message that shows its progress."""

from typing import Any

import discord

from bot.jobs.rows import Job
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


def channels_of(source: discord.Interaction[Any] | discord.Message) -> tuple[int, ...]:
    """Where something was said: the channel, of a thread the one it belongs to, and the category."""
    channel = source.channel
    ids = (getattr(channel, name, None) for name in ("id", "parent_id", "category_id"))
    return tuple(id_ for id_ in ids if id_)


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
        return self._client.get_partial_messageable(self._job.channel_id, guild_id=self._job.guild_id)

    async def edit(self, **changes: Any) -> bool:
        """False when nothing can reach it any more: a private message whose token has ended."""
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
        if self._job.message_id is None or self._job.private:
            return None
        return self.channel.get_partial_message(self._job.message_id)
