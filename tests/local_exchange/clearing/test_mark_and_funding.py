from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.local_exchange.clearing.funding import PremiumHour, hourly_rate, premium
from hyperquote.local_exchange.clearing.mark import MarkPrice, TimedEma, median


def test_an_average_by_hand() -> None:
    ema = TimedEma(30.0)
    assert ema.value is None
    ema.update(10.0, 1_000)
    ema.update(20.0, 7_000)
    keep = exp(-6.0 / 30.0)
    assert ema.value == pytest.approx((30.0 * keep + 120.0) / (3.0 * keep + 6.0))


def test_without_a_book_the_mark_is_the_oracle() -> None:
    assert MarkPrice().update(3_000_00, 0, 0, 0, 1_000) == 3_000_00


def test_the_mark_is_the_median_of_basis_book_and_its_short_average() -> None:
    mark = MarkPrice()
    assert mark.update(1_000, 1_010, 1_012, 1_011, 3_000) == 1_011
    # a jump of the book: its average stays near 1011, the oracle with its basis near 1011 too
    assert mark.update(1_000, 1_200, 1_202, 1_201, 3_001) < 1_020


def test_one_spoofed_quote_does_not_move_the_mark_of_a_book() -> None:
    mark = MarkPrice()
    for step in range(1, 50):
        mark.update(1_000, 999, 1_001, 1_000, 3_000 * step)
    assert mark.update(1_000, 999, 5_000, 1_000, 150_000) < 1_010


def test_a_mark_follows_its_oracle_with_the_usual_basis() -> None:
    mark = MarkPrice()
    for step in range(1, 200):
        value = mark.update(10_000, 10_009, 10_011, 10_010, 3_000 * step)
    assert value == 10_010


@pytest.mark.parametrize(("values", "middle"), [([3.0], 3.0), ([3.0, 1.0], 2.0), ([5.0, 1.0, 2.0], 2.0)])
def test_a_median(values: list[float], middle: float) -> None:
    assert median(values) == middle


@pytest.mark.parametrize(
    ("bid", "ask", "fraction"), [(99.0, 101.0, 0.0), (101.0, 102.0, 0.01), (97.0, 98.0, -0.02), (101.0, 99.0, 0.0)]
)
def test_the_premium_counts_only_what_lies_beyond_the_oracle(bid: float, ask: float, fraction: float) -> None:
    assert premium(bid, ask, 100.0) == pytest.approx(fraction)


@pytest.mark.parametrize(
    ("mean", "rate"),
    [
        (0.0, 0.0000125),
        (0.0005, 0.0000125),
        (-0.0004, 0.0000125),
        (0.0014, (0.0014 - 0.0005) / 8),
        (-0.0014, (-0.0014 + 0.0005) / 8),
        (1.0, 0.04),
        (-1.0, -0.04),
    ],
)
def test_an_hourly_rate(mean: float, rate: float) -> None:
    assert hourly_rate(mean) == pytest.approx(rate)


@given(st.floats(-0.9, 0.9), st.floats(0.0, 0.1))
def test_a_higher_premium_never_costs_less(mean: float, more: float) -> None:
    assert hourly_rate(mean + more) >= hourly_rate(mean) - 1e-15


def test_an_hour_without_samples_has_no_premium() -> None:
    hour = PremiumHour()
    assert hour.mean == 0.0
    hour.add(0.002)
    hour.add(0.004)
    assert hour.mean == pytest.approx(0.003)
