"""What a message's own menu offers."""

import pytest

from bot.catalog.catalog import Status
from sandbox.aihubmix.behaviours import Refuse
from sandbox.discord import Upload
from tests.conftest import OpenStage
from tests.pictures import png
from tests.results import CHEAP, PAINTER, finished, made, shown
from tests.stage import Stage, answered, custom_ids

PICTURE = Upload("cat.png", png(256, 256))
OTHER = Upload("dog.png", png(300, 200))
MENUS = ("Edit image", "Animate", "Use as reference", "Show details", "Cancel or delete")


def test_discord_py_registers_no_more_than_five(on_stage: Stage) -> None:
    names = [command["name"] for command in on_stage.person("Ada").commands("general", 3)]
    assert set(MENUS) <= set(names)
    assert len(names) <= 5


async def test_anybody_s_picture_is_changed_by_the_menu(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        posted = await stage.person("Ben").say("general", "my cat", [PICTURE])
        ada = stage.person("Ada")
        opened = await ada.context_menu("Edit image", posted)
        await opened.acknowledged()
        await ada.submit_modal(opened, {"prompt": "make it night"})
        job = await finished(stage, 1)
        assert job.request.prompt == "make it night"
        assert job.request.references[0].path.startswith(f"references/{job.id}/")


async def test_a_result_is_changed_by_the_menu_in_conversation(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage)
        ada = stage.person("Ada")
        opened = await ada.context_menu("Edit image", result)
        await opened.acknowledged()
        await ada.submit_modal(opened, {"prompt": "make it night"})
        second = await finished(stage, 2)
        assert second.request.turns[-1].prompt == first.request.prompt


async def test_a_result_as_reference_is_something_new(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, model=PAINTER, aspect="3:2")
        ada = stage.person("Ada")
        opened = await ada.context_menu("Use as reference", result)
        await opened.acknowledged()
        await ada.submit_modal(opened, {"prompt": "a poster in this style"})
        second = await finished(stage, 2)
        assert (second.request.turns, second.request.aspect) == ((), "")
        assert [picture.path for picture in second.request.references] == [f"results/{first.id}/1.png"]


async def test_anybody_s_picture_is_animated(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        posted = await stage.person("Ben").say("general", "my cat", [PICTURE])
        ada = stage.person("Ada")
        opened = await ada.context_menu("Animate", posted)
        await opened.acknowledged()
        await answered(stage.discord, await ada.submit_modal(opened, {"prompt": "it yawns"}), "yes")
        job = await finished(stage, 1)
        assert job.request.medium == "video"
        assert (await shown(stage, job))["attachments"]


@pytest.mark.parametrize("menu", ["Edit image", "Animate", "Use as reference"])
async def test_a_message_without_pictures_is_said_to_have_none(on_stage: Stage, menu: str) -> None:
    posted = await on_stage.person("Ben").say("general", "hello")
    asked = await on_stage.person("Ada").context_menu(menu, posted)
    said = await asked.until(lambda found: bool(found["content"]))
    assert "There is no picture in that message" in said["content"]
    assert said["flags"] & 64


async def test_a_form_about_another_s_picture_is_gone_with_the_process(on_stage: Stage) -> None:
    posted = await on_stage.person("Ben").say("general", "my cat", [PICTURE])
    opened = await on_stage.person("Ada").context_menu("Edit image", posted)
    await opened.acknowledged()
    await on_stage.restart()
    sent = await on_stage.person("Ada").submit_modal(opened, {"prompt": "make it night"})
    said = await sent.until(lambda found: bool(found["content"]))
    assert "please use the command again" in said["content"]


async def test_the_rule_holds_when_the_form_is_sent_too(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        posted = await stage.person("Ben").say("general", "my cat", [PICTURE])
        opened = await stage.person("Ada").context_menu("Edit image", posted)
        await opened.acknowledged()
        ask = await stage.person("Mod").slash("server set", channel="general", rule="editable", value="own")
        await stage.outcome(ask)
        sent = await stage.person("Ada").submit_modal(opened, {"prompt": "make it night"})
        said = await sent.until(lambda found: bool(found["content"]))
        assert "you may only change your own results" in said["content"]
        again = await stage.person("Ada").context_menu("Edit image", posted)
        said = await again.until(lambda found: bool(found["content"]))
        assert "you may only change your own results" in said["content"]


async def test_a_retired_model_chosen_in_a_form_offers_its_successor(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        _, result = await made(stage)
        ada = stage.person("Ada")
        opened = await ada.context_menu("Edit image", result)
        await opened.acknowledged()
        stage.bot.services.catalog.learn({}, {CHEAP: Status(stage="retired", successor=PAINTER)})
        sent = await ada.submit_modal(opened, {"prompt": "make it night"})
        offered = await sent.until(lambda found: bool(found["components"]))
        await ada.click(offered, "Use GPT Image 2")
        assert (await finished(stage, 2)).request.model == PAINTER


async def test_details_of_a_result_and_of_what_has_made_nothing(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        _, result = await made(stage)
        ada = stage.person("Ada")
        told = await (await ada.context_menu("Show details", result)).until(lambda found: bool(found["content"]))
        assert "a fox" in told["content"]
        assert told["flags"] & 64
        stage.gateway.will(Refuse())
        ended = await stage.imagine(prompt="a fight", model=CHEAP)
        told = await (await ada.context_menu("Show details", ended)).until(lambda found: bool(found["content"]))
        assert "Charged" in told["content"]
        refused_ = await stage.person("Ben").context_menu("Show details", ended)
        await refused_.until(lambda found: "may not do that" in found["content"])


async def test_the_menu_deletes_results_and_last_words(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        _, result = await made(stage)
        mod = stage.person("Mod")
        asked = await (await mod.context_menu("Cancel or delete", result)).until(
            lambda found: bool(found["components"])
        )
        assert not any(custom_id.endswith(":good") for custom_id in custom_ids(asked))
        mine = await stage.person("Ada").context_menu("Cancel or delete", result)
        asked = await mine.until(lambda found: bool(found["components"]))
        await stage.person("Ada").click(asked, "Only this message")
        await stage.discord.service.feed.until(lambda: not stage.discord.messages("general"), 8)
        stage.gateway.will(Refuse())
        ended = await stage.imagine(prompt="a fight", model=CHEAP)
        denied = await stage.person("Ben").context_menu("Cancel or delete", ended)
        await denied.until(lambda found: "may not do that" in found["content"])
        gone = await stage.person("Ada").context_menu("Cancel or delete", ended)
        await gone.until(lambda found: "has been deleted" in found["content"])
        assert stage.discord.messages("general") == []


async def test_pictures_that_links_show_count_as_well(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ben, ada = stage.person("Ben"), stage.person("Ada")
        url = (await ben.say("gallery", "my cat", [PICTURE]))["attachments"][0]["url"]
        shown_: dict[str, object] = {"url": url, "width": 256, "height": 256}
        linked = await ben.say("general", f"look: {url}", [OTHER], embeds=[{"type": "image", "thumbnail": shown_}])
        opened = await ada.context_menu("Edit image", linked)
        await opened.acknowledged()
        await ada.submit_modal(opened, {"prompt": "put them together"})
        job = await finished(stage, 1)
        assert {(picture.width, picture.height) for picture in job.request.references} == {(256, 256), (300, 200)}
