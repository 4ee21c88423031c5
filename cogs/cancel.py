"""Cancelling: the button of progress messages, also of those sent before the last restart, and the message menu,
which is there on telephones too."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.bot import Atelier
from bot.errors import NoJobHere
from bot.jobs import showings
from bot.ui.cancel import CancelButton, cancel


@app_commands.guild_only()
async def cancel_shown(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Stop the job whose progress the message shows."""
    job = await interaction.client.services.store.read(showings.job_at, message.id)
    if job is None:
        raise NoJobHere
    await cancel(interaction, job.id, sure=False)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(CancelButton)
    menu = app_commands.ContextMenu(name=locale_str("Cancel job", key="commands.cancel.name"), callback=cancel_shown)
    bot.tree.add_command(menu)
