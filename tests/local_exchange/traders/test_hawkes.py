from itertools import pairwise
from math import exp
from random import Random

import pytest

from hyperquote.local_exchange.traders.hawkes import HawkesArrivals


def arrivals(seed: int = 1, *, mean_rate: float = 1.0, branching: float = 0.6, beta: float = 2.0) -> HawkesArrivals:
    return HawkesArrivals(Random(seed), mean_rate, branching, 0.25, beta)


def counts(process: HawkesArrivals, windows: int, seconds: float) -> list[int]:
    return [len(process.advance(seconds)) for _ in range(windows)]


def dispersion(values: list[int]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / len(values) / mean


def test_arrivals_come_at_the_mean_rate_whatever_provoked_them() -> None:
    for branching in (0.0, 0.4, 0.7):
        total = sum(counts(arrivals(branching=branching), 2_000, 5.0))
        assert total / 10_000.0 == pytest.approx(2.0, rel=0.08)


def test_without_provocation_they_are_poisson() -> None:
    assert dispersion(counts(arrivals(branching=0.0), 4_000, 5.0)) == pytest.approx(1.0, abs=0.08)


def test_the_branching_ratio_shows_in_the_variance_of_long_counts() -> None:
    # variance/mean of a window much longer than 1/(β(1−n)) is 1/(1−n)²
    for branching in (0.3, 0.6):
        seen = dispersion(counts(arrivals(branching=branching, beta=5.0), 3_000, 20.0))
        assert 1.0 - seen**-0.5 == pytest.approx(branching, abs=0.06)


def test_thinning_follows_the_rate_it_promises() -> None:
    # time rescaled by the rate makes any point process a Poisson process of rate 1
    process, step, waited, waits = arrivals(branching=0.7), 0.005, 0.0, []
    for _ in range(400_000):
        waited += process.rate * step
        for _ in process.advance(step):
            waits.append(waited)
            waited = 0.0
    mean = sum(waits) / len(waits)
    variance = sum((wait - mean) ** 2 for wait in waits) / len(waits)
    assert len(waits) > 3_000
    assert mean == pytest.approx(1.0, abs=0.05)
    assert variance == pytest.approx(1.0, abs=0.12)


def test_an_arrival_lifts_the_rate_by_n_beta_and_the_lift_fades_at_beta() -> None:
    process = arrivals(seed=3, mean_rate=0.01, branching=0.9, beta=2.0)
    assert process.activity == pytest.approx(1.0)
    before = process.rate
    while not process.advance(0.01):
        before = process.rate
    assert process.rate - before == pytest.approx(0.9 * 2.0, rel=0.03)
    quiet = arrivals(mean_rate=1e-9, branching=0.9, beta=2.0)
    before = quiet.rate
    assert quiet.advance(1.0) == []
    assert quiet.rate == pytest.approx(before * (0.1 + 0.9 * exp(-2.0)))


def test_orders_of_one_side_follow_each_other() -> None:
    process = arrivals(seed=9, branching=0.8)
    sides = [is_buy for _ in range(20_000) for is_buy in process.advance(0.5)]
    same = sum(a == b for a, b in pairwise(sides))
    assert same / len(sides) > 0.55
    assert sum(sides) / len(sides) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("branching", [1.0, 1.5, -0.1])
def test_a_process_that_would_explode_is_refused(branching: float) -> None:
    with pytest.raises(ValueError, match="not stationary"):
        arrivals(branching=branching)
