"""The health board: which models are in trouble, what the last hour was like, how long the queue is."""

import math
from typing import TYPE_CHECKING

from bot import locales
from bot.errors import ProviderError
from bot.jobs.measures import lately, load
from bot.services import Services
from bot.ui.ordering import alternative
from bot.ui.texts import MESSAGE, plain, shortened

if TYPE_CHECKING:
    from bot.bot import Atelier

HOUR = 3600 * 1000  # milliseconds
BUSIEST = 12
SLOWEST = 10  # seconds: above, an answer was counted from the heartbeat before; infinite until the first has come


async def board_text(bot: "Atelier", locale: str, *, owner: bool) -> str:
    """Everything on one page."""
    services = bot.services
    now = services.studio.now()
    waiting = await services.store.read(load)
    lines = [
        locales.text(locale, "status.title"),
        *_troubles(services, locale, now),
        locales.text(
            locale,
            "status.queue",
            waiting=waiting.get("queued", 0),
            working=waiting.get("ready", 0) + waiting.get("running", 0),
            undelivered=waiting.get("delivering", 0),
        ),
        *await _hour(services, locale, now),
    ]
    if 0 < bot.latency <= SLOWEST:
        milliseconds = locales.number(locale, max(1, round(bot.latency * 1000)))
        lines.append(locales.text(locale, "status.latency", milliseconds=milliseconds))
    if owner:
        lines.append(await _balance(services, locale))
    return shortened("\n".join(lines), MESSAGE)


def _troubles(services: Services, locale: str, now: int) -> list[str]:
    found: list[str] = []
    resting = {condition.model: condition for condition in services.health.conditions()}
    for model, condition in resting.items():
        spec = services.catalog[model]
        if not services.health.in_trouble(model, spec.wires):
            continue
        again = f"<t:{math.ceil(now / 1000 + condition.seconds)}:R>"
        other = alternative(services, spec, "video" if spec.medium == "video" else "imagine")
        key = "status.trouble_other" if other else "status.trouble"
        title, instead = plain(spec.title), plain(other.title) if other else ""
        found.append(f"- {locales.text(locale, key, model=title, again=again, other=instead)}")
    return found or [locales.text(locale, "status.well")]


async def _hour(services: Services, locale: str, now: int) -> list[str]:
    used = await services.store.read(lately, now - HOUR)
    lines = [
        locales.text(
            locale,
            "status.model",
            model=plain(services.catalog.title(model.model)),
            succeeded=model.succeeded,
            count=model.count,
        )
        for model in used[:BUSIEST]
    ]
    return [locales.text(locale, "status.hour"), *[f"- {line}" for line in lines]] if lines else []


async def _balance(services: Services, locale: str) -> str:
    try:
        left = await services.client.remaining_usd()
    except ProviderError as error:
        return locales.text(locale, "status.gateway_silent", why=plain(str(error)[:200]))
    return locales.text(locale, "status.gateway", left="∞" if left is None else f"US${left:.2f}")
