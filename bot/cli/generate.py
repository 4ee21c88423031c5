"""`generate`: one request at the command line, without Discord and without the database."""

import asyncio
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from bot import locales, log
from bot.catalog.catalog import check
from bot.catalog.pictures import needs_of
from bot.catalog.spec import ModelSpec
from bot.cli import _environment
from bot.cli._progress import Shown
from bot.credits.pricing import actual_usd
from bot.errors import AtelierError, ProviderError, RequestRefused, StartupError
from bot.jobs.rows import Job, new_id
from bot.making import Made, Watcher
from bot.media import masks
from bot.media.assets import Asset, Files
from bot.media.requests import GenerationRequest, Reference
from bot.provider.tasks import Rivals
from bot.settings import GatewaySettings
from bot.ui.texts import changes_text, one_line, sentence
from bot.workshop import Workshop, rate, tables, workshop

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FAILED = 1
_ESCAPED = re.compile(r"\\([^A-Za-z0-9\s])|\u200b")


@dataclass(frozen=True, slots=True)
class _Pictures:
    """Files as they were named."""

    references: Sequence[Path]
    first_frame: Path | None
    last_frame: Path | None
    mask: Path | None


@click.command("generate")
@click.option("--model", required=True, help="Id or title; `models` lists them.")
@click.option("--prompt", required=True)
@click.option("--image", "images", type=FILE, multiple=True, help="A picture to go along; may be given several times.")
@click.option("--mask", type=FILE, help="A PNG, transparent where the first picture is to change.")
@click.option("--first-frame", type=FILE, help="The picture a video begins with.")
@click.option("--last-frame", type=FILE, help="The picture a video ends with.")
@click.option("--aspect", default="", help="Shape, such as 3:2.")
@click.option("--resolution", default="", help="Such as 2K or 720p.")
@click.option("--quality", default="")
@click.option("--background", default="")
@click.option("--count", type=click.IntRange(1, 10), default=1, help="How many pictures or videos.")
@click.option("--seconds", type=click.IntRange(1), default=None, help="Length of a video.")
@click.option("--seed", type=click.IntRange(0), default=None)
@click.option("--negative", default="", help="What should not be seen.")
@click.option("--option", "extras", multiple=True, metavar="NAME=VALUE", help="What only this model has.")
@click.option("-o", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where to.")
def generate(
    *,
    model: str,
    images: tuple[Path, ...],
    mask: Path | None,
    first_frame: Path | None,
    last_frame: Path | None,
    extras: tuple[str, ...],
    folder: Path,
    **options: Any,
) -> None:
    """Make one thing and write its files. Needs AIHUBMIX_API_KEY; it spends your balance at the gateway."""
    settings = _environment.read(GatewaySettings)
    _environment.quiet(settings)
    given = {name: value for name, value in options.items() if value is not None}
    pictures = _Pictures(images, first_frame, last_frame, mask)
    try:
        asyncio.run(_generate(settings, model, {**given, "extras": _extras(extras)}, pictures, folder))
    except (RequestRefused, ProviderError) as error:
        secrets = _environment.secrets_of(settings)
        click.echo(f"atelier: {log.scrub(_told(error), secrets)}", err=True)
        sys.exit(FAILED)


async def _generate(
    settings: GatewaySettings, model: str, options: Mapping[str, Any], pictures: _Pictures, folder: Path
) -> None:
    catalog = tables(settings)
    with _below(folder) as root:
        async with workshop(settings, catalog, root) as shop:
            await shop.lifecycle.refresh()
            spec = catalog.offered(model)
            job = _job(await _request(settings, shop.files, spec, options, pictures))
            check(spec, job.request)
            _tell_changes(job.request)
            sent = await _in_english(shop, job, spec)
            made = await _make(shop, sent, spec)
        for asset in made.assets:
            click.echo(_kept(root, folder, spec, job, asset))
    if sent.request.prompt != job.request.prompt:
        click.echo(f"In English: {sent.request.prompt}")
    if made.said:
        click.echo(made.said)
    if len(made.assets) < job.request.count:
        click.echo(f"{len(made.assets)} of {job.request.count} came; the gateway may have charged for all of them.")
    usd = actual_usd(spec, job.request, len(made.assets), made.usage)
    click.echo(f"US${usd.normalize():f} = {locales.credits_text(locales.DEFAULT, rate(settings).credits(usd))}")


def _tell_changes(request: GenerationRequest) -> None:
    """Before anything is paid for; on standard error, for it is no result."""
    changes = [change for picture in request.files() for change in picture.changes]
    if changes:
        click.echo(changes_text(locales.DEFAULT, changes), err=True)


async def _in_english(shop: Workshop, job: Job, spec: ModelSpec) -> Job:
    """As the bot does it."""
    if not spec.english_only:
        return job
    words = {name: getattr(job.request, name) for name in ("prompt", "negative")}
    said = {name: (await shop.translation.english(text)).words for name, text in words.items() if text}
    return replace(job, request=job.request.model_copy(update=said))


async def _make(shop: Workshop, job: Job, spec: ModelSpec) -> Made:
    with Shown(spec.title) as shown:
        return await shop.making.make(job, spec, _watcher(shown))


def _unseen(picture: bytes, mime: str) -> None:
    """A terminal shows no previews."""


def _watcher(shown: Shown) -> Watcher:
    async def issue(_: int) -> int:
        return time.time_ns() // 1_000_000

    async def nothing(*_: object) -> None:
        """There is no row to note it in."""

    async def rivals() -> Rivals:
        return Rivals(frozenset(), 1)  # the bot's own tasks are unknown here, so a lost one is never taken for ours

    return Watcher(
        progress=shown.progress,
        preview=_unseen,
        issue=issue,
        not_executed=nothing,
        pending=nothing,
        rivals=rivals,
    )


async def _request(
    settings: GatewaySettings, files: Files, spec: ModelSpec, options: Mapping[str, Any], pictures: _Pictures
) -> GenerationRequest:
    """With its pictures prepared as the bot prepares them. They are below the folder `new`."""
    if len(pictures.references) == 1 and "first_frame" in spec.frames and pictures.first_frame is None:
        pictures = replace(pictures, references=(), first_frame=pictures.references[0])  # as in Discord
    count = len(pictures.references) + (pictures.first_frame is not None) + (pictures.last_frame is not None)
    needs, number = needs_of(spec, count, settings.max_megapixels), 0

    async def keep(file: Path, *, mask: bool = False) -> Reference:
        nonlocal number
        number += 1
        wanted = replace(masks.NEEDS, max_megapixels=settings.max_megapixels) if mask else needs
        return await files.copy_reference("new", number, file=file, name=file.name, needs=wanted)

    given: dict[str, Any] = {"references": tuple([await keep(file) for file in pictures.references])}
    for name in ("first_frame", "last_frame"):
        if file := getattr(pictures, name):
            given[name] = await keep(file)
    if pictures.mask:
        given["mask"] = await keep(pictures.mask, mask=True)
        if given["references"]:
            given["mask"] = await files.fit_mask(
                given["mask"], given["references"][0], pictures.mask.name, black=spec.mask_form == "black"
            )
    return GenerationRequest(
        model=spec.id,
        medium=spec.medium,
        moderation=spec.moderation(settings.image_moderation),
        **options,
        **given,
    )


def _job(request: GenerationRequest) -> Job:
    now = time.time_ns() // 1_000_000
    return Job(
        id=new_id(now),
        interaction_id=0,
        guild_id=0,
        channel_id=0,
        user_id=0,
        locale=locales.DEFAULT,
        private=True,
        request=request,
        hold=0,
        state="running",
        issued_at=None,
        cost=None,
        message_id=None,
        created_at=now,
    )


@contextmanager
def _below(folder: Path) -> Generator[Path]:
    """A folder for what is under way, on the same disk. Raises StartupError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        root = tempfile.TemporaryDirectory(dir=folder, prefix=".atelier-")
    except OSError as error:
        raise StartupError(f"{folder} cannot be written to ({error.strerror}): name another with -o.") from error
    with root as path:
        yield Path(path)


def _kept(root: Path, folder: Path, spec: ModelSpec, job: Job, asset: Asset) -> Path:
    """Moves a finished file to where it was wanted."""
    path = root / asset.path
    target = folder / f"{spec.id.replace('/', '-')}-{job.id}-{asset.number}{path.suffix}"
    shutil.move(path, target)
    return target


def _extras(typed: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in typed:
        name, sign, value = option.partition("=")
        if not sign or not name.strip():
            raise click.BadParameter(f"{option!r} is no NAME=VALUE.", param_hint="--option")
        found[name.strip().lower()] = value.strip()
    return found


def _told(error: AtelierError) -> str:
    """For the operator: what a member reads, as plain text, and the gateway's own words after it."""
    key = f"alerts.{type(error).__name__}"
    if locales.has(locales.DEFAULT, key):
        return one_line(locales.text(locales.DEFAULT, key, detail=error)).removeprefix("Atelier: ")
    said = one_line(_ESCAPED.sub(r"\1", sentence(error, locales.DEFAULT)))
    if not isinstance(error, ProviderError):
        return said
    # What is free for a member is not always free for whoever owns the key.
    said = said.replace("It cost nothing; ", "The gateway may have charged for it; ")
    return f"{said.replace('It cost you nothing; ', 'The gateway may have charged for it; ')} ({one_line(str(error))})"


COMMAND = generate
