"""What watchers of a session share."""

from collections import deque

from hyperquote.market_maker.events import Bbo, Book, Event
from hyperquote.market_maker.tracking.order import OrderState
from hyperquote.market_maker.view import LevelView, View


class MidHistory:
    """The mids of the last seconds by exchange time, to say what stood just before a fill."""

    def __init__(self, length: int = 512) -> None:
        self._mids: deque[tuple[int, float]] = deque(maxlen=length)

    def update(self, event: Event) -> bool:
        """Take the mid of a book or a best bid and offer; return whether it was one, and not older than the last."""
        mid = touch_mid(event)
        if mid is None or (self._mids and event.exchange_ms < self._mids[-1][0]):
            return False
        self._mids.append((event.exchange_ms, mid))
        return True

    @property
    def last(self) -> tuple[int, float] | None:
        """The newest (exchange ms, mid USD)."""
        return self._mids[-1] if self._mids else None

    def before(self, exchange_ms: int) -> float | None:
        """Return the last mid strictly before `exchange_ms`: a fill and the move it makes arrive together."""
        for ms, mid in reversed(self._mids):
            if ms < exchange_ms:
                return mid
        return None


def touch_mid(event: Event) -> float | None:
    """Return the mid that an event tells (USD), None for events that tell none."""
    if isinstance(event, Bbo):
        return 0.5 * (event.bid_px + event.ask_px)
    if isinstance(event, Book) and len(event.bid_px) and len(event.ask_px):
        return 0.5 * (event.bid_px[0] + event.ask_px[0])
    return None


def best_order(view: View, is_buy: bool) -> LevelView | None:
    """Return our best order of a side, leaving out what we are cancelling already."""
    best: LevelView | None = None
    for order in view.orders:
        if order.is_buy != is_buy or order.state == OrderState.CANCEL_PENDING:
            continue
        if best is None or (order.px > best.px if is_buy else order.px < best.px):
            best = order
    return best
