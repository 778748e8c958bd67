"""The variance process: formulas by hand, planted parameters, anything."""

from math import exp, isfinite, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.market_maker.estimator.stochastic_variance import StochasticVariance


def test_the_state_follows_squared_returns_per_second() -> None:
    process = StochasticVariance()
    assert process.value is None
    process.update(1_000, 2e-4, 0.5)
    assert process.value == pytest.approx(2e-8)
    process.update(3_000, -4e-4, 0.5)
    assert process.value == pytest.approx(2e-8 + 0.05 * (8e-8 - 2e-8))


def test_neutral_before_twenty_returns() -> None:
    process = StochasticVariance()
    for i in range(19):
        process.update(i * 1_000, 1e-4, 1.0)
    assert process.view(1.0).variance == 0.0
    process.update(19_000, 1e-4, 1.0)
    assert process.view(1.0).variance == pytest.approx(1e-8)


def test_the_expected_mean_variance_by_hand() -> None:
    process = StochasticVariance()
    process.update(0, 2e-4, 1.0)
    process.theta = 1e-8
    # κT = 0.5 · 4 = 2: 1e-8 + 3e-8 (1 − e⁻²)/2
    assert process.average(4.0) == pytest.approx(1e-8 + 3e-8 * (1.0 - exp(-2.0)) / 2.0)
    assert process.average(0.0) == pytest.approx(4e-8)


def test_volatility_is_raised_after_a_fall_and_not_after_a_rise() -> None:
    process = StochasticVariance()
    process.update(0, 1e-4, 1.0)  # √v = 1e-4, ρ = −0.3
    assert process.sigma_leverage(1e-4, 1.0) == pytest.approx(1e-4)
    assert process.sigma_leverage(-1e-4, 1.0) == pytest.approx(1.2e-4)
    assert process.sigma_leverage(-9e-4, 1.0) == pytest.approx(1.5e-4)


def planted(seed: int, count: int) -> StochasticVariance:
    """Heston's process in steps of a tenth of the tick of one second: θ 4e-8, κ 0.2, ξ 8e-5, ρ −0.6."""
    random = Random(seed)
    theta, kappa, xi, rho = 4e-8, 0.2, 8e-5, -0.6
    process = StochasticVariance(10**9)
    v = theta
    dt = 0.1
    for i in range(count):
        r = 0.0
        for _ in range(10):
            z = random.gauss(0.0, 1.0)
            w = rho * z + sqrt(1.0 - rho * rho) * random.gauss(0.0, 1.0)
            r += sqrt(max(v, 0.0) * dt) * z
            v = max(v + kappa * (theta - v) * dt + xi * sqrt(max(v, 0.0) * dt) * w, 0.0)
        process.update(i * 1_000, r, 1.0)
    return process


def test_planted_parameters_are_recovered() -> None:
    """From 2000 ticks, mean of eight seeds: θ within a tenth, κ and ξ within a half, ρ within 0.3."""
    fits = [planted(seed, 2_000) for seed in range(8)]
    assert sum(fit.theta for fit in fits) / 8 == pytest.approx(4e-8, rel=0.1)
    assert sum(fit.kappa_vol for fit in fits) / 8 == pytest.approx(0.2, rel=0.5)
    assert sum(fit.xi_vol for fit in fits) / 8 == pytest.approx(8e-5, rel=0.5)
    assert sum(fit.rho for fit in fits) / 8 == pytest.approx(-0.6, abs=0.3)


def test_a_series_without_memory_leaves_the_former_parameters() -> None:
    process = StochasticVariance()
    for i in range(60):
        process.update(i * 1_000, 1e-4 if i % 2 else 3e-4, 1.0)
    assert (process.kappa_vol, process.xi_vol, process.rho) == (0.5, 0.1, -0.3)
    assert process.theta == pytest.approx(5e-8)


def test_the_window_forgets() -> None:
    process = StochasticVariance(60_000)
    for i in range(200):
        process.update(i * 1_000, 1e-3 if i < 100 else 1e-4, 1.0)
    assert process.theta == pytest.approx(1e-8)


@given(
    st.lists(
        st.tuples(st.integers(-1_000, 3_600_000), st.floats(-0.7, 0.7), st.floats(1e-3, 100.0)),
        min_size=1,
        max_size=120,
    )
)
def test_any_tape_leaves_it_finite(steps: list[tuple[int, float, float]]) -> None:
    process = StochasticVariance()
    ms = 1_000_000
    for step, r, rate in steps:
        ms = max(ms + step, 0)
        process.update(ms, r, rate)
        view = process.view(rate)
        for figure in (view.variance, view.theta, view.xi_vol, view.sigma_leverage, process.average(120.0)):
            assert isfinite(figure)
            assert figure >= 0.0
        assert 0.01 <= view.kappa_vol <= 5.0
        assert -0.95 <= view.rho <= 0.95


def test_a_window_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="variance_window_secs"):
        StochasticVariance(0)
