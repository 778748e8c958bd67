"""What each model adds to a quote: by hand, in its order, behind its switch, and never without its name."""

from math import exp, log, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats
from tests.market_maker.quoting.samples import market

from hyperquote.consts import BPS
from hyperquote.market_maker.models import (
    ControlView,
    CostView,
    FairPriceView,
    FundingView,
    HawkesView,
    JumpView,
    Models,
    MomentumView,
)
from hyperquote.market_maker.quoting.types import Component
from hyperquote.market_maker.strategy.add_ons import AddOns
from hyperquote.market_maker.strategy.glft import GLFTStrategy, Spread
from hyperquote.market_maker.strategy.risk_config import RiskConfig

ORDER, GAMMA = 0.2, 0.3


def spread_of(
    models: Models | None = None,
    *,
    utilisation: float = 0.0,
    mode: str = "exact",
    on: dict[str, Any] | None = None,
    **facts: Any,
) -> Spread:
    strategy = GLFTStrategy(RiskConfig(), mode=mode, add_ons=AddOns(**(on or {})))
    return strategy.spread(market(models=models, **facts), utilisation, ORDER, GAMMA)


def parts(components: list[Component]) -> dict[str, float]:
    return {part.name: part.bps for part in components}


def assert_explained(spread: Spread) -> None:
    assert sum(part.bps for part in spread.half_parts) == pytest.approx(spread.half / BPS)
    assert sum(part.bps for part in spread.skew_parts) == pytest.approx(spread.skew / BPS)


PLAIN = spread_of()


def test_neutral_views_add_nothing() -> None:
    off = {
        "cost": "off",
        "momentum": False,
        "protection": False,
        "side_kappa": False,
    }
    assert spread_of(on=off).half == PLAIN.half
    assert list(parts(PLAIN.half_parts)) == ["glft", "inventory_risk"]
    assert list(parts(PLAIN.skew_parts)) == ["inventory"]


def test_each_side_has_the_premium_of_its_own_kappa() -> None:
    both = spread_of(mode="seed", kappa_bid=2_000.0, kappa_ask=4_000.0)
    bid, ask = log(1 + GAMMA / 2_000.0) / GAMMA, log(1 + GAMMA / 4_000.0) / GAMMA
    assert both.half + both.skew == pytest.approx(bid)  # how far the bid stands from the fair price
    assert both.half - both.skew == pytest.approx(ask)
    assert parts(both.skew_parts)["kappa_side"] == pytest.approx((bid - ask) / 2 / BPS)
    same = spread_of(mode="seed", on={"side_kappa": False}, kappa=3_000.0, kappa_bid=2_000.0, kappa_ask=4_000.0)
    assert same.half == pytest.approx(log(1 + GAMMA / 3_000.0) / GAMMA)


def test_measured_costs_widen_each_side_by_its_own() -> None:
    cost = Models(cost=CostView(adjustment_bid=0.0004, adjustment_ask=0.0002, fills=30))
    spread = spread_of(cost)
    assert spread.half - PLAIN.half == pytest.approx(0.0003)
    assert spread.skew == pytest.approx(0.0001)
    assert parts(spread.half_parts)["adverse"] == pytest.approx(3.0)
    assert parts(spread.skew_parts)["adverse_side"] == pytest.approx(1.0)
    assert_explained(spread)
    assert spread_of(cost, on={"cost": "off"}).half == PLAIN.half


def test_informed_traders_lower_kappa_only_where_asked_to_and_never_below_a_half() -> None:
    informed = Models(cost=CostView(alpha=0.2))
    assert spread_of(informed, mode="seed").half == pytest.approx(spread_of(mode="seed").half)
    assert spread_of(informed, mode="seed", on={"cost": "kappa"}).half == pytest.approx(
        log(1 + GAMMA / (0.8 * 2_500.0)) / GAMMA
    )
    certain = Models(cost=CostView(alpha=0.9))
    assert spread_of(certain, mode="seed", on={"cost": "kappa"}).half == pytest.approx(log(1 + GAMMA / 1_250.0) / GAMMA)


def test_doubt_about_the_fair_price_widens() -> None:
    doubt = Models(fair_price=FairPriceView(is_used=True, fair_price=100.0, deviation=2e-5))
    spread = spread_of(doubt, arrival_intensity=0.25)
    assert parts(spread.half_parts)["fair_price"] == pytest.approx(GAMMA * 2e-5 * sqrt(4.0) / BPS)
    unused = Models(fair_price=FairPriceView(is_used=False, fair_price=100.0, deviation=2e-5))
    assert spread_of(unused).half == PLAIN.half


def test_variance_of_diffusion_and_jumps_adds_up() -> None:
    # 4e-8 · 60 + 0.02 · 60 · (1e-6 + 0.25e-6)
    jumps = market(models=Models(jump=JumpView(0.02, 1e-3, 5e-4)))
    assert 60.0 * AddOns(jump_risk=True).variance(jumps, 2e-4) == pytest.approx(2.4e-6 + 1.5e-6)


def test_jumps_are_variance_in_the_exact_mode_and_a_premium_in_the_seed_s() -> None:
    jumps = Models(jump=JumpView(intensity=0.02, mean=3e-4, deviation=1e-4))
    charged = spread_of(jumps, on={"jump_risk": True})
    assert spread_of(jumps).half == PLAIN.half
    as_diffusion = spread_of(sigma_effective=sqrt(2e-4**2 + 0.02 * (3e-4**2 + 1e-4**2)))
    assert charged.half == pytest.approx(as_diffusion.half)
    premium = spread_of(mode="seed", jump_ratio=2.0, on={"jump_risk": True})
    assert parts(premium.half_parts)["jump"] == pytest.approx(1.0 * 2e-4**2 / (GAMMA * 2_500.0) / BPS)


