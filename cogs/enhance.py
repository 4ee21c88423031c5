"""The buttons and forms that choose between a member's prompt and a richer one, also of questions asked before the last
restart."""

import discord
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.enhance import EnhanceButton, edited


class Enhance(commands.Cog):
    """Listens for forms: discord.py forgets them in a restart."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Atelier]) -> None:
        """Of any kind; those of others are left alone."""
        await edited(interaction)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(EnhanceButton)
    await bot.add_cog(Enhance())
