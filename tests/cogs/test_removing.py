"""Deleting results: only the message, or for good; who may, what stays, and what no crash may leave behind."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot import deletion
from bot.credits.audit import audit
from bot.db.tables import job, proposal
from bot.errors import DeliveryFailed, ResultDeleted, ResultInUse, UnknownJob
from bot.jobs import rows, showings, works
from bot.jobs.rows import Job
from bot.media.requests import GenerationRequest, Turn
from bot.suggestions import Suggestion, suggest, suggested
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.pictures import attached, png
from tests.planting import DAY, Seed, plant, show, stored, texts
from tests.results import CHEAP, finished, made, press
from tests.stage import Stage, custom_ids

DELETE, MESSAGE, GOOD, KEEP = "Delete", "Only this message", "For good", "Keep it"
SECRET = "zanzibar"
Message = dict[str, Any]


def said(message: Message) -> bool:
    return bool(texts(message).strip()) and not message["flags"] & 128


async def question(stage: Stage, message: Message, who: str = "Ada") -> Message:
    return await (await stage.person(who).click(message, DELETE)).until(said)


async def answered(stage: Stage, message: Message, answer: str, who: str = "Ada") -> Message:
    """Pressing Delete, then that; what the question has become."""
    asked = await question(stage, message, who)
    return await settled(await stage.person(who).click(asked, answer), asked)


async def settled(ask: Ask, asked: Message) -> Message:
    return await ask.until(lambda shown: said(shown) and shown["content"] != asked["content"])


def labels(message: Message) -> list[str]:
    return [item["label"] for row in message["components"] for item in row["components"]]


def there(stage: Stage, message: Message) -> bool:
    return stage.discord.service.board.get(message["id"]) is not None


def kept_on_disk(stage: Stage, word: str) -> list[Path]:
    """Files that have the word in them, the database and its log included."""
    return [
        path
        for path in stage.settings.data_dir.rglob("*")
        if path.is_file() and word.encode() in path.read_bytes().lower()
    ]


# -- only the message


async def test_only_the_message_goes_and_the_result_stays(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    asked = await question(on_stage, message)
    assert asked["flags"] & 64
    assert labels(asked) == [MESSAGE, GOOD, KEEP]
    answer = await settled(await on_stage.person("Ada").click(asked, MESSAGE), asked)
    assert answer["content"].startswith("The message has been deleted.")
    assert not answer["components"]
    assert not there(on_stage, message)
    store = on_stage.bot.services.store
    assert await store.read(showings.of, job_.id) == []
    assert len(await store.read(rows.assets_of, job_.id)) == 1


async def test_keeping_deletes_nothing(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    answer = await answered(on_stage, message, KEEP)
    assert answer["content"] == "Nothing was deleted."
    assert there(on_stage, message)
    assert (await on_stage.jobs())[0].id == job_.id


async def test_a_moderator_removes_the_message_and_nothing_else(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    asked = await question(on_stage, message, "Mod")
    assert labels(asked) == [MESSAGE, KEEP]
    await settled(await on_stage.person("Mod").click(asked, MESSAGE), asked)
    assert not there(on_stage, message)
    assert not (await on_stage.jobs())[0].deleted
    assert await on_stage.bot.services.store.read(rows.assets_of, job_.id)


async def test_anybody_else_may_not(on_stage: Stage) -> None:
    _, message = await made(on_stage)
    refused = await question(on_stage, message, "Ben")
    assert (
        refused["content"]
        == "You may not do that here: it is for whoever asked for it and members with Manage Messages."
    )
    assert there(on_stage, message)


async def test_who_has_ceased_to_moderate_is_asked_again(on_stage: Stage) -> None:
    _, message = await made(on_stage)
    asked = await question(on_stage, message, "Mod")
    on_stage.world.guild.members[on_stage.person("Mod").id].roles.clear()
    ask = await on_stage.person("Mod").click(asked, MESSAGE)
    refused = await ask.until(lambda shown: "You may not" in shown["content"])
    assert refused["flags"] & 64
    assert there(on_stage, message)


async def test_a_message_that_is_gone_meanwhile_is_said_to_be(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    asked = await question(on_stage, message)
    await on_stage.person("Mod").delete(message)

    async def forgotten() -> bool:
        return not await on_stage.bot.services.store.read(showings.of, job_.id)

    await on_stage.until(forgotten)
    answer = await settled(await on_stage.person("Ada").click(asked, MESSAGE), asked)
    assert answer["content"] == "That message has been deleted already."


async def test_a_message_out_of_reach_is_said_to_be(on_stage: Stage) -> None:
    _, message = await made(on_stage)
    asked = await question(on_stage, message)
    missing = {"code": 50001, "message": "Missing Access"}
    on_stage.discord.fail_next("DELETE", rf"/channels/\d+/messages/{message['id']}", 403, body=missing)
    answer = await settled(await on_stage.person("Ada").click(asked, MESSAGE), asked)
    assert answer["content"].startswith("I cannot get at that message any more")
    assert there(on_stage, message)


async def test_only_messages_that_show_the_result_can_be_meant(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    other = await show(on_stage, await plant(on_stage, Seed(who="Ben")))
    asked = await question(on_stage, message)
    posted = on_stage.discord.service.board.get(asked["id"])
    assert posted
    forged = f"delete:{job_.id}:message:{other['id']}"
    posted.data["components"][0]["components"][0]["custom_id"] = forged
    answer = await settled(await on_stage.person("Ada").click(asked, forged), asked)
    assert answer["content"] == "That message has been deleted already."
    assert there(on_stage, other)


# -- for good


async def test_for_good_nothing_of_it_remains(on_stage: Stage) -> None:
    prompt = f"a {SECRET} fox"
    options: dict[str, Any] = {"prompt": prompt, "model": "gpt-image-2", "image": attached(), "quality": "low"}
    job_, message = await made(on_stage, **options)
    shared = await show(on_stage, job_.id, "gallery")
    now = on_stage.bot.services.studio.now()
    await on_stage.bot.services.store.write(works.like, int(on_stage.person("Ben").id), job_.id, now, liked=True)
    spent = (await on_stage.balance("Ada")).balance
    assert kept_on_disk(on_stage, SECRET)
    answer = await answered(on_stage, message, GOOD)
    assert answer["content"] == "Deleted for good: its files and its words are gone."
    assert not there(on_stage, message)
    assert not there(on_stage, shared)
    assert kept_on_disk(on_stage, SECRET) == []
    for kind in ("results", "references"):
        assert not (on_stage.settings.data_dir / kind / job_.id).exists()
    row = await stored(on_stage, job_.id)
    assert row["request"] == {"model": "gpt-image-2", "prompt": ""}
    assert [row[name] for name in ("translation", "words", "said", "answer", "pending", "left_out")] == [None] * 6
    assert (row["cost"], row["model"], row["created_at"]) == (job_.cost, "gpt-image-2", job_.created_at)
    assert row["deleted_at"]
    store = on_stage.bot.services.store
    assert await store.read(rows.assets_of, job_.id) == []
    assert await store.read(works.liked, int(on_stage.person("Ben").id), [job_.id]) == set()
    assert await store.read(audit) == []
    assert (await on_stage.balance("Ada")).balance == spent, "and nothing is paid back"


async def test_the_receipt_is_there_and_says_that_it_was_deleted(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    await answered(on_stage, message, GOOD)
    history = await on_stage.outcome(await on_stage.person("Ada").slash("credits history", channel="general"))
    assert f"**−{job_.cost}** GPT-4o Image" in history["content"]
    assert "· (deleted)" in history["content"]
    assert "fox" not in str(history)
    opened = await on_stage.person("Ada").choose(history, "receipt:open", [job_.id])
    shown = await opened.until(lambda message: "Receipt" in message["content"])
    assert shown["content"].splitlines()[1] == "(deleted)"
    assert "Why: it was made as asked." in shown["content"]


async def test_every_button_of_it_says_that_it_is_gone(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    elsewhere = await show(on_stage, job_.id, "gallery")
    failing = {"code": 50001, "message": "Missing Access"}
    on_stage.discord.fail_next("DELETE", rf"/channels/\d+/messages/{elsewhere['id']}", 403, body=failing)
    answer = await answered(on_stage, message, GOOD)
    assert answer["content"].endswith("Messages out of my reach: 1. What only you see you can dismiss yourself.")
    assert there(on_stage, elsewhere)
    for button in ("Details", "Again", "Variations", DELETE):
        ask = await on_stage.person("Ada").click(elsewhere, button)
        shown = await ask.until(lambda shown: "deleted for good" in shown["content"])
        assert shown["flags"] & 64
    assert len(await on_stage.jobs()) == 1


async def test_the_latest_result_is_then_the_one_before(on_stage: Stage) -> None:
    _, first = await made(on_stage, prompt="a fox")
    _, second = await made(on_stage, prompt="a hare")
    await answered(on_stage, second, GOOD)
    ask = await on_stage.person("Ada").slash("edit", channel="general", options={"prompt": "blue", "model": CHEAP})
    await on_stage.outcome(ask)
    edited = await finished(on_stage, 3)
    assert [turn.prompt for turn in edited.request.turns] == ["a fox"]
    assert first["id"]


async def test_a_private_result_leaves_what_only_its_member_can_dismiss(on_stage: Stage) -> None:
    job_, message = await made(on_stage, private=True)
    asked = await question(on_stage, message)
    assert labels(asked) == [GOOD, KEEP], "nobody can delete for them what only they see"
    answer = await settled(await on_stage.person("Ada").click(asked, GOOD), asked)
    assert "Messages out of my reach: 1." in answer["content"]
    assert (await stored(on_stage, job_.id))["deleted_at"]


async def test_a_result_that_a_job_works_with_waits(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("edit", channel="general", options={"prompt": "blue", "model": CHEAP})
    await on_stage.gateway.reached()
    asked = await question(on_stage, message)
    pressed = await on_stage.person("Ada").click(asked, GOOD)
    refused = await pressed.until(lambda shown: "working with this result" in shown["content"])
    assert refused["flags"] & 64
    assert there(on_stage, message)
    assert not (await stored(on_stage, job_.id))["deleted_at"]
    on_stage.gateway.let_go()
    await on_stage.outcome(ask)
    await on_stage.idle()
    await settled(await on_stage.person("Ada").click(asked, GOOD), asked)
    assert (await stored(on_stage, job_.id))["deleted_at"]


async def test_two_presses_at_once_delete_once(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    asked = await question(on_stage, message)
    presses = await asyncio.gather(*(on_stage.person("Ada").click(asked, GOOD) for _ in range(2)))
    for ask in presses:
        await ask.until(lambda shown: "eleted for good" in shown["content"])
    assert (await stored(on_stage, job_.id))["deleted_at"]


async def test_another_member_s_forged_press_deletes_nothing(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    for who in ("Ben", "Mod"):
        elsewhere = await show(on_stage, await plant(on_stage, Seed(who=who)))
        asked = await question(on_stage, elsewhere, who)
        posted = on_stage.discord.service.board.get(asked["id"])
        assert posted
        for item in posted.data["components"][0]["components"]:
            if item["custom_id"].endswith(":good"):
                item["custom_id"] = f"delete:{job_.id}:good"
        ask = await on_stage.person(who).click(asked, GOOD)
        await ask.until(lambda shown: "You may not do that here" in shown["content"])
    assert there(on_stage, message)
    assert not (await stored(on_stage, job_.id))["deleted_at"]


async def test_after_a_restart_and_a_year_later(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed(ago=400 * DAY))
    message = await show(on_stage, planted)
    asked = await question(on_stage, message)
    await on_stage.restart()
    await settled(await on_stage.person("Ada").click(asked, GOOD), asked)
    assert not there(on_stage, message)
    assert (await stored(on_stage, planted))["deleted_at"]


# -- what was made of it


async def test_a_conversation_goes_on_without_what_was_deleted(on_stage: Stage) -> None:
    _, first = await made(on_stage, prompt=f"a {SECRET} fox")
    for count, prompt in ((2, "now blue"), (3, "now green")):
        options = {"prompt": prompt, "model": CHEAP}
        await on_stage.outcome(await on_stage.person("Ada").slash("edit", channel="general", options=options))
        last = await finished(on_stage, count)
    assert [turn.prompt for turn in last.request.turns] == [f"a {SECRET} fox", "now blue"]
    await answered(on_stage, first, GOOD)
    left = {job_.id: job_ for job_ in await on_stage.jobs()}[last.id]
    assert [turn.prompt for turn in left.request.turns] == ["now blue"]
    assert kept_on_disk(on_stage, SECRET) == []
    options = {"prompt": "now red", "model": CHEAP}
    await on_stage.outcome(await on_stage.person("Ada").slash("edit", channel="general", options=options))
    goes_on = await finished(on_stage, 4)
    assert goes_on.state == "succeeded"
    assert [turn.prompt for turn in goes_on.request.turns] == ["now blue", "now green"]


async def test_pictures_that_went_along_are_left_out_of_later_turns(on_stage: Stage) -> None:
    """The first was made by another model: the second has it as a picture to go by, in its first turn."""
    _, first = await made(on_stage, prompt="a fox", model="gpt-image-2")
    for count, prompt in ((2, "blue"), (3, "green")):
        options = {"prompt": prompt, "model": CHEAP}
        await on_stage.outcome(await on_stage.person("Ada").slash("edit", channel="general", options=options))
        last = await finished(on_stage, count)
    assert last.request.turns[0].references
    await answered(on_stage, first, GOOD)
    options = {"prompt": "red", "model": CHEAP}
    await on_stage.outcome(await on_stage.person("Ada").slash("edit", channel="general", options=options))
    goes_on = await finished(on_stage, 4)
    assert goes_on.state == "succeeded"
    assert [turn.prompt for turn in goes_on.request.turns] == ["blue", "green"]
    assert goes_on.request.turns[0].references == ()


async def test_the_same_again_needs_what_was_deleted_and_says_so(on_stage: Stage) -> None:
    _, first = await made(on_stage, prompt="a fox", model="gpt-image-2")
    options = {"prompt": "blue", "model": CHEAP}
    await on_stage.outcome(await on_stage.person("Ada").slash("edit", channel="general", options=options))
    second = await finished(on_stage, 2)
    await answered(on_stage, first, GOOD)
    message = await show(on_stage, second.id)
    ask = await on_stage.person("Ada").click(message, f"again:{second.id}")
    await ask.until(lambda shown: "deleted for good" in shown["content"])
    assert len(await on_stage.jobs()) == 2
    assert (await on_stage.balance("Ada")).held == 0


LARGE: dict[str, Any] = {"files": (("png", png(5000, 40)),), "size": (5000, 40)}
"""Larger than any model takes: it is made smaller, in the folder of the job that works with it."""


async def made_of_a_large_one(stage: Stage) -> tuple[str, Message, Job, Message]:
    """A large result of Ada's and a variation of it: the one's id, a job, and their messages."""
    planted = await plant(stage, Seed(**LARGE))
    first = await show(stage, planted)
    child, second = await press(stage, stage.person("Ada"), first, f"vary:{planted}:0")
    return planted, first, child, second


async def test_a_smaller_copy_that_a_variation_was_made_from_goes_with_it(on_stage: Stage) -> None:
    planted, first, child, second = await made_of_a_large_one(on_stage)
    (copy,) = child.request.references
    file = on_stage.settings.data_dir / copy.path
    assert (copy.job, copy.origin, copy.width) == (child.id, planted, 4096)
    assert file.exists()
    asked = await question(on_stage, first)
    assert asked["content"].endswith("cannot be made with `Again` any more: 1.")
    await settled(await on_stage.person("Ada").click(asked, GOOD), asked)
    assert not file.exists()
    assert there(on_stage, second)
    assert await on_stage.bot.services.store.read(rows.assets_of, child.id)
    ada = on_stage.person("Ada")
    refused = await (await ada.click(second, f"again:{child.id}")).until(lambda shown: "deleted for good" in str(shown))
    assert refused["content"].startswith("A picture this was to be made from has been deleted for good")
    told = await (await ada.click(second, f"details:{child.id}")).until(lambda shown: "deleted for good" in str(shown))
    assert "`Again` is not possible any more, all other buttons are." in texts(told)
    assert (await on_stage.balance("Ada")).held == 0
    goes_on, _ = await press(on_stage, ada, second, f"vary:{child.id}:0")
    assert (goes_on.state, goes_on.request.parent) == ("succeeded", child.id)


async def test_copies_of_copies_go_too(on_stage: Stage) -> None:
    _, first, child, second = await made_of_a_large_one(on_stage)
    again, _ = await press(on_stage, on_stage.person("Ben"), second, f"again:{child.id}")
    copies = [on_stage.settings.data_dir / each.request.references[0].path for each in (child, again)]
    assert all(copy.exists() for copy in copies)
    await answered(on_stage, first, GOOD)
    assert not any(copy.exists() for copy in copies)


async def test_copies_that_a_crash_has_left_go_at_the_next_start(on_stage: Stage) -> None:
    planted, _, child, _ = await made_of_a_large_one(on_stage)
    file = on_stage.settings.data_dir / child.request.references[0].path
    await begun(on_stage, planted)
    assert file.exists()
    await on_stage.restart()
    assert not file.exists()
    await on_stage.bot.services.upkeep.deletions()


async def test_what_a_member_gave_themself_stays(on_stage: Stage) -> None:
    """Only copies of the deleted result are anybody's to take back."""
    planted, first, _, _ = await made_of_a_large_one(on_stage)
    ada = on_stage.person("Ada")
    opened = await ada.click(first, f"edit:{planted}:0")
    await opened.acknowledged()
    values = {"prompt": "blue", "how": "change", "model": "gpt-image-2", "files": [attached()]}
    await ada.submit_modal(opened, values)
    edited = await finished(on_stage, 3)
    copy, given = edited.request.references
    assert (copy.origin, given.origin) == (planted, "")
    await answered(on_stage, first, GOOD)
    assert not (on_stage.settings.data_dir / copy.path).exists()
    assert (on_stage.settings.data_dir / given.path).exists()


