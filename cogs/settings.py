"""/settings: what applies where a member types nothing."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.options import everywhere
from bot.ui.tastes import TasteButton, TasteMenu, show_tastes


class Settings(commands.Cog):
    """Everything after the first answer is done by the message's own menus."""

    @app_commands.command(
        name="settings",
        description=locale_str("What applies where you type nothing", key="commands.settings.description"),
    )
    @everywhere
    async def settings(self, interaction: discord.Interaction[Atelier]) -> None:
        """For the member alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await show_tastes(interaction)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(TasteButton, TasteMenu)
    await bot.add_cog(Settings())
