"""How often the price jumps, and how far."""

from math import sqrt
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.market_maker.estimator.ewma import Ewma
from hyperquote.market_maker.models import JumpView

SIZE_WEIGHT: Final = 0.1  # of the newest jump in the mean and spread of sizes
MIN_JUMPS: Final = 5
MIN_SPAN_S: Final = 30.0  # a rate needs that much time, however many jumps came in less
_CAPACITY: Final = 1024  # jumps in one window; more than that replace the oldest


class Jumps:
    """Returns beyond `sigmas` times the jump-free volatility, both per volume tick, over the last `window_ms`.

        λ_J = n / min(window, time watched)       per second; falls as jumps leave, new jump or none
        μ_J, σ_J                                  mean and deviation of |J|, EWMA 0.1 over jumps
        variance over h = σ² h + λ_J h (μ_J² + σ_J²)

    Says nothing before five jumps are in the window. Merton (1976), J. Financial Economics 3, for the variance; Lee &
    Mykland (2008), Review of Financial Studies 21(6), for a test of each return against bipower volatility.
    """

    def __init__(self, window_ms: int = 300_000, sigmas: float = 3.0) -> None:
        if window_ms < 1 or not sigmas >= 1.0:
            raise ValueError(f"jumps need a window of 1 ms and a threshold of 1 σ or more, not {window_ms}, {sigmas}")
        self._window_ms: Final = window_ms
        self._sigmas: Final = sigmas
        self._times: Final = vec[i64]([0] * _CAPACITY)
        self._head = 0
        self._tail = 0
        self._size: Final = Ewma(SIZE_WEIGHT)
        self._square: Final = Ewma(SIZE_WEIGHT)
        self._first_ms = -1
        self._now_ms = -1

    def update(self, ms: int, r: float, sigma_tick: float) -> bool:
        """Take a return (log, per tick) and the σ (per √tick) known before it; return whether it is a jump."""
        self.advance(ms)
        size = abs(r)
        if size <= self._sigmas * sigma_tick:
            return False
        if self._tail - self._head >= _CAPACITY:
            self._head += 1
        self._times[self._tail % _CAPACITY] = self._now_ms
        self._tail += 1
        self._size.update(size)
        self._square.update(size * size)
        return True

    def advance(self, now_ms: int) -> None:
        """Let what is older than the window go."""
        if self._first_ms < 0:
            self._first_ms = now_ms
        self._now_ms = max(now_ms, self._now_ms)
        while self._head < self._tail and self._times[self._head % _CAPACITY] <= self._now_ms - self._window_ms:
            self._head += 1

    @property
    def value(self) -> float | None:
        """λ_J (per second); None before the first return, 0 below five jumps."""
        if self._first_ms < 0:
            return None
        n = self._tail - self._head
        if n < MIN_JUMPS:
            return 0.0
        span_s = float(min(self._now_ms - self._first_ms, self._window_ms)) / 1000.0
        return float(n) / max(span_s, min(MIN_SPAN_S, float(self._window_ms) / 1000.0))

    @property
    def view(self) -> JumpView:
        """What this says now; neutral below five jumps."""
        intensity = self.value
        if intensity is None or intensity == 0.0:
            return JumpView()
        mean = self._size.or_zero()
        return JumpView(intensity, mean, sqrt(max(self._square.or_zero() - mean * mean, 0.0)))
