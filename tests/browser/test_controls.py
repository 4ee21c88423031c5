"""Buttons, menus and forms are used on the page, and what comes of it reaches the bot."""

import pytest

from tests.browser.screen import OpenScreen, payload
from tests.browser.showroom import showroom
from tests.pictures import attached

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(40)]


async def test_buttons_of_every_style(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("buttons")
        message = screen.message("buttons")
        colours = set[str]()
        for name in ("Primary", "Secondary", "Success", "Danger"):
            button = message.get_by_role("button", name=name)
            colours.add(await button.evaluate("(node) => getComputedStyle(node).backgroundColor"))
        assert len(colours) == 4
        assert await message.get_by_role("button", name="Closed").is_disabled()
        assert await message.get_by_role("link", name="Site").get_attribute("target") == "_blank"
        await message.get_by_role("button", name="❤️").click()
        await screen.message("pressed heart").wait_for()


async def test_a_button_nobody_answers_says_that_it_failed(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("buttons")
        message = screen.message("buttons")
        await message.get_by_role("button", name="Mute").click()
        await message.get_by_role("alert").get_by_text("This interaction failed").wait_for()


async def test_menus_open_by_keyboard_and_choose(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("menus")
        message = screen.messages.first
        style = message.get_by_role("button", name="Choose: Oil")
        assert await style.inner_text() == "Oil"
        await style.focus()
        await style.press("Enter")
        assert await screen.option("Oil").get_attribute("aria-selected") == "true"
        await screen.window.keyboard.press("ArrowDown")
        await screen.window.keyboard.press("Enter")
        await screen.window.keyboard.press("Escape")
        await screen.message("chosen oil, ink").wait_for()
        assert await style.inner_text() == "Oil, Ink"
        assert await screen.window.evaluate("document.activeElement.className") == "select"


@pytest.mark.parametrize(
    ("menu", "choice"),
    [("Who", "Ben"), ("Which role", "mod"), ("Where", "gallery"), ("Anybody", "Olga"), ("Anybody", "mod")],
)
async def test_people_roles_and_channels_are_chosen(open_screen: OpenScreen, menu: str, choice: str) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("menus")
        await screen.message("menus").get_by_role("button", name=menu, exact=True).click()
        await screen.window.get_by_role("searchbox").fill(choice)
        await screen.window.locator(".popover").get_by_role("option", name=choice, exact=True).click()
        await screen.message(f"chosen {choice.lower()}").wait_for()


async def test_a_form_is_filled_in_and_says_what_is_missing(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("form")
        form = screen.form
        name = form.get_by_label("Name")
        assert await name.evaluate("(node) => node === document.activeElement")
        await name.fill("Al")
        await form.get_by_role("button", name="Submit").click()
        assert await name.get_attribute("aria-invalid") == "true"
        told = await form.inner_text()
        assert "Must be at least 3 characters." in told
        assert told.count("This field is required.") == 2
        await name.fill("Alma")
        await form.get_by_role("button", name="Style").click()
        await screen.option("Ink").click()
        await form.locator("input[type=file]").set_input_files([payload(attached()), payload(attached(name="b.png"))])
        await form.get_by_role("button", name="Remove b.png").click()
        await form.get_by_role("radio", name="Tall").check()
        await form.get_by_label("Private").check()
        await form.get_by_role("button", name="Submit").click()
        await screen.message("Alma ['Ink'] ['cat.png'] tall True").wait_for()
        await form.wait_for(state="detached")


async def test_a_form_keeps_the_focus_and_leaves_by_escape(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("form")
        await screen.form.wait_for()
        for _ in range(12):
            await screen.window.keyboard.press("Tab")
            inside = "document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"
            assert await screen.window.evaluate(inside)
        await screen.form.get_by_label("Name").focus()
        await screen.window.keyboard.press("Escape")
        await screen.form.wait_for(state="detached")
        assert await screen.messages.count() == 0


async def test_older_forms_and_boxes(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("older")
        form = screen.form
        assert await form.get_by_label("Words").input_value() == "as they were"
        for box in ("A", "B", "C"):
            await form.get_by_role("checkbox", name=box, exact=True).check()
        await form.get_by_role("button", name="Submit").click()
        assert "Choose at most 2." in await form.inner_text()
        await form.get_by_role("checkbox", name="B", exact=True).uncheck()
        await form.get_by_role("button", name="Submit").click()
        await screen.message("as they were ['A', 'C']").wait_for()


@pytest.mark.parametrize("way", ["button", "pointer"])
async def test_a_message_s_menu_has_the_bot_s_commands(open_screen: OpenScreen, way: str) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.say("four")
        message = screen.message("four")
        if way == "button":
            await screen.menu(message, "Count letters")
        else:
            await message.click(button="right")
            await screen.window.get_by_role("menuitem", name="Count letters").click()
        counted = screen.message("4 letters")
        assert "Ada used" in await counted.inner_text()
        assert await counted.locator(".command").inner_text() == "Count letters"


async def test_one_s_own_messages_are_deleted_and_a_moderator_deletes_any(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.say("mine")
        await discord.person("Ben").say("general", "Ben's")
        await screen.menu(screen.message("Ben's"))
        await screen.window.get_by_role("menuitem", name="Copy text").wait_for()
        assert await screen.window.get_by_role("menuitem", name="Delete message").count() == 0
        await screen.window.keyboard.press("Escape")
        await screen.menu(screen.message("mine"), "Delete message")
        await screen.message("mine").wait_for(state="detached")
        await screen.become("Mod")
        await screen.menu(screen.message("Ben's"), "Delete message")
        await screen.message("Ben's").wait_for(state="detached")
