"""Favourites: the star under a result that a member looks at alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.jobs import works
from bot.ui.lasting import Lasting
from bot.ui.sight import seen

if TYPE_CHECKING:
    from bot.bot import Atelier

STARS = {True: "★", False: "☆"}


def star_label(locale: str, *, liked: bool) -> str:
    """What the button says of how things are."""
    return f"{STARS[liked]} {locales.text(locale, 'gallery.liked' if liked else 'gallery.like')}"


class FavouriteButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"favourite:(?P<job>[0-9A-Z]{20}):(?P<to>on|off)"
):
    """Makes it a favourite, or none: pressed twice at once, it does the same once."""

    stays = True

    def __init__(self, job_id: str, label: str = "…", *, liked: bool) -> None:
        """`liked`: it is one already."""
        custom_id = f"favourite:{job_id}:{'off' if liked else 'on'}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id))
        self.job_id = job_id
        self.liked = liked

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["job"], liked=match["to"] == "off")

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await _like(interaction, self.job_id, liked=not self.liked)


async def _like(interaction: discord.Interaction[Atelier], job_id: str, *, liked: bool) -> None:
    services = interaction.client.services
    await interaction.response.defer()
    job, _ = await seen(interaction, job_id)
    now = services.studio.now()
    await services.store.write(works.like, interaction.user.id, job.id, now, liked=liked)
    if interaction.message is None:
        return
    view = discord.ui.View.from_message(interaction.message, timeout=None)
    for item in view.walk_children():
        if isinstance(item, discord.ui.Button) and (item.custom_id or "").startswith(f"favourite:{job_id}:"):
            turned = FavouriteButton(job_id, star_label(str(interaction.locale), liked=liked), liked=liked).item
            item.label, item.custom_id = turned.label, turned.custom_id
    view.stop()  # the custom ids find who answers them: discord.py need not remember the view
    await interaction.edit_original_response(view=view)
