"""Whose results are private unless they say otherwise: known without asking the database, because it has to be known
before a command may be answered at all."""

from collections.abc import Iterable

import sqlalchemy as sa

from bot.db.tables import member_setting


class Whisperers:
    """Members, by the server they have set it on. The rows are the truth; this process is who changes them."""

    def __init__(self, known: Iterable[tuple[int, int]] = ()) -> None:
        """(server, member)."""
        self._known = set(known)

    def has(self, guild_id: int, user_id: int) -> bool:
        """On that server; outside servers, where it is not known yet whose rules hold, whether anywhere."""
        if guild_id:
            return (guild_id, user_id) in self._known
        return any(member == user_id for _, member in self._known)

    def note(self, guild_id: int, user_id: int, *, whispers: bool) -> None:
        """From now on."""
        if whispers:
            self._known.add((guild_id, user_id))
        else:
            self._known.discard((guild_id, user_id))


def whisperers(conn: sa.Connection) -> list[tuple[int, int]]:
    """All there are."""
    found = conn.execute(sa.select(member_setting).where(member_setting.c.name == "private"))
    return [(row.guild_id, row.user_id) for row in found if row.value is True]
