"""Sentences for members: locale files filled in, what members and models wrote made harmless."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from bot import locales
from bot.errors import AtelierError

# Anything that starts Markdown, a mention, an emoji, a time stamp or a link.
_SPECIAL = re.compile(r"([\\*_~`|>#\-+\[\]()<:])")
_AT = re.compile(r"@(?=\S)")
_LIST = re.compile(r"^(\d+)\.")  # "1. a" would begin a list
_SPACE = re.compile(r"\s+")
QUOTED = 300  # characters of a prompt, or of anybody's words, that are shown
MESSAGE = 2000  # what Discord takes
SENTENCE = MESSAGE - 2 * QUOTED - 10  # so that it fits under a quoted prompt
ALT_TEXT = 1024
_NAMED = {
    "permission": "permissions",
    "span": "spans",
    "allowed_pictures": "editable",
    "rule": "rules",
    "answer": "rules",
}  # parameter of an error -> table of words for it


def plain(text: str) -> str:
    """Text as it was typed: no formatting, no mention, no link, on one line."""
    return _AT.sub("@\u200b", _SPECIAL.sub(r"\\\1", one_line(text)))


def one_line(text: str) -> str:
    """All white space single."""
    return _SPACE.sub(" ", text).strip()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, the cut shown."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def quoted(prompt: str) -> str:
    """A prompt as a block quote of bearable length."""
    return _whole(shortened(one_line(prompt), QUOTED))


def quotes(prompts: Sequence[str], room: int) -> list[str]:
    """Block quotes of prompts, whole as far as they fit into `room` characters together: what a short one leaves goes
    to the longer ones."""
    shown = [_whole(prompt) for prompt in prompts]
    left, found = room, dict[int, str]()
    for place in sorted(range(len(shown)), key=lambda place: len(shown[place])):
        share = left // (len(shown) - len(found))
        found[place] = shown[place] if len(shown[place]) <= share else _cut(prompts[place], share)
        left -= len(found[place])
    return [found[place] for place in range(len(shown))]


def _whole(prompt: str) -> str:
    return "> " + _LIST.sub(r"\1\\.", plain(prompt))


def _cut(prompt: str, room: int) -> str:
    """The most of a prompt whose quote fits: escaped characters count twice, and are not cut in two."""
    words = one_line(prompt)
    least, most = 0, len(words)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if len(_whole(words[:middle])) < room else (least, middle - 1)
    return _whole(words[:least].rstrip()) + "…"


Seen = Literal["image", "video", "poster", "preview"]


def alt_text(locale: str, prompt: str, number: int, count: int, seen: Seen = "image") -> str:
    """What a screen reader says of a picture or video, of a video's first frame, or of an unfinished picture."""
    key = "result.alt" if seen == "image" else f"result.alt_{seen}"
    key = key if count == 1 else f"{key}_of"
    frame = locales.text(locale, key, prompt="", number=number, count=count)
    return locales.text(
        locale, key, prompt=shortened(one_line(prompt), ALT_TEXT - len(frame)), number=number, count=count
    )


def changes_text(locale: str, changes: Iterable[str]) -> str:
    """What was done to the pictures a member attached; each kind of change once."""
    named = [locales.text(locale, f"changes.{change}") for change in dict.fromkeys(changes)]
    return locales.text(locale, "changes.note", changes=", ".join(named))


def fitted_text(locale: str, changes: Iterable[str]) -> str:
    """What was done to a result for Discord's sake; each kind of change once."""
    named = [locales.text(locale, f"fitted.{change}") for change in dict.fromkeys(changes)]
    return locales.text(locale, "fitted.note", changes=", ".join(named))


def left_out_text(locale: str, options: Iterable[str]) -> str:
    """Which of the member's options the gateway did not take."""
    named = [option_text(locale, option) for option in options]
    return locales.text(locale, "result.left_out", options=", ".join(named))


def sentence(error: AtelierError, locale: str) -> str:
    """What the member reads of an error."""
    return shortened(_sentence(error, locale), SENTENCE)


def _sentence(error: AtelierError, locale: str) -> str:
    params = {name: _shown(locale, name, value) for name, value in error.params.items()}
    if error.key == "errors.unsupported_option":
        return _unsupported(locale, error.params, params)
    if error.key in {
        "errors.no_result",
        "errors.content_rejected",
        "errors.invalid_request",
        "errors.generation_failed",
    }:
        return locales.text(locale, _told(error), **{"said": "", "reason": "", **params})
    if error.key in {"errors.model_retired", "errors.retired_model", "errors.model_in_trouble"} and error.params.get(
        "successor"
    ):
        return locales.text(locale, f"{error.key}_successor", **params)
    if error.params.get("at_most"):
        return locales.text(locale, f"{error.key}_at_most", **params)
    return locales.text(locale, error.key, **params)


def _told(error: AtelierError) -> str:
    """Which sentence: whether there is something to quote, and whether it was the finished picture that was refused."""
    if not (error.params.get("said") or error.params.get("reason")):
        return f"{error.key}_silent"
    return f"{error.key}_output" if error.params.get("stage") == "output" else error.key


def _unsupported(locale: str, raw: Mapping[str, Any], params: dict[str, str]) -> str:
    """No such option, not this value, or not that many."""
    if raw["option"] == "references":
        return locales.text(
            locale, "errors.too_many_references" if raw["allowed"] else "errors.no_references", **params
        )
    if raw["option"] == "count":
        return locales.text(locale, "errors.too_many_pictures", **params)
    return locales.text(locale, "errors.unsupported_option" if raw["allowed"] else "errors.no_such_option", **params)


def _shown(locale: str, name: str, value: object) -> str:
    if isinstance(value, tuple):
        values: tuple[object, ...] = value  # pyright: ignore[reportUnknownVariableType]
        return ", ".join(option_text(locale, item) if name == "options" else str(item) for item in values)
    if name == "option":
        return option_text(locale, value)
    if name in {"price", "balance", "left", "agreed"} and isinstance(value, int):
        return locales.credits_text(locale, value)
    if name in {"limit", "length"} and isinstance(value, int):
        return locales.number(locale, value)
    if name in _NAMED:
        return locales.text(locale, f"{_NAMED[name]}.{value}")
    if isinstance(value, str) and name in {"reason", "said"}:  # the sentence that quotes them has its own full stop
        value = value.rstrip().rstrip(".。")
    return plain(shortened(value, QUOTED)) if isinstance(value, str) else str(value)


def option_text(locale: str, value: object) -> str:
    """What an option is called; one that a model alone has is called as it calls it."""
    key = f"options.{value}"
    return locales.text(locale, key) if locales.has(locales.DEFAULT, key) else plain(str(value))
