"""Models that go, change their price and come while the bot runs."""

import asyncio
import logging
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot import lifecycle as module
from bot.catalog.catalog import Catalog, Status
from bot.catalog.spec import ModelSpec
from bot.db.tables import job
from bot.errors import StartupError
from bot.lifecycle import Lifecycle
from bot.provider.client import Client
from bot.settings import Settings
from bot.ui.instead import instead_view
from bot.workshop import tables
from sandbox.aihubmix import FakeAiHubMix
from sandbox.aihubmix.behaviours import Status as Answer
from sandbox.aihubmix.models import Model, PerCall, PerImage, PerToken
from sandbox.aihubmix.records import Received
from sandbox.botprocess import BotProcess
from sandbox.discord import Ask, FakeDiscord, World
from tests.conftest import OpenStage
from tests.pictures import attached
from tests.programs import environment, program
from tests.stage import Stage

OLD, NEW = "gpt-4o-image", "gpt-image-2"
REFUSED = "GPT\\-4o Image is not offered any more: please use GPT Image 2 instead."
OWN = """
["{id}"]
title = "{title}"
maker = "Me"
summary = "Mine."
wires = ["images"]
price = {{ per = "image", usd = "0.03", source = "me" }}
"""


async def retired(stage: Stage, *, known: bool = True, model: str = OLD, successor: str = NEW) -> None:
    """The gateway retires a model; the bot has read it, or not yet."""
    stage.gateway.retire(model, successor=successor)
    if known:
        assert await stage.bot.services.lifecycle.refresh()


async def gone(stage: Stage, who: str = "Ada", **options: Any) -> tuple[Ask, dict[str, Any]]:
    """A job whose model goes before the gateway is asked, and its last word."""
    await retired(stage, known=False)
    ask = await stage.person(who).slash("imagine", channel="general", prompt="a fox", model=OLD, **options)
    return ask, await ask.until(lambda message: "not offered any more" in message["content"])


# -- a model that has gone


async def test_a_retired_model_is_refused_before_anything_is_held(on_stage: Stage) -> None:
    await retired(on_stage)
    refused = await on_stage.imagine(prompt="a fox", model=OLD)
    assert refused["content"] == REFUSED
    assert refused["flags"] & 64
    assert await on_stage.jobs() == []
    assert not on_stage.gateway.bill
    pressed = await on_stage.person("Ada").click(refused, "Use GPT Image 2")
    result = await on_stage.outcome(pressed)
    assert "GPT Image 2" in result["content"]
    assert result["attachments"]


async def test_a_default_that_has_gone_is_refused_with_its_successor(open_stage: OpenStage) -> None:
    async with open_stage(default_image_model=OLD) as stage:
        await retired(stage)
        refused = await stage.imagine(prompt="a fox")
        assert refused["content"] == REFUSED


async def test_a_retired_model_is_offered_nowhere(on_stage: Stage) -> None:
    await retired(on_stage)
    ada = on_stage.person("Ada")
    offered = await ada.autocomplete("imagine", "model", "4o", channel="general", prompt="x")
    assert [choice["value"] for choice in offered] == ["gpt-4o-image-vip"]
    listed = await ada.slash("models", channel="general")
    shown = await listed.until(lambda message: "models" in message["content"])
    assert "GPT-4o Image**" not in shown["content"].replace("\\", "")
    page = await ada.slash("models", channel="general", model=OLD)
    shown = await page.until(lambda message: "not offered any more" in message["content"])
    assert "**It is not offered any more; GPT Image 2 has taken its place.**" in shown["content"]


async def test_a_deprecated_model_works_and_says_that_it_goes(on_stage: Stage) -> None:
    on_stage.gateway.retire(OLD, "deprecated", NEW)
    assert await on_stage.bot.services.lifecycle.refresh()
    ada = on_stage.person("Ada")
    (choice,) = [
        choice
        for choice in await ada.autocomplete("imagine", "model", "4o", channel="general", prompt="x")
        if choice["value"] == OLD
    ]
    assert choice["name"] == "GPT-4o Image · OpenAI · from 5 credits · going away"
    listed = await ada.slash("models", channel="general")
    shown = await listed.until(lambda message: "models" in message["content"])
    assert "from 5 credits · going away" in shown["content"]
    page = await ada.slash("models", channel="general", model=OLD)
    await page.until(lambda message: "**It will go before long; GPT Image 2 takes its place.**" in message["content"])
    assert (await on_stage.imagine(prompt="a fox", model=OLD))["attachments"]


