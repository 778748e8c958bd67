from itertools import pairwise
from math import log, sqrt
from random import Random

import pytest

from hyperquote.market_maker.estimator.vwap_returns import VwapReturns


def test_the_first_bucket_has_no_return_and_the_second_is_not_zero() -> None:
    returns = VwapReturns()
    assert not returns.update(100.0)
    assert returns.value is None
    assert returns.update(101.0)
    assert returns.value == pytest.approx(log(1.01))
    assert returns.update(100.0)
    assert returns.value == pytest.approx(-log(1.01))


def test_averages_of_many_prints_are_scaled_back_to_the_walk() -> None:
    returns = VwapReturns()
    returns.update(100.0, 1e6)
    returns.update(101.0, 1e6)
    assert returns.value == pytest.approx(log(1.01) / sqrt(2.0 / 3.0), rel=1e-5)
    returns.update(100.0, 1e6)
    assert returns.product_bias == pytest.approx(1.0314, abs=1e-4)


def test_single_prints_need_no_correction() -> None:
    returns = VwapReturns()
    for px in (100.0, 101.0, 102.0):
        returns.update(px)
    assert returns.product_bias == pytest.approx(1.0)


def test_averaging_takes_the_bounce_out() -> None:
    """Prints that alternate between bid and ask of a still market: raw returns see a storm, averages nothing."""
    rng = Random(3)
    prints = [100.0 + (0.01 if rng.random() < 0.5 else -0.01) for _ in range(5000)]
    raw = sum(log(b / a) ** 2 for a, b in pairwise(prints))
    returns = VwapReturns()
    averaged = 0.0
    for i in range(0, 5000, 50):
        if returns.update(sum(prints[i : i + 50]) / 50.0, 50.0):
            assert returns.value is not None
            averaged += returns.value**2
    assert averaged < raw / 500.0
