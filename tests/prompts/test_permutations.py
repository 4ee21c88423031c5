"""Groups of choices in prompts: what they come to, and what is no group."""

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompts.permutations import count, escaped, parts, prompts


def expanded(prompt: str) -> list[str]:
    found = parts(prompt)
    made = prompts(found)
    assert len(made) == count(found)
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a fox", ["a fox"]),
        ("", [""]),
        ("{red,blue,green} fox", ["red fox", "blue fox", "green fox"]),
        ("{ red , blue } fox", ["red fox", "blue fox"]),
        ("a {red,blue} {fox,owl}", ["a red fox", "a red owl", "a blue fox", "a blue owl"]),
        ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
        ("{red,red} fox", ["red fox", "red fox"]),
        ("{\n红, 蓝}狐狸", ["红狐狸", "蓝狐狸"]),
        # escaped
        (r"\{red,blue\} fox", ["{red,blue} fox"]),
        (r"\{red,blue} fox", ["{red,blue} fox"]),
        (r"{red\, dark,blue} fox", ["red, dark fox", "blue fox"]),
        (r"{\{x\},y} fox", ["{x} fox", "y fox"]),
        (r"C:\fox, {a,b}", [r"C:\fox, a", r"C:\fox, b"]),
        (r"one\, two", [r"one\, two"]),
        # no group
        ("{fox}", ["{fox}"]),
        ("{}", ["{}"]),
        ("{ , } fox", ["{ , } fox"]),
        ("{fox,} runs", ["{fox,} runs"]),
        (r"{one\,two}", [r"{one\,two}"]),
        ("{prompt}, {a,b}", ["{prompt}, a", "{prompt}, b"]),
        ("{red,blue fox", ["{red,blue fox"]),
        ("red,blue} fox", ["red,blue} fox"]),
        ("}{", ["}{"]),
        ('{"subject": "fox", "style": "photo"}', ['{"subject": "fox", "style": "photo"}']),
        ("{a,{b,c}} fox", ["{a,{b,c}} fox"]),
        ("{{a,b},{c,d}} {e,f}", ["{{a,b},{c,d}} e", "{{a,b},{c,d}} f"]),
        ("{a, {b,c} fox", ["{a, b fox", "{a, c fox"]),
    ],
)
def test_what_a_prompt_comes_to(typed: str, meant: list[str]) -> None:
    assert expanded(typed) == meant


@given(st.text('ab{},\\ \n":', max_size=60))
def test_nothing_typed_breaks_it(typed: str) -> None:
    if count(parts(typed)) <= 5000:
        assert all(isinstance(made, str) for made in expanded(typed))


@given(st.text(max_size=200))
def test_what_is_escaped_comes_to_itself(text: str) -> None:
    assert expanded(escaped(text)) == [text]


WORDS = st.text(st.characters(exclude_characters='{},\\":', exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda word: word == word.strip() and bool(word)
)


@given(st.lists(st.one_of(WORDS, st.lists(WORDS, min_size=2, max_size=4)), max_size=5))
def test_groups_multiply_in_order(pieces: list[str | list[str]]) -> None:
    typed = " ".join(piece if isinstance(piece, str) else "{" + ", ".join(piece) + "}" for piece in pieces)
    choices = [[piece] if isinstance(piece, str) else piece for piece in pieces]
    assert expanded(typed) == [" ".join(chosen) for chosen in product(*choices)]


@given(st.lists(WORDS, max_size=1).map(lambda words: "{" + ",".join(words) + "}"))
def test_a_group_of_one_or_none_stays_as_it_is(typed: str) -> None:
    assert expanded(typed) == [typed]


@pytest.mark.parametrize("typed", ["{" * 4000, "}" * 4000, "{}" * 2000, "{" * 2000 + "}" * 2000, "{a,b}" * 800])
def test_the_longest_prompt_is_looked_through_at_once(typed: str) -> None:
    began = time.process_time()
    number = count(parts(typed))
    assert time.process_time() - began < 0.5
    assert number == (2**800 if "a" in typed else 1)
