"""Browsing the catalog: one message whose menus and buttons carry all of its state, so that it never expires."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Self

import discord

from bot import locales
from bot.catalog.spec import ModelSpec
from bot.credits.pricing import cheapest_usd
from bot.errors import ButtonGone, NotPermitted
from bot.preferences import EVERYBODY, PURPOSES, Purpose, prefer
from bot.services import Services
from bot.ui.lasting import Lasting
from bot.ui.model_page import page_text
from bot.ui.payer import manages, payer_here
from bot.ui.texts import plain, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier

PER_PAGE = 10
LABEL = 100
Sort = Literal["price", "name", "new"]
SORTS: tuple[Sort, ...] = ("price", "name", "new")
EVERY = "all"

FILTERS: dict[str, Callable[[ModelSpec], bool]] = {
    EVERY: lambda _: True,
    "imagine": lambda spec: spec.serves("imagine"),
    "edit": lambda spec: spec.serves("edit"),
    "mask": lambda spec: bool(spec.mask),
    "transparent": lambda spec: "transparent" in spec.backgrounds,
    "large": lambda spec: spec.medium == "image" and bool({"2K", "4K"} & set(spec.resolutions)),
    "converses": lambda spec: spec.converses,
    "video": lambda spec: spec.serves("video"),
    "animate": lambda spec: spec.serves("animate"),
    "last_frame": lambda spec: "last_frame" in spec.frames,
}
"""By medium and by ability; the names are those of the locale files."""


@dataclass(frozen=True, slots=True)
class View:
    """What the list shows. `str()` and `parse` are its short form in custom ids."""

    only: str = EVERY
    sort: Sort = "price"
    page: int = 0
    maker: str = EVERY
    """As a slug."""

    def __str__(self) -> str:
        return f"{self.only}.{self.sort}.{self.page}.{self.maker}"

    @classmethod
    def parse(cls, short: str) -> Self:
        """What is not known any more falls back to everything."""
        only, sort, page, maker = short.split(".")
        return cls(
            only if only in FILTERS else EVERY,
            _sort(sort),
            int(page),
            maker,
        )

    def models(self, services: Services) -> list[ModelSpec]:
        """All that fit, in order."""
        found = [
            spec
            for spec in services.catalog
            if services.catalog.offers(spec.id) and FILTERS[self.only](spec) and self.maker in {EVERY, slug(spec.maker)}
        ]
        match self.sort:
            case "price":
                return sorted(found, key=lambda spec: (cheapest_usd(spec), spec.title))
            case "name":
                return sorted(found, key=lambda spec: spec.title.casefold())
            case "new":
                return sorted(found, key=lambda spec: (spec.released, spec.title), reverse=True)


def _sort(name: str) -> Sort:
    found: list[Sort] = [known for known in SORTS if known == name]
    return found[0] if found else "price"


def slug(maker: str) -> str:
    """A maker's name in a custom id."""
    return re.sub(r"[^a-z0-9]+", "-", maker.casefold())[:20]


