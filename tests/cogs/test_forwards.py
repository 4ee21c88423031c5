"""Pictures in messages that were forwarded: Discord sends them as snapshots, beside an empty message."""

from typing import Any

import pytest

from sandbox.discord import Upload, World
from tests.conftest import OpenStage
from tests.pictures import png
from tests.results import CHEAP, finished, made
from tests.stage import Stage

PICTURE = Upload("cat.png", png(256, 256))
OTHER = Upload("dog.png", png(300, 200))
ADDRESS = "https://pictures.example/fox.png"
LINK = {"type": "image", "url": ADDRESS, "thumbnail": {"url": ADDRESS}}
Message = dict[str, Any]


async def forwarded(stage: Stage, who: str = "Ada", *, channel: str | None = "general") -> Message:
    """Two pictures of Ben's, forwarded by that person."""
    posted = await stage.person("Ben").say("gallery", "my cat", [PICTURE, OTHER])
    return await stage.person(who).forward(posted, channel)


@pytest.mark.parametrize("menu", ["Edit image", "Animate", "Use as reference"])
async def test_menus_see_the_pictures(open_stage: OpenStage, menu: str) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        opened = await stage.person("Ada").context_menu(menu, await forwarded(stage))
        await opened.acknowledged()
        filled = await stage.person("Ada").submit_modal(opened, {"prompt": "make it night"})
        await stage.outcome(filled)
        job = await finished(stage, 1)
        given = [*job.request.references, *filter(None, [job.request.first_frame])]
        assert len(given) == (1 if menu == "Animate" else 2)
        assert all(picture.path.startswith(f"references/{job.id}/") for picture in given)


async def test_replies_that_mention_the_bot_see_them(open_stage: OpenStage) -> None:
    world = World.small()
    world.application.privileged_intents.add("message_content")
    async with open_stage(new_member_grant=1000, world=world, message_content_intent=True) as stage:
        await stage.person("Mod").reply(await forwarded(stage), "@Atelier 2: make it night")
        job = await finished(stage, 1)
        assert (job.request.prompt, len(job.request.references)) == ("make it night", 1)
        assert (job.request.references[0].width, job.request.references[0].height) == (300, 200)


async def test_what_discord_hides_is_said_to_be_hidden(on_stage: Stage) -> None:
    """Without the privileged intent."""
    message = await forwarded(on_stage)
    await on_stage.person("Ada").reply(message, "@Atelier make it night")
    said = await on_stage.discord.wait_for(lambda change: "does not show me that picture" in change.message["content"])
    assert said.message["channel_id"] == message["channel_id"]
    assert await on_stage.jobs() == []


async def test_in_direct_messages_a_reply_is_enough(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        await made(stage)
        message = await forwarded(stage, channel=None)
        await stage.person("Ada").reply(message, "make it night")
        job = await finished(stage, 2)
        assert len(job.request.references) == 2


async def test_a_forwarded_result_is_no_reply_to_it(open_stage: OpenStage) -> None:
    """Discord refers to what was forwarded in the same field."""
    async with open_stage(new_member_grant=1000) as stage:
        _, result = await made(stage)
        ada = stage.person("Ada")
        message = await ada.forward(result, None)
        assert message["message_reference"]["message_id"] == result["id"]
        await ada.reply(message, "make it night")
        job = await finished(stage, 2)
        assert (job.request.prompt, job.request.parent, len(job.request.references)) == ("make it night", "", 1)
        assert len(stage.discord.direct_messages(ada)) == 3, "the forward, the reply and the result"


async def test_links_that_were_forwarded_count_too(on_stage: Stage) -> None:
    posted = await on_stage.person("Ben").say("gallery", ADDRESS, embeds=[LINK])
    opened = await on_stage.person("Ada").context_menu(
        "Edit image", await on_stage.person("Ada").forward(posted, "general")
    )
    await opened.acknowledged()
    assert opened.modal


@pytest.mark.parametrize(("rule", "may"), [("own", False), ("results", False), ("anyone", True)])
async def test_whose_they_were_nobody_knows(open_stage: OpenStage, rule: str, *, may: bool) -> None:
    """Forwarding makes nobody's pictures one's own."""
    async with open_stage(new_member_grant=1000, editable=rule) as stage:
        opened = await stage.person("Ada").context_menu("Edit image", await forwarded(stage))
        await opened.acknowledged()
        assert bool(opened.modal) == may


async def test_text_alone_has_no_picture(on_stage: Stage) -> None:
    posted = await on_stage.person("Ben").say("gallery", "no cat")
    message = await on_stage.person("Ada").forward(posted, "general")
    refused = await on_stage.person("Ada").context_menu("Edit image", message)
    said = await refused.until(lambda found: "no picture in that message" in found["content"])
    assert said["flags"] & 64
    assert CHEAP not in str(said)
