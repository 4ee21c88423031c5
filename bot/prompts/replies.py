"""From a chat model's answer to the one prompt in it."""

import re
from typing import Any

from bot.errors import HelpFailed
from bot.prompts.answers import cleaned, cut, refuses, spoken

_LONGEST = 40  # characters for one of the original
_SPARE = 3000
_INTRODUCTION = re.compile(
    r"^(?:[^\n]{0,100}[:：]\s*\n+"
    r"|\W{0,3}(?:(?:richer|enhanced|improved|reworded|rewritten|safer|new) )?(?:prompt|version)\W{0,3}[:：]\**\s*)",
    re.IGNORECASE,
)


def prompt_in(body: Any, words: str) -> str:
    """What was made of `words`. Raises HelpFailed for an empty answer, a refusal, a flood, or the same words again."""
    for content in spoken(body, HelpFailed):
        said = cleaned(content, words)
        if not said:
            continue
        if refuses(said) and not refuses(words.strip()):
            raise HelpFailed(f"the chat model refused: {said:.200}")
        said = " ".join(cleaned(_INTRODUCTION.sub("", said, count=1), words).split())
        if not any(map(str.isalpha, said)):
            raise HelpFailed("no words in the chat model's answer")
        if len(said) > _LONGEST * len(words) + _SPARE:
            raise HelpFailed(f"{len(said)} characters for a prompt of {len(words)}")
        if said == " ".join(words.split()):
            raise HelpFailed("the chat model gave the same words back")
        return cut(said)
    raise HelpFailed("no words in the chat model's answer")
