"""Where results go: threads, direct messages, places the bot itself is not in, and channels that close meanwhile."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import pytest

from sandbox.discord import Ask, World
from tests.cogs.test_forged import pressed
from tests.conftest import OpenStage
from tests.stage import Stage

FOX: dict[str, Any] = {"prompt": "a fox", "model": "gpt-4o-image"}
PRICE = 5
OUTSIDE = ("lounge", "pair")
TOKEN = 16 * 60  # seconds, after which an interaction's token is worth nothing


@pytest.fixture
def world() -> World:
    """Ada and Ben are on a server without the bot too; both have it with them."""
    world = World.small()
    ada, ben = world.user("Ada"), world.user("Ben")
    elsewhere = world.add_guild("Elsewhere", world.user("Olga"), bot=False)
    world.add_channel("lounge", elsewhere)
    for user in (ada, ben):
        world.join(user, elsewhere)
        world.install(user)
    world.add_private_channel("pair", ada, ben)
    world.add_thread("sketches", world.channel("general"))
    return world


@pytest.fixture
async def travelled(open_stage: OpenStage, world: World) -> AsyncGenerator[Stage]:
    """Ada has used the bot on Studio, which therefore pays outside."""
    async with open_stage(world=world, max_running_per_member=1) as stage:
        await stage.imagine(options=FOX)
        await stage.idle()
        yield stage
        await stage.idle()


def pictures(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message for message in messages if message["attachments"]]


def direct(stage: Stage, who: str = "Ada") -> list[dict[str, Any]]:
    return pictures(stage.discord.direct_messages(stage.person(who)))


def sent_to(stage: Stage, place: str) -> int:
    """Requests the bot made to a channel by its own token."""
    path = f"/channels/{stage.world.channel(place).id}/"
    return sum(exchange.path.startswith(path) for exchange in stage.discord.exchanges)


async def under_way(stage: Stage, place: str | None, **options: Any) -> Ask:
    """A job whose progress shows; the gateway keeps it until it is let go."""
    stage.gateway.hold()
    ask = await stage.person("Ada").slash("imagine", channel=place, options={**FOX, **options})
    await ask.until(lambda message: "cancel:" in str(message["components"]))
    return ask


async def answer(ask: Ask) -> dict[str, Any]:
    return await ask.until(lambda message: message["content"] and not message["flags"] & 128)


async def let_go(stage: Stage) -> None:
    stage.gateway.let_go()
    await stage.idle()


async def paid(stage: Stage, times: int) -> bool:
    """Beside the first picture; by Studio, and nothing is held."""
    balance = await stage.balance("Ada")
    return (balance.balance, balance.held) == (100 - PRICE * (1 + times), 0)


async def test_a_direct_message_is_answered_by_a_regular_one(travelled: Stage) -> None:
    result = await travelled.imagine(channel=None, options=FOX)
    await travelled.idle()
    assert direct(travelled) == [result]
    assert "webhook_id" not in result
    assert len(travelled.discord.direct_messages(travelled.person("Ada"))) == 1, "the progress has gone"
    assert await paid(travelled, 1)


async def test_editing_goes_on_with_the_latest_result_of_a_direct_message(travelled: Stage) -> None:
    ask = await travelled.person("Ada").slash("edit", channel=None, prompt="bluer")
    refused = await ask.until(lambda message: not message["flags"] & 128 and message["content"])
    assert "picture" in refused["content"], "what was made on the server is not here"
    await travelled.imagine(channel=None, options=FOX)
    edited = await travelled.outcome(await travelled.person("Ada").slash("edit", channel=None, prompt="bluer"))
    assert edited["attachments"]
    assert (await travelled.jobs())[-1].request.references or (await travelled.jobs())[-1].request.turns


async def test_after_the_tokens_end_a_direct_message_shows_its_result_all_the_same(travelled: Stage) -> None:
    await under_way(travelled, None)
    travelled.discord.pass_time(TOKEN)
    await let_go(travelled)
    assert len(direct(travelled)) == 1
    assert await paid(travelled, 1)


@pytest.mark.parametrize("place", OUTSIDE)
async def test_where_the_bot_is_not_the_answer_itself_becomes_the_result(travelled: Stage, place: str) -> None:
    result = await travelled.imagine(channel=place, options=FOX)
    await travelled.idle()
    assert result["webhook_id"]
    assert pictures(travelled.discord.messages(place)) == [result]
    assert direct(travelled) == []
    assert sent_to(travelled, place) == 0, "Discord counts what it must refuse"
    assert await paid(travelled, 1)


@pytest.mark.parametrize("place", OUTSIDE)
async def test_after_the_tokens_end_its_result_is_a_direct_message(travelled: Stage, place: str) -> None:
    await under_way(travelled, place)
    travelled.discord.pass_time(TOKEN)
    await let_go(travelled)
    assert len(direct(travelled)) == 1
    assert sent_to(travelled, place) == 0
    assert await paid(travelled, 1)


@pytest.mark.parametrize("place", OUTSIDE)
async def test_after_a_restart_it_is_too(travelled: Stage, place: str) -> None:
    await under_way(travelled, "general")
    waiting = await travelled.person("Ada").slash("imagine", channel=place, options=FOX)
    await waiting.until(lambda message: "cancel:" in str(message["components"]))
    await travelled.restart()
    await let_go(travelled)
    assert [job.state for job in await travelled.jobs()] == ["succeeded", "lost", "succeeded"]
    assert len(direct(travelled)) == 1
    assert sent_to(travelled, place) == 0
    assert await paid(travelled, 1)


@pytest.mark.parametrize("place", OUTSIDE)
async def test_a_result_nobody_takes_is_kept_and_fetched_from_anywhere(travelled: Stage, place: str) -> None:
    ada = travelled.person("Ada")
    ada.user.accepts_dms = False
    await under_way(travelled, place)
    travelled.discord.pass_time(TOKEN)
    travelled.gateway.let_go()
    await travelled.until(lambda: _undelivered(travelled))
    ask = await ada.slash("jobs", channel=place)
    shown = await ask.until(lambda message: "could not be posted" in message["content"])
    fetched = await ada.choose(shown, "jobs:fetch", ["a fox"])
    result = await fetched.until(lambda message: message["attachments"])
    assert result["flags"] & 64
    await travelled.idle()
    assert await paid(travelled, 1)
    assert direct(travelled) == []


async def _undelivered(stage: Stage) -> bool:
    return (await stage.jobs())[-1].undelivered_at is not None


@pytest.mark.parametrize("place", OUTSIDE)
async def test_a_job_is_canceled_in_its_place(travelled: Stage, place: str) -> None:
    ada = travelled.person("Ada")
    ask = await under_way(travelled, place)
    question = await answer(await ada.click(ask.response or {}, "Cancel"))
    await answer(await ada.click(question, "Cancel it anyway"))
    await travelled.gateway.cleared()
    await let_go(travelled)
    (said,) = travelled.discord.messages(place)
    assert "Cancelled" in said["content"]
    assert await paid(travelled, 1), "the gateway bills what it has begun"


async def test_a_thread_is_a_channel(travelled: Stage) -> None:
    result = await travelled.imagine(channel="sketches", options=FOX)
    await travelled.idle()
    assert travelled.discord.messages("sketches") == [result]
    assert "webhook_id" not in result
    assert await paid(travelled, 1)


Meanwhile = Callable[[Stage], Awaitable[None]]


async def _archived(stage: Stage) -> None:
    await stage.discord.close_thread(stage.world.channel("sketches"))


async def _locked(stage: Stage) -> None:
    stage.world.channel("sketches").locked = True
    await stage.discord.announce(stage.world.channel("sketches"))


async def _locked_away(stage: Stage) -> None:
    await stage.discord.close_thread(stage.world.channel("sketches"), locked=True)


def _denied(*names: str) -> Meanwhile:
    async def deny(stage: Stage) -> None:
        await stage.discord.deny(stage.world.channel("general"), *names)

    return deny


@pytest.mark.parametrize(
    ("place", "meanwhile", "where"),
    [
        ("sketches", _archived, "posted"),
        ("sketches", _locked, "answered"),
        ("sketches", _locked_away, "direct"),
        ("sketches", _denied("send_messages"), "posted"),
        ("sketches", _denied("send_messages_in_threads"), "answered"),
        ("general", _denied("send_messages"), "answered"),
        ("general", _denied("attach_files"), "answered"),
        ("general", _denied("view_channel"), "answered"),
    ],
)
async def test_a_place_that_closes_meanwhile(travelled: Stage, place: str, meanwhile: Meanwhile, where: str) -> None:
    before = len(pictures(travelled.discord.messages(place)))
    await under_way(travelled, place)
    await meanwhile(travelled)
    await let_go(travelled)
    found = pictures(travelled.discord.messages(place))[before:]
    kinds = ["answered" if "webhook_id" in message else "posted" for message in found] + ["direct"] * len(
        direct(travelled)
    )
    assert kinds == [where]
    assert await paid(travelled, 1)


@pytest.mark.parametrize("names", [("send_messages",), ("attach_files",), ("view_channel",)])
async def test_a_channel_that_closes_over_a_restart_leaves_the_direct_message(
    travelled: Stage, names: tuple[str, ...]
) -> None:
    await under_way(travelled, "lounge")
    waiting = await travelled.person("Ada").slash("imagine", channel="gallery", options=FOX)
    await waiting.until(lambda message: "cancel:" in str(message["components"]))
    await travelled.discord.deny(travelled.world.channel("gallery"), *names)
    await travelled.restart()
    await let_go(travelled)
    assert len(direct(travelled)) == 1
    assert pictures(travelled.discord.messages("gallery")) == []
    assert await paid(travelled, 1)


async def test_what_is_private_stays_so_outside(travelled: Stage) -> None:
    for place in (None, *OUTSIDE):
        result = await travelled.imagine(channel=place, options={**FOX, "private": True})
        assert result["flags"] & 64
        await travelled.idle()
    assert direct(travelled) == []
    assert await paid(travelled, 3)


async def test_owners_reach_their_jobs_from_anywhere(travelled: Stage) -> None:
    """Asked in a direct message, stopped from a server; and the other way round."""
    ada = travelled.person("Ada")
    await under_way(travelled, "general")
    for asked, stopped in ((None, "gallery"), ("lounge", None), ("gallery", "pair")):
        waiting = await ada.slash("imagine", channel=asked, options={**FOX, "prompt": f"from {asked}"})
        await waiting.until(lambda message: "cancel:" in str(message["components"]))
        panel = await ada.slash("jobs", channel=stopped)
        shown = await panel.until(lambda message: message["components"])
        where = "@me" if asked is None else travelled.world.channel(asked).guild_id
        assert f"https://discord.com/channels/{where}/" in shown["content"]
        done = await ada.choose(shown, "jobs:cancel", [f"from {asked}"])
        await done.until(lambda message: "It cost nothing" in message["content"])
    await let_go(travelled)
    assert [job.state for job in await travelled.jobs()] == ["succeeded", "succeeded", *["canceled"] * 3]


async def test_what_was_asked_in_direct_messages_is_nobody_elses_business(travelled: Stage) -> None:
    ada, mod = travelled.person("Ada"), travelled.person("Mod")
    await under_way(travelled, "general")
    for place in (None, "lounge"):
        waiting = await ada.slash("imagine", channel=place, options={**FOX, "prompt": "a secret"})
        await waiting.until(lambda message: "cancel:" in str(message["components"]))
    panel = await mod.slash("jobs", channel="general", member="Ada")
    shown = await panel.until(lambda message: message["components"])
    assert "a secret" not in str(shown)
    assert "a fox" in shown["content"]
    secret = (await travelled.jobs())[-1]
    again = await answer(await pressed(travelled, "Mod", shown, "jobs:cancel", [secret.id]))
    assert again["content"] == "That job has ended already."
    await let_go(travelled)
    assert [job.state for job in await travelled.jobs()] == ["succeeded"] * 4
