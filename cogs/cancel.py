"""The Cancel button of progress messages, also of those sent before the last restart."""

from bot.bot import Atelier
from bot.ui.cancel import CancelButton


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(CancelButton)
