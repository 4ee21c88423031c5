"""Details: all there is to tell of a result, where it can be seen, and its versions, each of which can be opened."""

from __future__ import annotations

import asyncio
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.credits.receipts import receipt
from bot.jobs import lineage, rows, showings, works
from bot.ui import NOBODY, UNKNOWN_MESSAGE
from bot.ui.facts import receipt_line, told_of
from bot.ui.favourites import FavouriteButton, star_label
from bot.ui.lasting import Lasting
from bot.ui.pedigree import drawn
from bot.ui.removing import DeleteButton
from bot.ui.reposting import RepostButton
from bot.ui.sight import link, seen
from bot.ui.texts import MESSAGE, shortened
from bot.ui.versions import Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

    from bot.bot import Atelier
    from bot.credits.receipts import Receipt
    from bot.jobs.lineage import Family
    from bot.jobs.rows import Job
    from bot.jobs.showings import Showing
    from bot.media.assets import Asset

LABEL = 100
MOST_LINKS = 3


class DetailsButton(Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"details:(?P<job>[0-9A-Z]{20})"):
    """Under every result, for everybody who sees it."""

    def __init__(self, job_id: str, label: str = "…") -> None:
        super().__init__(discord.ui.Button(label=label, emoji="🔎", custom_id=f"details:{job_id}"))
        self.job_id = job_id

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await show_details(interaction, self.job_id)


class VersionMenu(Lasting, discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"versions:open"):
    """Opens the details of another version."""

    def __init__(self, versions: list[tuple[str, str]], locale: str) -> None:
        """`versions`: ids and what to call them."""
        options = [
            discord.SelectOption(label=shortened(words, LABEL), value=job_id) for job_id, words in versions[:25]
        ] or [discord.SelectOption(label="-")]
        placeholder = locales.text(locale, "details.open")
        super().__init__(discord.ui.Select(custom_id="versions:open", options=options, placeholder=placeholder))

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls([], locales.DEFAULT)

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Chosen."""
        await show_details(interaction, self.item.values[0])


async def show_details(interaction: discord.Interaction[Atelier], job_id: str) -> None:
    """To the member alone. Raises what `seen` raises."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    services, locale = interaction.client.services, str(interaction.locale)
    job, shown = await seen(interaction, job_id)
    assets, paid, family, liked = await services.store.read(_around, job, interaction.user.id)
    tree = Tree(family, job.id)
    where = await services.store.read(showings.of_each, [one.id for one in family.relatives])
    more = [*_origin(job, tree, locale), _places(interaction, job, await _still(interaction, job, shown))]
    if paid:
        more.insert(0, receipt_line(paid, locale))
    told = told_of(services.catalog, job, assets, locale, more, MESSAGE)
    files = [_prompt_file(told.whole)] if told.whole else []
    view = work_view(interaction, job, assets, liked=liked)
    await interaction.edit_original_response(content=told.text, attachments=files, view=view, allowed_mentions=NOBODY)
    if len(tree) > 1:
        drawing, others = drawn(interaction, tree, where)
        menu = discord.ui.View(timeout=None)
        if others:
            menu.add_item(VersionMenu(others, locale))
        await interaction.followup.send(drawing, view=menu, ephemeral=True, allowed_mentions=NOBODY)


def work_view(
    interaction: discord.Interaction[Atelier], job: Job, assets: Sequence[Asset], *, liked: bool
) -> discord.ui.View:
    """What a member can do with a result that they look at alone: what it carries itself, its star, and for whoever
    made it posting it once more. Only they can delete it here, where there is no message for a moderator to remove."""
    job = replace(job, locale=str(interaction.locale))
    view = interaction.client.services.desk.dressed(job, assets)
    mine = job.user_id == interaction.user.id
    if not mine:
        for item in [item for item in view.children if isinstance(item, DeleteButton)]:
            view.remove_item(item)
    view.add_item(FavouriteButton(job.id, star_label(job.locale, liked=liked), liked=liked))
    if mine and not job.private:
        view.add_item(RepostButton(job.id, locales.text(job.locale, "gallery.repost")))
    return view


def _around(conn: sa.Connection, job: Job, user_id: int) -> tuple[list[Asset], Receipt | None, Family, bool]:
    """Its files, its receipt when it is the member's own, its family, whether it is a favourite."""
    paid = receipt(conn, job.id) if job.user_id == user_id else None
    liked = bool(works.liked(conn, user_id, [job.id]))
    return rows.assets_of(conn, job.id), paid, lineage.family(conn, job.id), liked


def _prompt_file(whole: str) -> discord.File:
    return discord.File(io.BytesIO(whole.encode()), filename="prompt.txt")


def _origin(job: Job, tree: Tree, locale: str) -> list[str]:
    """What it was made of."""
    if not job.request.parent:
        return []
    parent = tree.parent
    if parent is None:
        return [locales.text(locale, "details.parent_gone")]
    if parent.deleted:
        needed = any(parent.id in picture.jobs for picture in job.request.files())
        return [locales.text(locale, "details.parent_deleted_needed" if needed else "details.parent_deleted")]
    return [locales.text(locale, "details.parent", name=tree.names[parent.id], current=tree.names[job.id])]


async def _still(interaction: discord.Interaction[Atelier], job: Job, shown: Sequence[Showing]) -> list[Showing]:
    """Those that are there, the original first: messages are deleted while the bot is away, too."""
    services = interaction.client.services
    public = [one for one in reversed(shown) if not one.private][:MOST_LINKS]

    async def there(one: Showing) -> bool:
        if interaction.message is not None and one.message_id == interaction.message.id:
            return True
        channel = interaction.client.get_partial_messageable(one.channel_id)
        try:
            await channel.fetch_message(one.message_id)
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE and not job.within_reach:
                return True
            await services.store.write(showings.forget, one.message_id)
            return False
        except discord.HTTPException:
            return True  # the member may see what the bot may not
        return True

    found = await asyncio.gather(*map(there, public))
    return [one for one, is_there in zip(public, found, strict=True) if is_there]


def _places(interaction: discord.Interaction[Atelier], job: Job, shown: Sequence[Showing]) -> str:
    locale = str(interaction.locale)
    if shown:
        links = " ".join(link(interaction.client, one, job.asked_in) for one in shown)
        return locales.text(locale, "details.shown", links=links)
    return locales.text(locale, "details.shown_privately" if job.private else "details.shown_nowhere")
