"""Going on with results, as somebody would who means no good, or is merely unlucky."""

import time
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot import deletion
from bot.catalog.catalog import Catalog, check
from bot.errors import BadOptions, PromptTooLong, UnsupportedOption
from bot.media.requests import GenerationRequest
from bot.prompts.macros import Preset, dressed
from bot.ui.editing import options_of
from bot.ui.reach import pictures_in
from bot.ui.tastes import change
from bot.ui.wishes import parsed_extras
from sandbox.discord import Upload
from tests.cogs.test_appeals import appealed, ruled, with_channel
from tests.cogs.test_history import opened, said
from tests.cogs.test_refusals import refused
from tests.cogs.test_refusals import result as allowed_result
from tests.conftest import OpenStage
from tests.pictures import png
from tests.results import CHEAP, PAINTER, finished, made, press, shown
from tests.stage import Stage, everything_logged

PICTURE = Upload("cat.png", png(256, 256))
SECRET = "my secret birthday surprise"


async def test_a_reply_that_begins_with_a_shape_names_no_picture(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        _, result = await made(stage, model=PAINTER, count=3, quality="low")
        await stage.person("Ada").reply(result, "3:2 please, and a red sky")
        second = await finished(stage, 2)
        assert second.request.prompt == "3:2 please, and a red sky"
        assert len(second.request.references) == 3


async def test_a_private_turn_stays_out_of_what_others_go_on_with(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada, ben = stage.person("Ada"), stage.person("Ben")
        first, result = await made(stage, prompt=SECRET, private=True)
        form = await ada.click(result, f"edit:{first.id}:0")
        await form.acknowledged()
        await ada.submit_modal(form, {"prompt": "make it blue"})
        second = await finished(stage, 2)
        assert [turn.prompt for turn in second.request.turns] == [SECRET]
        pressed = await ada.click(await shown(stage, second), f"share:{second.id}")
        await pressed.until(lambda found: "Shared" in found["content"])
        (public,) = stage.discord.messages("general", ben)
        await ben.reply(public, "undo the last change")
        third = await finished(stage, 3)
        assert [turn.prompt for turn in third.request.turns] == ["make it blue"]
        assert SECRET not in str(stage.gateway.requests[-1].json)
        assert first.id not in third.request.model_dump_json()
        again = await ben.click(public, f"again:{second.id}")  # the picture it was made from is Ada's alone
        await again.until(lambda found: "only its member sees" in found["content"])
        await ada.reply(public, "undo it")
        own = await finished(stage, 4)
        assert [turn.prompt for turn in own.request.turns] == [SECRET, "make it blue"]


@pytest.mark.parametrize("what", ["again", "vary", "edit"])
async def test_whoever_likes_results_private_has_them_so_from_buttons_too(open_stage: OpenStage, what: str) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage)
        ben, account = stage.person("Ben"), stage.account("Ben")
        await change(stage.bot.services, account.guild_id, account.user_id, "private", True)
        form = await ben.click(result, f"{what}:{first.id}" + ("" if what == "again" else ":0"))
        if what == "edit":
            await form.acknowledged()
            await ben.submit_modal(form, {"prompt": "a blue fox"})
        second = await finished(stage, 2)
        assert second.private
        assert len(stage.discord.messages("general", stage.person("Ada"))) == 1


async def test_what_moderators_allow_stays_covered(on_stage: Stage) -> None:
    await with_channel(on_stage)
    await appealed(on_stage, await refused(on_stage, spoiler=True))
    await ruled(on_stage, "Allow")
    made_of_it = await allowed_result(on_stage)
    assert made_of_it["attachments"][0]["filename"].startswith("SPOILER_")


async def test_what_is_made_of_a_covered_picture_is_covered(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        picture = Upload("SPOILER_cat.png", png(256, 256))
        await stage.person("Ada").say("general", "@Atelier make it red", [picture])
        job = await finished(stage, 1)
        assert job.spoiler


def test_presets_in_presets_do_not_fill_the_memory() -> None:
    known = {name: Preset(name=name, text="{prompt}" * 125) for name in ("a", "b", "c", "d", "e")}
    with pytest.raises(PromptTooLong):
        dressed("x --a --b --c --d --e", None, known, 10)
    with pytest.raises(PromptTooLong):
        dressed("x" * 3900 + " --a", None, known, 10)


@pytest.mark.parametrize("seed", ["-1", "9" * 40, "2147483648"])
def test_a_typed_seed_is_one_that_commands_take(seed: str) -> None:
    options, _, _ = options_of(f"seed={seed}")
    spec = next(spec for spec in Catalog.load() if spec.seed and not spec.needs_reference and spec.medium == "image")
    request = GenerationRequest.model_validate({"model": spec.id, "prompt": "a fox", **options})
    with pytest.raises(UnsupportedOption):
        check(spec, request)


def test_options_are_read_in_proportion_to_their_length() -> None:
    before = time.thread_time()
    with pytest.raises(BadOptions):
        parsed_extras("a" * 40_000)
    assert time.thread_time() - before < 1, "it was twelve seconds"


async def test_a_menu_on_one_s_own_picture_works_where_others_are_closed(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000, editable="own") as stage:
        ada = stage.person("Ada")
        posted = await ada.say("general", "my cat", [PICTURE])
        form = await ada.context_menu("Edit image", posted)
        await form.acknowledged()
        await ada.submit_modal(form, {"prompt": "make it night"})
        assert (await finished(stage, 1)).state == "succeeded"


async def test_sharing_in_direct_messages_shows_a_server_s_result_to_nobody(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, _ = await made(stage, private=True)
        ask = await stage.person("Ada").slash("history", channel=None)
        shown_there = await opened(stage, await ask.until(said), first.id)
        pressed = await stage.person("Ada").click(shown_there, f"share:{first.id}")
        told = await pressed.until(lambda found: "share it in another" in found["content"])
        assert told["flags"] & 64
        assert (await stage.jobs())[0].private


async def test_a_request_whose_message_is_gone_is_answered_all_the_same(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada = stage.person("Ada")
        _, result = await made(stage, model=PAINTER)
        asked = await ada.reply(result, "make the sky red")
        await ada.delete(asked)
        second = await finished(stage, 2)
        assert (await shown(stage, second))["attachments"]
        with everything_logged() as log:
            before = len(stage.discord.messages("general"))
            await ada.delete(await ada.reply(result, "7: make the sky red"))
            await stage.discord.service.feed.until(lambda: len(stage.discord.messages("general")) > before, 8)
            assert "There is no picture 7 there" in stage.discord.messages("general")[-1]["content"]
        assert not [line for line in log if "broke" in line]


async def test_what_is_made_anew_of_what_was_covered_is_covered(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada = stage.person("Ada")
        first, result = await made(stage, model=PAINTER, spoiler=True)
        form = await ada.click(result, f"edit:{first.id}:0")
        await form.acknowledged()
        await ada.submit_modal(form, {"prompt": "a redder fox", "how": "anew"})
        second = await finished(stage, 2)
        assert second.request.references == ()
        assert second.spoiler


async def test_again_does_without_a_deleted_picture_of_an_earlier_turn(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada, services = stage.person("Ada"), stage.bot.services
        first, _ = await made(stage, model=PAINTER)
        await ada.slash("edit", channel="general", options={"prompt": "make it blue", "model": CHEAP})
        second = await finished(stage, 2)
        assert first.id in str(second.request.references)
        await ada.reply(await shown(stage, second), "make it night")
        third = await finished(stage, 3)
        assert first.id in str(third.request.turns)
        await deletion.delete(services.store, services.files, services.desk, first.id, services.studio.now())
        fourth, _ = await press(stage, ada, await shown(stage, third), f"again:{third.id}")
        assert fourth.request.prompt == "make it night"
        assert first.id not in str(fourth.request.turns)


async def test_a_picture_that_discord_gives_no_type_is_one_by_its_name() -> None:
    def attachment(name: str) -> discord.Attachment:
        data: Any = {"id": "1", "filename": name, "size": 1, "url": f"https://cdn/{name}", "proxy_url": ""}
        state: Any = SimpleNamespace(http=None)
        return discord.Attachment(data=data, state=state)

    message: Any = SimpleNamespace(
        attachments=[attachment("Cat.HEIC"), attachment("cat.txt")], embeds=[], message_snapshots=[]
    )
    assert [given.name for given in pictures_in(message)] == ["Cat.HEIC"]
