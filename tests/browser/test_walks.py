"""What a newcomer does with `make demo`: the real bot in a process of its own, between both sandboxes, on the page."""

import re
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from sandbox.aihubmix import FakeAiHubMix
from tests.browser.camera import FOX, PROGRESSING
from tests.browser.newcomer import Demo, make_demo
from tests.browser.screen import OpenWindow, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(90)]

LONG = 30_000  # milliseconds: everything runs at the pace at which people watch it
Walk = Callable[..., AbstractAsyncContextManager[tuple[Demo, Screen]]]


@pytest.fixture
def walk(open_window: OpenWindow, tmp_path: Path) -> Walk:
    """`async with walk() as (demo, screen)`: started, and its page open."""

    @asynccontextmanager
    async def opened(*, settings: Mapping[str, str] = {}, **options: Any) -> AsyncGenerator[tuple[Demo, Screen]]:
        async with (
            make_demo(tmp_path / "pictures", settings=settings) as demo,
            open_window(demo.url, **options) as screen,
        ):
            screen.window.set_default_timeout(LONG)
            yield demo, screen

    return opened


@pytest.fixture(autouse=True)
def patience() -> Generator[None]:
    """For what is expected to be seen; as long as a browser's own afterwards."""
    expect.set_options(timeout=LONG)
    yield
    expect.set_options(timeout=5000)


async def first_picture(screen: Screen, speed: str = "Instant") -> None:
    """The demo's own is there, and what comes next comes so quick."""
    await (await screen.drawer()).get_by_label(speed, exact=True).check()
    await expect(screen.results).to_have_count(1)


def purse(seen: Locator, name: str, has: int, held: int = 0) -> Locator:
    """Its row in the drawer."""
    return seen.get_by_role("row", name=re.compile(f"^{name} {has} {held}$"))


async def grant(screen: Screen, amount: int) -> None:
    """A moderator gives Ada credits."""
    await screen.become("Mod")
    await screen.command("credits grant", member="Ada", amount=str(amount))
    await screen.message(f"got {amount:,} credits").wait_for()
    await screen.become("Ada")


async def restarted(screen: Screen, button: str) -> None:
    """The bot is there again."""
    seen = await screen.drawer()
    await seen.get_by_role("button", name=button).click()
    await expect(seen.locator(".starts button:enabled")).to_have_count(2)


async def under_way(screen: Screen, prompt: str) -> Locator:
    """Ada's request, which tells how far it is."""
    await screen.command("imagine", prompt=prompt, model=PROGRESSING)
    asked = screen.message(prompt)
    await expect(asked).to_contain_text(re.compile(r"\d+ %"))
    return asked


async def test_the_tour_is_taken_by_doing_what_it_says(walk: Walk) -> None:
    async with walk(tour=True) as (demo, screen):
        callout = screen.window.get_by_role("region", name="Tour")
        await expect(screen.results).to_have_count(1)  # the demo's own picture, which is nobody's step
        await expect(callout).to_contain_text("Step 1 of 7")
        await screen.command("imagine", prompt="an owl at sunset", model=PROGRESSING)
        await expect(callout).to_contain_text("Step 2 of 7")
        await expect(callout).to_contain_text("Step 3 of 7")
        await screen.reply_to(screen.results.last)
        await screen.say("let it be night")
        await expect(callout).to_contain_text("Step 4 of 7")
        await expect(screen.results).to_have_count(3)
        await screen.results.last.get_by_role("button", name="Again").click()
        await expect(callout).to_contain_text("Step 5 of 7")
        await expect(screen.results).to_have_count(4)
        await screen.results.last.get_by_role("button", name="Details").click()
        await expect(callout).to_contain_text("Step 6 of 7")
        await screen.message("Held 9 credits, charged 9 credits").wait_for()
        await screen.command("imagine", prompt="a quiet place", model=PROGRESSING, private="True")
        await expect(callout).to_contain_text("Step 7 of 7")
        await screen.drawer()
        await expect(callout).to_be_hidden()
        await screen.results.last.get_by_role("button", name="Share").wait_for()
        assert "Saved" in demo.told


