"""/history: what a member has made, to look through, to go on with, and to delete."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from bot.bot import Atelier
from bot.errors import BadDate
from bot.jobs import showings, works
from bot.jobs.works import Wanted
from bot.media.requests import Medium
from bot.ui.details import DetailsButton, VersionMenu
from bot.ui.favourites import FavouriteButton
from bot.ui.gallery import OpenMenu, TurnButton, show_gallery
from bot.ui.looking import Look
from bot.ui.options import Typed, described, everywhere
from bot.ui.payer import payer_here
from bot.ui.removing import DeleteButton, EraseButton, RemoveButton
from bot.ui.reposting import RepostButton
from bot.ui.texts import shortened

MOST_CHOICES = 25
LABEL = 100
LOOKED_FOR = 200  # characters
MEDIA: list[Choice[str]] = [
    Choice(name=locale_str("Pictures", key="commands.history.image"), value="image"),
    Choice(name=locale_str("Videos", key="commands.history.video"), value="video"),
]


class History(commands.Cog):
    """Everything after the first answer is done by the message's own buttons and menus."""

    def __init__(self, bot: Atelier) -> None:
        self.bot = bot

    @app_commands.command(
        name="history",
        description=locale_str("What you have made here", key="commands.history.description"),
    )
    @app_commands.describe(
        **described(
            "history",
            search="Words of the prompt",
            model="Which model made it",
            medium="Pictures or videos",
            after="From this day on, like 2026-01-31",
            before="Before this day, like 2026-01-31",
            favourites="Only what you gave a star, also of others",
        )
    )
    @app_commands.choices(medium=MEDIA)
    @everywhere
    async def history(
        self,
        interaction: discord.Interaction[Atelier],
        search: Range[str, 0, LOOKED_FOR] = "",
        model: Typed = "",
        medium: str = "",
        after: Typed = "",
        before: Typed = "",
        favourites: bool = False,
    ) -> None:
        """For the member alone."""
        days = _day(after), _day(before)
        await interaction.response.defer(ephemeral=True, thinking=True)
        services = interaction.client.services
        zone = ZoneInfo((await services.studio.rules((await payer_here(interaction)).guild_id)).timezone)
        media: dict[str, Medium] = {"image": "image", "video": "video"}
        wanted = Wanted(
            words=" ".join(search.split()),
            model=services.catalog[model].id if services.catalog.has(model) else model.strip(),
            medium=media.get(medium),
            after=_begins(days[0], zone),
            before=_begins(days[1], zone),
            favourites=favourites,
        )
        await show_gallery(interaction, Look(wanted))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Whoever has deleted it: nobody is led there any more."""
        await self._forget([event.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """The same for many."""
        await self._forget(event.message_ids)

    async def _forget(self, message_ids: Iterable[int]) -> None:
        store = self.bot.services.store
        if gone := await store.read(showings.known, message_ids):
            await store.write(showings.forget, *gone)

    @history.autocomplete("model")
    async def _models(self, interaction: discord.Interaction[Atelier], typed: str) -> list[Choice[str]]:
        """Those the member has used."""
        services = interaction.client.services
        used = await services.store.read(works.models_of, interaction.user.id)
        named = [(services.catalog.title(model), model) for model in used]
        fitting = [(title, model) for title, model in named if typed.casefold() in f"{title} {model}".casefold()]
        return [Choice(name=shortened(title, LABEL), value=model) for title, model in fitting][:MOST_CHOICES]


def _day(typed: str) -> date | None:
    """Raises BadDate."""
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError as error:
        raise BadDate(typed=typed) from error


def _begins(day: date | None, zone: ZoneInfo) -> int | None:
    """Milliseconds since 1970 at which a day of the server begins."""
    if day is None:
        return None
    return max(0, int(datetime.combine(day, time.min, zone).timestamp() * 1000))


async def setup(bot: Atelier) -> None:
    """Called by discord.py."""
    bot.add_dynamic_items(DetailsButton, VersionMenu, FavouriteButton, RepostButton)
    bot.add_dynamic_items(DeleteButton, RemoveButton, EraseButton, TurnButton, OpenMenu)
    await bot.add_cog(History(bot))