async def test_a_question_about_it_is_taken_back(open_stage: OpenStage) -> None:
    async with open_stage(confirm_above=1) as stage:
        message = await show(stage, planted := await plant(stage, Seed(prompt=f"a {SECRET} fox")))
        ask = await stage.person("Ada").click(message, f"vary:{planted}:0")
        asked = await ask.until(lambda shown: "confirm:" in str(shown["components"]))
        await answered(stage, message, GOOD)
        left = await stage.bot.services.store.read(lambda conn: conn.execute(sa.select(proposal)).all())
        assert left == []
        assert kept_on_disk(stage, SECRET) == []
        pressed = await stage.person("Ada").click(asked, custom_ids(asked)[0])
        await pressed.until(lambda shown: "has been answered already" in shown["content"])
        assert len(await stage.jobs()) == 1


async def test_what_was_suggested_or_looked_for_in_its_words_goes_with_it(on_stage: Stage) -> None:
    prompt = f"a {SECRET} fox " + "in the snow " * 10
    message = await show(on_stage, await plant(on_stage, Seed(prompt=prompt)))
    services, ada = on_stage.bot.services, int(on_stage.person("Ada").id)
    for number, prompts in enumerate(((prompt, "another"), ("a hare",))):
        kept = Suggestion(f"{number:020d}", 1, ada, private=False, prompts=prompts, created_at=1)
        await services.store.write(suggest, kept)
    await services.store.write(works.keep_search, "S" * 20, ada, prompt, services.studio.now())
    await answered(on_stage, message, GOOD)
    assert kept_on_disk(on_stage, SECRET) == []
    assert await services.store.read(suggested, f"{0:020d}") is None
    assert await services.store.read(suggested, f"{1:020d}") is not None


