"""What no view carries reaches the scraper all the same."""

from hyperquote.book.grid import Grid
from hyperquote.market_maker.commands import AskAccount, Cancel, OrderRef
from hyperquote.market_maker.config import Config
from hyperquote.market_maker.events import (
    NO_TIME,
    Account,
    Disconnected,
    FillsTold,
    LoopLag,
    Mid,
    OpenOrders,
    Reconnected,
    RequestBudget,
)
from hyperquote.market_maker.infra.assemble import build_market_maker
from hyperquote.market_maker.infra.meter import Meter
from hyperquote.market_maker.infra.metrics import Metrics


class Stopwatch:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def meter(stopwatch: Stopwatch) -> Meter:
    engine = build_market_maker(Config(), Grid(5), session=1, leverage=3, maker_fee_rate=0.00015)
    return Meter(Metrics("BTC", "0.1.0", "interpreted", 0), engine, stopwatch)


def value(page: str, name: str) -> float:
    lines = [line for line in page.splitlines() if line.startswith(name + "{")]
    assert len(lines) == 1, page
    return float(lines[0].rpartition(" ")[2])


def test_the_connection_is_followed_and_reconnects_are_counted() -> None:
    watched = meter(Stopwatch())
    assert value(watched.page(), "mm_websocket_connected") == 1
    watched.on_event(Disconnected(NO_TIME, 1))
    assert value(watched.page(), "mm_websocket_connected") == 0
    watched.on_event(Reconnected(NO_TIME, 2))
    assert value(watched.page(), "mm_websocket_connected") == 1
    assert value(watched.page(), "mm_reconnects_total") == 1


def test_a_gap_lasts_until_account_orders_and_fills_are_read_again() -> None:
    watched = meter(Stopwatch())
    engine = watched._engine
    engine.on_event(Account(1, 1, 10_000_000_000, 0, 0, 3))
    engine.on_event(OpenOrders(1, 1, []))
    engine.on_event(Disconnected(NO_TIME, 10_000_000_000))
    engine.on_event(Reconnected(NO_TIME, 12_000_000_000))
    engine.on_event(Account(1, 13_000_000_000, 10_000_000_000, 0, 0, 3))
    engine.on_event(OpenOrders(1, 13_000_000_000, []))
    assert "mm_account_repair_secs" not in watched.page()
    engine.on_event(FillsTold(NO_TIME, 13_500_000_000, 13_000_000_000))
    assert value(watched.page(), "mm_account_repair_secs") == 3.5


def test_a_decision_is_timed_from_the_event_to_its_orders() -> None:
    stopwatch = Stopwatch()
    watched = meter(stopwatch)
    watched.clock.on_event(Mid(1, 1, 110_000.0))
    stopwatch.now_s += 0.004
    watched.on_command(1, AskAccount())
    assert watched.cycle_ms is None
    watched.on_command(1, Cancel([OrderRef("0x1", 1)]))
    assert watched.cycle_ms is not None
    assert abs(watched.cycle_ms - 4.0) < 1e-6
    assert abs(value(watched.page(), "mm_quote_cycle_latency_ms") - 4.0) < 1e-6


def test_the_action_budget_is_what_the_venue_said_last() -> None:
    watched = meter(Stopwatch())
    assert watched.rate_budget is None
    assert "mm_rate_budget_remaining" not in watched.page()
    watched.learn_budget(9_871)
    assert watched.rate_budget == value(watched.page(), "mm_rate_budget_remaining") == 9_871


def test_an_event_tells_the_budget_and_what_is_sent_after_it_is_counted_down() -> None:
    watched = meter(Stopwatch())
    told = RequestBudget(NO_TIME, 1, 5_000, 10_000)
    watched.on_event(told)
    watched._engine.on_event(told)
    assert value(watched.page(), "mm_rate_budget_remaining") == 5_000
    watched._engine.judge.requests.spend(3)
    assert value(watched.page(), "mm_rate_budget_remaining") == watched.rate_budget == 4_997


def test_the_lag_of_the_event_loop_is_shown() -> None:
    watched = meter(Stopwatch())
    watched.on_event(LoopLag(NO_TIME, 1, 0.25))
    assert value(watched.page(), "mm_event_loop_lag_secs") == 0.25
