"""Jobs whose content was rejected: why, for how long what they were given is kept, and what moderators decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.db.tables import refusal
from bot.errors import AppealDecided, AppealMade

Decision = Literal["allow", "uphold"]
KEPT = 7 * 24 * 3600 * 1000  # milliseconds for which the pictures of a refused job are at hand
UNDER_WAY = 60 * 1000  # milliseconds after which whoever decided has surely told the member, or never will


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row. Times in milliseconds since 1970."""

    job_id: str
    reason: str
    stage: str
    created_at: int
    swept: bool
    appealed_at: int | None
    roles: tuple[int, ...]
    decision: Decision | None
    decided_by: int | None
    decided_at: int | None
    told_at: int | None


def refused(conn: sa.Connection, job_id: str, reason: str, stage: str, now: int) -> None:
    """Note it. A second time changes nothing."""
    if load(conn, job_id) is None:
        conn.execute(
            refusal.insert().values(job_id=job_id, reason=reason, stage=stage[:10], created_at=now, swept=False)
        )


def load(conn: sa.Connection, job_id: str) -> Refusal | None:
    """None for a job that nobody refused."""
    row = conn.execute(sa.select(refusal).where(refusal.c.job_id == job_id)).mappings().one_or_none()
    if row is None:
        return None
    values: dict[str, Any] = {**row, "roles": tuple(row["roles"] or ())}
    return Refusal(**values)


def check_open(found: Refusal) -> None:
    """Whether its member may still appeal. Raises AppealMade, AppealDecided."""
    if found.decision is not None:
        raise AppealDecided
    if found.appealed_at is not None:
        raise AppealMade


def appeal(conn: sa.Connection, job_id: str, roles: Sequence[int], now: int) -> bool:
    """The moderators are being asked. False when they have been before."""
    changed = conn.execute(
        refusal.update()
        .where(refusal.c.job_id == job_id, refusal.c.appealed_at.is_(None))
        .values(appealed_at=now, roles=list(roles))
    )
    return changed.rowcount == 1


def decide(conn: sa.Connection, job_id: str, decision: Decision, moderator: int, now: int) -> Refusal:
    """What the moderators have decided: the first decision counts.

    It comes back while the member has not been told of it, to whoever takes that over. Raises AppealDecided otherwise.
    """
    mine = conn.execute(
        refusal.update()
        .where(refusal.c.job_id == job_id, refusal.c.appealed_at.is_not(None), refusal.c.decision.is_(None))
        .values(decision=decision, decided_by=moderator, decided_at=now)
    )
    if mine.rowcount != 1:
        resumed = conn.execute(  # whoever decided never came to tell it: the process ended in between
            refusal.update()
            .where(refusal.c.job_id == job_id, refusal.c.told_at.is_(None), refusal.c.decided_at < now - UNDER_WAY)
            .values(decided_at=now)
        )
        if resumed.rowcount != 1:
            raise AppealDecided
    found = load(conn, job_id)
    assert found is not None, "it was changed just now"  # noqa: S101
    return found


def told(conn: sa.Connection, job_id: str, now: int) -> None:
    """The member knows."""
    conn.execute(refusal.update().where(refusal.c.job_id == job_id).values(told_at=now))


def grown_old(conn: sa.Connection, now: int) -> list[str]:
    """Jobs whose pictures need not be kept any longer; each is named once."""
    old = list(
        conn.scalars(
            sa.select(refusal.c.job_id).where(refusal.c.swept.is_(sa.false()), refusal.c.created_at < now - KEPT)
        )
    )
    conn.execute(refusal.update().where(refusal.c.job_id.in_(old)).values(swept=True))
    return old
