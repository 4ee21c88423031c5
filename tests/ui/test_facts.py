"""Details in words: they always fit, and nothing in them means anything to Discord."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.ui.facts import fitted, told_of
from bot.ui.texts import plain
from tests.jobs.test_rows import ASSET, DONE

CATALOG = Catalog.load()


@given(st.text(max_size=4000), st.text(max_size=4000), st.text(max_size=4000))
def test_details_fit_one_message_whatever_was_said(prompt: str, translation: str, said: str) -> None:
    request = DONE.request.model_copy(update={"prompt": prompt})
    told = told_of(CATALOG, replace(DONE, request=request, translation=translation, said=said), [ASSET], "de", [], 2000)
    assert len(told.text) <= 2000
    assert "Gemacht von" in told.text
    if told.whole:
        assert prompt in told.whole
        assert translation in told.whole
    else:
        assert plain(prompt) in told.text


@given(st.text(max_size=300), st.integers(2, 300))
def test_escaped_words_fit_the_room_there_is(words: str, room: int) -> None:
    shown = fitted(words, room)
    assert len(shown) <= room
    if len(plain(words)) <= room:
        assert shown == plain(words)
