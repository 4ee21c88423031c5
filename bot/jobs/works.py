"""What members have made, to look through: found by words, model, date and kind; favourites among it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from bot.db.tables import asset, favourite, job, search
from bot.jobs.rows import folded
from bot.media.requests import Medium

SEARCHES_KEPT = 30 * 24 * 3600 * 1000  # milliseconds what was looked for is kept


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty: everything. Times in milliseconds since 1970."""

    words: str = ""
    """All of them are in the prompt or its translation."""
    model: str = ""
    medium: Medium | None = None
    after: int | None = None
    before: int | None = None
    favourites: bool = False
    """Also those of other members, as long as they are public."""


@dataclass(frozen=True, slots=True)
class Work:
    """A result, as a list shows it. `path` and `mime` are those of its first file."""

    id: str
    user_id: int
    mine: bool
    model: str
    prompt: str
    at: int
    cost: int
    private: bool
    spoiler: bool
    favourite: bool
    made: int
    """Files."""
    path: str
    mime: str


def works(
    conn: sa.Connection, asked_in: int | None, user_id: int, wanted: Wanted, *, page: int, size: int
) -> tuple[list[Work], int]:
    """A page of what a member has made on a server (None: wherever they were), newest first, and how much there is in
    all. A page beyond the last one is empty."""
    which = _which(asked_in, user_id, wanted)
    total = conn.scalar(sa.select(sa.func.count()).select_from(job).where(*which)) or 0
    mine = sa.exists().where(favourite.c.user_id == user_id, favourite.c.job_id == job.c.id)
    seen = (job.c.private, job.c.spoiler)
    columns = (job.c.id, job.c.user_id, job.c.model, job.c.request, job.c.created_at, job.c.cost, *seen, mine)
    found = conn.execute(
        sa.select(*columns).where(*which).order_by(job.c.id.desc()).offset(page * size).limit(size)
    ).all()
    files = _files(conn, [row[0] for row in found])
    return [
        Work(
            id=id_,
            user_id=whose,
            mine=whose == user_id,
            model=model,
            prompt=request["prompt"],
            at=at,
            cost=cost or 0,
            private=private,
            spoiler=spoiler,
            favourite=bool(liked),
            made=len(files[id_]),
            path=files[id_][0][0],
            mime=files[id_][0][1],
        )
        for id_, whose, model, request, at, cost, private, spoiler, liked in found
    ], total


def _which(asked_in: int | None, user_id: int, wanted: Wanted) -> list["sa.ColumnElement[bool]"]:
    """What others show is seen on the server where they asked for it, and nowhere else."""
    which = [job.c.state == "succeeded", job.c.deleted_at.is_(None)]
    if asked_in is not None:
        which.append(job.c.asked_in == asked_in)
    mine = job.c.user_id == user_id
    if wanted.favourites:
        which.append(job.c.id.in_(sa.select(favourite.c.job_id).where(favourite.c.user_id == user_id)))
        which.append(mine if asked_in is None else sa.or_(mine, job.c.private.is_(sa.false())))
    else:
        which.append(mine)
    which += [job.c.words.contains(word, autoescape=True) for word in folded(wanted.words).split()]
    if wanted.model:
        which.append(job.c.model == wanted.model)
    if wanted.medium:
        moves = sa.exists().where(asset.c.job_id == job.c.id, asset.c.mime.startswith("video/"))
        which.append(moves if wanted.medium == "video" else ~moves)
    if wanted.after is not None:
        which.append(job.c.created_at >= wanted.after)
    if wanted.before is not None:
        which.append(job.c.created_at < wanted.before)
    return which


def _files(conn: sa.Connection, job_ids: list[str]) -> Mapping[str, list[tuple[str, str]]]:
    """Path and mime type of each, first things first; one with nothing in it for a job that has none."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    columns = (asset.c.job_id, asset.c.path, asset.c.mime)
    rows = sa.select(*columns).where(asset.c.job_id.in_(job_ids)).order_by(asset.c.job_id, asset.c.number)
    for job_id, path, mime in conn.execute(rows):
        found[job_id].append((path, mime))
    return {job_id: found[job_id] or [("", "")] for job_id in job_ids}


def like(conn: sa.Connection, user_id: int, job_id: str, now: int, *, liked: bool) -> None:
    """It is, or is not any more, a favourite of the member's. Nothing that has been deleted is."""
    conn.execute(favourite.delete().where(favourite.c.user_id == user_id, favourite.c.job_id == job_id))
    there = conn.scalar(sa.select(job.c.id).where(job.c.id == job_id, job.c.deleted_at.is_(None)))
    if liked and there:
        conn.execute(favourite.insert().values(user_id=user_id, job_id=job_id, at=now))


def liked(conn: sa.Connection, user_id: int, job_ids: Iterable[str]) -> set[str]:
    """Which of them are the member's favourites."""
    mine = sa.select(favourite.c.job_id).where(favourite.c.user_id == user_id, favourite.c.job_id.in_(tuple(job_ids)))
    return set(conn.scalars(mine))


def keep_search(conn: sa.Connection, search_id: str, user_id: int, wanted: str, now: int) -> None:
    """What a member looks for, as words; old ones are forgotten."""
    conn.execute(search.delete().where(search.c.at < now - SEARCHES_KEPT))
    conn.execute(search.insert().values(id=search_id, user_id=user_id, wanted=wanted, at=now))


def kept_search(conn: sa.Connection, search_id: str, user_id: int) -> str | None:
    """The member's own; None when it has been forgotten."""
    return conn.scalar(sa.select(search.c.wanted).where(search.c.id == search_id, search.c.user_id == user_id))


def models_of(conn: sa.Connection, user_id: int) -> list[str]:
    """With which models a member has made something."""
    mine = (job.c.user_id == user_id, job.c.state == "succeeded")
    return list(conn.scalars(sa.select(job.c.model).distinct().where(*mine).order_by(job.c.model)))
