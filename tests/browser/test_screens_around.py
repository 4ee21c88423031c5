"""Photographs of what there is around making pictures."""

import pytest
from playwright.async_api import expect

from sandbox.aihubmix.behaviours import Refuse
from tests.browser.camera import FOX, PROGRESSING, Camera, first_result

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


async def test_what_is_under_way(camera: Camera) -> None:
    async with camera.scene(height=640, max_running_per_member=1) as (stage, screen):
        stage.gateway.hold()
        for prompt in (FOX, "a cat on the roofs of Paris"):
            await screen.command("imagine", prompt=prompt, model=PROGRESSING)
            await screen.messages.last.get_by_role("button", name="Cancel").wait_for()
        await screen.command("jobs")
        await screen.message("Ada used /jobs").get_by_role("button", name="Refresh").wait_for()
        await camera.shoot(screen, "jobs")
        stage.gateway.let_go()
        await expect(screen.results).to_have_count(2)


async def test_the_history_of_credits(camera: Camera) -> None:
    async with camera.scene(height=640) as (stage, screen):
        await first_result(screen)
        stage.gateway.will(Refuse())
        await screen.command("imagine", prompt="a portrait of a famous actor", model=PROGRESSING)
        await screen.message("refused").wait_for()
        await stage.idle()
        await screen.command("credits history")
        await screen.message("Ada used /credits history").locator(".content").wait_for()
        await camera.shoot(screen, "credits")


async def test_what_one_has_made(camera: Camera) -> None:
    async with camera.scene(height=860) as (_, screen):
        for number, prompt in enumerate((FOX, "a cat on the roofs at night", "an owl at sunset"), start=1):
            await screen.command("imagine", prompt=prompt, model=PROGRESSING)
            await expect(screen.results).to_have_count(number)
        await screen.command("history")
        await expect(screen.message("Your work: 3").locator(".thumbnail img")).to_have_count(3)
        await camera.shoot(screen, "history")


async def test_settings(camera: Camera) -> None:
    async with camera.scene(height=760) as (_, screen):
        await screen.command("settings")
        await screen.message("Your settings here").locator(".controls button").first.wait_for()
        await camera.shoot(screen, "settings")


async def test_presets(camera: Camera) -> None:
    async with camera.scene(height=540) as (_, screen):
        await screen.command("preset list")
        await screen.message("Presets").locator(".content").wait_for()
        await camera.shoot(screen, "presets")


async def test_another_language(camera: Camera) -> None:
    async with camera.scene() as (_, screen):
        await screen.window.get_by_label("Language of the client").select_option("de")
        await screen.command("imagine", prompt="ein Fuchs im Schnee bei Sonnenaufgang", model=PROGRESSING)
        await screen.message("Credits").locator(".gallery img").wait_for()
        await expect(screen.messages.last.get_by_role("button", name="Ändern")).to_be_visible()
        await camera.shoot(screen, "german")


async def test_the_page_of_models(camera: Camera) -> None:
    async with camera.scene(height=900) as (_, screen):
        await screen.command("models")
        await screen.message("Ada used /models").locator(".controls button").first.wait_for()
        await camera.shoot(screen, "models")


# -- help with prompts


async def test_prompts_for_a_picture(camera: Camera) -> None:
    async with camera.scene(height=640) as (_, screen):
        await first_result(screen)
        await screen.command("describe")
        described = screen.message("Four prompts")
        await expect(described.locator(".controls button")).to_have_count(4)
        await camera.shoot(screen, "describe")


async def test_a_richer_prompt(camera: Camera) -> None:
    async with camera.scene(height=420) as (_, screen):
        await screen.command("imagine", prompt="a fox", model=PROGRESSING, enhance="True")
        await screen.message("Which one?").get_by_role("button", name="Use the new one").wait_for()
        await camera.shoot(screen, "richer")
        await screen.messages.last.get_by_role("button", name="Never mind").click()
        await screen.message("It cost nothing").wait_for()


async def test_a_safer_wording(camera: Camera) -> None:
    async with camera.scene(height=460) as (stage, screen):
        stage.gateway.will(Refuse())
        await screen.command("imagine", prompt="a bloody fox by Greg Rutkowski", model=PROGRESSING)
        await screen.message("refused").get_by_role("button", name="Safer wording").click()
        await screen.message("A safer wording").get_by_role("button", name="Run it").wait_for()
        await camera.shoot(screen, "wording")
