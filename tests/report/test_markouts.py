from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperquote.book.grid import Grid
from hyperquote.market_maker.infra.journal_schema import FillRow
from hyperquote.report.markouts import MidSeries, by_level, markouts

GRID = Grid(4)  # price units of a cent


def fill(
    ms: int, *, is_buy: bool = True, px: float = 100.0, level: int = 0, mid_before: float | None = 100.0
) -> FillRow:
    return FillRow(ms, ms, 1, "0xaa", is_buy, GRID.units(px), 10_000, 15_000, 0, level, True, mid_before)


def test_a_buy_gains_when_the_mid_rises_and_a_sale_loses() -> None:
    mids = MidSeries([(0, 100.0), (1_000, 100.1), (70_000, 100.1)])
    (bought,) = markouts([fill(0)], mids, GRID, (1.0,))
    (sold,) = markouts([fill(0, is_buy=False)], mids, GRID, (1.0,))
    assert bought.mean_bps == pytest.approx(10.0)  # 0.1 of 100 is 10 bp
    assert sold.mean_bps == pytest.approx(-10.0)


def test_at_horizon_zero_stands_the_spread_earned() -> None:
    (point,) = markouts([fill(0, px=99.95)], MidSeries([(0, 90.0)]), GRID, (0.0,))
    assert point.mean_bps == pytest.approx(0.05 / 99.95 * 1e4)


def test_the_error_of_independent_fills_is_the_textbooks() -> None:
    mids = MidSeries([(0, 100.0), (1_000, 100.1), (10_000, 100.0), (11_000, 100.3), (15_000, 100.3)])
    (point,) = markouts([fill(0), fill(10_000)], mids, GRID, (1.0,))
    assert point.mean_bps == pytest.approx(20.0)
    # values 10 and 30: sample deviation √200, over √2 fills
    assert point.error_bps == pytest.approx(sqrt(200) / sqrt(2))


def test_fills_of_one_moment_count_as_one_observation_for_the_error() -> None:
    mids = MidSeries([(0, 100.0), (1_000, 100.1), (10_000, 100.0), (11_000, 100.3), (15_000, 100.3)])
    (single,) = markouts([fill(0), fill(10_000)], mids, GRID, (1.0,))
    (crowd,) = markouts([fill(0)] * 50 + [fill(10_000)] * 50, mids, GRID, (1.0,))
    assert crowd.error_bps == pytest.approx(single.error_bps)
    assert crowd.count == 100


def test_one_moment_alone_has_no_error() -> None:
    (point,) = markouts([fill(0)], MidSeries([(0, 100.0), (5_000, 100.0)]), GRID, (1.0,))
    assert (point.mean_bps, point.error_bps) == (0.0, None)


def test_a_fill_whose_future_is_not_recorded_is_left_out() -> None:
    mids = MidSeries([(0, 100.0), (1_000, 100.0), (60_000, 100.0)])
    points = markouts([fill(0)], mids, GRID, (1.0, 30.0, 120.0))
    # at 30 s the newest mid is 29 s old, at 120 s the recording has ended
    assert [point.count for point in points] == [1, 0, 0]
    assert points[1].mean_bps is None


def test_no_mids_means_no_markouts() -> None:
    assert MidSeries([]).at(0) is None
    assert markouts([], MidSeries([]), GRID, (1.0,))[0].count == 0


@given(st.lists(st.tuples(st.integers(0, 100_000), st.booleans()), min_size=1, max_size=40), st.floats(-0.01, 0.01))
def test_without_errors_of_measurement_a_constant_drift_is_found_exactly(
    moments: list[tuple[int, bool]], drift: float
) -> None:
    mids = MidSeries([(ms, 100.0 + drift * ms / 1_000) for ms in range(0, 110_100, 100)])
    fills = [fill(ms - ms % 100, is_buy=True, px=100.0) for ms, _ in moments]
    (point,) = markouts(fills, mids, GRID, (10.0,))
    expected = sum(drift * (each.exchange_ms / 1_000 + 10) / 100 * 1e4 for each in fills) / len(fills)
    assert point.mean_bps == pytest.approx(expected, abs=1e-6)


def test_rungs_are_summed_up_one_by_one() -> None:
    mids = MidSeries([(0, 100.0), (2_000, 100.0)])
    rows = by_level([fill(0, level=1), fill(5, px=99.95), fill(9, px=99.95), fill(12, level=-1)], mids, GRID)
    assert [(row.level, row.fills) for row in rows] == [(-1, 1), (0, 2), (1, 1)]
    best = rows[1]
    assert [best.base, best.notional, best.fees] == pytest.approx([2.0, 199.9, 0.03])
    assert best.spread_bps == pytest.approx(0.05 / 99.95 * 1e4)