async def test_one_click_asks_the_successor(on_stage: Stage) -> None:
    ask, shown = await gone(on_stage, count=2, aspect="3:2", image=attached())
    assert shown["content"] == (
        "> a fox\nThis model is not offered any more. It cost nothing; please choose GPT Image 2 or another one."
    )
    await on_stage.idle()
    assert (await on_stage.balance("Ada")).held == 0
    pressed = await on_stage.person("Ada").click(shown, "Use GPT Image 2")
    result = await posted(on_stage)
    assert "GPT Image 2 · 1536×1024" in result["content"]
    assert len(result["attachments"]) == 2
    await on_stage.idle()
    first, second = await on_stage.jobs()
    assert (first.state, second.state) == ("failed", "succeeded")
    assert second.request.model == NEW
    assert [reference.path for reference in second.request.references] == [f"references/{second.id}/1"]
    assert on_stage.discord.messages("general") == [result], "the message of the button became the progress"
    assert pressed.ack_seconds is not None
    assert ask.followups == []


async def posted(stage: Stage) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def look() -> bool:
        found.extend(message for message in stage.discord.messages("general") if "credits left" in message["content"])
        return bool(found)

    await stage.discord.service.feed.until(look, 8)
    return found[0]


async def test_a_private_request_stays_private(on_stage: Stage) -> None:
    _, shown = await gone(on_stage, private=True)
    assert shown["flags"] & 64
    pressed = await on_stage.person("Ada").click(shown, "Use GPT Image 2")
    assert (await pressed.until(lambda message: "credits left" in message["content"]))["flags"] & 64
    await on_stage.idle()
    _, second = await on_stage.jobs()
    assert (second.state, second.private) == ("succeeded", True)
    assert on_stage.discord.messages("general", on_stage.person("Ben")) == []


async def test_nobody_else_spends_the_members_credits(on_stage: Stage) -> None:
    _, shown = await gone(on_stage)
    pressed = await on_stage.person("Ben").click(shown, "Use GPT Image 2")
    refused = await pressed.until(lambda message: message["content"])
    assert refused["content"] == "You may not do that here: it is for whoever asked for it."
    assert len(await on_stage.jobs()) == 1
    (message,) = on_stage.discord.messages("general")
    assert message["components"], "the button is still there"


@pytest.mark.parametrize("presses", [2, 3, 5])
async def test_presses_at_once_are_one_job(on_stage: Stage, presses: int) -> None:
    _, shown = await gone(on_stage, image=attached())
    ada = on_stage.person("Ada")
    await asyncio.gather(*[ada.click(shown, "Use GPT Image 2") for _ in range(presses)])
    await posted(on_stage)
    await on_stage.idle()
    assert [job.state for job in await on_stage.jobs()] == ["failed", "succeeded"]
    assert len(on_stage.gateway.bill) == 1
    assert not any("instead:" in str(message["components"]) for message in on_stage.discord.messages("general"))


async def test_a_dear_successor_is_asked_about_first(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=1000, confirm_above=10) as stage:
        _, shown = await gone(stage, image=attached())
        await stage.idle()
        pressed = await stage.person("Ada").click(shown, "Use GPT Image 2")
        await stage.confirm(pressed)
        await posted(stage)
        await stage.idle()
        assert [job.state for job in await stage.jobs()] == ["failed", "succeeded"]


async def test_a_refused_successor_leaves_the_button(open_stage: OpenStage) -> None:
    async with open_stage(new_member_grant=5) as stage:
        _, shown = await gone(stage)
        await stage.idle()
        pressed = await stage.person("Ada").click(shown, "Use GPT Image 2")
        await stage.discord.service.feed.until(lambda: bool(pressed.followups), 8)
        assert pressed.followups[0]["content"].startswith(
            "This costs at most 17 credits, which are set aside first, and you have 5 credits"
        )
        (message,) = stage.discord.messages("general")
        assert message["components"]
        assert len(await stage.jobs()) == 1


async def test_a_successor_nobody_has_described_is_named_without_a_button(on_stage: Stage) -> None:
    await retired(on_stage, known=False, successor="gpt-image-9")
    said = await on_stage.imagine(prompt="a fox", model=OLD, image=attached())
    assert said["content"].startswith("> a fox\nThis model is not offered any more.")
    assert not said["components"]


async def test_a_button_of_a_job_that_is_not_there_is_answered_politely(on_stage: Stage) -> None:
    _, shown = await gone(on_stage)
    await on_stage.idle()
    await on_stage.bot.services.store.write(lambda conn: conn.execute(job.update().values(state="succeeded")))
    pressed = await on_stage.person("Ada").click(shown, "Use GPT Image 2")
    refused = await pressed.until(lambda message: message["content"])
    assert refused["content"] == "That job has ended already."


