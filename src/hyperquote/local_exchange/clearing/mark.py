"""The mark price: what positions are valued, margined and triggered at."""

from math import exp, floor
from typing import Final

UPDATE_MS: Final = 3_000  # oracle and mark move together, about every three seconds
_BASIS_TAU_S: Final = 150.0
_LOCAL_TAU_S: Final = 30.0


class TimedEma:
    """Exponential average of samples that stand for the time since the sample before.

        num ← num·e^(−t/τ) + s·t      den ← den·e^(−t/τ) + t      value = num/den

    t in seconds, τ in seconds. The first sample counts as one update interval of the mark price.
    """

    def __init__(self, tau_s: float) -> None:
        self._tau_s: Final = tau_s
        self._num = 0.0
        self._den = 0.0
        self._last_ms = 0

    def update(self, sample: float, now_ms: int) -> None:
        """Take the sample that holds at `now_ms`; time never runs backwards."""
        assert now_ms >= self._last_ms, (now_ms, self._last_ms)
        t = float(now_ms - self._last_ms if self._den > 0.0 else UPDATE_MS) / 1_000.0
        keep = exp(-t / self._tau_s)
        self._num = self._num * keep + sample * t
        self._den = self._den * keep + t
        self._last_ms = now_ms

    @property
    def value(self) -> float | None:
        """The average, in the unit of the samples; None before the first."""
        return self._num / self._den if self._den > 0.0 else None


class MarkPrice:
    """Mark price of a venue that sees no other venue's perps, in price units.

    1. oracle + EMA₁₅₀ₛ(mid − oracle)          2. median(best bid, best ask, last trade)

    With both known, the mark is the median of the two and EMA₃₀ₛ of the second; with one, that one; with
    none, the oracle. A missing quote leaves the median to the prices there are.
    """

    def __init__(self) -> None:
        self._basis: Final = TimedEma(_BASIS_TAU_S)
        self._local: Final = TimedEma(_LOCAL_TAU_S)

    def update(self, oracle_units: int, bid_units: int, ask_units: int, last_units: int, now_ms: int) -> int:
        """Take the prices of this moment (price units, 0 = none) and return the mark."""
        oracle = float(oracle_units)
        if bid_units > 0 and ask_units > 0:
            self._basis.update(float(bid_units + ask_units) / 2.0 - oracle, now_ms)
        local_prices = [float(units) for units in (bid_units, ask_units, last_units) if units > 0]
        if local_prices:
            self._local.update(median(local_prices), now_ms)
        inputs: list[float] = []
        basis = self._basis.value
        if basis is not None:
            inputs.append(oracle + basis)
        if local_prices:
            inputs.append(median(local_prices))
        local = self._local.value
        if len(inputs) == 2 and local is not None:
            inputs.append(local)
        mark = median(inputs) if inputs else oracle
        return max(1, floor(mark + 0.5))


def median(values: list[float]) -> float:
    """Return the middle of one or more values, or the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2.0
