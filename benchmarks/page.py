"""What a long channel costs the sandbox's page: one of so many messages beside one of fifty, in the same browser.

Machines and their minutes differ, so what counts is the ratio of two figures from the same round; of several rounds the
median is told. `python -m benchmarks.page [messages] [rounds]`; it needs /usr/bin/chromium, as tests/browser does.
"""

import asyncio
import io
import itertools
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, cast

from PIL import Image
from playwright.async_api import Browser, CDPSession, async_playwright
from playwright.async_api import Page as Window

from sandbox.discord import FakeDiscord, Limits, Upload, World
from sandbox.discord.attachments import Form
from sandbox.discord.messages import Message
from sandbox.web.page import Page

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
FEW = 50
CHANGES = 40
BEGUN = 1_700_000_000
SPOKEN = "The fox stood still for a while and looked back over its shoulder at the snow. "
V2 = 1 << 15

_OPENED = """(place) => new Promise((done) => {
    const began = performance.now(), channel = document.querySelector("#channel");
    let first = 0;
    const look = () => {
        if (!first && channel.querySelector(".message")) first = performance.now() - began;
        if (first && channel.ariaBusy === "false") done([first, performance.now() - began]);
        else requestAnimationFrame(look);
    };
    [...document.querySelectorAll(".place")].find((one) => one.textContent === place).click();
    requestAnimationFrame(() => requestAnimationFrame(look));
})"""
# Wheels up and down again; then goes where the thumb might be dragged to. How long did frames take, what was empty?
_SCROLLED = """async () => {
    const scroller = document.querySelector("#scroller"), frame = () => new Promise(requestAnimationFrame);
    const tasks = [], watch = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
    watch.observe({type: "longtask"});
    const frames = [];
    let before = performance.now(), empty = 0;
    const next = async () => {
        await frame();
        frames.push(performance.now() - before);
        before = performance.now();
        const seen = scroller.getBoundingClientRect();
        const middle = document.elementFromPoint(seen.left + 200, (seen.top + seen.bottom) / 2);
        if (middle.ariaHidden === "true" && middle.parentElement.id === "channel") empty += 1;
    };
    await next();
    frames.length = empty = 0;
    for (let turn = 0; turn < 240; turn++) {
        scroller.scrollBy(0, turn % 120 < 60 ? -400 : 400);
        await next();
    }
    const wheeled = frames.splice(0), emptied = empty;
    empty = 0;
    for (const part of [0.5, 0.1, 0.9, 0.3, 0.7, 0.2, 0.8, 0, 0.6, 1]) {
        scroller.scrollTop = part * (scroller.scrollHeight - scroller.clientHeight);
        for (let pause = 0; pause < 6; pause++) await next();
    }
    await new Promise((done) => setTimeout(done, 100));
    watch.disconnect();
    return {
        slow: wheeled.filter((one) => one > 33).length, emptied, mean: wheeled.reduce((a, b) => a + b) / wheeled.length,
        dragged: empty, worst: Math.max(...frames), tasks: tasks.reduce((sum, one) => sum + one.duration, 0),
    };
}"""


@dataclass
class Figures:
    """Of one channel in one round; times are milliseconds."""

    first: float
    """From the click on the channel's name until its end is seen."""
    whole: float
    """And until all of it is known."""
    stalled: float
    """The longest that the sandbox's loop, which takes the bot's acknowledgements too, did nothing else meanwhile."""
    edit: float
    append: float
    """What the page's thread is busy with one change."""
    wheel: float
    """A frame while one wheels."""
    slow: float
    """Such frames of more than 33 ms, of 240."""
    worst: float
    """The longest frame when the thumb is dragged far."""
    empty: float
    """Frames in which nothing was seen where a message should have been, of 300."""
    tasks: float
    """Tasks of more than 50 ms while one scrolls, together."""
    nodes: float


WORDS = {
    "first": "first paint, ms",
    "whole": "all known, ms",
    "stalled": "longest stall of the loop, ms",
    "edit": "edit of progress, ms",
    "append": "append, ms",
    "wheel": "frame while wheeling, ms",
    "slow": "frames over 33 ms, of 240",
    "worst": "longest frame after a drag, ms",
    "empty": "empty frames, of 300",
    "tasks": "long tasks while scrolling, ms",
    "nodes": "elements",
}


