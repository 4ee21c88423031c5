"""A long channel: few messages are nodes, all of them can be reached, and what is seen stays where it is."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from sandbox.aihubmix.film import Film, shoot
from sandbox.discord import FakeDiscord, Limits, Upload, World
from sandbox.discord.attachments import Form
from sandbox.web.page import Page
from tests.browser.filling import BEGUN, fill, post, take_away
from tests.browser.screen import OpenScreen, Screen
from tests.browser.showroom import showroom
from tests.pictures import attached

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]
MANY = 5000
MOST = 130
BUTTONS = [
    {"type": 1, "components": [{"type": 2, "style": 2, "label": one, "custom_id": one} for one in ("First", "Second")]}
]
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
# Counts the frames, one after the other, in which no message is at the middle of what is seen.
_WATCH = """() => {
    const scroller = document.querySelector("#scroller").getBoundingClientRect();
    window.emptied = 0;
    let row = 0;
    const look = () => {
        const middle = document.elementFromPoint(scroller.left + 200, (scroller.top + scroller.bottom) / 2);
        row = middle?.ariaHidden === "true" && middle.parentElement.id === "channel" ? row + 1 : 0;
        window.emptied = Math.max(window.emptied, row);
        requestAnimationFrame(look);
    };
    look();
}"""
# Notes where a message is whenever something in the channel has changed, before a frame could show it.
_NOTE = """(node) => {
    window.tops = [];
    const note = () => window.tops.push(node.getBoundingClientRect().top);
    const all = {childList: true, characterData: true, subtree: true};
    new MutationObserver(note).observe(document.querySelector("#channel"), all);
}"""
# Scrolls just before the page hears of the next change, and so before it hears of the scrolling.
_SCROLL_BEFORE = """() => {
    const Source = EventSource;
    window.EventSource = class extends Source {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", () => {
                if (window.by) document.querySelector("#scroller").scrollBy(0, window.by);
                window.by = 0;
            }, true);
        }
    };
}"""
_DRAGGED = """async (part) => {
    const scroller = document.querySelector("#scroller");
    const { scrollTop } = scroller;
    scroller.scrollTop = part * (scroller.scrollHeight - scroller.clientHeight);
    if (scroller.scrollTop === scrollTop) return;
    await new Promise((done) => scroller.addEventListener("scrollend", done, {once: true}));
}"""

# `rested` is kept once something has scrolled and then stood still for a dozen frames.
_AWAIT = """() => {
    const scroller = document.querySelector("#scroller");
    window.rested = new Promise((done) => scroller.addEventListener("scroll", () => {
        let [still, before] = [0, 0];
        const look = () => {
            still = scroller.scrollTop === before ? still + 1 : 0;
            before = scroller.scrollTop;
            if (still > 12) done();
            else requestAnimationFrame(look);
        };
        look();
    }, {once: true})).then(() => true);
}"""


@asynccontextmanager
async def long_channel(
    open_screen: OpenScreen, many: int = MANY, **options: Any
) -> AsyncGenerator[tuple[FakeDiscord, Screen]]:
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord:
        await fill(discord, "general", many)
        async with open_screen(discord, **options) as screen:
            yield discord, screen


@asynccontextmanager
async def served(port: int = 0) -> AsyncGenerator[tuple[FakeDiscord, Page]]:
    """A sandbox and its page, as when it is started by hand."""
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord, Page(discord, "general", port=port) as page:
        yield discord, page


async def top_of(message: Locator) -> float:
    return await message.evaluate("(node) => node.getBoundingClientRect().top")


async def first_seen(screen: Screen) -> tuple[int, float]:
    """The number of the first message that begins in sight, and where it does."""
    text, top = await screen.window.evaluate(
        """() => {
            const top = document.querySelector("#scroller").getBoundingClientRect().top;
            const nodes = [...document.querySelectorAll("article")];
            const first = nodes.find((one) => one.getBoundingClientRect().top >= top);
            return [first.textContent, first.getBoundingClientRect().top];
        }"""
    )
    found = re.search(r"number (\d+)", text)
    assert found, text
    return int(found[1]), top


async def drag(screen: Screen, part: float) -> None:
    """The thumb to that part of its way, in one pull."""
    await screen.window.evaluate(_DRAGGED, part)


async def sign(discord: FakeDiscord, screen: Screen) -> None:
    """What was done before this is shown: changes come in their order."""
    await discord.person("Ben").say("gallery", "a sign")
    await screen.window.get_by_role("button", name="gallery unread").wait_for()


async def test_few_are_nodes_and_the_first_is_reached(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen) as (_, screen):
        await expect(screen.message(f"number {MANY - 1}")).to_be_in_viewport()
        assert 20 < await screen.messages.count() <= MOST
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
        seen = await first_seen(screen)
        await discord.person("Ben").say("general", "something new")
        await sign(discord, screen)
        assert await first_seen(screen) == pytest.approx(seen, abs=1)
        await expect(screen.message("something new")).to_have_count(0)
        await drag(screen, 0)
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
        await screen.window.locator("#scroller").press("End")
        await expect(screen.message("as I said")).to_be_in_viewport()


async def test_the_thumb_leads_where_one_expects_in_one_pull(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen) as (_, screen):
        await screen.window.evaluate(_WATCH)
        for part in (0.5, 0.1, 0.9, 0.35):
            await drag(screen, part)
            number, _ = await first_seen(screen)
            assert number == pytest.approx(part * MANY, abs=0.05 * MANY)
        await drag(screen, 1)
        await expect(screen.message(f"number {MANY - 1}")).to_be_in_viewport()
        await drag(screen, 0.3)
        await drag(screen, 0)
        assert (await first_seen(screen))[0] == 0
        assert await screen.window.evaluate("window.emptied") <= 2


async def test_pages_and_wheel_go_as_far_as_they_should(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen, reduced_motion="no-preference") as (_, screen):
        await drag(screen, 0.6)
        await screen.window.evaluate(_WATCH)
        scroller = screen.window.locator("#scroller")
        await scroller.hover()
        await scroller.focus()
        for there, back in (("PageUp", "PageDown"), (-2000, 2000)):
            begun = await first_seen(screen)
            for step in [there] * 4 + [back] * 4:
                await screen.window.evaluate(_AWAIT)
                if isinstance(step, str):
                    await screen.window.keyboard.press(step)
                else:
                    await screen.window.mouse.wheel(0, step)
                await screen.window.evaluate("window.rested")
                if step == there:
                    assert (await first_seen(screen))[0] < begun[0]
            # A long step of the wheel may pass over messages that were never measured.
            ended = await first_seen(screen)
            assert ended == pytest.approx(begun, abs=1) if there == "PageUp" else abs(ended[0] - begun[0]) <= 1, (
                begun,
                ended,
            )
        assert await screen.window.evaluate("window.emptied") <= 2


async def test_news_do_not_move_what_is_read_and_a_bar_leads_to_them(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen, 300) as (discord, screen):
        bar = screen.window.get_by_role("button", name="Jump to present")
        await expect(bar).to_have_count(0)
        working = await post(discord, "general", "painting", bot=True)
        await screen.message("painting").wait_for()
        await drag(screen, 0.7)
        await expect(bar).to_contain_text("You are reading older messages")
        seen = await first_seen(screen)
        for number in range(3):
            await post(discord, "general", f"news {number}")
            await discord.service.board.revise(working, Form({"content": "painting\n" * number + "50 %"}), BEGUN)
        await expect(bar).to_contain_text("3 new messages")
        assert await first_seen(screen) == pytest.approx(seen, abs=1)
        await bar.click()
        await expect(screen.message("news 2")).to_be_in_viewport()
        await expect(bar).to_have_count(0)
        await expect(screen.window.locator("#scroller")).to_be_focused()
        await drag(screen, 0.5)
        await post(discord, "general", "one more")
        await expect(bar).to_contain_text("1 new message")
        await bar.focus()
        await bar.press("Enter")
        await expect(screen.message("one more")).to_be_in_viewport()
        await drag(screen, 0.5)
        await screen.say("what one says oneself")
        await expect(screen.message("what one says oneself")).to_be_in_viewport()


async def test_who_stands_on_a_message_goes_on_standing_there(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen, 400) as (discord, screen):
        asked = await post(discord, "general", "asked", bot=True, components=BUTTONS)
        await post(discord, "general", "last")
        node = screen.window.locator(f"#m{asked.id}")
        await node.get_by_role("button", name="Second").focus()
        await drag(screen, 0.2)
        await expect(node.get_by_role("button", name="Second")).to_be_focused()
        assert await screen.messages.count() <= MOST
        await screen.window.keyboard.press("Shift+Tab")
        await expect(node.get_by_role("button", name="First")).to_be_focused()
        await discord.service.board.remove(asked)
        await expect(screen.message("last")).to_be_focused()
        await screen.window.keyboard.press("Tab")
        assert await screen.window.evaluate("document.activeElement.closest('#room') !== null")


async def test_what_plays_goes_on_and_what_was_opened_stays_open(open_screen: OpenScreen) -> None:
    film = await shoot(Film("a fox", 1, 64, 48, 4))
    async with long_channel(open_screen, 400) as (discord, screen):
        shown = await post(discord, "general", "||the end||", Upload("fox.mp4", film))
        hidden = await post(discord, "general", "covered", attached(name="SPOILER_cat.png"))
        video = screen.window.locator(f"#m{shown.id} video")
        await video.evaluate(
            "async (video) => { video.muted = video.loop = true; await video.play(); window.kept = video; }"
        )
        covered = screen.window.locator(f"#m{hidden.id}")
        await covered.get_by_role("button", name="Spoiler: show it").click()
        await screen.line.focus()
        await drag(screen, 0)
        await expect(covered).to_have_count(0)
        assert await video.evaluate("(video) => video === window.kept && !video.paused")
        await video.evaluate("(video) => video.pause()")
        await video.evaluate("(video) => { video.currentTime = 2; }")
        await drag(screen, 0.1)
        await drag(screen, 0.2)
        await expect(video).to_have_count(0)
        await drag(screen, 1)
        assert await video.evaluate("(video) => video.currentTime") == pytest.approx(2, abs=0.1)
        await expect(covered.locator(".picture")).to_be_in_viewport()
        await expect(covered.get_by_role("button", name="Spoiler: show it")).to_have_count(0)


async def test_a_menu_that_is_open_keeps_its_place(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await fill(discord, "general", 300)
        await screen.command("menus")
        menu = screen.messages.last.get_by_role("button", name="Who")
        await menu.click()
        await drag(screen, 0.1)
        await screen.option("Ben").click()
        await expect(menu).to_be_focused()
        await screen.window.get_by_role("button", name="Jump to present").click()
        await expect(screen.message("chosen Ben")).to_be_in_viewport()


async def test_what_grows_or_goes_above_moves_nothing(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen, 300) as (discord, screen):
        above = await post(discord, "general", "painting", bot=True)
        for number in range(20):
            await post(discord, "general", f"number {300 + number}\nand\nso on")
        await screen.message("number 319").wait_for()
        await screen.window.evaluate(_SCROLLED, 300)
        node = screen.window.locator(f"#m{above.id}")
        seen = await first_seen(screen)
        assert await top_of(node) < 0
        await screen.message(f"number {seen[0]}").evaluate(_NOTE)
        for lines in (9, 2):
            await discord.service.board.revise(above, Form({"content": "painting" + "\n50 %" * lines}), BEGUN)
            await expect(node.locator(".line")).to_have_count(lines + 1)
            assert await first_seen(screen) == pytest.approx(seen, abs=1)
        there = discord.messages("general")
        for gone in (there[3], there[298], there[-18]):
            await take_away(discord, gone["id"])
        await sign(discord, screen)
        assert await first_seen(screen) == pytest.approx(seen, abs=1)
        tops = await screen.window.evaluate("window.tops")
        assert len(tops) >= 5
        assert tops == pytest.approx([seen[1]] * len(tops), abs=1)


async def test_a_change_does_not_undo_the_scrolling_that_was_not_followed_yet(open_screen: OpenScreen) -> None:
    async with long_channel(open_screen, 60) as (discord, screen):
        above = await post(discord, "general", "painting", bot=True)
        for number in range(60, 80):
            await post(discord, "general", f"number {number}\nand\nso on")
        await screen.window.evaluate(_SCROLL_BEFORE)
        await screen.visit("gallery")
        await screen.visit("general")
        await screen.message("number 79").wait_for()
        await screen.window.evaluate(_SCROLLED, 300)
        number, top = await first_seen(screen)
        await screen.window.evaluate("window.by = -30")
        await discord.service.board.revise(above, Form({"content": "painting\n50 %\nand more"}), BEGUN)
        await screen.message("and more").wait_for(state="attached")
        await sign(discord, screen)
        assert await top_of(screen.message(f"number {number}")) == pytest.approx(top + 30, abs=1)


@pytest.mark.parametrize("part", [1, 0.4])
async def test_another_sandbox_at_the_same_address_is_shown_as_it_is(chromium: Browser, part: float) -> None:
    window = await chromium.new_page()
    try:
        async with served() as (discord, page):
            await fill(discord, "general", 120)
            port = int(page.url.rpartition(":")[2])
            screen = Screen(window)
            await screen.open(page.url)
            await screen.message("number 119").wait_for()
            await drag(screen, part)
        async with served(port) as (discord, page):
            assert page.url.endswith(f":{port}")
            for number in range(3):
                await post(discord, "general", f"other {number}")
            await screen.message("other 2").wait_for(timeout=20_000)
            await screen.settled()
            texts = await screen.messages.locator(".content").all_text_contents()
            assert texts == ["other 0", "other 1", "other 2"]
            await screen.say("hello")
            await screen.message("hello").wait_for()
    finally:
        await window.close()


async def test_a_line_that_was_cut_is_made_good_where_one_reads(chromium: Browser) -> None:
    window = await chromium.new_page()
    try:
        async with FakeDiscord(World.small(), limits=Limits.none()) as discord:
            await fill(discord, "general", 400)
            async with Page(discord, "general") as page:
                port = int(page.url.rpartition(":")[2])
                screen = Screen(window)
                await screen.open(page.url)
                await drag(screen, 0.5)
                seen = await first_seen(screen)
            there = discord.messages("general")
            await take_away(discord, there[5]["id"])
            await take_away(discord, there[-1]["id"])
            for number in range(2):
                await post(discord, "general", f"meanwhile {number}")
            async with Page(discord, "general", port=port):
                bar = window.get_by_role("button", name="Jump to present")
                await expect(bar).to_contain_text("2 new messages", timeout=20_000)
                assert await first_seen(screen) == pytest.approx(seen, abs=1)
                await bar.click()
                await expect(screen.message("meanwhile 1")).to_be_in_viewport()
                ids = await screen.messages.evaluate_all("(nodes) => nodes.map((node) => node.id.slice(1))")
                assert ids == [message["id"] for message in discord.messages("general")][-len(ids) :]
    finally:
        await window.close()
