"""Each limit at its edge; the strictest monitor wins; nothing unapproved can be sent."""

import math

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers

from hyperquote.market_maker.quoting.types import WantedOrder
from hyperquote.market_maker.risk.aggregator import RiskAggregator
from hyperquote.market_maker.risk.approval import Approval
from hyperquote.market_maker.risk.kill_switch import KillSwitch
from hyperquote.market_maker.risk.mid_range import MidRange
from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.monitors.cascade import Cascade
from hyperquote.market_maker.risk.monitors.drawdown import Drawdown
from hyperquote.market_maker.risk.monitors.flash import FlashMove
from hyperquote.market_maker.risk.monitors.loss import Loss
from hyperquote.market_maker.risk.monitors.margin import Margin
from hyperquote.market_maker.risk.monitors.position import PositionLimit
from hyperquote.market_maker.risk.monitors.rate_limit import RateLimit
from hyperquote.market_maker.risk.monitors.staleness import DataStaleness
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict, warning


def state(**changes: float) -> RiskState:
    facts: dict[str, float] = {
        "now_ns": 0,
        "mid": 100.0,
        "position": 0.0,
        "max_position": 50.0,
        "worst_long": 0.0,
        "worst_short": 0.0,
        "account_value_usd": 1_000.0,
        "daily_pnl_usd": 0.0,
        "peak_pnl_usd": 0.0,
        "bbo_age_s": 0.1,
        "book_age_s": 0.1,
        "trades_age_s": 0.1,
        "user_age_s": 0.1,
        "cascade_severity": 0.0,
        "cascade_pulls": False,
    }
    return RiskState(**(facts | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("peak", "now", "mode"),
    [(120.0, 60.0, Mode.HALTED), (0.0, -50.0, Mode.OPEN), (0.0, -50.01, Mode.HALTED), (0.0, math.nan, Mode.HALTED)],
)
def test_drawdown_is_measured_against_account_value(peak: float, now: float, mode: int) -> None:
    verdict = Drawdown(0.05).assess(state(peak_pnl_usd=peak, daily_pnl_usd=now))
    assert verdict.mode == mode
    assert verdict.is_kill == (mode == Mode.HALTED)


@pytest.mark.parametrize(("loss", "mode"), [(500.0, Mode.OPEN), (500.01, Mode.HALTED), (math.nan, Mode.HALTED)])
def test_a_daily_loss_above_the_limit_kills(loss: float, mode: int) -> None:
    assert Loss(500.0).assess(state(daily_pnl_usd=-loss)).mode == mode


@pytest.mark.parametrize(
    ("position", "limit", "mode"),
    [
        (10.0, 50.0, Mode.OPEN),
        (-90.1, 200.0, Mode.REDUCE_ONLY),  # 9010 USD of 10 000
        (51.0, 50.0, Mode.REDUCE_ONLY),
        (-100.1, 200.0, Mode.HALTED),
        (math.nan, 50.0, Mode.HALTED),
    ],
)
def test_position_value_reduces_first_and_kills_later(position: float, limit: float, mode: int) -> None:
    verdict = PositionLimit(10_000.0).assess(state(position=position, max_position=limit))
    assert verdict.mode == mode


@pytest.mark.parametrize("feed", ["bbo", "book", "trades", "user"])
def test_each_feed_has_its_own_limit_and_none_kills(feed: str) -> None:
    limits = {"bbo_s": 10.0, "book_s": 10.0, "trades_s": 10.0, "user_s": 10.0, f"{feed}_s": 5.0}
    monitor = DataStaleness(**limits)
    assert monitor.assess(state(**{f"{feed}_age_s": 4.9})).mode == Mode.OPEN
    verdict = monitor.assess(state(**{f"{feed}_age_s": 5.1}))
    assert (verdict.mode, verdict.is_kill) == (Mode.CANCEL_ONLY, False)
    assert feed in verdict.reason
    assert monitor.assess(state(**{f"{feed}_age_s": -1.0})).mode == Mode.CANCEL_ONLY


def test_a_cascade_pulls_and_never_kills() -> None:
    verdict = Cascade().assess(state(cascade_pulls=True, cascade_severity=1.2))
    assert (verdict.mode, verdict.is_kill) == (Mode.CANCEL_ONLY, False)
    assert Cascade().assess(state()).mode == Mode.OPEN


class Moody(RiskMonitor):
    """A monitor of a user: an interpreted subclass."""

    def assess(self, state: RiskState) -> Verdict:
        return Verdict(Mode.REDUCE_ONLY, "not today") if state.mid > 50.0 else CLEAR


def test_the_strictest_wins_and_all_kills_are_listed() -> None:
    risk = RiskAggregator([Moody(), Drawdown(0.05), Loss(10.0)])
    assert risk.assess(state()).reason == "not today"
    verdict = risk.assess(state(daily_pnl_usd=-100.0))
    assert verdict.mode == Mode.HALTED
    assert len(risk.kill_reasons) == 2
    assert risk.assess(state(mid=10.0)).mode == Mode.OPEN


def test_the_kill_switch_keeps_its_first_reason_and_every_other() -> None:
    switch = KillSwitch()
    assert not switch.is_latched
    assert switch.trigger("drawdown", 5)
    assert not switch.trigger("drawdown", 6)
    assert switch.trigger("manual", 7)
    assert (switch.reasons, switch.since_ns) == (["drawdown", "manual"], 5)


@given(integers(-60, 60), integers(0, 60), booleans(), integers(1, 40), integers(Mode.OPEN, Mode.HALTED))
def test_an_approved_order_keeps_every_limit(position: int, side_lots: int, is_buy: bool, lots: int, mode: int) -> None:
    wanted = WantedOrder(is_buy, px_units=100, lots=lots, level=0, reduce_only=False)
    order = Approval("Alo").approve(wanted, "0x1", Verdict(mode, "test"), position, side_lots, max_lots=50)
    if order is None:
        return
    signed = side_lots + lots if is_buy else -side_lots - lots
    after = position + signed
    assert mode < Mode.CANCEL_ONLY
    reduces = abs(after) <= abs(position) and after * position >= 0
    assert abs(after) <= 50 or reduces
    if mode == Mode.REDUCE_ONLY:
        assert reduces


@pytest.mark.parametrize("bad", [0.0, -1.0, 1.5, math.nan])
def test_an_impossible_limit_is_refused_with_its_name(bad: float) -> None:
    with pytest.raises(ValueError, match="max_drawdown"):
        Drawdown(bad)


# ── warnings, widening, budgets ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("monitor", "changes"),
    [
        (Loss(500.0), {"daily_pnl_usd": -401.0}),
        (Drawdown(0.05), {"daily_pnl_usd": -36.0}),
        (PositionLimit(10_000.0), {"position": 81.0, "max_position": 200.0}),
        (DataStaleness(5.0, 15.0, 60.0, 40.0), {"book_age_s": 7.6}),
        (RateLimit(3), {"throttled": 1}),
    ],
)
def test_a_warning_comes_before_the_limit_and_leaves_quoting_open(
    monitor: RiskMonitor, changes: dict[str, float]
) -> None:
    verdict = monitor.assess(state(**changes))
    assert verdict.is_warning
    risk = RiskAggregator([monitor])
    assert risk.assess(state(**changes)).mode == Mode.OPEN
    assert risk.warnings == {monitor.name: verdict.reason}
    assert risk.assess(state()).mode == Mode.OPEN
    assert risk.warnings == {}


