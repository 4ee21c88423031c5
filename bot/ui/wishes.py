"""What a member wants made, before it is known with which model and with what on disk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from bot.errors import BadOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import discord

    from bot.jobs.rows import Job
    from bot.media.requests import Medium
    from bot.preferences import Purpose

_OPTION = re.compile(r"(?<![\w-])([\w-]+)\s*=\s*([^\s,]+)")
COVERED = "SPOILER_"
"""How the name of a file begins that Discord has to cover."""


@dataclass(frozen=True, slots=True)
class Given:
    """A picture somewhere at Discord, as far as Discord describes it. `size` in bytes, 0 where nobody says."""

    url: str
    name: str
    size: int = 0
    mime: str = ""
    width: int = 0
    height: int = 0

    @property
    def covered(self) -> bool:
        """Whether whoever attached it wants it covered; Discord knows by the name."""
        return self.name.startswith(COVERED)

    @classmethod
    def attached(cls, file: discord.Attachment) -> Self:
        """What a member attached."""
        return cls(file.url, file.filename, file.size, file.content_type or "", file.width or 0, file.height or 0)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a command, a form or a reply was given. `options` are those fields of a GenerationRequest that were
    typed."""

    medium: Medium
    model: str
    options: dict[str, Any]
    extras: str = ""
    pictures: Sequence[Given] = ()
    last_frame: Given | None = None
    mask: Given | None = None
    continues: bool = False
    """Without a picture it works on the member's latest result in the channel."""
    parent: Job | None = None
    """Whose result it works on."""
    picks: tuple[int, ...] = ()
    """Which of the parent's pictures; none named: all."""
    carries: bool = True
    """What its parent was asked for holds where nothing was typed."""
    converses: bool = True
    """It goes on with its parent's conversation, where the model holds one."""
    origin: str = ""
    """The job it comes from, when it is made anew and not from that job's pictures."""
    trims: bool = False
    """Pictures the model has no room for are left out, instead of refusing it all."""
    ask: bool = False
    """The price is confirmed first, whatever it is."""
    private: bool | None = None
    """None: as the member likes it."""
    enhance: bool | None = False
    """The member chooses between their prompt and a richer one before anything is made; None: as they like it, where
    there is help to be had."""
    spoiler: bool | None = None
    """Whether pictures are covered; None: as the member likes it."""
    preset: str = ""
    """The name of one, as it was typed."""
    verbatim: bool = False
    """The prompt has been worked out before: it names no presets, and its braces are braces."""
    suggested: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What presets say of options, for where nothing was typed."""
    usual: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the member likes, for where nothing else is said."""

    @property
    def seeks(self) -> bool:
        """It works on the latest result, which is to be found."""
        return self.parent is None and self.continues and not self.pictures

    @property
    def goes_on(self) -> bool:
        """It has to do with a result there is."""
        return self.parent is not None or bool(self.origin) or self.seeks

    @property
    def purpose(self) -> Purpose:
        """What the default model is chosen for."""
        goes_by = bool(self.pictures or self.parent)
        return purpose_of(self.medium, goes_by=goes_by or (self.continues and self.medium == "image"))


def purpose_of(medium: Medium, *, goes_by: bool) -> Purpose:
    """Of a request that goes by pictures, or by words alone."""
    if medium == "video":
        return "animate" if goes_by else "video"
    return "edit" if goes_by else "imagine"


def given(files: Sequence[discord.Attachment | None]) -> list[Given]:
    """Those that were attached."""
    return [Given.attached(file) for file in files if file]


def parsed_extras(typed: str) -> dict[str, str]:
    """`guidance=7 watermark=off` as a table. Raises BadOptions."""
    if _OPTION.sub("", typed).strip(" ,\t\n"):
        raise BadOptions(typed=typed)
    return {name.lower(): value for name, value in _OPTION.findall(typed)}
