"""/models: the catalog in menus that never expire, a page for every model, and default models."""

import re
from typing import Any

import pytest

from bot.catalog.catalog import Catalog
from bot.ui.browse import FILTERS, PER_PAGE, SORTS, View, slug
from sandbox.discord import Ask
from tests.stage import Stage

CATALOG = Catalog.load()


async def opened(stage: Stage, who: str = "Ada", **options: Any) -> tuple[Ask, dict[str, Any]]:
    ask = await stage.person(who).slash("models", channel="general", options=options)
    return ask, await ask.until(lambda message: message["components"])


def menu(message: dict[str, Any], what: str) -> dict[str, Any]:
    found = [item for row in message["components"] for item in row["components"]]
    return next(item for item in found if item["custom_id"].startswith(f"models:{what}:"))


def titles(message: dict[str, Any]) -> list[str]:
    return [
        plain.replace("\\", "") for plain in re.findall(r"^\*\*(.+?)\*\* · .* · from", message["content"], re.MULTILINE)
    ]


async def test_the_list_is_for_the_member_alone_and_goes_on_after_its_first_page(on_stage: Stage) -> None:
    ask, shown = await opened(on_stage)
    assert shown["flags"] & 64
    assert f"**{len(CATALOG)} models**" in shown["content"]
    first = titles(shown)
    assert len(first) == min(PER_PAGE, len(CATALOG))
    seen, ada = list(first), on_stage.person("Ada")
    for _ in range(-(-len(CATALOG) // PER_PAGE) - 1):
        before = shown["content"]
        await ada.click(shown, "▶")
        shown = await ask.until(lambda message, before=before: message["content"] != before)
        seen += titles(shown)
    assert sorted(seen) == sorted(spec.title for spec in CATALOG)


@pytest.mark.parametrize("only", FILTERS)
async def test_every_filter_shows_what_it_says(on_stage: Stage, only: str) -> None:
    services = on_stage.bot.services
    for sort in SORTS:
        found = View(only=only, sort=sort).models(services)
        assert found == [spec for spec in found if FILTERS[only](spec)]
    ask, shown = await opened(on_stage)
    if only != "all":
        await on_stage.person("Ada").choose(shown, menu(shown, "only")["custom_id"], [only])
        count = len(View(only=only).models(services))
        await ask.until(lambda message: message["content"].startswith(f"**{count} models**"))


@pytest.mark.parametrize("maker", sorted({spec.maker for spec in CATALOG}))
def test_every_maker_can_be_chosen(maker: str) -> None:
    view = View.parse(str(View(maker=slug(maker))))
    assert view.maker == slug(maker)
    assert len(f"models:maker:{View(only='transparent', page=99, maker=slug(maker))}") <= 100
    assert [other for other in {spec.maker for spec in CATALOG} if slug(other) == slug(maker)] == [maker]


@pytest.mark.parametrize("model", [spec.id for spec in CATALOG])
async def test_every_model_has_its_page(on_stage: Stage, model: str) -> None:
    _, shown = await opened(on_stage, model=model)
    spec = CATALOG[model]
    said = shown["content"].replace("\\", "")
    assert said.startswith(f"## {spec.title}\n")
    assert spec.summary in said
    assert "credit" in said
    assert f"model:{spec.id}" in said
    assert "Nobody has used it here" in said
    assert not said.endswith("…")


async def test_a_page_opens_from_the_list_and_leads_back(on_stage: Stage) -> None:
    ask, shown = await opened(on_stage)
    ada, listed = on_stage.person("Ada"), shown["content"]
    chosen = menu(shown, "open")["options"][0]
    await ada.choose(shown, menu(shown, "open")["custom_id"], [chosen["value"]])
    page = await ask.until(lambda message: message["content"].startswith("## "))
    await ada.click(page, "Back to the list")
    await ask.until(lambda message: message["content"] == listed)


async def test_the_page_says_how_the_model_has_done_lately(on_stage: Stage) -> None:
    await on_stage.imagine(prompt="a fox", model="gpt-image-2")
    await on_stage.idle()
    _, shown = await opened(on_stage, model="gpt-image-2")
    assert re.search(r"Last 7 days here: \d+ s on the median, 100 % of 1 succeeded\.", shown["content"])


async def default_set(stage: Stage, who: str, model: str, choice: str) -> str:
    _, page = await opened(stage, who, model=model)
    pressed = await stage.person(who).choose(page, menu(page, "default")["custom_id"], [choice])
    said = await pressed.until(lambda message: not message["flags"] & 128 and message["content"])
    return str(said["content"])


async def test_a_members_default_goes_before_the_servers_before_the_operators(on_stage: Stage) -> None:
    async def used(who: str) -> str:
        await on_stage.imagine(who, prompt="a fox")
        return (await on_stage.jobs())[-1].request.model

    assert await used("Ada") == "gpt-image-2"
    said = await default_set(on_stage, "Olga", "gpt-4o-image", "server:imagine")
    assert said == "Done: GPT\\-4o Image is now this: The server's model for pictures from words."
    assert await used("Ada") == "gpt-4o-image"
    await default_set(on_stage, "Ada", "gpt-image-1", "mine:imagine")
    assert await used("Ada") == "gpt-image-1"
    assert await used("Ben") == "gpt-4o-image"


async def test_only_managers_choose_for_the_server(on_stage: Stage) -> None:
    _, page = await opened(on_stage, "Ada", model="gpt-image-2")
    offered = {option["value"] for option in menu(page, "default")["options"]}
    assert offered == {"mine:imagine", "mine:edit"}
    _, page = await opened(on_stage, "Olga", model="gpt-image-2")
    assert "server:edit" in {option["value"] for option in menu(page, "default")["options"]}


async def test_the_menus_work_after_a_restart(on_stage: Stage) -> None:
    ask, shown = await opened(on_stage)
    await on_stage.restart()
    await on_stage.person("Ada").choose(shown, menu(shown, "sort")["custom_id"], ["name"])
    changed = await ask.until(lambda message: message["content"] != shown["content"])
    assert titles(changed) == sorted(titles(changed), key=str.casefold)