def test_a_position_warning_never_hides_the_reduce_only_below_it() -> None:
    verdict = PositionLimit(10_000.0).assess(state(position=85.0, max_position=80.0))
    assert verdict.mode == Mode.REDUCE_ONLY


@pytest.mark.parametrize(("long", "short", "mode"), [(50.0, -50.0, 0), (50.1, 0.0, 2), (0.0, -50.1, 2)])
def test_what_open_orders_could_do_counts_as_position(long: float, short: float, mode: int) -> None:
    assert PositionLimit(10_000.0).assess(state(worst_long=long, worst_short=short)).mode == mode


def test_a_cascade_widens_before_it_pulls() -> None:
    verdict = Cascade().assess(state(cascade_severity=0.7))
    assert (verdict.mode, verdict.spread_factor) == (Mode.WIDEN, pytest.approx(1.15))
    assert Cascade().assess(state(cascade_severity=0.4)).mode == Mode.OPEN


@pytest.mark.parametrize(
    ("throttled", "mode", "factor"), [(0, Mode.OPEN, 1.0), (1, Mode.OPEN, 1.0), (2, Mode.OPEN, 2.0), (3, 3, 1.0)]
)
def test_requests_turned_away_slow_us_down_and_then_stop_us_until_the_minute_is_over(
    throttled: int, mode: int, factor: float
) -> None:
    verdict = RateLimit(3).assess(state(throttled=throttled))
    assert (verdict.mode, verdict.interval_factor, verdict.is_kill) == (mode, factor, False)


