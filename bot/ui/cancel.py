"""The Cancel button of a job's progress message. It lives for ever: the custom id carries the job."""

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.errors import AtelierError
from bot.jobs import rows
from bot.ui.lasting import Lasting
from bot.ui.place import permitted
from bot.ui.saying import told
from bot.ui.texts import sentence

if TYPE_CHECKING:
    from bot.bot import Atelier


def cancel_view(job_id: str, locale: str) -> discord.ui.View:
    """What the progress message carries."""
    view = discord.ui.View(timeout=None)
    view.add_item(CancelButton(job_id, sure=False, label=locales.text(locale, "cancel.button")))
    return view


class CancelButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"cancel:(?P<job>[0-9A-Z]{20}):(?P<sure>ask|sure)"
):
    """`ask` stops what is free to stop and otherwise says the price first; `sure` stops."""

    def __init__(self, job_id: str, *, sure: bool, label: str = "Cancel") -> None:
        style = discord.ButtonStyle.danger if sure else discord.ButtonStyle.secondary
        custom_id = f"cancel:{job_id}:{'sure' if sure else 'ask'}"
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=custom_id))
        self.job_id = job_id
        self.sure = sure

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["job"], sure=match["sure"] == "sure")

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await cancel(interaction, self.job_id, sure=self.sure)


async def cancel(interaction: "discord.Interaction[Atelier]", job_id: str, *, sure: bool) -> None:
    """Stop a job for its owner or a moderator: at once what is free, else only when they are sure of the price."""
    asked = sure and interaction.message is not None and interaction.message.flags.ephemeral
    if asked:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        said, view = await _canceled(interaction, job_id, sure=sure)
    except AtelierError as error:
        if not asked:
            raise
        said, view = sentence(error, str(interaction.locale)), None  # the question itself becomes the answer
    await told(interaction, said, view=view)


async def _canceled(
    interaction: "discord.Interaction[Atelier]", job_id: str, *, sure: bool
) -> tuple[str, discord.ui.View | None]:
    """What is said of it, and the button to be sure with where that is asked."""
    locale, services = str(interaction.locale), interaction.client.services
    permitted(interaction, await services.store.read(rows.load, job_id), job_id, moderators=True)
    canceled = await services.studio.cancel(job_id, sure=sure)
    price = locales.credits_text(locale, canceled.cost)
    if canceled.done:
        return locales.text(locale, "cancel.charged" if canceled.cost else "cancel.free", credits=price), None
    view = discord.ui.View(timeout=None)
    view.add_item(CancelButton(job_id, sure=True, label=locales.text(locale, "cancel.sure_button")))
    return locales.text(locale, "cancel.sure", credits=price), view
