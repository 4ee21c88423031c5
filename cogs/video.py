"""/video: a video from a description, or from a picture."""

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.ui.choices import model_choices, option_choices, seconds_choices
from bot.ui.options import Count, Prompt, Seed, Typed, Words, described, typed_options
from bot.ui.ordering import Wish, submit


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
            model="Which model makes it",
            seconds="How long it is",
            aspect="Shape of the video",
            resolution="How large it is",
            count="How many videos",
            negative="What should not be seen",
            seed="The same number makes the same video again",
            options="What only this model can do, as name=value",
            private="Only you see it",
        )
    )
    @app_commands.guild_only()
    async def video(
        self,
        interaction: discord.Interaction[Atelier],
        prompt: Prompt,
        image: discord.Attachment | None = None,
        last_image: discord.Attachment | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        model: Typed = "",
        seconds: Range[int, 1, 60] | None = None,
        aspect: Typed = "",
        resolution: Typed = "",
        count: Count = 1,
        negative: Words = "",
        seed: Seed | None = None,
        options: Words = "",
        private: bool = False,
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
            pictures=[picture for picture in (image, image2, image3) if picture],
            last_frame=last_image,
            private=private,
        )
        await submit(interaction, wish)

    @video.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        with_picture = getattr(interaction.namespace, "image", None) is not None
        return await model_choices(interaction, typed, "animate" if with_picture else "video")

    @video.autocomplete("seconds")
    async def _seconds(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[int]]:
        return await seconds_choices(interaction, typed)

    @video.autocomplete("aspect")
    async def _aspects(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        return await option_choices(interaction, typed, "aspect", "video")

    @video.autocomplete("resolution")
    async def _resolutions(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        return await option_choices(interaction, typed, "resolution", "video")

    @video.autocomplete("options")
    async def _options(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        return await option_choices(interaction, typed, "options", "video")


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Video())
