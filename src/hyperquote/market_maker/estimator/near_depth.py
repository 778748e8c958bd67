"""How much waits near the touch, against what usually does."""

from math import sqrt
from typing import Final

from librt.vecs import vec

from hyperquote.consts import BPS
from hyperquote.market_maker.models import LiquidityView

REFERENCE_WEIGHT: Final = 0.01
MIN_DEPTH: Final = 0.001  # base units that a reference counts an empty book as
MAX_MULTIPLIER: Final = 2.0


class NearDepth:
    """Size within `reach_bps` of the mid on both sides (D, base units), and the factor that its lack puts on γ.

        reference ← 0.99 reference + 0.01 max(D, 0.001),  starting at the first D
        factor      1 where D ≥ reference, else √(reference / D), at most 2

    A book with no level within reach (a wide market, or one aggregated coarsely) has depth 0 and the factor 2 once
    others were seen; a market that never shows depth there has nothing to compare with and says nothing.
    """

    def __init__(self, reach_bps: float = 10.0, min_books: int = 10) -> None:
        if not reach_bps > 0.0:
            raise ValueError(f"near_depth_bps must be above 0, not {reach_bps}")
        self._reach: Final = reach_bps * BPS
        self._min_books: Final = min_books
        self._books = 0  # with depth in reach
        self._reference = 0.0
        self.value: float | None = None  # D (base units); None before the first book

    def update(self, bid_px: vec[float], bid_sz: vec[float], ask_px: vec[float], ask_sz: vec[float]) -> None:
        """Take a book snapshot, best level first (USD, base units)."""
        mid = 0.5 * (bid_px[0] + ask_px[0])
        low = mid * (1.0 - self._reach)
        high = mid * (1.0 + self._reach)
        depth = 0.0
        for i in range(len(bid_px)):
            if bid_px[i] < low:
                break
            depth += bid_sz[i]
        for i in range(len(ask_px)):
            if ask_px[i] > high:
                break
            depth += ask_sz[i]
        self.value = depth
        if depth > 0.0:
            self._books += 1
        if self._books == 0:
            return
        counted = max(depth, MIN_DEPTH)
        if self._reference == 0.0:
            self._reference = counted
        self._reference += REFERENCE_WEIGHT * (counted - self._reference)

    def gamma_mult(self) -> float:
        """Return the factor of γ, 1 to 2; 1 until enough books were seen."""
        depth = self.value
        if depth is None or self._books < self._min_books or depth >= self._reference:
            return 1.0
        return min(sqrt(self._reference / max(depth, MIN_DEPTH)), MAX_MULTIPLIER)

    @property
    def view(self) -> LiquidityView:
        """What this says now."""
        depth = self.value
        return LiquidityView() if depth is None else LiquidityView(depth, self.gamma_mult())
