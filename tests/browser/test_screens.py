"""Photographs of the bot at work. `make screens` puts them into docs/screens; else they are made and thrown away."""

import io
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import expect

from sandbox.aihubmix.behaviours import Refuse, Stall
from tests.browser.conftest import OpenScreen
from tests.browser.screen import Screen
from tests.conftest import OpenStage
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs" / "screens"
MOST = 150_000  # bytes a screen
_STILL = """
Date.prototype.toLocaleTimeString = () => "10:24 AM";
Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {get: () => () => "11/26/26"});
Intl.RelativeTimeFormat.prototype.format = (amount) => amount < 0 ? "5 seconds ago" : "in 20 seconds";
"""
# Played for a moment, for the browser's own controls show no picture of a wheel then; and stopped where there is a fox.
_FRAME = """async (video) => {
    video.muted = true;
    await video.play();
    video.pause();
    await new Promise((done) => {
        video.addEventListener("seeked", done);
        video.currentTime = 2;
    });
}"""
FOX = "a fox in the snow at sunrise"
PROGRESSING = "GPT-4o Image VIP"  # its transcript tells percents

Shoot = Callable[..., Awaitable[None]]


@asynccontextmanager
async def on_screen(
    open_stage: OpenStage, open_screen: OpenScreen, *, height: int = 700, **settings: Any
) -> AsyncGenerator[tuple[Stage, Screen]]:
    """The bot, and the page on which it is photographed; the clock stands still there."""
    settings, size = {"new_member_grant": 2000, **settings}, {"width": 1000, "height": height}
    async with open_stage(**settings) as stage, open_screen(stage.discord, viewport=size) as screen:
        await screen.window.add_init_script(_STILL)
        await screen.window.reload()
        await screen.settled()
        yield stage, screen


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    """`await shoot(screen, "result")`: what is seen, as a small PNG, without the pointer unless `hovering`."""
    folder = KEPT if os.environ.get("SCREENS") else tmp_path

    async def shot(screen: Screen, name: str, *, hovering: bool = False) -> None:
        if not hovering:
            await screen.window.mouse.move(600, 24)
        await screen.pictures_loaded()
        with Image.open(io.BytesIO(await screen.window.screenshot())) as seen:
            picture = seen.convert("RGB")
        path = folder / f"{name}.png"
        picture.save(path, optimize=True)
        if path.stat().st_size > MOST:
            picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size < MOST

    return shot


async def first_result(screen: Screen, prompt: str = FOX, **options: str) -> None:
    """Ada asks, and the result is there."""
    await screen.command("imagine", prompt=prompt, **{"model": PROGRESSING, **options})
    await screen.message("credits left").locator(".gallery img").first.wait_for()


# -- asking


async def test_a_command_while_it_is_typed(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen, height=520) as (_, screen):
        await screen.type_command("imagine", prompt=FOX, model=PROGRESSING)
        await screen.window.locator(".more-option").get_by_text("aspect", exact=True).click()
        await screen.option("3:2").wait_for()
        await shoot(screen, "command")


async def test_progress(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen) as (stage, screen):
        stage.gateway.will(Stall("preview"))
        await screen.command("imagine", prompt=FOX, model=PROGRESSING)
        await stage.gateway.reached()
        message = screen.message("Ada used /imagine")
        await message.locator(".gallery img").wait_for()
        await expect(message).to_contain_text("%")
        await expect(message.get_by_role("button", name="Cancel")).to_be_visible()
        await shoot(screen, "progress")
        stage.gateway.let_go()
        await screen.message("credits left").wait_for()


async def test_a_result_with_its_buttons(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen) as (_, screen):
        await first_result(screen)
        for name in ("Again", "Edit", "Variations", "Animate"):
            await expect(screen.messages.last.get_by_role("button", name=name)).to_be_visible()
        await shoot(screen, "channel")


async def test_several_pictures(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen, height=760) as (_, screen):
        await first_result(screen, "an owl in the moonlight", model="GPT Image 2", count="4")
        await expect(screen.messages.last.locator(".gallery img")).to_have_count(4)
        await shoot(screen, "several")


async def test_the_price_is_asked_about(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen, height=420) as (_, screen):
        await screen.command("video", prompt="a sailing boat leaves the harbour", model="Seedance 2.0 Fast")
        await expect(screen.message("Shall it?")).to_contain_text("makes this for")
        await shoot(screen, "question")
        await screen.messages.last.get_by_role("button", name="Never mind").click()
        await screen.message("It cost nothing").wait_for()


