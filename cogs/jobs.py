"""/jobs: what a member has under way, and what can be done about it."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.options import described, everywhere
from bot.ui.panel import JobMenu, RefreshButton, show_panel


class Jobs(commands.Cog):
    """Everything after the first answer is done by the message's own menus."""

    @app_commands.command(
        name="jobs",
        description=locale_str("Your jobs and credits: watch, cancel, fetch", key="commands.jobs.description"),
    )
    @app_commands.describe(**described("jobs", member="Whose; for moderators"))
    @everywhere
    async def jobs(self, interaction: discord.Interaction[Atelier], member: discord.Member | None = None) -> None:
        """For the member alone."""
        await show_panel(interaction, member or interaction.user, fresh=True)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(JobMenu, RefreshButton)
    await bot.add_cog(Jobs())
