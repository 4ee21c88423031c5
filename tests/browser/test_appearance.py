"""Themes, narrow screens, and what is still there after a reload."""

import pytest
from playwright.async_api import expect

from sandbox.discord import FakeDiscord, Limits, World
from tests.browser.screen import OpenScreen, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]
NARROW = {"width": 400, "height": 700}


async def ground(screen: Screen) -> str:
    return await screen.window.evaluate("getComputedStyle(document.body).backgroundColor")


async def test_the_theme_is_the_system_s_until_one_is_chosen(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord, open_screen(discord) as screen:
        dark = await ground(screen)
        await screen.window.emulate_media(color_scheme="light")
        await expect(screen.window.locator("html")).to_have_attribute("data-theme", "light")
        light = await ground(screen)
        assert light != dark
        switch = screen.window.get_by_role("button", name="Light theme")
        await expect(switch).to_have_attribute("aria-pressed", "true")
        await switch.click()
        assert await ground(screen) == dark
        await screen.window.reload()
        await screen.settled()
        assert await ground(screen) == dark
        await expect(switch).to_have_attribute("aria-pressed", "false")


async def test_person_and_channel_survive_a_reload_and_a_return(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord, open_screen(discord) as screen:
        await screen.become("Ben")
        await screen.visit("gallery")
        for way in (screen.window.reload, lambda: screen.open(screen.window.url.partition("?")[0])):
            await way()
            await screen.settled()
            await expect(screen.window.locator(".who")).to_contain_text("Ben")
            await expect(screen.window.get_by_role("heading", level=1)).to_have_text("gallery")


async def test_on_a_narrow_screen_the_channels_fold_away(open_screen: OpenScreen) -> None:
    async with (
        FakeDiscord(World.small(), limits=Limits.none()) as discord,
        open_screen(discord, viewport=NARROW) as screen,
    ):
        opener = screen.window.get_by_role("button", name="Channels")
        gallery = screen.window.locator(".place").get_by_text("gallery", exact=True)
        await expect(gallery).to_be_hidden()
        await opener.press("Enter")
        await expect(screen.window.locator(".place[aria-current]")).to_be_focused()
        await screen.window.keyboard.press("Escape")
        await expect(gallery).to_be_hidden()
        await expect(opener).to_be_focused()
        await opener.click()
        await screen.window.mouse.click(380, 300)
        await expect(gallery).to_be_hidden()
        await opener.click()
        await gallery.click()
        await expect(gallery).to_be_hidden()
        await expect(screen.window.get_by_role("heading", level=1)).to_have_text("gallery")
        assert await screen.window.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
        await screen.window.set_viewport_size({"width": 700, "height": 700})
        await expect(gallery).to_be_visible()
