"""What a member has set for whenever they type nothing: one value a setting, a server at a time."""

import contextlib
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.db.tables import member_setting

MOST = 10  # pictures of one request


class Tastes(BaseModel):
    """The defaults are what applies to whoever has set nothing. Which models they like is in `bot.preferences`."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    aspect: Annotated[str, Field(pattern=r"^([0-9]{1,3}:[0-9]{1,3})?$")] = ""
    """Like `3:2`; models that do not have it take their own."""
    count: Annotated[int, Field(ge=1, le=MOST)] = 1
    """How many pictures; models that make fewer make one."""
    private: bool = False
    """Whether results are for the member alone."""
    spoiler: bool = False
    """Whether pictures are covered."""
    enhance: bool = False
    """Whether a richer prompt is offered before a picture is made from words."""

    def changed(self, name: str, value: Any) -> "Tastes":
        """With another value. Raises ValueError for one that cannot be, and for a name there is not."""
        if name not in type(self).model_fields:
            raise ValueError(name)
        return type(self).model_validate({**self.model_dump(), name: value})


USUAL = Tastes()


def tastes_of(conn: sa.Connection, guild_id: int, user_id: int) -> Tastes:
    """The member's; what an older version has stored and nobody understands any more is as usual."""
    found = USUAL
    for row in conn.execute(
        sa.select(member_setting.c.name, member_setting.c.value).where(*_mine(guild_id, user_id))
    ).all():
        with contextlib.suppress(ValidationError, ValueError):
            found = found.changed(row.name, row.value)
    return found


def set_taste(conn: sa.Connection, guild_id: int, user_id: int, name: str, value: Any) -> Tastes:
    """From now on. Raises ValueError, see `Tastes.changed`. Returns all of the member's."""
    known = tastes_of(conn, guild_id, user_id).changed(name, value)
    conn.execute(member_setting.delete().where(*_mine(guild_id, user_id), member_setting.c.name == name))
    stored = known.model_dump(mode="json")[name]
    if stored != USUAL.model_dump(mode="json")[name]:
        conn.execute(member_setting.insert().values(guild_id=guild_id, user_id=user_id, name=name, value=stored))
    return known


def forget(conn: sa.Connection, guild_id: int, user_id: int) -> None:
    """As if the member had never set anything."""
    conn.execute(member_setting.delete().where(*_mine(guild_id, user_id)))


def _mine(guild_id: int, user_id: int) -> "tuple[sa.ColumnElement[bool], ...]":
    return (member_setting.c.guild_id == guild_id, member_setting.c.user_id == user_id)