def list_text(services: Services, view: View, locale: str) -> str:
    """One line a model."""
    found = view.models(services)
    pages = max(1, -(-len(found) // PER_PAGE))
    lines = [locales.text(locale, "models.title", count=len(found), page=view.page + 1, pages=pages)]
    for spec in found[view.page * PER_PAGE :][:PER_PAGE]:
        price = locales.credits_text(locale, services.studio.rate.credits(cheapest_usd(spec)))
        line = locales.text(locale, "models.line", title=plain(spec.title), maker=plain(spec.maker), price=price)
        going = services.catalog.status(spec.id).stage
        lines.append(f"{line} · {_word(locale, 'going')}" if going else line)
        lines.append(f"-# {plain(spec.summary)}")
    return "\n".join(lines)


def list_view(services: Services, view: View, locale: str) -> discord.ui.View:
    """Its menus: what, whose, in which order, which one; and the way through the pages."""
    built = discord.ui.View(timeout=None)
    found = view.models(services)
    makers = sorted({spec.maker for spec in services.catalog})
    built.add_item(BrowseMenu("only", view, [(name, _word(locale, f"filter_{name}")) for name in FILTERS], view.only))
    every = (EVERY, _word(locale, "every_maker"))
    built.add_item(BrowseMenu("maker", view, [every, *[(slug(maker), maker) for maker in makers[:24]]], view.maker))
    built.add_item(BrowseMenu("sort", view, [(sort, _word(locale, f"sort_{sort}")) for sort in SORTS], view.sort))
    shown = found[view.page * PER_PAGE :][:PER_PAGE]
    if shown:
        options = [(spec.id, spec.title) for spec in shown]
        built.add_item(BrowseMenu("open", view, options, "", placeholder=_word(locale, "open")))
    last = (len(found) - 1) // PER_PAGE
    built.add_item(BrowseButton(replace(view, page=view.page - 1), "◀", disabled=view.page <= 0))
    built.add_item(BrowseButton(replace(view, page=view.page + 1), "▶", disabled=view.page >= last))
    return built


def page_view(spec: ModelSpec, view: View, locale: str, *, manager: bool) -> discord.ui.View:
    """Making it a default, and the way back."""
    built = discord.ui.View(timeout=None)
    built.add_item(DefaultMenu(spec.id, locale, [purpose for purpose in PURPOSES if spec.serves(purpose)], manager))
    built.add_item(BrowseButton(view, _word(locale, "back")))
    return built


def _word(locale: str, key: str) -> str:
    return shortened(locales.text(locale, f"models.{key}"), LABEL)


async def show_list(interaction: "discord.Interaction[Atelier]", view: View) -> None:
    """In place of what the message showed."""
    services, locale = interaction.client.services, str(interaction.locale)
    await interaction.response.edit_message(
        content=list_text(services, view, locale), view=list_view(services, view, locale)
    )


async def show_page(interaction: "discord.Interaction[Atelier]", model: str, view: View) -> None:
    """One model, in place of the list. Raises UnknownModel when it has left the catalog."""
    services, locale = interaction.client.services, str(interaction.locale)
    spec = services.catalog[model]
    await interaction.response.defer()
    await interaction.edit_original_response(
        content=await page_text(services, spec, locale),
        view=page_view(spec, view, locale, manager=manages(interaction)),
    )


class BrowseButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"models:go:(?P<label>.):(?P<view>\S+)"
):
    """To another page, or back to the list."""

    def __init__(self, view: View, label: str, *, disabled: bool = False) -> None:
        custom_id = f"models:go:{label[0]}:{view}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id, disabled=disabled))
        self.goal = view

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(View.parse(match["view"]), match["label"])

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await show_list(interaction, self.goal)


class BrowseMenu(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=r"models:(?P<what>only|maker|sort|open):(?P<view>\S+)",
):
    """Changes one thing of the list, or opens a model's page."""

    def __init__(
        self, what: str, view: View, options: list[tuple[str, str]], chosen: str, *, placeholder: str | None = None
    ) -> None:
        choices = [
            discord.SelectOption(label=shortened(label, LABEL), value=value, default=value == chosen)
            for value, label in options
        ]
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"models:{what}:{view}", options=choices, placeholder=placeholder
        )
        super().__init__(select)
        self.what = what
        self.was = view

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["what"], View.parse(match["view"]), [("-", "-")], "")

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Chosen."""
        value = self.item.values[0]
        if self.what == "open":
            await show_page(interaction, value, self.was)
        else:
            await show_list(interaction, View.parse(str(self._changed(value))))

    def _changed(self, value: str) -> View:
        match self.what:
            case "only":
                return replace(self.was, only=value, page=0)
            case "maker":
                return replace(self.was, maker=value, page=0)
            case _:
                return replace(self.was, sort=_sort(value), page=0)


class DefaultMenu(Lasting, discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"models:default:(?P<model>\S+)"):
    """Makes the model the member's or the server's choice for when nobody names one."""

    def __init__(self, model: str, locale: str, purposes: list[Purpose], manager: bool) -> None:
        whose = ("mine", "server") if manager else ("mine",)
        options = [
            discord.SelectOption(label=_word(locale, f"{who}_{purpose}"), value=f"{who}:{purpose}")
            for who in whose
            for purpose in purposes
        ]
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"models:default:{model}", options=options, placeholder=_word(locale, "make_default")
        )
        super().__init__(select)
        self.model = model

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["model"], locales.DEFAULT, ["imagine"], manager=False)

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        """What the menu offered is no permission: it is asked for again."""
        services, locale = interaction.client.services, str(interaction.locale)
        who, _, named = self.item.values[0].partition(":")
        purpose: Purpose | None = next((known for known in PURPOSES if known == named), None)
        if purpose is None:
            raise ButtonGone
        if who == "server" and not manages(interaction):
            raise NotPermitted(permission="manage_server")
        spec = services.catalog.offered(self.model)
        await interaction.response.defer(ephemeral=True, thinking=True)
        user_id = EVERYBODY if who == "server" else interaction.user.id
        payer = await payer_here(interaction)
        await services.store.write(prefer, payer.guild_id, user_id, purpose, spec.id)
        await interaction.edit_original_response(
            content=locales.text(
                locale, "models.default_set", title=plain(spec.title), what=_word(locale, f"{who}_{purpose}")
            )
        )
