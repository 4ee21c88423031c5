"""What a result looks like: its text, its files' names and alt texts."""

import io
from dataclasses import dataclass

import discord

from bot import locales
from bot.catalog.spec import ModelSpec
from bot.jobs.rows import Job
from bot.media.assets import Asset
from bot.media.images import SUFFIXES
from bot.studio import Receipt
from bot.ui.texts import alt_text, quoted


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture as it is sent: the bytes that fit, and what they are."""

    name: str
    alt: str
    data: bytes

    def file(self) -> discord.File:
        """A new one for each attempt: discord.py closes what it has sent."""
        return discord.File(io.BytesIO(self.data), filename=self.name, description=self.alt)


def upload(job: Job, asset: Asset, count: int, data: bytes, mime: str) -> Upload:
    """`gpt-image-2-01K....-1.png`, described by its prompt."""
    name = f"{job.request.model}-{job.id}-{asset.number}.{SUFFIXES[mime]}"
    return Upload(name, alt_text(job.locale, job.request.prompt, asset.number, count), data)


def content(job: Job, spec: ModelSpec, assets: list[Asset], receipt: Receipt, links: list[str]) -> str:
    """Who asked, the prompt, and the line "model · size · cost · balance left"."""
    size = " + ".join(dict.fromkeys(f"{asset.width}×{asset.height}" for asset in assets))
    facts = [
        spec.title,
        size,
        locales.credits_text(job.locale, receipt.cost),
        locales.text(job.locale, "result.left", credits=locales.credits_text(job.locale, receipt.available)),
    ]
    lines = [f"<@{job.user_id}>", quoted(job.request.prompt), " · ".join(facts)]
    if len(assets) < job.request.count:
        lines.append(locales.text(job.locale, "result.fewer", made=len(assets), count=job.request.count))
    lines += [f"-# {line}" for line in links]
    return "\n".join(lines)
