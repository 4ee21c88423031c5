"""The buttons of results: again, variations, edit, animate, share, and the menu of several pictures."""

import asyncio
import re
from typing import Any

import pytest

from bot import deletion
from bot.catalog.catalog import Status
from bot.jobs import rows, showings
from bot.jobs.rows import Job
from bot.ui.tastes import change
from sandbox.discord import Ask, Person, Upload, World
from tests.conftest import OpenStage
from tests.pictures import png
from tests.planting import Seed, plant, plant_all, show
from tests.results import CHEAP, PAINTER, Message, finished, made, message, press, shown
from tests.stage import Stage, answered, custom_ids

PICTURE = Upload("cat.png", png(256, 256))


def labels(said: dict[str, Any]) -> list[str]:
    return [item.get("label", "") for row in said["components"] for item in row["components"]]


async def edit_form(person: Person, made_: Job, result: Message) -> Ask:
    """The form that a result's Edit opens."""
    opened = await person.click(result, f"edit:{made_.id}:0")
    await opened.acknowledged()
    return opened


def fields_of(opened: Ask) -> dict[str, dict[str, Any]]:
    """Of an open form, by custom id."""
    assert opened.modal is not None
    return {part["component"]["custom_id"]: part["component"] for part in opened.modal["components"]}


def chosen_in(field: dict[str, Any]) -> list[str]:
    options: list[dict[str, Any]] = field["options"]
    return [str(option["value"]) for option in options if option.get("default")]


async def test_a_result_carries_its_buttons(on_stage: Stage) -> None:
    _, result = await made(on_stage)
    assert labels(result)[:4] == ["Again", "Edit", "Variations", "Animate"]
    assert "Share" not in labels(result)


async def test_again_makes_another_one_with_the_same_request(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, model="gpt-image-2", aspect="3:2", quality="low")
        second, _ = await press(stage, stage.person("Ada"), result, f"again:{first.id}")
        assert second.request.model_copy(update={"parent": ""}) == first.request
        assert len(stage.gateway.bill) == 2


async def test_again_with_an_attached_picture_has_a_copy_of_its_own(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, image=PICTURE)
        second, _ = await press(stage, stage.person("Ada"), result, f"again:{first.id}")
        assert second.request.references[0].path.startswith(f"references/{second.id}/")


@pytest.mark.parametrize("years", [0, 1])
async def test_buttons_work_after_a_restart_and_on_messages_of_last_year(open_stage: OpenStage, years: int) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage)
        if years:
            await stage.age(first.id, 366)
            result = message(stage, result["id"])
        await stage.restart()
        _, second = await press(stage, stage.person("Ada"), result, f"again:{first.id}")
        assert second["attachments"]


async def test_whoever_presses_pays_and_gets_the_result(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=100) as stage:
        first, result = await made(stage)
        second, theirs = await press(stage, stage.person("Ben"), result, f"again:{first.id}")
        assert second.user_id == int(stage.person("Ben").id)
        assert stage.person("Ben").mention in theirs["content"]
        assert (await stage.balance("Ada")).balance == 95
        assert (await stage.balance("Ben")).balance == 95


async def test_two_people_at_once_get_one_each(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=100) as stage:
        first, result = await made(stage)
        await asyncio.gather(*[stage.person(name).click(result, f"again:{first.id}") for name in ("Ada", "Ben")])
        await finished(stage, 3)
        assert {job.user_id for job in await stage.jobs()} == {int(stage.person(name).id) for name in ("Ada", "Ben")}


async def test_a_double_click_is_one_press(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=100) as stage:
        first, result = await made(stage)
        ada = stage.person("Ada")
        pressed = await asyncio.gather(*[ada.click(result, f"again:{first.id}") for _ in range(3)])
        await asyncio.gather(*[one.acknowledged() for one in pressed])
        await finished(stage, 2)
        assert (await stage.balance("Ada")).balance == 90


async def test_the_pressed_button_is_locked_and_comes_back(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=100) as stage:
        first, result = await made(stage)
        locks: list[list[bool]] = []
        changes = stage.discord.changes(stage.person("Ben"))

        async def watch() -> None:
            async for change in changes:
                if change.message["id"] == result["id"]:
                    row = change.message["components"][0]["components"]
                    locks.append([bool(item.get("disabled")) for item in row])

        watching = asyncio.create_task(watch())
        await press(stage, stage.person("Ada"), result, f"again:{first.id}")
        watching.cancel()
        assert locks[0] == [True, False, False, False, False]
        assert locks[-1] == [False] * 5


