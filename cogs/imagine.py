"""/imagine: a picture from a description."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.choices import complete
from bot.ui.options import Count, Prompt, Seed, Typed, Words, described, everywhere, typed_options
from bot.ui.ordering import submit
from bot.ui.wishes import Wish, given


class Imagine(commands.Cog):
    """Turns an interaction into a wish for a picture."""

    @app_commands.command(
        name="imagine",
        description=locale_str("Make a picture from a description", key="commands.imagine.description"),
    )
    @app_commands.describe(
        **described(
            "imagine",
            prompt="What the picture shows, in any words",
            model="Which model makes it",
            aspect="Shape of the picture",
            count="How many pictures",
            quality="How carefully it is made",
            resolution="How large it is",
            background="What is behind the subject",
            image="A picture to go by",
            image2="Another one",
            image3="Another one",
            image4="Another one",
            negative="What should not be seen",
            seed="The same number makes the same picture again",
            options="What only this model can do, as name=value",
            preset="Words and options under a name",
            private="Only you see it",
            spoiler="Cover it until somebody clicks on it",
            enhance="Choose between your prompt and a richer one first",
        )
    )
    @everywhere
    async def imagine(
        self,
        interaction: discord.Interaction[Atelier],
        prompt: Prompt,
        model: Typed = "",
        aspect: Typed = "",
        count: Count | None = None,
        quality: Typed = "",
        resolution: Typed = "",
        background: Typed = "",
        image: discord.Attachment | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        image4: discord.Attachment | None = None,
        negative: Words = "",
        seed: Seed | None = None,
        options: Words = "",
        preset: Typed = "",
        private: bool | None = None,
        spoiler: bool | None = None,
        enhance: bool | None = None,
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
            preset=preset,
            private=private,
            spoiler=spoiler,
            enhance=enhance,
        )
        await submit(interaction, wish)

    complete(imagine, "imagine", "edit")


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Imagine())
