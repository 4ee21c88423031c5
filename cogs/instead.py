"""The button that asks the successor of a model that has gone, also of messages sent before the last restart."""

from bot.bot import Atelier
from bot.ui.instead import InsteadButton


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(InsteadButton)
