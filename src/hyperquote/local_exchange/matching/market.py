"""The port behind which orders meet: a real book, or a recorded one with our ghosts in it."""

from mypy_extensions import mypyc_attr

from hyperquote.local_exchange.matching.order import BookOrder, Level, Match


@mypyc_attr(allow_interpreted_subclasses=True)
class MakerGate:
    """Asked by a market before a resting order trades; the trading core is one."""

    def admit(self, maker: BookOrder, lots: int) -> int:
        """Return how many of `lots` the maker may trade; what it may not is taken off the book."""
        return lots


@mypyc_attr(allow_interpreted_subclasses=True)
class Market:
    """Where the orders of one asset rest and match. Two kinds: price-time, and the recorded shadow.

    `gate` is set by the trading core that lists the market. `expired` holds the makers that the last `take`
    took off the book without (or after only part of) a trade: the taker's own, and those the gate refused.
    """

    def __init__(self) -> None:
        self.gate = MakerGate()
        self.expired: list[BookOrder] = []

    def best_units(self, is_buy: bool) -> int:
        """Return the best price (price units) of the bids or the asks; 0 when that side is empty."""
        raise NotImplementedError

    def take(self, order: BookOrder, now_ms: int) -> list[Match]:
        """Match what crosses, reducing the lots of the order and its makers. The order itself never rests."""
        raise NotImplementedError

    def rest(self, order: BookOrder, now_ms: int) -> None:
        """Put an order that does not cross at the back of its price level."""
        raise NotImplementedError

    def remove(self, order: BookOrder) -> bool:
        """Take a resting order off the book; False when it does not rest here."""
        raise NotImplementedError

    def levels(self, is_buy: bool, depth: int) -> list[Level]:
        """Return the best `depth` levels of a side, best first."""
        raise NotImplementedError

    def last_units(self) -> int:
        """Return the price (price units) of the last trade; 0 before the first."""
        raise NotImplementedError
