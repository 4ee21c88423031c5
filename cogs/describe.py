"""/describe: prompts for a picture; and their buttons, also of messages sent before the last restart."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.describe import DescribeButton, describe
from bot.ui.options import described, everywhere


class Describe(commands.Cog):
    """Has a chat model look at a picture."""

    @app_commands.command(
        name="describe",
        description=locale_str("Get four prompts for a picture", key="commands.describe.description"),
    )
    @app_commands.describe(
        **described(
            "describe",
            image="The picture; without one, your latest result in this channel",
            private="Only you see it",
        )
    )
    @everywhere
    async def describe(
        self,
        interaction: discord.Interaction[Atelier],
        image: discord.Attachment | None = None,
        private: bool = False,
    ) -> None:
        """See `bot.ui.describe`."""
        await describe(interaction, image, private=private)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(DescribeButton)
    await bot.add_cog(Describe())