async def test_the_button_comes_back_when_it_is_refused(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=6) as stage:
        first, result = await made(stage)
        pressed = await stage.person("Ada").click(result, f"again:{first.id}")
        said = await pressed.until(lambda found: "credits" in found["content"] and bool(found["flags"] & 64))
        assert "you have 1 credit" in said["content"]
        await stage.until(lambda: _unlocked(stage, result["id"]))
        assert len(await stage.jobs()) == 1
        assert len(stage.discord.messages("general")) == 1


async def _unlocked(stage: Stage, message_id: str) -> bool:
    row = message(stage, message_id)["components"][0]["components"]
    return not any(item.get("disabled") for item in row)


async def test_variations_go_by_the_picture(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, model=PAINTER)
        second, _ = await press(stage, stage.person("Ada"), result, f"vary:{first.id}:0")
        assert second.request.prompt == "A variation of this picture, with the same subject and style: a fox"
        assert second.request.references[0].path == f"results/{first.id}/1.png"
        assert second.request.parent == first.id
        third, _ = await press(stage, stage.person("Ada"), await shown(stage, second), f"vary:{second.id}:0")
        assert third.request.prompt == second.request.prompt


async def test_a_model_that_cannot_change_pictures_hands_over_and_says_so(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, model="imagen-4.0-fast-generate-001", aspect="16:9")
        second, varied = await press(stage, stage.person("Ada"), result, f"vary:{first.id}:0")
        assert second.request.model == PAINTER
        assert second.request.instead_of == first.request.model
        assert "Imagen 4 Fast cannot change pictures: GPT Image 2 did." in varied["content"]


async def test_the_menu_acts_on_one_of_several(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, model=PAINTER, count=3, quality="low")
        chosen = await stage.person("Ben").choose(result, f"pick:{first.id}", ["2"])
        offered = await chosen.until(lambda found: bool(found["components"]))
        assert offered["flags"] & 64
        assert "Picture 2 of 3" in offered["content"]
        assert len(offered["attachments"]) == 1
        assert custom_ids(offered) == [f"edit:{first.id}:2", f"vary:{first.id}:2", f"animate:{first.id}:2"]
        second, _ = await press(stage, stage.person("Ben"), offered, f"vary:{first.id}:2")
        assert [picture.path for picture in second.request.references] == [f"results/{first.id}/2.png"]


