"""The price behind the noise."""

from math import exp, log, sqrt
from typing import Final

from hyperquote.market_maker.estimator.ewma import Ewma
from hyperquote.market_maker.estimator.roll import RollNoise
from hyperquote.market_maker.models import FairPriceView

P0: Final = 1e-6
Q0: Final = 1e-8
R0: Final = 2.5e-9
MIN_NOISE: Final = 1e-12  # R never below: a noise of 0 would make every trade the truth
MIN_UPDATES: Final = 10
MIN_ACTIVITY: Final = 0.5
MAX_ACTIVITY: Final = 5.0
SLOW_GAP: Final = 0.01
FAST_GAP: Final = 0.1
MAX_GAP_S: Final = 60.0  # a longer silence counts as so much: by then the filter trusts the next trade anyway


class FairPrice:
    """Kalman filter on x = ln price, observed in trades: z = ln px with the noise of the bounce.

        P ← P + Q      K = P / (P + R)      x ← x + K (z − x)      P ← (1 − K) P

    Q = σ² Δt · clamp(activity, ½, 5) once σ (per √second) is known, 1e-8 before; activity is the usual gap between
    trades over that of late. R is Roll's noise variance once 100 returns were seen, 2.5e-9 before. A `q` or `r` that is
    not 0 is used instead, always. x is a log price, so Q and R are relative variances. Prints of one millisecond are
    one observation, the last of them. Kalman (1960), J. Basic Engineering 82(1).
    """

    def __init__(self, is_used: bool = False, q: float = 0.0, r: float = 0.0) -> None:
        if not (q >= 0.0 and r >= 0.0):
            raise ValueError(f"kalman_q and kalman_r must be 0 or more, not {q} and {r}")
        self.is_used: Final = is_used
        self._q: Final = q
        self._r: Final = r
        self._noise: Final = RollNoise()
        self._fast: Final = Ewma(FAST_GAP)
        self._slow: Final = Ewma(SLOW_GAP)
        self._x = 0.0
        self._p = P0
        self._z = 0.0
        self._pending_px = 0.0
        self._pending_ms = -1
        self._ms = -1  # of the newest observation
        self.updates = 0

    def update(self, ms: int, px: float, sigma: float) -> None:
        """Take a trade (event time, USD) and σ per √second, 0 while unknown; the millisecond before it is complete."""
        if ms < self._pending_ms:
            return
        if ms > self._pending_ms and self._pending_ms >= 0:
            self._observe(self._pending_ms, log(self._pending_px), sigma)
        self._pending_ms = ms
        self._pending_px = px

    def on_gap(self) -> None:
        """The stream broke: the price may be anywhere, so the next trade is believed; noise and gaps keep."""
        self._p = P0
        self._ms = -1
        self._pending_ms = -1

    @property
    def value(self) -> float | None:
        """Fair price (USD); None before the first observation."""
        return exp(self._x) if self.updates > 0 else None

    @property
    def deviation(self) -> float:
        """Standard deviation √P of the log price."""
        return sqrt(self._p)

    @property
    def noise(self) -> float:
        """R, the noise variance in use (log²)."""
        if self._r > 0.0:
            return self._r
        noise = self._noise.value
        return R0 if noise is None else max(noise, MIN_NOISE)

    @property
    def view(self) -> FairPriceView:
        """What this says now; neutral before ten observations, and used only where asked for."""
        if self.updates < MIN_UPDATES:
            return FairPriceView()
        return FairPriceView(self.is_used, exp(self._x), sqrt(self._p))

    def _observe(self, ms: int, z: float, sigma: float) -> None:
        if self.updates == 0 or self._ms < 0:
            self._x = z  # nothing else is known: P stays what it is, the doubt of a single trade or more
            self._p = max(P0, self.noise) if self.updates == 0 else P0
        else:
            gap_s = min(float(ms - self._ms) / 1000.0, MAX_GAP_S)
            self._fast.update(gap_s)
            self._slow.update(gap_s)
            self._noise.update(z - self._z)
            self._p += self._process_variance(gap_s, sigma)
            gain = self._p / (self._p + self.noise)
            self._x += gain * (z - self._x)
            self._p *= 1.0 - gain
        self._z = z
        self._ms = ms
        self.updates += 1

    def _process_variance(self, gap_s: float, sigma: float) -> float:
        if self._q > 0.0:
            return self._q
        if sigma <= 0.0:
            return Q0
        fast = self._fast.or_zero()
        activity = self._slow.or_zero() / fast if fast > 0.0 else 1.0
        return sigma * sigma * gap_s * min(max(activity, MIN_ACTIVITY), MAX_ACTIVITY)
