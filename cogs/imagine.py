"""/imagine: a picture from a description."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from bot import locales
from bot.bot import Atelier
from bot.catalog.catalog import PROMPT_LIMIT, check
from bot.catalog.spec import ModelSpec
from bot.credits.pricing import cheapest_usd
from bot.errors import UnknownModel
from bot.jobs.rows import new_id
from bot.media.requests import GenerationRequest, Reference
from bot.transactions import Order
from bot.ui.texts import shortened

MOST_CHOICES = 25
CHOICE_LENGTH = 100
MOST_TYPED = 100  # characters of a choice


def described(command: str, **texts: str) -> "dict[str, locale_str]":
    """Descriptions that the locale files may translate."""
    return {name: locale_str(text, key=f"commands.{command}.{name}") for name, text in texts.items()}


class Imagine(commands.Cog):
    """Turns an interaction into a GenerationRequest and hands it to the studio."""

    def __init__(self, bot: Atelier) -> None:
        self.bot = bot

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
            background="What is behind the subject",
            image="A picture to go by",
            private="Only you see it",
        )
    )
    @app_commands.guild_only()
    async def imagine(
        self,
        interaction: discord.Interaction[Atelier],
        prompt: Range[str, 1, PROMPT_LIMIT],
        model: Range[str, 0, MOST_TYPED] = "",
        aspect: Range[str, 0, MOST_TYPED] = "",
        count: Range[int, 1, 10] = 1,
        quality: Range[str, 0, MOST_TYPED] = "",
        background: Range[str, 0, MOST_TYPED] = "",
        image: discord.Attachment | None = None,
        private: bool = False,
    ) -> None:
        """What can be refused from memory is refused at once; all else comes after the acknowledgement."""
        spec = self._model(model)
        strictness = self.bot.services.settings.image_moderation
        request = GenerationRequest(
            model=spec.id,
            prompt=prompt,
            aspect=aspect.strip(),
            count=count,
            quality=quality.strip().lower(),
            background=background.strip().lower(),
            moderation=strictness if strictness in spec.moderations else "",
        )
        attachments = [image] if image else []
        check(spec, request.model_copy(update={"references": tuple(map(_announced, attachments))}))
        answer = await interaction.response.defer(ephemeral=private, thinking=True)
        await self._submit(interaction, request, attachments, private=private, message_id=answer and answer.message_id)

    async def _submit(
        self,
        interaction: discord.Interaction[Atelier],
        request: GenerationRequest,
        attachments: Sequence[discord.Attachment],
        *,
        private: bool,
        message_id: int | None,
    ) -> None:
        """From the acknowledgement to the accepted job. A refusal leaves nothing behind."""
        services = self.bot.services
        job_id = new_id(services.studio.now())
        services.desk.open(job_id, interaction)
        try:
            references = [
                await services.files.keep_reference(job_id, number, url=file.url, name=file.filename, size=file.size)
                for number, file in enumerate(attachments, 1)
            ]
            order = Order(
                job_id=job_id,
                interaction_id=interaction.id,
                guild_id=interaction.guild_id or 0,
                channel_id=interaction.channel_id or 0,
                user_id=interaction.user.id,
                locale=str(interaction.locale),
                private=private,
                message_id=message_id,
                request=request.model_copy(update={"references": tuple(references)}),
            )
            await services.studio.submit(order)
        except Exception:  # the transaction is the last thing that can fail: there is no job
            services.desk.close(job_id)
            await services.files.discard(job_id)
            raise

    def _model(self, typed: str) -> ModelSpec:
        services = self.bot.services
        return services.catalog[typed or services.settings.default_image_model]

    # -- autocomplete

    @imagine.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        locale = str(interaction.locale)
        rate = self.bot.services.studio.rate
        choices: list[Choice[str]] = []
        for spec in self.bot.services.catalog.search(typed)[:MOST_CHOICES]:
            price = locales.credits_text(locale, rate.credits(cheapest_usd(spec)))
            name = locales.text(locale, "imagine.choice", title=spec.title, maker=spec.maker, price=price)
            choices.append(Choice(name=shortened(name, CHOICE_LENGTH), value=spec.id))
        return choices

    @imagine.autocomplete("aspect")
    async def _aspects(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        spec = self._chosen(interaction)
        return _choices(tuple(spec.aspects) if spec else (), typed)

    @imagine.autocomplete("quality")
    async def _qualities(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        spec = self._chosen(interaction)
        return _choices(spec.qualities if spec else (), typed)

    @imagine.autocomplete("background")
    async def _backgrounds(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        spec = self._chosen(interaction)
        return _choices(spec.backgrounds if spec else (), typed)

    def _chosen(self, interaction: discord.Interaction[Atelier]) -> ModelSpec | None:
        """The model picked so far in the command being typed, or the default; None for a half-typed one."""
        try:
            return self._model(getattr(interaction.namespace, "model", None) or "")
        except UnknownModel:
            return None


def _announced(file: discord.Attachment) -> Reference:
    """An attachment as far as Discord describes it: enough to count and to refuse."""
    return Reference(
        path="", mime=file.content_type or "", width=file.width or 0, height=file.height or 0, size=file.size
    )


def _choices(values: Sequence[str], typed: str) -> list[Choice[str]]:
    fitting = [value for value in values if typed.strip().lower() in value]
    return [Choice(name=value, value=value) for value in fitting[:MOST_CHOICES]]


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    await bot.add_cog(Imagine(bot))
