"""Ranks, the spread process and the session's controller, worked by hand."""

from math import exp

import pytest
from hypothesis import given
from hypothesis.strategies import floats, lists

from hyperquote.market_maker.process_models.control import InventoryControl
from hyperquote.market_maker.process_models.percentile import RecentRank
from hyperquote.market_maker.process_models.spread import SpreadProcess

HOUR_MS = 3_600_000


@given(lists(floats(-10.0, 10.0), min_size=1, max_size=60), floats(-10.0, 10.0))
def test_a_rank_is_the_share_below_and_half_of_the_equal(values: list[float], asked: float) -> None:
    ranks = RecentRank(10_000, 100)
    for i, value in enumerate(values):
        ranks.update(100 * i, value)
    by_hand = (sum(v < asked for v in values) + 0.5 * sum(v == asked for v in values)) / len(values)
    assert ranks.rank(asked) == pytest.approx(by_hand)
    assert ranks.quantile(1.0) == max(values)
    assert ranks.quantile(0.0) == min(values)


def test_values_leave_the_window_and_a_step_is_taken_once() -> None:
    ranks = RecentRank(1_000, 250)
    for ms, value in ((0, 1.0), (100, 9.0), (250, 2.0), (500, 3.0), (750, 4.0)):
        ranks.update(ms, value)
    assert (ranks.count, ranks.quantile(1.0)) == (4, 4.0)
    ranks.update(1_000, 5.0)
    assert (ranks.count, ranks.quantile(0.0)) == (4, 2.0)
    ranks.update(3_600_000, 1.0)  # an hour of silence
    assert ranks.count == 1
    ranks.update(0, 1.0)  # time back
    ranks.update(3_700_000, float("nan"))
    assert ranks.count == 1
    ranks.clear()
    assert (ranks.rank(1.0), ranks.quantile(0.5)) == (0.5, 0.0)
    with pytest.raises(ValueError, match="step"):
        RecentRank(100, 200)


def quoted(spreads_bps: list[float], **settings: object) -> SpreadProcess:
    """One touch per quarter second, spread in bps of 100 USD."""
    process = SpreadProcess(**settings)  # type: ignore[arg-type]
    for i, bps in enumerate(spreads_bps):
        half = 100.0 * bps * 0.5e-4
        process.update(1_000 + 250 * i, 100.0 - half, 100.0 + half)
    return process


@pytest.mark.parametrize(("now", "regime"), [(1.0, 1), (5.5, 2), (10.0, 3)])
def test_the_regime_is_the_percentile_in_the_recent_past(now: float, regime: int) -> None:
    view = quoted([float(1 + i % 10) for i in range(100)] + [now]).view(0.0)
    assert view.regime == regime
    assert view.spread == pytest.approx(now * 1e-4)


def test_a_spread_that_never_moves_is_normal() -> None:
    view = quoted([2.0] * 100).view(0.0)
    assert (view.percentile, view.regime) == (0.5, 2)


def test_a_spread_of_one_tick_is_normal_while_the_price_falls() -> None:
    process = SpreadProcess()
    for i in range(200):
        bid = round(4_000.0 - 0.1 * i, 1)
        process.update(1_000 + 250 * i, bid, round(bid + 0.1, 1))
    view = process.view(0.0)
    assert (view.percentile, view.regime) == (0.5, 2)


@pytest.mark.parametrize(("bps", "regime"), [(1.0, 0), (1.6, 1), (2.0, 2), (3.0, 3), (5.0, 4)])
def test_the_regime_by_ratio_to_fair(bps: float, regime: int) -> None:
    assert quoted([bps] * 100, regime="ratio").view(0.0).regime == regime


