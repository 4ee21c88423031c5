"""Which results and pictures somebody may work on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.credits.entries import OUTSIDE
from bot.errors import NotPermitted, NotYourPicture, PictureKept, ResultDeleted, UnknownJob
from bot.jobs import rows, showings
from bot.jobs.rows import BETWEEN_PEOPLE, DIRECT
from bot.ui.wishes import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.jobs.rows import Job
    from bot.media.requests import GenerationRequest, Reference, Turn
    from bot.rules import Rules
    from bot.services import Services
    from bot.ui.asking import Asker

PICTURE = "image/"
NAMED = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".heic", ".heif")


async def reachable(asker: Asker, job_id: str) -> Job:
    """A finished result that the asker may work on. Raises UnknownJob, ResultDeleted, NotPermitted, NotYourPicture."""
    job = await asker.services.store.read(rows.load, job_id)
    if job is None or job.state != "succeeded":
        raise UnknownJob(job=job_id)
    mine = job.user_id == asker.user.id
    if not mine and not await _seen(asker, job):
        raise UnknownJob(job=job_id)
    if job.deleted:
        raise ResultDeleted
    if not mine:
        if job.private:
            raise NotPermitted(permission="owner")
        allow(await rules_at(asker.services, asker.asked_in), "results")
    return job


async def _seen(asker: Asker, job: Job) -> bool:
    """Whether somebody else may know of a result: where it was asked, or posted for everybody."""
    if job.asked_in > DIRECT and job.asked_in == asker.asked_in:
        return True
    if job.asked_in == BETWEEN_PEOPLE and job.channel_id == asker.channel_id:
        return True
    shown = await asker.services.store.read(showings.of, job.id)
    return any(one.channel_id == asker.channel_id and not one.private for one in shown)


async def open_turns(asker: Asker, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Without what is not there any more, and without what others have kept to themselves: a result that was shared
    may go on from one that was not."""
    turns = await asker.services.files.present(turns)
    closed = await _closed(asker, [picture for turn in turns for picture in (*turn.references, *turn.pictures)])
    return tuple(
        turn.model_copy(update={"references": tuple(each for each in turn.references if not each.jobs & closed)})
        for turn in turns
        if not any(picture.jobs & closed for picture in turn.pictures)
    )


async def open_request(asker: Asker, request: GenerationRequest) -> GenerationRequest:
    """What the asker may ask for once more. Raises PictureKept where it works with what another member has kept to
    themselves: without that it would come to something else."""
    last = request.turns[-1].pictures if request.turns else ()
    if await _closed(asker, [*request.files(), *last]):
        raise PictureKept
    return request.model_copy(update={"turns": await open_turns(asker, request.turns)})


async def _closed(asker: Asker, pictures: Sequence[Reference]) -> set[str]:
    """Other members' private jobs among those whose pictures they are."""
    ids = {owner for picture in pictures for owner in picture.jobs}
    return await asker.services.store.read(rows.closed, ids, asker.user.id) if ids else set()


async def rules_at(services: Services, asked_in: int) -> Rules:
    """Of the server where pictures are seen, which need not be the one that pays."""
    return await services.studio.rules(max(asked_in, OUTSIDE))


def allow(rules: Rules, whose: str) -> None:
    """Somebody else's `results`, or pictures of `anyone`'s. Raises NotYourPicture."""
    if rules.editable == "own" or (rules.editable == "results" and whose == "anyone"):
        raise NotYourPicture(allowed_pictures=rules.editable)


def pictures_in(message: discord.Message) -> list[Given]:
    """Attached ones, and those that links in it show; then those of a message that it forwards."""
    found: list[Given] = []
    for part in (message, *message.message_snapshots):
        found += [Given.attached(file) for file in part.attachments if _pictured(file)]
        for embed in part.embeds:
            for shown in (embed.image, embed.thumbnail):
                if shown.url:
                    found.append(_linked(shown.proxy_url or shown.url, shown))
                    break
    return found


def own_pictures(message: discord.Message, user_id: int) -> bool:
    """Whether they are surely that member's: of what is forwarded Discord does not say whose it was."""
    return message.author.id == user_id and not message.message_snapshots


def _pictured(file: discord.Attachment) -> bool:
    """By its type; Discord does not always say one."""
    if file.content_type:
        return file.content_type.startswith(PICTURE)
    return file.filename.lower().endswith(NAMED)


def _linked(url: str, shown: Any) -> Given:
    name = url.partition("?")[0].rpartition("/")[2] or "picture"
    return Given(url, name[:100], mime=f"{PICTURE}png", width=shown.width or 0, height=shown.height or 0)


def raw_attachments(data: dict[str, Any], ids: Sequence[str]) -> list[Given]:
    """What was uploaded into a form, out of the interaction's own words."""
    files = data.get("resolved", {}).get("attachments", {})
    return [
        Given(
            url=file["url"],
            name=file["filename"],
            size=file.get("size", 0),
            mime=file.get("content_type") or "",
            width=file.get("width") or 0,
            height=file.get("height") or 0,
        )
        for file in (files[id_] for id_ in ids if id_ in files)
    ]
