"""Whoever stands at the end stays there, and whoever reads further up keeps their place, whatever changes around it."""

from typing import Any

import pytest
from playwright.async_api import ViewportSize, expect

from sandbox.discord import FakeDiscord, Limits, Upload, World
from sandbox.discord.attachments import Form
from sandbox.web.operator import Operator
from tests.browser.filling import BEGUN, fill, post
from tests.browser.screen import OpenScreen, Screen
from tests.browser.showroom import showroom
from tests.pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]
NARROW: ViewportSize = {"width": 390, "height": 700}
MIDDLE: ViewportSize = {"width": 1000, "height": 700}
WIDE: ViewportSize = {"width": 1400, "height": 900}
_TOP = """async (id) => {
    for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
    const {top} = document.querySelector("#scroller").getBoundingClientRect();
    return document.getElementById(id).getBoundingClientRect().top - top;
}"""
PICTURE = Upload("fox.png", png(320, 320))
# Pixels to the end, once what has changed was laid out, heard of and shown.
_GAP = """async () => {
    for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
    const {scrollHeight, scrollTop, clientHeight} = document.querySelector("#scroller");
    return scrollHeight - scrollTop - clientHeight;
}"""
# The message one reads: the first that begins in sight, and how far below the upper edge.
_READ = """async () => {
    for (let frame = 0; frame < 6; frame++) await new Promise(requestAnimationFrame);
    const {top} = document.querySelector("#scroller").getBoundingClientRect();
    const first = [...document.querySelectorAll("article")].find((one) => one.getBoundingClientRect().top >= top);
    return [first.id, first.getBoundingClientRect().top - top];
}"""


async def begun(discord: FakeDiscord, screen: Screen) -> None:
    """A channel in which a first message has become something else."""
    first = await post(discord, "general", "thinking", bot=True)
    await screen.message("thinking").wait_for()
    await discord.service.board.revise(first, Form({"content": "is there"}), BEGUN)
    await screen.message("is there").wait_for()


async def talk(discord: FakeDiscord, many: int) -> None:
    """Lines of which many are longer than a window is wide."""
    for number in range(many):
        words = f"number {number} " + "and so on " * (number % 40)
        await post(discord, "general", words, who=("Ada", "Ben")[number % 2])


async def gap(screen: Screen) -> float:
    return await screen.window.evaluate(_GAP)


async def read(screen: Screen) -> tuple[str, Any]:
    message, top = await screen.window.evaluate(_READ)
    return message, pytest.approx(top, abs=1)


@pytest.mark.parametrize("tour", [True, False])
async def test_the_end_is_kept_when_the_channel_first_outgrows_the_window(
    open_screen: OpenScreen, *, tour: bool
) -> None:
    async with (
        FakeDiscord(World.small(), limits=Limits.none()) as discord,
        open_screen(discord, tour=tour) as screen,
    ):
        await begun(discord, screen)
        for number in range(3):
            await post(discord, "general", f"made {number}", PICTURE, bot=True)
            await screen.message(f"made {number}").wait_for()
            assert await gap(screen) == pytest.approx(0, abs=1)
            await expect(screen.window.locator("#present button")).to_be_hidden()


async def test_the_end_is_kept_when_many_come_at_once(open_screen: OpenScreen) -> None:
    async with (
        FakeDiscord(World.small(), limits=Limits.none()) as discord,
        open_screen(discord) as screen,
    ):
        await begun(discord, screen)
        for number in range(6):
            await post(discord, "general", f"made {number}", PICTURE, bot=True)
        await screen.message("made 5").wait_for()
        assert await gap(screen) == pytest.approx(0, abs=1)
        await expect(screen.window.locator("#present button")).to_be_hidden()


@pytest.mark.parametrize("tour", [True, False])
@pytest.mark.parametrize("up", [0, 2000])
async def test_ones_place_is_kept_when_the_window_changes(open_screen: OpenScreen, up: int, *, tour: bool) -> None:
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord:
        await talk(discord, 90)
        async with open_screen(discord, viewport=NARROW, tour=tour) as screen:
            await screen.message("number 89").wait_for()
            await screen.window.evaluate("(up) => document.querySelector('#scroller').scrollBy(0, -up)", up)
            for size in (WIDE, NARROW, MIDDLE, NARROW, WIDE):
                message, top = await read(screen)
                await screen.window.set_viewport_size(size)
                if up:
                    assert await screen.window.evaluate(_TOP, message) == top
                else:
                    assert await gap(screen) == pytest.approx(0, abs=1)


@pytest.mark.parametrize("size", [NARROW, MIDDLE, WIDE])
@pytest.mark.parametrize("up", [0, 2000])
async def test_ones_place_is_kept_when_the_drawer_opens(open_screen: OpenScreen, size: ViewportSize, up: int) -> None:
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord:
        await talk(discord, 60)
        async with open_screen(discord, viewport=size, operator=Operator(discord)) as screen:
            await screen.message("number 59").wait_for()
            await screen.window.evaluate("(up) => document.querySelector('#scroller').scrollBy(0, -up)", up)
            before = await read(screen)
            for _ in range(2):
                await screen.window.get_by_role("button", name="Operator", exact=True).click()
                await screen.window.get_by_role("complementary", name="Operator").wait_for()
                for action in ("open", "close"):
                    if action == "close":
                        await screen.window.get_by_role("button", name="Close the drawer").click()
                    if up:
                        assert await read(screen) == before
                    else:
                        assert await gap(screen) == pytest.approx(0, abs=1)


async def test_on_a_telephone_the_channel_is_as_wide_under_the_drawer(open_screen: OpenScreen) -> None:
    async with (
        FakeDiscord(World.small(), limits=Limits.none()) as discord,
        open_screen(discord, viewport=NARROW, operator=Operator(discord)) as screen,
    ):
        wide = "document.querySelector('#scroller').clientWidth"
        assert await screen.window.evaluate(wide) == 390
        await screen.window.get_by_role("button", name="Operator", exact=True).click()
        await screen.window.get_by_role("complementary", name="Operator").wait_for()
        assert await screen.window.evaluate(wide) == 390


async def test_ones_own_command_leads_to_the_present_and_another_s_does_not(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _):
        await fill(discord, "general", 80)
        async with open_screen(discord) as screen:
            await screen.message("number 79").wait_for()
            await screen.window.evaluate("document.querySelector('#scroller').scrollBy(0, -1500)")
            before = await read(screen)
            await discord.person("Ben").slash("echo", text="theirs")
            bar = screen.window.get_by_role("button", name="Jump to present")
            await expect(bar).to_contain_text("1 new message")
            assert await read(screen) == before
            await screen.command("echo", text="alpha")
            await expect(screen.message("alpha None")).to_be_in_viewport()
            await expect(bar).to_be_hidden()
            assert await gap(screen) == pytest.approx(0, abs=1)
