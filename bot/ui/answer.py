"""The message an interaction has answered with: within reach of its token for 15 minutes, and not over a restart."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.ui import NOBODY


class Answer:
    """The interaction's first answer, or with `message_id` a later one of its messages."""

    def __init__(self, interaction: discord.Interaction[Any], message_id: int | None = None) -> None:
        self.interaction = interaction
        self._message_id: int | None = message_id

    @property
    def expired(self) -> bool:
        """Nothing can be done by its token any more."""
        return self.interaction.is_expired()

    @property
    def limit(self) -> int:
        """Bytes a file may have."""
        return self.interaction.filesize_limit

    async def edit(self, **changes: Any) -> discord.Message:
        """As `discord.Message.edit`. Never cancel it."""
        if self._message_id is None:
            return await self.interaction.edit_original_response(**changes, allowed_mentions=NOBODY)
        return await self.interaction.followup.edit_message(self._message_id, **changes, allowed_mentions=NOBODY)

    async def fetch(self) -> discord.Message:
        """As it is now. Raises NotFound when it has been deleted."""
        if self._message_id is None:
            return await self.interaction.original_response()
        return await self.interaction.followup.fetch_message(self._message_id)

    async def delete(self) -> None:
        """Raises NotFound when it has been deleted already."""
        if self._message_id is None:
            await self.interaction.delete_original_response()
        else:
            await self.interaction.followup.delete_message(self._message_id)


class Further(Answer):
    """One more message of the interaction, which comes to be when there is something to show in it."""

    def __init__(
        self, interaction: discord.Interaction[Any], *, private: bool, came: Callable[[int], Awaitable[None]]
    ) -> None:
        """`came` is told the message's id."""
        super().__init__(interaction)
        self._private = private
        self._came = came
        self._sending = asyncio.Lock()

    async def edit(self, **changes: Any) -> discord.Message:
        """See Answer. The first time it is sent."""
        async with self._sending:
            if self._message_id is None:
                return await self._sent(**changes)
        return await super().edit(**changes)

    async def _sent(self, *, attachments: list[discord.File] | None = None, **content: Any) -> discord.Message:
        shown = {name: value for name, value in content.items() if value is not None}
        message = await self.interaction.followup.send(
            **shown, files=attachments or [], ephemeral=self._private, wait=True, allowed_mentions=NOBODY
        )
        self._message_id = message.id
        await self._came(message.id)
        return message

    async def delete(self) -> None:
        """See Answer. What never came need not go."""
        if self._message_id is not None:
            await super().delete()
