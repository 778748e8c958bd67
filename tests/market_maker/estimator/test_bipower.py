from math import pi, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists

from hyperquote.market_maker.estimator.bipower import BipowerScale, Volatility, per_second
from hyperquote.market_maker.estimator.ewma import alpha_of
from hyperquote.market_maker.estimator.volume_clock import VolumeClock
from hyperquote.market_maker.estimator.vwap_returns import VwapReturns


def volatility(fast: float = 5.0, medium: float = 20.0, slow: float = 100.0) -> Volatility:
    return Volatility(alpha_of(fast), alpha_of(medium), alpha_of(slow))


def test_matches_the_closed_form_worked_by_hand() -> None:
    scale = BipowerScale(0.5)
    scale.update(0.01)
    assert scale.value is None
    assert scale.realised == pytest.approx(1e-4)
    scale.update(-0.02)
    scale.update(0.01)
    assert scale.realised == pytest.approx((0.25 * 1e-4 + 0.5 * 4e-4 + 1e-4) / 1.75)
    assert scale.value == pytest.approx(pi / 2 * 2e-4)


def test_one_jump_moves_the_total_and_not_the_clean_volatility() -> None:
    calm = volatility()
    rng = Random(2)
    for _ in range(500):
        calm.update(rng.gauss(0.0, 1e-4))
    clean = calm.slow.sigma_clean()
    total = calm.slow.sigma_total()
    calm.update(0.01)
    assert calm.slow.sigma_clean() < 2.0 * clean
    assert calm.slow.sigma_total() > 5.0 * total
    assert calm.jump_ratio > 3.0
    assert calm.jump_ratio > calm.jump_ratio_medium * 0.5 > 1.0
    assert calm.value is not None
    assert calm.value < calm.sigma_effective_tick < calm.sigma_total_tick * 1.0001


def test_gaussian_returns_have_a_jump_ratio_of_one() -> None:
    calm = volatility()
    rng = Random(4)
    ratios = []
    for i in range(40_000):
        calm.update(rng.gauss(0.0, 1e-4))
        if i > 500:
            ratios.append(calm.slow.jump_ratio())
    assert sum(ratios) / len(ratios) == pytest.approx(1.0, abs=0.02)


def test_identical_prices_give_no_evidence_of_jumps() -> None:
    still = volatility()
    for _ in range(10):
        still.update(0.0)
    assert still.jump_ratio == 1.0
    assert still.value == 1e-7


def test_a_planted_volatility_is_found_within_five_percent_whatever_a_bucket_averages() -> None:
    for prints in (2, 10, 100):
        rng = Random(prints)
        clock = VolumeClock(float(prints), min_bucket_volume=float(prints), max_bucket_volume=prints + 1e-4)
        returns = VwapReturns()
        found = volatility(slow=1000.0)
        px = 100.0
        for i in range(4000 * prints):
            px *= 1.0 + rng.gauss(0.0, 1e-4)
            if clock.update(i, px, 1.0001) and clock.value and returns.update(clock.value, clock.prints):
                assert returns.value is not None
                found.update(returns.value, returns.product_bias)
        assert found.value == pytest.approx(1e-4 * sqrt(prints), rel=0.05)


def test_per_second_does_not_depend_on_the_tick_size() -> None:
    assert per_second(1e-4, 4.0) == pytest.approx(per_second(2e-4, 1.0)) == pytest.approx(2e-4)


@given(lists(floats(-0.05, 0.05), min_size=2, max_size=60))
def test_every_output_is_finite_and_bounded(returns: list[float]) -> None:
    scales = volatility()
    for r in returns:
        scales.update(r)
    assert 1e-7 <= scales.slow.sigma_clean() <= 0.05
    assert 1e-7 <= scales.sigma_total_tick <= 0.05 * (1 + 1e-12)
    assert 1e-7 <= scales.sigma_effective_tick <= 0.05 * (1 + 1e-12)
    assert 0.1 <= scales.jump_ratio <= 100.0


@given(lists(floats(-0.01, 0.01), min_size=3, max_size=40), floats(0.1, 3.0))
def test_variance_scales_with_the_square_of_returns(returns: list[float], factor: float) -> None:
    one = BipowerScale(0.1)
    other = BipowerScale(0.1)
    for r in returns:
        one.update(r)
        other.update(factor * r)
    assert one.value is not None
    assert other.value == pytest.approx(factor * factor * one.value, abs=1e-15)
