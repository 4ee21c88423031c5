"""What presets make of a prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BatchTooLarge, UnknownPreset
from bot.prompts.macros import Dressed, Preset, dressed
from bot.prompts.styles import styles

KNOWN = {
    preset.name: preset
    for preset in (
        Preset(name="anime", text="{prompt}, anime", model="m1", aspect="1:1"),
        Preset(name="old", text="an old photograph of {prompt}", aspect="3:2", extras={"a": "1", "b": "1"}),
        Preset(name="wet", text="in the rain", extras={"b": "2"}),
        Preset(name="dots", text="; dotted"),
        Preset(name="large", resolution="2K", negative="blur"),
        Preset(name="either", text="{oil, ink} drawing of {prompt}"),
    )
}


def words(typed: str, chosen: str = "", most: int = 12) -> list[str]:
    return [found.prompt for found in dressed(typed, KNOWN.get(chosen), KNOWN, most)]


@pytest.mark.parametrize(
    ("typed", "chosen", "meant"),
    [
        ("a fox", "", ["a fox"]),
        ("a fox", "old", ["an old photograph of a fox"]),
        ("a fox --old", "", ["an old photograph of a fox"]),
        ("--old a fox", "", ["an old photograph of a fox"]),
        ("a --OLD fox", "", ["an old photograph of a fox"]),
        ("a fox --old, red", "", ["an old photograph of a fox, red"]),
        ("a fox --wet", "", ["a fox, in the rain"]),
        ("A fox. --wet", "", ["A fox. in the rain"]),
        ("a fox --dots", "", ["a fox; dotted"]),
        ("a fox --wet --old", "", ["an old photograph of a fox, in the rain"]),
        ("a fox --old --wet", "", ["an old photograph of a fox, in the rain"]),
        ("a fox --wet", "old", ["an old photograph of a fox, in the rain"]),
        ("a fox --old --old", "old", ["an old photograph of a fox"]),
        ("a fox --large", "", ["a fox"]),
        ("a {fox,owl} --wet", "", ["a fox, in the rain", "a owl, in the rain"]),
        ("a fox {--wet,--old}", "", ["a fox, in the rain", "an old photograph of a fox"]),
        ("a fox --either", "", ["oil drawing of a fox", "ink drawing of a fox"]),
        (
            "{fox,owl}",
            "either",
            ["oil drawing of fox", "ink drawing of fox", "oil drawing of owl", "ink drawing of owl"],
        ),
        # left alone
        ("a fox --unknown and free", "", ["a fox --unknown and free"]),
        ("--unknown a fox", "", ["--unknown a fox"]),
        ("a fox --wet --ar 16:9 --v 6", "", ["a fox --ar 16:9 --v 6, in the rain"]),
        ("a fox — wild", "", ["a fox — wild"]),
        ("a fox —wild", "", ["a fox —wild"]),
        ("a fox –wild", "", ["a fox –wild"]),
        ("a fox --", "", ["a fox --"]),
        ("a fox --5", "", ["a fox --5"]),
        ("a fox \\--unknown", "", ["a fox \\--unknown"]),
        ("a fox --älter", "", ["a fox --älter"]),
        ("a fox -- old", "", ["a fox -- old"]),
        ("a fox--old", "", ["a fox--old"]),
        ("a fox ---old", "", ["a fox ---old"]),
        ("a fox --old_", "", ["a fox --old_"]),
        ("a fox --ar 16:9 --older", "", ["a fox --ar 16:9 --older"]),
        ("a  fox\n--  yes", "", ["a  fox\n--  yes"]),
        # words of a preset alone are no prompt
        ("--old", "", [""]),
        ("  ", "old", ["  "]),
    ],
)
def test_what_is_asked_for(typed: str, chosen: str, meant: list[str]) -> None:
    assert words(typed, chosen) == meant


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("a fox --noir", "--noir"),
        ("a fox --noir.", "--noir"),
        ("a fox --wet --noir", "--noir"),
        ("a fox --noir --wet", "--noir"),
        ("a fox\n--Noir --blue\n", "--Noir"),
        ("a {fox,owl} --noir", "--noir"),
        ("a fox {--wet,--noir}", "--noir"),
    ],
)
def test_a_prompt_that_ends_with_a_preset_there_is_not_is_refused(typed: str, name: str) -> None:
    with pytest.raises(UnknownPreset) as refused:
        words(typed)
    assert refused.value.params == {"name": name}
    assert "oir" not in str(refused.value), "what was typed is in no log"


def test_a_prompt_with_the_hole_s_name_is_put_in_once() -> None:
    assert words("draw {prompt} --old", "anime") == ["an old photograph of draw {prompt}, anime"]


def test_the_last_preset_s_options_count_and_extras_add_up() -> None:
    (found,) = dressed("a fox --old --wet", KNOWN["anime"], KNOWN, 1)
    assert found.options == {"model": "m1", "aspect": "1:1", "extras": {"a": "1", "b": "2"}}
    (found,) = dressed("a fox --large", None, KNOWN, 1)
    assert found.options == {"resolution": "2K", "negative": "blur"}


@pytest.mark.parametrize(("typed", "chosen"), [("{a,b,c,d}", ""), ("{a,b}", "either"), ("x --either --wet", "either")])
def test_more_than_the_most_is_refused(typed: str, chosen: str) -> None:
    number = len(words(typed, chosen))
    assert len(words(typed, chosen, number)) == number
    with pytest.raises(BatchTooLarge):
        words(typed, chosen, number - 1)


def test_a_preset_of_very_many_is_refused_at_once() -> None:
    many = Preset(name="many", text="{a,b}" * 200)
    with pytest.raises(BatchTooLarge):
        dressed("a fox", many, {}, 12)


@given(st.text("-{},. aboldwetinyx", max_size=50), st.sampled_from(["", *KNOWN]))
def test_nothing_typed_breaks_it(typed: str, chosen: str) -> None:
    try:
        made = dressed(typed, KNOWN.get(chosen), KNOWN, 40)
    except (BatchTooLarge, UnknownPreset):
        return
    assert 1 <= len(made) <= 40
    assert all(isinstance(found, Dressed) for found in made)


@given(st.text(st.characters(exclude_characters="{}\\-"), max_size=200))
def test_a_prompt_without_presets_and_groups_stays_as_it_was_typed(typed: str) -> None:
    assert words(typed) == [typed]


def test_shipped_styles_hold_the_words_once_and_have_a_name_in_every_language() -> None:
    for name, style in styles().items():
        (found,) = dressed("a fox", Preset(name=name, text=style.text), {}, 1)
        assert found.prompt.count("a fox") == 1
        assert set(style.names) == {"en-US", "de", "zh-CN"}
        assert style.title("fr") == style.names["en-US"]
        assert style.title("de") == style.names["de"]
