"""The operator's drawer: the gateway's bill beside the members' purses, what runs, and what shall go wrong."""

import asyncio
import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import Behaviour, CutStream, Refuse
from sandbox.discord import FakeDiscord

LINES = 30  # the newest so many of each list
SLOW = 4.0  # seconds between two signs of life
SPEEDS = {"quarter": 4.0, "usual": 1.0, "fourfold": 0.25, "instant": 0.0}
"""Speed of the gateway's time -> how long everything takes there, of what it usually does."""
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
_PAID = "SELECT coalesce(sum(amount), 0) AS credits FROM entry WHERE kind = 'capture'"
_ENDED = "SELECT state, count(*) AS count FROM job WHERE finished_at IS NOT NULL GROUP BY state ORDER BY state"


class NotNow(Exception):
    """One sentence on why that cannot be done at the moment."""


class Host(Protocol):
    """Where the bot runs; each comes back once it is there again. Raises NotNow."""

    async def restart(self, *, hard: bool) -> None:
        """`hard`: without a chance to put anything in order."""
        ...

    async def connect(self, *, real: bool) -> None:
        """To the real gateway, or to the sandbox's again."""
        ...


@dataclass
class Operator:
    """What can be seen and done where the bot is run; what is None is not to be had."""

    discord: FakeDiscord
    gateway: FakeAiHubMix | None = None
    database: Path | None = None
    """The bot's own file, which is only ever read."""
    host: Host | None = None
    has_key: bool = False
    """Whether the host could connect the bot to the real gateway."""
    real: bool = False
    """Whether it is connected to it now."""

    def __post_init__(self) -> None:
        self._on: set[str] = set()
        self._speed = "usual"
        self._pace = self.gateway.pace if self.gateway else 0.0

    async def seen(self) -> dict[str, Any]:
        """Everything the drawer shows; amounts of money are strings."""
        return {
            "bill": self._bill(),
            "books": await asyncio.to_thread(_books, self.database),
            "faults": {name: name in self._on for name in self._faults()},
            "restarts": self.host is not None,
            "gateway": {"real": self.real, "choice": self.has_key and self.host is not None},
            "speed": None if self._sandbox is None else self._speed,
        }

    @property
    def _sandbox(self) -> FakeAiHubMix | None:
        """The gateway, unless the bot is elsewhere."""
        return None if self.real else self.gateway

    def wire(self, message_id: str) -> list[dict[str, Any]]:
        """What the bot sent that became or changed a message, oldest first; paths as in Discord's documentation."""
        return [
            {
                "method": one.method,
                "route": one.route,
                "status": one.status,
                "payload": one.payload,
                "files": [{"name": file.name, "size": file.size} for file in one.files],
            }
            for one in self.discord.exchanges
            if one.concerns(message_id)
        ][-LINES:]

    def _faults(self) -> tuple[str, ...]:
        return (*GATEWAY, *DISCORD) if self._sandbox else DISCORD

    def _bill(self) -> dict[str, Any] | None:
        if self._sandbox is None:
            return None
        charges = self._sandbox.bill
        newest = [{"model": one.model, "n": one.n, "usd": f"{one.usd:f}"} for one in charges[: -LINES - 1 : -1]]
        total = sum(one.usd for one in charges)
        return {"total": f"{total:f}", "balance": f"{self._sandbox.balance:f}", "count": len(charges), "newest": newest}

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
        standing = tuple(behaviour for fault, behaviour in _BEHAVIOURS.items() if fault in self._on)
        self.gateway.always(standing or None)
        self._keep_time()

    def hurry(self, speed: str) -> None:
        """How quick the gateway's time goes, for what runs as well. Raises ValueError where there is no such speed."""
        if speed not in SPEEDS or self._sandbox is None:
            raise ValueError(speed)
        self._speed = speed
        self._keep_time()

    def _keep_time(self) -> None:
        assert self.gateway
        self.gateway.pace = (SLOW if "slow" in self._on else self._pace) * SPEEDS[self._speed]

    async def restart_bot(self, *, hard: bool) -> None:
        """As an operator would; `hard`: as a power cut would. Raises ValueError where it is not to be had, NotNow."""
        if self.host is None:
            raise ValueError("restart")
        await self.host.restart(hard=hard)

    async def connect(self, *, real: bool) -> None:
        """Change gateways. Raises ValueError where there is no choice, NotNow."""
        if not self.has_key or self.host is None:
            raise ValueError("gateway")
        if real == self.real:
            return
        books = await asyncio.to_thread(_books, self.database)
        if books and books["jobs"]:
            raise NotNow(
                "Jobs are under way that the other gateway knows nothing of: wait until nothing waits or runs."
            )
        await self.host.connect(real=real)
        self.real = real


def _books(database: Path | None) -> dict[str, Any] | None:
    """Purses, their newest entries, and jobs; None where there are none to read, as before the first start."""
    if database is None or not database.exists():
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return {
                "purses": _rows(connection, _PURSES),
                "paid": _rows(connection, _PAID)[0]["credits"],
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
