"""A form with a prompt to edit. What is sent from it is known by its custom id alone, so that it may come after a
restart as well."""

import re
from typing import Any

import discord

from bot import locales
from bot.catalog.catalog import PROMPT_LIMIT
from bot.provider.shapes import table, tables, text

FIELD = "prompt"
SECONDS = 900.0  # for which discord.py remembers the form, to no purpose


class PromptForm(discord.ui.Modal):
    """Prefilled with `words`."""

    def __init__(self, custom_id: str, locale: str, words: str) -> None:
        super().__init__(title=locales.text(locale, "form.title"), custom_id=custom_id, timeout=SECONDS)
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph, default=words[:PROMPT_LIMIT], max_length=PROMPT_LIMIT, custom_id=FIELD
        )
        self.add_item(discord.ui.Label(text=locales.text(locale, "form.prompt"), component=field))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """See `sent`: whoever listens to interactions answers."""


def sent(interaction: discord.Interaction[Any], template: re.Pattern[str]) -> tuple[re.Match[str], str] | None:
    """What was sent from a form of that custom id, and the prompt in it; None for anything else."""
    data = table(interaction.data)
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    match = template.fullmatch(text(data.get("custom_id")))
    return None if match is None else (match, _typed(data))


def _typed(data: dict[str, Any]) -> str:
    for row in tables(data.get("components")):
        for field in (table(row.get("component")), *tables(row.get("components"))):
            if field.get("custom_id") == FIELD:
                return text(field.get("value"))
    return ""
