"""Risk aversion said in three ways: a skew, a spread of inventory, and money."""

from math import exp, log
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import floats
from tests.market_maker.quoting.samples import market, quote_config

from hyperquote.market_maker.strategy.appetite import RiskAppetite
from hyperquote.market_maker.strategy.closed_form import gamma_of_inventory_sd, inventory_slope, log_fill_power
from hyperquote.market_maker.strategy.glft import GLFTStrategy
from hyperquote.market_maker.strategy.ground_state import GroundState
from hyperquote.market_maker.strategy.risk_config import RiskConfig

MARKET = (2e-4, 2_500.0, 0.5)  # σ, κ, A


def glft(appetite: RiskAppetite, solution: str = "closed_form") -> GLFTStrategy:
    return GLFTStrategy(RiskConfig(), "exact", solution, appetite=appetite)


def test_the_knob_is_the_skew_of_a_full_position() -> None:
    g = RiskAppetite("knob", 5e-4).aversion(*MARKET, 0.2, 0.0, 0.0)
    assert g == pytest.approx(1101.44, abs=0.005)
    assert inventory_slope(g, g, *MARKET, 0.2, 0.0) == pytest.approx(5e-4)


def test_a_budget_in_money_is_the_worth_of_the_limit_over_it() -> None:
    assert RiskAppetite("usd_risk", risk_budget_usd=5_000.0).aversion(*MARKET, 0.2, 0.0, 20_000.0) == 4.0


@given(floats(0.02, 1.0), floats(1e-6, 1e-2), floats(10, 1e5), floats(1e-3, 100), floats(0.01, 1), floats(0, 5e-4))
def test_a_standard_deviation_solves_its_equation(
    deviation: float, sigma: float, kappa: float, intensity: float, order: float, cost: float
) -> None:
    g = gamma_of_inventory_sd(deviation, sigma, kappa, intensity, order, cost)
    # sd⁴ = Δ⁴η / 4α,  α = ½κΔγσ²,  η = A C e^(−κĉ); in logarithms, as C may be tiny
    log_eta = log(intensity) - log_fill_power(g * order / kappa) - kappa * cost
    log_alpha = log(0.5 * kappa * order * g * sigma * sigma)
    assert 4.0 * log(deviation) == pytest.approx(4.0 * log(order) + log_eta - log(4.0) - log_alpha, abs=1e-9)


def test_inventory_under_the_exact_quotes_spreads_as_was_asked() -> None:
    order, lattice, deviation = 0.05, 20, 0.25
    g = RiskAppetite("inventory_sd", inventory_sd=deviation).aversion(*MARKET, order, 0.0, 0.0)
    exact = GroundState(g, g, *MARKET, 0.5, order, lattice)
    weights, log_weight = [], 0.0
    for n in range(-lattice, lattice + 1):
        weights.append(exp(log_weight))
        if n < lattice:
            log_weight += MARKET[1] * (exact.ask_depth(n + 1) - exact.bid_depth(n))
    mean_square = sum(w * (n * order) ** 2 for n, w in enumerate(weights, -lattice)) / sum(weights)
    assert mean_square**0.5 == pytest.approx(deviation, rel=0.02)


@pytest.mark.parametrize("solution", ["closed_form", "ground_state"])
def test_a_tighter_wish_leans_harder(solution: str) -> None:
    loose, tight = (glft(RiskAppetite("inventory_sd", inventory_sd=sd), solution) for sd in (0.4, 0.1))
    poor, rich = (glft(RiskAppetite("usd_risk", risk_budget_usd=usd), solution) for usd in (100.0, 10_000.0))
    for gentle, firm in ((loose, tight), (rich, poor)):
        soft, hard = (each.full_position_skew_bps(market(), 1.0, 0.1) for each in (gentle, firm))
        assert soft is not None
        assert hard is not None
        assert 0.0 < soft < hard
        quotes = [
            each.calculate_ladder(quote_config(), 0.5, 1.0, 0.1, market()).bids[0].price for each in (gentle, firm)
        ]
        assert quotes[0] > quotes[1]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("wish",), "gamma_from must be one of"),
        (("knob", 0.03), "inventory_skew_bps_at_max must be 0 to 200"),
        (("inventory_sd", 0.0, 0.0), "target_inventory_sd"),
        (("usd_risk", 0.0, 0.2, 0.0), "risk_budget_usd"),
    ],
)
def test_impossible_wishes_are_refused(arguments: tuple[Any, ...], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        RiskAppetite(*arguments)


def test_the_seed_formulas_know_no_other_gamma_than_the_knob() -> None:
    with pytest.raises(ValueError, match="gamma_from needs"):
        GLFTStrategy(RiskConfig(), "seed", appetite=RiskAppetite("usd_risk"))
