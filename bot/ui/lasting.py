"""Buttons and menus that live for ever: the custom id says all there is to know, over any restart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from bot.tree import guarded

if TYPE_CHECKING:
    import re

    import discord

    from bot.bot import Atelier


class Lasting:
    """What they have in common, before `discord.ui.DynamicItem` among a class's bases."""

    stays: bool = False
    """Whether a refusal leaves what the interaction has answered with: see `bot.tree.say`."""

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """Made again out of its custom id; what it once offered or was labelled does not matter any more."""
        made: Any = cls
        return made(*match.groups())

    async def answer(self, interaction: discord.Interaction[Atelier]) -> None:
        """Pressed, or chosen. Whatever it raises is said to the member."""
        raise NotImplementedError

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """discord.py's side of it."""
        return cls.of(match)

    async def callback(self, interaction: discord.Interaction[Any]) -> Any:
        """discord.py's side of it."""
        await guarded(interaction, self.answer(interaction), keep=self.stays)