async def test_imagine_by_the_keyboard_with_suggestions_and_live_progress(walk: Walk) -> None:
    async with walk() as (_, screen):
        await expect(screen.results).to_have_count(1)
        keyboard = screen.window.keyboard
        await screen.line.focus()
        await keyboard.type("/imag")
        await screen.option("/imagine").wait_for()
        await keyboard.press("Enter")
        await keyboard.type("a cat on the roofs of Paris")
        await screen.window.locator(".more-option").get_by_text("model", exact=True).press("Enter")
        await keyboard.type("4o image v")
        await screen.option(PROGRESSING).wait_for()
        await keyboard.press("Enter")
        await keyboard.press("Enter")
        asked = screen.message("Ada used /imagine")
        seen: list[str] = []
        for sign in ("Queued", r"\d+ %"):
            await expect(asked).to_contain_text(re.compile(sign))
            seen.append(await asked.inner_text())
        assert all("a cat on the roofs of Paris" in text and "Cancel" in text for text in seen)
        await expect(screen.results).to_have_count(2)
        result = screen.results.last
        await expect(result).to_contain_text("a cat on the roofs of Paris")
        await expect(result).to_contain_text("9 credits · 82 credits left")
        await screen.pictures_loaded()
        assert "cat on the roofs" in (await result.locator(".gallery img").get_attribute("alt") or "")


async def test_a_reply_changes_and_again_and_details_go_on(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen)
        await screen.reply_to(screen.results.last)
        await screen.say("let it be night")
        await expect(screen.results).to_have_count(2)
        changed = screen.results.last
        await expect(changed).to_contain_text("let it be night")
        before, after = [await screen.results.nth(at).locator(".gallery img").get_attribute("src") for at in (0, 1)]
        assert before != after
        await changed.get_by_role("button", name="Again").click()
        await expect(screen.results).to_have_count(3)
        await expect(screen.results.last).to_contain_text("let it be night")
        await screen.results.last.get_by_role("button", name="Details").click()
        details = screen.message("Only you can see this")
        await expect(details).to_contain_text(FOX)
        await expect(details).to_contain_text("GPT-4o Image VIP")


async def test_a_private_result_is_shared(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen)
        await screen.command("imagine", prompt="a secret garden", model=PROGRESSING, private="True")
        share = screen.message("a secret garden").get_by_role("button", name="Share")
        await share.wait_for()
        await screen.become("Ben")
        await expect(screen.results).to_have_count(1)
        await expect(screen.messages.filter(has_text="a secret garden")).to_have_count(0)
        await screen.become("Ada")
        await share.click()
        await screen.become("Ben")
        await expect(screen.results).to_have_count(2)
        await expect(screen.results.last).to_contain_text("a secret garden")
        await screen.pictures_loaded()


PLAYED = """(node, until) => new Promise((done) => {
  node.ontimeupdate = () => node.currentTime > until && done();
  node.play();
})"""


async def test_a_video_is_asked_about_made_and_plays(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen)
        await grant(screen, 1000)
        await screen.command("video", prompt="a ship in a storm")
        await screen.message("makes this for 250 credits").get_by_role("button", name="Make it").click()
        film = screen.results.last.locator("video")
        await film.evaluate(PLAYED, 0.4)
        early = await film.screenshot()
        await film.evaluate(PLAYED, 1.6)
        assert await film.screenshot() != early
        await expect(screen.results.last).to_contain_text("841 credits left")


async def test_credits_run_out_and_a_moderator_grants_more(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen)
        seen = await screen.drawer()
        owl = {"prompt": "an owl at sunset", "model": "Imagen 4 Ultra"}
        await screen.command("imagine", **owl)
        await expect(screen.results).to_have_count(2)
        await purse(seen, "Ada", 31).wait_for()
        await screen.command("imagine", **owl)
        await expect(screen.messages.last).to_contain_text("This costs 60 credits and you have 31 credits")
        await grant(screen, 500)
        await purse(seen, "Ada", 531).wait_for()
        await screen.command("imagine", **owl)
        await expect(screen.results.last).to_contain_text("60 credits · 471 credits left")
        await purse(seen, "Ada", 471).wait_for()
        await expect(seen).to_contain_text("The members paid 129 credits.")
        await expect(seen).to_contain_text("$0.129 for 3 calls")


