import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from studio import StudioBot, Wire

from sandbox.discord import FakeDiscord, Limits, Person, World

REFERENCE = Path(os.environ.get("DISCORD_REFERENCE") or Path(__file__).parents[3] / "shared" / "reference")


class Clock:
    """Real time, plus what a test adds to it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def reference() -> Path | None:
    """Where the specifications are; without them everything runs, unvalidated."""
    return REFERENCE if (REFERENCE / "discord-openapi.json").exists() else None


@pytest.fixture
def specified(reference: Path | None) -> Path:
    if reference is None:
        pytest.skip(f"Discord's specifications are not at {REFERENCE}; set DISCORD_REFERENCE to where they are")
    return reference


@pytest.fixture
def world() -> World:
    return World.small()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fake(world: World, clock: Clock, reference: Path | None) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(world, clock=clock, limits=Limits.none(), reference=reference) as discord:
        yield discord
    assert discord.violations == []


@pytest.fixture
def ada(fake: FakeDiscord) -> Person:
    return fake.person("Ada")


@pytest.fixture
def ben(fake: FakeDiscord) -> Person:
    return fake.person("Ben")


@pytest.fixture
def bot() -> StudioBot:
    return StudioBot()


@pytest.fixture
async def wire(fake: FakeDiscord) -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session:
        yield Wire(fake, session)
