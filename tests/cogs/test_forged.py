"""Buttons and menus of messages from long ago, or made up: a polite answer, no credits moved, nothing shown."""

from importlib import import_module
from typing import Any

import discord
import pytest

from bot.bot import walk_extensions
from sandbox.discord import Ask
from tests.conftest import OpenStage
from tests.planting import texts
from tests.stage import Stage, custom_ids

NOBODY = "0" * 20
OTHERS = "0123456789ABCDEFGHJK"
# Class -> what is sent: custom ids of buttons, or custom ids of menus with what was chosen.
FORGED: dict[str, list[tuple[str, list[str] | None]]] = {
    "CancelButton": [(f"cancel:{NOBODY}:ask", None), (f"cancel:{NOBODY}:sure", None)],
    "ConfirmButton": [(f"confirm:{NOBODY}:yes", None), (f"confirm:{NOBODY}:no", None)],
    "InsteadButton": [(f"instead:{NOBODY}:gpt-image-2", None), (f"instead:{OTHERS}:../../x", None)],
    "DescribeButton": [(f"describe:{NOBODY}:1", None), (f"describe:{OTHERS}:4", None)],
    "EnhanceButton": [(f"enhance:{NOBODY}:{said}", None) for said in ("mine", "new", "edit", "no")],
    "RefusedButton": [(f"refused:{NOBODY}:reword", None), (f"refused:{OTHERS}:reword", None)],
    "RewordButton": [(f"reword:{NOBODY}:{said}", None) for said in ("run", "edit", "no")],
    "AppealButton": [(f"appeal:{NOBODY}:ask", None), (f"appeal:{NOBODY}:sure", None)],
    "RulingButton": [(f"ruling:{NOBODY}:allow", None), (f"ruling:{OTHERS}:uphold", None)],
    "AllowedButton": [(f"allowed:{NOBODY}", None), (f"allowed:{OTHERS}", None)],
    "BrowseButton": [
        ("models:go:x:all.price.99.all", None),
        ("models:go:x:no.such.-3.thing", None),
        ("models:go:x:?", None),
    ],
    "BrowseMenu": [
        ("models:open:all.price.0.all", ["no-such-model"]),
        ("models:only:all.price.0.all", ["nonsense"]),
        ("models:sort:a.b", ["price"]),
        ("models:maker:all.price.x.all", ["x" * 100]),
    ],
    "DefaultMenu": [
        ("models:default:no-such-model", ["mine:imagine"]),
        ("models:default:gpt-image-2", ["server:imagine"]),
        ("models:default:gpt-image-2", ["mine:nonsense"]),
    ],
    "DetailsButton": [(f"details:{NOBODY}", None)],
    "VersionMenu": [("versions:open", [NOBODY]), ("versions:open", ["' OR 1=1 --"])],
    "FavouriteButton": [(f"favourite:{NOBODY}:on", None), (f"favourite:{NOBODY}:off", None)],
    "RepostButton": [(f"repost:{NOBODY}", None)],
    "DeleteButton": [(f"delete:{NOBODY}", None)],
    "RemoveButton": [
        (f"delete:{NOBODY}:message:1", None),
        (f"delete:{OTHERS}:message:99999999999999999999", None),
    ],
    "EraseButton": [(f"delete:{NOBODY}:good", None), (f"delete:{NOBODY}:keep", None)],
    "TurnButton": [
        ("works:go:0:--::::", None),
        ("works:go:99999999999999999999:vf:9:x:m:words", None),
        ("works:go:0:vf:99999999999999999999:0:m:words", None),
        ("works:go:0:@nothing", None),
        ("works:go:?", None),
    ],
    "OpenMenu": [("works:open", [NOBODY]), ("works:open", ["x"])],
    "JobMenu": [("jobs:cancel", [NOBODY]), ("jobs:fetch", [NOBODY]), ("jobs:cancel", ["' OR 1=1 --"])],
    "AgainButton": [(f"again:{NOBODY}", None)],
    "VaryButton": [(f"vary:{NOBODY}:0", None), (f"vary:{NOBODY}:99", None)],
    "EditButton": [(f"edit:{NOBODY}:0", None)],
    "AnimateButton": [(f"animate:{NOBODY}:7", None)],
    "PickMenu": [(f"pick:{NOBODY}", ["1"]), (f"pick:{NOBODY}", ["x"])],
    "ShareButton": [(f"share:{NOBODY}", None)],
    "RefreshButton": [("jobs:show:1", None), ("jobs:show:99999999999999999999", None)],
    "PresetsButton": [("presets:go:99:▶", None), ("presets:go:-9:◀", None)],
    "TasteButton": [("settings:reset:on", None), ("settings:private:off", None), ("settings:reset:off", None)],
    "TasteMenu": [
        ("settings:model", ["nonsense"]),
        ("settings:aspect", ["../../x"]),
        ("settings:aspect", ["999:1"]),
        ("settings:count", ["-1"]),
        ("settings:count", ["99"]),
    ],
    "ReceiptMenu": [("receipt:open", [NOBODY]), ("receipt:open", ["x"])],
}
EVERY = [(name, *forged) for name, ids in FORGED.items() for forged in ids]


