"""How many holds and settlements a second are on disk: through the store, and through bare `sqlite3` beside it.

Machines and their minutes differ, so what counts is the ratio of two figures from the same round; of several rounds
the median is told. `python -m benchmarks.ledger [rounds] [seconds]`.
"""

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from benchmarks import bare
from bot.credits import ledger
from bot.credits.books import Ceilings
from bot.credits.ledger import Account, Terms
from bot.db.migrations import upgrade
from bot.db.store import Store
from bot.jobs.queue import Limits
from bot.media.requests import GenerationRequest
from bot.transactions import Ending, Order, Policy, Price, close_job, open_job

CONCURRENT = (1, 64, 512)
GOALS = {1: 0.3, 64: 1.5, 512: 1.5}
PRICE, COST = 12, 9
TERMS = Terms("2026-11-26", welcome=10**12)
MANY = 10**6
POLICY = Policy(Limits(member=MANY, server=MANY, model=MANY, waiting=MANY), Ceilings(), "UTC")
REQUEST = GenerationRequest(model="gpt-image-2", prompt="a red fox in the snow")
BEGUN = 1_700_000_000_000
BETWEEN = 1000  # milliseconds of the bot's clock between two jobs: those of the last minutes count for whose turn it is

Pair = Callable[[Account, int], Awaitable[object]]


@dataclass
class Figures:
    """Of all rounds."""

    pairs: list[float] = field(default_factory=list[float])
    ratios: list[float] = field(default_factory=list[float])
    latencies: list[float] = field(default_factory=list[float])
    """Seconds from asking for one of the two transactions until it is known to be on disk."""


class Bench:
    """Members who hold and settle in one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._numbers = itertools.count(1)

    async def rate(self, pair: Pair, members: int, seconds: float) -> float:
        """Pairs a second of so many members at once."""
        begun = time.perf_counter()
        ends = begun + seconds
        done = await asyncio.gather(
            *(self._repeat(pair, Account(bare.GUILD, member), ends) for member in range(1, members + 1))
        )
        return sum(done) / (time.perf_counter() - begun)

    async def _repeat(self, pair: Pair, who: Account, ends: float) -> int:
        done = 0
        while time.perf_counter() < ends:
            await pair(who, next(self._numbers))
            done += 1
        return done

    def ledger_pair(self, latencies: list[float]) -> Pair:
        """Hold and settle alone."""

        async def pair(who: Account, number: int) -> None:
            job_id, now = f"L{number}", time.time_ns() // 1_000_000
            begun = time.perf_counter()
            await self._store.write(ledger.hold, who, PRICE, job_id, TERMS, now)
            held = time.perf_counter()
            await self._store.write(ledger.settle, job_id, COST, now)
            latencies.extend((held - begun, time.perf_counter() - held))

        return pair

    async def job_pair(self, who: Account, number: int) -> None:
        """A job's whole beginning and its whole end."""
        now = BEGUN + number * BETWEEN
        order = Order(f"J{number}", number, who.guild_id, 5, who.user_id, "en-US", False, None, REQUEST)
        price = Price(PRICE, Decimal("0.012"))
        opened = await self._store.write(open_job, order, price=price, terms=TERMS, policy=POLICY, now=now)
        ending = Ending("succeeded", COST, Decimal("0.009"))
        await self._store.write(close_job, opened.job, ending, policy=POLICY, now=now)


def open_wallets(conn: sa.Connection, members: int) -> None:
    """Rich ones."""
    for member in range(1, members + 1):
        ledger.open_wallet(conn, Account(bare.GUILD, member), TERMS, BEGUN)


async def measured(folder: Path, rounds: int, seconds: float) -> tuple[dict[int, Figures], dict[int, Figures]]:
    """Of the ledger and of whole jobs, by how many members were at it at once."""
    alone = {members: Figures() for members in CONCURRENT}
    whole = {members: Figures() for members in CONCURRENT}
    for turn in range(rounds):
        path = folder / f"{turn}.db"
        async with Store(f"sqlite:///{path}") as store:
            await store.write(upgrade)
            await store.write(open_wallets, max(CONCURRENT))
            bench = Bench(store)
            for members in CONCURRENT:
                run = f"R{members}"
                yardstick = await asyncio.to_thread(
                    bare.pairs_per_second, path, seconds, members, price=PRICE, cost=COST, run=run
                )
                rate = await bench.rate(bench.ledger_pair(alone[members].latencies), members, seconds)
                alone[members].pairs.append(rate)
                alone[members].ratios.append(rate / yardstick)
                whole[members].pairs.append(await bench.rate(bench.job_pair, members, seconds))
                whole[members].ratios.append(whole[members].pairs[-1] / yardstick)
    return alone, whole


def report(alone: dict[int, Figures], whole: dict[int, Figures]) -> str:
    """The medians."""
    lines = ["members  hold + settle  bare sqlite3  ratio (lowest to highest)  goal    whole job  ratio"]
    for members, found in alone.items():
        rate, ratio = statistics.median(found.pairs), statistics.median(found.ratios)
        bare_rate = statistics.median(pairs / each for pairs, each in zip(found.pairs, found.ratios, strict=True))
        jobs = whole[members]
        lines.append(
            f"{members:7}  {rate:11.0f}/s  {bare_rate:10.0f}/s  {ratio:5.2f} ({min(found.ratios):.2f} to "
            f"{max(found.ratios):.2f}){'':10}{GOALS[members]:4}  {statistics.median(jobs.pairs):9.0f}/s  "
            f"{statistics.median(jobs.ratios):5.2f}"
        )
    each = statistics.quantiles(alone[64].latencies, n=100)
    lines.append(f"One transaction among 64 members: p50 {each[49] * 1000:.1f} ms, p99 {each[98] * 1000:.1f} ms")
    return "\n".join(lines)


def main(rounds: int, seconds: float) -> None:
    """Beside the working copy: a temporary folder may be a disk in memory, which knows no durability."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:
        print(report(*asyncio.run(measured(Path(folder), rounds, seconds))))


if __name__ == "__main__":
    said = [*sys.argv[1:], "5", "1"][:2]
    main(int(said[0]), float(said[1]))
