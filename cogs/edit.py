"""/edit: a picture from a picture and what to change."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.choices import complete
from bot.ui.options import Count, Prompt, Seed, Typed, Words, described, everywhere, typed_options
from bot.ui.ordering import submit
from bot.ui.wishes import Given, Wish, given


class Edit(commands.Cog):
    """Turns an interaction into a wish for a changed picture."""

    @app_commands.command(
        name="edit",
        description=locale_str("Change a picture", key="commands.edit.description"),
    )
    @app_commands.describe(
        **described(
            "edit",
            prompt="What to change",
            image="The picture to change; without one, your latest result in this channel",
            image2="Another picture to go by",
            image3="Another one",
            image4="Another one",
            mask="A PNG as large as the picture, transparent where it is to change",
            model="Which model changes it",
            aspect="Shape of the new picture",
            count="How many pictures",
            quality="How carefully it is made",
            resolution="How large it is",
            background="What is behind the subject",
            negative="What should not be seen",
            seed="The same number makes the same picture again",
            options="What only this model can do, as name=value",
            preset="Words and options under a name",
            private="Only you see it",
            spoiler="Cover it until somebody clicks on it",
        )
    )
    @everywhere
    async def edit(
        self,
        interaction: discord.Interaction[Atelier],
        prompt: Prompt,
        image: discord.Attachment | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        image4: discord.Attachment | None = None,
        mask: discord.Attachment | None = None,
        model: Typed = "",
        aspect: Typed = "",
        count: Count | None = None,
        quality: Typed = "",
        resolution: Typed = "",
        background: Typed = "",
        negative: Words = "",
        seed: Seed | None = None,
        options: Words = "",
        preset: Typed = "",
        private: bool | None = None,
        spoiler: bool | None = None,
    ) -> None:
        """See `bot.ui.ordering`."""
        wish = Wish(
            medium="image",
            model=model,
            options=typed_options(
                prompt=prompt,
                aspect=aspect,
                count=count,
                quality=quality,
                resolution=resolution,
                background=background,
                negative=negative,
                seed=seed,
            ),
            extras=options,
            pictures=given([image, image2, image3, image4]),
            mask=mask and Given.attached(mask),
            continues=True,
            preset=preset,
            private=private,
            spoiler=spoiler,
        )
        await submit(interaction, wish)

    complete(edit, "edit", "edit")


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Edit())
