"""Jumps: found, counted, forgotten; planted ones recovered."""

from math import isfinite
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.market_maker.estimator.jumps import Jumps

SIGMA = 1e-4


def test_only_returns_beyond_three_sigma_are_jumps() -> None:
    jumps = Jumps()
    assert jumps.value is None
    assert not jumps.update(1_000, 3.0 * SIGMA, SIGMA)
    assert jumps.update(2_000, -3.01 * SIGMA, SIGMA)
    assert jumps.value == 0.0  # one is no rate


def test_rate_and_size_are_those_of_the_window() -> None:
    jumps = Jumps()
    jumps.advance(0)
    for i in range(1, 7):
        jumps.update(i * 10_000, 1e-3, SIGMA)
    assert jumps.value == pytest.approx(6 / 60)  # the window still fills
    assert (jumps.view.mean, jumps.view.deviation) == (pytest.approx(1e-3), pytest.approx(0.0, abs=1e-9))
    jumps.advance(300_000)
    assert jumps.value == pytest.approx(6 / 300)
    jumps.advance(310_000)  # the one of 10 s has gone
    assert jumps.value == pytest.approx(5 / 300)
    jumps.advance(320_000)
    assert jumps.value == 0.0
    assert jumps.view.variance == 0.0


def test_a_burst_at_the_start_is_not_taken_for_a_rate() -> None:
    jumps = Jumps()
    for i in range(6):
        jumps.update(i, 1e-3, SIGMA)
    assert jumps.value == pytest.approx(6 / 30)


def test_planted_jumps_are_recovered() -> None:
    """One jump in twenty ticks of 0.5 s, sizes 1e-3 ± 1e-4: rate within a third, mean within a tenth."""
    random = Random(5)
    jumps = Jumps()
    for i in range(2_000):
        r = random.gauss(0.0, SIGMA)
        if random.random() < 0.05:
            r = random.choice((-1, 1)) * random.gauss(1e-3, 1e-4)
        jumps.update(i * 500, r, SIGMA)
    assert jumps.value == pytest.approx(0.1, rel=0.35)
    assert jumps.view.mean == pytest.approx(1e-3, rel=0.2)


@given(st.lists(st.tuples(st.integers(-1_000, 3_600_000), st.floats(-0.7, 0.7), st.floats(1e-7, 0.05)), max_size=80))
def test_any_tape_leaves_it_finite(steps: list[tuple[int, float, float]]) -> None:
    jumps = Jumps()
    ms = 1_000_000
    for step, r, sigma in steps:
        ms = max(ms + step, 0)
        jumps.update(ms, r, sigma)
        view = jumps.view
        assert view.intensity >= 0.0
        assert isfinite(view.variance)
    jumps.advance(ms + 10**9)
    assert jumps.view.intensity == 0.0


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="jumps"):
        Jumps(0)
    with pytest.raises(ValueError, match="jumps"):
        Jumps(sigmas=0.5)
