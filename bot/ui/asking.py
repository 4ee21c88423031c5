"""Who asks for something, and what answers them: a command, a form, a pressed button, or a plain message."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot.errors import CannotPostHere
from bot.jobs import rows
from bot.jobs.rows import DIRECT
from bot.transactions import Order
from bot.ui import NOBODY, TROUBLE
from bot.ui.answer import Answer, Later
from bot.ui.payer import payer_of
from bot.ui.place import DEFAULT_LIMIT, answers_to, asked_in, channels_of, findable, roles_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.bot import Atelier
    from bot.media.requests import GenerationRequest
    from bot.services import Services


class Asker(ABC):
    """`id` is the interaction's or the message's: what is asked once is made once.

    Once it is acknowledged, `answer` shows its progress; `message_id` is that message, where it is there by then. Once
    the payer is found, `guild_id` says whose credits and rules it goes by, and `roles` are the member's there.
    """

    whispers = True
    """Whether it can be answered so that nobody else sees it."""

    def __init__(
        self,
        client: Atelier,
        *,
        id: int,  # noqa: A002  # Discord's word for it
        guild_id: int,
        channel_id: int,
        user: discord.abc.User,
        locale: str,
        roles: tuple[int, ...],
        channels: tuple[int, ...],
        asked_in: int,
    ) -> None:
        """`channels`: see `channels_of`."""
        self.client = client
        self.id = id
        self.guild_id = guild_id
        self.channel_id = channel_id
        self.user = user
        self.locale = locale
        self.roles = roles
        self.channels = channels
        self.asked_in = asked_in
        self.payer_name = ""
        """The server's, where it is not the one it is asked in."""
        self.answer: Answer | None = None
        self.message_id: int | None = None
        self._job_id = ""
        self._payer_known = False

    async def find_payer(self) -> None:
        """Comes after the acknowledgement, for it may wait. Raises ServerNotServed."""
        if not self._payer_known:
            payer = await payer_of(self.client, self.user, self.guild_id, self.roles)
            self.guild_id, self.roles, self.payer_name = payer.guild_id, payer.roles, payer.name
            self._payer_known = True

    @property
    def services(self) -> Services:
        """What the bot has."""
        return self.client.services

    @abstractmethod
    async def acknowledge(self, *, private: bool) -> None:
        """Say that it has been heard. Comes before anything that may wait."""

    @abstractmethod
    async def show(self, content: str, view: discord.ui.View) -> None:
        """In place of the acknowledgement."""

    def order(
        self,
        job_id: str,
        request: GenerationRequest,
        *,
        private: bool,
        spoiler: bool = False,
        once: int | None = None,
    ) -> Order:
        """`once` in place of the asker's id: another thing that happens once."""
        self._job_id = job_id
        return Order(
            job_id=job_id,
            interaction_id=self.id if once is None else once,
            guild_id=self.guild_id,
            channel_id=self.channel_id,
            user_id=self.user.id,
            locale=self.locale,
            private=private,
            message_id=self.message_id,
            request=request,
            roles=self.roles,
            spoiler=spoiler,
            asked_in=self.asked_in,
        )

    async def _note(self, message_id: int) -> None:
        """What shows the progress, so that a later process finds it."""
        await self.services.store.write(rows.note_progress, self._job_id, message_id)


class _ByInteraction(Asker):
    def __init__(self, interaction: discord.Interaction[Atelier]) -> None:
        super().__init__(
            interaction.client,
            id=interaction.id,
            guild_id=interaction.guild_id or 0,
            channel_id=interaction.channel_id or 0,
            user=interaction.user,
            locale=str(interaction.locale),
            roles=roles_of(interaction),
            channels=channels_of(interaction),
            asked_in=asked_in(interaction),
        )
        self.interaction = interaction

    async def show(self, content: str, view: discord.ui.View) -> None:
        """See Asker."""
        await (self.answer or Answer(self.interaction)).edit(content=content, view=view)


class Asked(_ByInteraction):
    """By a command or a form: its first answer becomes the progress."""

    async def acknowledge(self, *, private: bool) -> None:
        """See Asker."""
        answer = await self.interaction.response.defer(ephemeral=private, thinking=True)
        self.answer = Answer(self.interaction)
        self.message_id = answer and answer.message_id


