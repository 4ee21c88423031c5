"""Prompts that a chat model wrote: their buttons live for ever, so they are stored."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.db.tables import suggestion


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`asked_in`: as of a Job; `job_id`: the refused job whose prompt was reworded, empty where a picture was
    described."""

    id: str
    asked_in: int
    user_id: int
    private: bool
    prompts: tuple[str, ...]
    created_at: int
    job_id: str = ""


def suggest(conn: sa.Connection, new: Suggestion) -> None:
    """Keep it."""
    conn.execute(
        suggestion.insert().values(
            id=new.id,
            asked_in=new.asked_in,
            user_id=new.user_id,
            job_id=new.job_id or None,
            private=new.private,
            prompts=list(new.prompts),
            created_at=new.created_at,
        )
    )


def suggested(conn: sa.Connection, suggestion_id: str) -> Suggestion | None:
    """None when there is no such suggestion."""
    row = conn.execute(sa.select(suggestion).where(suggestion.c.id == suggestion_id)).mappings().one_or_none()
    if row is None:
        return None
    return Suggestion(
        id=row["id"],
        asked_in=row["asked_in"],
        user_id=row["user_id"],
        private=row["private"],
        prompts=tuple(row["prompts"]),
        created_at=row["created_at"],
        job_id=row["job_id"] or "",
    )
