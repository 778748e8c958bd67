"""What a recording says, in the form in which the fits want it."""

from collections import deque
from math import log

from msgspec import Struct

from hyperquote.backtest.tape import Tape, TapeCursor
from hyperquote.market_maker.events import Bbo, Book, Trade

_SECOND_MS = 1_000
_HORIZON_MS = 1_000  # of the cost of a fill


class MarketOrder(Struct):
    """Trades of one side at one time: one order of a taker, as deep as its last price.

    `mid_before` is the last mid strictly before it, `cost_bps` what the mid moved its way in the second after (bps),
    None where the recording breaks off.
    """

    ms: int
    is_buy: bool
    size: float
    far_px: float
    mid_before: float
    cost_bps: float | None = None

    @property
    def depth(self) -> float:
        """How far from the mid it traded (fraction)."""
        return (
            max((self.far_px - self.mid_before if self.is_buy else self.mid_before - self.far_px), 0.0)
            / self.mid_before
        )


class Samples(Struct):
    """Market orders, the mid of every second, and the spread of every second (fraction), of one recording."""

    orders: list[MarketOrder]
    mids: list[float]
    spreads: list[float]
    seconds: float
    volume: float  # base units

    @property
    def returns(self) -> list[float]:
        """Log returns from second to second."""
        return [log(after / before) for before, after in zip(self.mids, self.mids[1:], strict=False)]


def samples_of(tape: Tape) -> Samples:
    """Read a tape from its beginning to its end."""
    cursor = TapeCursor(tape)
    orders: list[MarketOrder] = []
    waiting: deque[MarketOrder] = deque()
    mids: list[float] = []
    spreads: list[float] = []
    history: deque[tuple[int, float]] = deque(maxlen=4_096)  # (ms, mid)
    volume = 0.0
    start_ms = newest_ms = next_ms = 0
    mid = spread = 0.0
    while (event := cursor.next()) is not None:
        ms = event.exchange_ms
        if isinstance(event, Trade):
            volume += event.sz
            _take(event, history, orders, waiting)
            continue
        if isinstance(event, Bbo):
            bid, ask = event.bid_px, event.ask_px
        elif isinstance(event, Book) and len(event.bid_px) and len(event.ask_px):
            bid, ask = event.bid_px[0], event.ask_px[0]
        else:
            continue
        if ms < newest_ms:
            continue
        start_ms = start_ms or ms
        next_ms = next_ms or ms
        newest_ms = ms
        while mid and next_ms <= ms:  # what stood when the second was full
            mids.append(mid)
            spreads.append(spread)
            next_ms += _SECOND_MS
        while waiting and waiting[0].ms + _HORIZON_MS <= ms:
            order = waiting.popleft()
            moved = (mid / order.mid_before - 1.0) * 1e4
            order.cost_bps = moved if order.is_buy else -moved
        mid, spread = 0.5 * (bid + ask), (ask - bid) / (0.5 * (bid + ask))
        history.append((ms, mid))
    return Samples(orders, mids, spreads, (newest_ms - start_ms) / 1e3, volume)


def _take(
    trade: Trade, history: deque[tuple[int, float]], orders: list[MarketOrder], waiting: deque[MarketOrder]
) -> None:
    """Add a trade to the order that it is part of, or begin a new one."""
    last = orders[-1] if orders else None
    if last is not None and last.ms == trade.exchange_ms and last.is_buy == trade.is_buy:
        last.size += trade.sz
        last.far_px = max(last.far_px, trade.px) if trade.is_buy else min(last.far_px, trade.px)
        return
    before = next((mid for ms, mid in reversed(history) if ms < trade.exchange_ms), None)
    if before is None:
        return
    order = MarketOrder(trade.exchange_ms, trade.is_buy, trade.sz, trade.px, before)
    orders.append(order)
    waiting.append(order)
