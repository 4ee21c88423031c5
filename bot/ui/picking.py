"""The menu under several pictures: what can be done with one of them, for whoever chose it alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.errors import PictureMissing
from bot.jobs import rows
from bot.ui import NOBODY
from bot.ui.again import VaryButton
from bot.ui.asking import Asked
from bot.ui.editing import AnimateButton, EditButton
from bot.ui.lasting import Lasting
from bot.ui.reach import reachable
from bot.ui.results import upload

if TYPE_CHECKING:
    from bot.bot import Atelier

SMALL = 2**18  # bytes of the picture that is shown beside the buttons


class PickMenu(Lasting, discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"pick:(?P<job>[0-9A-Z]{20})"):
    """Which of them."""

    def __init__(self, job_id: str, count: int, locale: str) -> None:
        options = [
            discord.SelectOption(label=locales.text(locale, "pick.number", number=number), value=str(number))
            for number in range(1, count + 1)
        ] or [discord.SelectOption(label="-")]
        placeholder = locales.text(locale, "pick.placeholder")
        super().__init__(discord.ui.Select(custom_id=f"pick:{job_id}", options=options, placeholder=placeholder))
        self.job_id = job_id

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["job"], 0, locales.DEFAULT)

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Chosen."""
        await _pick(interaction, self.job_id, self.item.values[0])


async def _pick(interaction: discord.Interaction[Atelier], job_id: str, chosen: str) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    services, locale = interaction.client.services, str(interaction.locale)
    job = await reachable(Asked(interaction), job_id)
    assets = await services.store.read(rows.assets_of, job_id)
    asset = next((asset for asset in assets if str(asset.number) == chosen), None)
    if asset is None:
        raise PictureMissing(number=chosen, count=len(assets))
    small = await services.files.small(asset, SMALL)
    shown = [] if small is None else [upload(job, asset.number, len(assets), *small).file()]
    view = discord.ui.View(timeout=None)
    view.add_item(EditButton(job_id, asset.number, locales.text(locale, "result.edit")))
    view.add_item(VaryButton(job_id, asset.number, locales.text(locale, "result.vary")))
    view.add_item(AnimateButton(job_id, asset.number, locales.text(locale, "result.animate")))
    said = locales.text(locale, "pick.of", number=asset.number, count=len(assets))
    await interaction.edit_original_response(content=said, attachments=shown, view=view, allowed_mentions=NOBODY)
