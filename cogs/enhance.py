"""The buttons and the form that choose between a member's prompt and a richer one, also of questions asked before the
last restart."""

from bot.bot import Atelier
from bot.ui.enhance import EDITED, EnhanceButton, edited


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(EnhanceButton)
    bot.forms.add(EDITED, edited)
