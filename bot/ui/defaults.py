"""What holds where a member types nothing: their presets and their settings, put into a wish.

Typed comes before a preset, a preset before the member's settings, these before the server's, and those before what the
model does by itself. Whatever of it the model cannot do is left out, and not refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.errors import UnknownPreset
from bot.log import withhold
from bot.presets import wardrobe
from bot.prompts.macros import Dressed, Preset, dressed
from bot.tastes import Tastes, tastes_of
from bot.ui.payer import likely_payer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sqlalchemy as sa

    from bot.services import Services
    from bot.ui.asking import Asker
    from bot.ui.wishes import Wish


@dataclass(frozen=True, slots=True)
class Defaults:
    """A member's. `presets` are all that they may name."""

    tastes: Tastes
    presets: Mapping[str, Preset]

    def wishes(self, services: Services, wish: Wish) -> list[Wish]:
        """Everything a wish comes to, one for each prompt. Raises UnknownPreset and BatchTooLarge."""
        enhance = False if wish.enhance is None and not self.tastes.enhance else wish.enhance
        wish = replace(wish, enhance=enhance)
        made = self._dressed(wish, services.settings.max_batch)
        withhold(each.prompt for each in made)
        return [self._worn(services, wish, each) for each in made]

    def spoiler(self, wish: Wish) -> bool:
        """What is made from covered pictures is covered, unless the member says otherwise."""
        if wish.spoiler is not None:
            return wish.spoiler
        given = any(picture.covered for picture in (*wish.pictures, wish.last_frame) if picture)
        return self.tastes.spoiler or given or (wish.parent is not None and wish.parent.spoiler)

    def _dressed(self, wish: Wish, most: int) -> list[Dressed]:
        chosen = None
        if wish.preset and (chosen := self.presets.get(wish.preset.strip().lower().removeprefix("--"))) is None:
            raise UnknownPreset(name=wish.preset)
        typed = wish.options.get("prompt", "")
        if wish.verbatim:
            return [Dressed(typed)]
        return dressed(typed, chosen, self.presets, most)

    def _worn(self, services: Services, wish: Wish, each: Dressed) -> Wish:
        said = {name: value for name, value in each.options.items() if name != "model"}
        usual: dict[str, Any] = {}
        if not wish.goes_on:  # else what was asked for before is what is usual
            usual = {"aspect": self.tastes.aspect, "count": self.tastes.count}
        options = {**wish.options, "prompt": each.prompt} if "prompt" in wish.options else wish.options
        model = wish.model or _fitting(services, wish, each.options.get("model", ""))
        return replace(wish, options=options, model=model, suggested=said, usual=usual)


def _fitting(services: Services, wish: Wish, model: str) -> str:
    """A preset's model, if it can do this now."""
    if not (model and services.catalog.offers(model)):
        return ""
    spec = services.catalog[model]
    well = not services.health.in_trouble(spec.id, spec.wires)
    return spec.id if well and spec.medium == wish.medium and spec.serves(wish.purpose) else ""


async def defaults_of(asker: Asker) -> Defaults:
    """Of whoever asks, on the server whose they are: nothing is waited for but the database."""
    server = await likely_payer(asker.client, asker.user.id, asker.guild_id)
    return await asker.services.store.read(_found, server, asker.user.id)


def _found(conn: sa.Connection, guild_id: int, user_id: int) -> Defaults:
    return Defaults(tastes_of(conn, guild_id, user_id), wardrobe(conn, guild_id, user_id))
