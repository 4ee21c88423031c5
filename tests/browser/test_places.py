"""Threads, groups and servers without the bot are places too, and the browser goes back to where one was."""

import pytest
from playwright.async_api import expect

from sandbox.discord import FakeDiscord, World
from tests.browser.screen import OpenScreen
from tests.conftest import OpenStage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]


async def test_a_thread_and_a_group_are_listed_and_used(open_stage: OpenStage, open_screen: OpenScreen) -> None:
    world = World.small()
    world.add_thread("sketches", world.channel("gallery"))
    world.add_private_channel("Friends", world.user("Ada"), world.user("Ben"), world.user("Olga"))
    world.install(world.user("Ada"))
    async with open_stage(world=world) as stage, open_screen(stage.discord) as ada:
        await ada.visit("sketches")
        await ada.command("imagine", prompt="a fox", model="GPT-4o Image VIP")
        await ada.message("credits left").locator(".gallery img").wait_for()
        async with open_screen(stage.discord, who="Ben") as ben:
            await ada.visit("Friends")
            await ada.command("imagine", prompt="an owl", model="GPT-4o Image VIP")
            await ada.message("credits left").locator(".gallery img").wait_for()
            await ben.window.get_by_role("button", name="Friends unread").click()
            await ben.message("an owl").locator(".gallery img").wait_for()
            await ben.become("Mod")
            assert await ben.window.locator(".place").get_by_text("Friends").count() == 0
            assert await ben.window.locator("#title").inner_text() == "Atelier"


async def test_a_place_that_is_new_appears_when_something_is_said_there(
    open_stage: OpenStage, open_screen: OpenScreen
) -> None:
    async with open_stage() as stage, open_screen(stage.discord) as screen:
        stage.world.add_channel("news")
        stage.world.add_member("Zoe")
        await stage.person("Zoe").say("news", "hello from Zoe")
        await screen.window.get_by_role("button", name="news unread").click()
        assert "Zoe" in await screen.message("hello from Zoe").inner_text()
        stage.world.add_member("Yan")
        await stage.person("Yan").say("news", "and Yan")
        await screen.messages.filter(has_text="and Yan").get_by_role("heading", name="Yan").wait_for()


async def test_back_and_forward_go_where_one_was_and_as_whom(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord) as screen:
        title, who = screen.window.locator("#title"), screen.window.locator(".who")
        begun = await screen.window.evaluate("history.length")
        await screen.visit("gallery")
        await screen.visit("gallery")  # which is no step
        await screen.become("Ben")
        await screen.visit("general")
        assert await screen.window.evaluate("history.length") == begun + 3
        for channel, name in (("gallery", "Ben"), ("gallery", "Ada"), ("general", "Ada")):
            await screen.window.evaluate("history.back()")
            await expect(title).to_have_text(channel)
            await expect(who).to_contain_text(name)
        await screen.settled()
        await screen.say("as Ada")
        await screen.message("as Ada").wait_for()
        for channel, name in (("gallery", "Ada"), ("gallery", "Ben"), ("general", "Ben")):
            await screen.window.evaluate("history.forward()")
            await expect(title).to_have_text(channel)
            await expect(who).to_contain_text(name)
        await screen.message("as Ada").wait_for()
