"""Where our orders stand in line, and how likely each is to be filled before long."""

from math import erfc, exp, sqrt
from typing import Final

from librt.vecs import vec

from hyperquote.book.grid import Grid
from hyperquote.book.queue import QueueModel
from hyperquote.market_maker.estimator.rolling import RollingSums
from hyperquote.market_maker.events import Book, Trade
from hyperquote.market_maker.tracking.order import TrackedOrder

_BUYS: Final = 0
_SELLS: Final = 1
_COUNT: Final = 2
_WINDOW_MS: Final = 300_000
_BINS: Final = 60
_SQRT_2: Final = sqrt(2.0)


class QueueSettings:
    """How cancels are believed to fall (`model`), and the rate (base units per second) while the tape teaches none."""

    def __init__(
        self,
        model: QueueModel,
        expected_volume_per_second: float = 1.0,
        min_trades: int = 50,
        horizon_s: float = 10.0,
    ) -> None:
        if not expected_volume_per_second > 0.0:
            raise ValueError(f"expected_volume_per_second must be above 0, not {expected_volume_per_second}")
        if not horizon_s > 0.0:
            raise ValueError(f"queue.horizon_secs must be above 0, not {horizon_s}")
        self.model: Final = model
        self.expected_volume_per_second: Final = expected_volume_per_second
        self.min_trades: Final = min_trades
        self.horizon_s: Final = horizon_s


class Queues:
    """Follows the size that must trade before each order of ours does.

    An order joins behind what is displayed at its price, once a book younger than its acknowledgement shows that price;
    a level outside the visible book counts as what is visible before it, and no more is claimed. Better prices count in
    full, ours among them. Trades at our price eat from the front; one through it, and a fill, leave nobody ahead.

        P(fill in T) = 2Φ(−δ/(σ√T)) · e^(−ahead/(vT))      δ: distance to the mid, v: taker volume of that side
    """

    def __init__(self, settings: QueueSettings, grid: Grid) -> None:
        self._settings: Final = settings
        self._grid: Final = grid
        self._volumes: Final = RollingSums(_WINDOW_MS, 3, _BINS)
        self._book: Book | None = None

    @property
    def horizon_s(self) -> float:
        """T of the probabilities (s)."""
        return self._settings.horizon_s

    def on_trade(self, trade: Trade, ms: int, orders: list[TrackedOrder]) -> None:
        """Take one public trade."""
        self._volumes.add(ms, _BUYS if trade.is_buy else _SELLS, trade.sz)
        self._volumes.add(ms, _COUNT, 1.0)
        units = self._grid.units(trade.px)
        for order in orders:
            queue = order.queue
            if queue is None or order.is_buy == trade.is_buy:
                continue  # buyers take asks, sellers bids
            if units == order.px_units:
                queue.on_trade(self._grid.lots(trade.sz))
            elif units < order.px_units if order.is_buy else units > order.px_units:
                queue.on_trade(queue.ahead_lots)  # it went through our price

    def on_book(self, book: Book, orders: list[TrackedOrder]) -> None:
        """Take a book: who has joined or left ahead of us."""
        self._book = book
        for order in orders:
            if not order.is_answered or order.state_since_ns >= book.local_ns:
                continue  # the book may be older than the order
            if order.is_buy:
                self._place(order, orders, book.bid_px, book.bid_sz)
            else:
                self._place(order, orders, book.ask_px, book.ask_sz)

    def _place(self, order: TrackedOrder, orders: list[TrackedOrder], px: vec[float], sz: vec[float]) -> None:
        grid = self._grid
        better = 0
        for index in range(len(px)):
            units = grid.units(px[index])
            lots = grid.lots(sz[index])
            if units == order.px_units:
                displayed = max(lots - _ours_at(units, order.is_buy, orders), 0)
                order.better_lots = better
                queue = order.queue
                if queue is None:
                    order.queue = self._settings.model.join(displayed)
                else:
                    queue.on_display(displayed)
                return
            if units < order.px_units if order.is_buy else units > order.px_units:
                order.better_lots = better
                if order.queue is not None:
                    order.queue.on_display(0)  # nobody is displayed there: whoever comes is behind us
                return
            better += lots
        order.better_lots = better  # deeper than what is shown

    def on_fill(self, order: TrackedOrder) -> None:
        """A fill of ours: whoever stood ahead has traded before."""
        order.better_lots = 0
        if order.queue is not None:
            order.queue.on_trade(order.queue.ahead_lots)

    def displayed_before(self, is_buy: bool, px_units: int) -> float:
        """Return what the newest book shows at `px_units` and at better prices (base units): what a new order joins."""
        book = self._book
        if book is None:
            return 0.0
        px = book.bid_px if is_buy else book.ask_px
        sz = book.bid_sz if is_buy else book.ask_sz
        total = 0.0
        for index in range(len(px)):
            units = self._grid.units(px[index])
            if units < px_units if is_buy else units > px_units:
                break
            total += sz[index]
        return total

    def volume_per_second(self, is_buy: bool, now_ms: int) -> float:
        """Return what takers trade against our bids (`is_buy`) or asks: base units per second in five minutes."""
        self._volumes.advance(now_ms)
        seconds = self._volumes.span_s(now_ms)
        if self._volumes.totals[_COUNT] < float(self._settings.min_trades) or seconds <= 0.0:
            return self._settings.expected_volume_per_second
        return max(self._volumes.totals[_SELLS if is_buy else _BUYS] / seconds, 1e-9)

    def ahead(self, order: TrackedOrder) -> float:
        """Return what must trade before the order does (base units), as far as it can be seen."""
        queue = order.queue
        lots = order.better_lots + (queue.ahead_lots if queue is not None else 0)
        return self._grid.size(lots)

    def fill_probability(self, order: TrackedOrder, mid: float, sigma: float, now_ms: int) -> float:
        """Return P(the order is filled within T)."""
        px = self._grid.px(order.px_units)
        return self.probability(order.is_buy, px, self.ahead(order), mid, sigma, now_ms)

    def probability(self, is_buy: bool, px: float, ahead: float, mid: float, sigma: float, now_ms: int) -> float:
        """Return P(an order at `px` with so much ahead is filled within T)."""
        distance = max((mid - px if is_buy else px - mid) / mid, 0.0)
        horizon = self._settings.horizon_s
        return touch_probability(distance, sigma * sqrt(horizon)) * exp(
            -ahead / (self.volume_per_second(is_buy, now_ms) * horizon)
        )


def touch_probability(distance: float, diffusion: float) -> float:
    """Return 2Φ(−δ/(σ√T)): a Brownian path reaches `distance`; both are fractions of the mid."""
    if distance <= 0.0:
        return 1.0
    if diffusion <= 0.0:
        return 0.0
    return erfc(distance / diffusion / _SQRT_2)


def _ours_at(units: int, is_buy: bool, orders: list[TrackedOrder]) -> int:
    lots = 0
    for order in orders:
        if order.is_buy == is_buy and order.px_units == units:
            lots += order.remaining_lots
    return lots
