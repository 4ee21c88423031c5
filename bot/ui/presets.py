"""Presets as members see them: while they type, in a list with pages that never expires, and one by one."""

import contextlib
import re
from typing import TYPE_CHECKING, Any, Self

import discord
import sqlalchemy as sa
from discord.app_commands import Choice

from bot import locales
from bot.catalog.catalog import check
from bot.errors import ReferenceMissing, UnknownPreset
from bot.media.requests import GenerationRequest
from bot.presets import SERVER, of, shipped
from bot.prompts.macros import Preset
from bot.prompts.styles import styles
from bot.services import Services
from bot.ui.lasting import Lasting
from bot.ui.payer import home_of
from bot.ui.texts import one_line, option_text, plain, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier

MOST_CHOICES = 25
CHOICE_LENGTH = 100
PER_PAGE = 12
WORDS = 60  # characters of a preset's text in a list
Listed = tuple[str, Preset]
"""Whose it is (own, server, shipped), and what it is."""


def _listed(conn: sa.Connection, guild_id: int, user_id: int) -> list[Listed]:
    """Own, the server's, the bot's; one that another of its name hides is listed all the same."""
    return [
        *[("own", preset) for preset in of(conn, guild_id, user_id)],
        *[("server", preset) for preset in of(conn, guild_id, SERVER)],
        *[("shipped", preset) for preset in shipped()],
    ]


async def listed(interaction: "discord.Interaction[Atelier]") -> list[Listed]:
    """All that the member sees."""
    return await interaction.client.services.store.read(_listed, await home_of(interaction), interaction.user.id)


async def preset_choices(interaction: "discord.Interaction[Any]", typed: str) -> list[Choice[str]]:
    """Those that fit what was typed so far; of several of one name the one that would be used."""
    return _choices(await listed(interaction), typed, str(interaction.locale))


async def kept_choices(interaction: "discord.Interaction[Any]", typed: str) -> list[Choice[str]]:
    """The same without the bot's own, which nobody can take away."""
    kept = [(whose, preset) for whose, preset in await listed(interaction) if whose != "shipped"]
    return _choices(kept, typed, str(interaction.locale))


def _choices(found: list[Listed], typed: str, locale: str) -> list[Choice[str]]:
    wanted, choices = typed.strip().casefold().removeprefix("--"), dict[str, Choice[str]]()
    for whose, preset in found:
        title = _title(whose, preset, locale)
        if wanted in title.casefold() and preset.name not in choices:
            choices[preset.name] = Choice(name=shortened(title, CHOICE_LENGTH), value=preset.name)
    return list(choices.values())[:MOST_CHOICES]


def _title(whose: str, preset: Preset, locale: str) -> str:
    words = styles()[preset.name].title(locale) if whose == "shipped" else one_line(preset.text)
    return locales.text(
        locale, "presets.choice", name=preset.name, words=words, whose=locales.text(locale, f"presets.{whose}")
    )


def checked(services: Services, new: Preset) -> Preset:
    """With the model's own id. Raises UnknownModel, and RequestRefused for what the preset's model cannot do."""
    if not new.model:
        return new
    spec = services.catalog.offered(new.model)
    tried = GenerationRequest.model_validate({**new.options(), "model": spec.id, "medium": spec.medium, "prompt": "x"})
    with contextlib.suppress(ReferenceMissing):  # there will be a picture when it is used
        check(spec, tried)
    return new.model_copy(update={"model": spec.id})


def preset_text(found: list[Listed], name: str, locale: str) -> str:
    """All of the one that would be used. Raises UnknownPreset."""
    whose, preset = next(((whose, preset) for whose, preset in found if preset.name == name), ("", None))
    if preset is None:
        raise UnknownPreset(name=name)
    lines = [f"**`--{preset.name}`** · {locales.text(locale, f'presets.{whose}')}"]
    if preset.text:
        fence = preset.text.replace("```", "`\u200b``")
        lines.append(f"```\n{fence}\n```")
    for option, value in preset.options().items():
        shown = " ".join(f"{extra}={chosen}" for extra, chosen in value.items()) if option == "extras" else value
        lines.append(f"- {option_text(locale, option)}: {plain(shortened(shown, 150))}")
    return "\n".join(lines)


def list_text(found: list[Listed], page: int, locale: str) -> str:
    """One line each, under whose they are."""
    pages = _pages(found)
    lines = [locales.text(locale, "presets.title", page=page + 1, pages=pages)]
    before = ""
    for whose, preset in found[page * PER_PAGE :][:PER_PAGE]:
        if whose != before:
            lines.append(f"**{locales.text(locale, f'presets.{whose}_many')}**")
            before = whose
        words = styles()[preset.name].title(locale) if whose == "shipped" else _words(preset)
        lines.append(f"- `--{preset.name}` · {plain(shortened(words, WORDS))}")
    return "\n".join(lines)


def _words(preset: Preset) -> str:
    return one_line(preset.text) or ", ".join(map(str, preset.options().values()))


def list_view(found: list[Listed], page: int) -> discord.ui.View:
    """The way through the pages, where there are several."""
    view = discord.ui.View(timeout=None)
    last = _pages(found) - 1
    if last > 0:
        view.add_item(PresetsButton(page - 1, "◀", disabled=page <= 0))
        view.add_item(PresetsButton(page + 1, "▶", disabled=page >= last))
    return view


def _pages(found: list[Listed]) -> int:
    return -(-len(found) // PER_PAGE)


class PresetsButton(
    Lasting, discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"presets:go:(?P<page>-?\d{1,3}):(?P<label>.)"
):
    """To another page of the list of whoever presses."""

    stays = True

    def __init__(self, page: int, label: str, *, disabled: bool = False) -> None:
        custom_id = f"presets:go:{page}:{label}"
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id, disabled=disabled))
        self.page = page

    @classmethod
    def of(cls, match: re.Match[str]) -> Self:
        """See Lasting."""
        return cls(int(match["page"]), match["label"])

    async def answer(self, interaction: "discord.Interaction[Atelier]") -> None:
        """There may be fewer pages than there were."""
        await interaction.response.defer()
        found = await listed(interaction)
        page = min(max(self.page, 0), _pages(found) - 1)
        await interaction.edit_original_response(
            content=list_text(found, page, str(interaction.locale)), view=list_view(found, page)
        )
