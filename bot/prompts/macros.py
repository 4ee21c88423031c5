"""Presets put to work: `a fox --anime` becomes the request that the preset `anime` makes of it. No I/O."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.catalog.catalog import PROMPT_LIMIT
from bot.errors import BatchTooLarge, PromptTooLong, UnknownPreset
from bot.prompts.permutations import count, parts, prompts

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_MACRO = re.compile(r"(?<!\S)--([A-Za-z0-9][A-Za-z0-9-]{0,31})(?![\w-])")
_HOLE = "{prompt}"
_SPACES = re.compile(r"[ \t]{2,}")
_AFTER = " \t\n.,;:!?。，；：！？"
_BEFORE = re.compile(r"[ \t]+(?=[,.;:!?])")


class Preset(BaseModel):
    """Words and options under a name. Empty options say nothing."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    name: str
    text: str = ""
    """With {prompt} where the member's words go; else it follows them."""
    model: str = ""
    aspect: str = ""
    quality: str = ""
    resolution: str = ""
    negative: str = ""
    extras: dict[str, str] = {}

    def options(self) -> dict[str, Any]:
        """Those that say something."""
        return self.model_dump(include=set(OPTIONS), exclude_defaults=True)


OPTIONS = ("model", "aspect", "quality", "resolution", "negative", "extras")


@dataclass(frozen=True, slots=True)
class Dressed:
    """One prompt as it will be asked for, and what its presets say where the member has typed nothing."""

    prompt: str
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """By `OPTIONS`."""


def dressed(typed: str, chosen: Preset | None, known: Mapping[str, Preset], most: int) -> list[Dressed]:
    """Everything a typed prompt comes to: its groups of choices, then the presets it names, `chosen` around them.

    Words after two dashes that no preset has for a name are left alone, unless they can be nothing but presets: see
    `_mistaken`. Raises UnknownPreset for those, BatchTooLarge above `most` prompts, and PromptTooLong.
    """
    made: list[Dressed] = []
    for prompt in _spread(typed, most):
        worn, bare = _named(prompt, known)
        presets = [*worn, *([chosen] if chosen and chosen not in worn else [])]
        made += _wearing(bare, presets, most)
        _fits(len(made), most)
    return made


def _spread(text: str, most: int) -> list[str]:
    pieces = parts(text)
    _fits(count(pieces), most)
    return prompts(pieces)


def _fits(number: int, most: int) -> None:
    if number > most:
        raise BatchTooLarge(limit=most)


def _named(prompt: str, known: Mapping[str, Preset]) -> tuple[list[Preset], str]:
    """The presets a prompt names, each once, and the prompt without them."""
    found: dict[str, Preset] = {}

    def taken(match: re.Match[str]) -> str:
        preset = known.get(match[1].lower())
        if preset is None:
            return match[0]
        found[preset.name] = preset
        return ""

    bare = _MACRO.sub(taken, prompt)
    if name := _mistaken(prompt, known):
        raise UnknownPreset("a prompt names one that there is not", name=f"--{name}")
    return list(found.values()), _BEFORE.sub("", _SPACES.sub(" ", bare)).strip() if found else prompt


def _mistaken(prompt: str, known: Mapping[str, Preset]) -> str:
    """A name at the end of a prompt that no preset has; empty for none.

    Before other words it may be a dash of the sentence, or what another tool takes: `--ar 16:9`. A prompt that has such
    is written for that tool, whatever it ends with.
    """
    found = list(_MACRO.finditer(prompt))
    mistaken, end, closes = "", len(prompt), True
    for match in reversed(found):
        closes = closes and not prompt[match.end() : end].strip(_AFTER)
        end = match.start()
        if match[1].lower() in known or match[1].isdecimal():
            continue
        if not closes:
            return ""
        mistaken = match[1]
    return mistaken


def _wearing(bare: str, presets: Sequence[Preset], most: int) -> list[Dressed]:
    """`bare` in all of them, the first one innermost; of their options the last one's count."""
    options: dict[str, Any] = {}
    texts = [bare]
    for preset in presets:
        for name, value in preset.options().items():
            options[name] = {**options.get("extras", {}), **value} if name == "extras" else value
        if bare.strip():  # words of a preset alone are no prompt
            texts = [_worn(variant, text) for text in texts for variant in _spread(preset.text, most)]
            _fits(len(texts), most)
    return [Dressed(text, options) for text in texts]


def _worn(text: str, prompt: str) -> str:
    if holes := text.count(_HOLE):
        length = len(text) + holes * (len(prompt) - len(_HOLE))
        if length > PROMPT_LIMIT:  # presets in presets multiply: what nobody can use is not even written
            raise PromptTooLong(length=length, limit=PROMPT_LIMIT)
        return text.replace(_HOLE, prompt)
    if not text.strip():
        return prompt
    joint = " " if prompt[-1:] in ".,;:!?。，；：！？" else "" if text.lstrip()[:1] in ".,;:!?。，；：！？" else ", "
    return f"{prompt}{joint}{text.strip()}"
