"""How long lanes rest, and who may try them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ContentRejected, ProviderDown
from bot.provider.health import Health

LANES = ["a", "b"]


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def failing(health: Health, times: int, lane: str = "a") -> None:
    for _ in range(times):
        health.begun("m", lane)
        health.ended("m", lane, ProviderDown())


def test_a_success_in_between_forgets_what_was() -> None:
    health = Health(most=3)
    failing(health, 2)
    health.ended("m", "a", None)
    failing(health, 2)
    assert health.usable("m", LANES) == LANES


def test_each_rest_is_twice_as_long_up_to_the_longest() -> None:
    clock = Clock()
    health = Health(most=1, pause=10, longest=35, now=clock)
    rests: list[float] = []
    for _ in range(4):
        failing(health, 1)
        rests.append(health.conditions()[0].seconds)
        clock.seconds += rests[-1]
        assert health.rested() == [("m", "a")]
    assert rests == [10, 20, 35, 35]


def test_one_try_at_a_time() -> None:
    clock = Clock()
    health = Health(most=1, pause=10, now=clock)
    failing(health, 1)
    assert health.in_trouble("m", ["a"])
    clock.seconds = 10
    assert health.usable("m", ["a"]) == ["a"]
    health.begun("m", "a")
    assert health.in_trouble("m", ["a"])
    assert health.conditions()[0].state == "trying"


def test_a_refusal_ends_the_try_without_a_word_about_the_lane() -> None:
    clock = Clock()
    health = Health(most=1, pause=10, now=clock)
    failing(health, 1)
    clock.seconds = 10
    health.begun("m", "a")
    health.ended("m", "a", ContentRejected())
    assert health.usable("m", ["a"]) == ["a"]
    health.ended("m", "b", ContentRejected())
    assert health.usable("m", LANES) == LANES


def test_a_try_that_never_ends_keeps_nobody_for_ever() -> None:
    clock = Clock()
    health = Health(most=1, pause=10, longest=100, now=clock)
    failing(health, 1)
    clock.seconds = 10
    health.begun("m", "a")
    clock.seconds = 110
    assert health.usable("m", ["a"]) == ["a"]


def test_a_lane_that_cannot_be_reached_rests_on() -> None:
    clock = Clock()
    health = Health(most=1, pause=10, now=clock)
    failing(health, 1)
    clock.seconds = 10
    health.rest("m", "a")
    health.rest("m", "unknown")
    assert health.in_trouble("m", ["a"])
    clock.seconds = 20
    assert health.usable("m", ["a"]) == ["a"]


@given(st.lists(st.booleans(), max_size=40))
def test_fewer_failures_in_a_row_than_the_most_never_rest(went: list[bool]) -> None:
    health, row = Health(most=3, now=Clock()), 0
    for well in went:
        health.ended("m", "a", None if well else ProviderDown())
        row = 0 if well else row + 1
        assert health.in_trouble("m", ["a"]) is (row >= 3)
