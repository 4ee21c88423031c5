"""Everything there is to tell of a result, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import locales
from bot.ui.texts import left_out_text, one_line, option_text, plain, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.catalog.catalog import Catalog
    from bot.credits.receipts import Receipt
    from bot.jobs.rows import Job
    from bot.media.assets import Asset
    from bot.media.requests import GenerationRequest

LEAST = 200  # characters of each of the words that are shown, however much else there is to say


@dataclass(frozen=True, slots=True)
class Told:
    """`whole`: what the words are where they had to be cut; empty where they had not."""

    text: str
    whole: str = ""


def told_of(catalog: Catalog, job: Job, assets: Sequence[Asset], locale: str, more: Sequence[str], room: int) -> Told:
    """In at most `room` characters: its words as far as there is room for them, then its facts, then `more`."""
    title = plain(catalog.title(job.request.model))
    head = locales.text(locale, "details.title", model=title, id=job.request.model)
    facts = [*_facts(catalog, job, assets, locale), *more]
    frames = _frames(job, locale)
    left = room - sum(len(line) + 1 for line in [head, *facts]) - sum(len(frame) + 1 for frame, _ in frames)
    lines: list[str] = []
    cut = False
    for position, (frame, words) in enumerate(frames):
        share = max(LEAST, left - LEAST * (len(frames) - position - 1))
        shown = fitted(words, share)
        cut = cut or shown != plain(words)
        left -= len(shown)
        lines.append(frame + shown)
    whole = "\n\n".join(f"{frame.strip('> ')}{words}" for frame, words in frames) if cut else ""
    return Told(shortened("\n".join([head, *lines, *facts]), room), whole)


def _frames(job: Job, locale: str) -> list[tuple[str, str]]:
    """The member's words, what they were in English, and the model's own."""
    said = [("details.translated", job.translation), ("details.said", job.said)]
    return [("> ", job.request.prompt), *((locales.text(locale, key) + " ", words) for key, words in said if words)]


def fitted(words: str, room: int) -> str:
    """Escaped, on one line, in at most `room` characters."""
    words = one_line(words)
    most = room
    while len(shown := plain(shortened(words, most))) > room:
        most -= max(1, (len(shown) - room) // 2)
    return shown


def _facts(catalog: Catalog, job: Job, assets: Sequence[Asset], locale: str) -> Iterator[str]:
    def said(key: str, **params: object) -> str:
        return locales.text(locale, f"details.{key}", **params)

    if job.request.instead_of:
        yield said("instead_of", model=plain(catalog.title(job.request.instead_of)))
    sizes = dict.fromkeys(_size(asset, locale) for asset in assets)
    yield said("size", count=len(assets), size=" + ".join(sizes))
    if job.request.seed is not None:
        yield said("seed", seed=job.request.seed)
    if options := [f"{option_text(locale, name)} {plain(value)}" for name, value in _options(job.request)]:
        yield said("options", options=", ".join(options))
    if job.left_out:
        yield f"-# {left_out_text(locale, job.left_out)}"
    yield said("made", member=f"<@{job.user_id}>", at=f"<t:{job.created_at // 1000}:f>")
    if job.finished_at is not None:
        waited = max(0, (job.ready_at or job.created_at) - job.created_at)
        took = max(0, job.finished_at - job.created_at)
        seconds = {"seconds": locales.number(locale, took / 1000), "waited": locales.number(locale, waited / 1000)}
        yield said("took_waited" if waited >= 1000 else "took", **seconds)


def _size(asset: Asset, locale: str) -> str:
    size = f"{asset.width}×{asset.height}"
    if not asset.seconds:
        return size
    return f"{size}, {locales.text(locale, 'result.seconds', seconds=locales.number(locale, asset.seconds))}"


def _options(request: GenerationRequest) -> Iterator[tuple[str, str]]:
    """What the member chose."""
    for name in ("aspect", "quality", "resolution", "background", "negative"):
        if value := getattr(request, name):
            yield name, shortened(one_line(value), LEAST)
    if request.seconds:
        yield "seconds", str(request.seconds)
    yield from request.extras.items()


def receipt_line(shown: Receipt, locale: str) -> str:
    """What it has cost, for its member alone."""
    amounts = {name: locales.credits_text(locale, getattr(shown, name)) for name in ("held", "charged", "returned")}
    return locales.text(locale, "details.paid", **amounts)
