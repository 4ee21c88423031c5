"""What a member looks at in the gallery, as the gallery's own buttons carry it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import orjson
from pydantic import TypeAdapter, ValidationError

from bot.errors import ButtonGone
from bot.jobs import works
from bot.jobs.rows import new_id
from bot.jobs.works import Wanted

if TYPE_CHECKING:
    from bot.db.store import Store

ROOM = 85  # characters of a custom id that there are for it
LATEST = 253_402_300_800  # seconds since 1970 until the year 10000
_WANTED = TypeAdapter(Wanted)
_MARKS = {"image": "i", "video": "v", None: "-"}


@dataclass(frozen=True, slots=True)
class Look:
    """A page of what is wanted. `kept`: the row that has it, where it is too long for a button."""

    wanted: Wanted = field(default_factory=Wanted)
    page: int = 0
    kept: str = ""

    def at(self, page: int) -> Self:
        """Another page of the same."""
        return replace(self, page=page)

    def __str__(self) -> str:
        """For a custom id; raises ValueError when there is no room and it is not kept."""
        if self.kept:
            return f"{self.page}:@{self.kept}"
        short = self._short()
        if short is None:
            raise ValueError("too long for a button")
        return f"{self.page}:{short}"

    def _short(self) -> str | None:
        wanted = self.wanted
        marks = f"{_MARKS[wanted.medium]}{'f' if wanted.favourites else '-'}"
        times = (f"{'' if time is None else time // 1000}" for time in (wanted.after, wanted.before))
        short = ":".join([marks, *times, wanted.model, wanted.words])
        fits = len(short.encode("utf-16-le")) // 2 <= ROOM - 5 and ":" not in wanted.model
        return short if fits else None

    async def remembered(self, store: Store, user_id: int, now: int) -> Self:
        """The same, with a row where it needs one."""
        if self.kept or self._short() is not None:
            return self
        kept = new_id(now)
        await store.write(works.keep_search, kept, user_id, _WANTED.dump_json(self.wanted).decode(), now)
        return replace(self, kept=kept)


async def looked(store: Store, user_id: int, short: str) -> Look:
    """What a button carries. Raises ButtonGone for what is not known any more."""
    page, _, rest = short.partition(":")
    number = min(int(page), 10**4) if page.isdecimal() else 0
    if not rest.startswith("@"):
        return Look(_parsed(rest), number)
    kept = rest.removeprefix("@")
    found = await store.read(works.kept_search, kept, user_id)
    if found is None:
        raise ButtonGone
    return Look(_WANTED.validate_python(orjson.loads(found)), number, kept)


def _parsed(short: str) -> Wanted:
    try:
        marks, after, before, model, words = short.split(":", 4)
        medium, favourites = marks
        found = {
            "words": words,
            "model": model,
            "medium": next(name for name, mark in _MARKS.items() if mark == medium),
            "after": _time(after),
            "before": _time(before),
            "favourites": favourites == "f",
        }
        return _WANTED.validate_python(found)
    except (ValueError, StopIteration, ValidationError) as error:
        raise ButtonGone from error


def _time(seconds: str) -> int | None:
    """Milliseconds; raises ValueError for what no calendar has."""
    if not seconds:
        return None
    if not 0 <= int(seconds) <= LATEST:
        raise ValueError(seconds)
    return int(seconds) * 1000
