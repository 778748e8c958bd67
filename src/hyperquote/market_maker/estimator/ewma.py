"""Exponentially weighted means."""

from math import log
from typing import Final

MIN_LN2_ALPHA: Final = 0.001


def alpha_of(half_life: float, mode: str = "exact") -> float:
    """Return the weight of the newest of many updates whose weights halve every `half_life` updates.

    "exact": α = 1 − 2^(−1/H). "ln2": α = ln 2 / H within [0.001, 1], its first-order form, kept for comparisons.
    """
    if half_life <= 0.0:
        raise ValueError(f"a half-life must be positive, not {half_life}")
    if mode == "exact":
        return 1.0 - float(2.0 ** (-1.0 / half_life))
    if mode == "ln2":
        return min(max(log(2.0) / half_life, MIN_LN2_ALPHA), 1.0)
    raise ValueError(f'ewma_alpha must be "exact" or "ln2", not "{mode}"')


class Ewma:
    """Weighted mean of all updates, the weights falling by (1 − α) per update and always summing to one.

    Without a start value the first updates share the whole weight, so nothing but data is ever averaged.
    """

    def __init__(self, alpha: float) -> None:
        if not 0.0 < alpha <= 1.0:
            raise ValueError(f"an EWMA weight must be in (0, 1], not {alpha}")
        self._alpha: Final = alpha
        self._sum = 0.0
        self._weight = 0.0

    def update(self, x: float) -> None:
        """Take the next number."""
        self._sum += self._alpha * (x - self._sum)
        self._weight += self._alpha * (1.0 - self._weight)

    @property
    def value(self) -> float | None:
        """The mean, in the unit of the updates; None before the first."""
        return self._sum / self._weight if self._weight > 0.0 else None

    def or_zero(self) -> float:
        """Return the mean, 0 before the first update."""
        return self._sum / self._weight if self._weight > 0.0 else 0.0
