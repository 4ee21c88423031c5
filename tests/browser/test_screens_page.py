"""Photographs of the playground itself."""

import pytest
from playwright.async_api import expect

from sandbox.discord import World
from tests.browser.camera import FOX, PROGRESSING, Camera, first_result

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


async def test_a_first_visit(camera: Camera) -> None:
    world = World.small()
    world.add_thread("sketches", world.channel("gallery"))
    async with camera.scene(width=1280, height=760, page={"tour": True}, world=world) as (_, screen):
        tour = screen.window.get_by_role("region", name="Tour")
        await screen.command("imagine", prompt=FOX, model=PROGRESSING)
        await expect(tour).to_contain_text("Reply to change it")
        await expect(screen.results).to_have_count(1)
        await expect(screen.messages).to_have_count(1)  # the one that showed the progress is gone
        await camera.shoot(screen, "playground")


async def test_behind_the_scenes_by_day(camera: Camera) -> None:
    async with camera.scene(width=1280, height=900, page={"color_scheme": "light"}) as (stage, screen):
        await first_result(screen)
        stage.gateway.hold()
        await screen.command("imagine", prompt="a castle in the clouds", model=PROGRESSING)
        await screen.messages.last.get_by_role("button", name="Cancel").wait_for()
        drawer = await screen.drawer()
        await expect(drawer.get_by_role("row", name="running")).to_be_visible()
        await camera.shoot(screen, "drawer")
        stage.gateway.let_go()
        await expect(screen.results).to_have_count(2)
