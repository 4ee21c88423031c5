"""/history: looking through one's own work, opening it, starring it, posting it again."""

import io
import re
from typing import Any

import pytest
from PIL import Image

from bot import deletion
from bot.db.tables import job
from bot.jobs import showings, works
from bot.jobs.rows import new_id
from bot.jobs.works import SEARCHES_KEPT, Wanted
from bot.ui.looking import Look
from sandbox.discord import Ask, World, components
from tests.conftest import OpenStage
from tests.media.samples import film
from tests.planting import DAY, Seed, plant, plant_all, show, stored, texts
from tests.results import finished, made, press
from tests.results import shown as result_of
from tests.stage import Stage

Message = dict[str, Any]
V2, EPHEMERAL = 1 << 15, 1 << 6
OPEN = "works:open"


def said(message: Message) -> bool:
    return bool(texts(message).strip()) and not message["flags"] & 128


async def history(stage: Stage, who: str = "Ada", **options: Any) -> Message:
    ask = await stage.person(who).slash("history", channel="general", options=options)
    return await ask.until(said)


async def turned(stage: Stage, shown: Message, button: str, who: str = "Ada") -> Message:
    """The page after pressing ◀ or ▶."""
    ask = await stage.person(who).click(shown, button)
    return await ask.until(lambda message: texts(message) != texts(shown))


async def opened(stage: Stage, shown: Message, which: str, who: str = "Ada") -> Message:
    ask = await stage.person(who).choose(shown, OPEN, [which])
    return await ask.until(said)


def prompts(shown: Message) -> list[str]:
    """Of the entries, as they are numbered."""
    entries = re.findall(r"^\*\*\d+\.\*\* (.*)$", texts(shown), re.MULTILINE)
    return [str(entry) for entry in entries]


def labels(shown: Message) -> list[str]:
    return [str(item.get("label")) for item in components.usable(shown["components"])]


async def test_there_is_nothing_yet(on_stage: Stage) -> None:
    shown = await history(on_stage)
    assert texts(shown).strip() == "Nothing yet: `/imagine` makes the first picture."
    assert shown["flags"] & EPHEMERAL
    assert shown["flags"] & V2
    assert not components.usable(shown["components"])


async def test_each_entry_has_its_small_picture_and_what_it_was(on_stage: Stage) -> None:
    job_, _ = await made(on_stage, prompt="a *red* fox", model="gpt-image-2", count=2, quality="low")
    shown = await history(on_stage)
    title, entry, facts = texts(shown).strip().splitlines()
    assert title == "**Your work: 1** · page 1 of 1"
    assert entry == "**1.** a \\*red\\* fox"
    assert facts == f"-# GPT Image 2 · <t:{job_.created_at // 1000}:d> · 2 files · {job_.cost} credits"
    (file,) = shown["attachments"]
    with Image.open(io.BytesIO(await on_stage.discord.cdn_bytes(file["url"]))) as small:
        assert (small.format, max(small.size)) == ("WEBP", 256)
    (thumbnail,) = [item for item in components.each(shown["components"]) if item["type"] == components.THUMBNAIL]
    assert "a *red* fox" in thumbnail["description"]


async def test_a_video_shows_how_it_begins(on_stage: Stage, tmp_path: Any) -> None:
    await plant(on_stage, Seed(prompt="it moves", files=(("mp4", film(tmp_path / "film").read_bytes()),)))
    shown = await history(on_stage, medium="Videos")
    assert prompts(shown) == ["it moves"]
    (file,) = shown["attachments"]
    with Image.open(io.BytesIO(await on_stage.discord.cdn_bytes(file["url"]))) as small:
        assert small.format == "WEBP"
    assert prompts(await history(on_stage, medium="Pictures")) == []


async def test_two_hundred_results_are_turned_through(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000) as stage:
        await plant_all(stage, [Seed(prompt=f"number {n}") for n in range(1, 201)])
        first = await history(stage)
        assert texts(first).strip().startswith("**Your work: 200** · page 1 of 34")
        assert prompts(first) == [f"number {n}" for n in range(200, 194, -1)]
        assert components.find(first["components"], "◀")["disabled"]  # type: ignore[index]
        second = await turned(stage, first, "▶")
        assert second["id"] == first["id"], "in place of the first"
        assert prompts(second) == [f"number {n}" for n in range(194, 188, -1)]
        assert len(second["attachments"]) == 6
        assert prompts(await turned(stage, second, "◀")) == prompts(first)


