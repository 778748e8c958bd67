"""The whole market maker in ten recorded minutes of four markets: it quotes, keeps limits, and its books balance."""

from functools import cache

import pytest
from tests.shared_data import require

from hyperquote.backtest.reader import read_tape, sz_decimals
from hyperquote.backtest.settings import TapeSettings
from hyperquote.backtest.tape import Tape
from hyperquote.backtest.venue import ACCOUNT, ASSET
from hyperquote.backtest.world import TapeWorld
from hyperquote.book.grid import Grid
from hyperquote.book.queue import QueueModel
from hyperquote.local_exchange.clearing.margin_table import single_tier
from hyperquote.market_maker.commands import Command, Place
from hyperquote.market_maker.config import load
from hyperquote.market_maker.engine import MarketMaker
from hyperquote.market_maker.events import NO_TIME, Event, Fill, Stop
from hyperquote.market_maker.infra.assemble import build_market_maker, choose_leverage
from hyperquote.market_maker.port import Watcher
from hyperquote.market_maker.snapshot import view_of

MINUTES = 10
START_MS = 1_757_015_216_000  # 2025-09-04 19:46:56 UTC, when the recording begins
SHARE = 0.8  # of the time since warm-up in which both sides rest; the rest are replacements on their way
MARKETS = [
    "BTC",
    pytest.param("ETH", marks=pytest.mark.slow),
    pytest.param("SOL", marks=pytest.mark.slow),
    pytest.param("WLFI", marks=pytest.mark.slow),
]


class Observer(Watcher):
    """Notes how long both sides were quoted, the worst position, our fills and our smallest order."""

    def __init__(self, engine: MarketMaker) -> None:
        self._engine = engine
        self.worst = 0.0  # |position| over its limit
        self.fills: list[Fill] = []
        self.smallest_usd = 1e9
        self.warm_ns = 0
        self.two_sided_ns = 0
        self._last_ns = 0

    def on_event(self, event: Event) -> None:
        if self._engine.beliefs.is_warm:
            passed_ns = event.local_ns - self._last_ns
            self.warm_ns += passed_ns
            if len({order.is_buy for order in self._engine.holdings.orders.open() if order.is_answered}) == 2:
                self.two_sided_ns += passed_ns
        self._last_ns = event.local_ns
        if isinstance(event, Fill) and not event.is_replay:
            self.fills.append(event)
        limit = self._engine.quoter.max_position
        if limit > 0:
            self.worst = max(self.worst, abs(self._engine.risk_state().position) / limit)

    def on_command(self, local_ns: int, command: Command) -> None:
        grid = self._engine.settings.grid
        if isinstance(command, Place):
            values = [grid.px(order.px_units) * grid.size(order.lots) for order in command.orders]
            self.smallest_usd = min(self.smallest_usd, *values)


class Session:
    """Ten minutes, a stop, and ten seconds for the venue to confirm."""

    def __init__(self, tape: Tape) -> None:
        config = load(None, {})
        grid = Grid(sz_decimals(tape))
        leverage = choose_leverage(config, 40)
        self.engine = build_market_maker(config, grid, session=1, leverage=leverage, maker_fee_rate=0.00015)
        self.observer = Observer(self.engine)
        settings = TapeSettings(grid, single_tier(40), leverage=leverage)
        self.world = TapeWorld(tape, self.engine, settings, QueueModel(), self.observer)
        self.world.run()
        self.world.tell(Stop(NO_TIME, self.world.now_ns, "the recording is over", False))
        self.world.advance_to(self.world.now_ns + 10_000_000_000)
        self.view = view_of(self.engine)


@cache
def tape_of(coin: str) -> Tape:
    folder = require("data/hl_l2_20250904") / coin
    return read_tape(folder, since_ms=START_MS, until_ms=START_MS + MINUTES * 60_000)


@cache
def session_of(coin: str) -> Session:
    return Session(tape_of(coin))


@pytest.mark.parametrize("coin", MARKETS)
class TestTenMinutes:
    def test_are_quoted_on_both_sides_most_of_the_time(self, coin: str) -> None:
        observer = session_of(coin).observer
        assert observer.warm_ns > 480e9
        assert observer.two_sided_ns > SHARE * observer.warm_ns

    def test_bring_fills_on_both_sides(self, coin: str) -> None:
        counts = session_of(coin).view.counts
        assert min(counts["buys"], counts["sells"]) >= 1

    def test_never_see_the_position_beyond_its_limit_nor_an_order_below_the_minimum(self, coin: str) -> None:
        observer = session_of(coin).observer
        assert observer.worst <= 1.0 + 1e-9
        assert observer.smallest_usd >= 10.0

    def test_end_with_books_that_balance_to_the_last_bit(self, coin: str) -> None:
        money = session_of(coin).engine.holdings.money
        rest = 2 * (money.funding_micro - money.fees_micro)
        assert money.total_half_micro == money.realized + money.unrealized + rest
        assert money.total_half_micro == money.spread + money.adverse + money.inventory + rest

    def test_end_with_the_account_that_the_venue_has_to_the_micro_dollar(self, coin: str) -> None:
        session = session_of(coin)
        engine, house = session.engine, session.world.venue.house
        holdings, account = engine.holdings, house.account(ACCOUNT)
        position = house.position(ACCOUNT, ASSET)
        assert holdings.position.lots == position.lots
        assert holdings.money.fees_micro == sum(fill.fee_micro for fill in session.observer.fills)
        valued = 2 * account.cash_micro + position.lots * holdings.mid_half_units  # half micro-dollars, at mid
        assert valued == 2 * holdings.start_equity_micro + holdings.money.total_half_micro

    def test_end_with_no_order_left(self, coin: str) -> None:
        session = session_of(coin)
        assert session.world.finished is not None
        assert session.world.finished.is_clean
        assert session.world.venue.core.open_orders(ACCOUNT) == []
        assert not session.view.orders

    def test_happen_the_same_way_twice(self, coin: str) -> None:
        again = Session(tape_of(coin)).view
        first = session_of(coin).view
        assert again.checksum == first.checksum
        assert again.counts == first.counts

    def test_have_no_malformed_data_no_doubts_and_no_kill(self, coin: str) -> None:
        session = session_of(coin)
        assert session.engine.holdings.chain_breaks == 0
        assert session.engine.holdings.unmatched_fills == 0
        assert session.engine.holdings.position.corrections == 0
        assert session.view.kill_reasons == []
        assert session.view.counts["malformed"] == 0
