"""The operator's drawer: the gateway's bill beside the members' purses, what runs, and what shall go wrong."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import Behaviour, CutStream, Refuse
from sandbox.discord import FakeDiscord

LINES = 30  # the newest so many of each list
SLOW = 4.0  # seconds between two signs of life
_FOR_GOOD = 1 << 30
_BEHAVIOURS: dict[str, Behaviour] = {
    "down": statuses.no_available_channel(),
    "limited": statuses.rate_limited(),
    "refusal": Refuse(),
    "cut": CutStream(),
}
"""Name of a fault -> what the gateway does meanwhile; where several are on, the first of them shows."""
GATEWAY = (*_BEHAVIOURS, "slow")
DISCORD = ("outage",)

_PURSES = (
    "SELECT guild_id, user_id, balance + daily AS credits, held + daily_held AS held FROM wallet "
    "ORDER BY guild_id, user_id"
)
_ENTRIES = "SELECT id, user_id, kind, amount, job_id, created_at AS at FROM entry ORDER BY entry.id DESC LIMIT ?"
_JOBS = (
    "SELECT id, user_id, model, state, hold, created_at AS at FROM job "
    "WHERE state IN ('queued', 'ready', 'running', 'delivering') ORDER BY job.id"
)
_ENDED = "SELECT state, count(*) AS count FROM job WHERE finished_at IS NOT NULL GROUP BY state ORDER BY state"


@dataclass
class Operator:
    """What can be seen and done where the bot is run; what is None is not to be had."""

    discord: FakeDiscord
    gateway: FakeAiHubMix | None = None
    database: Path | None = None
    """The bot's own file, which is only ever read."""
    restart: Callable[[], Awaitable[None]] | None = None
    _on: set[str] = field(default_factory=set[str])
    _pace: float = 0.0

    async def seen(self) -> dict[str, Any]:
        """Everything the drawer shows; amounts of money are strings."""
        return {
            "bill": self._bill(),
            "books": await asyncio.to_thread(_books, self.database),
            "faults": {name: name in self._on for name in self._faults()},
            "restarts": self.restart is not None,
        }

    def _faults(self) -> tuple[str, ...]:
        return (*GATEWAY, *DISCORD) if self.gateway else DISCORD

    def _bill(self) -> dict[str, Any] | None:
        if self.gateway is None:
            return None
        charges = self.gateway.bill
        newest = [{"model": one.model, "n": one.n, "usd": f"{one.usd:f}"} for one in charges[: -LINES - 1 : -1]]
        total = sum(one.usd for one in charges)
        return {"total": f"{total:f}", "balance": f"{self.gateway.balance:f}", "count": len(charges), "newest": newest}

    def switch(self, name: str, *, on: bool) -> None:
        """A fault begins or ends. Raises ValueError where it is not to be had."""
        if name not in self._faults():
            raise ValueError(name)
        if on == (name in self._on):
            return
        (self._on.add if on else self._on.remove)(name)
        if name in DISCORD:
            self.discord.mend()
            if on:
                self.discord.fail_next("*", "", 503, _FOR_GOOD, body="upstream connect error")
            return
        assert self.gateway
        if name == "slow":
            self._pace, self.gateway.pace = self.gateway.pace, SLOW if on else self._pace
            return
        standing = tuple(behaviour for fault, behaviour in _BEHAVIOURS.items() if fault in self._on)
        self.gateway.always(standing or None)

    async def restart_bot(self) -> None:
        """As an operator would. Raises ValueError where it is not to be had."""
        if self.restart is None:
            raise ValueError("restart")
        await self.restart()


def _books(database: Path | None) -> dict[str, Any] | None:
    """Purses, their newest entries, and jobs; None where there are none to read, as before the first start."""
    if database is None or not database.exists():
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return {
                "purses": _rows(connection, _PURSES),
                "entries": _rows(connection, _ENTRIES, LINES),
                "jobs": _rows(connection, _JOBS),
                "ended": _rows(connection, _ENDED),
            }
    except sqlite3.Error:  # the bot begins, or ends, or moves its tables
        return None


def _rows(connection: sqlite3.Connection, query: str, *values: int) -> list[dict[str, Any]]:
    """Ids as strings: a page's numbers do not hold them."""
    found = [dict(row) for row in connection.execute(query, values)]
    return [{key: str(value) if key.endswith("_id") else value for key, value in row.items()} for row in found]
