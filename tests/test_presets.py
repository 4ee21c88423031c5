"""Presets and members' settings as rows."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import presets, tastes
from bot.db.migrations import upgrade
from bot.db.store import Store
from bot.db.tables import member_setting
from bot.errors import BadPresetName, EmptyPreset, TooManyPresets, UnknownPreset
from bot.presets import MOST, SERVER
from bot.prompts.macros import Preset
from bot.tastes import Tastes

GUILD, ADA, BEN = 1, 2, 3


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as opened:
        await opened.write(upgrade)
        yield opened


async def test_own_come_before_the_server_s_before_the_bot_s(store: Store) -> None:
    for whose, text in ((SERVER, "the server's"), (ADA, "Ada's")):
        assert not await store.write(presets.save, GUILD, whose, Preset(name="photo", text=text), 1)
    assert (await store.read(presets.wardrobe, GUILD, ADA))["photo"].text == "Ada's"
    assert (await store.read(presets.wardrobe, GUILD, BEN))["photo"].text == "the server's"
    assert "photograph" in (await store.read(presets.wardrobe, GUILD + 1, ADA))["photo"].text


async def test_all_of_a_preset_is_kept(store: Store) -> None:
    new = Preset(
        name="x",
        text="{prompt}!",
        model="m",
        aspect="1:1",
        quality="low",
        resolution="2K",
        negative="n",
        extras={"a": "1"},
    )
    await store.write(presets.save, GUILD, ADA, new, 1)
    assert await store.read(presets.of, GUILD, ADA) == [new]
    assert await store.write(presets.save, GUILD, ADA, Preset(name="x", text="other"), 2), "it takes its place"
    assert await store.read(presets.of, GUILD, ADA) == [Preset(name="x", text="other")]
    assert await store.write(presets.remove, GUILD, ADA, "x")
    assert not await store.write(presets.remove, GUILD, ADA, "x")


@pytest.mark.parametrize("whose", [ADA, SERVER])
async def test_there_is_a_most(store: Store, whose: int) -> None:
    most = MOST[whose != SERVER]
    for number in range(most):
        await store.write(presets.save, GUILD, whose, Preset(name=f"p{number}", text="x"), 1)
    assert await store.write(presets.save, GUILD, whose, Preset(name="p0", text="y"), 1), "in place of one there is"
    with pytest.raises(TooManyPresets):
        await store.write(presets.save, GUILD, whose, Preset(name="new", text="x"), 1)
    await store.write(presets.save, GUILD, BEN, Preset(name="new", text="x"), 1)
    assert len(await store.read(presets.of, GUILD, whose)) == most


async def test_sharing_moves_it_and_a_full_server_leaves_it_where_it_is(store: Store) -> None:
    await store.write(presets.save, GUILD, ADA, Preset(name="x", text="Ada's"), 1)
    await store.write(presets.share, GUILD, ADA, "x", 2)
    assert await store.read(presets.of, GUILD, ADA) == []
    assert [found.text for found in await store.read(presets.of, GUILD, SERVER)] == ["Ada's"]
    await store.write(presets.unshare, GUILD, BEN, "x", 3)
    assert [found.text for found in await store.read(presets.of, GUILD, BEN)] == ["Ada's"]
    for _ in range(2):
        with pytest.raises(UnknownPreset):
            await store.write(presets.share, GUILD, ADA, "x", 4)
    for number in range(MOST[False]):
        await store.write(presets.save, GUILD, SERVER, Preset(name=f"p{number}", text="x"), 1)
    with pytest.raises(TooManyPresets):
        await store.write(presets.share, GUILD, BEN, "x", 5)
    assert [found.name for found in await store.read(presets.of, GUILD, BEN)] == ["x"]


@pytest.mark.parametrize(("typed", "name"), [("Anime", "anime"), (" --a-1 ", "a-1"), ("0" * 32, "0" * 32)])
def test_names_are_what_can_be_typed_after_two_dashes(typed: str, name: str) -> None:
    assert presets.named(typed) == name


@pytest.mark.parametrize("typed", ["", "--", "-a", "a b", "ä", "a_b", "0" * 33, "a\nb"])
def test_what_cannot_be_typed_is_no_name(typed: str) -> None:
    with pytest.raises(BadPresetName):
        presets.named(typed)


async def test_nothing_is_no_preset(store: Store) -> None:
    with pytest.raises(EmptyPreset):
        await store.write(presets.save, GUILD, ADA, Preset(name="x", text="  "), 1)


async def test_a_member_s_settings(store: Store) -> None:
    assert await store.read(tastes.tastes_of, GUILD, ADA) == Tastes()
    await store.write(tastes.set_taste, GUILD, ADA, "aspect", "3:2")
    changed = await store.write(tastes.set_taste, GUILD, ADA, "private", True)
    assert changed == await store.read(tastes.tastes_of, GUILD, ADA) == Tastes(aspect="3:2", private=True)
    assert await store.read(tastes.tastes_of, GUILD, BEN) == Tastes()
    assert await store.read(tastes.tastes_of, GUILD + 1, ADA) == Tastes()
    await store.write(tastes.set_taste, GUILD, ADA, "aspect", "")
    assert (await store.read(tastes.tastes_of, GUILD, ADA)).aspect == ""
    await store.write(tastes.forget, GUILD, ADA)
    assert await store.read(tastes.tastes_of, GUILD, ADA) == Tastes()


@pytest.mark.parametrize(("name", "value"), [("count", 0), ("count", 11), ("aspect", "x" * 99), ("nonsense", 1)])
async def test_what_cannot_be_set_changes_nothing(store: Store, name: str, value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        await store.write(tastes.set_taste, GUILD, ADA, name, value)
    assert await store.read(tastes.tastes_of, GUILD, ADA) == Tastes()


async def test_what_an_older_version_has_stored_does_no_harm(store: Store) -> None:
    def old(conn: sa.Connection) -> None:
        for name, value in (("count", "many"), ("gone", 1), ("private", True)):
            conn.execute(member_setting.insert().values(guild_id=GUILD, user_id=ADA, name=name, value=value))

    await store.write(old)
    assert await store.read(tastes.tastes_of, GUILD, ADA) == Tastes(private=True)