def test_every_button_and_menu_is_tried() -> None:
    for name in walk_extensions("cogs"):
        import_module(name)
    kinds: list[Any] = [*discord.ui.DynamicItem.__subclasses__()]
    known = {kind.__name__ for kind in kinds if kind.__module__.startswith("bot.")}
    assert known == set(FORGED)


async def pressed(stage: Stage, who: str, message: dict[str, Any], custom_id: str, values: list[str] | None) -> Ask:
    """Use a button or a menu that the message has, as if an earlier version had sent it."""
    item: dict[str, Any] = {"type": 2, "id": 2, "style": 2, "label": "x", "custom_id": custom_id}
    if values is not None:
        options = [{"label": value, "value": value} for value in values]
        item = {"type": 3, "id": 2, "custom_id": custom_id, "options": options, "min_values": 1, "max_values": 1}
    posted = stage.discord.service.board.get(message["id"])
    assert posted
    posted.data["components"] = [{"type": 1, "id": 1, "components": [item]}]
    person = stage.person(who)
    return await (person.click(message, custom_id) if values is None else person.choose(message, custom_id, values))


@pytest.mark.parametrize(("name", "custom_id", "values"), EVERY)
async def test_a_forged_press_is_answered_politely(
    on_stage: Stage, name: str, custom_id: str, values: list[str] | None
) -> None:
    shown = await on_stage.outcome(await on_stage.person("Ada").slash("jobs", channel="general"))
    before = shown["content"]
    asked = await pressed(on_stage, "Ada", shown, custom_id, values)
    said: list[dict[str, Any]] = []

    def answered() -> bool:
        said[:] = [*asked.followups, *([asked.response] if asked.response else [])]
        return any(texts(message).strip() and not message["flags"] & 128 for message in said)

    await on_stage.discord.service.feed.until(answered, 8)
    assert not any("Something broke" in message["content"] for message in said), (name, said)
    assert all(message["flags"] & 64 for message in said)
    assert await on_stage.jobs() == []
    assert "100 credits" in before


async def test_another_s_job_is_another_s_whatever_the_id_says(open_stage: OpenStage) -> None:
    async with open_stage(confirm_above=0) as stage:
        ask = await stage.person("Ada").slash("imagine", channel="general", prompt="a fox", model="gpt-4o-image")
        asked = await ask.until(lambda message: message["components"])
        yes = custom_ids(asked)[0]
        ben = await stage.outcome(await stage.person("Ben").slash("jobs", channel="general"))
        refused = await pressed(stage, "Ben", ben, yes, None)
        said = await refused.until(lambda message: "You may not do that here" in message["content"])
        assert said["flags"] & 64
        await stage.outcome(ask)
        await stage.idle()
        (job,) = await stage.jobs()
        for custom_id, values in (
            (f"cancel:{job.id}:sure", None),
            ("receipt:open", [job.id]),
            ("jobs:cancel", [job.id]),
        ):
            again = await pressed(stage, "Ben", ben, custom_id, values)
            said = await again.until(lambda message: "You may not do that here" in message["content"])
            assert said["flags"] & 64


@pytest.mark.parametrize("custom_id", ["from:an:older:version", "x"])
async def test_what_nobody_knows_any_more_is_said_to_be_old(on_stage: Stage, custom_id: str) -> None:
    shown = await on_stage.outcome(await on_stage.person("Ada").slash("jobs", channel="general"))
    asked = await pressed(on_stage, "Ada", shown, custom_id, None)
    said = await asked.until(lambda message: message["content"])
    assert said["content"] == "This button is not known any more: please use the command again."
    assert said["flags"] & 64
