"""Which results and pictures somebody may work on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import NotPermitted, NotYourPicture, ResultDeleted, UnknownJob
from bot.jobs import rows
from bot.ui.wishes import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.jobs.rows import Job
    from bot.rules import Rules
    from bot.ui.asking import Asker

PICTURE = "image/"


async def reachable(asker: Asker, job_id: str) -> Job:
    """A finished result that the asker may work on. Raises UnknownJob, ResultDeleted, NotPermitted, NotYourPicture."""
    job = await asker.services.store.read(rows.load, job_id)
    if job is None or job.state != "succeeded" or job.guild_id != asker.guild_id:
        raise UnknownJob(job=job_id)
    if job.deleted:
        raise ResultDeleted
    if job.user_id != asker.user.id:
        if job.private:
            raise NotPermitted(permission="owner")
        allow(await asker.services.studio.rules(asker.guild_id), "results")
    return job


def allow(rules: Rules, whose: str) -> None:
    """Somebody else's `results`, or pictures of `anyone`'s. Raises NotYourPicture."""
    if rules.editable == "own" or (rules.editable == "results" and whose == "anyone"):
        raise NotYourPicture(allowed_pictures=rules.editable)


def pictures_in(message: discord.Message) -> list[Given]:
    """Attached ones, and those that links in it show."""
    found = [Given.attached(file) for file in message.attachments if (file.content_type or "").startswith(PICTURE)]
    for embed in message.embeds:
        for shown in (embed.image, embed.thumbnail):
            if shown.url:
                found.append(_linked(shown.proxy_url or shown.url, shown))
                break
    return found


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