async def test_a_refusal(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen, height=420) as (stage, screen):
        stage.gateway.will(Refuse())
        await screen.command("imagine", prompt="a portrait of a famous actor", model=PROGRESSING)
        await screen.message("refused").wait_for()
        await shoot(screen, "refusal")


async def test_a_video(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen) as (_, screen):
        await screen.command("video", prompt="a fox in the forest at dawn", model="Seedance 2.0 Fast")
        await screen.message("Shall it?").get_by_role("button", name="Make it").click()
        video = screen.message("credits left").locator("video")
        await video.wait_for()
        assert await video.get_attribute("controls") is not None
        before = await video.bounding_box()
        await video.evaluate(_FRAME)
        assert await video.bounding_box() == before
        await shoot(screen, "video")


# -- going on from a result


async def test_the_form_to_edit_with(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen) as (_, screen):
        await first_result(screen)
        await screen.messages.last.get_by_role("button", name="Edit").click()
        await expect(screen.form.get_by_role("textbox").first).to_have_value(FOX)
        await screen.form.get_by_role("textbox").first.fill("Let it be night, with northern lights")
        await shoot(screen, "edit")
        await screen.form.get_by_role("button", name="Submit").click()
        await screen.message("northern lights").locator(".gallery img").wait_for()


async def test_the_menu_of_a_message(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen) as (_, screen):
        await first_result(screen)
        await screen.messages.last.locator(".picture").click(button="right", position={"x": 200, "y": 90})
        for name in ("Edit image", "Animate", "Use as reference"):
            await expect(screen.window.get_by_role("menuitem", name=name)).to_be_visible()
        await shoot(screen, "menu", hovering=True)


async def test_a_reply_that_changes_a_result(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen, height=800) as (_, screen):
        await first_result(screen)
        await screen.messages.last.hover()
        await screen.messages.last.get_by_role("button", name="Reply").click()
        await screen.line.fill("let it be night")
        await screen.line.press("Enter")
        await expect(screen.messages.filter(has_text="credits left")).to_have_count(2)
        await screen.message("credits left").locator(".gallery img").wait_for()
        await shoot(screen, "reply")


async def test_one_of_several_pictures(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen) as (_, screen):
        await first_result(screen, "an owl in the moonlight", model="GPT Image 2", count="4")
        await screen.messages.last.get_by_role("button", name="Do something with one of them").click()
        await screen.option("Picture 3").click()
        picked = screen.message("Picture 3 of 4")
        await expect(picked).to_contain_text("Only you can see this")
        await expect(picked.locator(".controls")).to_contain_text("Edit")
        await shoot(screen, "picked")


# -- around


async def test_what_is_under_way(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen, height=640, max_running_per_member=1) as (stage, screen):
        stage.gateway.hold()
        for prompt in (FOX, "a cat on the roofs of Paris"):
            await screen.command("imagine", prompt=prompt, model=PROGRESSING)
            await screen.messages.last.get_by_role("button", name="Cancel").wait_for()
        await screen.command("jobs")
        await screen.message("Ada used /jobs").get_by_role("button", name="Refresh").wait_for()
        await shoot(screen, "jobs")
        stage.gateway.let_go()
        await expect(screen.messages.filter(has_text="credits left")).to_have_count(2)


async def test_the_history_of_credits(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen, height=640) as (stage, screen):
        await first_result(screen)
        stage.gateway.will(Refuse())
        await screen.command("imagine", prompt="a portrait of a famous actor", model=PROGRESSING)
        await screen.message("refused").wait_for()
        await stage.idle()
        await screen.command("credits history")
        await screen.message("Ada used /credits history").locator(".content").wait_for()
        await shoot(screen, "credits")


async def test_another_language(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen) as (_, screen):
        await screen.window.get_by_label("Language of the client").select_option("de")
        await screen.command("imagine", prompt="ein Fuchs im Schnee bei Sonnenaufgang", model=PROGRESSING)
        await screen.message("Credits").locator(".gallery img").wait_for()
        await expect(screen.messages.last.get_by_role("button", name="Ändern")).to_be_visible()
        await shoot(screen, "german")


async def test_the_page_of_models(open_stage: OpenStage, open_screen: OpenScreen, shoot: Shoot) -> None:
    async with on_screen(open_stage, open_screen, height=900) as (_, screen):
        await screen.command("models")
        await screen.message("Ada used /models").locator(".controls button").first.wait_for()
        await shoot(screen, "models")
