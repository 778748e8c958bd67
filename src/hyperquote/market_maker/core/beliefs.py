"""What we believe about the market: checked data, estimators, feed clocks, the cascade detector, our markouts."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.market_maker.adverse_selection.estimator import AdverseSelection
from hyperquote.market_maker.estimator.parameter_estimator import ParameterEstimator
from hyperquote.market_maker.events import AssetContext, Bbo, Book, Event, Feed, Fill, Mid, Trade
from hyperquote.market_maker.feeds import FeedClocks
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.messages.validate import Gatekeeper
from hyperquote.market_maker.process_models.liquidation import LiquidationDetector


class Beliefs:
    """Market data in, beliefs out. A message that fails a check is named and changes nothing."""

    def __init__(
        self,
        grid: Grid,
        gatekeeper: Gatekeeper,
        estimator: ParameterEstimator,
        clocks: FeedClocks,
        liquidation: LiquidationDetector,
        adverse_selection: AdverseSelection,
    ) -> None:
        self._grid: Final = grid
        self.gatekeeper: Final = gatekeeper
        self.estimator: Final = estimator
        self.clocks: Final = clocks
        self.liquidation: Final = liquidation
        self.adverse_selection: Final = adverse_selection
        self.mid_half_units = 0  # exact mid in half price units, 0 until known
        self.best_bid_units = 0
        self.best_ask_units = 0
        self.context: AssetContext | None = None

    def update(self, event: Event) -> str:
        """Take one market event; return "" or what was wrong with it."""
        problem = self.gatekeeper.check(event)
        if problem:
            return problem
        if isinstance(event, Bbo):
            self.clocks.touch(Feed.BBO, event.local_ns)
            self.estimator.on_bbo(event)
            self._touch(event.exchange_ms, event.bid_px, event.ask_px)
        elif isinstance(event, Trade):
            self.clocks.touch(Feed.TRADES, event.local_ns)
            self.estimator.on_trade(event)
            sigma = self.estimator.sigma
            self.liquidation.on_trade(event.exchange_ms, event.px, event.sz, event.is_buy, sigma or 0.0)
        elif isinstance(event, Book):
            self.clocks.touch(Feed.BOOK, event.local_ns)
            self.estimator.on_book(event)
            self._touch(event.exchange_ms, event.bid_px[0], event.ask_px[0])
        elif isinstance(event, Mid):
            self.estimator.on_mid(event)
        elif isinstance(event, AssetContext):
            self.context = event
        return ""

    def _touch(self, exchange_ms: int, bid_px: float, ask_px: float) -> None:
        self.best_bid_units = self._grid.units(bid_px)
        self.best_ask_units = self._grid.units(ask_px)
        self.mid_half_units = self.best_bid_units + self.best_ask_units
        self.adverse_selection.on_mid(exchange_ms, 0.5 * (bid_px + ask_px))

    def on_fill(self, fill: Fill) -> None:
        """Learn from one of our fills."""
        px = self._grid.px(fill.px_units)
        size = self._grid.size(fill.lots)
        self.adverse_selection.on_fill(fill.exchange_ms, fill.tid, fill.is_buy, size, px)
        if fill.is_liquidation:
            self.liquidation.record(fill.exchange_ms, px * size)
