"""Where a result comes from and what was made of it: its ancestors, their other children, and its descendants."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.db.tables import job

MOST = 400  # relatives that are looked at
_COLUMNS = (
    job.c.id,
    job.c.parent_id,
    job.c.user_id,
    job.c.channel_id,
    job.c.private,
    job.c.request,
    job.c.created_at,
    job.c.deleted_at,
    job.c.asked_in,
)


@dataclass(frozen=True, slots=True)
class Relative:
    """One version. `prompt` is empty where it was deleted."""

    id: str
    parent_id: str
    user_id: int
    channel_id: int
    private: bool
    prompt: str
    created_at: int
    deleted: bool
    asked_in: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """Oldest first, from `root` on. `others` is how many more there are than were looked at."""

    root: str
    relatives: tuple[Relative, ...]
    others: int = 0


def ancestors(conn: sa.Connection, job_id: str) -> list[str]:
    """From the job itself to the first of all, as far as their rows are there."""
    line = sa.select(job.c.id, job.c.parent_id, sa.literal(0).label("depth")).where(job.c.id == job_id)
    found = line.cte("line", recursive=True)
    older = sa.select(job.c.id, job.c.parent_id, found.c.depth + 1).where(
        job.c.id == found.c.parent_id, job.c.id < found.c.id
    )
    found = found.union_all(older)
    return list(conn.scalars(sa.select(found.c.id).order_by(found.c.depth)))


def descendants(job_id: str, *, results: bool) -> "sa.CTE":
    """The job and all that was made of it, as ids; `results`: only what succeeded."""
    found = sa.select(job.c.id).where(job.c.id == job_id).cte("descendants", recursive=True)
    younger = sa.select(job.c.id).where(job.c.parent_id == found.c.id, job.c.id > found.c.id)
    return found.union_all(younger.where(job.c.state == "succeeded") if results else younger)


def family(conn: sa.Connection, job_id: str) -> Family:
    """Of a result; ancestors and its own descendants before all others, when there are too many."""
    line = ancestors(conn, job_id)
    if not line:
        return Family(job_id, ())
    root = line[-1]
    whole, own = descendants(root, results=True), descendants(job_id, results=True)
    total = conn.scalar(sa.select(sa.func.count()).select_from(whole)) or 0
    wanted = dict.fromkeys(line[: MOST // 2])
    for branch in (own, whole):
        room = MOST - len(wanted)
        wanted |= dict.fromkeys(conn.scalars(sa.select(branch.c.id).order_by(branch.c.id).limit(max(room, 0))))
    rows = conn.execute(sa.select(*_COLUMNS).where(job.c.id.in_(wanted)).order_by(job.c.id))
    relatives = tuple(
        Relative(id_, parent or "", user, channel, private, request["prompt"], at, deleted is not None, place)
        for id_, parent, user, channel, private, request, at, deleted, place in rows
    )
    return Family(root, relatives, max(0, total - len(relatives)))
