"""/video: a video from a description, or from a picture."""

import discord
from discord import app_commands
from discord.app_commands import Range, locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.choices import complete
from bot.ui.options import Count, Prompt, Seed, Typed, Words, described, everywhere, typed_options
from bot.ui.ordering import submit
from bot.ui.wishes import Given, Wish, given


class Video(commands.Cog):
    """Turns an interaction into a wish for a video."""

    @app_commands.command(
        name="video",
        description=locale_str("Make a video from a description or a picture", key="commands.video.description"),
    )
    @app_commands.describe(
        **described(
            "video",
            prompt="What happens in the video",
            image="The picture it begins with, or goes by",
            last_image="The picture it ends with",
            image2="Another picture to go by",
            image3="Another one",
            image4="Another one",
            model="Which model makes it",
            seconds="How long it is",
            aspect="Shape of the video",
            resolution="How large it is",
            count="How many videos",
            negative="What should not be seen",
            seed="The same number makes the same video again",
            options="What only this model can do, as name=value",
            preset="Words and options under a name",
            private="Only you see it",
            spoiler="Cover it until somebody clicks on it",
        )
    )
    @everywhere
    async def video(
        self,
        interaction: discord.Interaction[Atelier],
        prompt: Prompt,
        image: discord.Attachment | None = None,
        last_image: discord.Attachment | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        image4: discord.Attachment | None = None,
        model: Typed = "",
        seconds: Range[int, 1, 60] | None = None,
        aspect: Typed = "",
        resolution: Typed = "",
        count: Count | None = None,
        negative: Words = "",
        seed: Seed | None = None,
        options: Words = "",
        preset: Typed = "",
        private: bool | None = None,
        spoiler: bool | None = None,
    ) -> None:
        """See `bot.ui.ordering`."""
        wish = Wish(
            medium="video",
            model=model,
            options=typed_options(
                prompt=prompt,
                seconds=seconds,
                aspect=aspect,
                resolution=resolution,
                count=count,
                negative=negative,
                seed=seed,
            ),
            extras=options,
            pictures=given([image, image2, image3, image4]),
            last_frame=last_image and Given.attached(last_image),
            preset=preset,
            private=private,
            spoiler=spoiler,
        )
        await submit(interaction, wish)

    complete(video, "video", "animate")


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Video())
