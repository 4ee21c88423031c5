"""A server's rules: the numbers its managers may set, and what they mean for a member at a moment."""

import contextlib
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.credits.days import day
from bot.credits.ledger import Terms
from bot.db.tables import rule
from bot.errors import BadRule
from bot.settings import Credits, Editable, Settings, Timezone

ROLES = "role_allowances"
COVERED_CHANNELS, COVERED_ROLES = "spoiler_channels", "spoiler_roles"
APPEALS = "appeals_channel"
OWN = frozenset({ROLES, APPEALS, COVERED_CHANNELS, COVERED_ROLES})
"""What every server sets for itself: the operator has no default for it, and `/server` a command."""


class Rules(BaseModel):
    """The fields but a server's OWN are settings as well: those are the defaults of every server."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    new_member_grant: Credits
    daily_allowance: Credits
    pool_open: bool
    pool_daily_share: Credits
    gifts_daily_limit: Credits
    confirm_above: Credits
    timezone: Timezone
    editable: Editable
    plain_replies: bool
    file_metadata: bool
    role_allowances: dict[int, Credits] = Field(default_factory=dict[int, Credits])
    """Role -> credits a day; a member has the largest of the roles' and everybody's."""
    spoiler_channels: frozenset[int] = frozenset()
    """Where pictures are always covered, categories too; a thread is part of its channel, that of its category."""
    spoiler_roles: frozenset[int] = frozenset()
    """Whose pictures are always covered."""
    appeals_channel: int = 0
    """Where moderators read members' appeals against refusals; 0: there are none."""

    @classmethod
    def usual(cls, settings: Settings) -> "Rules":
        """The operator's defaults."""
        return cls(**{name: getattr(settings, name) for name in cls.model_fields if name not in OWN})

    def personal(self, grant: int) -> "Rules":
        """Of somebody who is on no server: there is nobody to share with, and only the operator gives anything."""
        return self.model_copy(update={"new_member_grant": grant, "daily_allowance": 0, "pool_open": False})

    def day(self, now: int) -> str:
        """The server's date at `now`, milliseconds since 1970."""
        return day(self.timezone, now)

    def terms(self, roles: Iterable[int], now: int) -> Terms:
        """What a member with these roles is granted."""
        allowances = (self.role_allowances.get(role, 0) for role in roles)
        return Terms(
            day=self.day(now),
            welcome=self.new_member_grant,
            allowance=max([self.daily_allowance, *allowances]),
            pool_share=self.pool_daily_share if self.pool_open else 0,
        )

    def covers(self, channels: Iterable[int], roles: Iterable[int]) -> bool:
        """Whether a member with these roles has their pictures covered there, like it or not."""
        return not (self.spoiler_channels.isdisjoint(channels) and self.spoiler_roles.isdisjoint(roles))

    def changed(self, name: str, value: Any) -> "Rules":
        """With another value. Raises BadRule."""
        try:
            return type(self).model_validate({**self.model_dump(), name: value})
        except ValidationError as error:
            why = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
            raise BadRule(name=name, value=str(value), why=why) from error


def rules_of(conn: sa.Connection, guild_id: int, usual: Rules) -> Rules:
    """The server's rules; what an older version has stored and nobody understands any more is the default again."""
    stored = conn.execute(sa.select(rule.c.name, rule.c.value).where(rule.c.guild_id == guild_id)).all()
    changes = {row.name: row.value for row in stored if row.name in Rules.model_fields}
    if not changes:
        return usual
    try:
        return Rules.model_validate({**usual.model_dump(), **changes})
    except ValidationError:
        found = usual
        for name, value in changes.items():
            with contextlib.suppress(BadRule):
                found = found.changed(name, value)
        return found


def set_rule(conn: sa.Connection, guild_id: int, name: str, value: Any, usual: Rules) -> Rules:
    """From now on; None: the operator's default. Raises BadRule. Returns the server's rules."""
    conn.execute(rule.delete().where(rule.c.guild_id == guild_id, rule.c.name == name))
    if value is not None:
        stored = usual.changed(name, value).model_dump(mode="json")[name]
        conn.execute(rule.insert().values(guild_id=guild_id, name=name, value=stored))
    return rules_of(conn, guild_id, usual)


def set_role(
    conn: sa.Connection, guild_id: int, role_id: int, amount: int, there: Collection[int], usual: Rules
) -> Rules:
    """What a role brings a day, 0 nothing; what roles bring that are not `there` any more is forgotten."""
    known = {**rules_of(conn, guild_id, usual).role_allowances, role_id: amount}
    kept = {role: credits_ for role, credits_ in known.items() if credits_ and role in there}
    return set_rule(conn, guild_id, ROLES, kept or None, usual)


def cover(
    conn: sa.Connection, guild_id: int, name: str, id_: int, there: Collection[int], usual: Rules, *, on: bool
) -> Rules:
    """Whether pictures of a channel (COVERED_CHANNELS) or a role (COVERED_ROLES) are covered; those that are not
    `there` any more are forgotten."""
    known: frozenset[int] = getattr(rules_of(conn, guild_id, usual), name)
    kept = {other for other in known if other in there} - {id_}
    return set_rule(conn, guild_id, name, (kept | {id_} if on else kept) or None, usual)
