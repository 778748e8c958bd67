"""How our own fills thin out with the depth at which we quote."""

from math import exp, log, sqrt
from typing import Final

from librt.vecs import vec

BINS: Final = 24
FIRST_EDGE: Final = 0.25e-4  # fraction of the mid; each edge is √2 times the one before it
STEPS_PER_OCTAVE: Final = 2.0
MIN_KAPPA: Final = 50.0
MAX_KAPPA: Final = 50_000.0
MIN_FILLS: Final = 20.0
MAX_STEP_S: Final = 5.0  # a longer pause between two looks proves nothing about what rested in between
HALVINGS: Final = 50
FADE_EVERY_MS: Final = 1_000


class KappaOwn:
    """λ(δ) = A e^{−κδ}: fills per second of an order that rests at δ = |px − mid| / mid, from our orders of one side.

        e_k    seconds that our orders rested in depth bin k, d_k their mean depth there
        n, D   number of fills, sum of their δ
        κ      solves   D / n = Σ e_k d_k e^{−κ d_k} / Σ e_k e^{−κ d_k}      and A = n / Σ e_k e^{−κ d_k}

    The most likely values where fills are Poisson given the time at each depth. Orders that were never hit count with
    their time, so it does not matter that we mostly quote where we mostly are hit; the mean δ of fills alone would only
    tell where we quote. δ of a fill is that to the mid when its order was last seen resting, never that to its own
    price. Everything fades with a memory of `memory_s`. The relative error of κ is 1 / (κ √(n Var δ)), Var over the
    same weights: where all orders rest at one depth nothing is learnt. Nothing is said below 20 fills remembered.
    Fernandez-Tapia (2015), "Modeling, optimization and estimation for the on-line control of trading algorithms".
    """

    def __init__(self, memory_s: float = 3600.0) -> None:
        if not memory_s > 0.0:
            raise ValueError(f"kappa_own_memory_secs must be above 0, not {memory_s}")
        self._memory_s: Final = memory_s
        self._seconds: Final = vec[float]([0.0] * BINS)
        self._depths: Final = vec[float]([0.0] * BINS)  # Σ seconds · δ
        self._fills = 0.0
        self._reach = 0.0  # Σ δ of fills
        self._now_ms = -1
        self.value: float | None = None  # κ (per unit of relative distance); None before enough fills
        self.intensity = 0.0  # A (per second); 0 while κ is None
        self.confidence = 0.0  # 1 / (1 + relative error of κ), 0 while κ is None

    def rested(self, depth: float, seconds: float) -> None:
        """Take the time for which one order rested at a depth (fraction of the mid; inside the mid counts as 0)."""
        delta = max(depth, 0.0)
        slot = _bin(delta)
        lasted = min(seconds, MAX_STEP_S)
        self._seconds[slot] += lasted
        self._depths[slot] += lasted * delta

    def filled(self, depth: float) -> None:
        """Take a fill of an order that last rested at this depth."""
        self._fills += 1.0
        self._reach += max(depth, 0.0)
        self._fit()

    def advance(self, now_ms: int) -> None:
        """Let the past fade, in steps of a second or more."""
        if self._now_ms >= 0 and now_ms < self._now_ms + FADE_EVERY_MS:
            return
        if self._now_ms >= 0:
            keep = exp(-float(now_ms - self._now_ms) / 1000.0 / self._memory_s)
            for slot in range(BINS):
                self._seconds[slot] *= keep
                self._depths[slot] *= keep
            self._fills *= keep
            self._reach *= keep
            if self._fills < MIN_FILLS:
                self._forget()
        self._now_ms = now_ms

    def _fit(self) -> None:
        if self._fills < MIN_FILLS:
            return
        target = self._reach / self._fills
        if not self._mean(MAX_KAPPA) < self._mean(MIN_KAPPA):
            self._forget()
            return
        low = MIN_KAPPA
        high = MAX_KAPPA
        for _ in range(HALVINGS):  # the mean falls as κ rises, so the root is bracketed or beyond an end
            middle = 0.5 * (low + high)
            if self._mean(middle) > target:
                low = middle
            else:
                high = middle
        kappa = 0.5 * (low + high)
        total = 0.0
        first = 0.0
        second = 0.0
        for slot in range(BINS):
            seconds = self._seconds[slot]
            if seconds > 0.0:
                depth = self._depths[slot] / seconds
                weight = seconds * exp(-kappa * depth)
                total += weight
                first += weight * depth
                second += weight * depth * depth
        if not total > 0.0:
            self._forget()
            return
        mean = first / total
        information = self._fills * max(second / total - mean * mean, 0.0)
        self.value = kappa
        self.intensity = self._fills / total
        self.confidence = 1.0 / (1.0 + 1.0 / (kappa * sqrt(information))) if information > 0.0 else 0.0

    def _forget(self) -> None:
        self.value = None
        self.intensity = 0.0
        self.confidence = 0.0

    def _mean(self, kappa: float) -> float:
        """Return the mean depth of fills that this κ would have made of the time that orders rested."""
        nearest = -1.0
        total = 0.0
        first = 0.0
        for slot in range(BINS):
            seconds = self._seconds[slot]
            if seconds > 0.0:
                depth = self._depths[slot] / seconds
                if nearest < 0.0:
                    nearest = depth  # weights relative to it, so that none vanishes
                weight = seconds * exp(-kappa * (depth - nearest))
                total += weight
                first += weight * depth
        return first / total if total > 0.0 else 0.0


def _bin(depth: float) -> int:
    if depth < FIRST_EDGE:
        return 0
    return min(1 + int(STEPS_PER_OCTAVE * log(depth / FIRST_EDGE) / log(2.0)), BINS - 1)
