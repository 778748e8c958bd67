"""What risk asks for short of a stop reaches the quotes: wider, slower, only out, with urgency, or not at all."""

import pytest
from tests.market_maker.wiring.harness import Bench, deciding, of

from hyperquote.market_maker.commands import AskBudget, Place
from hyperquote.market_maker.events import NO_TIME, Fill, LoopLag, Throttled
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.restraint import way_out, widened
from hyperquote.market_maker.quoting.types import Component, Ladder, LadderLevel
from hyperquote.market_maker.risk.monitors.base import RiskMonitor
from hyperquote.market_maker.risk.state import RiskState
from hyperquote.market_maker.risk.verdict import CLEAR, Mode, Verdict

FACTOR = 3.0


class Nervous(RiskMonitor):
    """Widens while the bench says so."""

    def __init__(self) -> None:
        self.is_nervous = False

    def assess(self, state: RiskState) -> Verdict:
        """Widen, or not."""
        return Verdict(Mode.WIDEN, "nervous", spread_factor=FACTOR) if self.is_nervous else CLEAR


def gap(bench: Bench) -> float:
    """Between our best bid and our best ask (price units)."""
    rows = list(bench.venue.open.values())
    return min(row.px_units for row in rows if not row.is_buy) - max(row.px_units for row in rows if row.is_buy)


def test_a_spread_factor_widens_what_rests_and_its_end_narrows_it_again() -> None:
    monitor = Nervous()
    bench = Bench(monitors=[monitor]).warm_up().calm()
    before = gap(bench)
    monitor.is_nervous = True
    bench.run(30)
    assert gap(bench) == pytest.approx(FACTOR * before, rel=0.15)
    assert (bench.view.mode, bench.view.mode_reason) == ("widen", "nervous")
    [part] = [part.bps for part in bench.view.spread if part.name == "risk"]
    rest = sum(each.bps for each in bench.view.spread if each.name != "risk")
    assert part == pytest.approx((FACTOR - 1.0) * rest)
    monitor.is_nervous = False
    bench.run(30)
    assert gap(bench) == pytest.approx(before, rel=0.1)


def test_widening_keeps_the_middle_and_the_sizes() -> None:
    ladder = Ladder(
        [LadderLevel(99.0, 1.0, 100.0)], [LadderLevel(103.0, 2.0, 300.0)], [Component("glft", 200.0)], [], [], ""
    )
    wide = widened(ladder, 2.0)
    assert (wide.bids[0].price, wide.asks[0].price) == (97.0, 105.0)
    assert (wide.bids[0].size, wide.asks[0].size) == (1.0, 2.0)
    one = widened(Ladder([LadderLevel(99.0, 1.0, 100.0)], [], [], [], [], ""), 2.0)
    assert one.bids[0].price == pytest.approx(98.0)
    assert widened(Ladder([], [], [], [], [], "none"), 2.0).reason == "none"


def test_the_way_out_is_the_whole_position_at_the_touch() -> None:
    bench = Bench().warm_up()
    params = bench.engine.beliefs.params(bench.now_ns)
    assert isinstance(params, MarketParams)
    sell = way_out(0.5, params)
    assert (sell.bids, sell.asks[0].price, sell.asks[0].size) == ([], params.best_bid, 0.5)
    buy = way_out(-0.5, params)
    assert (buy.asks, buy.bids[0].price, buy.bids[0].size) == ([], params.best_ask, 0.5)


def test_a_thin_margin_offers_the_position_next_to_the_best_bid() -> None:
    bench = Bench().warm_up().calm()
    bench.fill_elsewhere(is_buy=True, lots=2_000)
    bench.venue.maintenance_share = 0.9
    bench.run(150)
    assert bench.view.mode == "reduce-only"
    assert bench.sides == {"ask"}
    [row] = bench.venue.open.values()
    assert row.lots == 2_000
    assert row.px_units == bench.engine.beliefs.best_bid_units + bench.grid.tick(row.px_units)


def test_a_forced_fill_of_ours_kills_and_one_that_hit_us_does_not() -> None:
    bench = Bench().warm_up()
    bench.liquidate(500.0)
    assert bench.view.kill_reasons == []
    told = bench.venue.trade_elsewhere(True, 400_000, 100, bench.now_ns)
    times = (told.exchange_ms, told.local_ns)
    bench.tell(
        Fill(*times, told.tid, told.oid, "", True, 400_000, 100, 0, 0, told.start_lots, False, True, False, True)
    )
    assert bench.view.kill_reasons == ["the venue has liquidated a position of ours"]


