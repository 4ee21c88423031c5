"""A member's settings in one message whose menus and buttons never expire."""

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

import discord
import sqlalchemy as sa

from bot import locales
from bot.catalog.catalog import Catalog
from bot.errors import ButtonGone
from bot.preferences import PURPOSES, prefer
from bot.tastes import MOST, Tastes, forget, set_taste, tastes_of
from bot.ui import NOBODY
from bot.ui.browse import View as Browsed
from bot.ui.browse import show_list
from bot.ui.lasting import Lasting
from bot.ui.ordering import default_model
from bot.ui.payer import home_of
from bot.ui.texts import plain, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier
    from bot.services import Services

LABEL = 100
SHAPES = 24  # a menu has 25 lines, one of which is for none
NONE = "none"
SWITCHES = ("private", "spoiler", "enhance")


async def show_tastes(interaction: "discord.Interaction[Atelier]") -> None:
    """In place of what the message showed, or of "thinking..."."""
    services, locale = interaction.client.services, str(interaction.locale)
    who = (await home_of(interaction), interaction.user.id)
    tastes = await services.store.read(tastes_of, *who)
    models = [await default_model(services, *who, purpose) for purpose in PURPOSES]
    lines = [locales.text(locale, "settings.title")]
    for purpose, model in zip(PURPOSES, models, strict=True):
        lines.append(f"- {_word(locale, f'model_{purpose}')}: **{plain(services.catalog.title(model))}**")
    lines += [f"- {_word(locale, name)}: **{_said(locale, getattr(tastes, name))}**" for name in Tastes.model_fields]
    await interaction.edit_original_response(
        content="\n".join(lines), view=_view(tastes, services.catalog, locale), allowed_mentions=NOBODY
    )


def _view(tastes: Tastes, catalog: Catalog, locale: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    models = [(purpose, _word(locale, f"model_{purpose}")) for purpose in PURPOSES]
    view.add_item(TasteMenu("model", models, "", placeholder=_word(locale, "choose_model")))
    shapes = [(NONE, _word(locale, "no_aspect")), *[(shape, shape) for shape in _shapes(catalog, tastes.aspect)]]
    view.add_item(TasteMenu("aspect", shapes, tastes.aspect or NONE))
    counts = [(str(count), f"{_word(locale, 'count')}: {count}") for count in range(1, MOST + 1)]
    view.add_item(TasteMenu("count", counts, str(tastes.count)))
    for name in SWITCHES:
        on = bool(getattr(tastes, name))
        view.add_item(TasteButton(name, "off" if on else "on", _word(locale, f"{name}_{'off' if on else 'on'}")))
    view.add_item(TasteButton("reset", "on", _word(locale, "reset")))
    return view


def _shapes(catalog: Catalog, chosen: str) -> list[str]:
    """What most models can make, widest first; the one that is chosen in any case."""
    known = Counter(shape for spec in catalog for shape in (*spec.aspects, *spec.aspects_without_references))
    common = [shape for shape, _ in known.most_common() if re.fullmatch(r"\d+:\d+", shape) and shape != chosen]
    kept = [chosen, *common][:SHAPES] if chosen else common[:SHAPES]
    return sorted(kept, key=_width, reverse=True)


def _width(shape: str) -> float:
    wide, _, high = shape.partition(":")
    return int(wide) / max(1, int(high)) if wide.isdigit() and high.isdigit() else 0.0


def _said(locale: str, value: object) -> str:
    if isinstance(value, bool):
        return locales.text(locale, "rules.yes" if value else "rules.no")
    return str(value) if value else _word(locale, "no_aspect")


def _word(locale: str, key: str) -> str:
    return shortened(locales.text(locale, f"settings.{key}"), LABEL)


def _reset(conn: sa.Connection, guild_id: int, user_id: int) -> None:
    """Models as well."""
    forget(conn, guild_id, user_id)
    for purpose in PURPOSES:
        prefer(conn, guild_id, user_id, purpose, "")


async def change(services: "Services", guild_id: int, user_id: int, name: str, value: object) -> None:
    """From now on; `reset`: as if the member had never set anything. Raises ValueError, see `Tastes.changed`."""
    if name == "reset":
        await services.store.write(_reset, guild_id, user_id)
    else:
        await services.store.write(set_taste, guild_id, user_id, name, value)
    if name in {"private", "reset"}:
        services.whisperers.note(guild_id, user_id, whispers=name == "private" and value is True)


async def _change(interaction: "discord.Interaction[Atelier]", name: str, value: object) -> None:
    """Of whoever presses: the message was for one member alone."""
    await interaction.response.defer()
    home = await home_of(interaction)
    try:
        await change(interaction.client.services, home, interaction.user.id, name, value)
    except ValueError as error:  # nothing that was offered
        raise ButtonGone from error
    await show_tastes(interaction)


class TasteButton(
    Lasting,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"settings:(?P<name>private|spoiler|enhance|reset):(?P<to>on|off)",
):
    """Switches something on or off, or all of it back."""

    stays = True

    def __init__(self, name: str, to: str, label: str = "…") -> None:
        style = discord.ButtonStyle.danger if name == "reset" else discord.ButtonStyle.secondary
        super().__init__(discord.ui.Button(label=shortened(label, 80), style=style, custom_id=f"settings:{name}:{to}"))
        self.name = name
        self.to = to

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed."""
        await _change(interaction, self.name, self.to == "on")


class TasteMenu(
    Lasting, discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"settings:(?P<what>model|aspect|count)"
):
    """Changes what has several values; a default model is chosen in the list of those that can do it."""

    stays = True

    def __init__(
        self, what: str, options: list[tuple[str, str]], chosen: str, *, placeholder: str | None = None
    ) -> None:
        choices = [
            discord.SelectOption(label=shortened(label, LABEL), value=value, default=value == chosen)
            for value, label in options
        ]
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"settings:{what}", options=choices, placeholder=placeholder
        )
        super().__init__(select)
        self.what = what

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(match["what"], [("-", "-")], "")

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        value = self.item.values[0]
        if self.what == "model":
            if value not in PURPOSES:
                raise ButtonGone
            await show_list(interaction, Browsed(only=value))
        elif self.what == "aspect":
            await _change(interaction, "aspect", "" if value == NONE else value)
        else:
            if not value.isdecimal():
                raise ButtonGone
            await _change(interaction, "count", int(value))
