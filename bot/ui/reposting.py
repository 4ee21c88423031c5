"""Posting a result once more, where its member is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.tree import guarded

if TYPE_CHECKING:
    pass


class RepostButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"repost:(?P<job>[0-9A-Z]{20})"):
    """For its member alone."""

    def __init__(self, job_id: str, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="📌", custom_id=f"repost:{job_id}"))
        self.job_id = job_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Discord's side of a persistent button."""
        return cls(match["job"])

    async def callback(self, interaction: discord.Interaction[Any]) -> Any:
        """Pressed."""
        await guarded(interaction, _repost(interaction, self.job_id))


async def _repost(interaction: discord.Interaction[Any], job_id: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
