"""The variance as a process of its own."""

from math import exp, log, sqrt
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.market_maker.models import VarianceView

STATE_WEIGHT: Final = 0.05
REFIT_AFTER: Final = 10
MIN_OBSERVATIONS: Final = 20
MIN_SPEED: Final = 0.01
MAX_SPEED: Final = 5.0
MAX_RHO: Final = 0.95
MAX_XI: Final = 10.0
LAGS: Final = 6
MAX_LIFT: Final = 0.5
LIFT: Final = 0.2
_CAPACITY: Final = 2048


class StochasticVariance:
    """dv = κ_v (θ − v) dt + ξ √v dZ, corr(dZ, price) = ρ, from the squared returns of the last `window_ms`.

    x_n = r_n² · (ticks per second) is the variance per second, seen through noise: x = v ε². The noise has no memory,
    so autocovariances c_k of x beyond lag 0 are those of v, and moments that avoid lag 0 are free of it:

        v    ← v + 0.05 (x − v)                        θ = mean x
        e^(−κ_v Δt) = (c₂+…+c₆) / (c₁+…+c₅)            κ_v within [0.01, 5] per second
        Var v = c₁ e^(κ_v Δt) = ξ² θ / 2κ_v            gives ξ
        ρ = cov(r_n, x_{n+1}) / (ξ θ Δt)               within ±0.95: what a return says of the variance after it

    With noiseless x these are the usual −ln ρ₁/Δt and corr(r, dv). Where moments contradict the model (a sum or c₁ not
    positive, no decay) the former parameters stay. Refitted every ten observations from twenty on. Heston (1993),
    Review of Financial Studies 6(2).
    """

    def __init__(self, window_ms: int = 300_000) -> None:
        if window_ms < 1:
            raise ValueError(f"variance_window_secs must be above 0, not {window_ms} ms")
        self._window_ms: Final = window_ms
        self._times: Final = vec[i64]([0] * _CAPACITY)
        self._returns: Final = vec[float]([0.0] * _CAPACITY)
        self._xs: Final = vec[float]([0.0] * _CAPACITY)
        self._head = 0
        self._tail = 0
        self._now_ms = -1
        self._since_fit = 0
        self._r = 0.0
        self.value: float | None = None  # v (per second); None before the first return
        self.theta = 0.0  # per second
        self.kappa_vol = 0.5  # per second
        self.xi_vol = 0.1  # per second
        self.rho = -0.3

    def update(self, ms: int, r: float, ticks_per_s: float) -> None:
        """Take a return (log, per volume tick) and the rate of ticks."""
        self._now_ms = max(ms, self._now_ms)
        x = r * r * ticks_per_s
        value = self.value
        if value is None:
            self.value = x
            self.theta = x
        else:
            self.value = value + STATE_WEIGHT * (x - value)
        self._r = r
        if self._tail - self._head >= _CAPACITY:
            self._head += 1
        slot = self._tail % _CAPACITY
        self._times[slot] = self._now_ms
        self._returns[slot] = r
        self._xs[slot] = x
        self._tail += 1
        while self._times[self._head % _CAPACITY] < self._now_ms - self._window_ms:
            self._head += 1
        self._since_fit += 1
        if self._since_fit >= REFIT_AFTER and self._tail - self._head >= MIN_OBSERVATIONS:
            self._since_fit = 0
            self._fit()

    def average(self, horizon_s: float) -> float:
        """Return the expected mean variance (per second) over the next so many seconds: θ + (v−θ)(1−e^(−κT))/(κT)."""
        value = self.value
        if value is None:
            return 0.0
        x = self.kappa_vol * horizon_s
        share = 1.0 if x < 1e-9 else (1.0 - exp(-x)) / x
        return self.theta + (value - self.theta) * share

    def sigma_leverage(self, r: float, ticks_per_s: float) -> float:
        """Return √v (1 + clamp(0.2 |r|/√v, 0, ½)) after a return in the direction that raises variance, else √v.

        |r| and √v are both per √second here: r·√(ticks per second) is what the return was at that pace.
        """
        value = self.value
        if value is None or value <= 0.0:
            return 0.0
        sigma = sqrt(value)
        if r * self.rho <= 0.0:
            return sigma
        return sigma * (1.0 + min(LIFT * abs(r) * sqrt(ticks_per_s) / sigma, MAX_LIFT))

    def view(self, ticks_per_s: float) -> VarianceView:
        """Return what this says now; neutral before twenty returns."""
        value = self.value
        if value is None or self._tail < MIN_OBSERVATIONS:
            return VarianceView()
        leverage = self.sigma_leverage(self._r, ticks_per_s)
        return VarianceView(value, self.theta, self.kappa_vol, self.xi_vol, self.rho, leverage)

    def _fit(self) -> None:
        n = self._tail - self._head
        count = float(n)
        span_s = float(self._times[(self._tail - 1) % _CAPACITY] - self._times[self._head % _CAPACITY]) / 1000.0
        dt_s = span_s / (count - 1.0)
        mean = 0.0
        mean_r = 0.0
        for number in range(self._head, self._tail):
            mean += self._xs[number % _CAPACITY]
            mean_r += self._returns[number % _CAPACITY]
        mean /= count
        mean_r /= count
        self.theta = mean
        if dt_s <= 0.0 or mean <= 0.0:
            return
        near = 0.0
        far = 0.0
        first = 0.0
        for lag in range(1, LAGS + 1):
            covariance = self._covariance(lag, mean)
            if lag == 1:
                first = covariance
            if lag < LAGS:
                near += covariance
            if lag > 1:
                far += covariance
        if first <= 0.0 or not 0.0 < far < near:
            return
        lead = 0.0
        for number in range(self._head + 1, self._tail):
            before = (number - 1) % _CAPACITY
            lead += (self._xs[number % _CAPACITY] - mean) * (self._returns[before] - mean_r)
        lead /= count - 1.0
        decay = far / near
        speed = -log(decay) / dt_s
        self.kappa_vol = min(max(speed, MIN_SPEED), MAX_SPEED)
        # Var v by the decay that was measured, ξ by the speed that is published
        self.xi_vol = min(sqrt(2.0 * self.kappa_vol * (first / decay) / mean), MAX_XI)
        self.rho = min(max(lead / (self.xi_vol * mean * dt_s), -MAX_RHO), MAX_RHO)

    def _covariance(self, lag: int, mean: float) -> float:
        total = 0.0
        for number in range(self._head + lag, self._tail):
            total += (self._xs[number % _CAPACITY] - mean) * (self._xs[(number - lag) % _CAPACITY] - mean)
        return total / float(self._tail - self._head - lag)
