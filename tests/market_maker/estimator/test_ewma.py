from math import log

import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists

from hyperquote.market_maker.estimator.ewma import Ewma, alpha_of


def test_half_of_the_weight_is_gone_after_a_half_life() -> None:
    assert (1.0 - alpha_of(5.0)) ** 5 == pytest.approx(0.5)
    assert alpha_of(5.0) == pytest.approx(0.1294, abs=1e-4)


def test_the_first_order_form_is_there_for_comparison() -> None:
    assert alpha_of(5.0, "ln2") == pytest.approx(log(2.0) / 5.0)
    assert alpha_of(1e9, "ln2") == 0.001


def test_one_number_is_its_own_mean() -> None:
    mean = Ewma(0.1)
    assert mean.value is None
    mean.update(3.0)
    assert mean.value == pytest.approx(3.0)


def test_matches_the_weights_worked_by_hand() -> None:
    mean = Ewma(0.5)
    for x in (1.0, 2.0, 4.0):
        mean.update(x)
    assert mean.value == pytest.approx((1.0 * 0.25 + 2.0 * 0.5 + 4.0) / 1.75)


@given(lists(floats(-1e6, 1e6), min_size=1, max_size=50))
def test_stays_within_what_it_saw(xs: list[float]) -> None:
    mean = Ewma(0.2)
    for x in xs:
        mean.update(x)
    assert mean.value is not None
    assert min(xs) - 1e-6 <= mean.value <= max(xs) + 1e-6


def test_refuses_impossible_settings() -> None:
    with pytest.raises(ValueError, match="half-life"):
        alpha_of(0.0)
    with pytest.raises(ValueError, match="ewma_alpha"):
        alpha_of(5.0, "exakt")
    with pytest.raises(ValueError, match="EWMA"):
        Ewma(0.0)