async def test_what_is_being_asked_for_while_it_is_deleted_is_refused(on_stage: Stage) -> None:
    """The pictures were looked up before, the row is written after."""
    planted = await plant(on_stage, Seed())
    job_ = (await on_stage.jobs())[0]
    services = on_stage.bot.services
    await deletion.delete(services.store, services.files, services.desk, planted, services.studio.now())
    picture = {"path": f"results/{planted}/1.png", "mime": "image/png", "width": 1, "height": 1, "size": 1}
    quoting = Turn.model_validate({"prompt": "a fox", "answer": "x", "pictures": [picture]})
    for changes in ({"references": [picture]}, {"turns": [quoting]}, {"mask": picture}):
        request = GenerationRequest.model_validate({"model": CHEAP, "prompt": "blue", **changes})
        with pytest.raises(ResultDeleted):
            await services.store.read(rows.check_present, request)
    assert await services.store.read(rows.check_present, job_.request) is None


# -- crashes and trouble


async def begun(stage: Stage, job_id: str) -> None:
    """As far as the row, and then the process ends."""
    await stage.bot.services.store.write(deletion.erase, job_id, stage.bot.services.studio.now())


async def test_what_a_crash_has_left_is_finished_at_the_next_start(on_stage: Stage) -> None:
    job_, message = await made(on_stage, prompt=f"a {SECRET} fox", image=attached(), model="gpt-image-2", quality="low")
    await begun(on_stage, job_.id)
    await on_stage.restart()
    for kind in ("results", "references"):
        assert not (on_stage.settings.data_dir / kind / job_.id).exists()
    assert there(on_stage, message)
    await on_stage.bot.services.upkeep.deletions()
    assert not there(on_stage, message)
    assert await on_stage.bot.services.store.read(deletion.begun) == []


