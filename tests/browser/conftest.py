"""One browser for all tests of a worker; each test has a window of its own."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from sandbox.discord import FakeDiscord
from sandbox.web.operator import Operator
from sandbox.web.page import Page
from tests.browser.camera import Camera, folder
from tests.browser.screen import OpenScreen, OpenWindow, Screen
from tests.conftest import OpenStage

CHROMIUM = Path("/usr/bin/chromium")
_MISSING = f"{CHROMIUM} is not there: apt-get install chromium"
_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
SIZE = {"width": 1000, "height": 700}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncGenerator[Browser]:
    """Debian's; where CI runs, its absence is a failure."""
    if not CHROMIUM.exists():  # noqa: ASYNC240 - once
        if os.environ.get("CI") == "true":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=_FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
def open_window(chromium: Browser) -> OpenWindow:
    """`async with open_window(url)`: a window of its own on a page that is served. What the browser complains of, the
    policy of contents included, fails the test."""

    @asynccontextmanager
    async def opened(url: str, *, tour: bool = False, **options: Any) -> AsyncGenerator[Screen]:
        defaults: dict[str, Any] = {"viewport": SIZE, "timezone_id": "UTC", "locale": "en-US"}
        defaults |= {"reduced_motion": "reduce", "color_scheme": "dark"}
        context = await chromium.new_context(**{**defaults, **options})
        context.set_default_timeout(10_000)
        if not tour:
            await context.add_init_script("localStorage.tour ??= 'done'")
        try:
            screen = Screen(await context.new_page())
            await screen.open(url)
            yield screen
            assert screen.complaints == []
        finally:
            await context.close()

    return opened


@pytest.fixture
def open_screen(open_window: OpenWindow) -> OpenScreen:
    """`async with open_screen(discord, who="Ben")`: the page as that person sees it."""

    @asynccontextmanager
    async def opened(
        discord: FakeDiscord, *, who: str = "Ada", operator: Operator | None = None, **options: Any
    ) -> AsyncGenerator[Screen]:
        async with (
            Page(discord, "general", who=who, operator=operator) as page,
            open_window(page.url, **options) as screen,
        ):
            yield screen

    return opened


@pytest.fixture
def camera(open_stage: OpenStage, open_screen: OpenScreen, tmp_path: Path) -> Camera:
    """For photographs of the bot."""
    return Camera(open_stage, open_screen, folder(tmp_path))
