"""A long channel: few messages are nodes, all of them can be reached, and what is seen stays where it is."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import expect

from sandbox.discord import FakeDiscord, Limits, World
from tests.browser.screen import OpenScreen, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]
MANY = 5000
MOST = 200
# Scrolls up by so much, lets the page follow, and tells by how much the message that was first in sight has moved.
_SCROLLED = """async (up) => {
    const scroller = document.querySelector("#scroller");
    const top = scroller.getBoundingClientRect().top;
    const first = [...document.querySelectorAll("article")].find((one) => one.getBoundingClientRect().bottom > top);
    const before = first.getBoundingClientRect().top;
    scroller.scrollBy(0, -up);
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    return first.getBoundingClientRect().top - before;
}"""


@asynccontextmanager
async def long_channel(open_screen: OpenScreen) -> AsyncGenerator[tuple[FakeDiscord, Screen]]:
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord:
        people = [discord.person(name) for name in ("Ada", "Ben")]
        for number in range(MANY):
            await people[number // 3 % 2].say("general", f"number {number}" + "\nmore" * (number % 4))
        async with open_screen(discord) as screen:
            yield discord, screen


async def test_few_are_nodes_and_the_first_is_reached(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen) as (_, screen):
        await expect(screen.message(f"number {MANY - 1}")).to_be_in_viewport()
        assert 50 < await screen.messages.count() <= MOST
        await screen.window.locator("#scroller").focus()
        await screen.window.keyboard.press("Home")
        first = screen.messages.first
        await expect(first.locator(".content")).to_have_text("number 0")
        await expect(first).to_be_in_viewport()
        assert await screen.messages.count() <= MOST
        await screen.window.keyboard.press("End")
        await expect(screen.message(f"number {MANY - 1}")).to_be_in_viewport()
        assert await screen.messages.count() <= MOST


async def test_what_is_seen_stays_while_others_come_and_go(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen) as (discord, screen):
        moved = [await screen.window.evaluate(_SCROLLED, 370) for _ in range(40)]
        assert moved == pytest.approx([370] * 40, abs=1)
        there = await screen.messages.evaluate_all("(nodes) => nodes.map((node) => node.id)")
        assert len(there) <= MOST
        ids = [f"m{message['id']}" for message in discord.messages("general")]
        start = ids.index(there[0])
        assert there == ids[start : start + len(there)]
        assert there[-1] != ids[-1]
        seen = await screen.window.evaluate("document.querySelector('#scroller').scrollTop")
        await discord.person("Ben").say("general", "something new")
        await discord.person("Ben").say("gallery", "a sign that it has come")
        await screen.window.get_by_role("button", name="gallery unread").wait_for()
        assert await screen.window.evaluate("document.querySelector('#scroller').scrollTop") == seen
        await expect(screen.message("something new")).to_have_count(0)
        await screen.window.evaluate("document.querySelector('#scroller').scrollTop = 0")
        await expect(screen.messages.first.locator(".content")).to_have_text("number 0")
        await expect(screen.messages.first).to_be_in_viewport()


async def test_jumps_reach_what_is_no_node(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen) as (discord, screen):
        old = discord.messages("general")[10]
        await discord.person("Ben").reply(old, "as I said")
        await screen.message("as I said").locator(".jump").click()
        node = screen.window.locator(f"#m{old['id']}")
        await expect(node).to_be_in_viewport()
        await expect(node).to_be_focused()
        assert await screen.messages.count() <= MOST
        await screen.say("and at the end again")
        await screen.window.locator("#scroller").press("End")
        await expect(screen.message("and at the end again")).to_be_in_viewport()
