"""The tour for a first visit."""

import pytest
from playwright.async_api import expect

from sandbox.discord import FakeDiscord, Limits, World
from sandbox.web.operator import Operator
from tests.browser.camera import PROGRESSING
from tests.browser.screen import OpenScreen
from tests.conftest import OpenStage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


async def test_doing_what_it_says_leads_on(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage:
        operator = Operator(stage.discord, stage.gateway)
        async with open_screen(stage.discord, operator=operator, tour=True) as screen:
            callout = screen.window.get_by_role("region", name="Tour")
            await expect(callout).to_contain_text("Step 1 of 7")
            stage.gateway.hold()
            await screen.command("imagine", prompt="a fox", model=PROGRESSING)
            await expect(callout).to_contain_text("Step 2 of 7")
            stage.gateway.let_go()
            await expect(callout).to_contain_text("Step 3 of 7")
            await screen.messages.last.hover()
            await screen.messages.last.get_by_role("button", name="Reply").click()
            await screen.say("let it be night")
            await expect(callout).to_contain_text("Step 4 of 7")
            await expect(screen.results).to_have_count(2)
            await expect(screen.results.last.get_by_role("button", name="Again")).to_contain_class("toured")
            for title in ("What was it made of?", "Keep it to yourself", "Behind the scenes"):
                await callout.get_by_role("button", name="Next").click()
                await expect(callout.get_by_role("heading")).to_have_text(title)
            await expect(screen.window.get_by_role("button", name="Operator", exact=True)).to_contain_class("toured")
            await callout.get_by_role("button", name="Done").click()
            await expect(callout).to_be_hidden()
            await expect(screen.window.locator(".toured")).to_have_count(0)
            await screen.window.reload()
            await screen.settled()
            await expect(callout).to_be_hidden()


async def test_by_keyboard_skipped_remembered_and_taken_again(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small(), limits=Limits.none()) as discord, open_screen(discord, tour=True) as screen:
        callout = screen.window.get_by_role("region", name="Tour")
        await expect(callout).to_contain_text("Step 1 of 6")  # there is no drawer
        await callout.get_by_role("button", name="Next").press("Enter")
        await expect(callout.get_by_role("button", name="Next")).to_be_focused()
        await screen.window.keyboard.press("Enter")
        await expect(callout).to_contain_text("Step 3 of 6")
        await screen.window.reload()
        await screen.settled()
        await expect(callout).to_contain_text("Step 3 of 6")
        await callout.get_by_role("button", name="Next").focus()
        await screen.window.keyboard.press("Escape")
        await expect(callout).to_be_hidden()
        again = screen.window.get_by_role("button", name="Tour")
        await expect(again).to_be_focused()
        await screen.window.reload()
        await screen.settled()
        await expect(again).to_be_visible()
        await expect(callout).to_be_hidden()
        await again.press("Enter")
        await expect(callout).to_contain_text("Step 1 of 6")
