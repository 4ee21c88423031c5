"""What a result looks like: its text, its files' names and alt texts, and how to know it again."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import discord

from bot import __version__, locales
from bot.desk import Charged
from bot.jobs.rows import Job
from bot.media.assets import SUFFIXES, Asset
from bot.media.marks import Marks
from bot.ui.texts import MESSAGE, QUOTED, alt_text, changes_text, left_out_text, one_line, plain, quoted, shortened
from bot.ui.wishes import COVERED


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture or video as it is sent: the bytes that fit, or the file that has them, and what they are."""

    name: str
    alt: str
    data: bytes | Path

    @property
    def size(self) -> int:
        """Bytes."""
        return self.data.stat().st_size if isinstance(self.data, Path) else len(self.data)

    def file(self) -> discord.File:
        """A new one for each attempt: discord.py closes what it has sent."""
        source = self.data if isinstance(self.data, Path) else io.BytesIO(self.data)
        return discord.File(source, filename=self.name, description=self.alt)


def upload(job: Job, number: int, count: int, data: bytes | Path, mime: str, *, poster: bool = False) -> Upload:
    """`gpt-image-2-01K....-1.png`, described by its prompt. Number 0 is an unfinished picture; `poster`: a picture that
    stands for a video."""
    covered = COVERED if job.spoiler else ""
    name = f"{covered}{job.request.model}-{job.id}-{number}{'-poster' if poster else ''}.{SUFFIXES[mime]}"
    seen = "video" if mime.startswith("video/") else "poster" if poster else "image" if number else "preview"
    return Upload(name, alt_text(job.locale, job.request.prompt, number, count, seen), data)


def marks(job: Job) -> Marks:
    """What its files say of themselves."""
    request = job.request
    return Marks(
        prompt=request.prompt,
        negative=request.negative,
        model=request.model,
        seed=request.seed,
        job=job.id,
        date=datetime.fromtimestamp(job.created_at / 1000, UTC).isoformat(timespec="seconds"),
        composite=any(True for _ in request.files()),
        version=__version__,
    )


def content(
    job: Job,
    titled: Callable[[str], str],
    assets: list[Asset],
    charged: Charged | None,
    links: list[str],
    *,
    payer: str = "",
) -> str:
    """Who asked, the prompt, and the line "model · size · length · cost · balance left"; what it has cost is nobody's
    business when it is posted once more. `payer`: the server's name, where it is not obvious."""
    size = " + ".join(dict.fromkeys(f"{asset.width}×{asset.height}" for asset in assets))
    lengths = " + ".join(dict.fromkeys(_length(job.locale, asset) for asset in assets if asset.seconds))
    facts = [
        titled(job.request.model),
        size,
        *filter(None, [lengths]),
        *(_money(job.locale, charged) if charged else ()),
    ]
    said = [f"<@{job.user_id}>", quoted(job.request.prompt), " · ".join(facts)]
    linked = [f"-# {line}" for line in links]
    room = MESSAGE - len("\n".join([*said, *linked]))
    paid = [f"-# {locales.text(job.locale, 'payer.paid', server=plain(payer))}"] if payer else []
    for line in [*paid, *_remarks(job, len(assets), titled)]:
        if len(line) < room:  # whatever else there is to say, what was made and where it is comes first
            said.append(line)
            room -= len(line) + 1
    return "\n".join([*said, *linked])


def _money(locale: str, charged: Charged) -> tuple[str, str]:
    left = locales.text(locale, "result.left", credits=locales.credits_text(locale, charged.available))
    return locales.credits_text(locale, charged.cost), left


def _remarks(job: Job, made: int, titled: Callable[[str], str]) -> Iterator[str]:
    if job.request.instead_of:
        models = {"before": plain(titled(job.request.instead_of)), "model": plain(titled(job.request.model))}
        yield f"-# {locales.text(job.locale, 'result.instead_of', **models)}"
    if made < job.request.count:
        key = "result.fewer_videos" if job.request.medium == "video" else "result.fewer"
        yield locales.text(job.locale, key, made=made, count=job.request.count)
    if job.left_out:
        yield f"-# {left_out_text(job.locale, job.left_out)}"
    changes = [change for reference in job.request.files() for change in reference.changes]
    if changes:
        yield f"-# {changes_text(job.locale, changes)}"
    if job.said:
        yield locales.text(job.locale, "result.said", said=plain(shortened(one_line(job.said), QUOTED)))
    if job.translation:
        words = plain(shortened(one_line(job.translation), QUOTED))
        yield locales.text(job.locale, "result.translated", translation=words)


def _length(locale: str, asset: Asset) -> str:
    return locales.text(locale, "result.seconds", seconds=locales.number(locale, asset.seconds))


def shows(message: discord.Message, job: Job) -> bool:
    """Whether this is the job's result: by the files' names, or the links in their place."""
    named = re.compile(rf"{job.id}-[1-9]")
    return job.id in message.content or any(named.search(file.filename) for file in message.attachments)
