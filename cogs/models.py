"""/models: the catalog, to browse."""

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.browse import BrowseButton, BrowseMenu, DefaultMenu, View, list_text, list_view, page_view
from bot.ui.choices import every_model
from bot.ui.model_page import page_text
from bot.ui.options import Typed, described, everywhere
from bot.ui.payer import manages


class Models(commands.Cog):
    """Everything after the first answer is done by the message's own menus."""

    @app_commands.command(
        name="models",
        description=locale_str(
            "Browse the models: what they can do and what they cost", key="commands.models.description"
        ),
    )
    @app_commands.describe(**described("models", model="Open this one's page"))
    @everywhere
    async def models(self, interaction: discord.Interaction[Atelier], model: Typed = "") -> None:
        """For the member alone."""
        services, locale = interaction.client.services, str(interaction.locale)
        if not model:
            await interaction.response.send_message(
                list_text(services, View(), locale), view=list_view(services, View(), locale), ephemeral=True
            )
            return
        spec = services.catalog[model]
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(
            content=await page_text(services, spec, locale),
            view=page_view(spec, View(), locale, manager=manages(interaction)),
        )

    @models.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        return every_model(interaction, typed)


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(BrowseButton, BrowseMenu, DefaultMenu)
    await bot.add_cog(Models())
