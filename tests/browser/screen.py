"""What a person does with the page, by what they can read on it."""

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from playwright.async_api import ConsoleMessage, Error, FilePayload, Locator, expect
from playwright.async_api import Page as Window

from sandbox.discord import Upload


def payload(upload: Upload) -> FilePayload:
    """As the browser's file chooser takes it."""
    return {"name": upload.filename, "mimeType": upload.content_type or "", "buffer": upload.data}


class Screen:
    def __init__(self, window: Window) -> None:
        self.window = window
        self.complaints: list[str] = []
        window.on("console", self._heard)
        window.on("pageerror", self._broke)

    def _heard(self, message: ConsoleMessage) -> None:
        refused = "the server responded with a status of" in message.text  # a sentence on the page, if it matters
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(message.text)

    def _broke(self, error: Error) -> None:
        self.complaints.append(str(error))

    async def open(self, url: str) -> None:
        """The page, with its channel shown."""
        await self.window.goto(url)
        await self.settled()

    async def settled(self) -> None:
        await self.window.locator("#channel[aria-busy=false]").wait_for()

    # -- what is there

    @property
    def line(self) -> Locator:
        """Where one types."""
        return self.window.locator("#line")

    @property
    def messages(self) -> Locator:
        return self.window.get_by_role("article")

    def message(self, text: str | re.Pattern[str]) -> Locator:
        """The newest with these words in it."""
        return self.messages.filter(has_text=text).last

    @property
    def results(self) -> Locator:
        """Messages with a button to go on from them."""
        return self.messages.filter(has=self.window.get_by_role("button", name="Again"))

    @property
    def form(self) -> Locator:
        return self.window.get_by_role("dialog")

    def option(self, name: str) -> Locator:
        """In an open list or menu, or among what is suggested."""
        return self.window.locator(".option:visible").filter(has_text=name).first

    # -- what is done

    async def say(self, text: str, *uploads: Upload) -> None:
        """Type and send; files first."""
        if uploads:
            chooser = self.window.locator("form.composer > .bar input[type=file]")
            await chooser.set_input_files([payload(one) for one in uploads])
        await self.line.fill(text)
        await self.line.press("Enter")

    async def type_command(self, name: str, /, **values: str | Upload) -> None:
        """A slash command from its list, its options filled in: those with choices by the first that fits."""
        await self.line.fill(f"/{name}")
        await self.option(f"/{name}").click()
        for option, value in values.items():
            await self.fill(option, value)

    async def fill(self, option: str, value: str | Upload) -> None:
        """One option of the command that is being typed; pressed for, where it is not there yet."""
        chips = self.window.locator(".chips")
        field = chips.locator(f"[id='option-{option}']")
        if not await field.count():
            await self.window.locator(".more-option").get_by_text(option, exact=True).click()
        if isinstance(value, Upload):
            chip = chips.locator(f".file-chip:has([id='option-{option}'])")
            await chip.locator("input[type=file]").set_input_files(payload(value))
            return
        await field.fill(value)
        if await field.get_attribute("role") == "combobox":
            await self.option(value).click()

    async def command(self, name: str, /, **values: str | Upload) -> None:
        """The same, and sent."""
        await self.type_command(name, **values)
        await self.send()

    async def send(self) -> None:
        await self.window.get_by_role("button", name="Send", exact=True).click()

    async def menu(self, message: Locator, entry: str | None = None) -> None:
        """Open a message's menu, and choose from it."""
        await message.hover()
        await message.get_by_role("button", name="More").click()
        if entry:
            await self.window.get_by_role("menuitem", name=entry).click()

    async def reply_to(self, message: Locator) -> None:
        """Begin a reply, as one does by hovering."""
        await message.hover()
        await message.get_by_role("button", name="Reply").click()

    async def drawer(self) -> Locator:
        """The operator's, open."""
        found = self.window.get_by_role("complementary", name="Operator")
        if not await found.is_visible():
            await self.window.get_by_role("button", name="Operator", exact=True).click()
        await found.get_by_role("heading", name="The gateway's bill").wait_for()
        return found

    async def become(self, name: str) -> None:
        """Look as somebody else."""
        await self.window.locator(".who").click()
        await self.option(name).click()
        await expect(self.window.locator(".who")).to_contain_text(name)
        await self.settled()

    async def visit(self, channel: str) -> None:
        await self.window.locator(".place").get_by_text(channel, exact=True).click()
        await self.settled()

    # -- pictures of it

    async def pictures_loaded(self) -> None:
        """All that can be seen."""
        there = "() => [...document.images].every((image) => image.complete && image.naturalWidth)"
        await self.until(there)

    async def until(self, condition: str) -> None:
        """Until a function of the page says so. The page's policy lets nothing evaluate words again and again, which is
        how playwright would wait for it."""
        await self.window.evaluate(f"""async () => {{
            const so = {condition};
            while (!(await so())) await new Promise((done) => setTimeout(done, 20));
        }}""")


OpenScreen = Callable[..., AbstractAsyncContextManager[Screen]]
"""`async with open_screen(discord, who="Ben")`."""

OpenWindow = Callable[..., AbstractAsyncContextManager[Screen]]
"""`async with open_window(url)`."""