class Continued(_ByInteraction):
    """By a button whose own message becomes the progress; it has been acknowledged."""

    def __init__(self, interaction: discord.Interaction[Atelier]) -> None:
        super().__init__(interaction)
        self.answer = Answer(interaction)
        self.message_id = interaction.message and interaction.message.id

    async def acknowledge(self, *, private: bool) -> None:
        """See Asker."""


class Pressed(_ByInteraction):
    """By a button whose message stays.

    For everybody, where a message can be looked for: the button is locked, and a further message shows the progress.
    Else the interaction's own answer does, which nothing can double.
    """

    def __init__(
        self, interaction: discord.Interaction[Atelier], dressed: Callable[[bool], discord.ui.View | None]
    ) -> None:
        """`dressed` is what the message carries while the button is locked, and afterwards."""
        super().__init__(interaction)
        self._dressed = dressed
        self._locked = False
        self._thinks = False

    async def acknowledge(self, *, private: bool) -> None:
        """See Asker."""
        if private or not findable(self.interaction):
            self._thinks = True
            answer = await self.interaction.response.defer(ephemeral=private, thinking=True)
            self.answer = Answer(self.interaction)
            self.message_id = answer and answer.message_id
            return
        self._locked = True
        await self.interaction.response.edit_message(view=self._dressed(True))
        self.answer = Later(
            partial(self.interaction.followup.send, wait=True),
            find=lambda: answers_to(self.interaction, self._job_id),
            note=self._note,
            interaction=self.interaction,
        )

    async def show(self, content: str, view: discord.ui.View) -> None:
        """See Asker. Where Discord's answer is lost, it is looked for."""
        try:
            await super().show(content, view)
        except TROUBLE as error:
            if getattr(error, "status", 500) < 500:
                raise
            await super().show(content, view)

    async def refused(self) -> None:
        """Nothing is thought about any more; why is said beside it."""
        if self._thinks:
            with contextlib.suppress(*TROUBLE):
                await self.interaction.delete_original_response()

    async def release(self) -> None:
        """Give the button back."""
        if self._locked:
            with contextlib.suppress(*TROUBLE):
                await self.interaction.edit_original_response(view=self._dressed(False))


class Written(Asker):
    """By a plain message, which is answered by one."""

    whispers = False

    def __init__(self, client: Atelier, message: discord.Message, locale: str) -> None:
        super().__init__(
            client,
            id=message.id,
            guild_id=message.guild.id if message.guild else 0,
            channel_id=message.channel.id,
            user=message.author,
            locale=locale,
            roles=tuple(role.id for role in getattr(message.author, "roles", ())),
            channels=channels_of(message),
            asked_in=message.guild.id if message.guild else DIRECT,
        )
        self.message = message

    async def acknowledge(self, *, private: bool) -> None:
        """See Asker. What is written in a channel is answered there. Raises CannotPostHere."""
        if not self._may_answer():
            raise CannotPostHere
        guild = self.message.guild
        self.answer = Later(self._reply, note=self._note, limit=guild.filesize_limit if guild else DEFAULT_LIMIT)
        with contextlib.suppress(*TROUBLE):
            await self.message.channel.typing()

    async def show(self, content: str, view: discord.ui.View | None) -> None:
        """See Asker."""
        await (self.answer or Later(self._reply)).edit(content=content, view=view)

    async def refuse(self, said: str) -> None:
        """Why there will be no answer: in its place, or as a direct message where the bot may not write."""
        try:
            await self.show(said, None)
        except (discord.Forbidden, discord.NotFound):
            with contextlib.suppress(*TROUBLE):
                await self.message.author.send(said, allowed_mentions=NOBODY)

    async def _reply(self, **shown: Any) -> discord.Message:
        nonce = f"{self.id}-said"  # an answer that got lost must not come twice
        reference = self.message.to_reference(fail_if_not_exists=False)  # it may have been deleted meanwhile
        return await self.message.channel.send(**shown, reference=reference, mention_author=False, nonce=nonce)

    def _may_answer(self) -> bool:
        guild, channel = self.message.guild, self.message.channel
        if guild is None or isinstance(channel, discord.PartialMessageable):
            return True
        allowed = channel.permissions_for(guild.me)  # pyright: ignore[reportArgumentType]
        return allowed.send_messages_in_threads if isinstance(channel, discord.Thread) else allowed.send_messages
