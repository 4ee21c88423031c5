"""/blend: one picture out of many, for the models that take more of them than the other commands have room for."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.choices import complete
from bot.ui.options import Count, Prompt, Typed, Words, described, everywhere, typed_options
from bot.ui.ordering import submit
from bot.ui.wishes import Wish, given


class Blend(commands.Cog):
    """Turns an interaction into a wish for a picture made of several; with nine other options, Discord's 25 are full:
    seed, presets and the like are for /edit."""

    @app_commands.command(
        name="blend",
        description=locale_str("Make one picture of up to 16", key="commands.blend.description"),
    )
    @app_commands.describe(
        **described(
            "blend",
            prompt="What to make of them; call them picture 1, picture 2",
            image="The first picture",
            image2="The second picture",
            **{f"image{number}": "Another one" for number in range(3, 17)},
            model="Which model makes it",
            aspect="Shape of the new picture",
            count="How many pictures",
            quality="How carefully it is made",
            resolution="How large it is",
            options="What only this model can do, as name=value",
            private="Only you see it",
            spoiler="Cover it until somebody clicks on it",
        )
    )
    @everywhere
    async def blend(
        self,
        interaction: discord.Interaction[Atelier],
        prompt: Prompt,
        image: discord.Attachment,
        image2: discord.Attachment,
        image3: discord.Attachment | None = None,
        image4: discord.Attachment | None = None,
        image5: discord.Attachment | None = None,
        image6: discord.Attachment | None = None,
        image7: discord.Attachment | None = None,
        image8: discord.Attachment | None = None,
        image9: discord.Attachment | None = None,
        image10: discord.Attachment | None = None,
        image11: discord.Attachment | None = None,
        image12: discord.Attachment | None = None,
        image13: discord.Attachment | None = None,
        image14: discord.Attachment | None = None,
        image15: discord.Attachment | None = None,
        image16: discord.Attachment | None = None,
        model: Typed = "",
        aspect: Typed = "",
        count: Count | None = None,
        quality: Typed = "",
        resolution: Typed = "",
        options: Words = "",
        private: bool | None = None,
        spoiler: bool | None = None,
    ) -> None:
        """See `bot.ui.ordering`."""
        pictures = (
            image, image2, image3, image4, image5, image6, image7, image8,
            image9, image10, image11, image12, image13, image14, image15, image16,
        )  # fmt: skip
        wish = Wish(
            medium="image",
            model=model,
            options=typed_options(prompt=prompt, aspect=aspect, count=count, quality=quality, resolution=resolution),
            extras=options,
            pictures=given(pictures),
            private=private,
            spoiler=spoiler,
        )
        await submit(interaction, wish)

    complete(blend, "edit", "edit")


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Blend())
