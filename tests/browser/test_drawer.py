"""The operator's drawer: what it shows is what the gateway and the bot's books say, and its faults are real."""

import json
import re
from decimal import Decimal

import pytest
from playwright.async_api import expect

from sandbox.aihubmix.models import PerImage
from tests.browser.camera import PROGRESSING
from tests.browser.host import operator_of
from tests.browser.screen import OpenScreen
from tests.conftest import OpenStage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]
# How many lines the words of a cell take.
_LINES = """(node) => {
    const words = document.createRange();
    words.selectNodeContents(node);
    return words.getClientRects().length;
}"""


async def test_bill_purses_and_jobs_are_told_as_they_are(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord, operator=operator_of(stage)) as screen:
        seen = await screen.drawer()
        await expect(seen).to_contain_text("Nothing was billed.")
        stage.gateway.hold()
        await screen.command("imagine", prompt="a fox", model=PROGRESSING)
        await expect(seen.get_by_role("row", name=re.compile(r"gpt-4o-image-vip Ada 9$")).first).to_be_visible()
        stage.gateway.let_go()
        await screen.message("credits left").wait_for()
        await stage.idle()
        await expect(seen).to_contain_text("Nothing waits or runs.")
        await expect(seen).to_contain_text("So far: 1 succeeded")
        (charge,) = stage.gateway.bill
        await expect(seen).to_contain_text(f"${charge.usd.normalize():f}")
        balance = await stage.balance("Ada")
        await expect(seen.get_by_role("row", name=f"Ada {balance.balance + balance.daily} 0")).to_be_visible()
        for kind in ("grant", "hold", "capture"):
            await expect(seen.get_by_role("row", name=re.compile(f"Ada {kind} "))).to_be_visible()


async def test_faults_begin_and_end_with_their_switch(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord, operator=operator_of(stage)) as screen:
        seen = await screen.drawer()
        await seen.get_by_label("Moderation refuses").check()
        await screen.window.reload()
        await screen.settled()
        seen = await screen.drawer()
        await expect(seen.get_by_label("Moderation refuses")).to_be_checked()
        await screen.command("imagine", prompt="a fox", model=PROGRESSING)
        await screen.message("refused").wait_for()
        await seen.get_by_label("Moderation refuses").uncheck()
        await screen.command("imagine", prompt="an owl", model=PROGRESSING)
        await screen.message("credits left").wait_for()


async def test_while_discord_is_down_nothing_arrives(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord, operator=operator_of(stage)) as screen:
        seen = await screen.drawer()
        await seen.get_by_label("Discord is down").check()
        await expect(seen.get_by_label("Discord is down")).to_be_checked()
        await screen.until("() => fetch('/operator').then((r) => r.json()).then((s) => s.faults.outage)")
        await screen.command("jobs")
        await expect(screen.window.locator(".composer-error")).to_contain_text("did not respond")
        await seen.get_by_label("Discord is down").uncheck()
        await screen.until("() => fetch('/operator').then((r) => r.json()).then((s) => !s.faults.outage)")

        async def tried_again() -> bool:
            return bool(stage.discord.violations)

        await stage.until(tried_again)
        assert all("late acknowledgement" in note for note in stage.discord.violations)
        stage.discord.violations.clear()  # it came late, as it had to
        await screen.send()
        await screen.message("Ada used /jobs").wait_for()


async def test_the_bot_is_restarted_and_goes_on(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord, operator=operator_of(stage)) as screen:
        before = stage.bot
        seen = await screen.drawer()
        await seen.get_by_role("button", name="Restart the bot").click()
        await expect(seen.get_by_role("button", name="Restart the bot")).to_be_enabled()
        assert stage.bot is not before
        await screen.command("imagine", prompt="a fox", model=PROGRESSING)
        await screen.message("credits left").wait_for()


async def test_a_message_is_inspected_as_text(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord, operator=operator_of(stage)) as screen:
        await screen.say("<b>no markup</b>")
        await screen.menu(screen.message("no markup"), "Inspect")
        code = screen.window.get_by_role("complementary").locator("pre code")
        await expect(code).to_contain_text("<b>no markup</b>")
        assert json.loads(await code.inner_text()) == stage.discord.messages("general")[-1]


async def test_by_keyboard_and_not_there_without_an_operator(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage:
        async with open_screen(stage.discord, operator=operator_of(stage)) as screen:
            opener = screen.window.get_by_role("button", name="Operator", exact=True)
            await opener.focus()
            await screen.window.keyboard.press("Enter")
            await expect(screen.window.get_by_role("heading", name="Operator", exact=True)).to_be_focused()
            await screen.window.get_by_label("Slow answers").wait_for()
            await screen.window.keyboard.press("Escape")
            await expect(opener).to_be_focused()
            await expect(screen.window.get_by_role("complementary")).to_have_count(0)
        async with open_screen(stage.discord) as screen:
            await expect(screen.window.get_by_role("button", name="Operator", exact=True)).to_have_count(0)


async def test_it_is_open_again_after_a_reload_where_it_was(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord, operator=operator_of(stage)) as screen:
        seen = screen.window.get_by_role("complementary", name="Operator")
        opener = screen.window.get_by_role("button", name="Operator", exact=True)
        for opened in (True, False):
            await opener.click()
            await screen.window.reload()
            await screen.settled()
            await expect(opener).to_have_attribute("aria-expanded", str(opened).lower())
            await expect(seen).to_be_visible(visible=opened)
            if opened:
                await expect(seen).to_contain_text("Nothing was billed.")
                await expect(opener).not_to_be_focused()


async def test_its_tables_are_read_as_they_are_meant(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    async with open_stage() as stage, open_screen(stage.discord, operator=operator_of(stage)) as screen:
        stage.gateway.reprice("gpt-4o-image-vip", PerImage(Decimal("0.00012345678")))
        seen = await screen.drawer()
        stage.gateway.hold()
        await screen.command("imagine", prompt="a fox", model=PROGRESSING)
        await expect(seen.get_by_role("row", name=re.compile(r"gpt-4o-image-vip Ada 9$")).first).to_be_visible()
        for word in ("running", "Member", "Held"):
            cell = seen.locator("th, td").filter(has_text=re.compile(f"^{word}$")).first
            assert await cell.evaluate(_LINES) == 1, word
        await screen.messages.last.get_by_role("button", name="Cancel").click()
        await screen.window.get_by_role("button", name="Cancel it anyway").click()
        await screen.message("Cancelled while").wait_for()
        stage.gateway.let_go()
        await stage.idle()
        await expect(seen).to_contain_text("So far: 1 cancelled")
        for kind, sign in (("grant", "+"), ("hold", "−")):
            await expect(seen.get_by_role("row", name=re.compile(rf"Ada {kind} \{sign}\d+$")).first).to_be_visible()
        await screen.command("imagine", prompt="an owl", model=PROGRESSING)
        await screen.message("credits left").wait_for()
        await stage.idle()
        await expect(seen.get_by_role("row", name=re.compile(r"Ada capture −\d+$")).first).to_be_visible()
        await expect(seen).to_contain_text("$0.0001235")
        await expect(seen).not_to_contain_text("12345678")
