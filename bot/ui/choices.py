"""Autocomplete of the options that depend on the model, shared by the commands that make something."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

import discord
from discord.app_commands import Choice, Command

from bot import locales
from bot.catalog.catalog import aspects_of
from bot.catalog.spec import ModelSpec
from bot.credits.pricing import cheapest_usd
from bot.errors import UnknownModel
from bot.preferences import Purpose
from bot.ui.ordering import default_model
from bot.ui.payer import likely_payer
from bot.ui.presets import preset_choices
from bot.ui.texts import shortened

if TYPE_CHECKING:
    from bot.bot import Atelier

MOST_CHOICES = 25
CHOICE_LENGTH = 100
DEPENDENT = frozenset({"aspect", "quality", "resolution", "background", "options"})


def complete(command: "Command[Any, ..., Any]", words: Purpose, pictures: Purpose) -> None:
    """Autocomplete every option of a command that depends on the model: `words` is what the command is for without a
    picture, `pictures` with one."""

    def purpose(interaction: "discord.Interaction[Any]") -> Purpose:
        return words if getattr(interaction.namespace, "image", None) is None else pictures

    async def models(interaction: "discord.Interaction[Any]", typed: str) -> list[Choice[str]]:
        return await _models(interaction, typed, purpose(interaction))

    async def lengths(interaction: "discord.Interaction[Any]", typed: str) -> list[Choice[int]]:
        return await _lengths(interaction, typed, purpose(interaction))

    def values(option: str) -> "Callable[..., Awaitable[list[Choice[str]]]]":
        async def found(interaction: "discord.Interaction[Any]", typed: str) -> list[Choice[str]]:
            return await _options(interaction, typed, option, purpose(interaction))

        return found

    offered: dict[str, Any] = {"model": models, "seconds": lengths, "preset": preset_choices}
    for parameter in command.parameters:
        if parameter.name in offered:
            command.autocomplete(parameter.name)(offered[parameter.name])
        elif parameter.name in DEPENDENT:
            callback: Any = values(parameter.name)
            command.autocomplete(parameter.name)(callback)


async def _models(interaction: "discord.Interaction[Atelier]", typed: str, purpose: Purpose) -> list[Choice[str]]:
    """Models that serve the purpose, with their price; what is used when nobody chooses comes first."""
    services, locale = interaction.client.services, str(interaction.locale)
    medium = "video" if purpose in {"video", "animate"} else "image"
    choices: list[Choice[str]] = []
    usual = await _usual(interaction, purpose)
    found = [spec for spec in services.catalog.search(typed, medium) if spec.serves(purpose)]
    for spec in sorted(found, key=lambda spec: spec.id != usual):
        price = locales.credits_text(locale, services.studio.rate.credits(cheapest_usd(spec)))
        going = "_deprecated" if services.catalog.status(spec.id).stage else ""
        going = "_trouble" if services.health.in_trouble(spec.id, spec.wires) else going
        name = locales.text(locale, f"imagine.choice{going}", title=spec.title, maker=spec.maker, price=price)
        choices.append(Choice(name=shortened(name, CHOICE_LENGTH), value=spec.id))
    return choices[:MOST_CHOICES]


def every_model(interaction: "discord.Interaction[Atelier]", typed: str) -> list[Choice[str]]:
    """Of both media."""
    catalog = interaction.client.services.catalog
    found = [*catalog.search(typed, "image"), *catalog.search(typed, "video")]
    return [Choice(name=shortened(f"{spec.title} · {spec.maker}", CHOICE_LENGTH), value=spec.id) for spec in found][
        :MOST_CHOICES
    ]


async def _options(
    interaction: "discord.Interaction[Atelier]", typed: str, option: str, purpose: Purpose
) -> list[Choice[str]]:
    """What the model picked so far, or the default one, can take."""
    spec = await _chosen(interaction, purpose)
    if spec is None:
        return []
    if option == "options":
        return _extras(spec, typed)
    fitting = [value for value in _values(interaction, spec, option) if typed.strip().lower() in value.lower()]
    return [Choice(name=value, value=value) for value in fitting[:MOST_CHOICES]]


def _values(interaction: "discord.Interaction[Any]", spec: ModelSpec, option: str) -> Iterable[str]:
    match option:
        case "aspect":
            return aspects_of(spec, with_references=getattr(interaction.namespace, "image", None) is not None)
        case "quality":
            return spec.qualities
        case "resolution":
            return spec.resolutions
        case _:
            return spec.backgrounds


async def _lengths(interaction: "discord.Interaction[Atelier]", typed: str, purpose: Purpose) -> list[Choice[int]]:
    """Seconds a video of the model can have."""
    spec = await _chosen(interaction, purpose)
    lengths = spec.seconds if spec else ()
    return [Choice(name=f"{length} s", value=length) for length in lengths if str(length).startswith(typed.strip())]


def _extras(spec: ModelSpec, typed: str) -> list[Choice[str]]:
    """The next `name=value` after what is typed already."""
    done, _, last = typed.rpartition(" ")
    found: list[str] = []
    for name, extra in spec.extras.items():
        values = extra.values or (f"{extra.minimum:g}", f"{extra.maximum:g}")
        found += [f"{name}={value}" for value in values if last.lower() in f"{name}={value}".lower()]
    lines = [f"{done} {option}".strip() for option in found]
    return [Choice(name=line, value=line) for line in lines if len(line) <= CHOICE_LENGTH][:MOST_CHOICES]


async def _usual(interaction: "discord.Interaction[Atelier]", purpose: Purpose) -> str:
    payer = await likely_payer(interaction.client, interaction.user.id, interaction.guild_id or 0)
    return await default_model(interaction.client.services, payer, interaction.user.id, purpose)


async def _chosen(interaction: "discord.Interaction[Atelier]", purpose: Purpose) -> ModelSpec | None:
    """None for a half-typed one."""
    typed = getattr(interaction.namespace, "model", None) or await _usual(interaction, purpose)
    try:
        return interaction.client.services.catalog[typed]
    except UnknownModel:
        return None
