"""/status: how the studio does."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.board import board_text
from bot.ui.options import everywhere


class Status(commands.Cog):
    """One page, for whoever asks."""

    @app_commands.command(
        name="status",
        description=locale_str("How the studio and its models are doing", key="commands.status.description"),
    )
    @everywhere
    async def status(self, interaction: discord.Interaction[Atelier]) -> None:
        """For the member alone; the bot's owner sees the gateway's balance too."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        owner = await interaction.client.is_owner(interaction.user)
        await interaction.edit_original_response(
            content=await board_text(interaction.client, str(interaction.locale), owner=owner)
        )


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Status())
