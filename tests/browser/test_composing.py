"""What a person types, attaches, and where they go."""

import pytest
from playwright.async_api import expect

from sandbox.discord import Upload
from tests.browser.screen import OpenScreen
from tests.browser.showroom import showroom
from tests.conftest import OpenStage
from tests.pictures import attached

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(40)]


async def test_words_and_files_are_sent_with_mentions(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as screen:
        await screen.line.press_sequentially("look @at")
        await screen.option("Atelier").click()
        await screen.line.press_sequentially("at this")
        await screen.window.locator("form.composer > .bar input[type=file]").set_input_files(
            [{"name": name, "mimeType": "image/png", "buffer": attached().data} for name in ("cat.png", "dog.png")]
        )
        await screen.window.get_by_role("button", name="Mark dog.png as a spoiler").click()
        await screen.line.press("Enter")
        heard = await bot.messages.get()
        assert heard.content == f"look <@{discord.world.bot.id}> at this"
        assert [one.filename for one in heard.attachments] == ["cat.png", "SPOILER_dog.png"]
        await expect(screen.message("look @Atelier").locator(".veil")).to_have_count(1)
        await expect(screen.line).to_have_value("")


@pytest.mark.parametrize("ping", [True, False])
async def test_a_reply_shows_what_it_answers_and_mentions_or_not(open_screen: OpenScreen, *, ping: bool) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as screen:
        await discord.person("Ben").say("general", "a **question**")
        await bot.messages.get()
        message = screen.message("question")
        await screen.reply_to(message)
        if not ping:
            await screen.window.get_by_role("button", name="@ On").click()
        await screen.line.fill("an answer")
        await screen.line.press("Enter")
        heard = await bot.messages.get()
        assert heard.reference
        assert [user.name for user in heard.mentions] == (["ben"] if ping else [])
        preview = screen.message("an answer").locator(".jump")
        assert (await preview.inner_text()).endswith("Ben\na question")
        await preview.click()
        assert await screen.messages.first.evaluate("(node) => node === document.activeElement")


async def test_a_subcommand_with_every_kind_of_choice(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.command("books lend", reader="Ben", days="3", kind="short", gift="True")
        lent = screen.message("lent to ben for 3, short, True")
        assert "Ada used /books lend" in await lent.inner_text()


async def test_what_is_missing_or_wrong_is_said_and_nothing_is_sent(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.type_command("books lend", reader="Ben", days="many")
        await screen.send()
        error = screen.window.locator(".composer-error")
        await error.get_by_text("days: A whole number is needed.").wait_for()
        await screen.fill("days", "3")
        await screen.send()
        await error.get_by_text("kind: This option is required.").wait_for()
        assert await screen.messages.count() == 0


async def test_a_command_is_typed_with_the_keyboard_alone(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        keyboard = screen.window.keyboard
        await screen.line.press_sequentially("/ech")
        await screen.option("/echo").wait_for()
        await keyboard.press("Enter")
        text = screen.window.get_by_role("combobox", name="text")
        await text.press_sequentially("et")
        await keyboard.press("Tab")  # before what fits has come
        await expect(text).to_have_value("Letter beta")
        await keyboard.press("Enter")
        await screen.message("beta None").wait_for()
        assert await screen.line.evaluate("(node) => node === document.activeElement")


async def test_what_is_suggested_can_be_walked_and_scrolled_by_itself(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord, viewport={"width": 420, "height": 500}) as screen:
        keyboard, offered = screen.window.keyboard, screen.window.get_by_role("listbox")
        await screen.line.press_sequentially("/")
        await screen.option("/books lend").wait_for()
        assert await offered.evaluate("(node) => node.scrollHeight > node.clientHeight")
        await keyboard.press("Shift+Tab")
        await expect(offered).to_be_focused()
        await keyboard.press("End")
        await expect(offered.get_by_role("option").last).to_have_attribute("aria-selected", "true")
        assert await offered.evaluate("(node) => node.scrollTop > 0")
        await keyboard.press("Tab")  # back to the line, with nothing chosen
        await expect(screen.line).to_be_focused()
        await expect(offered).to_be_visible()
        await keyboard.press("Shift+Tab")
        await keyboard.press("Escape")
        await expect(screen.line).to_be_focused()
        await expect(offered).to_be_hidden()
        await screen.line.press_sequentially("ech")
        await screen.option("/echo").wait_for()
        await keyboard.press("Shift+Tab")
        await keyboard.press("Enter")
        text = screen.window.get_by_role("combobox", name="text")
        await screen.option("Letter alpha").wait_for()
        await keyboard.press("Shift+Tab")
        await keyboard.press("ArrowDown")
        await keyboard.press("Enter")
        await expect(text).to_have_value("Letter beta")
        await expect(text).to_be_focused()
        await keyboard.press("Enter")
        await screen.message("beta None").wait_for()


async def test_what_is_suggested_goes_with_the_focus_and_not_with_a_press(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        offered = screen.window.get_by_role("listbox")
        await screen.line.press_sequentially("@")
        await screen.option("Ben").click()
        await expect(screen.line).to_be_focused()
        await expect(screen.line).to_have_value("@Ben ")
        await screen.line.press_sequentially("@")
        await screen.option("Mod").wait_for()
        await screen.window.keyboard.press("Shift+Tab")
        await screen.window.keyboard.press("Shift+Tab")  # past the list
        await expect(screen.window.get_by_role("button", name="Attach files")).to_be_focused()
        await expect(offered).to_be_hidden()


async def test_options_take_files_and_go_again(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.type_command("echo", picture=Upload("fox.png", attached().data))
        await screen.window.get_by_role("button", name="Without picture").click()
        await screen.fill("picture", Upload("owl.png", attached().data))
        await screen.fill("text", "gamma")
        await screen.send()
        await screen.message("gamma owl.png").wait_for()
        await screen.type_command("echo")
        await screen.option("Letter alpha").wait_for()
        await screen.window.keyboard.press("Escape")  # the list goes
        assert not await screen.line.is_visible()
        await screen.window.keyboard.press("Escape")  # and the command
        assert await screen.line.is_visible()


_BRING = """(node, [how, name]) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["fur"], name, {type: "text/plain"}));
    const more = {bubbles: true, cancelable: true, clipboardData, dataTransfer: clipboardData};
    const event = how === "paste" ? new ClipboardEvent(how, more) : new DragEvent(how, more);
    return !node.dispatchEvent(event);
}"""


@pytest.mark.parametrize("how", ["drop", "paste"])
async def test_files_are_dropped_and_pasted_into_messages_and_commands(open_screen: OpenScreen, how: str) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        await screen.line.evaluate(_BRING, [how, "a.txt"])
        await screen.line.press("Enter")
        await screen.messages.last.get_by_role("link", name="a.txt").wait_for()
        await screen.type_command("echo", text="beta")
        await screen.window.locator(".chips").evaluate(_BRING, [how, "b.txt"])
        await screen.send()
        await screen.message("beta b.txt").wait_for()


async def test_files_are_dropped_anywhere_on_the_conversation(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        room = screen.window.locator("#room")
        scroller = screen.window.locator("#scroller")
        assert await scroller.evaluate(_BRING, ["dragover", "a.txt"])
        await expect(room).to_have_css("outline-style", "solid")
        assert await scroller.evaluate(_BRING, ["drop", "a.txt"])
        await expect(room).to_have_css("outline-style", "none")
        for how in ("dragover", "drop"):  # beside it nothing is opened either, and nothing taken
            assert await screen.window.locator("#places").evaluate(_BRING, [how, "b.txt"])
        await screen.line.press("Enter")
        await screen.messages.last.get_by_role("link", name="a.txt").wait_for()
        await screen.type_command("echo", text="beta")
        await screen.fill("picture", Upload("c.txt", b"fur"))
        await screen.window.locator(".file-field").evaluate(_BRING, ["drop", "d.txt"])
        await screen.send()
        await screen.message("beta d.txt").wait_for()
        await expect(room).to_have_css("outline-style", "none")
        assert await screen.window.locator(".previews li").count() == 0
        assert await screen.messages.count() == 2


@pytest.mark.parametrize("sent", [True, False])
async def test_files_that_wait_are_the_command_s_and_the_rest_comes_back(
    open_screen: OpenScreen, *, sent: bool
) -> None:
    async with showroom() as (discord, _), open_screen(discord) as screen:
        waiting = screen.window.locator(".previews li")
        for name in ("a.txt", "b.txt"):
            await screen.line.evaluate(_BRING, ["paste", name])
        await screen.type_command("echo")
        await expect(screen.window.locator(".file-chip")).to_contain_text("a.txt")
        await expect(waiting.first).to_be_hidden()
        await screen.fill("text", "beta")
        if sent:
            await screen.send()
            await screen.message("beta a.txt").wait_for()
        else:
            await screen.window.get_by_role("button", name="Leave the command").click()
        names = ["b.txt"] if sent else ["a.txt", "b.txt"]
        await expect(waiting.locator(".cut")).to_have_text(names)
        await screen.say("here")
        for name in names:
            await screen.message("here").get_by_role("link", name=name).wait_for()


async def test_members_channels_and_direct_messages(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, bot), open_screen(discord) as screen:
        await screen.say("in general")
        await screen.message("in general").wait_for()
        await screen.visit("gallery")
        await screen.window.get_by_text("Nothing has been said here").wait_for()
        await discord.person("Mod").say("general", "news")
        await screen.window.get_by_role("button", name="general unread").wait_for()
        await screen.visit("Atelier")
        await screen.say("between us")
        await screen.message("between us").wait_for()
        assert [message["content"] for message in discord.direct_messages(discord.person("Ada"))] == ["between us"]
        await screen.become("Ben")
        assert await screen.window.locator("#title").inner_text() == "Atelier"
        assert await screen.messages.count() == 0
        await screen.visit("general")
        assert await screen.messages.count() == 2
        assert bot.messages.qsize() == 3


async def test_the_language_is_the_person_s(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord, who="Ben") as screen:
        await screen.window.get_by_label("Language of the client").select_option("de")
        await screen.say("hallo")
        await screen.message("hallo").wait_for()
        assert discord.person("Ben").locale == "de"


async def test_the_page_lasts_on_a_narrow_window(open_screen: OpenScreen) -> None:
    async with showroom() as (discord, _), open_screen(discord, viewport={"width": 390, "height": 700}) as screen:
        await screen.window.get_by_role("button", name="Channels").click()
        await screen.visit("gallery")
        await screen.command("pictures", count="3")
        await screen.message("pictures").wait_for()
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert await screen.window.evaluate(wide)


async def test_a_command_may_be_typed_out(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord) as screen:
        await screen.line.fill("/imagine a ")  # as far as one is before the page knows the commands
        await expect(screen.window.locator("#option-prompt")).to_be_focused()
        await screen.window.keyboard.type("quiet harbour")
        await expect(screen.window.locator("#option-prompt")).to_have_value("a quiet harbour")
        await screen.window.keyboard.press("Enter")
        await screen.message("Ada used /imagine").wait_for()
        await expect(screen.results).to_have_count(1)
        await expect(screen.results).to_contain_text("a quiet harbour")


PASTED = "/imagine prompt:a sign: open private:true model:gpt-4o-image-vip"


@pytest.mark.parametrize("unheard", [False, True])
async def test_a_pasted_command_is_one(open_stage: OpenStage, open_screen: OpenScreen, *, unheard: bool) -> None:
    async with open_stage() as stage, open_screen(stage.discord) as screen:
        if unheard:  # Enter comes before the page knows the commands
            await screen.line.evaluate("(node, text) => (node.value = text)", PASTED)
            await screen.line.press("Enter")
        else:
            await screen.line.fill(PASTED)
        await expect(screen.window.locator("#option-private")).to_have_value("true")
        await screen.send()
        await screen.message("a sign: open").get_by_role("button", name="Share").wait_for()
        assert stage.discord.messages("general") == []


async def test_what_is_chosen_is_measured_by_its_value(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage(new_member_grant=1000) as stage, open_screen(stage.discord) as screen:
        await screen.command("video", prompt="a ship", seconds="8 s")
        await screen.message("makes this for").get_by_role("button", name="Never mind").click()
        await screen.command("preset save", name="noir", text="{prompt}, black and white, a very long film noir")
        await screen.message("noir").wait_for()
        await screen.command("preset show", name="noir")
        await expect(screen.message("Ada used /preset show")).to_contain_text("a very long film noir")
        await expect(screen.window.locator(".composer-error")).to_have_text("")