async def test_the_last_page_is_the_end_also_when_there_was_more_before(on_stage: Stage) -> None:
    ids = await plant_all(on_stage, [Seed(prompt=f"number {n}") for n in range(1, 8)])
    first = await history(on_stage)
    last = await turned(on_stage, first, "▶")
    assert prompts(last) == ["number 1"]
    assert components.find(last["components"], "▶")["disabled"]  # type: ignore[index]
    again = await history(on_stage)
    store = on_stage.bot.services.store
    await store.write(lambda conn: conn.execute(job.update().where(job.c.id.in_(ids[:6])).values(deleted_at=1)))
    left = await turned(on_stage, again, "▶")
    assert prompts(left) == ["number 7"]
    assert "page 1 of 1" in texts(left)
    assert "▶" not in labels(left)
    await store.write(lambda conn: conn.execute(job.update().values(deleted_at=None)))


async def test_it_is_searched_and_what_was_looked_for_stays_while_turning(on_stage: Stage) -> None:
    seeds = [Seed(prompt=f"Füchse {n}", model="gpt-image-2" if n % 2 else "V3") for n in range(1, 16)]
    await plant_all(on_stage, [*seeds, Seed(prompt="ein Hase")])
    shown = await history(on_stage, search="FÜCHSE", model="gpt-image-2")
    assert "**Your work: 8** · page 1 of 2" in texts(shown)
    assert "-# “FÜCHSE”, GPT Image 2" in texts(shown)
    assert prompts(await turned(on_stage, shown, "▶")) == ["Füchse 3", "Füchse 1"]
    none = await history(on_stage, search="*nothing*")
    assert texts(none).strip() == ("Nothing here fits: “\\*nothing\\*”. Leave something out, or use other words.")


SEARCHES = ["fox " * 50, "狐狸" * 90, "🦊" * 45, "a:b:c " * 10]


@pytest.mark.parametrize("search", SEARCHES, ids=range(len(SEARCHES)))
async def test_a_search_too_long_for_a_button_is_kept(on_stage: Stage, search: str) -> None:
    words = " ".join(search.split())
    await plant_all(on_stage, [Seed(prompt=f"{words} {n}") for n in range(7)])
    shown = await history(on_stage, search=search[:200])
    assert "page 1 of 2" in texts(shown)
    assert len(prompts(await turned(on_stage, shown, "▶"))) == 1
    await on_stage.restart()
    assert len(prompts(await turned(on_stage, await history(on_stage, search=search[:200]), "▶"))) == 1


async def test_a_search_that_has_been_forgotten_says_so(on_stage: Stage) -> None:
    await plant_all(on_stage, [Seed(prompt="fox " * 50 + str(n)) for n in range(7)])
    shown = await history(on_stage, search="fox " * 40)
    later = on_stage.bot.services.studio.now() + SEARCHES_KEPT + 1000
    await on_stage.bot.services.store.write(works.keep_search, new_id(later), 1, "{}", later)
    ask = await on_stage.person("Ada").click(shown, "▶")
    answer = await ask.until(lambda message: "not known any more" in message["content"])
    assert answer["flags"] & EPHEMERAL
    assert "page 1 of 2" in texts(shown), "and the page stays"


async def test_by_day_in_the_server_s_time_zone(open_stage: OpenStage) -> None:
    async with open_stage(timezone="Asia/Tokyo") as stage:
        now = stage.bot.services.studio.now()
        new_year = 1_767_193_200_000  # 2026-01-01 in Tokyo
        for name, at in (("before", new_year - 60_000), ("after", new_year)):
            await plant(stage, Seed(prompt=name, ago=now - at))
        assert prompts(await history(stage, after="2026-01-01")) == ["after"]
        assert prompts(await history(stage, before="2026-01-01")) == ["before"]
        assert prompts(await history(stage, after="2025-12-31", before="2026-01-02")) == ["after", "before"]
        for wrong in ("yesterday", "2026-02-30", "01.02.2026"):
            refused = await history(stage, after=wrong)
            assert refused["content"].startswith("Write days like 2026-01-31, not “")


async def test_models_are_offered_that_were_used(on_stage: Stage) -> None:
    await plant_all(on_stage, [Seed(model="V3"), Seed(model="gpt-image-2"), Seed(model="gone-for-ever")])
    ada = on_stage.person("Ada")
    offered = await ada.autocomplete("history", "model", "")
    assert [choice["value"] for choice in offered] == ["V3", "gone-for-ever", "gpt-image-2"]
    assert [choice["name"] for choice in await ada.autocomplete("history", "model", "GPT")] == ["GPT Image 2"]
    assert len(prompts(await history(on_stage, model="gone-for-ever"))) == 1


