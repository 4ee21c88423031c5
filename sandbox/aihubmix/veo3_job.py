"""One run of the reversed video model: what it tells as it goes, to whoever still listens."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from sandbox.aihubmix.course import Course
from sandbox.aihubmix.records import Json
from sandbox.aihubmix.tasks import Task

LANE = "veo-3"


@dataclass(frozen=True)
class FilmBeat:
    stage: str
    text: str
    status: str
    """What the source page says from here on."""
    retries: int = 0
    gated: bool = False


@dataclass
class Job:
    asked: Json
    preview: str
    final: str
    shows_preview: bool = False
    error: str = ""
    told: list[FilmBeat] = field(default_factory=list[FilmBeat])
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self, task: Task, course: Course, beats: Iterable[FilmBeat]) -> None:
        """Passes every stage, and tells; nobody needs to listen."""
        task.status, previous = "running", "head"
        for beat in beats:
            if beat.stage != previous:
                await course.passed(previous)
            if beat.gated:
                await course.held()
            self._tell(beat)
            previous = beat.stage
            await course.beat()
        await course.passed(previous)
        task.finish()
        self._more.set()

    async def follow(self, task: Task) -> AsyncIterator[FilmBeat]:
        """From the beginning to the end of the work."""
        heard = 0
        while True:
            self._more.clear()
            while heard < len(self.told):
                yield self.told[heard]
                heard += 1
            if task.status == "done" and heard == len(self.told):
                return
            await self._more.wait()

    def _tell(self, beat: FilmBeat) -> None:
        self.told.append(beat)
        self._more.set()
