"""Operations on jobs' rows. Each is part of one transaction; together they are a job's life (`bot.jobs.finding` looks
for them):

queued -> ready -> running -> delivering -> succeeded
             \\        \\-> failed, lost, canceled
              \\-> canceled
"""

import json
import secrets
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from bot.db.prepared import Prepared
from bot.db.tables import UNFINISHED, asset, job
from bot.errors import PictureDeleted, QueueFull
from bot.media.assets import Asset
from bot.media.requests import GenerationRequest

State = Literal["queued", "ready", "running", "delivering", "succeeded", "failed", "canceled", "lost"]
End = Literal["succeeded", "failed", "canceled", "lost"]
STARTED: tuple[State, ...] = ("ready", "running", "delivering")
AT_WORK: tuple[State, ...] = ("ready", "running")
"""What counts against the limits: a result that Discord does not take keeps nobody from working."""
DIRECT = 0
"""Asked in the bot's direct messages."""
BETWEEN_PEOPLE = -1
"""Asked in a private channel that the bot itself never sees."""
FILE = (
    asset.c.number,
    asset.c.path,
    asset.c.mime,
    asset.c.width,
    asset.c.height,
    asset.c.size,
    asset.c.sha256,
    asset.c.seconds,
)
"""What an Asset is made of."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_UNFINISHED = job.c.state.in_([sa.literal(state) for state in UNFINISHED])
_OPEN_COUNT = Prepared(
    sa.select(sa.func.count()).where(
        job.c.guild_id == sa.bindparam("server"),
        job.c.user_id == sa.bindparam("member"),
        _UNFINISHED,
        job.c.undelivered_at.is_(None),
    )
)
_BY_INTERACTION = sa.select(job).where(job.c.interaction_id == sa.bindparam("interaction"))
_INSERT = job.insert()
_FINISH = Prepared(
    job.update()
    .where(job.c.id == sa.bindparam("job"), _UNFINISHED)
    .values(
        state=sa.bindparam("end"),
        cost=sa.bindparam("charged"),
        outcome=sa.bindparam("why"),
        farewell=sa.bindparam("left", type_=sa.Text),
        finished_at=sa.bindparam("moment"),
    )
)


@dataclass(frozen=True, slots=True)
class Job:
    """One row."""

    id: str
    interaction_id: int
    guild_id: int
    channel_id: int
    user_id: int
    locale: str
    private: bool
    request: GenerationRequest
    hold: int
    state: State
    issued_at: int | None
    cost: int | None
    message_id: int | None
    created_at: int
    pending: Mapping[str, Any] | None = None
    """Tasks at the gateway, as `bot.provider.tasks` writes them."""
    translation: str = ""
    """The prompt as it was sent, where that is not the member's own."""
    said: str = ""
    """What the model said beside its pictures."""
    answer: str = ""
    """The model's whole answer as it came."""
    left_out: tuple[str, ...] = ()
    """Options the gateway does not take after all."""
    quoted: Decimal = Decimal(0)
    """US dollars the gateway may take for it at the most."""
    usd: Decimal = Decimal(0)
    """What it takes by its price list, once the result is there."""
    undelivered_at: int | None = None
    """Since when no way to the member has been open."""
    deleted: bool = False
    """Its files and its words are gone."""
    farewell: Mapping[str, Any] | None = None
    """It has ended, and this is what its member has not been told yet: an error, or where the progress shows."""
    spoiler: bool = False
    """Its pictures are covered until somebody uncovers them."""
    ready_at: int | None = None
    """When its turn came."""
    finished_at: int | None = None
    asked_in: int = DIRECT
    """The server it was asked in, which need not be the one that pays; or DIRECT, or BETWEEN_PEOPLE."""

    @property
    def within_reach(self) -> bool:
        """Whether the bot itself may be where it was asked; elsewhere only an interaction's token is."""
        return self.asked_in in {DIRECT, self.guild_id}

    @property
    def issued(self) -> bool:
        """Whether the paid request may have left."""
        return self.issued_at is not None


def new_id(now: int) -> str:
    """20 characters that sort by time; half of them random, so that nobody guesses another's."""
    number = now << 50 | secrets.randbits(50)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(95, -1, -5))


