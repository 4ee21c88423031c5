"""The page says that its sandbox is away, and takes it back."""

import pytest
from playwright.async_api import Browser, expect

from sandbox.discord import FakeDiscord, Limits, World
from sandbox.web.page import Page
from tests.browser.filling import post
from tests.browser.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(40)]


async def test_it_says_so_while_the_sandbox_does_not_answer(chromium: Browser) -> None:
    window = await chromium.new_page()
    away = window.get_by_role("alert").get_by_text("The sandbox does not answer; trying again …")
    try:
        async with FakeDiscord(World.small(), limits=Limits.none()) as discord:
            async with Page(discord, "general") as page:
                port = int(page.url.rpartition(":")[2])
                screen = Screen(window)
                await screen.open(page.url)
                await expect(away).to_have_count(0)
            await away.wait_for()
            async with Page(discord, "general", port=port):
                await expect(away).to_have_count(0, timeout=20_000)
                await post(discord, "general", "there again")
                await screen.message("there again").wait_for()
    finally:
        await window.close()