async def test_everybody_sees_their_own(on_stage: Stage) -> None:
    await plant_all(on_stage, [Seed(prompt="Ada's", private=True), Seed(who="Ben", prompt="Ben's")])
    assert prompts(await history(on_stage)) == ["Ada's"]
    assert "· private" in texts(await history(on_stage))
    assert prompts(await history(on_stage, "Ben")) == ["Ben's"]
    assert prompts(await history(on_stage, "Mod")) == []


# -- one of them


async def test_one_is_opened_large_with_everything_that_can_be_done(on_stage: Stage) -> None:
    job_, _ = await made(on_stage, prompt="a *red* fox")
    shown = await opened(on_stage, await history(on_stage), "1. a *red* fox")
    assert shown["flags"] & EPHEMERAL
    first, facts = shown["content"].splitlines()
    assert first == "> a \\*red\\* fox"
    assert facts == f"GPT\\-4o Image · 1024×1024 · <t:{job_.created_at // 1000}:f> · 5 credits"
    (file,) = shown["attachments"]
    assert file["filename"].startswith(f"gpt-4o-image-{job_.id}-1.")
    kept = next((on_stage.settings.data_dir / "results" / job_.id).iterdir())
    with Image.open(io.BytesIO(await on_stage.discord.cdn_bytes(file["url"]))) as sent, Image.open(kept) as made_:
        assert sent.convert("RGB").tobytes() == made_.convert("RGB").tobytes()
    assert labels(shown) == ["Again", "Edit", "Variations", "Animate", "Details", "Delete", "☆ Favourite", "Post here"]
    edited, _ = await press(on_stage, on_stage.person("Ada"), shown, f"again:{job_.id}")
    assert edited.request.prompt == "a *red* fox"


async def test_buttons_work_after_a_restart(on_stage: Stage) -> None:
    await plant_all(on_stage, [Seed(prompt=f"number {n}", ago=400 * DAY) for n in range(7)])
    shown = await history(on_stage)
    large = await opened(on_stage, shown, "1. number 6")
    await on_stage.restart()
    assert prompts(await turned(on_stage, shown, "▶")) == ["number 0"]
    starred = await (await on_stage.person("Ada").click(large, "☆ Favourite")).until(
        lambda message: "★ Your favourite" in labels(message)
    )
    assert starred["id"] == large["id"]


async def test_deleted_for_good_it_is_in_no_list_any_more(on_stage: Stage) -> None:
    job_, message = await made(on_stage)
    shown = await history(on_stage)
    large = await opened(on_stage, shown, job_.id)
    asked = await (await on_stage.person("Ada").click(large, "Delete")).until(said)
    assert "Only this message" not in labels(asked)
    ask = await on_stage.person("Ada").click(asked, "For good")
    await ask.until(lambda answer: "Deleted for good" in answer["content"])
    assert on_stage.discord.service.board.get(message["id"]) is None
    assert prompts(await history(on_stage)) == []
    refused = await opened(on_stage, shown, job_.id)
    assert refused["content"] == "This result has been deleted for good: make a new one."


async def test_a_file_that_is_gone_from_the_disk_is_said(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed())
    path = on_stage.settings.data_dir / "results" / planted / "1.png"
    data = path.read_bytes()
    path.unlink()
    shown = await history(on_stage)
    assert "Its file is not there any more" in texts(shown)
    assert not shown["attachments"]
    large = await opened(on_stage, shown, planted)
    assert "Its file is not there any more" in large["content"]
    assert "Details" in labels(large)
    path.write_bytes(b"no picture")
    assert "Its file is not there any more" in texts(await history(on_stage))
    path.write_bytes(data)


async def test_what_is_too_large_for_discord_is_said(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed())
    shown = await history(on_stage)
    body = {"code": 40005, "message": "Request entity too large"}
    on_stage.discord.fail_next("PATCH", r"/webhooks/\d+/.*/messages/@original", 413, times=3, body=body)
    large = await opened(on_stage, shown, planted)
    assert "too large to be shown here" in large["content"]


# -- stars


