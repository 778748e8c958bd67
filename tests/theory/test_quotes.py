"""What must hold of optimal quotes in any market: limits, symmetries, units, and one solver against another."""

from dataclasses import replace
from itertools import pairwise
from math import exp, inf, isfinite, log

import pytest
from hypothesis import given, settings
from hypothesis.strategies import floats, integers

from hyperquote.theory import exact, general, horizon, multi_asset
from hyperquote.theory.problem import Problem, closed_form

PLAIN = Problem(0.02, 0.5, 1.0, 2.0, 2.0)
gammas, sigmas, kappas, intensities = floats(1e-4, 1.0), floats(0.05, 3.0), floats(0.1, 5.0), floats(0.1, 20.0)


@given(sigmas, kappas, intensities, floats(-5, 5))
def test_vanishing_risk_aversion_is_a_limit_and_not_a_special_case(
    sigma: float, kappa: float, intensity: float, q: float
) -> None:
    none, little = (closed_form(Problem(gamma, sigma, kappa, intensity, intensity), q) for gamma in (0.0, 1e-16))
    assert none.bid == pytest.approx(1.0 / kappa)
    assert none.bid == pytest.approx(little.bid, rel=1e-5)
    assert none.ask == pytest.approx(little.ask, rel=1e-5)


@given(gammas, sigmas, kappas, intensities, intensities, floats(-0.1, 0.1), floats(-5, 5))
def test_bid_and_ask_change_places_with_the_sign_of_all_that_has_one(
    gamma: float, sigma: float, kappa: float, buyers: float, sellers: float, drift: float, q: float
) -> None:
    there = closed_form(Problem(gamma, sigma, kappa, buyers, sellers, drift=drift), q)
    mirror = closed_form(Problem(gamma, sigma, kappa, sellers, buyers, drift=-drift), -q)
    assert (there.bid, there.ask) == pytest.approx((mirror.ask, mirror.bid), rel=1e-12, abs=1e-9)


@given(gammas, sigmas, kappas, intensities, floats(-3, 3), floats(0.001, 1000), floats(0.001, 1000), floats(0.01, 100))
def test_quotes_know_no_units(
    gamma: float, sigma: float, kappa: float, a: float, q: float, price: float, lot: float, second: float
) -> None:
    here = closed_form(Problem(gamma, sigma, kappa, a, a, 1.0), q)
    there = closed_form(
        Problem(gamma / price / lot, sigma * price * second**0.5, kappa / price, a * second, a * second, lot),
        q * lot,
    )
    assert (there.bid, there.ask) == pytest.approx((here.bid * price, here.ask * price), rel=1e-9)


@settings(max_examples=25, deadline=None)
@given(gammas, sigmas, kappas, floats(0.1, 5.0), integers(2, 8), floats(0.1, 5.0))
def test_the_more_we_hold_the_lower_we_bid(
    gamma: float, sigma: float, kappa: float, intensity: float, limit: int, remaining: float
) -> None:
    lattice = exact.finite(Problem(gamma, sigma, kappa, intensity, intensity), limit, remaining)
    bids = [lattice.bid(n) for n in range(-limit, limit)]
    asks = [lattice.ask(n) for n in range(1 - limit, limit + 1)]
    assert all(isfinite(depth) for depth in bids + asks)
    assert all(a <= b + 1e-12 for a, b in pairwise(bids))
    assert all(a >= b - 1e-12 for a, b in pairwise(asks))
    assert bids[0] == pytest.approx(asks[-1])
    assert exact.at(lattice, 0).spread > 0.0
    with pytest.raises(ValueError, match="no quote"):
        lattice.bid(limit)


def test_a_short_horizon_is_that_of_avellaneda_and_stoikov_and_a_long_one_endless() -> None:
    p = replace(PLAIN, gamma=0.1)
    short = horizon.finite_horizon(p, 2.0, 1e-4)
    theirs = horizon.avellaneda_stoikov(100.0, 2.0, 0.1, 0.5, 1.0, 1e-4)
    assert 100.0 - short.bid == pytest.approx(theirs.bid, abs=1e-9)
    assert exact.finite(p, 10, 1e-4).bid(2) == pytest.approx(short.bid, abs=1e-7)
    endless, long = exact.stationary(p, 20), exact.finite(p, 20, 2_000.0)
    assert [long.bid(n) for n in (-5, 0, 5)] == pytest.approx([endless.bid_depth(n) for n in (-5, 0, 5)], rel=1e-9)
    assert horizon.finite_horizon(p, 2.0) == closed_form(p, 2.0)
    assert horizon.effective_horizon(replace(PLAIN, gamma=0.0), 7.0) == 7.0


@pytest.mark.parametrize("xi", [0.0, 0.02])
def test_certainty_equivalent_income_is_the_same_at_every_inventory(xi: float) -> None:
    p = replace(PLAIN, xi=xi)
    law, state = exact.stationary_law(p, 30), exact.stationary(p, 30)
    curve = general.exponential(2.0, 1.0)
    for n in (-20, 0, 7):
        bid, ask = (depth - p.premium for depth in (state.bid_depth(n), state.ask_depth(n)))
        income = general.income(curve, bid, xi, 1.0) + general.income(curve, ask, xi, 1.0)
        assert income - 0.5 * p.risk * n * n == pytest.approx(law.certainty_equivalent_rate, rel=1e-8)
    assert law.certainty_equivalent_rate < law.expected_rate


