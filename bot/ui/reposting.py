"""Posting a result once more, where its member is. It costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot import locales
from bot.errors import CannotPostHere, NotPermitted
from bot.ui.lasting import Lasting
from bot.ui.saying import told
from bot.ui.share import post_for_all
from bot.ui.sight import own

if TYPE_CHECKING:
    from bot.bot import Atelier


class RepostButton(Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"repost:(?P<job>[0-9A-Z]{20})"):
    """For its member alone."""

    def __init__(self, job_id: str, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="📌", custom_id=f"repost:{job_id}"))
        self.job_id = job_id

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await _repost(interaction, self.job_id)


def _may_post(interaction: discord.Interaction[Any], given: discord.Permissions) -> bool:
    if interaction.guild_id is None:
        return True
    in_thread = isinstance(interaction.channel, discord.Thread)
    return given.attach_files and (given.send_messages_in_threads if in_thread else given.send_messages)


async def _repost(interaction: discord.Interaction[Atelier], job_id: str) -> None:
    """Where the member could have posted it themselves. Raises NotPermitted and what `post_for_all` raises."""
    services, locale = interaction.client.services, str(interaction.locale)
    await interaction.response.defer(ephemeral=True, thinking=True)
    with services.presses.first(interaction) as first:
        job, _ = await own(interaction, job_id)
        if not _may_post(interaction, interaction.permissions):
            raise NotPermitted(permission="post_here")
        if not _may_post(interaction, interaction.app_permissions):
            raise CannotPostHere
        if first:
            await post_for_all(interaction, job, nonce=f"{interaction.id}-re")
    await told(interaction, locales.text(locale, "gallery.reposted"))
