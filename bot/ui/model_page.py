"""A model's page: what it takes, what it costs, how it has done lately, and how to ask for it."""

from decimal import Decimal

from bot import locales
from bot.catalog.spec import ModelSpec
from bot.credits.pricing import Rate
from bot.jobs.measures import Measured, measured
from bot.services import Services
from bot.ui.texts import MESSAGE, plain, shortened

WEEK = 7 * 24 * 3600 * 1000  # milliseconds
MOST_PRICES = 12


async def page_text(services: Services, spec: ModelSpec, locale: str) -> str:
    """Everything a member wants to know before spending credits on it."""
    found = await services.store.read(measured, spec.id, services.studio.now() - WEEK)
    lines = [
        f"## {plain(spec.title)}",
        locales.text(locale, "models.by", maker=plain(spec.maker), id=spec.id),
        plain(spec.summary),
        _status(services, spec, locale),
        *_takes(spec, locale),
        *_prices(spec, services.studio.rate, locale),
        _measured(found, locale),
        _example(spec, locale),
    ]
    return shortened("\n".join(filter(None, lines)), MESSAGE)


def _status(services: Services, spec: ModelSpec, locale: str) -> str:
    """Empty for a model that stays and is well."""
    if services.health.in_trouble(spec.id, spec.wires):
        return f"**{locales.text(locale, 'models.trouble')}**"
    stage = services.catalog.status(spec.id).stage
    if not stage:
        return ""
    successor = services.catalog.successor(spec.id)
    if successor is None:
        return f"**{locales.text(locale, f'models.{stage}')}**"
    return f"**{locales.text(locale, f'models.{stage}_successor', successor=plain(successor.title))}**"


def _takes(spec: ModelSpec, locale: str) -> list[str]:
    """One line for each kind of thing it takes."""
    frames = [locales.text(locale, f"options.{frame}") for frame in spec.frames]
    pictures = [f"{spec.max_references}"] if spec.max_references else []
    if spec.mask:
        pictures.append(locales.text(locale, "options.mask"))
    listed = {
        "aspect": [*spec.aspects, *spec.aspects_without_references],
        "quality": spec.qualities,
        "resolution": spec.resolutions,
        "seconds": [str(length) for length in spec.seconds],
        "background": spec.backgrounds,
        "count": [f"1–{spec.max_count}"] if spec.max_count > 1 else [],
        "references": [*pictures, *frames],
        "extras": [f"`{name}={_range(spec, name)}`" for name in spec.extras],
    }
    named = [
        locales.text(locale, "models.takes", what=locales.text(locale, f"options.{what}"), values=", ".join(values))
        for what, values in listed.items()
        if values
    ]
    also = [locales.text(locale, f"options.{name}") for name in ("seed", "negative") if getattr(spec, name)]
    if also:
        named.append(locales.text(locale, "models.also", values=", ".join(also)))
    if spec.english_only:
        named.append(locales.text(locale, "models.translated"))
    if spec.converses:
        named.append(locales.text(locale, "models.remembers"))
    return [f"- {line}" for line in named]


def _range(spec: ModelSpec, name: str) -> str:
    extra = spec.extras[name]
    return "|".join(extra.values) or f"{extra.minimum:g}…{extra.maximum:g}"


def _prices(spec: ModelSpec, rate: Rate, locale: str) -> list[str]:
    """The table, in credits; a dear cell a line would not help anybody."""
    unit = locales.text(locale, f"models.per_{spec.price.per}")

    def shown(usd: Decimal) -> str:
        return locales.credits_text(locale, rate.credits(usd))

    if not spec.price.by_quality:
        return [locales.text(locale, "models.price", unit=unit, price=shown(spec.price.usd))]
    lines = [locales.text(locale, "models.prices", unit=unit)]
    for quality, row in list(spec.price.by_quality.items())[:MOST_PRICES]:
        cells = [
            shown(usd) if len(row) == 1 else f"{_shape(aspect, locale)}: {shown(usd)}" for aspect, usd in row.items()
        ]
        lines.append(f"- {quality}: {', '.join(cells)}")
    return lines


def _shape(aspect: str, locale: str) -> str:
    return locales.text(locale, "models.otherwise") if aspect == "*" else aspect


def _measured(measured: Measured, locale: str) -> str:
    """Of the last seven days, on this bot."""
    if not measured.count:
        return locales.text(locale, "models.not_measured")
    share = round(100 * measured.succeeded / measured.count)
    if measured.median is None:
        return locales.text(locale, "models.measured_share", share=share, count=measured.count)
    seconds = round(measured.median / 1000)
    return locales.text(locale, "models.measured", seconds=seconds, share=share, count=measured.count)


def _example(spec: ModelSpec, locale: str) -> str:
    command = "/video" if spec.medium == "video" else "/edit" if spec.needs_reference else "/imagine"
    prompt = locales.text(locale, f"models.example_{spec.medium}")
    return locales.text(locale, "models.example", command=f"{command} prompt:{prompt} model:{spec.id}")
