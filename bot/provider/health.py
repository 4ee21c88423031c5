"""How the lanes of models do: one that fails again and again is left alone for a while, then tried once.

Memory only: a process that starts trusts everybody.
"""

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from bot.errors import ContentRejected, DownloadFailed, GenerationFailed, ProviderBusy, ProviderDown, ProviderError

TROUBLES: tuple[type[ProviderError], ...] = (ProviderDown, ProviderBusy, GenerationFailed, DownloadFailed)
"""What speaks against a lane. Refusals, and what only the operator can mend, do not."""
State = Literal["good", "resting", "trying"]


@dataclass(slots=True)
class _Lane:
    failures: int = 0  # in a row
    rests: int = 0  # in a row
    until: float = 0.0  # resting, if there were enough failures
    spoiled_by: int | None = None  # whose generation failed last
    tried_at: float | None = None  # the one request that is to show whether it works again


@dataclass(frozen=True, slots=True)
class Condition:
    """Of one lane. `seconds`: how much longer it rests."""

    model: str
    lane: str
    state: State
    failures: int
    seconds: float


class Health:
    """`most` failures in a row let a lane rest for `pause` seconds, doubled each time up to `longest`.

    `now()` gives seconds on any clock that only goes forward.
    """

    def __init__(
        self,
        *,
        most: int = 5,
        pause: float = 60.0,
        longest: float = 900.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._pause = pause
        self._longest = longest
        self._now = now
        self._lanes: dict[tuple[str, str], _Lane] = {}

    @contextmanager
    def judged(self, model: str, lane: str, whose: int = 0) -> Generator[None]:
        """A request of that member's is on its way, and how it ends speaks for or against the lane."""
        self._begun(model, lane)
        try:
            yield
        except ProviderError as error:
            self._failed(model, lane, error, whose)
            raise
        except BaseException:  # canceled: that says nothing, and the next one may try
            if known := self._lanes.get((model, lane)):
                known.tried_at = None
            raise
        self._lanes.pop((model, lane), None)

    def _begun(self, model: str, lane: str) -> None:
        """After a rest it is the one everybody waits for."""
        known = self._lanes.get((model, lane))
        if known and known.failures >= self._most:
            known.tried_at = self._now()

    def _failed(self, model: str, lane: str, error: ProviderError, whose: int) -> None:
        if isinstance(error, ContentRejected):  # whoever refuses is well
            self._lanes.pop((model, lane), None)
            return
        if not isinstance(error, TROUBLES):
            if known := self._lanes.get((model, lane)):
                known.tried_at = None
            return
        known = self._lanes.setdefault((model, lane), _Lane())
        known.tried_at = None
        if isinstance(error, GenerationFailed) and known.spoiled_by == whose:
            return  # one member's words that a model cannot make anything of are nobody else's trouble
        known.spoiled_by = whose if isinstance(error, GenerationFailed) else None
        known.failures += 1
        if known.failures >= self._most:
            known.until = self._now() + min(self._longest, self._pause * 2**known.rests)
            known.rests += 1

    def rested(self) -> list[tuple[str, str]]:
        """Model and lane of all that wait for somebody to try them."""
        return [key for key, lane in self._lanes.items() if self._state(lane) == "good" and lane.failures >= self._most]

    def rest(self, model: str, lane: str) -> None:
        """It cannot even be reached: no request need be risked on it yet."""
        if known := self._lanes.get((model, lane)):
            known.until = self._now() + min(self._longest, self._pause * 2 ** max(0, known.rests - 1))

    def usable(self, model: str, lanes: Iterable[str]) -> list[str]:
        """Those that may be asked now, in their order."""
        return [lane for lane in lanes if self._state(self._lanes.get((model, lane), _Lane())) == "good"]

    def in_trouble(self, model: str, lanes: Sequence[str]) -> bool:
        """Whether there is no lane to ask."""
        return not self.usable(model, lanes)

    def conditions(self) -> list[Condition]:
        """Of every lane that has failed since it last went well."""
        return [
            Condition(*key, self._state(lane), lane.failures, max(0.0, lane.until - self._now()))
            for key, lane in sorted(self._lanes.items())
        ]

    def _state(self, lane: _Lane) -> State:
        if lane.failures < self._most:
            return "good"
        if lane.until > self._now():
            return "resting"
        # A try that never said how it ended was canceled, or broke: the next one may begin after a rest.
        if lane.tried_at is not None and self._now() - lane.tried_at < self._longest:
            return "trying"
        return "good"
