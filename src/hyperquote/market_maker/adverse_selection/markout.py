"""How the mid moved after our fills, horizon by horizon."""

from math import sqrt
from typing import Final

from hyperquote.consts import BPS


class Markout:
    """Running statistics of our fills at one horizon, weighted by size.

    move      e · (m₁ − m₀) / m₀       e = +1 when we bought; negative: the market moved against us
    realised  e · (m₁ − px) / m₀       what of the quoted spread was left, before fees
    """

    def __init__(self, horizon_ms: int) -> None:
        self.horizon_ms: Final = horizon_ms
        self.fills = 0
        self._lots = 0.0
        self._lots_squared = 0.0
        self._mean = 0.0
        self._deviation = 0.0  # Σ w (x − mean)², kept as West (1979) shows
        self._realised = 0.0

    def update(self, move: float, realised: float, lots: int) -> None:
        """Take one measured fill (fractions of mid)."""
        weight = float(lots)
        self.fills += 1
        self._lots += weight
        self._lots_squared += weight * weight
        delta = move - self._mean
        self._mean += delta * weight / self._lots
        self._deviation += weight * delta * (move - self._mean)
        self._realised += weight * realised

    @property
    def value(self) -> float | None:
        """Mean move (bps); None before the first measured fill."""
        return self._mean / BPS if self.fills > 0 else None

    def error_bps(self) -> float | None:
        """Return the standard error of the mean move (bps); None before the second fill."""
        if self.fills < 2:
            return None
        effective = self._lots * self._lots / self._lots_squared
        if effective <= 1.0:
            return None
        return sqrt(max(self._deviation, 0.0) / self._lots / (effective - 1.0)) / BPS

    def realised_bps(self) -> float | None:
        """Return the mean realised half-spread (bps); None before the first measured fill."""
        return self._realised / self._lots / BPS if self.fills > 0 else None