async def test_the_form_changes_the_picture_with_everything_filled_in(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada = stage.person("Ada")
        first, result = await made(stage, model=PAINTER, aspect="3:2", quality="low")
        opened = await edit_form(ada, first, result)
        fields = fields_of(opened)
        assert fields["prompt"]["value"] == "a fox"
        assert fields["options"]["value"] == "aspect=3:2 quality=low"
        assert chosen_in(fields["model"]) == [PAINTER]
        await ada.submit_modal(opened, {"prompt": "a blue fox", "files": [PICTURE]})
        second = await finished(stage, 2)
        assert (second.request.prompt, second.request.aspect, second.request.quality) == ("a blue fox", "3:2", "low")
        assert [picture.path.partition("/")[0] for picture in second.request.references] == ["results", "references"]
        assert second.request.parent == first.id


def offered_in(opened: Ask) -> list[str]:
    """Ids of the models of an open form."""
    return [option["value"] for option in fields_of(opened)["model"]["options"]]


def note_of(opened: Ask, name: str) -> str:
    assert opened.modal is not None
    labels_ = [part for part in opened.modal["components"] if part["component"]["custom_id"] == name]
    return str(labels_[0].get("description") or "")


async def test_the_form_offers_what_is_in_use_and_says_how_to_get_at_the_rest(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        last = [spec.id for spec in stage.bot.services.catalog if spec.serves("edit")][-1]
        planted = await plant_all(stage, [Seed(model=last), Seed(who="Ben", model="V3"), Seed(model=PAINTER)])
        result = await show(stage, planted[-1])
        opened = await stage.person("Ada").click(result, f"edit:{planted[-1]}:0")
        await opened.acknowledged()
        catalog = stage.bot.services.catalog
        ids, fit = offered_in(opened), [spec.id for spec in catalog if spec.serves("edit")]
        assert len(fit) > len(ids) == 25
        assert ids[:3] == [PAINTER, last, "V3"], "whoever made it, what Ada has used, what others have"
        assert {catalog[id_].maker for id_ in ids} == {catalog[id_].maker for id_ in fit}, "nobody is left out"
        assert note_of(opened, "model") == f"{len(fit) - 25} more: type model=ID under Options; /models lists all"


async def test_a_model_that_is_not_offered_can_be_typed(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada = stage.person("Ada")
        first, result = await made(stage)
        opened = await edit_form(ada, first, result)
        left = {spec.id for spec in stage.bot.services.catalog if spec.serves("edit")} - set(offered_in(opened))
        other = min(left, key=lambda id_: (not id_.startswith("gpt-image-1"), id_))
        await ada.submit_modal(opened, {"prompt": "make it blue", "options": f"model={other}"})
        assert (await finished(stage, 2)).request.model == other
        opened = await edit_form(ada, first, result)
        sent = await ada.submit_modal(opened, {"prompt": "make it blue", "options": "model=gpt-image-22"})
        refused = await sent.until(lambda found: bool(found["content"]))
        assert "GPT Image 2" in refused["content"]
        assert len(await stage.jobs()) == 2


async def test_a_model_that_cannot_change_pictures_is_offered_for_a_new_one(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed(model="imagen-4.0-generate-001"))
    opened = await on_stage.person("Ada").click(await show(on_stage, planted), f"edit:{planted}:0")
    await opened.acknowledged()
    options = fields_of(opened)["model"]["options"]
    assert options[1]["value"] == "imagen-4.0-generate-001"
    assert options[1]["label"].endswith(" · only a new one")
    assert re.search(r" · from \d+ credits?$", options[0]["label"]), "an edit may cost more than the least"
    assert chosen_in(fields_of(opened)["model"]) == [options[0]["value"]]


async def test_a_form_that_was_open_over_a_restart_is_answered(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada = stage.person("Ada")
        first, result = await made(stage)
        opened = await edit_form(ada, first, result)
        await stage.restart()
        await ada.submit_modal(opened, {"prompt": "make it night"})
        assert (await finished(stage, 2)).request.turns[-1].prompt == "a fox"


async def test_a_new_one_from_the_words_does_not_take_the_picture_along(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada = stage.person("Ada")
        first, result = await made(stage, model=PAINTER)
        opened = await edit_form(ada, first, result)
        await ada.submit_modal(opened, {"prompt": "a badger", "how": "anew", "options": "quality=low"})
        second = await finished(stage, 2)
        assert second.request.references == ()
        assert (second.request.quality, second.request.parent) == ("low", first.id)


async def test_what_is_wrong_in_a_form_is_said_and_free(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada = stage.person("Ada")
        first, result = await made(stage)
        for options, said in (("aspect 3:2", "Write options like"), ("count=99", "Write options like")):
            opened = await edit_form(ada, first, result)
            sent = await ada.submit_modal(opened, {"prompt": "x", "options": options})
            answer = await sent.until(lambda found: bool(found["content"]))
            assert said in answer["content"]
            assert answer["flags"] & 64
        assert len(await stage.jobs()) == 1


async def test_a_picture_is_animated_after_its_price_is_agreed(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=10_000) as stage:
        ada = stage.person("Ada")
        first, result = await made(stage)
        opened = await ada.click(result, f"animate:{first.id}:0")
        await opened.acknowledged()
        sent = await ada.submit_modal(opened, {"prompt": "it runs"})
        await answered(stage.discord, sent, "yes")
        second = await finished(stage, 2)
        film = await shown(stage, second)
        assert film["attachments"][0]["content_type"] == "video/mp4"
        assert second.request.first_frame is not None or second.request.references
        assert second.request.parent == first.id
        assert labels(film)[:2] == ["Again", "Edit"]
        assert "Animate" not in labels(film)


async def test_a_private_result_is_shared_once_and_can_be_worked_on_then(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, private=True)
        assert result["flags"] & 64
        assert "Share" in labels(result)
        assert stage.discord.messages("general", stage.person("Ben")) == []
        pressed = await stage.person("Ada").click(result, f"share:{first.id}")
        await pressed.until(lambda found: "Shared" in found["content"])
        (public,) = stage.discord.messages("general", stage.person("Ben"))
        assert public["attachments"]
        assert "credit" not in public["content"]
        assert "Share" not in labels(public)
        again = await stage.person("Ada").click(result, f"share:{first.id}")
        await again.until(lambda found: "already" in found["content"])
        assert len(stage.discord.messages("general", stage.person("Ben"))) == 1
        second, _ = await press(stage, stage.person("Ben"), public, f"again:{first.id}")
        assert not second.private
        assert (await stage.bot.services.store.read(showings.job_at, int(public["id"]))).id == first.id  # type: ignore[union-attr]


async def _deleted(stage: Stage, job_id: str) -> None:
    services = stage.bot.services
    await deletion.delete(services.store, services.files, services.desk, job_id, services.studio.now())


async def _nothing_shared(stage: Stage, pressed: Ask) -> None:
    said = await pressed.until(lambda found: "deleted for good" in found["content"])
    assert said["flags"] & 64
    assert stage.discord.messages("general", stage.person("Ben")) == []
    assert [job.private for job in await stage.jobs()] == [True]


@pytest.mark.parametrize("moment", ["load", "assets_of", "share"])
async def test_what_is_deleted_while_it_is_shared_stays_nowhere(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Before it is looked up, before its files are, and when its message is there."""
    first, result = await made(on_stage, private=True)
    store, others = on_stage.bot.services.store, getattr(rows, moment)
    for way in ("read", "write"):
        whole = getattr(store, way)

        async def interrupted(operation: Any, *given: Any, whole: Any = whole, **more: Any) -> Any:
            if operation is others and given == (first.id,):
                monkeypatch.undo()
                await _deleted(on_stage, first.id)
            return await whole(operation, *given, **more)

        monkeypatch.setattr(store, way, interrupted)
    await _nothing_shared(on_stage, await on_stage.person("Ada").click(result, f"share:{first.id}"))


async def test_what_is_deleted_while_its_files_are_read_is_not_shared(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, result = await made(on_stage, private=True)
    desk = on_stage.bot.services.desk
    whole = desk.show_again

    async def interrupted(*given: Any, **more: Any) -> Any:
        await _deleted(on_stage, first.id)
        return await whole(*given, **more)

    monkeypatch.setattr(desk, "show_again", interrupted)
    await _nothing_shared(on_stage, await on_stage.person("Ada").click(result, f"share:{first.id}"))


async def test_two_clients_share_it_once(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """One shows the result, the other the same from the history; the second press comes while the first is at work."""
    first, result = await made(on_stage, private=True)
    ada, desk = on_stage.person("Ada"), on_stage.bot.services.desk
    opened = await ada.click(result, f"details:{first.id}")
    large = await opened.until(lambda found: "Share" in labels(found))
    whole, second = desk.show_again, asyncio.Event()

    async def slow(*given: Any, **more: Any) -> Any:
        await second.wait()
        return await whole(*given, **more)

    monkeypatch.setattr(desk, "show_again", slow)
    earlier = await ada.click(result, f"share:{first.id}")
    await earlier.acknowledged()
    later = await ada.click(large, f"share:{first.id}")
    await later.until(lambda found: "It is being shared already" in found["content"])
    second.set()
    await earlier.until(lambda found: "Shared" in found["content"])
    assert len(on_stage.discord.messages("general", on_stage.person("Ben"))) == 1


async def _shared(stage: Stage, job_id: str, message_: Message) -> Message:
    """As Ben sees it."""
    pressed = await stage.person("Ada").click(message_, f"share:{job_id}")
    await pressed.until(lambda found: "Shared" in found["content"])
    return stage.discord.messages("general", stage.person("Ben"))[-1]


async def _edited(stage: Stage, count: int, **options: Any) -> Job:
    ask = await stage.person("Ada").slash("edit", channel="general", options={"private": True, **options})
    await stage.outcome(ask)
    return await finished(stage, count)


@pytest.mark.parametrize("model", [CHEAP, PAINTER])
async def test_what_a_shared_result_was_made_from_stays_private(open_stage: OpenStage, model: str) -> None:
    """A turn of a conversation, or a picture to go by: neither goes to a model for somebody else."""
    async with open_stage(new_member_grant=1000) as stage:
        await made(stage, private=True, model=model)
        second = await _edited(stage, 2, prompt="now blue", model=model)
        assert second.request.turns if model == CHEAP else second.request.references
        public = await _shared(stage, second.id, await shown(stage, second))
        pressed = await stage.person("Ben").click(public, f"again:{second.id}")
        refused = await pressed.until(lambda found: "only its member sees" in found["content"])
        assert refused["flags"] & 64
        assert len(await stage.jobs()) == 2
        assert len(stage.gateway.bill) == 2
        third, _ = await press(stage, stage.person("Ada"), public, f"again:{second.id}")
        assert (third.request.turns, third.private) == (second.request.turns, False)


async def test_again_by_somebody_else_leaves_earlier_private_turns_out(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        await made(stage, private=True, prompt="a secret fox")
        second = await _edited(stage, 2, prompt="now blue", model=CHEAP)
        await _shared(stage, second.id, await shown(stage, second))
        third = await _edited(stage, 3, prompt="now green", model=CHEAP)
        assert [turn.prompt for turn in third.request.turns] == ["a secret fox", "now blue"]
        public = await _shared(stage, third.id, await shown(stage, third))
        theirs, _ = await press(stage, stage.person("Ben"), public, f"again:{third.id}")
        assert [turn.prompt for turn in theirs.request.turns] == ["now blue"]
        assert "secret" not in str(stage.gateway.requests[-1])


async def test_again_of_somebody_else_s_result_goes_by_one_s_own_settings(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, private=True)
        public = await _shared(stage, first.id, result)
        who = int(stage.world.guild.id), int(stage.person("Ben").id)
        for name in ("private", "spoiler"):
            await change(stage.bot.services, *who, name, value=True)
        theirs, seen = await press(stage, stage.person("Ben"), public, f"again:{first.id}")
        assert (theirs.private, theirs.spoiler) == (True, True)
        assert seen["flags"] & 64
        assert len(stage.discord.messages("general", stage.person("Mod"))) == 1, "what Ada has shared"


async def test_sharing_where_the_bot_may_not_post_says_so(open_stage: OpenStage) -> None:
    world = World.small()
    world.channel("general").deny_bot = {"send_messages"}
    async with open_stage(world=world) as stage:
        first, result = await made(stage, private=True)
        pressed = await stage.person("Ada").click(result, f"share:{first.id}")
        said = await pressed.until(lambda found: "may not post" in found["content"])
        assert said["flags"] & 64
        assert (await stage.jobs())[0].private


async def test_going_on_with_a_private_result_stays_private(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage, private=True)
        second, _ = await press(stage, stage.person("Ada"), result, f"again:{first.id}")
        assert second.private
        assert stage.discord.messages("general", stage.person("Ben")) == []


@pytest.mark.parametrize(("rule", "may"), [("own", False), ("results", True), ("anyone", True)])
async def test_whose_results_may_be_worked_on_is_the_server_s_rule(open_stage: OpenStage, rule: str, may: bool) -> None:
    async with open_stage(new_member_grant=1000, editable=rule) as stage:
        first, result = await made(stage)
        pressed = await stage.person("Ben").click(result, f"again:{first.id}")
        if may:
            await finished(stage, 2)
        else:
            said = await pressed.until(lambda found: "you may only change your own results" in found["content"])
            assert said["flags"] & 64


async def test_a_result_that_was_deleted_at_discord_meanwhile_is_still_gone_on_with(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        ada = stage.person("Ada")
        first, result = await made(stage)
        opened = await edit_form(ada, first, result)
        await stage.person("Mod").delete(result)
        await ada.submit_modal(opened, {"prompt": "make it night"})
        assert (await finished(stage, 2)).state == "succeeded"


async def test_a_retired_model_s_result_is_made_again_by_its_successor(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        first, result = await made(stage)
        stage.bot.services.catalog.learn({}, {CHEAP: Status(stage="retired", successor=PAINTER)})
        second, again = await press(stage, stage.person("Ada"), result, f"again:{first.id}")
        assert (second.request.model, second.request.instead_of) == (PAINTER, CHEAP)
        assert again["attachments"]
