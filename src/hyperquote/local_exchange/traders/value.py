"""The value that everyone chases and nobody quotes."""

from math import exp, sqrt
from random import Random

from hyperquote.consts import BPS


class Value:
    """A jump-diffusion in the log price, moved on by the orders that are believed to know something.

        d ln V = σ √a dW + J dN        a: activity (1 on average), J ~ N(0, jump²), N Poisson

    The diffusion runs in business time: it is fast while orders come fast, which makes volatility cluster.
    Merton (1976), J. Financial Economics 3, 125-144; Clark (1973), Econometrica 41(1), 135-155.
    """

    def __init__(self, rng: Random, start: float, sigma_bps: float, jumps_per_hour: float, jump_bps: float) -> None:
        """`start` in USD, `sigma_bps` per √s, `jump_bps` the standard deviation of a jump."""
        self._rng = rng
        self._sigma = sigma_bps * BPS
        self._jumps_per_s = jumps_per_hour / 3_600.0
        self._jump = jump_bps * BPS
        self.price = start

    def advance(self, seconds: float, activity: float) -> float:
        """Move on by `seconds` at this activity and return the new value (USD)."""
        step = self._sigma * sqrt(seconds * activity) * self._rng.gauss(0.0, 1.0)
        if self._rng.random() < self._jumps_per_s * seconds:
            step += self._rng.gauss(0.0, self._jump)
        self.price *= exp(step)
        return self.price

    def learn(self, fraction: float) -> None:
        """Take in what an order taught: the value is worth `fraction` more."""
        self.price *= 1.0 + fraction
