"""No field of a model's view is for show: it moves a quote, a size or γ, or says here why it is only looked at."""

from typing import Any

import pytest
from tests.market_maker.quoting.samples import market, quote_config

from hyperquote.market_maker import models as views
from hyperquote.market_maker.models import Models
from hyperquote.market_maker.quoting.types import Component, Ladder
from hyperquote.market_maker.strategy.add_ons import AddOns
from hyperquote.market_maker.strategy.glft import GLFTStrategy
from hyperquote.market_maker.strategy.risk_config import RiskConfig

FACETS = {
    "momentum": views.MomentumView,
    "liquidity": views.LiquidityView,
    "jump": views.JumpView,
    "variance": views.VarianceView,
    "fair_price": views.FairPriceView,
    "hawkes": views.HawkesView,
    "cascade": views.CascadeView,
    "funding": views.FundingView,
    "spread": views.SpreadView,
    "control": views.ControlView,
    "cost": views.CostView,
}

# field → (its value, what else the view holds): the quotes of a long position differ from those without it
MOVES: dict[str, tuple[Any, dict[str, Any]]] = {
    "momentum.falling_knife": (2.0, {}),
    "momentum.rising_knife": (2.0, {}),
    "momentum.bid_protection": (1.4, {}),
    "momentum.ask_protection": (1.4, {}),
    "liquidity.gamma_mult": (2.0, {}),
    "jump.intensity": (0.1, {"mean": 0.002}),
    "jump.mean": (0.002, {"intensity": 0.1}),
    "jump.deviation": (0.002, {"intensity": 0.1}),
    "fair_price.is_used": (True, {"deviation": 2e-4}),
    "fair_price.deviation": (2e-4, {"is_used": True}),
    "hawkes.gamma_mult": (1.5, {}),
    "hawkes.skew_bps": (-1.0, {}),
    "cascade.tail_multiplier": (3.0, {}),
    "funding.skew": (1e-4, {}),
    "spread.regime": (4, {}),
    "control.is_used": (True, {"remaining_s": 3_600.0, "urgency": 0.5, "terminal_penalty": 4e-4}),
    "control.remaining_s": (3_600.0, {"is_used": True}),
    "control.urgency": (0.9, {"is_used": True, "terminal_penalty": 4e-4}),
    "control.terminal_penalty": (4e-4, {"is_used": True, "urgency": 0.9}),
    "control.inventory_target": (0.3, {"is_used": True, "urgency": 0.9, "terminal_penalty": 4e-4}),
    "control.gamma_mult": (3.0, {}),
    "cost.adjustment_bid": (2e-4, {"fills": 50}),
    "cost.adjustment_ask": (2e-4, {"fills": 50}),
    "cost.alpha": (0.4, {}),
    "cost.fills": (50, {"adjustment_bid": 2e-4}),
}
FIGURES = {  # only looked at, as what follows from them is a field of its own
    "momentum.momentum_bps": "the knives and protections are made of it",
    "momentum.p_continue": "a factor of the protections",
    "liquidity.near_depth": "gamma_mult compares it with its habit",
    "variance.variance": "σ_eff is bipower variation; two volatilities in one quote would count a move twice",
    "variance.theta": "describes the variance process",
    "variance.kappa_vol": "describes the variance process",
    "variance.xi_vol": "describes the variance process",
    "variance.rho": "describes the variance process",
    "variance.sigma_leverage": "as variance.variance",
    "fair_price.fair_price": "quotes stand around the microprice, which reads the same book",
    "hawkes.buy_intensity": "skew_bps and gamma_mult are made of it",
    "hawkes.sell_intensity": "skew_bps and gamma_mult are made of it",
    "hawkes.imbalance": "skew_bps is made of it",
    "hawkes.activity_percentile": "gamma_mult is made of it",
    "cascade.severity": "tail_multiplier, size_factor and the pull are made of it",
    "cascade.is_pulling": "the monitor Cascade pulls: tests/market_maker/wiring",
    "cascade.direction": "names the endangered side to the operator",
    "funding.rate": "skew is made of the forecast",
    "funding.forecast": "skew is made of it",
    "funding.premium": "an input of the forecast",
    "spread.spread": "regime compares it with the recent past",
    "spread.fair_spread": 'regime "ratio" compares with it',
    "spread.percentile": 'regime "percentile" is made of it',
    "cost.buy": "adjustment_bid is made of it",
    "cost.sell": "adjustment_ask is made of it",
    "cost.adjustment": "the mean of both sides, for watchers",
    "cost.decay_confidence": "says how far the next two can be trusted",
}
# tests of their own, beside the code that reads the field
ELSEWHERE = {
    "cascade.size_factor": "tests/market_maker/core/test_cascade_size.py",
    "cost.at_touch_bps": "tests/market_maker/quoting/ladder",
    "cost.decay_bps": "tests/market_maker/quoting/ladder",
}


def quotes(facet: str, facts: dict[str, Any]) -> list[float]:
    """Prices and sizes of a long position that the market may run against, for every switch on."""
    add_ons = AddOns(cost="both", jump_risk=True)
    strategy = GLFTStrategy(RiskConfig(), mode="exact", add_ons=add_ons)
    params = market(models=Models(**{facet: FACETS[facet](**facts)}))
    found: list[float] = []
    for position in (0.5, -0.5):
        ladder: Ladder = strategy.calculate_ladder(quote_config(), position, 1.0, 0.4, params)
        parts: list[Component] = ladder.gamma_factors
        found += [rung.price for rung in ladder.bids + ladder.asks] + [parts[-1].bps]
    return found


def fields() -> set[str]:
    names = {f"{facet}.{name}" for facet, view in FACETS.items() for name in dir(view()) if not name.startswith("_")}
    return names - {"jump.variance", "control.is_terminal"}  # made of the others


def test_every_field_is_in_one_list() -> None:
    lists = (MOVES, FIGURES, ELSEWHERE)
    assert set().union(*lists) == fields()
    assert sum(len(each) for each in lists) == len(fields())


@pytest.mark.parametrize("path", MOVES)
def test_a_field_moves_the_quotes(path: str) -> None:
    facet, name = path.split(".")
    value, beside = MOVES[path]
    assert quotes(facet, {**beside, name: value}) != quotes(facet, beside)


@pytest.mark.parametrize("path", FIGURES)
def test_what_is_only_looked_at_moves_nothing(path: str) -> None:
    facet, name = path.split(".")
    value = True if name.startswith("is_") else 1
    assert quotes(facet, {name: value}) == quotes(facet, {})
