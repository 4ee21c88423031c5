"""How long lanes rest, and who may try them."""

import asyncio
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ContentRejected, GenerationFailed, InvalidRequest, ProviderDown
from bot.provider.health import Health

LANES = ["a", "b"]


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def went(health: Health, errors: Iterable[BaseException | None], *, lane: str = "a", whose: int = 1) -> None:
    """Requests that ended so."""
    for error in errors:
        if error is None:
            with health.judged("m", lane, whose):
                continue
        with pytest.raises(type(error)), health.judged("m", lane, whose):
            raise error


def rested(*, longest: float = 900) -> tuple[Health, Clock]:
    """A lane that has failed once, which was once too often, and has had its rest of ten seconds."""
    clock = Clock()
    health = Health(most=1, pause=10, longest=longest, now=clock)
    went(health, [ProviderDown()])
    assert health.in_trouble("m", ["a"])
    clock.seconds = 10
    assert health.usable("m", ["a"]) == ["a"]
    return health, clock


@pytest.mark.parametrize("between", [None, ContentRejected()], ids=["a success", "a refusal"])
def test_a_sign_of_life_in_between_forgets_what_was(between: BaseException | None) -> None:
    health = Health(most=3)
    went(health, [ProviderDown(), ProviderDown(), between, ProviderDown(), ProviderDown()])
    assert health.usable("m", LANES) == LANES


def test_each_rest_is_twice_as_long_up_to_the_longest() -> None:
    clock = Clock()
    health = Health(most=1, pause=10, longest=35, now=clock)
    rests: list[float] = []
    for _ in range(4):
        went(health, [ProviderDown()])
        rests.append(health.conditions()[0].seconds)
        clock.seconds += rests[-1]
        assert health.rested() == [("m", "a")]
    assert rests == [10, 20, 35, 35]


def test_one_try_at_a_time() -> None:
    health, _ = rested()
    with health.judged("m", "a"):
        assert health.in_trouble("m", ["a"])
        assert health.conditions()[0].state == "trying"
    assert health.conditions() == []


@pytest.mark.parametrize("error", [InvalidRequest(), asyncio.CancelledError()], ids=["its own fault", "canceled"])
def test_a_try_that_tells_nothing_leaves_it_to_the_next(error: BaseException) -> None:
    health, _ = rested()
    went(health, [error])
    assert health.usable("m", ["a"]) == ["a"]
    assert health.rested() == [("m", "a")]
    went(health, [error], lane="b")
    assert health.usable("m", LANES) == LANES


def test_a_lane_that_cannot_be_reached_rests_on() -> None:
    health, clock = rested()
    health.rest("m", "a")
    health.rest("m", "unknown")
    assert health.in_trouble("m", ["a"])
    clock.seconds = 20
    assert health.usable("m", ["a"]) == ["a"]


def test_a_try_that_nobody_ever_ended_keeps_the_lane_for_so_long_and_no_longer() -> None:
    health, clock = rested(longest=100)
    trying = health.judged("m", "a")
    trying.__enter__()
    assert health.in_trouble("m", ["a"])
    clock.seconds = 110
    assert health.usable("m", ["a"]) == ["a"]


def test_one_member_s_words_that_fail_are_nobody_else_s_trouble() -> None:
    health = Health(most=3)
    went(health, [GenerationFailed()] * 9, whose=1)
    assert health.usable("m", LANES) == LANES
    went(health, [GenerationFailed()], whose=2)
    went(health, [GenerationFailed()], whose=1)
    assert health.usable("m", LANES) == ["b"]


@given(st.lists(st.booleans(), max_size=40))
def test_fewer_failures_in_a_row_than_the_most_never_rest(well: list[bool]) -> None:
    health, row = Health(most=3, now=Clock()), 0
    for good in well:
        went(health, [None if good else ProviderDown()])
        row = 0 if good else row + 1
        assert health.in_trouble("m", ["a"]) is (row >= 3)
