"""A model was asked for that has gone or is in trouble: another, one click away.

Nothing is stored: the button ends with the process.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot import locales
from bot.catalog.spec import ModelSpec
from bot.errors import RequestRefused
from bot.tree import guarded
from bot.ui import NOBODY
from bot.ui.texts import sentence, shortened

LABEL = 80
SECONDS = 840  # as long as what was typed and attached is surely at hand


async def offer(
    interaction: "discord.Interaction[Any]",
    error: RequestRefused,
    successor: ModelSpec,
    again: "Callable[[discord.Interaction[Any]], Awaitable[None]]",
) -> None:
    """Say why not; `again` asks for the same with the successor. The interaction must not be answered yet."""
    locale = str(interaction.locale)
    view = discord.ui.View(timeout=SECONDS)
    view.add_item(_Again(shortened(locales.text(locale, "instead.button", model=successor.title), LABEL), again))
    await interaction.response.send_message(sentence(error, locale), view=view, ephemeral=True, allowed_mentions=NOBODY)


class _Again(discord.ui.Button[Any]):
    """Works once."""

    def __init__(self, label: str, again: "Callable[[discord.Interaction[Any]], Awaitable[None]]") -> None:
        super().__init__(label=label, style=discord.ButtonStyle.primary)
        self._again = again

    async def callback(self, interaction: "discord.Interaction[Any]") -> Any:
        """Pressed. What goes wrong is said like any other refusal."""
        if self.view:
            self.view.stop()
        await guarded(interaction, self._again(interaction))