class Bench:
    """Channels to look at, filled without a bot: what counts is the page."""

    def __init__(self, discord: FakeDiscord) -> None:
        self._discord = discord
        self._board = discord.service.board
        world = discord.world
        self._people = [world.user("Ada"), world.user("Ben"), world.bot]
        picture = io.BytesIO()
        Image.new("RGB", (96, 64), "orange").save(picture, "PNG")
        self._picture = Upload("fox.png", picture.getvalue())

    async def post(self, channel: str, number: int) -> Message:
        """One of ten kinds: mostly talk, now and then what a bot sends."""
        author = self._people[number // 3 % 2]
        form = Form({"content": f"number {number} " + SPOKEN * (number * 7 % 5) + "\nmore" * (number % 3)})
        kind = number % 10
        if kind in {3, 6, 9}:
            author, form = self._people[2], self._from_bot(kind, number)
        return await self._board.post(self._discord.world.channel(channel), author, form, BEGUN + number * 20)

    def _from_bot(self, kind: int, number: int) -> Form:
        button = {"type": 2, "style": 2, "label": "Again", "custom_id": f"again{number}"}
        if kind == 3:
            return Form(
                {"content": f"number {number}", "components": [{"type": 1, "components": [button]}]}, {0: self._picture}
            )
        if kind == 6:
            field = {"name": "Model", "value": "gpt-image-2", "inline": True}
            return Form({"embeds": [{"title": f"number {number}", "description": SPOKEN, "fields": [field] * 3}]})
        inside = [
            {"type": 10, "content": f"## number {number}\n{SPOKEN}"},
            {"type": 12, "items": [{"media": {"url": "attachment://fox.png"}}] * 2},
            {"type": 1, "components": [button]},
        ]
        return Form({"flags": V2, "components": [{"type": 17, "components": inside}]}, {0: self._picture})

    async def progress(self, message: Message, number: int) -> None:
        """As a bot tells how far it is."""
        await self._board.revise(message, Form({"content": f"painting, {number} %"}), BEGUN)

    async def stalled(self, longest: list[float]) -> None:
        """Notes for how long the loop does not come back."""
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0)
            longest[0] = max(longest[0], (time.perf_counter() - begun) * 1000)
            await asyncio.sleep(0.001)

    async def look(self, window: Window, cdp: CDPSession, channel: str, count: int) -> Figures:
        """Opens the channel from another one, and does with it what a reader does."""
        longest = [0.0]
        watching = asyncio.create_task(self.stalled(longest))
        first, whole = await window.evaluate(_OPENED, channel)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        nodes = await window.evaluate("document.querySelectorAll('#channel *').length")
        scrolled: dict[str, float] = await window.evaluate(_SCROLLED)
        shown = await self.post(channel, count)
        await window.locator(f"#m{shown.id}").wait_for()
        edit = await self._busy(window, cdp, lambda number: self.progress(shown, number), "painting, {} %")
        appended = itertools.count(count + 1)
        fresh = [number for number in itertools.islice(appended, CHANGES * 2) if number % 10 in {0, 1, 2, 4, 5}]
        append = await self._busy(window, cdp, lambda number: self.post(channel, fresh[number]), "number", fresh)
        return Figures(
            first=first,
            whole=whole,
            stalled=longest[0],
            edit=edit,
            append=append,
            wheel=scrolled["mean"],
            slow=scrolled["slow"],
            worst=scrolled["worst"],
            empty=scrolled["emptied"] + scrolled["dragged"],
            tasks=scrolled["tasks"],
            nodes=nodes,
        )

    async def _busy(
        self, window: Window, cdp: CDPSession, change: Callable[[int], Any], said: str, named: list[int] | None = None
    ) -> float:
        """Milliseconds of the page's thread for one of many changes, each in a frame of its own."""
        before = await _busy_so_far(cdp)
        for number in range(CHANGES):
            await change(number)
            words = f"{said} {named[number]} " if named else said.format(number)
            await window.wait_for_function(
                """(words) => [...document.querySelectorAll("#channel .content")]
                    .at(-1)?.textContent.includes(words.trim())""",
                arg=words,
            )
        return (await _busy_so_far(cdp) - before) * 1000 / CHANGES


async def _busy_so_far(cdp: CDPSession) -> float:
    """Seconds."""
    metrics = cast("dict[str, Any]", await cdp.send("Performance.getMetrics"))  # pyright: ignore[reportUnknownMemberType]
    return next(one["value"] for one in metrics["metrics"] if one["name"] == "TaskDuration")


@asynccontextmanager
async def _opened(browser: Browser, discord: FakeDiscord) -> AsyncGenerator[tuple[Window, CDPSession]]:
    async with Page(discord, "general") as page:
        context = await browser.new_context(viewport={"width": 1000, "height": 700}, reduced_motion="reduce")
        await context.add_init_script("localStorage.tour ??= 'done'")
        window = await context.new_page()
        await window.goto(page.url)
        await window.locator("#channel[aria-busy=false]").wait_for()
        cdp = await context.new_cdp_session(window)
        await cdp.send("Performance.enable")  # pyright: ignore[reportUnknownMemberType]
        yield window, cdp
        await context.close()


async def measured(messages: int, rounds: int) -> dict[str, list[Figures]]:
    """Of the short channel and of the long one, by turns."""
    found: dict[str, list[Figures]] = {"few": [], "many": []}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(rounds):
            world = World.small()
            for name in found:
                world.add_channel(name)
            async with FakeDiscord(world, limits=Limits.none()) as discord:
                bench = Bench(discord)
                sizes = {"few": FEW, "many": messages}
                for name, size in sizes.items():
                    for number in range(size):
                        await bench.post(name, number)
                async with _opened(browser, discord) as (window, cdp):
                    for name, size in sizes.items():
                        found[name].append(await bench.look(window, cdp, name, size))
        await browser.close()
    return found


def report(messages: int, found: dict[str, list[Figures]]) -> str:
    """The medians, and of each round's ratios the median."""
    lines = [f"{'':32}{FEW:>9}{messages:>9}    ratio (lowest to highest)"]
    for name, words in WORDS.items():
        few, many = ([float(getattr(one, name)) for one in found[size]] for size in ("few", "many"))
        ratios = [b / a for a, b in zip(few, many, strict=True) if a]
        told = f"{statistics.median(ratios):5.2f} ({min(ratios):.2f} to {max(ratios):.2f})" if ratios else "    -"
        lines.append(f"{words:32}{statistics.median(few):9.1f}{statistics.median(many):9.1f}    {told}")
    return "\n".join(lines)


def main(messages: int, rounds: int) -> None:
    """Prints what was measured."""
    print(report(messages, asyncio.run(measured(messages, rounds))))


if __name__ == "__main__":
    said = [*sys.argv[1:], "5000", "3"][:2] if len(sys.argv) != 2 else [sys.argv[1], "3"]
    main(int(said[0]), int(said[1]))
