"""The buttons of questions about the price, also of those asked before the last restart."""

from bot.bot import Atelier
from bot.ui.confirm import ConfirmButton


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(ConfirmButton)
