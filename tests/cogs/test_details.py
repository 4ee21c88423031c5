"""Details of results: everything there is to tell, where it can be seen, its versions, and who may look."""

import re
from typing import Any

import pytest

from bot import deletion
from bot.db.tables import job, showing
from bot.jobs import rows, showings
from bot.media.requests import Reference
from sandbox.discord import NotOfferedByDiscord
from tests.conftest import OpenStage
from tests.planting import DAY, Seed, plant, plant_all, show, texts
from tests.results import CHEAP, finished, made, press
from tests.stage import Stage, custom_ids

DETAILS, VERSIONS = "Details", "versions:open"
Message = dict[str, Any]


async def opened(stage: Stage, message: Message, who: str = "Ada") -> Message:
    """What pressing Details ends in."""
    return await (await stage.person(who).click(message, DETAILS)).until(said)


async def family(stage: Stage, message: Message, who: str = "Ada") -> tuple[Message, Message]:
    """The details and the versions."""
    ask = await stage.person(who).click(message, DETAILS)
    details = await ask.until(said)
    return details, await ask.until(lambda shown: "**Versions" in shown["content"])


def said(message: Message) -> bool:
    return bool(texts(message).strip()) and not message["flags"] & 128


async def test_everything_there_is_to_tell_of_a_result(on_stage: Stage) -> None:
    options: dict[str, Any] = {
        "prompt": "a *red* fox",
        "model": "gpt-image-2",
        "aspect": "3:2",
        "quality": "low",
        "count": 2,
    }
    job_, message = await made(on_stage, **options)
    shown = await opened(on_stage, message)
    assert shown["flags"] & 64
    title, prompt, *rest = shown["content"].splitlines()
    assert title == "**GPT Image 2** · `gpt-image-2`"
    assert prompt == "> a \\*red\\* fox"
    text = "\n".join(rest)
    assert re.search(r"^Size: \d+×\d+$", text, re.MULTILINE)
    assert "Asked for: aspect 3\\:2, quality low" in text
    assert f"Made by <@{job_.user_id}>, <t:{job_.created_at // 1000}:f>" in text
    assert re.search(r"^Took [\d.]+ s\.$", text, re.MULTILINE)
    assert f"Held {job_.hold} credits, charged **{job_.cost} credits**, returned" in text
    assert text.endswith(
        f"Where it is shown: https://discord.com/channels/{job_.guild_id}/{message['channel_id']}/{message['id']}"
    )
    ids = custom_ids(shown)
    assert {f"again:{job_.id}", f"edit:{job_.id}:0", f"favourite:{job_.id}:on", f"delete:{job_.id}"} <= set(ids)
    assert len(ids) == len(set(ids))


