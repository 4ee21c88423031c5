"""Whose turn it is, over hours of simulated time: a flood waits behind its own beginning, and nobody for ever."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
import sqlalchemy as sa

from bot.db.tables import metadata
from bot.jobs import queue, rows
from bot.jobs.queue import Limits
from bot.jobs.rows import Job
from bot.media.requests import GenerationRequest

NOW = 1_700_000_000_000
TICK = 5000
TAKES = 4  # ticks a job is at work
LIMITS = Limits(member=2, server=3, model=4, waiting=10_000)
Who = tuple[int, int]  # server, member


@dataclass
class Simulation:
    """Ticks of which each lets jobs end and hands the free slots on."""

    conn: sa.Connection
    limits: Limits = LIMITS
    tick: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    asked: dict[str, tuple[Who, int]] = field(default_factory=dict[str, tuple[Who, int]])
    ends: dict[str, int] = field(default_factory=dict[str, int])
    waits: dict[str, int] = field(default_factory=dict[str, int])

    def ask(self, who: Who, count: int = 1) -> list[str]:
        ids: list[str] = []
        for _ in range(count):
            number = next(self.numbers)
            job = Job(
                id=f"{number:020d}",
                interaction_id=number,
                guild_id=who[0],
                channel_id=5,
                user_id=who[1],
                locale="en-US",
                private=False,
                request=GenerationRequest(model="m", prompt="a fox"),
                hold=0,
                state="queued",
                issued_at=None,
                cost=None,
                message_id=None,
                created_at=NOW + self.tick * TICK,
            )
            rows.insert(self.conn, job, self.limits.waiting)
            self.asked[job.id] = who, self.tick
            ids.append(job.id)
        return ids

    def pass_tick(self) -> None:
        now = NOW + self.tick * TICK
        for job_id in [job_id for job_id, end in self.ends.items() if end == self.tick]:
            rows.finish(self.conn, job_id, "succeeded", cost=0, outcome="", now=now)
            del self.ends[job_id]
        for job_id in queue.promote(self.conn, self.limits, now):
            self.ends[job_id] = self.tick + TAKES
            self.waits[job_id] = self.tick - self.asked[job_id][1]
        self.tick += 1

    def served(self) -> Counter[Who]:
        """How many of whose jobs have had their turn."""
        return Counter(self.asked[job_id][0] for job_id in self.waits)


@pytest.fixture
def simulation() -> Iterator[Simulation]:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    metadata.create_all(engine)
    with engine.connect() as conn:
        yield Simulation(conn)
    engine.dispose()


FLOODS: dict[str, list[Who]] = {
    "one member": [(1, 10)],
    "several members of one server": [(1, 10), (1, 11), (1, 12)],
    "a whole server": [(1, member) for member in range(10, 40)],
    "two servers": [(server, member) for server in (1, 3) for member in range(10, 20)],
}


@pytest.mark.parametrize("flood", FLOODS)
@pytest.mark.parametrize("light", [(1, 99), (2, 99)], ids=["same server", "another server"])
def test_who_asks_now_and_then_hardly_waits_for_a_flood(simulation: Simulation, flood: str, light: Who) -> None:
    heavy = FLOODS[flood]
    for who in heavy:
        simulation.ask(who, 300 // len(heavy))
    mine: list[str] = []
    for tick in range(300):
        if tick % 80 == 60:  # everybody in a crowd of thirty has had a turn, and gets more than this
            mine += simulation.ask(light)
        simulation.pass_tick()
    assert len(simulation.waits) < len(simulation.asked), "the flood was not over yet"
    waits = [simulation.waits[job_id] for job_id in mine]
    assert max(waits) <= 2 * TAKES, waits


def test_a_servers_weight_is_its_share(simulation: Simulation) -> None:
    simulation.limits = replace(LIMITS, server=100, member=100, model=3, weights={1: 2.0})
    for who in ((1, 10), (2, 10)):
        simulation.ask(who, 300)
    for _ in range(400):
        simulation.pass_tick()
    served = simulation.served()
    assert served[1, 10] / served[2, 10] == pytest.approx(2, rel=0.05)


def test_members_of_one_server_share_it_evenly(simulation: Simulation) -> None:
    crowd = [(1, member) for member in range(10, 15)]
    for who, count in zip(crowd, (200, 100, 50, 50, 50), strict=True):
        simulation.ask(who, count)
    for _ in range(300):
        simulation.pass_tick()
    served = simulation.served()
    assert max(served.values()) - min(served.values()) <= 2, served


def test_every_job_gets_its_turn(simulation: Simulation) -> None:
    crowd = [(server, member) for server in (1, 2, 3) for member in (10, 11)]
    for number, who in enumerate(crowd):
        simulation.ask(who, 5 + 10 * number)
    for _ in range(2 * 180 * TAKES // LIMITS.model):
        simulation.pass_tick()
    assert simulation.waits.keys() == simulation.asked.keys()


def test_a_members_own_jobs_keep_their_order(simulation: Simulation) -> None:
    mine = simulation.ask((1, 10), 30)
    for _ in range(30 * TAKES):
        simulation.pass_tick()
    assert [job_id for job_id in simulation.waits if job_id in mine] == mine
