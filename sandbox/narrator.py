"""Tells in the terminal what a channel shows, as it changes."""

import asyncio
import re
from types import TracebackType
from typing import Any, Self

from sandbox.discord import Change, FakeDiscord
from sandbox.discord.messages import LOADING


class Narrator:
    """Prints every change that one person sees, while its context lasts."""

    def __init__(self, discord: FakeDiscord, who: str) -> None:
        self._discord = discord
        self._who = who
        self._told: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._narrate())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _narrate(self) -> None:
        async for change in self._discord.changes(self._discord.person(self._who)):
            text = self._shown(change)
            if text and self._told.get(change.message["id"]) != text:
                self._told[change.message["id"]] = text
                say(text)

    def _shown(self, change: Change) -> str:
        message: dict[str, Any] = change.message
        if change.kind == "delete":
            return ""
        if message["flags"] & LOADING:
            return "  … Atelier is thinking"
        mark = "✎" if change.kind == "update" else "●"
        lines = [line for line in message["content"].splitlines() if not line.startswith("-# ")]
        names = [attachment["filename"] for attachment in message["attachments"]]
        text = "  ".join(line.removeprefix("> ").replace("`", "").replace("**", "") for line in lines)
        named = re.sub(r"<@(\d+)>", lambda found: f"@{self._name(found[1])}", text)
        plain = re.sub(r"\\(.)", r"\1", named)
        return f"  {mark} {plain}" + (f"  [{', '.join(names)}]" if names else "")

    def _name(self, user_id: str) -> str:
        user = self._discord.world.users.get(user_id)
        return user.name if user else user_id


def say(line: str) -> None:
    """At once, also into a pipe."""
    print(line, flush=True)