async def test_a_star_is_given_and_taken_back(on_stage: Stage) -> None:
    await plant_all(on_stage, [Seed(prompt="plain"), Seed(prompt="lovely")])
    large = await opened(on_stage, await history(on_stage), "1. lovely")
    ada = on_stage.person("Ada")
    starred = await (await ada.click(large, "☆ Favourite")).until(lambda shown: "★ Your favourite" in labels(shown))
    assert labels(starred)[:2] == ["Again", "Edit"], "the other buttons are as they were"
    shown = await history(on_stage, favourites=True)
    assert prompts(shown) == ["lovely"]
    assert "**Your favourites: 1** · page 1 of 1" in texts(shown)
    assert "· ★" in texts(shown)
    await (await ada.click(starred, "★ Your favourite")).until(lambda shown: "☆ Favourite" in labels(shown))
    assert prompts(await history(on_stage, favourites=True)) == []


async def test_what_others_made_is_a_favourite_as_long_as_it_is_there_to_see(on_stage: Stage) -> None:
    job_, message = await made(on_stage, prompt="Ada's fox")
    details = await (await on_stage.person("Ben").click(message, "Details")).until(said)
    ask = await on_stage.person("Ben").click(details, "☆ Favourite")
    await ask.until(lambda shown: "★ Your favourite" in labels(shown))
    shown = await history(on_stage, "Ben", favourites=True)
    assert prompts(shown) == ["Ada's fox"]
    assert f"<@{job_.user_id}>" in texts(shown)
    assert "credits" not in texts(shown)
    large = await opened(on_stage, shown, job_.id, "Ben")
    assert not {"Delete", "Post here"} & set(labels(large))
    assert prompts(await history(on_stage, "Ben")) == []
    store = on_stage.bot.services.store
    await store.write(lambda conn: conn.execute(job.update().values(private=True)))
    assert prompts(await history(on_stage, "Ben", favourites=True)) == []
    refused = await opened(on_stage, shown, job_.id, "Ben")
    assert refused["content"].startswith("You may not do that here")
    again = await on_stage.person("Ben").click(large, "★ Your favourite")
    assert (await again.until(lambda shown: "You may not" in shown["content"]))["flags"] & EPHEMERAL


# -- posted again


async def reposted(stage: Stage, large: Message) -> Message:
    ask: Ask = await stage.person("Ada").click(large, "Post here")
    return await ask.until(said)


async def test_it_is_posted_again_with_its_buttons_for_nothing(on_stage: Stage) -> None:
    job_, _ = await made(on_stage)
    before = await on_stage.balance("Ada")
    large = await opened(on_stage, await history(on_stage), job_.id)
    assert (await reposted(on_stage, large))["content"] == "Posted. It cost nothing."
    posted = on_stage.discord.messages("general")[-1]
    assert posted["attachments"]
    assert "Again" in labels(posted)
    assert not posted["flags"] & EPHEMERAL
    assert await on_stage.balance("Ada") == before
    shown = await on_stage.bot.services.store.read(showings.of, job_.id)
    assert shown[0].message_id == int(posted["id"])
    assert len(shown) == 2
    again, _ = await press(on_stage, on_stage.person("Ben"), posted, f"again:{job_.id}")
    assert again.user_id == int(on_stage.person("Ben").id)


async def test_it_is_posted_only_where_member_and_bot_may(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed())
    large = await opened(on_stage, await history(on_stage), planted)
    channel = on_stage.world.channel("general")
    channel.deny_bot.add("attach_files")
    assert "I may not post pictures in this channel" in (await reposted(on_stage, large))["content"]
    channel.deny_bot.clear()
    everyone = on_stage.world.guild.everyone
    everyone.permissions &= ~(1 << 11)
    refused = await reposted(on_stage, large)
    assert (
        refused["content"]
        == "You may not do that here: it is for members with Send Messages and Attach Files in this channel."
    )
    everyone.permissions |= 1 << 11
    assert on_stage.discord.messages("general") == []
    assert (await reposted(on_stage, large))["content"] == "Posted. It cost nothing."


async def test_only_its_member_posts_it(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed(who="Ben", private=True))
    mine = await plant(on_stage, Seed())
    large = await opened(on_stage, await history(on_stage), mine)
    posted = on_stage.discord.service.board.get(large["id"])
    assert posted
    for item in components.usable(posted.data["components"]):
        if item["custom_id"] == f"repost:{mine}":
            item["custom_id"] = f"repost:{planted}"
    refused = await reposted(on_stage, large)
    assert refused["content"] == "You may not do that here: it is for whoever asked for it."
    assert on_stage.discord.messages("general") == []


