"""Momentum, knives, continuation and protection, by hand numbers and under anything."""

from math import exp, isfinite, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.market_maker.estimator.momentum import Momentum


def falling(bps: float) -> Momentum:
    momentum = Momentum()
    momentum.update(1_000, 100.0)
    momentum.update(1_200, 100.0 * exp(-bps / 1e4))
    return momentum


def test_it_is_the_log_return_over_the_window() -> None:
    momentum = Momentum()
    assert momentum.value is None
    for ms, px in ((1_000, 100.0), (1_200, 99.9), (1_400, 99.7), (1_600, 99.8)):
        momentum.update(ms, px)
    # at 1600 the window reaches back to 1100: the returns that ended at 1200, 1400 and 1600
    assert momentum.value == pytest.approx(1e4 * log(99.8 / 100.0))
    momentum.advance(1_701)
    assert momentum.value == pytest.approx(1e4 * log(99.8 / 99.9))


def test_it_fades_without_trades() -> None:
    momentum = falling(30.0)
    momentum.advance(1_700)
    assert momentum.value == pytest.approx(-30.0)
    momentum.advance(1_701)
    assert momentum.value == 0.0
    assert momentum.view.bid_protection == 1.0


@pytest.mark.parametrize(
    ("bps", "knife", "protection"), [(10.0, 0.5, 1.1), (20.0, 1.0, 1.2), (50.0, 2.5, 1.5), (80.0, 3.0, 1.5)]
)
def test_a_fall_endangers_bids_and_a_rise_asks(bps: float, knife: float, protection: float) -> None:
    view = falling(bps).view
    assert (view.falling_knife, view.rising_knife, view.ask_protection) == (pytest.approx(knife), 0.0, 1.0)
    assert view.bid_protection == pytest.approx(protection)  # p is ½ as long as nothing was seen
    mirrored = falling(-bps).view
    assert (mirrored.rising_knife, mirrored.falling_knife, mirrored.bid_protection) == (pytest.approx(knife), 0.0, 1.0)
    assert mirrored.ask_protection == pytest.approx(protection)


def runs(goes_on: bool, count: int) -> Momentum:
    """Falls of 25 bps that go on after 400 ms, or are followed by nothing for a second."""
    momentum = Momentum()
    ms, px = 1_000, 100.0
    momentum.update(ms, px)
    for _ in range(count):
        px *= exp(-25e-4)
        ms += 1_000
        momentum.update(ms, px)
        if goes_on:
            px *= exp(-10e-4)  # −35 bps in all: of another size
            momentum.update(ms + 400, px)
        momentum.advance(ms + 999)
    return momentum


def test_continuation_is_learnt_by_size() -> None:
    assert runs(True, 9).p_continue(-25.0) == 0.5  # nine are too few
    assert runs(True, 40).p_continue(-25.0) > 0.9
    assert runs(False, 40).p_continue(25.0) < 0.1
    assert runs(False, 40).p_continue(45.0) == 0.5  # of that size none was seen
    # EWMA 0.1 from ½: after n that went on, 1 − 0.5·0.9ⁿ
    assert runs(True, 10).p_continue(-25.0) == pytest.approx(1.0 - 0.5 * 0.9**10)


def test_nothing_is_measured_across_a_gap() -> None:
    momentum = falling(20.0)
    momentum.on_gap()
    assert momentum.value == 0.0
    momentum.update(1_300, 50.0)
    assert momentum.value == 0.0
    momentum.update(1_400, 50.05)
    assert momentum.value == pytest.approx(1e4 * log(50.05 / 50.0))


@given(st.lists(st.tuples(st.integers(-5_000, 3_600_000), st.floats(1e-6, 1e9)), min_size=1, max_size=80))
def test_any_tape_leaves_it_finite_and_bounded(steps: list[tuple[int, float]]) -> None:
    momentum = Momentum()
    ms = 10_000_000
    for step, px in steps:
        ms += step
        momentum.update(ms, px)
        view = momentum.view
        assert isfinite(view.momentum_bps)
        assert 0.0 <= view.falling_knife <= 3.0
        assert 0.0 <= view.rising_knife <= 3.0
        assert 0.0 <= view.p_continue <= 1.0
        assert 1.0 <= view.bid_protection <= 2.0
        assert 1.0 <= view.ask_protection <= 2.0
    momentum.advance(ms + 10**9)
    assert momentum.value in (None, 0.0)


def test_more_buckets_than_fit_shorten_the_window() -> None:
    momentum = Momentum(10_000)
    for i in range(2_000):
        momentum.update(1_000 + i, 100.0 * exp(i * 1e-6))
    assert momentum.value == pytest.approx(512 * 1e-2)


def test_a_window_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="momentum_window_ms"):
        Momentum(0)
