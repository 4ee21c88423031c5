"""Deleting a result for good: first the row says so and loses its words, then the files go, then the messages.

Whatever comes in between, the rest is done later: files at the next start, messages by `Upkeep`. Copies of the result
that were prepared for a model, in the folders of the jobs that work with it, go with it; what those jobs made stays.
"""

import logging
from typing import Any

import sqlalchemy as sa

from bot.db.store import Store
from bot.db.tables import UNFINISHED, asset, favourite, job, proposal, search, showing, suggestion
from bot.desk import Desk
from bot.errors import AtelierError, ResultDeleted, ResultInUse, UnknownJob
from bot.jobs import lineage, showings
from bot.media.assets import Files
from bot.media.requests import GenerationRequest

log = logging.getLogger(__name__)

_NOTHING_SAID = {
    name: sa.null() for name in ("translation", "words", "said", "answer", "left_out", "pending", "outcome")
}


def erase(conn: sa.Connection, job_id: str, now: int) -> list[str]:
    """Keep of a result what the books need. Returns the ids of questions that were about it and are taken back with
    it: they have files.

    Raises UnknownJob for what is no result, ResultDeleted the second time, ResultInUse while a job works with it.
    """
    row = conn.execute(sa.select(job).where(job.c.id == job_id)).mappings().one_or_none()
    if row is None or row["state"] != "succeeded":
        raise UnknownJob(job=job_id)
    if row["deleted_at"] is not None:
        raise ResultDeleted
    if _in_use(conn, job_id):
        raise ResultInUse
    request = GenerationRequest.model_validate(row["request"])
    bare = GenerationRequest(
        model=request.model, prompt="", medium=request.medium, count=request.count, parent=request.parent
    )
    conn.execute(
        job.update()
        .where(job.c.id == job_id)
        .values(request=bare.model_dump(mode="json", exclude_defaults=True), deleted_at=now, **_NOTHING_SAID)
    )
    conn.execute(asset.delete().where(asset.c.job_id == job_id))
    conn.execute(favourite.delete().where(favourite.c.job_id == job_id))
    _unsay(conn, row["user_id"], request.prompt)
    _unquote(conn, job_id)
    return _withdrawn(conn, job_id)


def _in_use(conn: sa.Connection, job_id: str) -> bool:
    """A request names every job in whose folder it has a picture."""
    using = sa.cast(job.c.request, sa.Text).contains(job_id)
    return conn.scalar(sa.select(job.c.id).where(job.c.state.in_(UNFINISHED), using).limit(1)) is not None


def _unsay(conn: sa.Connection, user_id: int, prompt: str) -> None:
    """What its member looked for may be its words; what a chat model suggested has become them."""
    conn.execute(search.delete().where(search.c.user_id == user_id))
    mine = conn.execute(sa.select(suggestion.c.id, suggestion.c.prompts).where(suggestion.c.user_id == user_id))
    said = [id_ for id_, prompts in mine if prompt in prompts]
    conn.execute(suggestion.delete().where(suggestion.c.id.in_(said)))


def _unquote(conn: sa.Connection, job_id: str) -> None:
    """Later turns of the conversation have its words in their own rows."""
    younger = lineage.descendants(job_id, results=False)
    found = sa.select(job.c.id, job.c.request).where(job.c.id.in_(sa.select(younger.c.id)), job.c.id != job_id)
    for id_, stored in conn.execute(found).all():
        request = GenerationRequest.model_validate(stored)
        turns = tuple(turn for turn in request.turns if all(picture.job != job_id for picture in turn.pictures))
        if turns != request.turns:
            kept = request.model_copy(update={"turns": turns}).model_dump(mode="json", exclude_defaults=True)
            conn.execute(job.update().where(job.c.id == id_).values(request=kept))


def _withdrawn(conn: sa.Connection, job_id: str) -> list[str]:
    """Questions nobody has answered yet."""
    about = list(conn.scalars(sa.select(proposal.c.id).where(sa.cast(proposal.c.order, sa.Text).contains(job_id))))
    conn.execute(proposal.delete().where(proposal.c.id.in_(about)))
    return about


def worked_on(conn: sa.Connection, job_id: str) -> int:
    """How many results there are that were made from this one, so that they cannot be made again without it."""
    made = _made_of(job_id).where(job.c.state == "succeeded", job.c.deleted_at.is_(None))
    return sum(
        any(job_id in picture.jobs for picture in GenerationRequest.model_validate(stored).files())
        for stored in conn.scalars(made)
    )


def copies_of(conn: sa.Connection, job_id: str) -> list[str]:
    """Paths, below DATA_DIR, of copies of a result in other jobs' folders."""
    return [path for stored in conn.scalars(_made_of(job_id)) for path in _copies(stored, job_id)]


def copies_left(conn: sa.Connection) -> list[str]:
    """The same, of all results that have been deleted."""
    parent = job.alias()
    gone = sa.select(job.c.request, job.c.parent_id).join(parent, job.c.parent_id == parent.c.id)
    found = conn.execute(gone.where(parent.c.deleted_at.is_not(None)))
    return [path for stored, parent_id in found for path in _copies(stored, parent_id)]


def _made_of(job_id: str) -> "sa.Select[Any]":
    return sa.select(job.c.request).where(job.c.parent_id == job_id)


def _copies(stored: Any, of: str) -> list[str]:
    return [picture.path for picture in GenerationRequest.model_validate(stored).files() if picture.origin == of]


def begun(conn: sa.Connection) -> list[str]:
    """Deleted, but messages that show it may still be there."""
    shown = sa.select(showing.c.job_id).where(showing.c.job_id == job.c.id).exists()
    return list(conn.scalars(sa.select(job.c.id).where(job.c.deleted_at.is_not(None), shown).order_by(job.c.id)))


async def delete(store: Store, files: Files, desk: Desk, job_id: str, now: int) -> int:
    """Delete a result for good. Returns how many messages that show it are out of the bot's reach. Raises what `erase`
    raises; after that it is gone, whatever happens."""
    for question in await store.write(erase, job_id, now):
        await files.discard(question)
    log.info("deleted for good", extra={"job": job_id})
    await files.discard(job_id)
    await files.remove(await store.read(copies_of, job_id))
    await store.fold()
    return await take_down(store, desk, job_id)


async def take_down(store: Store, desk: Desk, job_id: str) -> int:
    """Remove the messages that show it. Returns how many stay; those that Discord is only in trouble about are tried
    again later."""
    left = 0
    for shown in await store.read(showings.of, job_id):
        try:
            removed = await desk.take_down(job_id, shown)
        except AtelierError as error:
            log.warning("cannot remove a message now: %s", error, extra={"job": job_id})
            left += 1
            continue
        left += not removed
        await store.write(showings.forget, shown.message_id)
    return left