def test_a_successor_whose_name_no_button_can_hold_gets_none() -> None:
    spec = Catalog.load()[NEW]
    assert instead_view("0" * 20, spec, "en-US") is not None
    assert instead_view("0" * 20, spec.model_copy(update={"id": "x" * 71}), "en-US") is None


async def test_the_button_works_after_a_restart(on_stage: Stage) -> None:
    _, shown = await gone(on_stage, image=attached())
    await on_stage.restart()
    await on_stage.person("Ada").click(shown, "Use GPT Image 2")
    await posted(on_stage)
    await on_stage.idle()


# -- prices


async def test_a_new_price_is_quoted_and_held_ones_stay(on_stage: Stage) -> None:
    on_stage.gateway.hold()
    ask = await on_stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model=OLD)
    await on_stage.gateway.reached()
    on_stage.gateway.reprice(OLD, PerCall(Decimal("0.02")))
    assert await on_stage.bot.services.lifecycle.refresh()
    on_stage.gateway.let_go()
    assert "5 credits · 95 credits left" in (await on_stage.outcome(ask))["content"]
    assert "20 credits · 75 credits left" in (await on_stage.imagine(prompt="a fox", model=OLD))["content"]


async def test_token_prices_are_charged_as_listed(on_stage: Stage) -> None:
    on_stage.gateway.reprice(NEW, PerToken(Decimal(10), Decimal(16), Decimal(60)))
    assert await on_stage.bot.services.lifecycle.refresh()
    await on_stage.imagine(prompt="a fox", model=NEW, aspect="1:1")
    await on_stage.idle()
    cost = 100 - (await on_stage.balance("Ada")).balance
    assert abs(cost - on_stage.gateway.bill[0].usd * 1000) < 1


# -- reading the lists


async def test_every_change_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        gateway.retire(OLD, successor=NEW)
        gateway.reprice("gpt-4o-image-vip", PerCall(Decimal("0.01")))
        gateway.reprice(NEW, PerImage(Decimal("0.0001")))
        gateway.launch(Model("gpt-image-9", PerImage(Decimal("0.03"))))
        lifecycle = Lifecycle(client, Catalog.load())
        with caplog.at_level(logging.INFO):
            for _ in range(3):
                assert await lifecycle.refresh()
                gateway.launch(Model("another", PerImage(Decimal("0.03"))))  # so that the list is read anew
        said = [record.getMessage() for record in caplog.records if record.name == module.__name__]
        for words in (f"{OLD} is retired", "US$0.009 -> US$0.01 a call", "the old one stays"):
            assert len([line for line in said if words in line]) == 1, words
        assert len([line for line in said if "gpt-image-9" in line]) == 1
        assert len([line for line in said if line.endswith(": another")]) == 1
        assert "gpt-image-9" in lifecycle.unknown
        assert gateway.violations == []


async def test_an_unchanged_list_is_not_sent_again_and_its_dates_still_pass() -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        gateway.models[OLD] = gateway.models[OLD].__class__(OLD, PerCall(Decimal("0.005")), retired_at=2_000_000_000)
        catalog, clock = Catalog.load(), [1_999_999_999.0]
        lifecycle = Lifecycle(client, catalog, now=lambda: clock[0])
        await lifecycle.refresh()
        assert catalog.status(OLD).stage == "deprecated"
        clock[0] += 2
        await lifecycle.refresh()
        assert catalog.status(OLD).stage == "retired"
        asked = [sent for sent in gateway.requests if sent.path == "/api/v1/models"]
        assert ["if-none-match" in sent.headers for sent in asked] == [False, False, True, True]
        assert not any("authorization" in sent.headers for sent in asked), "they need no key"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "{gateway}/nowhere"])
async def test_lists_that_cannot_be_read_are_one_line(address: str, caplog: pytest.LogCaptureFixture) -> None:
    async with FakeAiHubMix() as gateway, Client(address.format(gateway=gateway.url), "") as client:
        catalog = Catalog.load()
        assert not await Lifecycle(client, catalog).refresh()
        assert len([record for record in caplog.records if record.name == module.__name__]) == 1
        assert len(catalog) == len(Catalog.load())


