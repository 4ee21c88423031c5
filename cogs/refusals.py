"""The buttons and forms under jobs that models refused, and moderators' buttons; also of messages sent before the last
restart."""

import discord
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.appeals import AllowedButton, AppealButton, RulingButton
from bot.ui.reword import RefusedButton, RewordButton, edited


class Refusals(commands.Cog):
    """Listens for forms: discord.py forgets them in a restart."""

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Atelier]) -> None:
        """Of any kind; those of others are left alone."""
        await edited(interaction)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(RefusedButton, RewordButton, AppealButton, RulingButton, AllowedButton)
    await bot.add_cog(Refusals())
