"""Photographs of the bot at work. `make screens` puts them into docs/screens; else they are made and thrown away."""

import pytest
from playwright.async_api import expect

from sandbox.aihubmix.behaviours import Refuse, Stall
from tests.browser.camera import FOX, PROGRESSING, Camera, first_result

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]

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


# -- asking


async def test_a_command_while_it_is_typed(camera: Camera) -> None:
    async with camera.scene(height=520) as (_, screen):
        await screen.type_command("imagine", prompt=FOX, model=PROGRESSING)
        await screen.window.locator(".more-option").get_by_text("aspect", exact=True).click()
        await screen.option("3:2").wait_for()
        await camera.shoot(screen, "command")


async def test_progress(camera: Camera) -> None:
    async with camera.scene() as (stage, screen):
        stage.gateway.will(Stall("preview"))
        await screen.command("imagine", prompt=FOX, model=PROGRESSING)
        await stage.gateway.reached()
        message = screen.message("Ada used /imagine")
        await message.locator(".gallery img").wait_for()
        await expect(message).to_contain_text("%")
        await expect(message.get_by_role("button", name="Cancel")).to_be_visible()
        await camera.shoot(screen, "progress")
        stage.gateway.let_go()
        await screen.message("credits left").wait_for()


async def test_a_result_with_its_buttons(camera: Camera) -> None:
    async with camera.scene() as (_, screen):
        await first_result(screen)
        for name in ("Again", "Edit", "Variations", "Animate"):
            await expect(screen.messages.last.get_by_role("button", name=name)).to_be_visible()
        await camera.shoot(screen, "channel")


async def test_several_pictures(camera: Camera) -> None:
    async with camera.scene(height=810) as (_, screen):
        await first_result(screen, "an owl at sunset", model="GPT Image 2", count="4")
        await expect(screen.messages.last.locator(".gallery img")).to_have_count(4)
        await camera.shoot(screen, "several")


async def test_the_price_is_asked_about(camera: Camera) -> None:
    async with camera.scene(height=420) as (_, screen):
        await screen.command("video", prompt="a sailing boat leaves the harbour", model="Seedance 2.0 Fast")
        await expect(screen.message("Shall it?")).to_contain_text("makes this for")
        await camera.shoot(screen, "question")
        await screen.messages.last.get_by_role("button", name="Never mind").click()
        await screen.message("It cost nothing").wait_for()


async def test_a_refusal(camera: Camera) -> None:
    async with camera.scene(height=420) as (stage, screen):
        stage.gateway.will(Refuse())
        await screen.command("imagine", prompt="a portrait of a famous actor", model=PROGRESSING)
        await screen.message("refused").wait_for()
        await camera.shoot(screen, "refusal")


async def test_several_prompts_in_one(camera: Camera) -> None:
    async with camera.scene(height=420) as (_, screen):
        await screen.command("imagine", prompt="the {fox, cat, owl} {at night, in the snow}", model=PROGRESSING)
        await screen.message("6 pictures").locator(".controls button").first.wait_for()
        await camera.shoot(screen, "batch")
        await screen.messages.last.get_by_role("button", name="Never mind").click()
        await screen.message("It cost nothing").wait_for()


async def test_a_video(camera: Camera) -> None:
    async with camera.scene() as (_, screen):
        await screen.command("video", prompt="a fox in the forest at dawn", model="Seedance 2.0 Fast")
        await screen.message("Shall it?").get_by_role("button", name="Make it").click()
        video = screen.message("credits left").locator("video")
        await video.wait_for()
        assert await video.get_attribute("controls") is not None
        before = await video.bounding_box()
        await video.evaluate(_FRAME)
        assert await video.bounding_box() == before
        await camera.shoot(screen, "video")


# -- going on from a result


async def test_the_form_to_edit_with(camera: Camera) -> None:
    async with camera.scene() as (_, screen):
        await first_result(screen)
        await screen.messages.last.get_by_role("button", name="Edit").click()
        await expect(screen.form.get_by_role("textbox").first).to_have_value(FOX)
        await screen.form.get_by_role("textbox").first.fill("Let it be night, with northern lights")
        await camera.shoot(screen, "edit")
        await screen.form.get_by_role("button", name="Submit").click()
        await screen.message("northern lights").locator(".gallery img").wait_for()


async def test_the_menu_of_a_message(camera: Camera) -> None:
    async with camera.scene() as (_, screen):
        await first_result(screen)
        await screen.messages.last.locator(".picture").click(button="right", position={"x": 200, "y": 90})
        for name in ("Edit image", "Animate", "Use as reference"):
            await expect(screen.window.get_by_role("menuitem", name=name)).to_be_visible()
        await camera.shoot(screen, "menu", hovering=True)


async def test_a_reply_that_changes_a_result(camera: Camera) -> None:
    async with camera.scene(height=800) as (_, screen):
        await first_result(screen)
        await screen.reply_to(screen.messages.last)
        await screen.line.fill("let it be night")
        await screen.line.press("Enter")
        await expect(screen.results).to_have_count(2)
        await screen.results.last.locator(".gallery img").wait_for()
        await camera.shoot(screen, "reply")


async def test_one_of_several_pictures(camera: Camera) -> None:
    async with camera.scene() as (_, screen):
        await first_result(screen, "an owl at sunset", model="GPT Image 2", count="4")
        await screen.messages.last.get_by_role("button", name="Do something with one of them").click()
        await screen.option("Picture 3").click()
        picked = screen.message("Picture 3 of 4")
        await expect(picked).to_contain_text("Only you can see this")
        await expect(picked.locator(".controls")).to_contain_text("Edit")
        await camera.shoot(screen, "picked")


async def test_details_and_versions(camera: Camera) -> None:
    async with camera.scene() as (_, screen):
        await first_result(screen)
        for number, change in enumerate(("let it be night", "with northern lights"), start=2):
            await screen.reply_to(screen.results.last)
            await screen.line.fill(change)
            await screen.line.press("Enter")
            await expect(screen.results).to_have_count(number)
        await screen.results.last.get_by_role("button", name="Details").click()
        await screen.message("Versions: 3").get_by_role("button", name="Open a version").wait_for()
        await camera.shoot(screen, "details")
