"""When a request may be sent again: only after an answer that says it was not executed."""

import random
from dataclasses import dataclass

from bot.errors import ProviderBusy


@dataclass(frozen=True, slots=True)
class Retry:
    """Exponential back-off with jitter; what the gateway asks for wins as long as it is bearable."""

    attempts: int = 4
    first: float = 2.0
    longest: float = 60.0

    def delay(self, attempt: int, error: ProviderBusy) -> float | None:
        """Seconds to wait after the failed `attempt` (from 1), or None to give up."""
        if attempt >= self.attempts:
            return None
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= self.longest else None
        ceiling = min(self.longest, self.first * 2 ** (attempt - 1))
        return ceiling * random.uniform(0.5, 1.0)  # noqa: S311  # spreads load, guards nothing
