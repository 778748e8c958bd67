"""The mood of a market: slow waves of activity, volatility and direction that outlast any single order."""

from math import exp, sqrt
from random import Random

_STEP_S = 1.0  # between two draws; nothing about a mood is faster


class Mood:
    """Two Ornstein-Uhlenbeck processes with one correlation time T: how busy it is, and who presses.

        a ← a e^{−Δ/T} + s √(1 − e^{−2Δ/T}) N(0, 1)         pace = e^{a − s²/2},  variance = e^{k a − k² s²/2}
        b ← b e^{−Δ/T} + tilt √(1 − e^{−2Δ/T}) N(0, 1)      excess of buyers, −1 … 1

    `pace` is by how much business time outruns the clock, `variance` by how much that of the value exceeds its mean;
    both are 1 on average. This is what makes counts, sizes of returns and signs of orders correlate for minutes, which
    a Hawkes process with one decay cannot. Lillo & Farmer (2004), Studies in Nonlinear Dynamics & Econometrics 8(3);
    Clark (1973), Econometrica 41(1), 135-155.
    """

    def __init__(self, rng: Random, seconds: float, sigma: float, gain: float, tilt: float) -> None:
        """`seconds`: T; `sigma`: s; `gain`: k; `tilt`: standard deviation of b. Without both it is even."""
        self._rng = rng
        self._seconds = seconds
        self._sigma = sigma
        self._gain = gain
        self._tilt = tilt
        self._level = 0.0
        self._since_s = 0.0
        self.pace = 1.0
        self.variance = 1.0
        self.tilt = 0.0

    def advance(self, seconds: float) -> None:
        """Let time pass; nothing is drawn while the market is even."""
        if self._sigma == 0.0 and self._tilt == 0.0:
            return
        self._since_s += seconds
        if self._since_s < _STEP_S:
            return
        kept = exp(-self._since_s / self._seconds)
        fresh = sqrt(1.0 - kept * kept)
        self._since_s = 0.0
        sigma, gain = self._sigma, self._gain
        self._level = kept * self._level + sigma * fresh * self._rng.gauss(0.0, 1.0)
        self.tilt = max(min(kept * self.tilt + self._tilt * fresh * self._rng.gauss(0.0, 1.0), 1.0), -1.0)
        self.pace = exp(self._level - sigma * sigma / 2.0)
        self.variance = exp(gain * self._level - gain * gain * sigma * sigma / 2.0)
