from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists

from hyperquote.market_maker.estimator.volume_clock import VolumeClock


def test_a_bucket_is_worked_by_hand() -> None:
    clock = VolumeClock(initial_bucket_volume=5.0, min_bucket_volume=0.1, max_bucket_volume=10.0)
    assert clock.value is None
    assert not clock.update(1000, 100.0, 3.0)
    assert clock.update(2000, 101.0, 2.0)
    assert clock.value == pytest.approx((300.0 + 202.0) / 5.0)
    assert (clock.ticks, clock.start_ms, clock.end_ms, clock.volume) == (1, 1000, 2000, 5.0)
    assert clock.prints == pytest.approx(25.0 / 13.0)
    assert clock.threshold == pytest.approx(0.1)  # 1 % of 5 is below the minimum


def test_a_print_larger_than_the_bucket_closes_it_whole() -> None:
    clock = VolumeClock(initial_bucket_volume=1.0, min_bucket_volume=0.1, max_bucket_volume=10.0)
    assert clock.update(0, 100.0, 50.0)
    assert clock.buckets_spanned == 50
    assert clock.threshold == pytest.approx(0.5)


def test_prints_of_one_moment_are_one_print() -> None:
    clock = VolumeClock(initial_bucket_volume=2.0)
    clock.update(7, 100.0, 1.0)
    clock.update(7, 100.0, 1.0)
    assert clock.prints == pytest.approx(1.0)


def test_the_threshold_follows_the_market_up_and_down() -> None:
    clock = VolumeClock(initial_bucket_volume=1.0, min_bucket_volume=0.001, max_bucket_volume=1e6)
    for second in range(300):
        clock.update(second * 1000, 100.0, 10.0)
    busy = clock.threshold
    assert busy == pytest.approx(0.01 * 3000.0, rel=0.05)
    for second in range(300, 700):
        clock.update(second * 1000, 100.0, 1.0)
    assert clock.threshold == pytest.approx(3.0, rel=0.1)


def test_limits_by_notional_let_bitcoin_and_doge_tick_alike() -> None:
    rng = Random(1)
    notionals = [rng.uniform(50.0, 5000.0) for _ in range(2000)]
    ticks = []
    for px in (100_000.0, 0.1):
        clock = VolumeClock()
        for i, usd in enumerate(notionals):
            clock.update(i * 100, px, usd / px)
        ticks.append(clock.ticks)
    assert ticks[0] == ticks[1] > 50


@given(lists(floats(0.01, 100.0), min_size=1, max_size=100))
def test_no_volume_is_lost(sizes: list[float]) -> None:
    clock = VolumeClock(initial_bucket_volume=20.0, min_bucket_volume=5.0, max_bucket_volume=50.0)
    closed = 0.0
    since = 0.0
    for i, size in enumerate(sizes):
        since += size
        if clock.update(i, 100.0, size):
            closed += clock.volume
            since = 0.0
    assert closed + since == pytest.approx(sum(sizes))


def test_refuses_limits_the_wrong_way_round() -> None:
    with pytest.raises(ValueError, match="below"):
        VolumeClock(min_bucket_volume=2.0, max_bucket_volume=1.0)
