"""The closed form and the exact solution against worked numbers and independent computations."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats
from tests.shared_data import require

from hyperquote.market_maker.strategy.closed_form import (
    fill_premium,
    gamma_of_slope,
    inventory_slope,
    log_fill_power,
)
from hyperquote.market_maker.strategy.ground_state import GroundState


def vectors(family: str) -> list[dict[str, Any]]:
    text = require("reference/vectors/theory.json").read_text()
    return [case for case in json.loads(text)["cases"] if case["family"] == family]


@pytest.mark.parametrize(
    ("g", "base", "slope", "depths"),
    [
        (1.0, 3.9998, 0.1475, [(0.0, 4.0146, 4.0146), (0.5, 4.0883, 3.9409), (1.0, 4.1621, 3.8671)]),
        (100.0, 3.9841, 1.4776, [(0.0, 4.1318, 4.1318), (0.5, 4.8706, 3.3930), (1.0, 5.6095, 2.6542)]),
        (1149.0, 3.8267, 5.1114, [(0.0, 4.3378, 4.3378), (0.5, 6.8935, 1.7821), (1.0, 9.4492, -0.7736)]),
        (5000.0, 3.3647, 11.396, [(0.0, 4.5043, 4.5043), (0.5, 10.2023, -1.1937), (1.0, 15.9004, -6.8917)]),
    ],
)
def test_depths_match_the_worked_table(
    g: float, base: float, slope: float, depths: list[tuple[float, float, float]]
) -> None:
    d, kappa, intensity, sigma = 0.2, 2_500.0, 0.5, 2e-4
    premium = fill_premium(g, d, kappa) * 1e4
    per_unit = inventory_slope(g, g, sigma, kappa, intensity, d, 0.0) * 1e4
    assert premium == pytest.approx(base, abs=6e-5)
    assert per_unit == pytest.approx(slope, abs=6e-4)
    for n, bid, ask in depths:
        assert premium + (0.5 * d + n) * per_unit == pytest.approx(bid, abs=2e-4)
        assert premium + (0.5 * d - n) * per_unit == pytest.approx(ask, abs=2e-4)


def test_five_bps_at_a_full_position_need_the_worked_risk_aversion() -> None:
    assert gamma_of_slope(5e-4, 2e-4, 2_500.0, 0.5, 0.2, 0.0) == pytest.approx(1101.44, abs=0.005)


@given(floats(1e-7, 1e-2), floats(1e-6, 1e-2), floats(10, 1e5), floats(1e-3, 100), floats(1e-3, 1), floats(0, 5e-4))
def test_calibration_inverts_the_slope(
    slope: float, sigma: float, kappa: float, intensity: float, order: float, cost: float
) -> None:
    g = gamma_of_slope(slope, sigma, kappa, intensity, order, cost)
    assert inventory_slope(g, g, sigma, kappa, intensity, order, cost) == pytest.approx(slope, rel=1e-9)


def test_no_skew_wanted_needs_no_risk_aversion() -> None:
    assert gamma_of_slope(0.0, 2e-4, 2_500.0, 0.5, 0.2, 0.0) == 0.0


@given(floats(1e-7, 1e-3))
def test_small_fill_risk_is_smooth(x: float) -> None:
    exact = (1.0 + 1.0 / x) * math.log1p(x)
    assert log_fill_power(x) == pytest.approx(exact, rel=1e-8)
    assert fill_premium(x, 1.0, 1.0) == pytest.approx(1.0 - x / 2.0 + x * x / 3.0, rel=1e-8)


def test_closed_form_matches_independent_computations() -> None:
    cases = vectors("glft_closed_form")
    assert len(cases) == 15
    for case in cases:
        i, expected = case["inputs"], case["expected"]
        delta, kappa, cost = i["Delta"], i["kappa"], i["maker_cost"] + 0.5 * i["own_impact"]
        intensity = math.sqrt(i["A_bid"] * i["A_ask"])
        slope = inventory_slope(i["gamma"], i["xi"], i["sigma"], kappa, intensity, delta, cost)
        half = fill_premium(i["xi"], delta, kappa) + cost + 0.5 * delta * slope
        assert slope == pytest.approx(expected["skew"], rel=1e-11), case["id"]
        assert half == pytest.approx(expected["half_spread"], rel=1e-11), case["id"]


def test_ground_state_matches_independent_computations() -> None:
    cases = vectors("glft_asymptotic_exact")
    assert len(cases) == 14
    for case in cases:
        i, expected = case["inputs"], case["expected"]
        exact = GroundState(
            i["gamma"],
            i["xi"],
            i["sigma"],
            i["kappa"],
            i["A_bid"],
            i["A_ask"],
            i["Delta"],
            round(i["Q"] / i["Delta"]),
            i["maker_cost"] + 0.5 * i["own_impact"],
            i["mu"] - i["funding"],
        )
        tolerance = case["tolerance"]
        assert exact.eigenvalue == pytest.approx(expected["lambda0"], rel=tolerance["rel"]), case["id"]
        for q, bid, ask in zip(expected["q"], expected["delta_bid"], expected["delta_ask"], strict=True):
            n = round(q / i["Delta"])
            if bid is not None:
                assert exact.bid_depth(n) == pytest.approx(bid, **tolerance), (case["id"], q)
            if ask is not None:
                assert exact.ask_depth(n) == pytest.approx(ask, **tolerance), (case["id"], q)


def test_ground_state_meets_the_closed_form_in_the_middle_and_is_flatter_outside() -> None:
    sigma, kappa, intensity, d = 2e-4, 2_500.0, 0.5, 0.05
    slope = inventory_slope(1_000.0, 1_000.0, sigma, kappa, intensity, d, 0.0)
    exact = GroundState(1_000.0, 1_000.0, sigma, kappa, intensity, intensity, d, 20)
    assert exact.skew(0.0) == pytest.approx(0.0, abs=1e-15)
    assert exact.skew(2.0) == pytest.approx(2.0 * d * slope, rel=0.1)
    assert exact.skew(10.0) < 10.0 * d * slope


@given(floats(-10, 10), floats(0, 5))
def test_ground_state_leans_more_the_more_we_hold(inventory: float, more: float) -> None:
    exact = GroundState(1_000.0, 1_000.0, 2e-4, 2_500.0, 0.5, 0.5, 0.1, 10)
    assert exact.skew(inventory + more) >= exact.skew(inventory) - 1e-15
    assert exact.skew(-inventory) == pytest.approx(-exact.skew(inventory), abs=1e-12)
    assert exact.half_spread(inventory) > 0.0


def test_a_lattice_of_one_order_has_quotes_at_zero_only() -> None:
    exact = GroundState(100.0, 100.0, 2e-4, 2_500.0, 0.5, 0.5, 1.0, 1)
    assert exact.bid_depth(0) == pytest.approx(exact.ask_depth(0))
    assert exact.skew(1.0) > 0.0
    with pytest.raises(ValueError, match="1 or more orders"):
        GroundState(100.0, 100.0, 2e-4, 2_500.0, 0.5, 0.5, 1.0, 0)
