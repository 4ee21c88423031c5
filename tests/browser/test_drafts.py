"""What has been begun is there again for whoever comes back, and gone once it is sent."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from sandbox.discord import FakeDiscord, World
from tests.browser.screen import OpenScreen, Screen
from tests.browser.showroom import showroom
from tests.pictures import attached

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


async def again(screen: Screen) -> None:
    await screen.window.reload()
    await screen.settled()


async def test_words_are_kept_by_person_and_place(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord) as screen:
        await screen.line.press_sequentially("for @Be")
        await screen.option("Ben").click()
        await screen.visit("gallery")
        await expect(screen.line).to_have_value("")
        await screen.line.fill("in the gallery")
        await screen.become("Ben")
        await expect(screen.line).to_have_value("")
        await screen.become("Ada")
        await expect(screen.line).to_have_value("in the gallery")
        await screen.visit("general")
        await expect(screen.line).to_have_value("for @Ben ")
        await again(screen)
        await expect(screen.line).to_have_value("for @Ben ")
        await screen.line.press("Enter")
        await screen.message("for @Ben").wait_for()
        await expect(screen.line).to_have_value("")
        await again(screen)
        await expect(screen.line).to_have_value("")
        await screen.visit("gallery")
        await screen.line.fill("")
        await again(screen)
        await expect(screen.line).to_have_value("")


async def test_whom_one_replies_to_is_kept(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as screen:
        await discord.person("Ben").say("general", "a question")
        await bot.messages.get()
        message = screen.message("a question")
        await screen.reply_to(message)
        await expect(screen.line).to_be_focused()
        await screen.window.get_by_role("button", name="@ On").click()
        await screen.visit("gallery")
        await expect(screen.window.get_by_text("Replying to")).to_be_hidden()
        await screen.visit("general")
        await again(screen)
        await expect(screen.window.get_by_text("Replying to Ben")).to_be_visible()
        await screen.line.fill("an answer")
        await screen.line.press("Enter")
        heard = await bot.messages.get()
        assert heard.reference
        assert heard.mentions == []
        await screen.message("an answer").locator(".jump").wait_for()
        await again(screen)
        await expect(screen.window.get_by_text("Replying to")).to_be_hidden()


async def test_a_command_is_kept_with_what_was_filled_in(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.type_command("books lend", reader="Ben", days="3", kind="short", gift="True")
        await again(screen)
        await expect(screen.window.get_by_role("group", name="/books lend")).to_be_visible()
        await screen.become("Ben")
        await expect(screen.line).to_be_visible()
        await screen.become("Ada")
        await expect(screen.window.get_by_role("textbox", name="days")).to_have_value("3")
        await screen.send()
        await screen.message("lent to ben for 3, short, True").wait_for()
        await again(screen)
        await expect(screen.line).to_be_visible()
        await expect(screen.window.get_by_role("group", name="/books lend")).to_have_count(0)


async def test_a_command_one_has_left_does_not_come_back(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.type_command("echo", text="beta")
        await screen.window.get_by_role("button", name="Leave the command").click()
        async with screen.window.expect_response("**/world"):
            await again(screen)
        await screen.say("nothing else")
        await screen.message("nothing else").wait_for()
        await expect(screen.window.get_by_role("group", name="/echo")).to_have_count(0)


async def test_what_is_on_its_way_is_sent_from_where_it_was_written(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord) as screen:
        arrived, go = asyncio.Event(), asyncio.Event()

        async def slowly(route: Route) -> None:
            arrived.set()
            await go.wait()
            await route.continue_()

        await screen.window.route("**/upload?*", slowly)
        await screen.say("look", attached())
        await arrived.wait()
        await screen.become("Ben")
        await screen.visit("gallery")
        await screen.line.fill("meanwhile")
        go.set()
        await discord.wait_for(lambda change: bool(change.message["attachments"]))
        await expect(screen.window.locator("form.composer")).to_have_attribute("aria-busy", "false")
        await expect(screen.line).to_have_value("meanwhile")
        (message,) = discord.messages("general")
        assert message["author"]["username"] == "ada"
        await screen.become("Ada")
        await screen.visit("general")
        await expect(screen.line).to_have_value("")
