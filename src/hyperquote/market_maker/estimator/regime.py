"""Which weather it is."""

from typing import Final

LOW: Final = 0
NORMAL: Final = 1
HIGH: Final = 2
EXTREME: Final = 3

CONFIRMATIONS: Final = 5
LOW_RATIO: Final = 0.5
HIGH_RATIO: Final = 1.5
EXTREME_RATIO: Final = 3.0
BASELINE_WEIGHT: Final = 0.01
BASELINE_BOUND: Final = 3.0


class VolatilityRegime:
    """Low, normal, high or extreme volatility, against a slowly learning baseline.

        extreme   jump ratio > threshold  or  σ > 3 × baseline
        high      σ > 1.5 × baseline
        low       σ < 0.5 × baseline
        baseline  ← 0.99 baseline + 0.01 σ,  within a third and three times of what is configured

    A change needs five classifications of the same target in a row. The baseline rests while the regime is high or
    extreme: a long storm must not become the new normal. `is_toxic` says that the jump ratio exceeds the threshold, and
    takes as long to begin and to end: on the fast scale a single tick above it is often noise.
    """

    def __init__(self, sigma_baseline: float = 0.0002, jump_ratio_threshold: float = 3.0) -> None:
        if sigma_baseline <= 0.0:
            raise ValueError(f"sigma_baseline must be positive, not {sigma_baseline}")
        self._configured: Final = sigma_baseline
        self._threshold: Final = jump_ratio_threshold
        self._regime = NORMAL
        self._pending = NORMAL
        self._pending_count = 0
        self._toxic_count = 0  # updates in a row that contradict `is_toxic`
        self._is_known = False
        self.baseline = sigma_baseline
        self.is_toxic = False

    def update(self, sigma: float, jump_ratio: float) -> None:
        """Take σ (any unit, the baseline's) and the fast jump ratio."""
        self._is_known = True
        self._confirm(self._classify(sigma, jump_ratio))
        self._toxic_count = self._toxic_count + 1 if (jump_ratio > self._threshold) != self.is_toxic else 0
        if self._toxic_count >= CONFIRMATIONS:
            self.is_toxic = not self.is_toxic
            self._toxic_count = 0
        if self._regime < HIGH:
            learnt = (1.0 - BASELINE_WEIGHT) * self.baseline + BASELINE_WEIGHT * sigma
            self.baseline = min(max(learnt, self._configured / BASELINE_BOUND), self._configured * BASELINE_BOUND)

    @property
    def value(self) -> int | None:
        """0 low, 1 normal, 2 high, 3 extreme; None before the first update."""
        return self._regime if self._is_known else None

    def _classify(self, sigma: float, jump_ratio: float) -> int:
        if jump_ratio > self._threshold or sigma > EXTREME_RATIO * self.baseline:
            return EXTREME
        if sigma > HIGH_RATIO * self.baseline:
            return HIGH
        return LOW if sigma < LOW_RATIO * self.baseline else NORMAL

    def _confirm(self, target: int) -> None:
        if target == self._regime:
            self._pending_count = 0
            return
        self._pending_count = self._pending_count + 1 if target == self._pending else 1
        self._pending = target
        if self._pending_count >= CONFIRMATIONS:
            self._regime = target
            self._pending_count = 0
