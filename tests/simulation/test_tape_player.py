"""A recording plays on a local exchange and our orders are filled by it."""

from librt.vecs import vec
from mypy_extensions import i64
from tests.shared_data import require

from hyperquote.backtest.columns import BookColumns, TouchColumns, TradeColumns
from hyperquote.backtest.tape import Tape
from hyperquote.book.queue import ProportionalModel
from hyperquote.cli.exchange import build_exchange
from hyperquote.local_exchange import prices
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.matching.facts import TradeFact
from hyperquote.local_exchange.shadow.market import ShadowMarket
from hyperquote.simulation.tape_player import TapePlayer

START_MS = 1_700_000_000_000
RECORDED_MS = 1_600_000_000_000
ACCOUNT = "0x" + "a" * 40


def tape() -> Tape:
    """Return a touch of 100 × 101 at 0 s, one of 99 × 100 at 2 s, and a sale of 1 at 100 in between."""
    times = [RECORDED_MS, RECORDED_MS + 2_000]
    touches = TouchColumns(
        vec[i64]([at * 1_000_000 for at in times]),
        vec[i64](times),
        vec[float]([100.0, 99.0]),
        vec[float]([5.0, 5.0]),
        vec[float]([101.0, 100.0]),
        vec[float]([5.0, 5.0]),
    )
    at = RECORDED_MS + 1_000
    trades = TradeColumns(
        vec[i64]([at * 1_000_000]),
        vec[i64]([at]),
        vec[float]([100.0]),
        vec[float]([6.0]),
        vec[i64]([0]),
        vec[i64]([77]),
    )
    return Tape(touches, trades, BookColumns(vec[i64](), vec[i64](), 1), {})


def playing(speed: float = 1.0) -> tuple[LocalExchange, TapePlayer]:
    market = ShadowMarket(ProportionalModel())
    exchange = LocalExchange(START_MS, [Listing("SOL", 2, 54, 100.5)], market_of=lambda _: market)
    player = TapePlayer(0, tape(), market, speed)
    exchange.add_participant(player)
    exchange.fund(ACCOUNT, 10_000, START_MS)
    exchange.advance(START_MS)
    return exchange, player


def test_the_market_moves_as_recorded_from_the_first_block_on() -> None:
    exchange, player = playing()
    assert prices.mids(exchange) == {"SOL": "100.5"}
    exchange.advance(START_MS + 1_999)
    assert [(fact.tid, fact.px_units, fact.time_ms) for fact in trades(exchange)] == [
        (77, exchange.listings[0].grid.units(100.0), START_MS + 1_999)
    ]
    assert not player.is_over
    exchange.advance(START_MS + 2_000)
    assert prices.mids(exchange) == {"SOL": "99.5"}
    assert player.is_over
    exchange.advance(START_MS + 9_000)


def trades(exchange: LocalExchange) -> list[TradeFact]:
    exchange.absorb()
    return exchange.records.trades(0, 100)


def test_speed_is_recorded_seconds_per_second() -> None:
    exchange, player = playing(speed=4.0)
    exchange.advance(START_MS + 499)
    assert not player.is_over
    exchange.advance(START_MS + 500)
    assert player.is_over


def test_our_order_fills_when_the_tape_comes_to_it_behind_the_queue_that_was_there() -> None:
    exchange, _ = playing()
    grid = exchange.listings[0].grid
    exchange.core.place(ACCOUNT, 0, True, grid.units(100.0), grid.lots(3.0), "Alo", False, "", START_MS)
    exchange.advance(START_MS + 1_000)
    assert exchange.house.position(ACCOUNT, 0).lots == grid.lots(1.0)  # 6 traded, 5 stood ahead
    exchange.advance(START_MS + 2_000)
    assert exchange.house.position(ACCOUNT, 0).lots == grid.lots(3.0)  # the ask came to our price
    assert exchange.house.imbalance_micro() == 0


def test_a_real_recording_plays() -> None:
    exchange = build_exchange(START_MS, market="tape", tape=require("data/hl_l2_20250904/WLFI"))
    for at_ms in range(START_MS, START_MS + 30_000, 70):
        exchange.advance(at_ms)
    exchange.absorb()
    market = exchange.markets[exchange.ids["WLFI"]]
    assert 0 < market.best_units(True) < market.best_units(False)
    assert prices.asset_ctx(exchange, exchange.ids["WLFI"]).day_ntl_vlm != "0.0"