@pytest.mark.parametrize("body", ["no JSON", '{"data": null}', '{"success": false, "message": "later"}', "[]"])
async def test_a_list_that_is_none_is_one_line(body: str, caplog: pytest.LogCaptureFixture) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    app = web.Application()
    app.router.add_get("/api/v1/models", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with Client(f"http://127.0.0.1:{runner.addresses[0][1]}", "") as client:
            assert not await Lifecycle(client, Catalog.load()).refresh()
    finally:
        await runner.cleanup()
    assert len([record for record in caplog.records if record.name == module.__name__]) == 1


async def test_the_lists_are_followed_while_the_bot_runs() -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        learned = asyncio.Event()

        class Watched(Catalog):
            def learn(self, specs: Mapping[str, ModelSpec], statuses: Mapping[str, Status]) -> None:
                super().learn(specs, statuses)
                if not self.offers(OLD):
                    learned.set()

        async with Lifecycle(client, Watched.load()).followed(every=0.01), asyncio.timeout(5):
            assert not learned.is_set()
            gateway.retire(OLD)
            await learned.wait()


async def test_lists_that_are_fresh_are_not_read_again(on_stage: Stage) -> None:
    clock = [0.0]
    lifecycle = Lifecycle(on_stage.bot.services.client, on_stage.bot.services.catalog, now=lambda: clock[0])
    for _ in range(2):
        for _ in range(3):
            await lifecycle.look_again()
        clock[0] += 61
    assert len([sent for sent in on_stage.gateway.requests if sent.path == "/api/v1/models"]) == 4


async def test_a_bot_that_starts_has_read_the_lists(tmp_path: Path) -> None:
    async with FakeDiscord(World.small()) as discord, FakeAiHubMix() as gateway:
        gateway.retire(OLD, successor=NEW)
        async with BotProcess(environment(discord, gateway), tmp_path) as bot:
            await bot.until(discord.wait_until_connected(8), 9)
            ask = await discord.person("Ada").slash("imagine", channel="general", prompt="a fox", model=OLD)
            refused = await ask.until(lambda message: "not offered" in message["content"])
            assert refused["content"] == REFUSED


# -- the published schemas

SCHEMAS = "/call/schema/models/{id:.+}/endpoints"
NARROW: dict[str, Any] = {
    "properties": {name: {} for name in ("model", "prompt", "n", "size", "quality", "image", "async", "extra")},
    "additionalProperties": False,
}


def schemas_asked(gateway: FakeAiHubMix) -> list[Received]:
    return [sent for sent in gateway.requests if sent.path.startswith("/call/schema/")]


async def test_what_a_schema_does_not_take_is_one_warning_and_changes_nothing(
    on_stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    on_stage.gateway.misdescribe(NEW, NARROW | {"properties": NARROW["properties"] | {"quality": {"enum": ["high"]}}})
    catalog = on_stage.bot.services.catalog
    before = catalog[NEW]
    for _ in range(3):
        await on_stage.bot.services.lifecycle.examine()
    said = [record.getMessage() for record in caplog.records if record.name == module.__name__]
    assert [line for line in said if "quality" in line] == [
        f"a table and the gateway's schema disagree: {NEW} (images): quality cannot be low or cannot be medium"
    ]
    assert len(said) == len(set(said))
    assert catalog[NEW] is before
    result = await on_stage.imagine(prompt="a fox", model=NEW, quality="low")
    assert result["attachments"], "what the schema denies is asked for all the same"


async def test_schemas_are_read_without_a_key_and_again_only_when_they_changed() -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, gateway.key) as client:
        lifecycle = Lifecycle(client, Catalog.load())
        first = await lifecycle.compare()
        asked = len(schemas_asked(gateway))
        assert asked == len({spec.wire_model for spec in Catalog.load()})
        assert await lifecycle.compare() == first, "what has not changed is still known"
        gateway.misdescribe(NEW, NARROW | {"properties": {"model": {}}})
        assert any(line.startswith(NEW) for line in (await lifecycle.compare()).doubts)
        sent = schemas_asked(gateway)
        assert not any("if-none-match" in one.headers for one in sent[:asked])
        assert all("if-none-match" in one.headers for one in sent[asked:] if f"/{NEW}/" in one.path)
        assert not any(gateway.key in str(one.headers) for one in sent)


async def test_a_retired_model_s_schema_is_not_asked_for() -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        gateway.retire(OLD)
        lifecycle = Lifecycle(client, Catalog.load())
        assert await lifecycle.refresh()
        await lifecycle.compare()
        assert not [one for one in schemas_asked(gateway) if f"/{OLD}/" in one.path]


@pytest.mark.parametrize("answer", [Answer(500), Answer(200, "no JSON"), Answer(200, {"data": [3]}), Answer(404)])
async def test_schemas_that_cannot_be_read_are_nobody_s_trouble(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        gateway.withdraw(SCHEMAS, answer)
        lifecycle = Lifecycle(client, Catalog.load())
        await lifecycle.examine()
        found = await lifecycle.compare()
    assert (found.compared, found.doubts, caplog.records) == (0, [], [])


async def test_the_schemas_come_after_the_lists_and_nobody_waits_for_them() -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        compared = asyncio.Event()

        class Watched(Lifecycle):
            async def examine(self) -> None:
                await super().examine()
                compared.set()

        async with Watched(client, Catalog.load()).followed(), asyncio.timeout(8):
            assert not schemas_asked(gateway)
            await compared.wait()
        assert schemas_asked(gateway)


async def test_a_bot_without_its_gateway_asks_for_no_schema_either() -> None:
    async with FakeAiHubMix() as gateway, Client(gateway.url, "") as client:
        gateway.withdraw("/api/v1/models", Answer(503))
        refreshed = asyncio.Event()

        class Watched(Lifecycle):
            looks = 0

            async def refresh(self) -> bool:
                self.looks += 1
                if self.looks > 2:
                    refreshed.set()
                return await super().refresh()

        async with Watched(client, Catalog.load()).followed(every=0.01), asyncio.timeout(5):
            await refreshed.wait()
        assert not schemas_asked(gateway)


# -- tables of the operator's own


def settings(folder: Path, **options: Any) -> Settings:
    return Settings(discord_token="t", aihubmix_api_key="k", data_dir=folder, **options)  # type: ignore[arg-type]


def own(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)


def test_own_tables_add_models_and_replace_shipped_ones(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    own(tmp_path / "models", "mine.toml", OWN.format(id="mine-1", title="Mine") + OWN.format(id=OLD, title="Other"))
    with caplog.at_level(logging.INFO):
        catalog = tables(settings(tmp_path))
    assert catalog["mine-1"].maker == "Me"
    assert catalog[OLD].title == "Other"
    assert len(catalog) == len(Catalog.load()) + 1
    assert catalog.file("mine-1") == "mine.toml"
    assert f"mine.toml replaces the shipped table of {OLD}" in caplog.text


async def test_a_model_of_an_own_table_is_used_like_any_other(open_stage: OpenStage, tmp_path: Path) -> None:
    own(tmp_path / "tables", "mine.toml", OWN.format(id="gpt-image-1-mini", title="Mini"))
    async with open_stage(models_dir=str(tmp_path / "tables")) as stage:
        result = await stage.imagine(prompt="a fox", model="gpt-image-1-mini")
        assert "Mini · 1024×1024 · 30 credits" in result["content"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (OWN.format(id="m", title="M").replace("images", "smoke"), r"bad\.toml: .*m names the wire 'smoke'"),
        (OWN.format(id="m", title="M").replace("maker", "marker"), r"bad\.toml: the table of m.*maker"),
        (OWN.format(id="m", title="M") * 2, r"bad\.toml is no TOML"),
        ("title = 3", r"bad\.toml: title stands outside"),
    ],
)
def test_a_mistake_in_an_own_table_stops_the_start(tmp_path: Path, text: str, rule: str) -> None:
    own(tmp_path / "models", "bad.toml", text)
    with pytest.raises(StartupError, match=rule):
        tables(settings(tmp_path))


def test_a_model_in_two_own_tables_stops_the_start(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        own(tmp_path / "models", name, OWN.format(id="m", title="M"))
    with pytest.raises(StartupError, match=r"b\.toml: the model m is in the catalog already"):
        tables(settings(tmp_path))


def test_an_own_table_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "models" / "bad.toml").mkdir(parents=True)
    with pytest.raises(StartupError, match=r"bad\.toml cannot be read"):
        tables(settings(tmp_path))


def test_a_folder_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(StartupError, match=r"MODELS_DIR .* is no folder"):
        tables(settings(tmp_path, models_dir=str(tmp_path / "nowhere")))


async def test_a_bad_table_is_one_sentence_at_the_start(tmp_path: Path) -> None:
    own(tmp_path / "models", "bad.toml", "title = 3")
    async with FakeDiscord(World.small()) as discord, FakeAiHubMix() as gateway:
        ended = await program(
            "-m", "bot", "run", folder=tmp_path, settings=environment(discord, gateway) | {"DATA_DIR": str(tmp_path)}
        )
    assert ended.code == 78
    assert ended.err.startswith("atelier: bad.toml: title stands outside every model's table.")