async def test_the_plug_is_pulled_in_mid_job_and_nothing_is_lost(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen, "1 ×")
        seen = await screen.drawer()
        asked = await under_way(screen, "a castle in the clouds")
        await purse(seen, "Ada", 91, 9).wait_for()
        await restarted(screen, "Pull the plug")
        await expect(asked).to_contain_text("It cost nothing")
        await purse(seen, "Ada", 91).wait_for()
        await asked.get_by_role("button", name="Try it again").click()
        await expect(screen.results).to_have_count(2)
        await expect(screen.results.last).to_contain_text("a castle in the clouds")
        await purse(seen, "Ada", 82).wait_for()
        await screen.results.first.get_by_role("button", name="Again").click()  # a button of the life before
        await expect(screen.results).to_have_count(3)


async def test_a_film_goes_on_over_a_power_cut_and_is_paid_once(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen, "¼ ×")
        seen = await screen.drawer()
        await grant(screen, 1000)
        await screen.command("video", prompt="a ship in a storm")
        await screen.message("makes this for 250 credits").get_by_role("button", name="Make it").click()
        await purse(seen, "Ada", 1091, 250).wait_for()
        await expect(seen).to_contain_text("for 2 calls")
        await restarted(screen, "Pull the plug")
        await screen.results.last.locator("video").wait_for()
        await purse(seen, "Ada", 841).wait_for()
        await expect(seen).to_contain_text("for 2 calls")
        await expect(screen.results).to_have_count(2)


async def test_a_polite_restart_waits_for_what_it_would_lose(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen, "1 ×")
        await under_way(screen, "a castle in the clouds")
        await restarted(screen, "Restart the bot")
        await expect(screen.results).to_have_count(2)
        await expect(screen.results.last).to_contain_text("82 credits left")


FAULTS = {
    "Moderation refuses": "The model refused this",
    "Streams are cut": "broke off. It cost nothing",
    "Too many requests (429)": "It cost nothing",
    "The gateway is down": "It cost nothing",
}


async def test_what_goes_wrong_is_said_costs_nothing_and_passes(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen)
        seen = await screen.drawer()
        for fault, words in FAULTS.items():
            await seen.get_by_label(fault).check()
            await screen.command("imagine", prompt=fault, model=PROGRESSING)
            await expect(screen.message(fault)).to_contain_text(words)
            await purse(seen, "Ada", 91).wait_for()
            await seen.get_by_label(fault).uncheck()
        await screen.command("imagine", prompt="an owl", model=PROGRESSING)
        await expect(screen.results).to_have_count(2)
        await purse(seen, "Ada", 82).wait_for()


async def test_slow_answers_can_be_canceled_and_hurried(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen, "1 ×")
        seen = await screen.drawer()
        await seen.get_by_label("Slow answers").check()
        await screen.command("imagine", prompt="too slow", model=PROGRESSING)
        await screen.message("too slow").get_by_role("button", name="Cancel").click()
        await screen.message("costs 9 credits").get_by_role("button", name="Cancel it anyway").click()
        await expect(screen.message("too slow").get_by_role("button", name="Cancel")).to_have_count(0)
        await purse(seen, "Ada", 82).wait_for()
        await screen.command("imagine", prompt="still slow", model=PROGRESSING)
        await screen.message("still slow").get_by_role("button", name="Cancel").wait_for()
        await seen.get_by_label("Instant").check()
        await expect(screen.results).to_have_count(2)
        await purse(seen, "Ada", 73).wait_for()


async def test_discord_goes_and_comes_back_and_the_result_arrives(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen, "1 ×")
        seen = await screen.drawer()
        await under_way(screen, "an owl at sunset")
        await seen.get_by_label("Discord is down (503)").check()
        await expect(seen).to_contain_text(re.compile("So far: [12] "))
        await seen.get_by_label("Discord is down (503)").uncheck()
        await expect(screen.results).to_have_count(2)
        await purse(seen, "Ada", 82).wait_for()


