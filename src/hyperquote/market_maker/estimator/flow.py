"""Who is in a hurry."""

from math import exp
from typing import Final

from hyperquote.market_maker.estimator.rolling import RollingSums

_BUYS: Final = 0
_SELLS: Final = 1
_BINS: Final = 20


class TradeFlow:
    """Aggressive buying against selling: EWMA over trades of (B − S) / (B + S), volumes of the last `window_ms`.

    In [−1, 1], positive when buyers press. With no trades it forgets: after one quiet window it decays by e per
    further window, so an old burst cannot keep pushing the fair price.
    """

    def __init__(self, window_ms: int = 1000, alpha: float = 0.1) -> None:
        if not 0.0 < alpha <= 1.0:
            raise ValueError(f"trade_flow_alpha must be in (0, 1], not {alpha}")
        self._window_ms: Final = window_ms
        self._alpha: Final = alpha
        self._sums: Final = RollingSums(window_ms, 2, _BINS)
        self._imbalance = 0.0
        self._trade_ms = -1
        self._now_ms = -1

    def update(self, ms: int, sz: float, is_buy: bool) -> None:
        """Take one trade (event time, base units, the aggressor's side)."""
        before = self._decayed(ms)
        self._sums.add(ms, _BUYS if is_buy else _SELLS, sz)
        buys = self._sums.totals[_BUYS]
        sells = self._sums.totals[_SELLS]
        if buys + sells > 0.0:
            latest = min(max((buys - sells) / (buys + sells), -1.0), 1.0)
            self._imbalance = before + self._alpha * (latest - before)
        self._trade_ms = max(ms, self._trade_ms)
        self.advance(ms)

    def advance(self, now_ms: int) -> None:
        """Let time pass."""
        self._now_ms = max(now_ms, self._now_ms)

    @property
    def value(self) -> float | None:
        """The imbalance now; None before the first trade."""
        return self._decayed(self._now_ms) if self._trade_ms >= 0 else None

    def _decayed(self, now_ms: int) -> float:
        quiet_ms = now_ms - self._trade_ms - self._window_ms
        if quiet_ms <= 0:
            return self._imbalance
        return self._imbalance * exp(-float(quiet_ms) / float(self._window_ms))