@pytest.mark.parametrize(
    ("left", "mode", "factor"),
    [(0.1, Mode.OPEN, 1.0), (0.099, Mode.OPEN, 4.0), (0.019, Mode.REDUCE_ONLY, 4.0), (math.nan, Mode.REDUCE_ONLY, 4.0)],
)
def test_a_small_budget_slows_us_down_and_never_widens(left: float, mode: int, factor: float) -> None:
    verdict = RateLimit(3).assess(state(budget_left=left))
    assert (verdict.mode, verdict.interval_factor, verdict.spread_factor) == (mode, factor, 1.0)


@pytest.mark.parametrize(
    ("buffer", "mode", "is_urgent"),
    [(0.3, Mode.OPEN, False), (0.29, Mode.REDUCE_ONLY, False), (0.14, Mode.REDUCE_ONLY, True), (math.nan, 2, True)],
)
def test_a_thin_margin_reduces_and_a_thinner_one_with_urgency(buffer: float, mode: int, is_urgent: bool) -> None:
    verdict = Margin(0.3, 0.15).assess(state(margin_buffer=buffer))
    assert (verdict.mode, verdict.is_urgent) == (mode, is_urgent)


def test_a_liquidation_of_ours_kills() -> None:
    verdict = Margin(0.3, 0.15).assess(state(is_liquidated=True))
    assert (verdict.mode, verdict.is_kill) == (Mode.HALTED, True)


def test_a_flash_move_pulls_and_holds_and_never_kills() -> None:
    monitor = FlashMove(0.05, 30.0)
    assert monitor.assess(state(flash_move=0.05)).mode == Mode.OPEN
    verdict = monitor.assess(state(flash_move=0.051))
    assert (verdict.mode, verdict.is_kill) == (Mode.CANCEL_ONLY, False)
    assert monitor.assess(state(now_ns=29_900_000_000)).mode == Mode.CANCEL_ONLY
    assert monitor.assess(state(now_ns=30_000_000_000)).mode == Mode.OPEN


def test_the_range_of_the_mid_is_that_of_five_seconds() -> None:
    mids = MidRange()
    assert mids.move(0) == 0.0
    second = 1_000_000_000
    start = 1_700_000_000 * second
    mids.update(start, 1_000)
    mids.update(start + second, 900)
    assert mids.move(start + second) == pytest.approx(0.1)  # down from 1000
    mids.update(start + 2 * second, 990)
    assert mids.move(start + 2 * second) == pytest.approx(0.1)  # up from 900
    assert mids.move(start + 4 * second) == pytest.approx(0.1)
    assert mids.move(start + 7 * second) == 0.0


def test_the_strictest_mode_and_the_largest_factors_are_applied_together() -> None:
    class Wide(RiskMonitor):
        def assess(self, state: RiskState) -> Verdict:
            return Verdict(Mode.WIDEN, "wide", spread_factor=1.5)

    class Slow(RiskMonitor):
        def assess(self, state: RiskState) -> Verdict:
            return warning("slow", 4.0)

    verdict = RiskAggregator([Slow(), Wide(), Moody()]).assess(state())
    assert (verdict.mode, verdict.reason) == (Mode.REDUCE_ONLY, "not today")
    assert (verdict.spread_factor, verdict.interval_factor) == (1.5, 4.0)
