"""The message that answers whoever asked: it shows the progress, and sometimes becomes the result."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.ui import NOBODY, TROUBLE

REPEATED = 0.9  # seconds: what takes longer discord.py may have sent again, for it waits a second after Discord's 5xx


class Answer:
    """An interaction's first answer: within reach of its token for 15 minutes, and not over a restart."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self.interaction = interaction

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
        return await self.interaction.edit_original_response(**changes, allowed_mentions=NOBODY)

    async def fetch(self) -> discord.Message | None:
        """As it is now. Raises NotFound when it has been deleted."""
        return await self.interaction.original_response()

    async def delete(self) -> None:
        """Raises NotFound when it has been deleted already."""
        await self.interaction.delete_original_response()


class Later(Answer):
    """A message that is sent when there is something to show: a process that ends before a job is accepted leaves
    nothing behind that looks as if work went on.

    `send` takes what `discord.abc.Messageable.send` takes; `note` is told the message's id; with `interaction` it ends
    with that one's token. `find` looks for it where nobody knows whether it is there, and gives all there are, oldest
    first: when Discord's answer was lost, or `before`, that a former process may have sent it. Without it a second one
    is sent: better twice than not at all.
    """

    def __init__(
        self,
        send: Callable[..., Awaitable[discord.Message]],
        *,
        find: Callable[[], Awaitable[Sequence[discord.Message]]] | None = None,
        before: bool = False,
        note: Callable[[int], Awaitable[None]] | None = None,
        interaction: discord.Interaction[Any] | None = None,
        limit: int = 0,
    ) -> None:
        self._send = send
        self._find = find
        self._doubtful = before
        self._note = note
        self._within = interaction
        self._limit = limit
        self._sending = asyncio.Lock()
        self._message: discord.Message | None = None

    @property
    def expired(self) -> bool:
        """See Answer."""
        return self._within is not None and self._within.is_expired()

    @property
    def limit(self) -> int:
        """See Answer."""
        return self._within.filesize_limit if self._within is not None else self._limit

    async def edit(self, **changes: Any) -> discord.Message:
        """See Answer. The first one sends it; one whose answer is lost raises, and the next looks whether it was
        sent."""
        async with self._sending:
            if await self._there() is None:
                return await self._sent_first(changes)
        return await self._sent.edit(**changes, allowed_mentions=NOBODY)

    async def fetch(self) -> discord.Message | None:
        """See Answer. None when nothing was sent."""
        async with self._sending:
            return await self._there()

    async def delete(self) -> None:
        """See Answer."""
        async with self._sending:
            if (message := await self._there()) is not None:
                await message.delete()

    async def _sent_first(self, changes: dict[str, Any]) -> discord.Message:
        files = changes.pop("attachments", [])
        given = {name: value for name, value in changes.items() if value is not None}
        clock = asyncio.get_running_loop().time
        began, self._doubtful = clock(), True
        try:
            self._message = await self._send(**given, files=files, allowed_mentions=NOBODY)
        except discord.HTTPException as error:
            self._doubtful = error.status >= 500
            raise
        if clock() - began >= REPEATED:
            await self._only_one()
        self._doubtful = False
        if self._note is not None:
            await self._note(self._message.id)
        return self._message

    async def _there(self) -> discord.Message | None:
        if self._message is None and self._doubtful and self._find is not None:
            await self._only_one()
            self._doubtful = False
            if self._message is not None and self._note is not None:
                await self._note(self._message.id)
        return self._message

    async def _only_one(self) -> None:
        """Of several, the one that was answered for stays, else the first."""
        found = await self._find() if self._find is not None else ()
        if self._message is None and found:
            self._message = found[0]
        for twin in found:
            if twin.id != self._sent.id:
                with contextlib.suppress(*TROUBLE):
                    await twin.delete()

    @property
    def _sent(self) -> discord.Message:
        assert self._message is not None, "it was sent a moment ago"  # noqa: S101
        return self._message
