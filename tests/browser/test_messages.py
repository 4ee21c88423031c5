"""What a message consists of is shown as a chat client shows it."""

import re

import pytest
from playwright.async_api import expect

from sandbox.discord import FakeDiscord, Limits, World
from sandbox.discord.attachments import Form
from tests.browser.filling import BEGUN, post
from tests.browser.screen import OpenScreen
from tests.browser.showroom import showroom
from tests.pictures import attached

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(40)]
CANCEL = {"type": 2, "style": 4, "label": "Cancel", "custom_id": "cancel"}


async def test_markdown_becomes_what_it_means_and_never_markup(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("words")
        content = screen.message("bold").locator(".content")
        for tag, text in {
            "h3": "Title",
            "strong": "bold",
            "em": "slanted",
            "u": "under",
            "s": "gone",
            "blockquote": "said with weight",
            "small": "small print",
            "li": "one",
            "pre": 'print("**as it is**")',
        }.items():
            assert text in await content.locator(tag).first.inner_text(), tag
        assert "code \\*" in await content.locator("code").first.inner_text()
        text = await content.inner_text()
        for kept in (
            "*plain*",
            "snake_case_name",
            "<b>no markup</b>",
            "@Ada",
            "#general",
            "November 14, 2023",
            "in 2 minutes",
        ):
            assert kept in text, kept
        assert await content.locator("b").count() == 0
        link = content.get_by_role("link", name="a link")
        assert await link.get_attribute("href") == "https://example.org/x"
        hidden = content.locator(".spoiler")
        assert await hidden.locator(".inside").evaluate("(node) => getComputedStyle(node).opacity") == "0"
        await hidden.focus()
        await hidden.press("Enter")
        assert await hidden.locator(".inside").evaluate("(node) => getComputedStyle(node).opacity") == "1"


@pytest.mark.parametrize("count", [1, 2, 3, 5, 10])
async def test_pictures_are_a_grid_whose_room_is_kept(open_screen: OpenScreen, count: int) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("pictures", count=str(count))
        grid = screen.message("pictures").locator(".gallery")
        await grid.wait_for()
        before = await grid.bounding_box()
        await screen.pictures_loaded()
        assert await grid.bounding_box() == before
        assert before is not None
        assert before["width"] <= 550
        names = [await image.get_attribute("alt") for image in await grid.get_by_role("img").all()]
        assert names == [f"Picture {number}" for number in range(count)]
        boxes = [await tile.bounding_box() for tile in await grid.locator(".tile").all()]
        last = boxes[-1]
        assert last
        assert last["x"] + last["width"] <= before["x"] + 550.5
        await grid.get_by_role("button", name="Open Picture 0").click()
        assert await screen.form.locator("img").get_attribute("alt") == "Picture 0"
        await screen.window.keyboard.press("Escape")
        await screen.form.wait_for(state="detached")


async def test_spoilers_are_blurred_until_pressed_and_files_are_named(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("hidden")
        message = screen.message("hidden ones")
        tile = message.locator(".tile").first
        picture = tile.locator(".picture")
        assert "blur" in await picture.evaluate("(node) => getComputedStyle(node).filter")
        await tile.get_by_role("button", name="Spoiler").click()
        assert await picture.evaluate("(node) => getComputedStyle(node).filter") == "none"
        assert "2.0 KB" in await message.locator(".file").inner_text()
        assert await message.get_by_role("link", name="notes.txt").count() == 1


async def test_components_of_the_second_version_are_laid_out(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("layout")
        box = screen.message("Fox").locator(".container")
        assert await box.evaluate("(node) => getComputedStyle(node).borderLeftColor") == "rgb(242, 166, 90)"
        assert await box.locator("h4 strong").inner_text() == "fur"
        assert await box.locator(".thumbnail img").get_attribute("alt") == "Small"
        assert await box.locator(".gallery img").first.get_attribute("alt") == "A plain one"
        assert await box.locator(".gallery .veil").count() == 1
        assert await box.locator("hr.large").count() == 1
        assert await box.locator(".file").inner_text() == "notes.txt\n5 bytes"
        assert await box.get_by_role("link", name="Site").get_attribute("href") == "https://example.org/"
        await box.get_by_role("button", name="More").click()
        await screen.message("more of it").locator(".jump").wait_for()


async def test_embeds_have_their_parts(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("embed")
        embed = screen.message("Fox").locator(".embed")
        text = await embed.inner_text()
        for part in ("Ada", "Fox", "Red fur", "Size", "Small", "Painted"):
            assert part in text
        assert await embed.get_by_role("link", name="Fox").get_attribute("href") == "https://example.org/fox"
        await screen.pictures_loaded()


async def test_a_command_of_one_s_own_says_who_used_it_thinks_and_can_be_dismissed(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as screen:
        await screen.command("slow")
        message = screen.message("thinking...")
        assert "Ada used /slow" in await message.inner_text()
        assert "Only you can see this" in await message.inner_text()
        bot.released.set()
        done = screen.message("done slowly")
        await done.wait_for()
        await expect(done.locator(".edited")).to_have_count(0)  # it was completed, not edited
        assert await screen.messages.count() == 1
        await done.get_by_role("button", name="Dismiss message").click()
        await screen.window.get_by_text("Nothing has been said here").wait_for()


async def test_what_has_been_edited_is_marked(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("buttons")
        message = screen.messages.first
        await message.get_by_role("button", name="Primary").wait_for()
        await expect(message.locator(".edited")).to_have_count(0)
        await message.get_by_role("button", name="Primary").click()
        await screen.message("pressed primary").wait_for()
        await expect(message.locator(".edited")).to_have_text("(edited)")
        await expect(message.locator(".edited")).to_have_attribute("title", re.compile(r"\d"))


async def test_links_to_messages_lead_to_them_in_any_channel(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.say("here it is")
        await screen.message("here it is").wait_for()
        (target,) = discord.messages("general")
        guild = discord.world.guild.id
        link = f"https://discord.com/channels/{guild}/{target['channel_id']}/{target['id']}"
        for channel in ("general", "gallery"):
            await screen.visit(channel)
            await screen.say(f"look {link} or [there]({link})")
            message = screen.message("look")
            await message.get_by_role("button", name="Message in general").click()
            found = screen.message("here it is")
            await expect(found).to_be_focused()
            await screen.visit(channel)
            await message.get_by_role("button", name="there").click()
            await expect(found).to_be_focused()


async def test_what_is_only_for_one_is_not_shown_to_another(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as ada, open_screen(discord, who="Ben") as ben:
        bot.released.set()
        await ada.command("slow")
        await ada.message("done slowly").wait_for()
        await ada.say("for everybody")
        await ben.message("for everybody").wait_for()
        assert await ben.messages.count() == 1


async def test_a_change_leaves_the_pictures_and_the_focus_where_they_are(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.say("look", attached())
        image = await screen.message("look").locator("img").element_handle()
        await screen.command("buttons")
        button = screen.message("buttons").get_by_role("button", name="Success")
        await button.focus()
        await button.press("Enter")
        await screen.message("pressed success").wait_for()
        assert await screen.window.evaluate("document.activeElement.textContent") == "Success"
        assert image
        assert await image.evaluate("(node) => node.isConnected")


async def test_who_stood_on_a_control_that_goes_stands_on_its_message(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord, open_screen(discord) as screen:
        for last in ([], [{"type": 1, "components": [CANCEL | {"disabled": True}]}]):
            row = {"type": 1, "components": [CANCEL]}
            job = await post(discord, "general", "painting", bot=True, components=[row])
            node = screen.window.locator(f"#m{job.id}")
            await node.get_by_role("button", name="Cancel").focus()
            await discord.service.board.revise(job, Form({"content": "done", "components": last}), BEGUN)
            await expect(node.locator(".content")).to_contain_text("done")
            await expect(node).to_be_focused()


async def test_words_of_one_author_in_a_row_have_one_head(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        for text in ("first", "second"):
            await screen.say(text)
            await screen.message(text).wait_for()
        await discord.person("Ben").say("general", "third")
        await screen.message("third").wait_for()
        classes = [await message.get_attribute("class") for message in await screen.messages.all()]
        assert [bool(re.search("continued", name or "")) for name in classes] == [False, True, False]


async def test_what_only_one_sees_and_what_all_see_have_heads_of_their_own(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as screen:
        bot.released.set()
        await screen.command("slow")
        await screen.message("done slowly").wait_for()
        for text in ("for everybody", "and more"):
            await post(discord, "general", text, bot=True)
        await screen.message("and more").wait_for()
        classes = [await message.get_attribute("class") for message in await screen.messages.all()]
        assert [bool(re.search("continued", name or "")) for name in classes] == [False, False, True]


async def test_nothing_of_the_page_is_read_through_behind_a_picture(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord, viewport={"width": 390, "height": 700}) as screen:
        await screen.command("pictures", count="1")
        await screen.window.get_by_role("button", name="Open Picture 0").click()
        behind = await screen.form.evaluate("(node) => getComputedStyle(node, '::backdrop').backgroundColor")
        assert float(behind.rpartition(",")[2].strip(" )")) > 0.9


async def test_only_one_message_shows_its_tools_and_a_private_one_keeps_its_colour(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as screen:
        tools = "(node) => getComputedStyle(node.querySelector('.tools')).opacity"
        tint = "(node) => getComputedStyle(node).backgroundColor"
        bot.released.set()
        await screen.command("slow")
        private = screen.message("done slowly")
        await private.wait_for()
        colour = await private.evaluate(tint)
        await screen.command("buttons")
        pressed = screen.message("buttons")
        await pressed.get_by_role("button", name="Mute").click()
        await expect(pressed.get_by_role("button", name="Mute")).to_be_focused()
        await private.hover()
        assert [await one.evaluate(tools) for one in (private, pressed)] == ["1", "0"]
        assert await private.evaluate(tint) == colour
        await screen.menu(pressed)
        await screen.window.mouse.move(1, 1)
        assert await pressed.evaluate(tools) == "1"
        await screen.window.keyboard.press("Escape")
        await screen.window.keyboard.press("Shift+Tab")
        await expect(pressed.get_by_role("button", name="Reply")).to_be_focused()
        assert [await one.evaluate(tools) for one in (private, pressed)] == ["0", "1"]