def insert(conn: sa.Connection, new: Job, most: int) -> None:
    """Record a queued job. Raises QueueFull when the member has `most` unfinished ones; results that Discord does not
    take are not counted. Raises PictureDeleted when it works with what has been deleted meanwhile."""
    check_present(conn, new.request)
    if open_count(conn, new.guild_id, new.user_id) >= most:
        raise QueueFull(limit=most)
    conn.execute(
        _INSERT,
        {
            "id": new.id,
            "interaction_id": new.interaction_id,
            "guild_id": new.guild_id,
            "asked_in": new.asked_in,
            "channel_id": new.channel_id,
            "user_id": new.user_id,
            "locale": new.locale,
            "private": new.private,
            "spoiler": new.spoiler,
            "model": new.request.model,
            "request": new.request.model_dump(mode="json", exclude_defaults=True),
            "words": folded(new.request.prompt),
            "parent_id": new.request.parent or None,
            "hold": new.hold,
            "quoted": str(new.quoted),
            "state": new.state,
            "message_id": new.message_id,
            "created_at": new.created_at,
        },
    )


def open_count(conn: sa.Connection, guild_id: int, user_id: int) -> int:
    """A member's unfinished jobs, as `insert` counts them."""
    ((open_jobs,),) = _OPEN_COUNT.rows(conn, server=guild_id, member=user_id)
    return open_jobs


def check_present(conn: sa.Connection, request: GenerationRequest) -> None:
    """Raises PictureDeleted when a picture it works with, or a turn it quotes, is of a job that has been deleted."""
    if others := request.jobs():
        gone = sa.select(job.c.id).where(job.c.id.in_(others), job.c.deleted_at.is_not(None)).limit(1)
        if conn.scalar(gone):
            raise PictureDeleted


def folded(words: str) -> str:
    """As words are looked for: whatever their case, width and accents' form."""
    return unicodedata.normalize("NFKC", words.casefold())


def load(conn: sa.Connection, job_id: str) -> Job | None:
    """None when there is no such job."""
    row = conn.execute(sa.select(job).where(job.c.id == job_id)).mappings().one_or_none()
    return None if row is None else job_of(row)


def by_interaction(conn: sa.Connection, interaction_id: int) -> Job | None:
    """The job an interaction has opened already, if it has."""
    row = conn.execute(_BY_INTERACTION, {"interaction": interaction_id}).mappings().one_or_none()
    return None if row is None else job_of(row)


def claim(conn: sa.Connection, job_id: str, now: int) -> bool:
    """ready -> running, on disk before the paid request leaves. True for one caller, until it is unclaimed."""
    changed = conn.execute(
        job.update()
        .where(job.c.id == job_id, job.c.state.in_(("ready", "running")), job.c.issued_at.is_(None))
        .values(state="running", issued_at=now)
    )
    return changed.rowcount == 1


def note_pending(conn: sa.Connection, job_id: str, pending: Mapping[str, Any]) -> None:
    """Tasks at the gateway that a later process can look up."""
    conn.execute(job.update().where(job.c.id == job_id).values(pending=dict(pending)))


def note_translation(conn: sa.Connection, job_id: str, translation: str) -> None:
    """The prompt as it will be sent."""
    also = sa.func.coalesce(job.c.words, "") + "\n" + folded(translation)
    conn.execute(job.update().where(job.c.id == job_id).values(translation=translation, words=also))


def unclaim(conn: sa.Connection, job_id: str) -> None:
    """The gateway has said that it did not execute the request: stopping is free again, and so is sending it."""
    conn.execute(job.update().where(job.c.id == job_id, job.c.state == "running").values(issued_at=None))


def made(conn: sa.Connection, done: Job, assets: Sequence[Asset]) -> bool:
    """running -> delivering, with the files, the words and what it costs. False when the job was ended meanwhile."""
    changed = conn.execute(
        job.update()
        .where(job.c.id == done.id, job.c.state == "running")
        .values(
            state="delivering",
            cost=done.cost,
            usd=str(done.usd),
            said=done.said,
            answer=done.answer,
            left_out=",".join(done.left_out),
        )
    )
    if changed.rowcount != 1:
        return False
    conn.execute(
        asset.insert(),
        [
            {
                "job_id": done.id,
                "number": made.number,
                "path": made.path,
                "mime": made.mime,
                "width": made.width,
                "height": made.height,
                "size": made.size,
                "sha256": made.sha256,
                "seconds": made.seconds,
            }
            for made in assets
        ],
    )
    return True