def test_inventory_obeys_its_own_law() -> None:
    p = replace(PLAIN, bid_intensity=2.5, ask_intensity=1.6, gamma=0.1)
    law, state = exact.stationary_law(p, 15), exact.stationary(p, 15)
    for n in range(-15, 15):
        up = law.probabilities[n + 15] * p.bid_intensity * exp(-p.kappa * state.bid_depth(n))
        down = law.probabilities[n + 16] * p.ask_intensity * exp(-p.kappa * state.ask_depth(n + 1))
        assert up == pytest.approx(down, rel=1e-9)
    assert sum(law.probabilities) == pytest.approx(1.0)
    assert horizon.gamma_of_inventory_sd(law.inventory_sd, 0.5, 1.0, 2.0, 1.0) == pytest.approx(0.1, rel=0.1)


def test_spreads_answer_to_the_market_as_they_should() -> None:
    base = closed_form(PLAIN, 0.0).spread
    assert closed_form(replace(PLAIN, sigma=1.0), 0.0).spread > base
    assert closed_form(replace(PLAIN, bid_intensity=4.0, ask_intensity=4.0), 0.0).spread < base
    assert closed_form(replace(PLAIN, kappa=2.0), 0.0).spread < base


def test_a_fee_is_paid_by_both_sides_and_makes_inventory_harder_to_shed() -> None:
    cost = 0.5
    dear = replace(PLAIN, maker_cost=cost)
    assert dear.slope == pytest.approx(PLAIN.slope * exp(0.5 * cost))
    assert closed_form(dear, 0.0).bid == pytest.approx(
        closed_form(PLAIN, 0.0).bid + cost + 0.5 * (dear.slope - PLAIN.slope)
    )


def test_a_drift_moves_both_quotes_by_the_time_it_lasts() -> None:
    up = replace(PLAIN, drift=0.01)
    moved = closed_form(PLAIN, 0.0).bid - closed_form(up, 0.0).bid
    assert moved == pytest.approx(horizon.signal_shift(PLAIN, 0.01, 0.0))
    assert horizon.signal_shift(PLAIN, 0.01, 10.0) == pytest.approx(0.001, rel=0.01)


@pytest.mark.parametrize("xi", [0.0, 0.1])
def test_the_grid_gives_what_the_matrix_gives(xi: float) -> None:
    p = Problem(0.1, 0.5, 1.2, 1.3, 1.3, xi=xi, maker_cost=0.05, drift=0.01)
    grid = general.solve(general.exponential(1.3, 1.2), 0.1, xi, 0.5, 4, 3.0, 120, drift=0.01, cost=0.05)
    matrix = exact.finite(p, 4, 3.0)
    for n in range(-4, 4):
        assert grid.bids[n + 4] == pytest.approx(matrix.bid(n), rel=1e-7)
        assert grid.asks[n + 5] == pytest.approx(matrix.ask(n + 1), rel=1e-7)


def test_a_running_penalty_is_risk_of_another_name() -> None:
    penalty = 0.5 * 0.02 * 0.25
    as_risk = Problem(0.02, 0.5, 1.0, 2.0, 2.0, xi=0.0)
    as_penalty = Problem(0.0, 0.5, 1.0, 2.0, 2.0, xi=0.0, running_penalty=penalty)
    assert closed_form(as_penalty, 3.0).bid == pytest.approx(closed_form(as_risk, 3.0).bid)
    assert exact.stationary(as_penalty, 9).bid_depth(3) == pytest.approx(exact.stationary(as_risk, 9).bid_depth(3))


@given(floats(0.1, 1), floats(0.1, 1), floats(-5, 5), floats(-5, 5))
def test_assets_that_do_not_move_together_do_not_know_of_each_other(a: float, b: float, p: float, q: float) -> None:
    assets = [multi_asset.Asset(1.0, 2.0, 1.0), multi_asset.Asset(2.0, 1.0, 1.0, 0.1)]
    found = multi_asset.closed_form(assets, [[a * a, 0.0], [0.0, b * b]], 0.02, 0.02, [p, q])
    first = closed_form(Problem(0.02, a, 1.0, 2.0, 2.0), p)
    second = closed_form(Problem(0.02, b, 2.0, 1.0, 1.0, maker_cost=0.1), q)
    assert found.bids == pytest.approx([first.bid, second.bid])
    assert found.asks == pytest.approx([first.ask, second.ask])


def test_the_exact_lattice_of_two_assets_knows_where_it_is_linear() -> None:
    lattice = multi_asset.TwoAssets(
        multi_asset.Asset(1.0, 2.0, 1.0), multi_asset.Asset(0.6, 1.0, 1.0), [[0.25, 0.0], [0.0, 0.16]], 0.02, (3, 3)
    )
    with pytest.raises(ValueError, match="use `finite`"):
        lattice.endless()


def test_a_payment_of_funding_leans_the_quotes_by_what_is_left_of_it() -> None:
    far, near = (exact.at(exact.before_payment(PLAIN, 40, 0.05, time), 0) for time in (30.0, 0.0))
    still = exact.stationary(PLAIN, 40).bid_depth(0)
    assert near.bid - still == pytest.approx(0.05)
    assert far.bid - still == pytest.approx(horizon.funding_shift(PLAIN, 0.05, 30.0), rel=0.05)


def test_a_geometric_price_has_a_little_more_variance() -> None:
    assert horizon.geometric_variance(100.0, 0.01, 1.0) == pytest.approx(100.0 * 100.0 * (exp(1e-4) - 1.0))


def test_impossible_problems_are_refused() -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        Problem(0.1, 0.5, 0.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="must be 0 or more"):
        Problem(-0.1, 0.5, 1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="above 0"):
        horizon.gamma_of_inventory_sd(0.0, 0.5, 1.0, 2.0, 1.0)
    assert horizon.effective_horizon(PLAIN, inf) == pytest.approx(1.0 / PLAIN.relaxation_rate)
    assert log(PLAIN.damping) < -1.0 < 0.0