UNSEEN = "\u200b"  # takes the power from what would be a mention
MARKUP = ":is(img, script, strong, u, s, code, a, .spoiler, h1, h2, h3)"
TRICKS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "**bold** __under__ ~~gone~~ ||hidden|| `code` [link](javascript:alert(1)) # title",
    "<@1> @everyone <#1> <t:0:R> <:a:1> https://example.org/?<b>",
    "> quoted -# small ```js alert(1) ```",
    "\\*backslashes\\* \\\\ and \u202eturned round\u202c",
)


async def test_a_prompt_shows_as_it_was_typed(walk: Walk) -> None:
    async with walk() as (_, screen):
        await first_picture(screen)
        alarms: list[str] = []
        screen.window.on("dialog", lambda dialog: alarms.append(dialog.message))
        for prompt in TRICKS:
            await screen.command("imagine", prompt=prompt, model=PROGRESSING)
            result = screen.results.last
            as_typed = "".join(f"{re.escape(sign)}{UNSEEN}?" for sign in prompt)
            await expect(result.locator("blockquote")).to_have_text(re.compile(rf"^\s*{as_typed}\s*$"))
            assert await result.locator(f".content {MARKUP}").count() == 0
            await screen.pictures_loaded()
            alt = await result.locator(".gallery img").get_attribute("alt") or ""
            assert alt.replace(UNSEEN, "").endswith(prompt)
        assert alarms == []


KEY = "sk-of-the-operator-0123456789"


async def test_with_a_key_the_real_gateway_can_be_chosen(walk: Walk) -> None:
    async with FakeAiHubMix(pace=0.05) as real:  # it is not the demo's own
        settings = {"AIHUBMIX_API_KEY": real.key, "AIHUBMIX_BASE_URL": real.url, "AIHUBMIX_FALLBACK_URLS": "[]"}
        async with walk(settings=settings) as (demo, screen):
            await first_picture(screen)
            seen = await screen.drawer()
            assert real.bill == []
            await seen.get_by_label("The real one").check()
            await expect(seen).to_contain_text("The gateway is the real one")
            await expect(seen.get_by_label("Moderation refuses")).to_be_hidden()
            await screen.command("imagine", prompt="an owl", model=PROGRESSING)
            await expect(screen.results).to_have_count(2)
            assert len(real.bill) == 1
            await purse(seen, "Ada", 82).wait_for()
            await seen.get_by_label("The sandbox").check()
            await expect(seen).to_contain_text("for 1 call")
            await screen.results.last.get_by_role("button", name="Again").click()
            await expect(seen).to_contain_text("for 2 calls")
            assert len(real.bill) == 1
            assert real.key not in demo.told + await screen.window.content()


async def test_a_wrong_key_leaves_everything_as_it_was(walk: Walk) -> None:
    async with FakeAiHubMix() as real:
        settings = {"AIHUBMIX_API_KEY": KEY, "AIHUBMIX_BASE_URL": real.url, "AIHUBMIX_FALLBACK_URLS": "[]"}
        async with walk(settings=settings) as (demo, screen):
            await first_picture(screen)
            seen = await screen.drawer()
            await seen.get_by_label("The real one").click()
            await screen.window.get_by_role("alert").get_by_text("refuses AIHUBMIX_API_KEY").wait_for()
            await expect(seen.get_by_label("The sandbox")).to_be_checked()
            await screen.command("imagine", prompt="an owl", model=PROGRESSING)
            await expect(screen.results).to_have_count(2)
            assert KEY not in demo.told + await screen.window.content()


async def test_without_a_key_there_is_no_choice(walk: Walk) -> None:
    async with walk() as (demo, screen):
        seen = await screen.drawer()
        await expect(seen).to_contain_text("Start with AIHUBMIX_API_KEY set")
        await expect(seen.get_by_label("The real one")).to_be_hidden()
        await demo.tells("(Saved) ")
