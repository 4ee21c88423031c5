"""/preset: words and options under a name, a member's own and the server's."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range, locale_str
from discord.ext import commands

from bot import locales, presets
from bot.bot import Atelier
from bot.errors import NotPermitted, UnknownPreset
from bot.presets import SERVER, named
from bot.prompts.macros import Preset
from bot.ui.choices import complete
from bot.ui.options import Typed, described, everywhere, typed_options
from bot.ui.payer import home_of, manages
from bot.ui.presets import (
    PresetsButton,
    checked,
    kept_choices,
    list_text,
    list_view,
    listed,
    preset_choices,
    preset_text,
)
from bot.ui.saying import told
from bot.ui.wishes import parsed_extras

Name = Range[str, 1, 40]
Text = Range[str, 0, 1000]


def _manages(interaction: discord.Interaction[Any]) -> None:
    if not manages(interaction):
        raise NotPermitted(permission="manage_server")


@everywhere  # discord.py ignores it on subcommands
class Presets(
    commands.GroupCog,
    name="preset",
    description=locale_str("Words and options under a name", key="commands.preset.description"),
):
    """Everything is said to the member alone."""

    def __init__(self, bot: Atelier) -> None:
        self.bot = bot

    @app_commands.command(
        name="save", description=locale_str("Keep a preset of your own", key="commands.preset_save.description")
    )
    @app_commands.describe(
        **described(
            "preset_save",
            name="What you type after two dashes, like anime for --anime",
            text="Goes after your prompt, or around it where it says {prompt}",
            model="Which model makes it",
            aspect="Shape of the picture",
            quality="How carefully it is made",
            resolution="How large it is",
            negative="What should not be seen",
            options="What only this model can do, as name=value",
        )
    )
    async def save(
        self,
        interaction: discord.Interaction[Atelier],
        name: Name,
        text: Text = "",
        model: Typed = "",
        aspect: Typed = "",
        quality: Typed = "",
        resolution: Typed = "",
        negative: Text = "",
        options: Text = "",
    ) -> None:
        """In place of one's own of that name."""
        typed = typed_options(
            model=model, aspect=aspect, quality=quality, resolution=resolution, negative=negative, text=text
        )
        new = Preset.model_validate({"name": named(name), "extras": parsed_extras(options), **typed})
        new = checked(self.bot.services, new)
        await self._defer(interaction)
        replaced = await self._write(presets.save, interaction, interaction.user.id, new)
        await self._say(interaction, "replaced" if replaced else "saved", new.name)

    complete(save, "imagine", "edit")

    @app_commands.command(
        name="list", description=locale_str("Which presets there are", key="commands.preset_list.description")
    )
    async def list(self, interaction: discord.Interaction[Atelier]) -> None:
        """Own, the server's, the bot's."""
        await self._defer(interaction)
        found = await listed(interaction)
        await told(interaction, list_text(found, 0, str(interaction.locale)), view=list_view(found, 0))

    @app_commands.command(
        name="show", description=locale_str("All of a preset", key="commands.preset_show.description")
    )
    @app_commands.describe(name=locale_str("Which one", key="commands.preset_show.name"))
    @app_commands.autocomplete(name=preset_choices)
    async def show(self, interaction: discord.Interaction[Atelier], name: Name) -> None:
        """The one that would be used."""
        await self._defer(interaction)
        text = preset_text(await listed(interaction), named(name), str(interaction.locale))
        await told(interaction, text)

    @app_commands.command(
        name="share",
        description=locale_str("Make a preset of yours the server's", key="commands.preset_share.description"),
    )
    @app_commands.describe(name=locale_str("Which one", key="commands.preset_share.name"))
    @app_commands.autocomplete(name=kept_choices)
    async def share(self, interaction: discord.Interaction[Atelier], name: Name) -> None:
        """For managers; it is theirs no longer."""
        _manages(interaction)
        await self._defer(interaction)
        await self._write(presets.share, interaction, interaction.user.id, named(name))
        await self._say(interaction, "shared", named(name))

    @app_commands.command(
        name="unshare",
        description=locale_str("Make a preset of the server yours alone", key="commands.preset_unshare.description"),
    )
    @app_commands.describe(name=locale_str("Which one", key="commands.preset_unshare.name"))
    @app_commands.autocomplete(name=kept_choices)
    async def unshare(self, interaction: discord.Interaction[Atelier], name: Name) -> None:
        """For managers."""
        _manages(interaction)
        await self._defer(interaction)
        await self._write(presets.unshare, interaction, interaction.user.id, named(name))
        await self._say(interaction, "unshared", named(name))

    @app_commands.command(
        name="delete",
        description=locale_str(
            "Delete a preset of yours, or as a manager the server's", key="commands.preset_delete.description"
        ),
    )
    @app_commands.describe(name=locale_str("Which one", key="commands.preset_delete.name"))
    @app_commands.autocomplete(name=kept_choices)
    async def delete(self, interaction: discord.Interaction[Atelier], name: Name) -> None:
        """One's own first: the server's of the same name is the next one's to go."""
        await self._defer(interaction)
        store, guild_id = self.bot.services.store, await home_of(interaction)
        if await store.write(presets.remove, guild_id, interaction.user.id, named(name)):
            await self._say(interaction, "deleted", named(name))
            return
        if named(name) not in {preset.name for preset in await store.read(presets.of, guild_id, SERVER)}:
            raise UnknownPreset(name=name)
        _manages(interaction)
        if not await store.write(presets.remove, guild_id, SERVER, named(name)):
            raise UnknownPreset(name=name)
        await self._say(interaction, "deleted_server", named(name))

    async def _defer(self, interaction: discord.Interaction[Atelier]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)

    async def _write(self, operation: Any, interaction: discord.Interaction[Atelier], *arguments: object) -> Any:
        services = self.bot.services
        return await services.store.write(operation, await home_of(interaction), *arguments, services.studio.now())

    async def _say(self, interaction: discord.Interaction[Atelier], what: str, name: str) -> None:
        await told(interaction, locales.text(str(interaction.locale), f"presets.{what}", name=name))


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(PresetsButton)
    await bot.add_cog(Presets(bot))
