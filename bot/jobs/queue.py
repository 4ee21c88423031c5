"""The queue: which of the queued jobs has its turn next, and when a job's may come.

Limits, fairness and weights are one operation, part of the transactions that open and close jobs.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.db.prepared import Prepared
from bot.db.tables import job
from bot.jobs.measures import Pace, pace
from bot.jobs.rows import AT_WORK, Job

FORESEEN = 300  # places that are worked out one by one
RECENT = 600_000  # milliseconds for which a job that had its turn counts against whose it was
_Slot = tuple[Any, ...]  # whose limit, and which one of them
_PLACE = sa.func.row_number().over(partition_by=(job.c.guild_id, job.c.user_id, job.c.model), order_by=job.c.id)
_QUEUED = (
    sa.select(job.c.id, job.c.guild_id, job.c.user_id, job.c.model, _PLACE.label("place"))
    .where(job.c.state == "queued")
    .subquery()
)
_FIRST_IN_LINE = Prepared(
    sa.select(_QUEUED.c.id, _QUEUED.c.guild_id, _QUEUED.c.user_id, _QUEUED.c.model)
    .where(_QUEUED.c.place <= sa.bindparam("each"))
    .order_by(_QUEUED.c.id)
)
_AT_WORK = job.c.state.in_([sa.literal(state) for state in AT_WORK])
_OCCUPIED = Prepared(
    sa.select(job.c.guild_id, job.c.user_id, job.c.model, sa.func.sum(sa.case((_AT_WORK, 1), else_=0)), sa.func.count())
    .where(sa.or_(_AT_WORK, job.c.ready_at > sa.bindparam("since")))
    .group_by(job.c.guild_id, job.c.user_id, job.c.model)
)
_START = Prepared(
    job.update().where(job.c.id == sa.bindparam("job")).values(state="ready", ready_at=sa.bindparam("moment"))
)
_UP_TO = Prepared(
    sa.select(sa.func.count(), sa.func.max(job.c.id)).where(job.c.state == "queued", job.c.id <= sa.bindparam("job"))
)


class _Waiting(NamedTuple):
    id: str
    guild_id: int
    user_id: int
    model: str

    @property
    def slots(self) -> tuple[_Slot, ...]:
        return _slots(self.guild_id, self.user_id, self.model)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many jobs may run at once, and how many a member may have unfinished."""

    member: int
    server: int
    model: int
    waiting: int
    weights: Mapping[int, float] = field(default_factory=dict[int, float])
    """Server -> its share of the queue, as a factor; 1 for those not named."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A job's place in the queue, 0 when it has had its turn, and when it is likely to be done (milliseconds since
    1970; None while nobody knows how long the model takes)."""

    position: int
    likely: int | None = None
    latest: int | None = None
    """Nine of ten are done by then."""


def promote(conn: sa.Connection, limits: Limits, now: int) -> list[str]:
    """queued -> ready for whoever has a free slot. Returns the ids.

    Servers take turns, and so do the members of each: whoever has had the fewest jobs lately, those at work included,
    comes next, in proportion to the servers' weights. So a flood waits behind its own beginning, and nobody for ever.
    """
    waiting = _first_in_line(conn, limits.member)
    if not waiting:
        return []
    running, served = _occupied(conn, now)
    most: Mapping[str, int] = {"member": limits.member, "server": limits.server, "model": limits.model}

    turn = _turn(served, limits)
    started: list[str] = []
    while free := [row for row in waiting if all(running[slot] < most[slot[0]] for slot in row.slots)]:
        row = min(free, key=turn)
        running.update(row.slots)
        served.update(row.slots)
        started.append(row.id)
        waiting = [other for other in free if other.id != row.id]
    _START.change(conn, *({"job": job_id, "moment": now} for job_id in started))
    return started


def _turn(served: Counter[_Slot], limits: Limits) -> Callable[[_Waiting], tuple[float, int, str]]:
    """The least comes next."""

    def turn(row: _Waiting) -> tuple[float, int, str]:
        member, server, _ = row.slots
        return served[server] / limits.weights.get(row.guild_id, 1), served[member], row.id

    return turn


def _first_in_line(conn: sa.Connection, each: int) -> list[_Waiting]:
    """The oldest `each` queued jobs of every member for every model: no more of them could start now."""
    return [_Waiting(*row) for row in _FIRST_IN_LINE.rows(conn, each=each)]


def _occupied(conn: sa.Connection, now: int) -> tuple[Counter[_Slot], Counter[_Slot]]:
    """How many jobs are at work, and how many have had their turn lately, by whose and which they are."""
    running: Counter[_Slot] = Counter()
    served: Counter[_Slot] = Counter()
    for guild_id, user_id, model, at_work, jobs in _OCCUPIED.rows(conn, since=now - RECENT):
        for slot in _slots(guild_id, user_id, model):
            running[slot] += at_work
            served[slot] += jobs
    return running, served


def _slots(guild_id: int, user_id: int, model: str) -> tuple[_Slot, ...]:
    return (("member", guild_id, user_id), ("server", guild_id), ("model", model))


def position(conn: sa.Connection, job_id: str) -> int:
    """How many queued jobs there are up to and including this one, oldest first; 0 when it is not queued."""
    ((count, last),) = _UP_TO.rows(conn, job=job_id)
    return count if last == job_id else 0


def outlook_of_started(conn: sa.Connection, started: Job, now: int) -> Outlook:
    """When a job whose turn is now is likely to be done."""
    return _outlook(0, 0, pace(conn, started.request.model), started.issued_at or now)


def outlooks(conn: sa.Connection, limits: Limits, now: int) -> dict[str, Outlook]:
    """Of every job that waits, by its id: its place as turns are taken, and how many times everything before it in the
    narrowest of its queues has to end before its own comes."""
    queued = conn.execute(
        sa.select(job.c.id, job.c.guild_id, job.c.user_id, job.c.model)
        .where(job.c.state == "queued")
        .order_by(job.c.id)
    )
    waiting = [_Waiting(*row) for row in queued]
    if not waiting:
        return {}
    before, served = _occupied(conn, now)
    line = _in_turn(waiting, served, limits)
    paces = {model: pace(conn, model) for model in {row.model for row in line}}
    most: Mapping[str, int] = {"member": limits.member, "server": limits.server, "model": limits.model}
    found: dict[str, Outlook] = {}
    for place, row in enumerate(line, 1):
        rounds = max(before[slot] // most[slot[0]] for slot in row.slots)
        before.update(row.slots)
        found[row.id] = _outlook(place, rounds, paces[row.model], now)
    return found


def _in_turn(waiting: list[_Waiting], served: Counter[_Slot], limits: Limits) -> list[_Waiting]:
    """As turns would be taken if nobody else came; who is further down than anybody looks, by age."""
    theirs: dict[_Slot, deque[_Waiting]] = {}
    for row in waiting:
        theirs.setdefault(row.slots[0], deque()).append(row)
    taken = Counter(served)
    turn = _turn(taken, limits)
    line: list[_Waiting] = []
    while theirs and len(line) < FORESEEN:
        row = min((mine[0] for mine in theirs.values()), key=turn)
        line.append(row)
        taken.update(row.slots)
        mine = theirs[row.slots[0]]
        mine.popleft()
        if not mine:
            del theirs[row.slots[0]]
    return [*line, *sorted((row for mine in theirs.values() for row in mine), key=lambda row: row.id)]


def _outlook(place: int, rounds: int, known: Pace | None, begins: int) -> Outlook:
    if known is None:
        return Outlook(place)
    begins += rounds * known.median
    return Outlook(place, begins + known.median, begins + known.p90)
