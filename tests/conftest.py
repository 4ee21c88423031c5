"""The ground all tests stand on: the sandbox Discord, the sandbox gateway and the real bot between them."""

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.stage import Stage, stage

# How long an example takes says something about the machine, and it is a noisy one.
settings.register_profile("noisy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("noisy")

_REFERENCE = Path(os.environ.get("DISCORD_REFERENCE") or Path(__file__).parents[2] / "shared" / "reference")
_SETTINGS = ("DISCORD_", "AIHUBMIX_", "DATA_DIR", "DATABASE_URL", "PUBLIC_URL", "METRICS_PORT", "LOG_")


def pytest_report_header() -> str:
    """Whether what the sandbox says is checked."""
    if _described():
        return f"Discord's own description: {_REFERENCE}"
    return f"Discord's own description is not at {_REFERENCE}: exchanges are not checked (set DISCORD_REFERENCE)"


def _described() -> bool:
    return (_REFERENCE / "discord-openapi.json").exists()


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the operator's environment or .env."""
    for name in list(os.environ):
        if name.startswith(_SETTINGS) and name != "DISCORD_REFERENCE":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def discord_reference() -> Path | None:
    """Discord's own description of its API, where it is at hand: everything that is said is checked against it."""
    return _REFERENCE if _described() else None


OpenStage = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def open_stage(tmp_path: Path, discord_reference: Path | None) -> OpenStage:
    """A stage with settings of the test's own: `async with open_stage(new_member_grant=50) as stage`."""

    @asynccontextmanager
    async def opened(**options: Any) -> AsyncGenerator[Stage]:
        async with stage(tmp_path, discord_reference, **options) as built:
            yield built

    return opened


@pytest.fixture
async def on_stage(open_stage: OpenStage) -> AsyncGenerator[Stage]:
    """The stage as most tests want it."""
    async with open_stage() as built:
        yield built
