"""What a gallery's button carries, and what it does not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.migrations import upgrade
from bot.db.store import Store
from bot.errors import ButtonGone
from bot.jobs.works import Wanted
from bot.ui.looking import ROOM, Look, looked

SECONDS = st.none() | st.integers(0, 253_402_300_799)
WANTED = st.builds(
    Wanted,
    words=st.text(max_size=200).map(lambda text: " ".join(text.split())),
    model=st.sampled_from(["", "gpt-image-2", "black-forest-labs/flux-1.1-pro", "a:b"]),
    medium=st.sampled_from(["image", "video", None]),
    after=SECONDS.map(lambda at: at and at * 1000),
    before=SECONDS.map(lambda at: at and at * 1000),
    favourites=st.booleans(),
)


@given(WANTED, st.integers(0, 9999))
async def test_a_button_carries_all_of_it_or_says_that_it_cannot(wanted: Wanted, page: int) -> None:
    look = Look(wanted, page)
    try:
        short = str(look)
    except ValueError:
        assert len(wanted.words) + len(wanted.model) > 20 or ":" in wanted.model
        return
    assert len(short.encode("utf-16-le")) // 2 <= ROOM
    found = await looked(None, 1, short)  # type: ignore[arg-type]
    assert (found.wanted, found.page) == (wanted, page)


async def test_what_is_too_long_is_kept_for_its_member(tmp_path: Path) -> None:
    wanted = Wanted(words="🦊" * 90, model="m", medium="video", after=1000, before=2000, favourites=True)
    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        with pytest.raises(ValueError, match="too long"):
            str(Look(wanted))
        look = await Look(wanted).remembered(store, 7, 10**12)
        assert await look.at(3).remembered(store, 7, 10**12) == look.at(3), "once"
        assert len(str(look.at(9999))) <= ROOM
        found = await looked(store, 7, str(look.at(3)))
        assert found == look.at(3)
        with pytest.raises(ButtonGone):
            await looked(store, 8, str(look))
        short = await Look(Wanted(words="a fox")).remembered(store, 7, 10**12)
        assert short.kept == ""


@pytest.mark.parametrize(
    "short", ["", "?", "0:", "0:--", "0:xx::::", "0:-::::", "0:--:x:::", "0:--:-5:::", "0:---::::"]
)
async def test_nonsense_is_an_old_button(short: str) -> None:
    with pytest.raises(ButtonGone):
        await looked(None, 1, short)  # type: ignore[arg-type]
