"""What we believe about the market: checked data, estimators, feed clocks, the cascade detector, our markouts."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.market_maker.adverse_selection.alpha import informed_excess
from hyperquote.market_maker.adverse_selection.estimator import AdverseSelection
from hyperquote.market_maker.estimator.parameter_estimator import ParameterEstimator
from hyperquote.market_maker.events import NO_TIME, AssetContext, Bbo, Book, Event, Fill, Mid, Timer, Trade
from hyperquote.market_maker.feeds import FeedClocks
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.messages.validate import Gatekeeper
from hyperquote.market_maker.models import Models
from hyperquote.market_maker.process_models.liquidation import LiquidationDetector
from hyperquote.market_maker.process_models.processes import ProcessModels
from hyperquote.market_maker.tracking.order import TrackedOrder

_REPLAY_MS: Final = 2_000  # a trade that much older than the newest is history, told again after subscribing


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
        processes: ProcessModels,
    ) -> None:
        self._grid: Final = grid
        self.gatekeeper: Final = gatekeeper
        self.estimator: Final = estimator
        self.clocks: Final = clocks
        self.liquidation: Final = liquidation
        self.adverse_selection: Final = adverse_selection
        self.processes: Final = processes
        self.mid_half_units = 0  # exact mid in half price units, 0 until known
        self.best_bid_units = 0
        self.best_ask_units = 0
        self.context: AssetContext | None = None
        self.replayed_trades = 0
        self._newest_ms = 0  # of trades, quotes and books: history is told against it
        self._touch_ms = 0

    @property
    def is_warm(self) -> bool:
        """Whether every belief is live; never false again once true."""
        return self.estimator.is_warm

    def update(self, event: Event) -> str:
        """Take one market event; return "" or what was wrong with it."""
        if isinstance(event, Trade):
            return self._on_trade(event)
        problem = self.gatekeeper.check(event)
        if problem:
            return problem
        if isinstance(event, Bbo):
            self.clocks.bbo.touch(event.local_ns)
            self.estimator.on_bbo(event)
            self._touch(event.exchange_ms, event.bid_px, event.ask_px)
        elif isinstance(event, Book):
            self.clocks.book.touch(event.local_ns)
            self.estimator.on_book(event)
            self._touch(event.exchange_ms, event.bid_px[0], event.ask_px[0])
        elif isinstance(event, Mid):
            self.estimator.on_mid(event)
        elif isinstance(event, AssetContext):
            self._on_context(event)
        return ""

    def _on_trade(self, trade: Trade) -> str:
        duplicates = self.gatekeeper.duplicates
        if trade.exchange_ms < self._newest_ms - _REPLAY_MS:
            self.replayed_trades += 1
            return ""
        problem = self.gatekeeper.check(trade)
        if self.gatekeeper.duplicates > duplicates:
            self.replayed_trades += 1
            return ""
        if problem:
            return problem
        self._newest_ms = max(self._newest_ms, trade.exchange_ms)
        self.clocks.trades.touch(trade.local_ns)
        self.estimator.on_trade(trade)
        self.processes.on_trade(trade.exchange_ms, trade.is_buy)
        self.liquidation.on_trade(trade.exchange_ms, trade.px, trade.sz, trade.is_buy, self._sigma())
        if trade.is_forced:
            usd = trade.px * trade.sz
            self.liquidation.record_liquidator(trade.exchange_ms, usd, not trade.is_buy, trade.tid)
        return ""

    def _on_context(self, context: AssetContext) -> None:
        self.context = context
        ms = context.local_ns // 1_000_000  # the venue does not stamp it
        self.processes.on_context(ms, context.funding_rate, context.mark_px, context.oracle_px)
        self.liquidation.on_open_interest(self.event_ms(context.local_ns), context.open_interest)

    def _sigma(self) -> float:
        """Volatility per √second as far as known; 0 before."""
        return self.estimator.sigma

    def _touch(self, exchange_ms: int, bid_px: float, ask_px: float) -> None:
        if exchange_ms < self._touch_ms:
            return  # books and quotes overtake each other; the newer one holds
        self._touch_ms = exchange_ms
        self._newest_ms = max(self._newest_ms, exchange_ms)
        self.best_bid_units = self._grid.units(bid_px)
        self.best_ask_units = self._grid.units(ask_px)
        self.mid_half_units = self.best_bid_units + self.best_ask_units
        self.adverse_selection.on_mid(exchange_ms, 0.5 * (bid_px + ask_px))
        self.processes.on_touch(exchange_ms, bid_px, ask_px)

    def on_fill(self, fill: Fill) -> None:
        """Learn from one of our fills."""
        px = self._grid.px(fill.px_units)
        key = (fill.exchange_ms, fill.tid, fill.oid)
        self.adverse_selection.on_fill(fill.exchange_ms, key, fill.is_buy, fill.lots, px)
        if fill.is_liquidation:
            is_long = fill.is_buy == fill.is_maker  # whom we bought from as a maker, or ourselves as the taker who sold
            self.liquidation.record_own(fill.exchange_ms, px * self._grid.size(fill.lots), is_long, fill.tid)

    def on_resting(self, orders: list[TrackedOrder], local_ns: int) -> None:
        """Learn how long our orders have rested how far from the mid; call at every timer."""
        half_units = self.mid_half_units
        if half_units <= 0:
            return
        for order in orders:
            if not order.is_answered:
                continue
            away = half_units - 2 * order.px_units if order.is_buy else 2 * order.px_units - half_units
            depth = float(away) / float(half_units)
            if order.looked_ns > 0:
                seconds = float(local_ns - order.looked_ns) * 1e-9
                self.estimator.on_rested(order.is_buy, order.depth, seconds)
            order.depth = depth
            order.looked_ns = local_ns

    def on_own_fill(self, order: TrackedOrder, exchange_ms: int) -> None:
        """Learn that a resting order of ours was hit. One that was never seen resting says nothing of any depth."""
        if order.looked_ns > 0 and exchange_ms != order.hit_ms:
            order.hit_ms = exchange_ms
            self.estimator.on_own_fill(order.is_buy, order.depth)

    def on_timer(self, timer: Timer) -> None:
        """Let windows empty while nothing comes."""
        ms = self.event_ms(timer.local_ns)
        self.estimator.on_timer(ms)
        self.processes.advance(ms)

    def on_gap(self) -> None:
        """The stream broke: nothing may be measured across the gap."""
        self.clocks.bbo.forget()
        self.clocks.book.forget()
        self.gatekeeper.on_gap()
        self.estimator.on_gap()
        self.adverse_selection.on_gap()
        self.liquidation.on_gap()

    def event_ms(self, local_ns: int) -> int:
        """Return the event time that a local time stands for: the newest seen, or local time before any."""
        return self._newest_ms if self._newest_ms != NO_TIME else local_ns // 1_000_000

    def params(self, local_ns: int) -> MarketParams | None:
        """Return the view of this moment, None while anything in it is unknown."""
        costs = self.adverse_selection
        return self.estimator.params(self.event_ms(local_ns), costs.spread_adjustment(), self._models())

    def _models(self) -> Models:
        """Return what every model of this instant says; those that are off or not warm say nothing."""
        processes = self.processes
        estimator = self.estimator
        arrival = estimator.arrival.value
        return Models(
            momentum=estimator.momentum.view,
            liquidity=estimator.near_depth.view,
            jump=estimator.jumps.view,
            variance=estimator.variance.view(0.0 if arrival is None else arrival),
            fair_price=estimator.fair_price.view,
            hawkes=processes.hawkes.view,
            cascade=self.liquidation.view,
            funding=processes.funding.view,
            spread=processes.spread.view(self._sigma()),
            control=processes.control.view,
            cost=self.adverse_selection.view(self._informed()),
        )

    def _informed(self) -> float:
        """Return P(informed) above its rest; 0 while volatility is unknown."""
        volatility = self.estimator.volatility
        sigma = volatility.value
        if sigma is None:
            return 0.0
        flow = self.estimator.flow.value
        settings = self.adverse_selection.settings
        total = volatility.sigma_total_tick
        return informed_excess(settings, sigma, total, 0.0 if flow is None else flow, volatility.jump_ratio)

    def warmup_text(self) -> str:
        """Return what is missing before the first quote; "" when warm."""
        return self.estimator.warmup_text()
