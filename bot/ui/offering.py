"""Which models a form offers: it has room for 25, and there are more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import locales
from bot.credits.pricing import cheapest_usd
from bot.jobs.finding import used
from bot.ui.ordering import default_model
from bot.ui.payer import likely_payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    import discord

    from bot.bot import Atelier
    from bot.catalog.spec import ModelSpec
    from bot.media.requests import GenerationRequest
    from bot.preferences import Purpose
    from bot.services import Services

MOST_MODELS = 25


@dataclass(frozen=True, slots=True)
class Offer:
    """`options`: ids and what to call them; `left`: how many more would do, which can be typed."""

    options: list[tuple[str, str]]
    chosen: str
    left: int

    def note(self, locale: str) -> str:
        """How to get at those that are not offered; empty when all are."""
        return locales.text(locale, "form.model_note", count=self.left) if self.left else ""


async def models_for(
    interaction: discord.Interaction[Atelier], purpose: Purpose, before: GenerationRequest | None, *, anew: bool
) -> Offer:
    """Those that serve the purpose, the one that goes on first and chosen; `anew`: whoever made it is among them even
    if it can only make another."""
    services, locale = interaction.client.services, str(interaction.locale)
    payer = await likely_payer(interaction.client, interaction.user.id, interaction.guild_id or 0)
    usual = await default_model(services, payer, interaction.user.id, purpose)
    made_by = before.model if before is not None else ""
    fit = [spec for spec in services.catalog if spec.serves(purpose) and services.catalog.offers(spec.id)]
    chosen = made_by if any(spec.id == made_by for spec in fit) else usual
    others = [services.catalog[made_by]] if anew and chosen != made_by and services.catalog.offers(made_by) else []
    mine, theirs = await services.store.read(used, payer, interaction.user.id)
    first = {name: place for place, name in reversed(list(enumerate((chosen, made_by, usual))))}
    ranked = sorted(_mixed(fit), key=lambda spec: _rank(services, spec, first, mine, theirs))
    listed = [*ranked[:1], *others, *ranked[1:]][:MOST_MODELS]

    def words(spec: ModelSpec) -> str:
        if spec in others:
            return f"{spec.title} · {locales.text(locale, 'form.only_anew')}"
        price = locales.credits_text(locale, services.studio.rate.credits(cheapest_usd(spec)))
        return locales.text(locale, "form.model_choice", title=spec.title, price=price)

    return Offer([(spec.id, words(spec)) for spec in listed], chosen, len(fit) + len(others) - len(listed))


def _rank(
    services: Services, spec: ModelSpec, first: Mapping[str, int], mine: Mapping[str, int], theirs: Mapping[str, int]
) -> tuple[Any, ...]:
    """What is in use comes before what could be; what is in trouble, or about to go, last."""
    unwell = services.health.in_trouble(spec.id, spec.wires) or bool(services.catalog.status(spec.id).stage)
    return first.get(spec.id, len(first)), unwell, -mine.get(spec.id, 0), -theirs.get(spec.id, 0)


def _mixed(specs: Iterable[ModelSpec]) -> list[ModelSpec]:
    """One of each maker, then the second of each, and so on: tables are in the order of the alphabet."""
    seen: dict[str, int] = {}
    turns: list[tuple[int, ModelSpec]] = []
    for spec in specs:
        seen[spec.maker] = seen.get(spec.maker, 0) + 1
        turns.append((seen[spec.maker], spec))
    return [spec for _, spec in sorted(turns, key=lambda turn: turn[0])]
