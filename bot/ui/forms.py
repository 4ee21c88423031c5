"""Forms: sent without discord.py remembering them, so that one that is open over a restart can be filled in too.

Whoever answers a form is found by its custom id; `Atelier.on_interaction` hands it over.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import discord

from bot import locales
from bot.catalog.catalog import PROMPT_LIMIT
from bot.ui.reach import raw_attachments
from bot.ui.texts import shortened
from bot.ui.wishes import Given

TITLE, LABEL, DESCRIPTION, OPTION = 45, 45, 100, 100


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed and chosen, by custom id; and what was uploaded."""

    texts: dict[str, str] = field(default_factory=dict[str, str])
    files: list[Given] = field(default_factory=list[Given])

    def text(self, name: str) -> str:
        """Empty when it was left so."""
        return self.texts.get(name, "").strip()


Handler = Callable[[discord.Interaction[Any], "re.Match[str]", Filled], Awaitable[None]]


class Forms:
    """Who answers which form."""

    def __init__(self) -> None:
        self._known: list[tuple[re.Pattern[str], Handler]] = []

    def add(self, pattern: str, handler: Handler) -> None:
        """Forms whose custom id is of that pattern."""
        self._known.append((re.compile(pattern), handler))

    def answer(self, interaction: discord.Interaction[Any]) -> Awaitable[None] | None:
        """None when nobody knows the form any more."""
        data: Any = interaction.data or {}
        for pattern, handler in self._known:
            if match := pattern.fullmatch(str(data.get("custom_id", ""))):
                return handler(interaction, match, filled(data))
        return None


def filled(data: dict[str, Any]) -> Filled:
    """Out of a submitted form, in Discord's own words."""
    texts: dict[str, str] = {}
    files: list[str] = []
    for part in _parts(data.get("components", [])):
        name = str(part.get("custom_id", ""))
        if part.get("type") == discord.ComponentType.file_upload.value:
            files += [str(id_) for id_ in part.get("values", [])]
        elif "values" in part:
            texts[name] = str(part["values"][0]) if part["values"] else ""
        else:
            texts[name] = str(part.get("value") or "")
    return Filled(texts, raw_attachments(data, files))


def _parts(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What can be filled in, out of its labels and rows."""
    found: list[dict[str, Any]] = []
    for component in components:
        if "component" in component:
            found.append(component["component"])
        found += component.get("components", [])
    return found


class Form(discord.ui.Modal):
    """Fields are added from top to bottom, five at the most."""

    def __init__(self, title: str, custom_id: str) -> None:
        super().__init__(title=shortened(title, TITLE), custom_id=custom_id, timeout=None)

    def _labelled(self, item: discord.ui.Item[Any], label: str, note: str = "") -> None:
        description = shortened(note, DESCRIPTION) if note else None
        self.add_item(discord.ui.Label(text=shortened(label, LABEL), description=description, component=item))

    def text(self, name: str, label: str, *, value: str = "", note: str = "", most: int, lines: bool = False) -> None:
        """One line, or several and required."""
        style = discord.TextStyle.paragraph if lines else discord.TextStyle.short
        typed = discord.ui.TextInput[Any](
            custom_id=name, default=value[:most] or None, style=style, max_length=most, required=lines
        )
        self._labelled(typed, label, note)

    def choice(self, name: str, label: str, options: list[tuple[str, str]], chosen: str, *, note: str = "") -> None:
        """(value, words); one of them."""
        offered = [
            discord.SelectOption(label=shortened(words, OPTION), value=value, default=value == chosen)
            for value, words in options
        ]
        self._labelled(discord.ui.Select[Any](custom_id=name, options=offered, required=False), label, note)

    def either(self, name: str, label: str, options: list[tuple[str, str]], chosen: str) -> None:
        """(value, words); one of a few, all to be seen."""
        offered = [
            discord.RadioGroupOption(label=shortened(words, OPTION), value=value, default=value == chosen)
            for value, words in options
        ]
        self._labelled(discord.ui.RadioGroup[Any](custom_id=name, options=offered), label)

    def files(self, name: str, label: str, most: int, note: str = "") -> None:
        """None has to be uploaded."""
        upload = discord.ui.FileUpload[Any](custom_id=name, required=False, min_values=0, max_values=most)
        self._labelled(upload, label, note)

    async def open(self, interaction: discord.Interaction[Any]) -> None:
        """In answer to it."""
        self.stop()  # discord.py remembers only forms that it waits for
        await interaction.response.send_modal(self)


class PromptForm(Form):
    """A prompt to edit, by the name `prompt`."""

    def __init__(self, custom_id: str, locale: str, words: str) -> None:
        super().__init__(locales.text(locale, "prompt_form.title"), custom_id)
        self.text("prompt", locales.text(locale, "prompt_form.prompt"), value=words, most=PROMPT_LIMIT, lines=True)
