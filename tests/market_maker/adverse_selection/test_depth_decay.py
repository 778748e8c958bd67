"""The cost of a fill by the depth of its order: the fit by hand, planted values, what it refuses to believe."""

from math import exp
from random import Random

import pytest

from hyperquote.market_maker.adverse_selection.depth_decay import DepthDecay


def test_break_even_solves_the_depth_that_earns_its_cost() -> None:
    assert DepthDecay(3.0, 8.0).break_even_bps(1.5) == pytest.approx(3.45, abs=0.005)
    decay = DepthDecay(5.0, 4.0)
    depth = decay.break_even_bps(0.2)
    assert depth == pytest.approx(decay.cost_bps(depth) + 0.2)


def test_the_defaults_hold_until_something_is_fitted() -> None:
    decay = DepthDecay()
    assert (decay.as_touch_bps, decay.decay_bps, decay.confidence) == (3.0, 8.0, 0.0)
    assert decay.cost_bps(8.0) == pytest.approx(3.0 / exp(1.0))


def test_two_buckets_give_the_line_through_both() -> None:
    decay = DepthDecay()
    for _ in range(10):
        decay.update(1.0, 4.0 * exp(-1.0 / 5.0))
        decay.update(6.0, 4.0 * exp(-6.0 / 5.0))
    assert decay.fits == 1
    assert decay.as_touch_bps == pytest.approx(3.0 + 0.2 * (4.0 - 3.0))  # a fifth of the way
    assert decay.decay_bps == pytest.approx(8.0 + 0.2 * (5.0 - 8.0))
    assert decay.confidence == pytest.approx(1.0)


def test_planted_values_are_recovered_from_noisy_fills() -> None:
    """The deepest bucket has the mean of its own depths: a midpoint of 10 to 100 would break the slope."""
    rng = Random(3)
    decay = DepthDecay()
    for _ in range(40_000):
        depth = rng.uniform(0.0, 16.0)
        decay.update(depth, 5.0 * exp(-depth / 6.0) + rng.gauss(0.0, 3.0))
    assert decay.as_touch_bps == pytest.approx(5.0, rel=0.1)
    assert decay.decay_bps == pytest.approx(6.0, rel=0.15)
    assert decay.confidence > 0.95


def test_noise_without_cost_moves_nothing_far() -> None:
    rng = Random(4)
    decay = DepthDecay()
    for _ in range(5_000):
        decay.update(rng.uniform(0.0, 16.0), rng.gauss(0.0, 2.0))
    assert 0.1 < decay.as_touch_bps < 5.0


@pytest.mark.parametrize("costs", [(1.0, 4.0), (90.0, 80.0), (-1.0, -2.0), (2.0, 2.0)])
def test_what_is_no_decay_is_not_believed(costs: tuple[float, float]) -> None:
    """Rising with depth, beyond all bounds, gains instead of costs, flat."""
    decay = DepthDecay()
    for _ in range(10):
        decay.update(1.0, costs[0])
        decay.update(6.0, costs[1])
    assert (decay.as_touch_bps, decay.decay_bps, decay.confidence) == (3.0, 8.0, 0.0)


def test_thin_buckets_and_what_is_no_number_do_not_count() -> None:
    decay = DepthDecay()
    for _ in range(15):
        decay.update(1.0, 4.0)
    for _ in range(5):
        decay.update(6.0, 1.0)
    decay.update(float("nan"), 1.0)
    decay.update(1.0, float("inf"))
    assert (decay.fills, decay.fits) == (20, 0)


def test_settings_without_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        DepthDecay(0.0, 8.0)
    with pytest.raises(ValueError, match="refit_fills"):
        DepthDecay(refit_fills=0)
