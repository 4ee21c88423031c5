"""Who is typing is shown as long as it is true, and told to the others."""

import pytest
from playwright.async_api import Locator, expect

from sandbox.discord import FakeDiscord, World
from tests.browser.camera import first_result
from tests.browser.screen import OpenScreen, Screen
from tests.browser.showroom import showroom
from tests.conftest import OpenStage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


def typists(screen: Screen) -> Locator:
    return screen.window.locator(".typing")


async def test_the_bot_types_until_its_message_is_there(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as screen:
        channel = bot.text_channel("general")
        await channel.typing()
        await expect(typists(screen)).to_have_text("Atelier is typing…")
        await expect(typists(screen)).to_have_role("status")
        await channel.send("here it is")
        await screen.message("here it is").wait_for()
        await expect(typists(screen)).to_be_empty()
        await bot.text_channel("gallery").typing()  # elsewhere is nothing to show here
        await channel.send("and this")
        await screen.message("and this").wait_for()
        await expect(typists(screen)).to_be_empty()


_WATCH = """seen = [];
const watch = new MutationObserver(([{target}]) => seen.push(target.textContent));
watch.observe(document.querySelector(".typing"), {childList: true});
"""


async def test_atelier_types_before_it_answers_a_plain_reply(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord) as screen:
        await first_result(screen)
        await screen.window.evaluate(_WATCH)
        await screen.reply_to(screen.results.last)
        await screen.say("let it be night")
        await expect(screen.results).to_have_count(2)
        assert await screen.window.evaluate("seen") == ["Atelier is typing…", ""]


async def test_after_ten_seconds_it_is_forgotten(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord) as screen:
        await screen.window.clock.install()
        await screen.window.reload()
        await screen.settled()
        ben = discord.person("Ben")
        await ben.typing("general")
        await expect(typists(screen)).to_have_text("Ben is typing…")
        await screen.window.clock.run_for(9000)
        await ben.typing("general")  # goes on
        await discord.person("Olga").typing("general")
        await expect(typists(screen)).to_have_text("Ben and Olga are typing…")
        await screen.window.clock.run_for(9000)
        await expect(typists(screen)).to_have_text("Ben and Olga are typing…")
        await screen.window.clock.run_for(1000)
        await expect(typists(screen)).to_be_empty()


async def test_several_are_counted_and_looking_elsewhere_forgets_them(open_screen: OpenScreen) -> None:
    world = World.small()
    world.add_member("Zoe")
    async with FakeDiscord(world) as discord, open_screen(discord) as screen:
        for name in ("Ben", "Mod", "Olga"):
            await discord.person(name).typing("general")
        await expect(typists(screen)).to_have_text("Ben, Mod, and Olga are typing…")
        await discord.person("Zoe").typing("general")
        await expect(typists(screen)).to_have_text("Several people are typing…")
        await screen.visit("gallery")
        await expect(typists(screen)).to_be_empty()


async def test_others_are_told_of_words_but_not_of_commands(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as ada, open_screen(discord, who="Ben") as ben:
        told: list[str] = []
        ada.window.on("request", lambda sent: told.append(sent.url) if sent.url.endswith("/typing") else None)
        await ada.line.press_sequentially("/ech")
        await ada.option("/echo").wait_for()
        await ada.line.fill("")
        assert told == []
        await ada.line.press_sequentially("hello")
        await expect(typists(ben)).to_have_text("Ada is typing…")
        await expect(typists(ada)).to_be_empty()
        assert len(told) == 1  # not at every key
        await ada.line.press("Enter")
        await ben.message("hello").wait_for()
        await expect(typists(ben)).to_be_empty()
        await ada.message("hello").wait_for()
        await ada.line.press_sequentially("and")  # anew, soon after the first
        await expect(typists(ben)).to_have_text("Ada is typing…")


async def test_the_dots_stand_still_for_whoever_wants_that(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord) as screen:
        await discord.person("Ben").typing("general")
        dot = typists(screen).locator("i").first
        moving = "(node) => getComputedStyle(node).animationName"
        assert await dot.evaluate(moving) == "none"
        await screen.window.emulate_media(reduced_motion="no-preference")
        assert await dot.evaluate(moving) == "blink"