def test_a_flash_move_pulls_quotes_and_they_come_back_by_themselves() -> None:
    bench = Bench().warm_up().calm()
    bench.market.move(-2_500)  # 6 %
    bench.run(5)
    assert not bench.is_quoting
    assert "5 s" in bench.view.mode_reason
    bench.run(200)
    assert not bench.is_quoting
    bench.run(200)
    assert bench.is_quoting
    assert bench.view.kill_reasons == []


# ── requests ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_budget_is_asked_for_every_five_minutes() -> None:
    bench = Bench().warm_up()
    before = len(of(bench.commands, AskBudget))
    assert before == 1
    bench.run(3_000)
    assert len(of(bench.commands, AskBudget)) == 2


def test_orders_spend_the_budget_and_trading_earns_it() -> None:
    bench = Bench()
    bench.venue.budget = (5_000, 10_000)
    bench.warm_up().calm()
    requests = bench.engine.judge.requests
    before = requests.remaining
    assert before < 5_000
    fill = bench.fill(is_buy=True, lots=1_000)
    assert requests.remaining == before + fill.px_units * fill.lots // 1_000_000


def restless(bench: Bench) -> int:
    """How many decisions fifteen restless seconds lead to."""
    bench.market.volatility_ticks = 15
    return len(deciding(bench.run(150)))


def test_below_a_tenth_of_the_budget_quotes_move_a_quarter_as_often_and_are_no_wider() -> None:
    rich, poor = Bench(), Bench()
    rich.venue.budget, poor.venue.budget = (9_000, 10_000), (900, 10_000)
    rich.warm_up().calm()
    poor.warm_up().calm()
    assert all(part.name != "risk" for part in poor.view.spread)
    assert restless(poor) < 0.5 * restless(rich)
    assert poor.view.mode == "open"
    assert poor.said("request budget left: quoting less often")


def test_a_slow_cycle_never_delays_a_withdrawal() -> None:
    bench = Bench()
    bench.venue.budget = (900, 10_000)
    bench.warm_up()
    bench.tell(LoopLag(NO_TIME, bench.now_ns, 1.0))
    bench.run(2)
    assert not bench.is_quoting


def test_below_two_percent_only_reducing_orders_are_sent() -> None:
    bench = Bench()
    bench.venue.budget = (150, 10_000)
    bench.start()
    bench.run(200)
    assert of(bench.commands, Place) == []
    assert bench.view.mode == "reduce-only"
    bench.fill_elsewhere(is_buy=True, lots=100)  # 40 USD, and as many requests
    bench.run(20)
    assert bench.sides == {"ask"}


def test_requests_turned_away_pull_the_quotes_until_the_minute_is_over() -> None:
    bench = Bench().warm_up()
    for _ in range(3):
        bench.tell(Throttled(NO_TIME, bench.now_ns))
    bench.run(3)
    assert not bench.is_quoting
    assert bench.view.mode_reason == "3 requests turned away in a minute"
    bench.run(620)
    assert bench.is_quoting


def test_a_late_event_loop_is_a_gate_and_a_doubt() -> None:
    bench = Bench().warm_up()
    bench.tell(LoopLag(NO_TIME, bench.now_ns, 0.4))
    bench.run(2)
    assert bench.is_quoting
    bench.tell(LoopLag(NO_TIME, bench.now_ns, 0.8))
    bench.run(2)
    assert not bench.is_quoting
    assert bench.engine.gates.shut() == bench.engine.gates.doubts() == ["event loop held up 0.80 s (limit 0.5 s)"]
    bench.tell(LoopLag(NO_TIME, bench.now_ns, 0.0))
    bench.run(5)
    assert bench.is_quoting


def test_a_leverage_that_somebody_changed_is_a_gate() -> None:
    bench = Bench().warm_up()
    bench.venue.leverage = 10
    bench.run(105)
    assert not bench.is_quoting
    [gate] = bench.engine.gates.shut()
    assert gate.startswith("leverage changed: the venue says 10x, this session was sized for 3x")
    bench.venue.leverage = 3
    bench.run(105)
    assert bench.is_quoting
