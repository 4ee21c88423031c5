"""The buttons, the menu and the forms of results, also of those posted before the last restart."""

from bot.bot import Atelier
from bot.ui.again import AgainButton, VaryButton
from bot.ui.editing import FORM, AnimateButton, EditButton, answer_form
from bot.ui.picking import PickMenu
from bot.ui.share import ShareButton


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(AgainButton, VaryButton, EditButton, AnimateButton, PickMenu, ShareButton)
    bot.forms.add(FORM, answer_form)
