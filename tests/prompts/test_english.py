"""Whether words are plainly English: a yes must be certain, a no costs nothing but a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompts.english import plainly_english

ENGLISH = [
    "a fox",
    "fox",
    "wolf in the forest",
    "a red fox in the snow",
    "A cinematic photo of a woman standing in a field of flowers at sunset, 35mm, f/1.8",
    "red fox, watercolor, 4k",
    "cyberpunk city at night, neon lights, rain – wide shot 🌧️",
    "Make the sky purple and add a dragon",
    "Don't show any people, just the empty street",
    "the king’s horse, drinking from a river",
    "a bakery with the sign 'Guten Morgen' above its door",
]


@pytest.mark.parametrize("words", ENGLISH)
def test_plain_english_needs_no_translation(words: str) -> None:
    assert plainly_english(words)


FOREIGN = [
    "ein Fuchs im Wald bei Nacht",
    "Hand in Hand am Strand",
    "wilder Wind, warmer Sand, Winter",
    "Roboter trinkt Kaffee",
    "un renard dans la neige",
    "dragon rouge, style anime, village, portrait",
    "un gato con sombrero en la playa",
    "foto de perro grande, estilo anime",
    "gatto nero sotto la luna",
    "um gato preto na praia",
    "een vos in de sneeuw",
    "wolf in warm water",
    "kucing lucu di atas meja",
    "czarny kot na dachu",
    "en rev under et tre",
    "watashi no neko wa kawaii",
    "con mot ngoi nha trong rung",
    "雪中的红狐狸",
    "雪の中の the red fox of the north",
    "лиса в снегу",
    "ثعلب أحمر في الثلج",
    "a fox in the café",
    "the cat and der Hund",
]


@pytest.mark.parametrize("words", FOREIGN)
def test_what_is_foreign_or_in_part_foreign_is_not(words: str) -> None:
    assert not plainly_english(words)


@pytest.mark.parametrize(
    "words", ["", " \n", "wolf", "a lion", "16:9", "🦊🌲", "meow", "Kodak Portra 400", "a in on at to is"]
)
def test_what_tells_too_little_is_not_either(words: str) -> None:
    assert not plainly_english(words)


@given(st.text())
def test_any_text_has_an_answer(words: str) -> None:
    assert plainly_english(words) in {True, False}


_ABROAD = st.characters(min_codepoint=0x400, max_codepoint=0x9FFF, categories=["L"])


@given(st.sampled_from(ENGLISH), st.text(_ABROAD, min_size=1), st.integers(0, 200))
def test_one_letter_of_another_script_is_enough_for_a_no(english: str, foreign: str, at: int) -> None:
    assert not plainly_english(foreign)
    assert not plainly_english(english[:at] + foreign + english[at:])
