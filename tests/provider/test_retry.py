"""How long to wait before a request that was not executed is sent again."""

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ProviderBusy
from bot.provider.retry import Retry

RETRY = Retry(attempts=4, first=2, longest=10)


@given(st.integers(1, 3))
def test_each_wait_is_about_twice_as_long_up_to_the_longest(attempt: int) -> None:
    delay = RETRY.delay(attempt, ProviderBusy())
    assert delay is not None
    ceiling = min(10, 2 * 2 ** (attempt - 1))
    assert ceiling / 2 <= delay <= ceiling


def test_the_last_attempt_is_the_last() -> None:
    assert RETRY.delay(4, ProviderBusy()) is None
    assert RETRY.delay(4, ProviderBusy(retry_after=1)) is None


def test_what_the_gateway_asks_for_wins_as_long_as_it_is_bearable() -> None:
    assert RETRY.delay(1, ProviderBusy(retry_after=9)) == 9
    assert RETRY.delay(1, ProviderBusy(retry_after=11)) is None
