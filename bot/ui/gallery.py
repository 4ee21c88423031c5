"""/history: what a member has made, page by page with small pictures; one of them opened has all its buttons."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import discord

from bot import locales
from bot.errors import ResultGone
from bot.jobs import rows, works
from bot.media.threads import in_thread
from bot.media.thumbnails import thumbnail
from bot.ui import NOBODY
from bot.ui.answer import Answer
from bot.ui.details import work_view
from bot.ui.favourites import STARS
from bot.ui.lasting import Lasting
from bot.ui.looking import Look, looked
from bot.ui.sight import seen
from bot.ui.texts import alt_text, one_line, plain, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sqlalchemy as sa

    from bot.bot import Atelier
    from bot.jobs.rows import Job
    from bot.jobs.works import Wanted, Work
    from bot.media.assets import Asset
    from bot.media.requests import Medium
    from bot.services import Services

PER_PAGE = 6
SHORT = 100  # characters of a prompt in the list
LABEL = 100
ALT = 256  # characters Discord takes for a small picture


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown: `first` is the number of the first of them."""

    look: Look
    found: Sequence[Work]
    total: int

    @property
    def first(self) -> int:
        """Counted from 1."""
        return self.look.page * PER_PAGE + 1

    @property
    def pages(self) -> int:
        """At least one."""
        return max(1, -(-self.total // PER_PAGE))


class TurnButton(Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"works:go:(?s:(?P<look>.+))"):
    """To another page."""

    stays = True

    def __init__(self, look: Look, label: str = "…", *, disabled: bool = False) -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"works:go:{look}", disabled=disabled))
        self.goal = str(look)

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        button = cls(Look())
        button.goal = match["look"]
        return button

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await _turn(interaction, self.goal)


class OpenMenu(Lasting, discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"works:open"):
    """Opens one of the page."""

    def __init__(self, offered: Sequence[tuple[str, str]], locale: str) -> None:
        """`offered`: ids and what to call them."""
        options = [discord.SelectOption(label=shortened(words, LABEL), value=job_id) for job_id, words in offered] or [
            discord.SelectOption(label="-")
        ]
        placeholder = locales.text(locale, "gallery.open")
        super().__init__(discord.ui.Select(custom_id="works:open", options=options, placeholder=placeholder))

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls([], locales.DEFAULT)

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Chosen."""
        await open_work(interaction, self.item.values[0])


async def show_gallery(interaction: discord.Interaction[Atelier], look: Look) -> None:
    """In place of what the interaction has answered with: "thinking...", or another page."""
    services, locale = interaction.client.services, str(interaction.locale)
    look = await look.remembered(services.store, interaction.user.id, services.studio.now())
    page = await _page(interaction, look)
    small = await in_thread(_thumbnails, services, page.found)
    files = [discord.File(io.BytesIO(data), f"{number}.webp") for number, data in enumerate(small) if data]
    view = _layout(services, page, [bool(data) for data in small], locale)
    await interaction.edit_original_response(view=view, attachments=files, allowed_mentions=NOBODY)


async def _page(interaction: discord.Interaction[Atelier], look: Look) -> Page:
    """The last one, when there are not so many any more."""
    store, who = interaction.client.services.store, (interaction.guild_id, interaction.user.id)
    found, total = await store.read(works.works, *who, look.wanted, page=look.page, size=PER_PAGE)
    if not found and total:
        look = look.at((total - 1) // PER_PAGE)
        found, total = await store.read(works.works, *who, look.wanted, page=look.page, size=PER_PAGE)
    return Page(look if total else look.at(0), found, total)


def _thumbnails(services: Services, found: Sequence[Work]) -> list[bytes | None]:
    """None of a file that is not there any more. Blocks."""
    most = services.settings.max_megapixels
    return [thumbnail(services.files.at(work.path), work.mime, most) if work.path else None for work in found]


def _layout(services: Services, page: Page, pictured: Sequence[bool], locale: str) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(_title(services, page, locale)))
    for position, work in enumerate(page.found):
        text = _entry(services, work, page.first + position, locale, pictured=pictured[position])
        if pictured[position]:
            alt = shortened(alt_text(locale, work.prompt, 1, 1, _medium(work)), ALT)
            small: discord.ui.Thumbnail[Any] = discord.ui.Thumbnail(
                f"attachment://{position}.webp", description=alt, spoiler=work.spoiler
            )
            view.add_item(discord.ui.Section(text, accessory=small))
        else:
            view.add_item(discord.ui.TextDisplay(text))
    if page.found:
        offered = [
            (work.id, f"{page.first + position}. {one_line(work.prompt)}") for position, work in enumerate(page.found)
        ]
        view.add_item(_row(OpenMenu(offered, locale)))
    if page.pages > 1:
        here = page.look.page
        back = TurnButton(page.look.at(max(0, here - 1)), "◀", disabled=here == 0)
        on = TurnButton(page.look.at(here + 1), "▶", disabled=here + 1 >= page.pages)
        view.add_item(_row(back, on))
    return view


def _row(*items: Any) -> discord.ui.ActionRow[Any]:
    """Dynamic items are typed as a classic view's alone."""
    return discord.ui.ActionRow(*items)