async def test_messages_that_discord_cannot_remove_now_are_removed_later(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    services = on_stage.bot.services
    on_stage.discord.fail_next("DELETE", rf"/channels/\d+/messages/{message['id']}", drop=True, times=2)
    with pytest.raises(DeliveryFailed):
        await services.desk.take_down(job_.id, (await services.store.read(showings.of, job_.id))[0])
    on_stage.discord.fail_next("DELETE", rf"/channels/\d+/messages/{message['id']}", drop=True, times=2)
    answer = await answered(on_stage, message, GOOD)
    assert "Messages out of my reach: 1." in answer["content"]
    assert await services.store.read(deletion.begun) == [job_.id]
    await services.upkeep.deletions()
    assert not there(on_stage, message)
    assert await services.store.read(deletion.begun) == []


async def test_only_finished_results_can_be_deleted(on_stage: Stage) -> None:
    store = on_stage.bot.services.store
    with pytest.raises(UnknownJob):
        await store.write(deletion.erase, "0" * 20, 1)
    planted = await plant(on_stage, Seed())
    child = await plant(on_stage, Seed(parent=planted))
    await store.write(lambda conn: conn.execute(job.update().where(job.c.id == child).values(state="ready")))
    with pytest.raises(ResultInUse):
        await store.write(deletion.erase, planted, 1)
    with pytest.raises(UnknownJob):
        await store.write(deletion.erase, child, 1)
    await store.write(lambda conn: conn.execute(job.update().where(job.c.id == child).values(state="succeeded")))
    assert await store.write(deletion.erase, planted, 1) == []
    with pytest.raises(ResultDeleted):
        await store.write(deletion.erase, planted, 1)
    assert json.dumps((await stored(on_stage, planted))["request"]) == '{"model": "gpt-image-2", "prompt": ""}'
    await on_stage.bot.services.files.discard(planted)
