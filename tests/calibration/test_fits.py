"""A fit finds what was planted, says how sure it is, and refuses what teaches nothing."""

from math import exp, sqrt
from random import Random

import pytest

from hyperquote.calibration.fits import Calibration, calibrate, tail_of
from hyperquote.calibration.samples import MarketOrder, Samples
from hyperquote.errors import ValidationError

SECONDS = 3_600
KAPPA, SIGMA = 8_000.0, 1.5e-4
SPREAD, SENSITIVITY = 2e-5, 0.2


@pytest.fixture(scope="module")
def planted() -> Samples:
    """An hour: σ changes from minute to minute, the spread follows it, and a fill costs less the deeper it is."""
    rng = Random(5)
    mid, mids, spreads = 100_000.0, [], []
    for second in range(SECONDS):
        sigma = SIGMA * (0.5 + second // 60 % 10 / 10)
        mid *= exp(rng.gauss(0.0, sigma))
        mids.append(mid)
        spreads.append((SPREAD + SENSITIVITY * sigma) * (1.0 + 0.1 * rng.gauss(0.0, 1.0)))
    orders = []
    for place in range(4_000):
        at = rng.random() * (SECONDS - 2)
        depth = 2.5e-5 if rng.random() < 0.5 else 4e-5 + rng.expovariate(KAPPA)
        is_buy = rng.random() < 0.5
        before = mids[int(at)]
        far = before * (1.0 + depth if is_buy else 1.0 - depth)
        cost = 4.0 * exp(-depth * 1e4 / 6.0) + rng.gauss(0.0, 0.3)
        orders.append(MarketOrder(int(at * 1e3) + place % 2, is_buy, 0.1, far, before, cost))
    orders.sort(key=lambda order: order.ms)
    return Samples(orders, mids, spreads, float(SECONDS), 400.0)


@pytest.fixture(scope="module")
def found(planted: Samples) -> Calibration:
    return calibrate(planted)


def value(found: Calibration, field: str) -> tuple[float, float | None]:
    return next((each.value, each.error) for each in found.fitted if each.field == field)


def test_volatility_is_found_within_its_error(found: Calibration) -> None:
    sigma, error = value(found, "sigma_baseline")
    true = SIGMA * sqrt(sum((0.5 + k / 10) ** 2 for k in range(10)) / 10)
    assert error is not None
    assert abs(sigma - true) < 4.0 * error
    assert error < 0.1 * sigma


def test_the_decay_of_depth_is_that_of_the_orders_beyond_the_touch(planted: Samples, found: Calibration) -> None:
    kappa, error = value(found, "kappa_prior_mean")
    assert error is not None
    assert abs(kappa - KAPPA) < 0.15 * KAPPA
    tail = tail_of(planted)
    assert 0.35 < tail.share < 0.55
    assert tail.misfit < 0.05


def test_the_spread_is_a_base_and_a_share_of_volatility(found: Calibration) -> None:
    base, base_error = value(found, "base_fair_spread")
    slope, slope_error = value(found, "vol_sensitivity")
    assert base_error is not None
    assert slope_error is not None
    assert abs(base - SPREAD) < 4.0 * base_error
    assert abs(slope - SENSITIVITY) < 4.0 * slope_error


def test_the_cost_of_a_fill_falls_with_depth_as_planted(found: Calibration) -> None:
    assert value(found, "as_touch_bps")[0] == pytest.approx(4.0, rel=0.1)
    assert value(found, "delta_char_bps")[0] == pytest.approx(6.0, rel=0.25)


def test_volume_is_counted_per_second_and_side(found: Calibration) -> None:
    assert value(found, "expected_volume_per_second")[0] == pytest.approx(0.5 * 400.0 / 3_600.0)
    assert value(found, "initial_bucket_volume")[0] == pytest.approx(0.01 * 300.0 * 400.0 / 3_600.0)


def test_flow_without_memory_has_a_small_branching_ratio(found: Calibration) -> None:
    assert found.hawkes.parameters.branching < 0.15


def test_a_cost_that_does_not_fall_leaves_the_defaults_and_says_so(planted: Samples) -> None:
    flat = Samples(
        [MarketOrder(o.ms, o.is_buy, o.size, o.far_px, o.mid_before, 1.0) for o in planted.orders],
        planted.mids,
        planted.spreads,
        planted.seconds,
        planted.volume,
    )
    found = calibrate(flat)
    assert "depth_decay" not in found.tables()
    assert any("defaults stay" in note for note in found.notes)


def test_a_recording_that_is_too_short_is_refused(planted: Samples) -> None:
    with pytest.raises(ValidationError, match="too few to fit"):
        calibrate(Samples(planted.orders[:100], planted.mids, planted.spreads, 3_600.0, 1.0))
    with pytest.raises(ValidationError, match="in 120 s"):
        calibrate(Samples(planted.orders, planted.mids, planted.spreads, 120.0, 1.0))
