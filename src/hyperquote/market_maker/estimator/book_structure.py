"""Which side of the book is heavier."""

from typing import Final

from librt.vecs import vec

from hyperquote.market_maker.estimator.ewma import Ewma

LEVELS: Final = 5
SMOOTHING: Final = 0.1


class BookImbalance:
    """(B − A) / (B + A) in [−1, 1], B and A being bid and ask sizes; positive: more waits to buy than to sell.

    `value` takes the top five levels of book snapshots, smoothed by 0.1 per snapshot; `touch` the best level alone, as
    of the newest quote and not smoothed: it is what foretells the next fraction of a second.
    """

    def __init__(self, levels: int = LEVELS, alpha: float = SMOOTHING) -> None:
        self._levels: Final = levels
        self._mean: Final = Ewma(alpha)
        self.touch = 0.0

    def update(self, bid_sz: vec[float], ask_sz: vec[float]) -> None:
        """Take the sizes of a book snapshot, best level first."""
        bids = 0.0
        asks = 0.0
        for i in range(min(len(bid_sz), self._levels)):
            bids += bid_sz[i]
        for i in range(min(len(ask_sz), self._levels)):
            asks += ask_sz[i]
        if bids + asks > 0.0:
            self._mean.update((bids - asks) / (bids + asks))

    def update_touch(self, bid_sz: float, ask_sz: float) -> None:
        """Take the sizes at the best bid and ask."""
        if bid_sz + ask_sz > 0.0:
            self.touch = (bid_sz - ask_sz) / (bid_sz + ask_sz)

    @property
    def value(self) -> float | None:
        """Imbalance of the top levels; None before the first book."""
        return self._mean.value
