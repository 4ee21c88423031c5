"""Saying what has been done: whatever Discord makes of it, it is done."""

import logging
from typing import Any

import discord

from bot.ui import NOBODY, TROUBLE

log = logging.getLogger(__name__)


async def told(interaction: discord.Interaction[Any], said: str, **changes: Any) -> None:
    """In place of "thinking...", or beside it where somebody has deleted that. Raises nothing: a member who reads of an
    error would do it again."""
    try:
        try:
            await interaction.edit_original_response(content=said, allowed_mentions=NOBODY, **changes)
        except discord.NotFound:
            await interaction.followup.send(said, ephemeral=True, allowed_mentions=NOBODY)
    except TROUBLE as error:
        log.warning("cannot say what was done: %s", error)
