"""Volatility with and without jumps, on three time scales."""

from math import pi, sqrt
from typing import Final

from hyperquote.market_maker.estimator.ewma import Ewma

MIN_SIGMA: Final = 1e-7  # per √tick
MAX_SIGMA: Final = 0.05
NO_VARIANCE: Final = 1e-12
MAX_JUMP_WEIGHT: Final = 0.85


class BipowerScale:
    """Realised and bipower variance per tick on one time scale.

        RV = EWMA of r²           BV = EWMA of (π/2) · |r| · |previous r|

    A jump makes one return large, and in BV that return is only ever multiplied by an ordinary neighbour. The weights
    always sum to one, so no start value leaks in. Barndorff-Nielsen & Shephard (2004), J. Financial Econometrics 2(1).
    """

    def __init__(self, alpha: float) -> None:
        self._rv: Final = Ewma(alpha)
        self._bv: Final = Ewma(alpha)
        self._previous = -1.0

    def update(self, r: float, product_bias: float = 1.0) -> None:
        """Take the next return; `product_bias` > 1 where neighbouring returns are known to be correlated."""
        size = abs(r)
        self._rv.update(size * size)
        if self._previous >= 0.0:
            self._bv.update(pi / 2.0 * size * self._previous / product_bias)
        self._previous = size

    @property
    def value(self) -> float | None:
        """Bipower variance per tick (log-return²); None before the second return."""
        return self._bv.value

    @property
    def realised(self) -> float | None:
        """Realised variance per tick (log-return²), jumps included; None before the first return."""
        return self._rv.value

    def sigma_clean(self) -> float:
        """Return √BV per √tick, within [1e-7, 0.05]."""
        return min(max(sqrt(self._bv.or_zero()), MIN_SIGMA), MAX_SIGMA)

    def sigma_total(self) -> float:
        """Return √RV per √tick, within [1e-7, 0.05]."""
        return min(max(sqrt(self._rv.or_zero()), MIN_SIGMA), MAX_SIGMA)

    def jump_ratio(self) -> float:
        """Return RV/BV within [0.1, 100]; 1 (no evidence of jumps) where BV vanishes."""
        bv = self._bv.or_zero()
        return 1.0 if bv <= NO_VARIANCE else min(max(self._rv.or_zero() / bv, 0.1), 100.0)


class Volatility:
    """Three scales of `BipowerScale` and what is published of them. All `*_tick` values are per √tick.

        σ            slow √BV
        σ total      slow √RV, leaning to the fast one when that is 1.5 times larger or more
        σ effective  (1−w) σ + w σ total,   w = clamp(1 − 1/jump ratio, 0, 0.85)

    Per second: σ_s = σ_tick · √(ticks per second), and no other conversion exists in the package. What is published
    changes with a return only, so it is worked out then and read for nothing.
    """

    def __init__(self, fast_alpha: float, medium_alpha: float, slow_alpha: float) -> None:
        self.fast: Final = BipowerScale(fast_alpha)
        self.medium: Final = BipowerScale(medium_alpha)
        self.slow: Final = BipowerScale(slow_alpha)
        self.value: float | None = None  # σ, free of jumps; None before the second return
        self.sigma_total_tick = MIN_SIGMA  # σ total: jumps included, quick to rise with the fast scale
        self.sigma_effective_tick = MIN_SIGMA  # σ effective: trusts σ total the more, the larger the fast jump ratio
        self.jump_ratio = 1.0  # RV/BV of the fast scale: about 1 in calm markets, above 3 when prices jump
        self.jump_ratio_medium = 1.0  # the medium scale's: steadier, for what reacts in proportion

    def update(self, r: float, product_bias: float = 1.0) -> None:
        """Take the next return (log, per tick)."""
        self.fast.update(r, product_bias)
        self.medium.update(r, product_bias)
        self.slow.update(r, product_bias)
        clean = self.slow.sigma_clean()
        total = self._total()
        ratio = self.fast.jump_ratio()
        weight = min(max(1.0 - 1.0 / max(ratio, 1.0), 0.0), MAX_JUMP_WEIGHT)
        if self.slow.value is not None:
            self.value = clean
        self.sigma_total_tick = total
        self.sigma_effective_tick = (1.0 - weight) * clean + weight * total
        self.jump_ratio = ratio
        self.jump_ratio_medium = self.medium.jump_ratio()

    def _total(self) -> float:
        fast = self.fast.sigma_total()
        slow = self.slow.sigma_total()
        ratio = fast / slow
        weight = min(max((ratio - 1.0) / 3.0, 0.0), 0.7) if ratio > 1.5 else 0.2
        return weight * fast + (1.0 - weight) * slow


def per_second(sigma_tick: float, ticks_per_s: float) -> float:
    """Return σ per √second from σ per √tick."""
    return sigma_tick * sqrt(ticks_per_s)
