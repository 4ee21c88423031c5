"""Both sandboxes in foul weather: a share of everything goes wrong, in an order that a seed decides."""

import random
import re
from collections import Counter
from typing import Any

from sandbox.aihubmix import FakeAiHubMix, statuses
from sandbox.aihubmix.behaviours import Behaviour, Conduct, CutStream, DropConnection, LoseAnswer, PollTrouble, Refuse
from sandbox.aihubmix.intake import Intake
from sandbox.aihubmix.models import Work
from sandbox.discord.record import Fault, Faults

TROUBLES: tuple[Behaviour, ...] = (
    Refuse("input"),
    Refuse("output"),
    statuses.rate_limited(0.02),
    statuses.rate_limited_by_provider(),
    statuses.html_502(),
    statuses.gateway_timeout(),
    statuses.empty_500(),
    DropConnection(charged=True),
    DropConnection(charged=False),
    LoseAnswer(),
    CutStream("progress"),
    CutStream("result"),
    PollTrouble(502, times=2),
    PollTrouble(429, times=2),
)
_NUMBER = re.compile(r"fox no\. (\d+)\b")
_TOUCHED = re.compile(r"^/(channels|webhooks|interactions)/")


def number_in(text: str) -> int | None:
    """Which request a text belongs to: every prompt has a number of its own."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


class FoulGateway(FakeAiHubMix):
    """`share` of the paid requests meet trouble; `paid` counts those of each prompt that were billed."""

    def __init__(self, chance: random.Random, share: float, **options: Any) -> None:
        super().__init__(**options)
        self._chance = chance
        self.share = share
        self.paid: Counter[int] = Counter()

    def conduct(self) -> Conduct:
        if self._chance.random() < self.share:
            return Conduct(self._chance.choice(TROUBLES))
        return super().conduct()

    def charge(self, intake: Intake, work: Work) -> None:
        super().charge(intake, work)
        number = number_in(f"{intake.received.json} {intake.received.fields}")
        assert number is not None, "a paid request without a prompt"
        self.paid[number] += 1


class FoulDiscord(Faults):
    """`share` of what the bot asks of channels and interactions goes wrong, before or after it took effect."""

    def __init__(self, chance: random.Random, share: float) -> None:
        super().__init__()
        self._chance = chance
        self.share = share

    def take(self, method: str, path: str) -> Fault | None:
        if not _TOUCHED.match(path) or self._chance.random() >= self.share:
            return super().take(method, path)
        fault = Fault(method, re.compile(""), 500, 1)
        match self._chance.choice(("5xx", "429", "drop", "drop")):
            case "5xx":
                fault.status, fault.after = self._chance.choice((500, 502, 503)), self._chance.random() < 0.5
            case "429":
                fault.status, fault.body = 429, {"message": "slow", "retry_after": 0.05, "global": False}
                fault.headers = {"Retry-After": "0.05", "X-RateLimit-Scope": "user"}
            case _:
                fault.drop, fault.after = True, self._chance.random() < 0.5
        return fault
