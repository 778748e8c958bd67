"""How adverse selection falls with the depth of the order that was filled."""

from math import exp, log, sqrt
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

_BOUNDS_BPS: Final = [2.0, 5.0, 10.0]  # buckets: 0–2, 2–5, 5–10, 10 and deeper
_BUCKETS: Final = 4
_LEAST_COST_BPS: Final = 0.1
_MAX_BPS: Final = 10_000.0  # a price off by all of itself is no price
_SMOOTHING: Final = 0.2


class DepthDecay:
    """Expected cost of a fill by the depth δ of its order below or above the mid (both in bps).

        AS(δ) = AS₀ e^{−δ/δ_char}

    Fills fall into four buckets of depth. Every `refit_fills` fills, the buckets with `min_fills` of them and a mean
    cost above 0.1 bps (two at least) give a regression, weighted by fills, of ln(mean cost) on mean depth:
    AS₀ = e^a, δ_char = −1/b. A fit counts when 0.1 < AS₀ < 50, 1 < δ_char < 100 and R² > `min_r2`, and moves the
    values in force by a fifth. Costs are signed means: noise averages out and does not look like cost.
    """

    def __init__(
        self,
        as_touch_bps: float = 3.0,
        decay_bps: float = 8.0,
        min_fills: int = 10,
        refit_fills: int = 20,
        min_r2: float = 0.3,
    ) -> None:
        if not (as_touch_bps > 0.0 and decay_bps > 0.0):
            raise ValueError(f"depth_decay: both parameters must be positive, not {as_touch_bps} and {decay_bps} bps")
        if min_fills < 1 or refit_fills < 1:
            raise ValueError("depth_decay: min_fills and refit_fills must be 1 or more")
        self._min_fills: Final = min_fills
        self._refit_fills: Final = refit_fills
        self._min_r2: Final = min_r2
        self._counts: Final = vec[i64]([0] * _BUCKETS)
        self._depths: Final = vec[float]([0.0] * _BUCKETS)
        self._costs: Final = vec[float]([0.0] * _BUCKETS)
        self.as_touch_bps = as_touch_bps  # AS₀ in force
        self.decay_bps = decay_bps  # δ_char in force
        self.confidence = 0.0  # √R² of the last fit that counted, 0 = the defaults
        self.fills = 0
        self.fits = 0  # that counted

    def update(self, depth_bps: float, cost_bps: float) -> None:
        """Take a measured fill: depth of the order at its reference mid, signed cost (bps)."""
        if not (abs(depth_bps) <= _MAX_BPS and abs(cost_bps) <= _MAX_BPS):
            return
        depth = max(depth_bps, 0.0)
        bucket = 0
        while bucket < len(_BOUNDS_BPS) and depth >= _BOUNDS_BPS[bucket]:
            bucket += 1
        self._counts[bucket] += 1
        self._depths[bucket] += depth
        self._costs[bucket] += cost_bps
        self.fills += 1
        if self.fills % self._refit_fills == 0:
            self._fit()

    def cost_bps(self, depth_bps: float) -> float:
        """Return AS(δ) (bps)."""
        return self.as_touch_bps * exp(-max(depth_bps, 0.0) / self.decay_bps)

    def break_even_bps(self, fee_bps: float) -> float:
        """Return the depth at which a fill earns what it costs: δ = AS(δ) + fees (bps, never below 0)."""
        low = 0.0
        high = self.as_touch_bps + max(fee_bps, 0.0)
        for _ in range(60):
            middle = 0.5 * (low + high)
            if middle < self.cost_bps(middle) + fee_bps:
                low = middle
            else:
                high = middle
        return high

    def mean_depths_bps(self) -> list[float]:
        """Return the mean depth of the fills of each bucket (bps); 0 where there are none."""
        return [self._depths[i] / float(max(int(self._counts[i]), 1)) for i in range(_BUCKETS)]

    def _fit(self) -> None:
        weight = 0.0
        x_mean = 0.0
        y_mean = 0.0
        used = 0
        for bucket in range(_BUCKETS):
            if not self._is_used(bucket):
                continue
            n = float(int(self._counts[bucket]))
            used += 1
            weight += n
            x_mean += self._depths[bucket]
            y_mean += n * log(self._costs[bucket] / n)
        if used < 2:
            return
        x_mean /= weight
        y_mean /= weight
        sxx = 0.0
        sxy = 0.0
        syy = 0.0
        for bucket in range(_BUCKETS):
            if not self._is_used(bucket):
                continue
            n = float(int(self._counts[bucket]))
            x = self._depths[bucket] / n - x_mean
            y = log(self._costs[bucket] / n) - y_mean
            sxx += n * x * x
            sxy += n * x * y
            syy += n * y * y
        if sxx <= 0.0 or syy <= 0.0 or sxy >= 0.0:
            return
        slope = sxy / sxx
        touch = exp(min(y_mean - slope * x_mean, 50.0))
        decay = -1.0 / slope
        r2 = min(sxy * sxy / (sxx * syy), 1.0)
        if not (0.1 < touch < 50.0 and 1.0 < decay < 100.0 and r2 > self._min_r2):
            return
        self.as_touch_bps += _SMOOTHING * (touch - self.as_touch_bps)
        self.decay_bps += _SMOOTHING * (decay - self.decay_bps)
        self.confidence = sqrt(r2)
        self.fits += 1

    def _is_used(self, bucket: int) -> bool:
        n = int(self._counts[bucket])
        return n >= self._min_fills and self._costs[bucket] > _LEAST_COST_BPS * float(n)