def assets_of(conn: sa.Connection, job_id: str) -> list[Asset]:
    """In the order they are shown."""
    rows = conn.execute(sa.select(*FILE).where(asset.c.job_id == job_id).order_by(asset.c.number))
    return [Asset(*row) for row in rows]


def finish(
    conn: sa.Connection,
    job_id: str,
    end: End,
    *,
    cost: int,
    outcome: str,
    now: int,
    farewell: Mapping[str, Any] | None = None,
) -> bool:
    """An unfinished job ends. False, and nothing changes, when it had ended already. `farewell`: see Job."""
    left = None if farewell is None else json.dumps(dict(farewell))
    values = {"job": job_id, "end": end, "charged": cost, "why": outcome[:200], "moment": now, "left": left}
    return _FINISH.change(conn, values) == 1


def taken_leave(conn: sa.Connection, job_id: str) -> None:
    """Nothing is left to say."""
    conn.execute(job.update().where(job.c.id == job_id).values(farewell=sa.null()))


def note_undelivered(conn: sa.Connection, job_id: str, now: int) -> None:
    """No way to the member is open; remembered from the first time on."""
    conn.execute(job.update().where(job.c.id == job_id, job.c.undelivered_at.is_(None)).values(undelivered_at=now))


def note_message(conn: sa.Connection, job_id: str, message_id: int) -> None:
    """Remember where the job shows: its progress message, later its result."""
    conn.execute(job.update().where(job.c.id == job_id).values(message_id=message_id))


def closed(conn: sa.Connection, job_ids: Collection[str], user_id: int) -> set[str]:
    """Which of these jobs are other members' private ones."""
    others = job.c.private.is_(sa.true()) & (job.c.user_id != user_id)
    return set(conn.scalars(sa.select(job.c.id).where(job.c.id.in_(job_ids), others)))


def share(conn: sa.Connection, job_id: str) -> bool:
    """Its member has made a result everybody's. False when it has been deleted for good."""
    shared = job.update().where(job.c.id == job_id, job.c.deleted_at.is_(None)).values(private=False)
    return conn.execute(shared).rowcount == 1


def note_progress(conn: sa.Connection, job_id: str, message_id: int) -> None:
    """Remember the message that shows a job's progress, unless something else shows the job by now."""
    conn.execute(job.update().where(job.c.id == job_id, job.c.message_id.is_(None)).values(message_id=message_id))


def shown_at(conn: sa.Connection, job_id: str) -> int | None:
    """The message a job shows in."""
    return conn.scalar(sa.select(job.c.message_id).where(job.c.id == job_id))


def job_of(values: "sa.RowMapping") -> Job:
    """A whole row as a Job."""
    return Job(
        id=values["id"],
        interaction_id=values["interaction_id"],
        guild_id=values["guild_id"],
        asked_in=values["asked_in"],
        channel_id=values["channel_id"],
        user_id=values["user_id"],
        locale=values["locale"],
        private=values["private"],
        request=GenerationRequest.model_validate(values["request"]),
        hold=values["hold"],
        state=values["state"],
        issued_at=values["issued_at"],
        cost=values["cost"],
        message_id=values["message_id"],
        created_at=values["created_at"],
        pending=values["pending"],
        translation=values["translation"] or "",
        said=values["said"] or "",
        answer=values["answer"] or "",
        left_out=tuple(filter(None, (values["left_out"] or "").split(","))),
        quoted=Decimal(values["quoted"] or 0),
        usd=Decimal(values["usd"] or 0),
        undelivered_at=values["undelivered_at"],
        deleted=values["deleted_at"] is not None,
        farewell=values["farewell"],
        spoiler=values["spoiler"],
        ready_at=values["ready_at"],
        finished_at=values["finished_at"],
    )
