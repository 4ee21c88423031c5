"""Going on from results outside the servers that have the bot, and in threads: buttons, menus, forms, plain words."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from sandbox.discord import Upload, World
from tests.conftest import OpenStage
from tests.pictures import png
from tests.results import Message, finished, message, press, shown
from tests.stage import Stage

FOX: dict[str, Any] = {"prompt": "a fox", "model": "gpt-4o-image"}
PRICE = 5
PICTURE = Upload("cat.png", png(256, 256))
GONE = "That job has ended already."


@pytest.fixture
def world() -> World:
    """Ada and Ben have it with them, and credits on Studio. Elsewhere does not have it."""
    world = World.small()
    elsewhere = world.add_guild("Elsewhere", world.user("Olga"), bot=False)
    world.add_channel("lounge", elsewhere)
    for name in ("Ada", "Ben"):
        world.join(world.user(name), elsewhere)
        world.install(world.user(name))
    world.add_private_channel("pair", world.user("Ada"), world.user("Ben"))
    world.add_thread("sketches", world.channel("general"))
    return world


@pytest.fixture
async def travelled(open_stage: OpenStage, world: World) -> AsyncGenerator[Stage]:
    async with open_stage(world=world) as stage:
        for who in ("Ada", "Ben"):
            await stage.imagine(who, options=FOX)
        await finished(stage, 2)
        yield stage


async def made_in(stage: Stage, place: str | None) -> tuple[str, Message]:
    """A result of Ada's there, and its job's id."""
    before = len(await stage.jobs())
    await stage.imagine(channel=place, options=FOX)
    job = await finished(stage, before + 1)
    return job.id, await shown(stage, job)


@pytest.mark.parametrize("place", ["lounge", "pair", "sketches"])
async def test_whoever_presses_pays_with_their_own_credits(travelled: Stage, place: str) -> None:
    job_id, result = await made_in(travelled, place)
    second, theirs = await press(travelled, travelled.person("Ben"), result, f"again:{job_id}")
    assert (second.user_id, second.asked_in) == (
        int(travelled.person("Ben").id),
        int(travelled.world.channel(place).guild_id or -1),
    )
    assert theirs["channel_id"] == travelled.world.channel(place).id
    assert theirs["attachments"]
    assert (await travelled.balance("Ada")).balance == 100 - 2 * PRICE
    assert (await travelled.balance("Ben")).balance == 100 - 2 * PRICE


async def test_a_direct_message_has_the_buttons_too(travelled: Stage) -> None:
    job_id, result = await made_in(travelled, None)
    second, theirs = await press(travelled, travelled.person("Ada"), result, f"vary:{job_id}:0")
    assert second.request.parent == job_id
    assert theirs["channel_id"] == result["channel_id"]
    assert theirs["attachments"]


async def test_a_form_opens_and_is_answered_between_people(travelled: Stage) -> None:
    job_id, result = await made_in(travelled, "pair")
    ada = travelled.person("Ada")
    opened = await ada.click(result, f"edit:{job_id}:0")
    await opened.acknowledged()
    assert opened.modal
    filled = await ada.submit_modal(opened, {"prompt": "make it blue", "how": "change"})
    await filled.acknowledged()
    edited = await finished(travelled, 4)
    assert edited.request.parent == job_id
    assert (await shown(travelled, edited))["attachments"]


@pytest.mark.parametrize("place", ["lounge", "pair"])
async def test_the_menu_of_anybodys_message_is_there(travelled: Stage, place: str) -> None:
    ada = travelled.person("Ada")
    said = await travelled.person("Ben").say(place, "look", [PICTURE])
    opened = await ada.context_menu("Edit image", said)
    await opened.acknowledged()
    assert opened.modal
    filled = await ada.submit_modal(opened, {"prompt": "make it blue"})
    await filled.acknowledged()
    edited = await finished(travelled, 3)
    assert edited.request.references
    assert (await shown(travelled, edited))["attachments"]


async def test_what_others_cannot_see_they_cannot_go_on_from(travelled: Stage) -> None:
    """Made in a direct message or between people, known elsewhere by its id alone."""
    ben = travelled.person("Ben")
    for place in (None, "pair"):
        job_id, _ = await made_in(travelled, place)
        carrier = travelled.discord.messages("general")[-1]
        posted = travelled.discord.service.board.get(carrier["id"])
        assert posted
        for number, custom_id in enumerate((f"again:{job_id}", f"edit:{job_id}:0", f"share:{job_id}")):
            button = {"type": 2, "id": 2, "style": 2, "label": "x", "custom_id": custom_id}
            posted.data["components"] = [{"type": 1, "id": 1, "components": [button]}]
            pressed = await ben.click(carrier, custom_id)
            refused = await pressed.until(lambda found: found["content"] and found["flags"] & 64)
            assert refused["content"] == GONE if number < 2 else "whoever asked for it" in refused["content"], custom_id


async def test_plain_words_in_a_direct_message_are_a_wish(travelled: Stage) -> None:
    ada = travelled.person("Ada")
    await ada.dm("make it red", [PICTURE])
    job = await finished(travelled, 3)
    result = await shown(travelled, job)
    assert (job.asked_in, job.guild_id) == (0, int(travelled.world.guild.id))
    assert result["attachments"]
    assert "of **Studio**" in result["content"]
    await ada.reply(result, "and now blue")
    assert (await finished(travelled, 4)).request.parent == job.id
    balance = await travelled.balance("Ada")
    assert balance.balance == 100 - sum(
        job_.cost or 0 for job_ in await travelled.jobs() if job_.user_id == int(ada.id)
    )


async def test_somebody_nobody_pays_for_is_told_so_in_words(travelled: Stage) -> None:
    mod = travelled.person("Mod")
    await mod.dm("make it red", [PICTURE])
    said = await travelled.discord.wait_for(
        lambda change: change.message["content"].startswith("Here you spend your credits")
    )
    assert said.message["channel_id"] == travelled.world.direct_channel(mod.user).id
    assert len(await travelled.jobs()) == 2


async def test_a_reply_in_a_thread_is_answered_there(travelled: Stage) -> None:
    job_id, result = await made_in(travelled, "sketches")
    await travelled.person("Ben").reply(result, "make it blue")
    job = await finished(travelled, 4)
    assert job.request.parent == job_id
    found = await shown(travelled, job, "Ben")
    assert found["channel_id"] == result["channel_id"]


async def test_nothing_is_shared_where_the_bot_may_not_post(travelled: Stage) -> None:
    result = await travelled.imagine(channel="lounge", options={**FOX, "private": True})
    job = await finished(travelled, 3)
    pressed = await travelled.person("Ada").click(message(travelled, result["id"]), f"share:{job.id}")
    await pressed.until(lambda found: "may not post pictures" in found["content"])
    lounge = f"/channels/{travelled.world.channel('lounge').id}/"
    assert not any(exchange.path.startswith(lounge) for exchange in travelled.discord.exchanges)
    assert travelled.discord.messages("lounge") == []
