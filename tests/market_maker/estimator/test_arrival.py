from random import Random

import pytest

from hyperquote.market_maker.estimator.arrival import ArrivalIntensity


def ends(rate: float, n: int, seed: int = 1) -> list[int]:
    rng = Random(seed)
    now = 0.0
    out = []
    for _ in range(n):
        now += rng.expovariate(rate)
        out.append(int(now * 1000.0))
    return out


def test_ticks_two_seconds_apart_are_half_a_tick_per_second() -> None:
    arrival = ArrivalIntensity()
    arrival.update(1000)
    assert arrival.value is None
    arrival.update(3000)
    arrival.update(5000)
    assert arrival.value == pytest.approx(0.5)


def test_random_ticks_are_counted_without_bias_and_the_old_rule_overstates_them() -> None:
    ratio = ArrivalIntensity(half_life=2000.0)
    mean_of_inverses = ArrivalIntensity(half_life=2000.0, mode="r0")
    for end in ends(2.0, 20_000):
        ratio.update(end)
        mean_of_inverses.update(end)
    assert ratio.value == pytest.approx(2.0, rel=0.05)
    assert mean_of_inverses.value is not None
    assert mean_of_inverses.value > 3.0


def test_stays_bounded_when_buckets_coincide() -> None:
    arrival = ArrivalIntensity()
    for _ in range(10):
        arrival.update(1000)
    assert arrival.value == 100.0
    arrival.update(10_000_000_000)
    assert arrival.value == 0.001


def test_refuses_an_unknown_mode() -> None:
    with pytest.raises(ValueError, match="arrival_mode"):
        ArrivalIntensity(mode="mean")
