"""From a chat model's answer to the translation in it, and to nothing that is none."""

import re
from collections.abc import Iterator
from typing import Any

from bot.catalog.catalog import PROMPT_LIMIT
from bot.errors import ProviderError, TranslationFailed
from bot.provider.shapes import table, tables, text

_LONGEST = 12  # characters of English for one of the original: Chinese takes four or five
_SPARE = 200

_THOUGHTS = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^```[\w-]*[ \t]*\n?(.*?)\n?```$", re.DOTALL)
_TAGS = re.compile(r"^<(prompt-\d+)>(.*?)(?:</\1>)?$|^(.*)</prompt-\d+>$", re.DOTALL)
_PREFIX = re.compile(
    r"^\W{0,3}(?:(?:sure|certainly|of course|okay|ok)\b[,.!\s]*)?"
    r"(?:here(?:['’]s| is)[^\n:]{0,60}translat[^\n:]{0,60}"
    r"|(?:the )?(?:english )?(?:translation|translated prompt|prompt in english)(?: (?:in|to|into) english)?"
    r"|in english|english(?: prompt| version)?)"
    r"\W{0,2}:\**\s*",
    re.IGNORECASE,
)
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "„": "“", "«": "»", "「": "」", "`": "`"}

_CANNOT = r"(?:can(?:no|['’])t|cannot|won['’]t|will not|(?:am|['’]m) (?:unable|not able|not allowed))"
_HELP = r"(?:assist|help(?=\W*$|[.,!]| you| with)|translate|comply|provide|fulfil|process|do that|engage)"
_REFUSAL = re.compile(
    rf"^(?:(?:i['’]?m|i am) (?:\w+ )?sorry|sorry|i apologi[sz]e|unfortunately)\b.{{0,80}}?\b{_CANNOT}"
    rf"|^i ?{_CANNOT}(?: \w+){{0,2}}? {_HELP}\b"
    r"|^as an ai\b",
    re.IGNORECASE,
)
_OTHER_REFUSAL = re.compile(
    rf"^i ?{_CANNOT}(?: \w+){{0,2}}? (?:(?:re)?write|reword|create|make|describe|identify|generate|continue)\b"
    r"|^(?:(?:es )?tut mir (?:sehr )?leid|entschuldigung|leider)\b.{0,80}?\b(?:kann|darf|werde)\b.{0,80}?\bnicht\b"
    r"|^ich (?:kann|darf|werde)\b.{0,60}?\bnicht (?:helfen|dabei|beschreiben|schreiben|umschreiben|bearbeiten)\b"
    r"|^(?:很|非常)?(?:抱歉|对不起|對不起|遗憾|遺憾).{0,20}?(?:无法|不能|無法|不可以)"
    r"|^我(?:无法|不能|無法)(?:帮|協助|协助|提供|描述|处理|為|为|满足|完成)",
    re.IGNORECASE | re.DOTALL,
)


def translated(body: Any, words: str) -> str:
    """The English for `words`. Raises TranslationFailed when the answer is empty, a refusal, or something else."""
    for content in spoken(body, TranslationFailed):
        if said := cleaned(content, words):
            return _plausible(said, words)
    raise TranslationFailed("no words in the chat model's answer")


def spoken(body: Any, failed: type[ProviderError]) -> Iterator[str]:
    """What each choice says. Raises `failed` for one that was refused or cut off."""
    for choice in tables(table(body).get("choices")):
        message = table(choice.get("message"))
        if refusal := text(message.get("refusal")):
            raise failed(f"the chat model refused: {refusal:.200}")
        if text(choice.get("finish_reason")) in {"content_filter", "length"}:
            raise failed(f"the chat model was stopped: {choice['finish_reason']}")
        yield _content(message)


def cleaned(said: str, words: str) -> str:
    """Without what chat models put around an answer; quotation marks stay where the original has them too."""
    before = None
    while said != before:
        before = said
        said = _PREFIX.sub("", unwrapped(said)).strip()
        if words.strip()[:1] not in {*_QUOTES, *_QUOTES.values()}:
            said = _unquoted(said).strip()
    return said


def unwrapped(said: str) -> str:
    """Without thoughts before it and fences or tags around it."""
    return _unfenced(_THOUGHTS.sub("", said).strip()).strip()


def refuses(said: str) -> bool:
    """Whether it is the chat model saying no, in one of the languages the bot speaks."""
    return bool(_REFUSAL.match(said) or _OTHER_REFUSAL.match(said))


def cut(said: str) -> str:
    """No longer than a prompt may be: at the end of a word, where there is one."""
    if len(said) <= PROMPT_LIMIT:
        return said
    kept = said[: PROMPT_LIMIT + 1]
    return kept.rpartition(" ")[0] if " " in kept else kept[:PROMPT_LIMIT]


def _content(message: dict[str, Any]) -> str:
    content = message.get("content")
    return text(content) or "".join(text(part.get("text")) for part in tables(content))


def _unfenced(said: str) -> str:
    if fence := _FENCE.match(said):
        said = fence[1].strip()
    if tags := _TAGS.match(said):
        said = tags[2] if tags[1] else tags[3]
    return said


def _unquoted(said: str) -> str:
    """Only quotes around the whole: `"Yes" and "No"` begins and ends with some too."""
    closing = _QUOTES.get(said[:1])
    if closing is None or len(said) < 2 or not said.endswith(closing):
        return said
    inner = said[1:-1]
    return said if said[0] in inner or closing in inner else inner


def _plausible(said: str, words: str) -> str:
    """Not a refusal, not left in another script, not a flood; and no longer than a prompt may be."""
    if _REFUSAL.match(said) and not _REFUSAL.match(words.strip()):
        raise TranslationFailed(f"the chat model refused: {said:.200}")
    if not any(letter.isascii() and letter.isalpha() for letter in said):
        raise TranslationFailed("no English in the chat model's answer")
    if len(said) > _LONGEST * len(words) + _SPARE:
        raise TranslationFailed(f"{len(said)} characters for a translation of {len(words)}")
    return cut(said)
