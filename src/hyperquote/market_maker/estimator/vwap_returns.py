"""Returns of bucket averages, corrected for what averaging takes away."""

from math import asin, log, sqrt


def _rise(n: float) -> float:
    """Variance of (mean of n equally spaced points) − (start), in units of the whole step's variance."""
    return (n + 1.0) * (2.0 * n + 1.0) / (6.0 * n * n)


def _rest(n: float) -> float:
    """Variance of (end) − (mean of n equally spaced points), in the same unit."""
    return (n - 1.0) * (2.0 * n - 1.0) / (6.0 * n * n)


class VwapReturns:
    """Log return from one bucket's volume-weighted price to the next, per full bucket of price movement.

        r = ln(vwap_k / vwap_{k−1}) / √c,    c = (n+1)(2n+1)/6n² + (m−1)(2m−1)/6m²

    n and m are the numbers of prints that this bucket and the one before averaged. Averages smooth away bid–ask
    bounce, but they also smooth a random walk: a difference of averages of many prints has only c = 2/3 of the
    variance of the walk, and neighbours are correlated by up to 1/4. `value` undoes the first; `product_bias`
    is by how much the second inflates E|r||r'|: √(1−ρ²) + ρ·asin ρ, at most 1.031. Derived here for
    equally large prints; Jacod et al. (2009), Stoch. Proc. Appl. 119(7), treat pre-averaging in general.
    """

    def __init__(self) -> None:
        self._vwap = 0.0
        self._prints = 1.0
        self._scale = 0.0
        self._return = 0.0
        self._count = 0
        self.product_bias: float = 1.0

    def update(self, vwap: float, prints: float = 1.0) -> bool:
        """Take the next bucket (USD; how many prints it averages); return whether there is a new return."""
        assert vwap > 0.0, vwap
        assert prints >= 1.0, prints
        previous = self._vwap
        self._vwap = vwap
        before = self._prints
        self._prints = prints
        if previous == 0.0:
            return False
        scale = _rise(prints) + _rest(before)
        if self._scale > 0.0:
            rho = (before * before - 1.0) / (6.0 * before * before) / sqrt(scale * self._scale)
            rho = min(rho, 1.0)
            self.product_bias = sqrt(1.0 - rho * rho) + rho * asin(rho)
        self._scale = scale
        self._return = log(vwap / previous) / sqrt(scale)
        self._count += 1
        return True

    @property
    def value(self) -> float | None:
        """The newest return (log, per bucket); None before the second bucket."""
        return self._return if self._count > 0 else None
