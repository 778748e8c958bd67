"""A book of price-time priority."""

from bisect import bisect_left, insort
from typing import Final

from hyperquote.local_exchange.matching.market import Market
from hyperquote.local_exchange.matching.order import BookOrder, Level, Match


class _Queue:
    """The orders of one price, oldest first, linked through the orders themselves."""

    def __init__(self) -> None:
        self.head: BookOrder | None = None
        self.tail: BookOrder | None = None
        self.lots = 0
        self.n = 0

    def append(self, order: BookOrder) -> None:
        order.ahead = self.tail
        order.behind = None
        if self.tail is None:
            self.head = order
        else:
            self.tail.behind = order
        self.tail = order
        self.lots += order.lots
        self.n += 1

    def unlink(self, order: BookOrder) -> None:
        if order.ahead is None:
            self.head = order.behind
        else:
            order.ahead.behind = order.behind
        if order.behind is None:
            self.tail = order.ahead
        else:
            order.behind.ahead = order.ahead
        order.ahead = None
        order.behind = None
        self.lots -= order.lots
        self.n -= 1


class _Side:
    """Price levels of one side. Their sort keys rise towards the best price, which therefore stands last."""

    def __init__(self, is_buy: bool) -> None:
        self.sign: Final = 1 if is_buy else -1
        self.keys: Final[list[int]] = []
        self.queues: Final[dict[int, _Queue]] = {}

    def best_units(self) -> int:
        return self.keys[-1] * self.sign if self.keys else 0

    def add(self, order: BookOrder) -> None:
        key = order.px_units * self.sign
        queue = self.queues.get(key)
        if queue is None:
            queue = _Queue()
            self.queues[key] = queue
            if not self.keys or key > self.keys[-1]:
                self.keys.append(key)
            else:
                insort(self.keys, key)
        queue.append(order)

    def remove(self, order: BookOrder) -> None:
        key = order.px_units * self.sign
        queue = self.queues[key]
        queue.unlink(order)
        if queue.n == 0:
            del self.queues[key]
            if self.keys[-1] == key:
                self.keys.pop()
            else:
                del self.keys[bisect_left(self.keys, key)]


class PriceTimeMarket(Market):
    """Best price first, oldest order first within a price; trades happen at the resting order's price.

    An account never trades with itself: its resting order expires and the taker goes on to the next maker.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bids: Final = _Side(True)
        self._asks: Final = _Side(False)
        self._resting: Final[dict[int, BookOrder]] = {}
        self._last_units = 0

    def best_units(self, is_buy: bool) -> int:
        return self._side(is_buy).best_units()

    def take(self, order: BookOrder, now_ms: int) -> list[Match]:
        self.expired = []
        matches: list[Match] = []
        side = self._side(not order.is_buy)
        while order.lots > 0 and side.keys:
            units = side.best_units()
            if not order.crosses(units):
                break
            queue = side.queues[side.keys[-1]]
            maker = queue.head
            assert maker is not None, "a price level is deleted with its last order"
            wanted = min(order.lots, maker.lots)
            lots = 0 if maker.account == order.account else self.gate.admit(maker, wanted)
            if lots > 0:
                maker.lots -= lots
                queue.lots -= lots
                order.lots -= lots
                self._last_units = units
                matches.append(Match(maker, order, units, lots))
            if maker.lots == 0:
                self._take_off(side, maker)
            elif lots < wanted:
                self._take_off(side, maker)
                self.expired.append(maker)
        return matches

    def rest(self, order: BookOrder, now_ms: int) -> None:
        assert order.lots > 0, order.lots
        assert not order.crosses(self.best_units(not order.is_buy)), "an order that crosses must take first"
        self._side(order.is_buy).add(order)
        self._resting[order.oid] = order

    def remove(self, order: BookOrder) -> bool:
        if order.oid not in self._resting:
            return False
        self._take_off(self._side(order.is_buy), order)
        return True

    def levels(self, is_buy: bool, depth: int) -> list[Level]:
        side = self._side(is_buy)
        found: list[Level] = []
        i = len(side.keys) - 1
        while i >= 0 and len(found) < depth:
            queue = side.queues[side.keys[i]]
            found.append(Level(side.keys[i] * side.sign, queue.lots, queue.n))
            i -= 1
        return found

    def last_units(self) -> int:
        return self._last_units

    def _side(self, is_buy: bool) -> _Side:
        return self._bids if is_buy else self._asks

    def _take_off(self, side: _Side, order: BookOrder) -> None:
        side.remove(order)
        del self._resting[order.oid]
