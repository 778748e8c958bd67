"""Dynamic γ: each factor by hand, every bound, and a report that multiplies back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats, integers
from tests.market_maker.quoting.samples import market

from hyperquote.market_maker.models import CascadeView, ControlView, HawkesView, LiquidityView, Models, SpreadView
from hyperquote.market_maker.strategy.risk_config import RiskConfig


def test_factors_match_the_worked_numbers() -> None:
    risk = RiskConfig()
    assert risk.volatility_factor(4e-4) == pytest.approx(1.5)
    assert risk.toxicity_factor(3.0) == pytest.approx(1.45)
    assert risk.inventory_factor(0.75) == pytest.approx(1.125)
    assert risk.inventory_factor(-0.75) == pytest.approx(1.125)
    assert [risk.regime_factor(regime) for regime in range(4)] == [0.8, 1.0, 1.5, 2.5]


def test_calm_markets_and_small_positions_change_nothing() -> None:
    risk = RiskConfig()
    assert risk.volatility_factor(1e-5) == 1.0
    assert risk.toxicity_factor(1.5) == 1.0
    assert risk.inventory_factor(0.5) == 1.0
    assert risk.gamma(market(), 0.0).value == 0.3


def test_stacked_factors_end_at_the_clamp_which_comes_last() -> None:
    wild = market(sigma_effective=1.0, jump_ratio_medium=50.0, volatility_regime=3)
    gamma = RiskConfig().gamma(wild, 5.0)
    assert gamma.value == 5.0
    assert {factor.name: factor.bps for factor in gamma.factors if factor.bps != 1.0} == {
        "base": 0.3,
        "volatility": 3.0,
        "toxicity": pytest.approx(1.0 + 0.3 * 48.5),
        "inventory": 1.5,
        "regime": 2.5,
        "gamma": 5.0,
    }


@pytest.mark.parametrize(
    ("models", "factor", "value"),
    [
        (Models(hawkes=HawkesView(gamma_mult=1.3)), "hawkes", 1.3),
        (Models(liquidity=LiquidityView(gamma_mult=1.7)), "liquidity", 1.7),
        (Models(cascade=CascadeView(tail_multiplier=3.0)), "tail", 3.0),
        (Models(spread=SpreadView(regime=0)), "spread", 0.8),
        (Models(spread=SpreadView(regime=1)), "spread", 0.8),
        (Models(spread=SpreadView(regime=3)), "spread", 1.5),
        (Models(spread=SpreadView(regime=4)), "spread", 1.5),
        (Models(control=ControlView(gamma_mult=2.0)), "session", 2.0),
    ],
)
def test_what_a_model_asks_for_is_a_factor_of_its_own(models: Models, factor: str, value: float) -> None:
    gamma = RiskConfig().gamma(market(models=models), 0.0)
    assert {each.name: each.bps for each in gamma.factors}[factor] == value
    assert gamma.value == pytest.approx(0.3 * value)


def test_the_factors_of_rare_regimes_share_a_cap() -> None:
    models = Models(cascade=CascadeView(tail_multiplier=4.0), spread=SpreadView(regime=4))
    wild = market(volatility_regime=3, models=models)
    gamma = RiskConfig(gamma_max=10.0, max_tail_risk_multiplier=5.0).gamma(wild, 0.0)
    assert gamma.value == pytest.approx(0.3 * 5.0)
    assert {each.name: each.bps for each in gamma.factors}["cap"] == pytest.approx(5.0 / (2.5 * 4.0 * 1.5))


@given(floats(0, 0.1), floats(0, 100), integers(0, 3), floats(-3, 3))
def test_gamma_stays_within_its_bounds_and_its_factors_explain_it(
    sigma: float, jump_ratio: float, regime: int, utilisation: float
) -> None:
    risk = RiskConfig()
    params = market(sigma_effective=sigma, jump_ratio_medium=jump_ratio, volatility_regime=regime)
    gamma = risk.gamma(params, utilisation)
    product = 1.0
    for factor in gamma.factors[:-1]:
        product *= factor.bps
    assert gamma.value == min(max(product, risk.gamma_min), risk.gamma_max)


@pytest.mark.parametrize(
    "setting",
    [
        {"gamma_base": 0.0},
        {"sigma_baseline": 0.0},
        {"volatility_weight": 1.1},
        {"max_volatility_multiplier": 0.5},
        {"toxicity_threshold": 0.9},
        {"toxicity_sensitivity": -1.0},
        {"inventory_threshold": 2.0},
        {"inventory_sensitivity": -1.0},
        {"gamma_min": 6.0},
        {"max_tail_risk_multiplier": 0.0},
        {"spread_tight_mult": 0.0},
        {"spread_wide_mult": -1.0},
        {"gamma_base": float("nan")},
        {"sigma_baseline": float("inf")},
    ],
)
def test_impossible_settings_are_refused_by_name(setting: dict[str, Any]) -> None:
    name = next(iter(setting)).replace("spread_", "spread_regime_")
    with pytest.raises(ValueError, match=name):
        RiskConfig(**setting)