@pytest.mark.parametrize("utilisation", [-0.5, 0.0, 0.5])
def test_funding_shifts_both_quotes_the_same_way_whatever_we_hold(utilisation: float) -> None:
    funding = Models(funding=FundingView(skew=0.00002))
    shifted, plain = spread_of(funding, utilisation=utilisation), spread_of(utilisation=utilisation)
    assert shifted.skew - plain.skew == pytest.approx(0.00002)


def test_buying_pressure_moves_both_quotes_up() -> None:
    pressure = Models(hawkes=HawkesView(skew_bps=-0.4))
    assert spread_of(pressure).skew == pytest.approx(-0.4 * BPS)


def test_a_position_that_the_market_runs_against_is_worked_off_harder() -> None:
    falling = Models(momentum=MomentumView(falling_knife=1.5))
    plain = spread_of(utilisation=0.3)
    assert spread_of(falling, utilisation=0.3).skew == pytest.approx(1.5 * plain.skew)
    assert spread_of(falling, utilisation=-0.3).skew == pytest.approx(-plain.skew)
    assert spread_of(Models(momentum=MomentumView(falling_knife=0.4)), utilisation=0.3).skew == plain.skew
    assert spread_of(Models(momentum=MomentumView(falling_knife=3.0)), utilisation=0.3).skew <= 2.0 * plain.skew
    assert spread_of(falling, utilisation=0.3, on={"momentum": False}).skew == plain.skew


def test_the_endangered_side_is_pushed_away_and_the_other_stays() -> None:
    falling = Models(momentum=MomentumView(bid_protection=1.5))
    spread = spread_of(falling)
    assert spread.half + spread.skew == pytest.approx(1.5 * PLAIN.half)
    assert spread.half - spread.skew == pytest.approx(PLAIN.half)
    assert_explained(spread)
    assert spread_of(falling, on={"protection": False}).half == PLAIN.half


def test_flow_that_works_the_inventory_off_dampens_the_skew() -> None:
    plain = spread_of(utilisation=0.3, flow_imbalance=0.5)
    damped = spread_of(utilisation=0.3, flow_imbalance=0.5, on={"flow_sensitivity": 0.5})
    assert damped.skew == pytest.approx(plain.skew * exp(-0.25))


@pytest.mark.parametrize("mode", ["seed", "exact"])
@given(
    utilisation=floats(-1.0, 1.0),
    knife=floats(0.0, 3.0),
    protection=floats(1.0, 4.0),
    adverse=floats(0.0, 0.005),
    funding=floats(-0.001, 0.001),
    hawkes=floats(-2.0, 2.0),
)
def test_whatever_the_models_say_the_parts_sum_and_no_side_is_free(
    mode: str, utilisation: float, knife: float, protection: float, adverse: float, funding: float, hawkes: float
) -> None:
    models = Models(
        momentum=MomentumView(falling_knife=knife, rising_knife=3.0 - knife, ask_protection=protection),
        cost=CostView(adjustment_bid=adverse, adjustment_ask=adverse / 2, fills=20),
        funding=FundingView(skew=funding),
        hawkes=HawkesView(skew_bps=hawkes),
    )
    spread = spread_of(models, utilisation=utilisation, mode=mode)
    assert_explained(spread)
    assert spread.half > 0.0
    assert spread.half + spread.skew > 0.0
    assert spread.half - spread.skew > 0.0


@pytest.mark.parametrize("setting", [{"cost": "double"}, {"flow_sensitivity": -1.0}, {"flow_sensitivity": 6.0}])
def test_impossible_settings_are_refused_by_name(setting: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"as_mode|flow_sensitivity"):
        AddOns(**setting)


@pytest.mark.parametrize(("remaining_s", "bps"), [(86_400.0, 10.368), (3_600.0, 0.432), (60.0, 0.0072)])
def test_a_session_charges_the_risk_of_what_is_left_of_it(remaining_s: float, bps: float) -> None:
    params = market(models=Models(control=ControlView(True, remaining_s)))
    assert AddOns().session_skew(params, 1.0, 0.3, 100 * BPS) / BPS == pytest.approx(bps)


def test_a_session_ends_with_its_penalty_and_within_twice_the_usual_skew() -> None:
    ending = market(models=Models(control=ControlView(True, 60.0, 1.0, 8 * BPS, 0.25)))
    assert AddOns().session_skew(ending, 1.0, 0.3, 5 * BPS) / BPS == pytest.approx(0.0072 + 8.0 * 0.75)
    assert AddOns().session_skew(ending, 0.25, 0.3, 5 * BPS) / BPS == pytest.approx(0.0018)  # on target
    assert AddOns().session_skew(ending, 1.0, 0.3, 2 * BPS) / BPS == pytest.approx(4.0)
    assert AddOns().session_skew(ending, -1.0, 0.3, 2 * BPS) / BPS == pytest.approx(-4.0)


def test_a_session_takes_the_place_of_the_inventory_skew() -> None:
    session = spread_of(Models(control=ControlView(True, 3_600.0, 0.5, 4 * BPS)), utilisation=0.5)
    assert_explained(session)
    assert parts(session.skew_parts) == pytest.approx({"session": 0.5 * 0.432 + 4.0 * 0.5 * 0.5})
    assert "inventory" in parts(spread_of(utilisation=0.5).skew_parts)
