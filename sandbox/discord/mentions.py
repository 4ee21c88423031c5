"""Who a text pings: what it names, narrowed to what the sender allowed."""

import re
from dataclasses import dataclass
from typing import Any, cast

from sandbox.discord.payload import Json
from sandbox.discord.world import Channel, User, World

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


@dataclass(frozen=True)
class Allowed:
    """Allowed mentions with the defaults already decided."""

    parse: frozenset[str]
    users: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    replied_user: bool = True

    @classmethod
    def read(cls, given: Json | None, *, interaction: bool) -> "Allowed":
        """Without instructions a regular message pings everything it names, an interaction's only users."""
        if given is None:
            return cls(frozenset({"users"} if interaction else {"users", "roles", "everyone"}))
        return cls(
            frozenset(cast("list[str]", given.get("parse") or [])),
            _ids(given.get("users")),
            _ids(given.get("roles")),
            bool(given.get("replied_user")),
        )

    def user(self, user_id: str) -> bool:
        return "users" in self.parse or user_id in self.users

    def role(self, role_id: str) -> bool:
        return "roles" in self.parse or role_id in self.roles


def _ids(value: Any) -> frozenset[str]:
    return frozenset(str(item) for item in cast("list[Any]", value or []))


@dataclass(frozen=True)
class Pinged:
    users: tuple[User, ...] = ()
    roles: tuple[str, ...] = ()
    everyone: bool = False


def pinged(text: str, allowed: Allowed, channel: Channel, world: World, replied_to: User | None = None) -> Pinged:
    users: dict[str, User] = {}
    for user_id in _USER.findall(text):
        if user_id in world.users and allowed.user(user_id):
            users[user_id] = world.users[user_id]
    if replied_to and allowed.replied_user:
        users[replied_to.id] = replied_to
    known = {role.id for role in channel.guild.roles} if channel.guild else set[str]()
    roles = [role_id for role_id in dict.fromkeys(_ROLE.findall(text)) if role_id in known and allowed.role(role_id)]
    everyone = bool(channel.guild and "everyone" in allowed.parse and _EVERYONE.search(text))
    return Pinged(tuple(users.values()), tuple(roles), everyone)


def contradictions(given: Json | None) -> list[str]:
    """Kinds that are both parsed and listed, which Discord refuses."""
    if not given:
        return []
    parsed = cast("list[str]", given.get("parse") or [])
    return [kind for kind in ("users", "roles") if kind in parsed and given.get(kind)]
