"""Which lanes may be asked: a few failures in a row let one rest, and one request shows whether it works again."""

import pytest

from bot.errors import ContentRejected, ProviderBusy, ProviderDown
from bot.provider.health import Condition, Health
from bot.provider.retry import Retry

MODEL, LANES = "m", ("images", "chat")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def failing(health: Health, lane: str = "images", times: int = 2) -> None:
    for _ in range(times):
        health.begun(MODEL, lane)
        health.ended(MODEL, lane, ProviderDown("no"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health(clock: Clock) -> Health:
    return Health(most=2, pause=60, longest=200, now=clock)


def test_a_lane_rests_after_failures_in_a_row(health: Health) -> None:
    failing(health, times=1)
    health.begun(MODEL, "images")
    health.ended(MODEL, "images", None)
    failing(health, times=1)
    assert health.usable(MODEL, LANES) == ["images", "chat"], "one went well between them"
    failing(health, times=1)
    assert health.usable(MODEL, LANES) == ["chat"]
    assert not health.in_trouble(MODEL, LANES)
    assert health.in_trouble(MODEL, ["images"])
    assert health.conditions() == [Condition(MODEL, "images", "resting", 2, 60)]


def test_what_is_the_requests_own_fault_says_nothing_of_a_lane(health: Health, clock: Clock) -> None:
    for _ in range(9):
        health.ended(MODEL, "images", ContentRejected("no"))
    assert health.conditions() == []
    failing(health)
    clock.now += 60
    health.begun(MODEL, "images")
    health.ended(MODEL, "images", ContentRejected("no"))
    assert health.usable(MODEL, LANES) == ["images", "chat"], "the next request may be the try"


def test_one_request_is_the_try_that_everybody_waits_for(health: Health, clock: Clock) -> None:
    failing(health)
    assert health.rested() == []
    clock.now += 60
    assert health.rested() == [(MODEL, "images")]
    health.begun(MODEL, "images")
    assert health.usable(MODEL, LANES) == ["chat"]
    assert health.conditions() == [Condition(MODEL, "images", "trying", 2, 0)]
    health.ended(MODEL, "images", None)
    assert health.conditions() == []


def test_a_try_that_never_ended_keeps_nobody_waiting_for_ever(health: Health, clock: Clock) -> None:
    failing(health)
    clock.now += 60
    health.begun(MODEL, "images")
    clock.now += 199
    assert health.usable(MODEL, LANES) == ["chat"]
    clock.now += 1
    assert health.usable(MODEL, LANES) == ["images", "chat"]


def test_each_rest_is_twice_as_long_up_to_a_limit(health: Health, clock: Clock) -> None:
    failing(health)
    lengths: list[float] = []
    for _ in range(4):
        lengths.append(health.conditions()[0].seconds)
        clock.now += lengths[-1]
        failing(health, times=1)
    assert lengths == [60, 120, 200, 200]


def test_a_lane_that_cannot_even_be_reached_goes_on_resting(health: Health, clock: Clock) -> None:
    health.rest(MODEL, "images")
    assert health.conditions() == [], "it has not failed"
    failing(health)
    clock.now += 60
    health.rest(MODEL, "images")
    assert health.conditions() == [Condition(MODEL, "images", "resting", 2, 60)]


def test_waiting_grows_and_gives_up() -> None:
    retry = Retry(attempts=4, first=2, longest=5)
    for attempt, most in ((1, 2), (2, 4), (3, 5)):
        delay = retry.delay(attempt, ProviderBusy("busy"))
        assert delay is not None
        assert most / 2 <= delay <= most
    assert retry.delay(4, ProviderBusy("busy")) is None


def test_what_the_gateway_asks_for_wins_while_it_is_bearable() -> None:
    retry = Retry(longest=60)
    assert retry.delay(1, ProviderBusy("busy", retry_after=60)) == 60
    assert retry.delay(1, ProviderBusy("busy", retry_after=61)) is None
