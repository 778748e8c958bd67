"""A session's time goes on at its own pace, whatever somebody does to the clock on the wall."""

from itertools import pairwise

from hypothesis import given
from hypothesis.strategies import integers, lists

from hyperquote.market_maker.infra.steady_clock import SteadyClock

HOUR_NS = 3_600_000_000_000


def test_a_step_of_the_wall_clock_changes_nothing() -> None:
    wall, elapsed = [1_000 * HOUR_NS], [5]
    clock = SteadyClock(lambda: wall[0], lambda: elapsed[0])
    for step_ns in (HOUR_NS, -2 * HOUR_NS):
        wall[0] += step_ns
        elapsed[0] += 100
    assert clock.now_ns() == 1_000 * HOUR_NS + 200


@given(lists(integers(0, 3), max_size=50))
def test_no_two_times_are_equal_and_none_is_earlier(pauses: list[int]) -> None:
    elapsed = [0]
    clock = SteadyClock(lambda: 7, lambda: elapsed[0])
    times = [clock.now_ns()]
    for pause in pauses:
        elapsed[0] += pause
        times.append(clock.now_ns())
    assert all(earlier < later for earlier, later in pairwise(times))


def test_the_systems_own_clocks_agree_to_a_second() -> None:
    ours, other = SteadyClock(), SteadyClock()
    assert abs(ours.now_ns() - other.now_ns()) < 1_000_000_000