def test_fair_follows_volatility_and_the_forecast_returns_to_it() -> None:
    process = quoted([4.0] * 100)
    assert process.fair(0.0005) == pytest.approx(0.0002 + 0.1 * 0.0005)
    assert process.smoothed == pytest.approx(4e-4)
    assert process.forecast(10.0, 0.0) == pytest.approx(2e-4 + 2e-4 * exp(-1.0))
    assert process.view(0.0).fair_spread == pytest.approx(2e-4 + 2e-4 * exp(-1.0))


def test_a_second_old_spread_weighs_95_percent() -> None:
    process = quoted([2.0])
    process.advance(1_000 + 1_000_000)  # known for long
    process.update(1_001_000, 99.98, 100.02)
    process.advance(1_002_000)
    assert process.smoothed == pytest.approx((0.95 * 2.0 + 0.05 * 4.0) * 1e-4, rel=1e-6)


def test_crossed_unreadable_and_old_touches_teach_nothing() -> None:
    process = quoted([2.0] * 30)
    before = (process.spread, process.observations)
    process.update(100_000, 101.0, 100.0)
    process.update(100_000, float("nan"), 100.0)
    process.update(100_000, 99.0, float("inf"))
    process.update(100_000, 99.0, 1e308)
    process.update(10, 99.0, 101.0)
    assert (process.spread, process.observations) == before


def test_the_view_of_the_spread_is_neutral_until_warm() -> None:
    view = quoted([9.0] * 19).view(0.0)
    assert (view.spread, view.regime, view.percentile) == (0.0, 2, 0.5)
    with pytest.raises(ValueError, match="regime"):
        SpreadProcess(regime="moon")
    with pytest.raises(ValueError, match="ewma_lambda"):
        SpreadProcess(ewma_lambda=1.0)
    with pytest.raises(ValueError, match="positive"):
        SpreadProcess(base_fair_spread=0.0)


def at(seconds: float, **settings: float) -> InventoryControl:
    control = InventoryControl(True, **settings)
    control.advance(int(seconds * 1_000))
    return control


def test_a_minute_is_the_least_that_remains() -> None:
    assert at(0.0, session_duration_s=86_400.0).remaining_s == 86_400.0
    assert at(3_599.0).remaining_s == 60.0
    assert at(3_599.0).urgency == pytest.approx(1.0, abs=1e-3)


def test_sessions_roll_on_for_ever() -> None:
    for hour in (0, 1, 24, 500_000):
        control = at(hour * 3_600.0 + 1_800.0)
        assert (control.urgency, control.remaining_s, control.gamma_mult) == (0.5, 1_800.0, 3.0)
    assert at(3_600.0 * 0.9).view.is_terminal
    assert not at(3_600.0 * 0.7).view.is_terminal


def test_the_target_is_the_inventory_that_funding_pays_for() -> None:
    control = at(0.0)
    control.on_funding(0, 0.0001)
    assert control.inventory_target == pytest.approx(-(0.0001 / 3_600.0) / (2 * 0.0005))
    control.on_funding(HOUR_MS, 0.0003)  # half-life of an hour
    assert control.inventory_target == pytest.approx(-(0.0002 / 3_600.0) / (2 * 0.0005))
    control.on_funding(HOUR_MS + 1, float("nan"))
    control.on_funding(0, 9.0)
    assert control.inventory_target == pytest.approx(-(0.0002 / 3_600.0) / (2 * 0.0005))
    extreme = at(0.0)
    extreme.on_funding(0, -90.0)
    assert extreme.inventory_target == 0.5
    assert at(0.0, terminal_penalty=0.0).inventory_target == 0.0


def test_a_controller_that_is_not_used_says_nothing() -> None:
    control = InventoryControl(False)
    control.advance(3_500_000)
    assert (control.view.is_used, control.view.gamma_mult, control.view.remaining_s) == (False, 1.0, 0.0)
    with pytest.raises(ValueError, match="session_duration"):
        InventoryControl(session_duration_s=60.0)
    with pytest.raises(ValueError, match="max_gamma_mult"):
        InventoryControl(max_gamma_mult=0.5)
