"""The versions of a result as a small tree: v1, v2 made of it, v2b made of it as well."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.jobs.lineage import Family, Relative

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the drawing: a version, or how many are left out there."""

    lead: str
    """What branches it hangs on."""
    name: str
    relative: Relative | None
    hidden: int = 0


class Tree:
    """A family, as seen from one of its members, `current`. Children are younger than their parents."""

    def __init__(self, family: Family, current: str) -> None:
        self._by_id: dict[str, Relative] = {one.id: one for one in family.relatives}
        self._others = family.others
        self.current = current
        self.children: dict[str, list[str]] = defaultdict(list)
        for one in family.relatives:
            if one.parent_id in self._by_id:
                self.children[one.parent_id].append(one.id)
        self._sizes = self._counted()
        self.names = self._named()

    def __len__(self) -> int:
        return len(self._by_id) + self._others

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._by_id

    @property
    def parent(self) -> Relative | None:
        """Of the current one; None when there is none, or its row has gone."""
        return self._by_id.get(self._by_id[self.current].parent_id)

    def _counted(self) -> Mapping[str, int]:
        sizes = dict.fromkeys(self._by_id, 1)
        for one in sorted(self._by_id, reverse=True):
            parent = self._by_id[one].parent_id
            if parent in sizes:
                sizes[parent] += sizes[one]
        return sizes

    def _named(self) -> Mapping[str, str]:
        """By how many came before it in its line, and which of those of the same age it is."""
        depths: dict[str, int] = {}
        found: dict[str, str] = {}
        many: dict[int, int] = defaultdict(int)
        for job_id in sorted(self._by_id):
            depth = depths[job_id] = depths.get(self._by_id[job_id].parent_id, 0) + 1
            found[job_id] = f"v{depth}{_letters(many[depth])}"
            many[depth] += 1
        return found

    def lines(self, most: int) -> list[Line]:
        """At most `most` versions, those nearest to the current one first; what is left out is counted."""
        top, chosen = self._chosen(most)
        above = len(self._by_id) - self._sizes[top] + self._others
        first = [Line("", "", None, hidden=above)] if above else []
        return [*first, *self._drawn(top, chosen)]

    def _chosen(self, most: int) -> tuple[str, set[str]]:
        """The oldest version that is shown, and all that are: each with the way to it."""
        line = [self.current]
        while self._by_id[line[-1]].parent_id in self._by_id:
            line.append(self._by_id[line[-1]].parent_id)
        line = line[: max(1, most * 2 // 3)] if len(line) > most else line
        chosen = set(line)
        for job_id in [*self._below(self.current), *self._below(line[-1])]:
            if len(chosen) >= most:
                break
            if self._by_id[job_id].parent_id in chosen:
                chosen.add(job_id)
        return line[-1], chosen

    def _below(self, job_id: str) -> Iterator[str]:
        """All descendants, the nearest first."""
        waiting = list(self.children[job_id])
        for one in waiting:
            yield one
            waiting += self.children[one]

    def _drawn(self, top: str, chosen: set[str]) -> Iterator[Line]:
        """A line that does not branch goes straight down."""
        stack: list[tuple[str, str, str]] = [(top, "", "")]
        while stack:
            job_id, lead, below = stack.pop()
            if not job_id:
                yield Line(lead, "", None, hidden=int(below))
                continue
            yield Line(lead, self.names[job_id], self._by_id[job_id])
            shown = [child for child in self.children[job_id] if child in chosen]
            hidden = sum(self._sizes[child] for child in self.children[job_id] if child not in chosen)
            entries = len(shown) + bool(hidden)
            branches = [(below, below)] if entries == 1 else [(f"{below}├ ", f"{below}│ ")] * (entries - 1)
            branches = branches if entries < 2 else [*branches, (f"{below}└ ", f"{below}  ")]
            drawn = [(child, *branch) for child, branch in zip(shown, branches, strict=False)]
            if hidden:
                drawn.append(("", branches[-1][0], str(hidden)))
            stack += reversed(drawn)


def _letters(number: int) -> str:
    """Nothing, b, c, ... z, ba, bb: the first of an age has no letter."""
    letters = ""
    while number:
        number, digit = divmod(number, len(LETTERS))
        letters = LETTERS[digit] + letters
    return letters
