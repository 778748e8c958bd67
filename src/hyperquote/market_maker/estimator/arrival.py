"""How fast the volume clock ticks."""

from typing import Final

from hyperquote.market_maker.estimator.ewma import alpha_of

MIN_RATE: Final = 0.001
MAX_RATE: Final = 100.0
R0_START: Final = 0.5


class ArrivalIntensity:
    """Volume ticks per second, λ, weights halving every `half_life` ticks.

        "ratio"   λ = Σ wᵢ / Σ wᵢ Δtᵢ             ticks over time: unbiased
        "r0"      λ ← α / Δt + (1 − α) λ,  from 0.5    mean of 1/Δt: too high by Jensen's inequality; for comparison

    Δt runs from one bucket's end to the next (event time). Always within [0.001, 100].
    """

    def __init__(self, half_life: float = 20.0, mode: str = "ratio", ewma_alpha: str = "exact") -> None:
        if mode not in {"ratio", "r0"}:
            raise ValueError(f'arrival_mode must be "ratio" or "r0", not "{mode}"')
        self._alpha: Final = alpha_of(half_life, ewma_alpha)
        self._is_ratio: Final = mode == "ratio"
        self._end_ms = -1
        self._ticks = 0.0
        self._seconds = 0.0
        self._r0 = R0_START
        self.value: float | None = None  # ticks per second; None before the second bucket

    def update(self, end_ms: int) -> None:
        """Take the end of the next bucket (event time)."""
        previous = self._end_ms
        self._end_ms = end_ms
        if previous < 0:
            return
        dt_s = float(max(end_ms - previous, 0)) / 1000.0
        self._ticks = self._ticks * (1.0 - self._alpha) + 1.0
        self._seconds = self._seconds * (1.0 - self._alpha) + dt_s
        if dt_s > 0.001:
            self._r0 += self._alpha * (min(max(1.0 / dt_s, MIN_RATE), MAX_RATE) - self._r0)
        self.value = self._rate() if self._is_ratio else self._r0

    def _rate(self) -> float:
        if self._ticks >= MAX_RATE * self._seconds:
            return MAX_RATE
        return max(self._ticks / self._seconds, MIN_RATE)
