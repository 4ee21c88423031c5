"""What members read: harmless, short, in their language."""

import re
import string
from collections.abc import Iterator

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import errors, locales
from bot.errors import AtelierError, ContentRejected, NotPermitted, UnsupportedOption
from bot.ui.texts import alt_text, plain, quoted, quotes, sentence, shortened

UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[*_~`|>#\[\]()<]")


@given(st.text(max_size=500))
def test_no_prompt_breaks_out_of_its_quote(prompt: str) -> None:
    shown = quoted(prompt)
    assert "\n" not in shown
    assert not UNESCAPED.search(shown.removeprefix("> "))
    assert not re.search(r"@\w", shown)
    assert len(shown) <= 2 + 2 * 300


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a fox", "a fox"),
        ("**bold** `code`", "\\*\\*bold\\*\\* \\`code\\`"),
        ("@everyone <@123> <#4>", "@\u200beveryone \\<@\u200b123\\> \\<\\#4\\>"),
        ("[free](https://evil.example)", "\\[free\\]\\(https\\://evil.example\\)"),
        ("one\n> two\n# three", "one \\> two \\# three"),
        ("\\", "\\\\"),
    ],
)
def test_text_is_shown_as_it_was_typed(typed: str, shown: str) -> None:
    assert plain(typed) == shown


@given(st.lists(st.text(max_size=900), min_size=1, max_size=4), st.integers(60, 1900))
def test_prompts_are_quoted_whole_as_far_as_they_fit(prompts: list[str], room: int) -> None:
    shown = quotes(prompts, room)
    assert sum(map(len, shown)) <= room
    assert all(quote.startswith("> ") and not UNESCAPED.search(quote.removeprefix("> ")) for quote in shown)
    assert all("\n" not in quote for quote in shown)
    whole = [quotes([prompt], 10_000)[0] for prompt in prompts]
    if sum(map(len, whole)) <= room:
        assert shown == whole


def test_what_a_short_prompt_leaves_goes_to_the_long_ones() -> None:
    short, long = quotes(["a fox", "very " * 100], 200)
    assert short == "> a fox"
    assert 185 <= len(short) + len(long) <= 200
    assert long.endswith("…")


def test_cuts_are_shown() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"


@given(st.text(max_size=5000), st.integers(1, 10))
def test_alt_texts_fit_what_discord_takes(prompt: str, count: int) -> None:
    for locale in locales.catalogues():
        assert 0 < len(alt_text(locale, prompt, 1, count)) <= 1024


def every_error() -> Iterator[type[AtelierError]]:
    found = [AtelierError]
    while found:
        kind = found.pop()
        yield kind
        found += kind.__subclasses__()


SAMPLES = {
    "length": 5000, "limit": 4000, "model": "M", "known": "A, B", "option": "aspect", "value": "9:1",
    "allowed": ("1:1",), "name": "a.png", "price": 5, "balance": 1, "permission": "manage_server", "job": "J",
    "reason": "r", "stage": "input", "said": "s", "successor": "", "command": "/video", "typed": "t",
    "options": ("resolution",), "span": "day", "why": "w", "left": 3, "agreed": 4,
    "number": 7, "count": 4, "allowed_pictures": "own", "room": 2, "rule": "pool_open", "answer": "yes",
}  # fmt: skip


@pytest.mark.parametrize("locale", list(locales.catalogues()))
@pytest.mark.parametrize("kind", [kind for kind in every_error() if not issubclass(kind, errors.StartupError)])
def test_every_error_has_its_sentence_in_every_language(kind: type[AtelierError], locale: str) -> None:
    said = sentence(kind("secret detail", **SAMPLES), locale)
    assert said.endswith((".", "。"))
    assert "secret detail" not in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("reason", "quoted_as"),
    [("It is not allowed.", "It is not allowed"), ("不允许。", "不允许"), ("Why?", "Why?")],
)
def test_what_is_quoted_brings_no_second_full_stop(reason: str, quoted_as: str) -> None:
    said = sentence(ContentRejected(reason=reason), "en-US")
    assert said == f"The model refused this: “{quoted_as}”. It cost nothing; please try other words."


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "You may not do that here: it is for whoever asked for it and members with Manage Messages."),
        ("de", "Das darf hier nur, wer den Auftrag gegeben oder das Recht „Nachrichten verwalten“ hat."),
        ("zh-CN", "你在这里没有权限：只有任务发起人或有“管理消息”权限的成员可以这样做。"),
    ],
)
def test_who_may_do_it_is_said(locale: str, said: str) -> None:
    assert sentence(NotPermitted(permission="owner_or_moderator"), locale) == said


@pytest.mark.parametrize(
    ("option", "allowed", "key"),
    [
        ("aspect", ("1:1",), "unsupported_option"),
        ("quality", (), "no_such_option"),
        ("count", 4, "too_many_pictures"),
        ("references", 3, "too_many_references"),
        ("references", 0, "no_references"),
    ],
)
def test_an_unsupported_option_says_what_would_do(option: str, allowed: object, key: str) -> None:
    pattern = locales.text("en-US", f"errors.{key}", model="M", option="X", value="7", allowed="Y")
    said = sentence(UnsupportedOption(model="M", option=option, value=7, allowed=allowed), "en-US")
    assert said.split()[:2] == pattern.split()[:2]


def test_a_refusal_without_a_reason_does_not_quote_nothing() -> None:
    assert "“”" not in sentence(errors.ContentRejected(reason="", stage="input"), "en-US")
    assert "“”" not in sentence(errors.NoResult(said=""), "en-US")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", [code for code in locales.catalogues() if code != locales.DEFAULT])
def test_a_translation_fills_in_what_english_fills_in(locale: str) -> None:
    english, other = locales.catalogues()[locales.DEFAULT], locales.catalogues()[locale]
    assert not english.keys() - other.keys(), f"missing in {locale}.toml: {sorted(english.keys() - other.keys())}"
    assert not other.keys() - english.keys(), f"unknown in {locale}.toml: {sorted(other.keys() - english.keys())}"
    assert other != english, f"{locale}.toml is not translated"
    assert locale in {known.value for known in discord.Locale}, f"Discord has no language {locale}"
    assert {key: fields(text) for key, text in other.items()} == {key: fields(text) for key, text in english.items()}


@pytest.mark.parametrize(
    ("spoken", "answered"), [("en-US", "en-US"), ("en-GB", "en-US"), ("zh-TW", "zh-CN"), ("xx", "en-US")]
)
def test_the_nearest_language_answers(spoken: str, answered: str) -> None:
    assert locales.best(spoken) == answered


def test_credits_are_counted_in_words() -> None:
    assert locales.credits_text("en-US", 1) == "1 credit"
    assert locales.credits_text("en-US", 1500) == "1,500 credits"
    assert locales.credits_text("de", 1500) == "1.500 Credits"
    assert locales.credits_text("zh-CN", 1500) == "1,500 积分"


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en-US", ["0", "999", "1,991", "-1,234,567", "2.5", "1,200.3", "5"]),
        ("de", ["0", "999", "1.991", "-1.234.567", "2,5", "1.200,3", "5"]),
        ("zh-CN", ["0", "999", "1,991", "-1,234,567", "2.5", "1,200.3", "5"]),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(locale: str, written: list[str]) -> None:
    numbers = (0, 999, 1991, -1_234_567, 2.5, 1200.3, 5.0)
    assert [locales.number(locale, value) for value in numbers] == written
