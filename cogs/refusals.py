"""The buttons and the form under jobs that models refused, and moderators' buttons; also of messages sent before the
last restart."""

from bot.bot import Atelier
from bot.ui.appeals import AllowedButton, AppealButton, RulingButton
from bot.ui.reword import EDITED, RefusedButton, RewordButton, edited


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(RefusedButton, RewordButton, AppealButton, RulingButton, AllowedButton)
    bot.forms.add(EDITED, edited)
