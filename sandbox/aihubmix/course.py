"""The points that a job passes, at which it can stall, be held or be cut."""

import asyncio
from collections.abc import Callable

from sandbox.aihubmix.behaviours import CutStream, Stage, Stall
from sandbox.aihubmix.gate import Gate
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.streams import Hangup

STAGES: tuple[Stage, ...] = ("queue", "progress", "preview", "result")


class Course:
    """One job's way, for a wire to tell where it is."""

    def __init__(self, intake: Intake, gate: Gate, pace: Callable[[], float]) -> None:
        """`pace` is asked anew at every beat: time may be told to go faster."""
        self._gate = gate
        self._pace = pace
        self._stall = intake.conduct.get(Stall)
        self._cut = intake.conduct.get(CutStream)

    def spared(self) -> bool:
        """Takes a cut away, which concerns an answer and not the work behind it; True if there was one."""
        cut, self._cut = self._cut, None
        return cut is not None

    async def beat(self) -> None:
        """The time between two signs of life."""
        await asyncio.sleep(self._pace())

    async def held(self) -> None:
        """The point at which `hold` stops a job."""
        await self._gate.passage()

    async def passed(self, stage: str) -> None:
        """A stage that is over; passing it again means nothing."""
        if self._stall is not None and self._stall.after == stage:
            seconds, self._stall = self._stall.seconds, None
            await self._gate.stall(seconds)
        if self._cut is not None and self._cut.after == stage:
            raise Hangup

    async def unseen(self) -> bool:
        """The whole way of a job that shows nothing before its end; True if that is to be cut."""
        cut = self.spared()
        await self.beat()
        await self.held()
        for stage in STAGES:
            await self.passed(stage)
        return cut
