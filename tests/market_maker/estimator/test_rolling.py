import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, tuples

from hyperquote.market_maker.estimator.rolling import RollingSums


def test_what_is_older_than_the_window_leaves() -> None:
    sums = RollingSums(1000, 1, bins=10)
    sums.add(0, 0, 5.0)
    sums.add(500, 0, 2.0)
    assert sums.totals[0] == 7.0
    sums.advance(1000)
    assert sums.totals[0] == 2.0
    sums.advance(5000)
    assert sums.totals[0] == 0.0


def test_a_late_amount_goes_where_it_belongs_or_nowhere() -> None:
    sums = RollingSums(1000, 1, bins=10)
    sums.add(2000, 0, 1.0)
    sums.add(1500, 0, 1.0)
    sums.add(900, 0, 1.0)
    assert sums.totals[0] == 2.0


def test_channels_do_not_mix() -> None:
    sums = RollingSums(1000, 2)
    sums.add(0, 1, 3.0)
    assert (sums.totals[0], sums.totals[1]) == (0.0, 3.0)


def test_the_span_grows_to_the_window() -> None:
    sums = RollingSums(1000, 1, bins=10)
    assert sums.span_s(100) == 0.0
    sums.add(50, 0, 1.0)
    assert sums.span_s(550) == 0.5
    sums.advance(10_050)
    assert 0.9 <= sums.span_s(10_050) <= 1.0


@given(lists(tuples(integers(0, 300), integers(1, 9)), max_size=200))
def test_equals_the_plain_sum_over_whole_bins(steps: list[tuple[int, int]]) -> None:
    sums = RollingSums(1000, 1, bins=10)
    now = 0
    seen: list[tuple[int, int]] = []
    for gap, amount in steps:
        now += gap
        sums.add(now, 0, float(amount))
        seen.append((now, amount))
    assert sums.totals[0] == pytest.approx(sum(amount for ms, amount in seen if ms // 100 > now // 100 - 10))


def test_rounding_does_not_pile_up() -> None:
    sums = RollingSums(1000, 1, bins=10)
    for ms in range(0, 1_000_000, 7):
        sums.add(ms, 0, 0.1 if ms % 2 else 1e9)
    sums.advance(1_000_500)
    for ms in range(1_000_500, 1_004_000, 100):
        sums.add(ms, 0, 0.1)
    assert sums.totals[0] == pytest.approx(1.0, rel=1e-6)
