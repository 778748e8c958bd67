"""A market that goes by: the tape of a real one, recorded or live, with our orders as ghosts in it."""

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.book.queue import QueueModel
from hyperquote.local_exchange.matching.market import Market
from hyperquote.local_exchange.matching.order import BookOrder, Level, Match
from hyperquote.local_exchange.shadow.ghosts import Ghosts
from hyperquote.local_exchange.shadow.side import TapeSide


class ShadowMarket(Market):
    """Fills our orders as the tape would have, had they been in it; the tape never reacts to us.

    A resting order fills, always at its own price,

    - by a trade at its price with the opposite aggressor, for what is left of the trade once the queue ahead has
      been served; how the queue moves is the `QueueModel`'s belief;
    - by a trade through its price, for the trade's volume: the aggressor would have met us first;
    - whole, when the opposite quote of the tape comes to its price or beyond: such a quote would have hit us.

    Before an order fills the gate is asked, here too; whom it refuses is in `expired` after each call that can fill.
    No volume of a trade is used twice: better prices first, then older orders. A taker takes displayed levels at
    their prices; what it took stays taken until the tape displays that level again. One account's order never
    meets its own ghosts: the resting one is expired, as on the venue.
    """

    def __init__(self, queues: QueueModel) -> None:
        super().__init__()
        self._bids: Final = TapeSide(True)
        self._asks: Final = TapeSide(False)
        self._bid_ghosts: Final = Ghosts(True, queues)
        self._ask_ghosts: Final = Ghosts(False, queues)
        self._last_units = 0

    # what the trading core asks

    def best_units(self, is_buy: bool) -> int:
        """Return the tape's best price of a side; 0 while it has none."""
        return self._side(is_buy).best_units()

    def last_units(self) -> int:
        """Return the price of the tape's last trade; 0 before the first."""
        return self._last_units

    def levels(self, is_buy: bool, depth: int) -> list[Level]:
        """Return up to `depth` levels of the tape, best first. A tape counts no orders: `n` is 1."""
        side = self._side(is_buy)
        return [Level(side.level_units(at), side.level_lots(at), 1) for at in range(min(depth, side.count()))]

    def take(self, order: BookOrder, now_ms: int) -> list[Match]:
        """Match what crosses the tape, level by level at the displayed prices; `order.lots` falls."""
        matches: list[Match] = []
        self.expired.clear()
        side = self._side(not order.is_buy)
        while order.lots > 0 and side.reaches(order.px_units):
            units = side.best_units()
            self._expire(order, units, False)
            lots = side.take_best(order.lots)
            order.lots -= lots
            matches.append(Match(None, order, units, lots))
        if order.lots > 0:
            self._expire(order, order.px_units, True)
        return matches

    def rest(self, order: BookOrder, now_ms: int) -> None:
        """Rest an order at the back of its level."""
        self._ghosts(order.is_buy).add(order, self._side(order.is_buy))

    def remove(self, order: BookOrder) -> bool:
        """Withdraw an order; False when it does not rest here."""
        return self._ghosts(order.is_buy).remove(order)

    def ahead_lots(self, order: BookOrder) -> int:
        """Return the believed size ahead of a resting order; −1 when it does not rest or its level was never shown."""
        ghost = self._ghosts(order.is_buy).find(order)
        if ghost is None or ghost.queue is None:
            return -1
        return ghost.queue.ahead_lots

    # what the tape tells

    def on_bbo(self, bid_units: int, bid_lots: int, ask_units: int, ask_lots: int) -> list[Match]:
        """Take a new touch; the matches it makes with our orders have been filled already."""
        self._bids.set_best(bid_units, bid_lots)
        self._asks.set_best(ask_units, ask_lots)
        return self._displayed(False)

    def on_book(
        self, bid_units: vec[i64], bid_lots: vec[i64], n_bids: int, ask_units: vec[i64], ask_lots: vec[i64], n_asks: int
    ) -> list[Match]:
        """Take a whole snapshot, best levels first; the counts say how much of the arrays is filled."""
        self._bids.set_levels(bid_units, bid_lots, n_bids)
        self._asks.set_levels(ask_units, ask_lots, n_asks)
        return self._displayed(True)

    def on_trade(self, px_units: int, lots: int, is_buy: bool) -> list[Match]:
        """Take a public trade; `is_buy`: the aggressor bought."""
        self._last_units = px_units
        self.expired.clear()
        ghosts = self._ghosts(not is_buy)
        matches: list[Match] = []
        if not ghosts.is_empty():
            matches = ghosts.on_trade(px_units, lots, self.gate)
            self._collect_refused(ghosts)
        return matches

    def _displayed(self, is_snapshot: bool) -> list[Match]:
        matches: list[Match] = []
        self.expired.clear()
        if not self._bid_ghosts.is_empty():
            matches = self._bid_ghosts.on_display(self._bids, self._asks, is_snapshot, self.gate)
            self._collect_refused(self._bid_ghosts)
        if not self._ask_ghosts.is_empty():
            matches.extend(self._ask_ghosts.on_display(self._asks, self._bids, is_snapshot, self.gate))
            self._collect_refused(self._ask_ghosts)
        return matches

    def _expire(self, order: BookOrder, units: int, is_touching: bool) -> None:
        ghosts = self._ghosts(not order.is_buy)
        if not ghosts.is_empty():
            self.expired.extend(ghosts.withdraw_own(order.account, units, is_touching))

    def _side(self, is_buy: bool) -> TapeSide:
        return self._bids if is_buy else self._asks

    def _ghosts(self, is_buy: bool) -> Ghosts:
        return self._bid_ghosts if is_buy else self._ask_ghosts

    def _collect_refused(self, ghosts: Ghosts) -> None:
        if ghosts.refused:
            self.expired.extend(ghosts.refused)
            ghosts.refused.clear()
