"""κ from our own fills, by the time that orders rested at each depth."""

from math import exp, isfinite, log
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers, lists, tuples

from hyperquote.market_maker.estimator.kappa import weigh_own
from hyperquote.market_maker.estimator.kappa_own import MAX_KAPPA, MIN_KAPPA, KappaOwn


def quoted(kappa: float, a: float, depths_bps: list[float], *, hours: float, seed: int = 1) -> KappaOwn:
    """One order at each depth for so long, hit as a Poisson process of that intensity."""
    rng = Random(seed)
    estimator = KappaOwn(memory_s=1e12)
    for _ in range(int(hours * 3600)):
        for depth_bps in depths_bps:
            depth = depth_bps * 1e-4
            estimator.rested(depth, 1.0)
            if rng.random() < 1.0 - exp(-a * exp(-kappa * depth)):
                estimator.filled(depth)
    return estimator


def test_two_depths_worked_by_hand() -> None:
    """100 s each at 2 and 6 bp, 40 fills and 10: λ falls by 4 over 4 bp, so κ = ln 4 / 4 bp, A = 0.4 e^{2 bp κ}."""
    estimator = KappaOwn(memory_s=1e12)
    for depth, fills in ((2e-4, 40), (6e-4, 10)):
        for _ in range(100):
            estimator.rested(depth, 1.0)
        for _ in range(fills):
            estimator.filled(depth)
    kappa = log(4.0) / 4e-4
    assert estimator.value == pytest.approx(kappa, rel=1e-6)
    assert estimator.intensity == pytest.approx(0.4 * exp(2e-4 * kappa), rel=1e-6)
    variance = 0.8 * 0.2 * 4e-4**2
    assert estimator.confidence == pytest.approx(1.0 / (1.0 + 1.0 / (kappa * (50 * variance) ** 0.5)), rel=1e-6)


@pytest.mark.parametrize("kappa", [800.0, 2500.0, 6000.0])
def test_a_planted_kappa_and_intensity_are_found_within_three_errors(kappa: float) -> None:
    estimator = quoted(kappa, 0.05, [1.0, 2.0, 4.0, 8.0], hours=6.0)
    assert estimator.value is not None
    error = 1.0 / estimator.confidence - 1.0
    assert error < 0.15
    assert abs(estimator.value / kappa - 1.0) < 3.0 * error
    assert estimator.intensity == pytest.approx(0.05, rel=0.25)


def test_where_we_quote_more_does_not_look_like_where_takers_go() -> None:
    """The mean depth of fills doubles with the depth quoted; κ stays."""
    near = quoted(2500.0, 0.2, [1.0, 1.0, 1.0, 4.0], hours=3.0)
    far = quoted(2500.0, 0.2, [1.0, 4.0, 4.0, 4.0], hours=3.0)
    assert near.value == pytest.approx(2500.0, rel=0.2)
    assert far.value == pytest.approx(2500.0, rel=0.2)


def test_one_depth_teaches_nothing() -> None:
    estimator = quoted(2500.0, 0.2, [3.0], hours=1.0)
    assert estimator.value is None
    assert estimator.confidence == 0.0


def test_few_fills_say_nothing_and_old_ones_fade() -> None:
    estimator = KappaOwn(memory_s=100.0)
    estimator.advance(0)
    for depth, fills in ((2e-4, 18), (6e-4, 6)):
        estimator.rested(depth, 5.0)
        for _ in range(fills):
            estimator.filled(depth)
            if estimator.value is not None:
                assert estimator.confidence > 0.0
    assert estimator.value is not None
    estimator.advance(100_000)
    assert estimator.value is None
    assert (estimator.intensity, estimator.confidence) == (0.0, 0.0)


def test_a_long_pause_between_two_looks_counts_as_five_seconds() -> None:
    patient, brief = KappaOwn(1e12), KappaOwn(1e12)
    for estimator, pause in ((patient, 3600.0), (brief, 5.0)):
        estimator.rested(2e-4, pause)
        estimator.rested(4e-4, 5.0)
        for _ in range(30):
            estimator.filled(2.5e-4)
    assert patient.value == brief.value


def test_a_memory_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="kappa_own_memory_secs must be above 0"):
        KappaOwn(0.0)


@given(
    lists(tuples(integers(0, 2), floats(-1.0, 1.0), floats(0.0, 1e5)), max_size=120),
    lists(integers(-(10**9), 10**13), max_size=5),
)
def test_is_finite_and_within_bounds_whatever_comes(steps: list[tuple[int, float, float]], times: list[int]) -> None:
    estimator = KappaOwn()
    for kind, depth, seconds in steps:
        if kind == 0:
            estimator.rested(depth, seconds)
        else:
            estimator.filled(depth)
    for now_ms in times:
        estimator.advance(now_ms)
    assert isfinite(estimator.intensity)
    assert 0.0 <= estimator.confidence <= 1.0
    if estimator.value is not None:
        assert MIN_KAPPA <= estimator.value <= MAX_KAPPA


def test_own_fills_count_by_their_confidence_and_the_floor_by_itself() -> None:
    assert weigh_own(2000.0, None, 0.0) == 2000.0
    assert weigh_own(2000.0, 4000.0, 0.25) == pytest.approx(2500.0)
    assert weigh_own(1e9, None, 0.0) == 50_000.0
    assert weigh_own(10.0, None, 0.0) == 50.0
    assert weigh_own(2000.0, None, 0.0, floor=2600.0) == 2600.0
