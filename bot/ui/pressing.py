"""Pressing a button under a result: a double click is one press, and where it is locked meanwhile, it comes back."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import discord

from bot.ui.asking import Pressed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from bot.bot import Atelier

DOUBLE_CLICK = 2.0  # seconds in which a second press of the same button by the same member is none


class Presses:
    """Who is pressing what."""

    def __init__(self) -> None:
        self._until: dict[tuple[int, int, str], float] = {}

    @contextlib.contextmanager
    def first(self, interaction: discord.Interaction[Any], *, anywhere: bool = False) -> Generator[bool]:
        """Whether this press is not the second one of a double click; `anywhere`: nor that of the same button of
        another message, which another client of the member's may show."""
        now = asyncio.get_running_loop().time()
        self._until = {press: until for press, until in self._until.items() if until > now}
        message_id = 0 if anywhere or interaction.message is None else interaction.message.id
        press = (interaction.user.id, message_id, _pressed(interaction))
        if press in self._until:
            yield False
            return
        self._until[press] = float("inf")
        try:
            yield True
        except BaseException:
            self._until.pop(press, None)  # it was refused, and may be pressed again at once
            raise
        self._until[press] = asyncio.get_running_loop().time() + DOUBLE_CLICK


async def press(interaction: discord.Interaction[Atelier], work: Callable[[Pressed], Awaitable[object]]) -> None:
    """Do what a button is for. Raises what `work` raises, once the button is back."""
    with interaction.client.services.presses.first(interaction) as first:
        if not first:
            await interaction.response.defer()
            return
        asker = Pressed(interaction, lambda locked: with_lock(interaction, locked=locked))
        try:
            await work(asker)
        except Exception:
            await asker.refused()
            raise
        finally:
            await asker.release()


def with_lock(interaction: discord.Interaction[Any], *, locked: bool) -> discord.ui.View | None:
    """What its message carries, the pressed button greyed out, or all of it to be used."""
    if interaction.message is None:
        return None
    kind: Any = discord.ui.LayoutView if interaction.message.flags.components_v2 else discord.ui.View
    view = kind.from_message(interaction.message, timeout=None)
    for item in view.walk_children():
        if getattr(item, "custom_id", None):
            item.disabled = locked and item.custom_id == _pressed(interaction)
    view.stop()  # the custom ids find who answers them: discord.py need not remember the view
    return view


def _pressed(interaction: discord.Interaction[Any]) -> str:
    data: Any = interaction.data or {}
    return str(data.get("custom_id", ""))
