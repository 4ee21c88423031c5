"""What axe finds on the page: nothing."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from sandbox.aihubmix import FakeAiHubMix
from sandbox.web.operator import Operator
from tests.browser.camera import PROGRESSING
from tests.browser.filling import fill, post
from tests.browser.screen import OpenScreen, Screen
from tests.browser.showroom import showroom
from tests.conftest import OpenStage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]

_AXE = Path(__file__).parents[1] / "official" / "node_modules" / "axe-core" / "axe.min.js"
_MISSING = "axe is not installed: npm install --prefix tests/official"
# Which headings a bot writes is not the page's to say.
_RUN = """axe.run({rules: {"heading-order": {enabled: false}}})
    .then(({violations}) => violations.flatMap((one) => one.nodes.map((node) => [one.id, node.html])))"""


@pytest.fixture
def axe() -> str:
    """Its source; where CI runs, its absence is a failure."""
    if not _AXE.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    return _AXE.read_text()


async def _found(screen: Screen, axe: str) -> list[str]:
    await screen.window.evaluate(axe)
    found: list[tuple[str, str]] = await screen.window.evaluate(_RUN)
    return [f"{rule}: {html[:200]}" for rule, html in found]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("command", ["words", "layout", "buttons", "menus", "embed", "hidden", "slow"])
async def test_messages(open_screen: OpenScreen, axe: str, command: str, theme: str) -> None:
    async with showroom() as (discord, _), open_screen(discord, color_scheme=theme) as screen:
        await screen.command(command)
        await screen.messages.last.wait_for()
        await screen.pictures_loaded()
        await screen.say("and an answer")
        await screen.message("and an answer").wait_for()
        assert await _found(screen, axe) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("command", ["form", "older"])
async def test_forms_with_what_is_wrong_marked(open_screen: OpenScreen, axe: str, command: str, theme: str) -> None:
    async with showroom() as (discord, _), open_screen(discord, color_scheme=theme) as screen:
        await screen.command(command)
        await screen.form.get_by_role("button", name="Submit").click()
        assert await _found(screen, axe) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_commands_while_they_are_typed_and_menus(open_screen: OpenScreen, axe: str, theme: str) -> None:
    async with showroom() as (discord, _), open_screen(discord, color_scheme=theme) as screen:
        await screen.line.fill("/")
        await screen.option("/books lend").wait_for()
        assert await _found(screen, axe) == []
        await screen.type_command("books lend", reader="Ben", days="x")
        assert await _found(screen, axe) == []
        await screen.window.keyboard.press("Escape")
        await screen.say("hello")
        await screen.menu(screen.message("hello"))
        assert await _found(screen, axe) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_the_operator_s_drawer(open_screen: OpenScreen, axe: str, theme: str) -> None:
    async with (
        FakeAiHubMix() as gateway,
        showroom() as (discord, _),
        open_screen(discord, operator=Operator(discord, gateway), color_scheme=theme) as screen,
    ):
        await screen.say("hello")
        await screen.menu(screen.message("hello"), "Inspect")
        await screen.window.get_by_label("Slow answers").wait_for()
        await screen.window.get_by_role("heading", name="The gateway's bill").wait_for()
        assert await _found(screen, axe) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_the_way_to_the_present(open_screen: OpenScreen, axe: str, theme: str) -> None:
    async with showroom() as (discord, _), open_screen(discord, color_scheme=theme) as screen:
        await fill(discord, "general", 100)
        await screen.message("number 99").wait_for()
        await screen.window.locator("#scroller").press("Home")
        await post(discord, "general", "something new")
        await screen.window.get_by_role("button", name="1 new message Jump to present").wait_for()
        assert await _found(screen, axe) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_the_tour(open_screen: OpenScreen, axe: str, theme: str) -> None:
    async with showroom() as (discord, _), open_screen(discord, tour=True, color_scheme=theme) as screen:
        await screen.window.get_by_role("region", name="Tour").wait_for()
        assert await _found(screen, axe) == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [1280, 420])
async def test_the_members_and_who_types(open_screen: OpenScreen, axe: str, width: int, theme: str) -> None:
    size = {"width": width, "height": 700}
    async with showroom() as (discord, _), open_screen(discord, viewport=size, color_scheme=theme) as screen:
        if width < 700:
            await screen.window.get_by_role("button", name="Members", exact=True).click()
        await screen.window.get_by_role("button", name="Look as Ben, member").hover()
        await discord.person("Ben").typing("general")
        await screen.window.get_by_text("is typing…").wait_for()
        assert await _found(screen, axe) == []


SHOWN = ("models", "jobs", "history", "settings", "credits balance", "credits history", "preset list", "status")


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_what_the_bot_itself_shows(open_stage: OpenStage, open_screen: OpenScreen, axe: str, theme: str) -> None:
    async with open_stage() as stage, open_screen(stage.discord, color_scheme=theme) as screen:
        stage.gateway.hold()
        await screen.command("imagine", prompt="a fox", model=PROGRESSING)
        await screen.message("a fox").get_by_role("button", name="Cancel").wait_for()
        assert await _found(screen, axe) == []
        stage.gateway.let_go()
        await screen.results.last.get_by_role("button", name="Details").click()
        await screen.message("charged 9 credits").get_by_role("button", name="Favourite").wait_for()
        for command in SHOWN:
            before = await screen.messages.count()
            await screen.command(command)
            await expect(screen.messages).to_have_count(before + 1)
            await expect(screen.messages.last.locator(".thinking")).to_have_count(0)
        await screen.pictures_loaded()
        assert await _found(screen, axe) == []
        await screen.results.first.get_by_role("button", name="Edit").click()
        await screen.form.get_by_role("button", name="Submit").wait_for()
        assert await _found(screen, axe) == []
