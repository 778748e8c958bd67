"""The likelihood of a Hawkes process finds the parameters that were planted."""

from math import exp, log
from random import Random

import pytest

from hyperquote.calibration.hawkes import HawkesParameters, fit, log_likelihood, simulate

PLANTED = HawkesParameters(mu=0.5, alpha=0.25, cross=0.08, beta=0.5)


def test_the_likelihood_of_two_orders_by_hand() -> None:
    orders = [(1.0, True), (3.0, False)]
    sells = 0.5 + 0.08 * exp(-1.0)
    reach = (1 - exp(-0.5 * 3.0)) / 0.5 + (1 - exp(-0.5 * 1.0)) / 0.5
    by_hand = log(0.5) + log(sells) - 2 * 0.5 * 4.0 - 0.33 * reach
    assert log_likelihood(PLANTED, orders, 4.0) == pytest.approx(by_hand)


def test_simulated_flow_has_the_mean_rate_of_the_stationary_process() -> None:
    orders = simulate(PLANTED, 4_000.0, Random(1))
    assert len(orders) / 4_000.0 == pytest.approx(2 * 0.5 / (1 - 0.66), rel=0.08)


def test_planted_parameters_are_recovered_within_three_errors() -> None:
    found = fit(simulate(PLANTED, 1_500.0, Random(3)), 1_500.0)
    for name in ("mu", "alpha", "cross", "beta"):
        value, error = getattr(found.parameters, name), getattr(found.errors, name)
        assert 0.0 < error < 0.5 * getattr(PLANTED, name)
        assert abs(value - getattr(PLANTED, name)) < 3.0 * error, name
    assert found.log_likelihood >= log_likelihood(PLANTED, simulate(PLANTED, 1_500.0, Random(3)), 1_500.0)


def test_flow_without_memory_shows_none() -> None:
    poisson = simulate(HawkesParameters(1.0, 0.0, 0.0, 1.0), 600.0, Random(4))
    assert fit(poisson, 600.0).parameters.branching < 0.2


def test_what_cannot_be_fitted_or_simulated_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        fit([(1.0, True)], 10.0)
    with pytest.raises(ValueError, match="explodes"):
        simulate(HawkesParameters(0.5, 0.5, 0.1, 0.5), 10.0, Random(1))