async def test_others_see_no_money_and_cannot_delete(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    shown = await opened(on_stage, message, "Ben")
    assert "credits" not in shown["content"]
    assert f"Made by <@{job_.user_id}>" in shown["content"]
    assert not [found for found in custom_ids(shown) if found.startswith(("delete:", "repost:"))]
    assert f"favourite:{job_.id}:on" in custom_ids(shown)


async def test_a_long_prompt_is_shortened_and_attached_whole(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        prompt = "* fox " * 600
        _, message = await made(stage, prompt=prompt)
        shown = await opened(stage, message)
        assert 1500 < len(shown["content"]) <= 2000
        assert "…" in shown["content"]
        (file,) = shown["attachments"]
        assert file["filename"] == "prompt.txt"
        assert prompt.strip() in (await stage.discord.cdn_bytes(file["url"])).decode()


async def test_a_seed_a_substitute_and_the_queue_are_told(on_stage: Stage) -> None:
    options = (("seed", 7), ("instead_of", "V3"), ("negative", "dogs"), ("extras", {"style": "vivid"}))
    planted = await plant(on_stage, Seed(options=options))

    def waited(conn: Any) -> None:
        created = job.c.created_at
        conn.execute(job.update().values(ready_at=created + 4500, finished_at=created + 12_000, said="Here *it* is"))

    await on_stage.bot.services.store.write(waited)
    shown = await opened(on_stage, await show(on_stage, planted))
    for line in ("Seed: 7", "which could not do this.", "Took 12 s, 4.5 s of it in the queue.", "It says: Here \\*it"):
        assert line in shown["content"]
    assert "negative dogs, style vivid" in shown["content"]


async def test_a_private_result_s_details_are_its_member_s_own(on_stage: Stage) -> None:
    job_, message = await made(on_stage, private=True)
    shown = await opened(on_stage, message)
    assert "It was shown to its member alone." in shown["content"]
    elsewhere = await show(on_stage, await plant(on_stage, Seed(who="Ben")))
    posted = on_stage.discord.service.board.get(elsewhere["id"])
    assert posted
    for row in posted.data["components"]:
        for item in row["components"]:
            if item["custom_id"].startswith("details:"):
                item["custom_id"] = f"details:{job_.id}"
    ask = await on_stage.person("Ben").click(elsewhere, DETAILS)
    refused = await ask.until(said)
    assert refused["content"] == "You may not do that here: it is for whoever asked for it."


async def test_a_result_in_a_channel_that_is_gone_is_nobody_else_s(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed(prompt="a secret plan"))

    def moved(conn: Any) -> None:
        conn.execute(job.update().values(channel_id=1))

    message = await show(on_stage, planted)
    await on_stage.bot.services.store.write(moved)
    shown = await opened(on_stage, message, "Ben")
    assert "a secret plan" in shown["content"], "where it is shown it can be opened"
    await on_stage.bot.services.store.write(lambda conn: conn.execute(showing.update().values(channel_id=1)))
    ask = await on_stage.person("Ben").click(await show(on_stage, await plant(on_stage, Seed())), DETAILS)
    await ask.until(said)


# -- versions


async def test_an_edit_and_its_origin_are_versions_of_each_other(on_stage: Stage) -> None:
    first, message = await made(on_stage)
    ask = await on_stage.person("Ada").slash("edit", channel="general", options={"prompt": "now blue", "model": CHEAP})
    await on_stage.outcome(ask)
    second = await finished(on_stage, 2)
    details, versions = await family(on_stage, message)
    assert "made of" not in details["content"]
    head, *lines = versions["content"].splitlines()
    where = f"https://discord.com/channels/{first.guild_id}/{message['channel_id']}"
    assert head == "**Versions: 2**"
    assert lines[0] == f"`v1` a fox · [↗]({where}/{message['id']}) · **you are here**"
    assert re.fullmatch(rf"`v2` now blue · \[↗\]\({where}/\d+\)", lines[1])
    other = await on_stage.person("Ada").choose(versions, VERSIONS, [second.id])
    shown = await other.until(said)
    assert "This is v2, made of v1." in shown["content"]
    assert f"edit:{second.id}:0" in custom_ids(shown), "edit from here works on each"


async def test_from_an_opened_version_one_goes_on(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    shown = await opened(on_stage, message)
    again, _ = await press(on_stage, on_stage.person("Ada"), shown, f"again:{job_.id}")
    assert again.request.prompt == "a fox"


async def chain(stage: Stage) -> list[str]:
    """Twelve in a line, and branches of Ben's at the third."""
    ids: list[str] = []
    for step in range(12):
        ids.append(await plant(stage, Seed(prompt=f"step {step + 1}", parent=ids[-1] if ids else "")))
    ids.append(await plant(stage, Seed(who="Ben", prompt="a branch", parent=ids[2])))
    ids.append(await plant(stage, Seed(who="Ben", prompt="a secret branch", parent=ids[12], private=True)))
    return ids


async def test_a_chain_of_twelve_with_branches(on_stage: Stage) -> None:
    ids = await chain(on_stage)
    message = await show(on_stage, ids[11])
    _, versions = await family(on_stage, message)
    lines = versions["content"].splitlines()
    assert lines[0] == "**Versions: 14**"
    assert lines[1:4] == ["`v1` step 1", "`v2` step 2", "`v3` step 3"]
    assert lines[4] == "`├ v4` step 4"
    assert "`└ v4b` a branch" in lines
    assert "`  v5b` (private)" in lines
    assert "a secret branch" not in str(versions)
    assert any(line.startswith("`│ v12` step 12 · [↗](") and line.endswith("**you are here**") for line in lines)
    options = versions["components"][0]["components"][0]["options"]
    assert len(options) == 12
    ask = await on_stage.person("Ada").choose(versions, VERSIONS, ["v4b · a branch"])
    shown = await ask.until(lambda shown: "v4b" in shown["content"])
    assert "This is v4b, made of v3." in shown["content"]


async def test_a_tree_that_is_too_large_is_cut_and_says_by_how_much(on_stage: Stage) -> None:
    root = await plant(on_stage, Seed(prompt="the root " * 20))
    await plant_all(on_stage, [Seed(prompt=f"{n} {'*_' * 60}", parent=root) for n in range(40)])
    _, versions = await family(on_stage, await show(on_stage, root))
    assert len(versions["content"]) <= 2000
    shown = versions["content"].count("`├ v2")
    assert versions["content"].splitlines()[-1] == f"`└ ` … {40 - shown} more"
    assert shown >= 8


async def test_what_was_deleted_for_good_and_what_is_unknown_is_said(on_stage: Stage) -> None:
    ids = await plant_all(on_stage, [Seed(prompt="the first")])
    ids.append(await plant(on_stage, Seed(prompt="the second", parent=ids[0])))
    orphan = await plant(on_stage, Seed(prompt="an orphan", options=(("parent", "0" * 20),)))
    store, services = on_stage.bot.services.store, on_stage.bot.services
    await deletion.delete(store, services.files, services.desk, ids[0], services.studio.now())
    details, versions = await family(on_stage, await show(on_stage, ids[1]))
    assert "What it was made of has been deleted for good: `Again` is not possible any more" in details["content"]
    assert "`v1` (deleted)" in versions["content"].splitlines()
    assert not versions["components"], "there is nothing else to open"
    shown = await opened(on_stage, await show(on_stage, orphan))
    assert "What it was made of is not known any more." in shown["content"]
    assert isinstance(await store.read(rows.load, orphan), rows.Job)


# -- messages come and go


async def test_a_deleted_original_is_said_and_forgotten(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    again = await show(on_stage, job_.id, "gallery")
    await on_stage.person("Mod").delete(message)
    shown = await opened(on_stage, again)
    assert message["id"] not in shown["content"]
    assert again["id"] in shown["content"]
    store = on_stage.bot.services.store
    assert [one.message_id for one in await store.read(showings.of, job_.id)] == [int(again["id"])]


async def test_a_message_that_was_deleted_while_the_bot_was_away(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    elsewhere = await show(on_stage, job_.id, "gallery")
    posted = on_stage.discord.service.board.get(message["id"])
    assert posted
    posted.deleted = True  # nobody tells the bot
    shown = await opened(on_stage, elsewhere)
    assert message["id"] not in shown["content"]
    gone = on_stage.discord.service.board.get(elsewhere["id"])
    assert gone
    ask = await on_stage.person("Ada").slash("history", channel="general")
    gallery = await ask.until(said)
    gone.deleted = True
    opened_ = await (await on_stage.person("Ada").choose(gallery, "works:open", [job_.id])).until(said)
    details = await (await on_stage.person("Ada").click(opened_, DETAILS)).until(said)
    assert "The message that showed it has been deleted." in details["content"]


async def test_after_a_restart_and_a_year_later(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed(prompt="of last year", ago=400 * DAY))
    message = await show(on_stage, planted)
    await on_stage.restart()
    shown = await opened(on_stage, message)
    assert "> of last year" in shown["content"]


async def test_details_speak_the_language_of_whoever_asks(on_stage: Stage) -> None:
    _, message = await made(on_stage)
    on_stage.person("Ben").locale = "de"
    ask = await on_stage.person("Ben").click(message, DETAILS)
    shown = await ask.until(said)
    assert "Gemacht von" in shown["content"]


async def test_what_a_menu_offers_is_no_permission(on_stage: Stage) -> None:
    ids = await chain(on_stage)
    _, versions = await family(on_stage, await show(on_stage, ids[11]))
    with pytest.raises(NotOfferedByDiscord):
        await on_stage.person("Ada").choose(versions, VERSIONS, [ids[13]])
    posted = on_stage.discord.service.board.get(versions["id"])
    assert posted
    posted.data["components"][0]["components"][0]["options"].append({"label": "x", "value": ids[13]})
    ask = await on_stage.person("Ada").choose(versions, VERSIONS, [ids[13]])
    refused = await ask.until(said)
    assert refused["content"] == "You may not do that here: it is for whoever asked for it."
    assert (
        Reference.model_validate(
            {"path": f"results/{ids[0]}/1.png", "mime": "image/png", "width": 1, "height": 1, "size": 1}
        ).job
        == ids[0]
    )