async def test_what_is_deleted_while_it_is_posted_does_not_stay(on_stage: Stage) -> None:
    planted = await plant(on_stage, Seed())
    large = await opened(on_stage, await history(on_stage), planted)
    services = on_stage.bot.services
    real = services.desk.show_again

    async def slow(*given: Any, **named: Any) -> Any:
        message = await real(*given, **named)
        await deletion.delete(services.store, services.files, services.desk, planted, services.studio.now())
        return message

    services.desk.show_again = slow
    answer = await reposted(on_stage, large)
    assert "deleted for good" in answer["content"]
    assert on_stage.discord.messages("general") == []
    assert (await stored(on_stage, planted))["deleted_at"]


async def test_a_button_of_the_gallery_elsewhere_opens_one_of_its_own(on_stage: Stage) -> None:
    """A page of a member's private work never takes the place of a message that others see."""
    await plant_all(on_stage, [Seed(prompt=f"number {n}") for n in range(7)])
    message = await show(on_stage, await plant(on_stage, Seed(who="Ben")))
    posted = on_stage.discord.service.board.get(message["id"])
    assert posted
    posted.data["components"][0]["components"][0]["custom_id"] = f"works:go:{Look(Wanted()).at(1)}"
    ask = await on_stage.person("Ada").click(message, f"works:go:{Look(Wanted()).at(1)}")
    page = await ask.until(lambda shown: prompts(shown) == ["number 0"])
    assert page["flags"] & EPHEMERAL
    assert page["id"] != message["id"]


# -- outside servers


async def test_in_direct_messages_all_of_one_s_own_is_there(on_stage: Stage) -> None:
    job_, message = await made(on_stage, prompt="made on the server")
    ask = await on_stage.person("Ada").slash("history", channel=None)
    shown = await ask.until(said)
    assert prompts(shown) == ["made on the server"]
    large = await opened(on_stage, shown, job_.id)
    details = await (await on_stage.person("Ada").click(large, "Details")).until(said)
    assert f"https://discord.com/channels/{job_.guild_id}/{job_.channel_id}/{message['id']}" in details["content"]
    asked = await (await on_stage.person("Ada").click(large, "Delete")).until(said)
    ask = await on_stage.person("Ada").click(asked, "For good")
    await ask.until(lambda answer: "Deleted for good" in answer["content"])
    assert on_stage.discord.service.board.get(message["id"]) is None


async def test_what_was_made_between_people_is_seen_by_them_and_stays_where_the_bot_cannot_go(
    open_stage: OpenStage,
) -> None:
    world = World.small()
    for name in ("Ada", "Ben"):
        world.install(world.user(name))
    world.add_private_channel("pair", world.user("Ada"), world.user("Ben"))
    async with open_stage(world=world) as stage:
        await made(stage)
        ask = await stage.person("Ada").slash("imagine", channel="pair", prompt="ours", model="gpt-4o-image")
        await stage.outcome(ask)
        job_ = await finished(stage, 2)
        message = await result_of(stage, job_)
        details = await (await stage.person("Ben").click(message, "Details")).until(said)
        assert "> ours" in details["content"]
        assert "credits" not in details["content"]
        refused = await (await stage.person("Ben").click(message, "Delete")).until(said)
        assert refused["content"].startswith("You may not do that here")
        asked = await (await stage.person("Ada").click(message, "Delete")).until(said)
        done = await (await stage.person("Ada").click(asked, "For good")).until(
            lambda answer: "Deleted for good" in answer["content"]
        )
        assert "Messages out of my reach: 1." in done["content"]
        late = await (await stage.person("Ben").click(message, "Details")).until(said)
        assert "deleted for good" in late["content"]


async def test_what_is_posted_on_another_server_is_seen_and_moderated_there(open_stage: OpenStage) -> None:
    world = World.small()
    other = world.add_guild("Other", world.user("Olga"))
    world.add_channel("hall", other)
    for name in ("Ada", "Ben"):
        world.join(world.user(name), other)
    async with open_stage(world=world) as stage:
        job_, _ = await made(stage)
        message = await show(stage, job_.id, "hall")
        details = await (await stage.person("Ben").click(message, "Details")).until(said)
        assert f"https://discord.com/channels/{other.id}/{message['channel_id']}/{message['id']}" in details["content"]
        asked = await (await stage.person("Olga").click(message, "Delete")).until(said)
        assert labels(asked) == ["Only this message", "Keep it"]
        ask = await stage.person("Olga").click(asked, "Only this message")
        await ask.until(lambda answer: "has been deleted" in answer["content"])
        assert stage.discord.messages("hall") == []