def _title(services: Services, page: Page, locale: str) -> str:
    """How much there is, and what was looked for."""
    wanted = page.look.wanted
    parts = _looked_for(services, wanted, locale)
    if not page.total:
        return locales.text(locale, "gallery.nothing_found" if parts else "gallery.empty", wanted=", ".join(parts))
    key = "gallery.title_favourites" if wanted.favourites else "gallery.title"
    title = locales.text(locale, key, count=page.total, page=page.look.page + 1, pages=page.pages)
    return "\n-# ".join(filter(None, [title, ", ".join(parts)]))


def _looked_for(services: Services, wanted: Wanted, locale: str) -> list[str]:
    said: list[str] = []
    if wanted.words:
        said.append(locales.text(locale, "gallery.words", words=plain(shortened(wanted.words, SHORT))))
    if wanted.model:
        said.append(plain(services.catalog.title(wanted.model)))
    if wanted.medium:
        said.append(locales.text(locale, f"gallery.{wanted.medium}"))
    times = {"after": wanted.after, "before": wanted.before}
    said += [
        locales.text(locale, f"gallery.{name}", at=f"<t:{time // 1000}:d>")
        for name, time in times.items()
        if time is not None
    ]
    if wanted.favourites:
        said.append(locales.text(locale, "gallery.favourites"))
    return said


def _entry(services: Services, work: Work, number: int, locale: str, *, pictured: bool) -> str:
    facts = [plain(services.catalog.title(work.model)), f"<t:{work.at // 1000}:d>"]
    if work.made > 1:
        facts.append(locales.text(locale, "gallery.several", count=work.made))
    facts.append(locales.credits_text(locale, work.cost) if work.mine else f"<@{work.user_id}>")
    if work.private:
        facts.append(locales.text(locale, "panel.private"))
    if work.favourite:
        facts.append(STARS[True])
    lines = [f"**{number}.** {plain(shortened(one_line(work.prompt), SHORT))}", f"-# {' · '.join(facts)}"]
    if not pictured:
        lines.append(f"-# {locales.text(locale, 'gallery.file_gone')}")
    return "\n".join(lines)


def _medium(work: Work) -> Medium:
    return "video" if work.mime.startswith("video/") else "image"


async def _turn(interaction: discord.Interaction[Atelier], short: str) -> None:
    """In place of the page, where that is what the button hangs on."""
    message = interaction.message
    here = message is not None and message.flags.ephemeral and message.flags.components_v2
    await interaction.response.defer(ephemeral=True, thinking=not here)
    store = interaction.client.services.store
    await show_gallery(interaction, await looked(store, interaction.user.id, short))


def _opened(conn: sa.Connection, job_id: str, user_id: int) -> tuple[list[Asset], bool]:
    return rows.assets_of(conn, job_id), bool(works.liked(conn, user_id, [job_id]))


async def open_work(interaction: discord.Interaction[Atelier], job_id: str) -> None:
    """Large, with everything that can be done with it, in a message of its own. Raises what `seen` raises."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    services, locale = interaction.client.services, str(interaction.locale)
    job, _ = await seen(interaction, job_id)
    assets, liked = await services.store.read(_opened, job_id, interaction.user.id)
    view = work_view(interaction, job, assets, liked=liked)
    text = _work_text(services, job, assets, locale, mine=job.user_id == interaction.user.id)
    try:
        key = "" if await services.desk.show_alone(job, assets, Answer(interaction), text, view) else "too_large"
    except ResultGone:
        key = "file_gone"
    if key:
        said = f"{text}\n{locales.text(locale, f'gallery.{key}')}"
        await interaction.edit_original_response(content=said, view=view, allowed_mentions=NOBODY)


def _work_text(services: Services, job: Job, assets: Sequence[Asset], locale: str, *, mine: bool) -> str:
    sizes = " + ".join(dict.fromkeys(f"{asset.width}×{asset.height}" for asset in assets))
    facts = [plain(services.catalog.title(job.request.model)), sizes, f"<t:{job.created_at // 1000}:f>"]
    facts.append(locales.credits_text(locale, job.cost or 0) if mine else f"<@{job.user_id}>")
    return f"{quoted(job.request.prompt)}\n{' · '.join(filter(None, facts))}"
