"""The yardstick: what a program would do that had nothing but `sqlite3`, one transaction after the other.

The same rows are read, checked and written as by `bot.credits.ledger`, and every transaction is on disk before the
next begins.
"""

import sqlite3
import time
from pathlib import Path

GUILD = 1
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON")
_WALLET = "SELECT balance, held, daily, daily_held, day, allowed FROM wallet WHERE guild_id = ? AND user_id = ?"
_BOOKED = "SELECT kind FROM entry WHERE job_id = ? LIMIT 1"
_OF_JOB = "SELECT * FROM entry WHERE job_id = ? ORDER BY id"
_ENTRY = (
    "INSERT INTO entry (guild_id, user_id, purse, kind, amount, key, job_id, actor_id, day, created_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MOVE = (
    "UPDATE wallet SET balance = balance + ?, held = held + ?, daily = daily + ?, daily_held = daily_held + ? "
    "WHERE guild_id = ? AND user_id = ?"
)


def pairs_per_second(path: Path, seconds: float, members: int, *, price: int, cost: int, run: str) -> float:
    """Hold and settle, over and over, for that long."""
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in PRAGMAS:
            conn.execute(f"PRAGMA {pragma}")
        done = 0
        begun = time.perf_counter()
        while (passed := time.perf_counter() - begun) < seconds:
            job_id = f"{run}-{done}"
            _hold(conn, done % members + 1, price, job_id)
            _settle(conn, job_id, cost)
            done += 1
    finally:
        conn.close()
    return done / passed


def _hold(conn: sqlite3.Connection, user_id: int, price: int, job_id: str) -> None:
    conn.execute("BEGIN IMMEDIATE")
    balance, held, *_ = conn.execute(_WALLET, (GUILD, user_id)).fetchone()
    if conn.execute(_BOOKED, (job_id,)).fetchone() is None:
        if balance - held < price:
            raise AssertionError("the yardstick's members are rich")
        line = (GUILD, user_id, "own", "hold", price, f"hold:{job_id}:own", job_id, None, None, _now())
        conn.execute(_ENTRY, line)
        conn.execute(_MOVE, (0, price, 0, 0, GUILD, user_id))
    conn.execute("COMMIT")


def _settle(conn: sqlite3.Connection, job_id: str, cost: int) -> None:
    conn.execute("BEGIN IMMEDIATE")
    lines = conn.execute(_OF_JOB, (job_id,)).fetchall()
    _, guild_id, user_id, purse, kind, amount, *_ = lines[0]
    if len(lines) == 1 and kind == "hold" and 0 <= cost <= amount:
        rest = amount - cost
        ends = (("capture", cost), ("release", rest))
        conn.executemany(
            _ENTRY,
            [
                (guild_id, user_id, purse, end, sum_, f"{end}:{job_id}:own", job_id, None, None, _now())
                for end, sum_ in ends
            ],
        )
        conn.execute(_MOVE, (-cost, -amount, 0, 0, guild_id, user_id))
    conn.execute("COMMIT")


def _now() -> int:
    return time.time_ns() // 1_000_000
