"""Who is here: the list at the right, by which one looks as them."""

import pytest
from playwright.async_api import Locator, expect

from sandbox.discord import FakeDiscord, Limits, World
from sandbox.web.operator import Operator
from tests.browser.screen import OpenScreen, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(60)]
WIDE = {"width": 1280, "height": 700}
NARROW = {"width": 420, "height": 700}


def everybody(screen: Screen) -> Locator:
    """The list."""
    return screen.window.get_by_role("region", name="Members")


def opener(screen: Screen) -> Locator:
    return screen.window.get_by_role("button", name="Members", exact=True)


async def marked(screen: Screen) -> str | None:
    return await everybody(screen).locator("[aria-current]").get_attribute("aria-label")


async def test_everybody_is_listed_by_what_they_are(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord, viewport=WIDE) as screen:
        groups = await everybody(screen).locator("section").all_inner_texts()
        assert [" ".join(group.split()) for group in groups] == [
            "Owner — 1 O Olga",
            "Moderators — 1 M Mod",
            "Members — 2 A Ada you B Ben",
            "Apps — 1 Atelier APP",
        ]
        assert await marked(screen) == "Look as Ada, member"
        await expect(everybody(screen).get_by_role("button")).to_have_count(4)  # nobody looks as the bot


async def test_one_press_looks_as_somebody_else(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord, viewport=WIDE) as screen:
        await screen.visit("gallery")
        mod = everybody(screen).get_by_role("button", name="Look as Mod, moderator")
        await mod.locator("..").click(position={"x": 20, "y": 20})  # the face
        await expect(screen.window.locator(".who")).to_contain_text("Mod")
        await expect(screen.window.get_by_role("heading", level=1)).to_have_text("gallery")
        assert await marked(screen) == "Look as Mod, moderator"
        await expect(mod).to_be_focused()
        await screen.settled()
        await screen.say("from the moderator")
        await screen.message("from the moderator").get_by_role("heading", name="Mod").wait_for()
        await everybody(screen).get_by_role("button", name="Look as Olga, owner").press("Enter")
        await expect(screen.window.locator(".who")).to_contain_text("Olga")


async def test_between_people_it_is_those_who_are_there(open_screen: OpenScreen) -> None:
    world = World.small()
    world.add_private_channel("Friends", world.user("Ada"), world.user("Ben"), world.user("Olga"))
    async with FakeDiscord(world) as discord, open_screen(discord, viewport=WIDE) as screen:
        await screen.visit("Friends")
        await expect(everybody(screen).get_by_role("heading")).to_have_text(["Members — 3"])
        await everybody(screen).get_by_role("button", name="Look as Ben, member").click()
        await expect(screen.window.locator(".who")).to_contain_text("Ben")
        await expect(screen.window.get_by_role("heading", level=1)).to_have_text("Friends")
        await screen.visit("Atelier")
        await expect(everybody(screen).get_by_role("heading")).to_have_text(["Members — 1", "Apps — 1"])


async def test_somebody_new_is_added(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord, viewport=WIDE) as screen:
        discord.world.add_member("Zoe")
        await discord.person("Zoe").say("general", "hello")
        await expect(everybody(screen).get_by_role("button", name="Look as Zoe, member")).to_be_visible()
        await expect(everybody(screen).get_by_role("heading", name="Members — 3")).to_be_visible()


async def test_it_is_there_where_there_is_room_and_else_as_it_was_left(open_screen: OpenScreen) -> None:
    async with FakeDiscord(World.small()) as discord, open_screen(discord, viewport=WIDE) as screen:
        await expect(opener(screen)).to_have_attribute("aria-expanded", "true")
        await screen.window.set_viewport_size({"width": 1000, "height": 700})
        await expect(everybody(screen)).to_be_hidden()
        await opener(screen).click()
        await expect(everybody(screen)).to_be_visible()
        assert await screen.window.evaluate("document.documentElement.scrollWidth") == 1000
        await opener(screen).click()
        await screen.window.set_viewport_size({"width": 1280, "height": 700})
        await expect(everybody(screen)).to_be_hidden()
        await screen.window.reload()
        await screen.settled()
        await expect(everybody(screen)).to_be_hidden()
        await expect(opener(screen)).to_have_attribute("aria-expanded", "false")
        await opener(screen).click()
        await screen.window.reload()
        await screen.settled()
        await expect(everybody(screen)).to_be_visible()


async def test_it_makes_room_for_the_operator_s_drawer(open_screen: OpenScreen) -> None:
    async with (
        FakeDiscord(World.small()) as discord,
        open_screen(discord, viewport=WIDE, operator=Operator(discord)) as screen,
    ):
        drawer = screen.window.get_by_role("button", name="Operator", exact=True)
        await drawer.click()
        await expect(everybody(screen)).to_be_hidden()
        await expect(opener(screen)).to_be_hidden()
        await drawer.click()
        await expect(everybody(screen)).to_be_visible()


async def test_on_a_narrow_screen_it_is_a_sheet(open_screen: OpenScreen) -> None:
    async with (
        FakeDiscord(World.small(), limits=Limits.none()) as discord,
        open_screen(discord, viewport=NARROW) as screen,
    ):
        await expect(everybody(screen)).to_be_hidden()
        await opener(screen).press("Enter")
        await expect(everybody(screen).get_by_role("button", name="Look as Ada")).to_be_focused()
        await screen.window.keyboard.press("Escape")
        await expect(everybody(screen)).to_be_hidden()
        await expect(opener(screen)).to_be_focused()
        await opener(screen).click()
        await screen.window.mouse.click(40, 300)
        await expect(everybody(screen)).to_be_hidden()
        await opener(screen).click()
        await everybody(screen).get_by_role("button", name="Look as Ben").click()
        await expect(everybody(screen)).to_be_hidden()
        await expect(opener(screen)).to_be_focused()
        await expect(screen.window.locator(".who")).to_contain_text("Ben")
        assert await screen.window.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
