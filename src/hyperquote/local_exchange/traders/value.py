"""The value that everyone chases and nobody quotes."""

from math import exp, log, sqrt
from random import Random

from hyperquote.consts import BPS
from hyperquote.local_exchange.traders.scenario import Scenario


class Value:
    """A jump-diffusion in the log price, moved on by the orders that are believed to know something.

        d ln V = σ √a dW + J dN + (±d + r ln(A/V)) dt        a: activity (1 on average), J ~ N(0, jump²), N Poisson

    The diffusion runs in business time: it is fast while orders come fast, which makes volatility cluster. Trend d,
    reversion r to the anchor A and a slide are zero until a scenario wants them.
    Merton (1976), J. Financial Economics 3, 125-144; Clark (1973), Econometrica 41(1), 135-155.
    """

    def __init__(self, rng: Random, start: float, sigma_bps: float, jumps_per_hour: float, jump_bps: float) -> None:
        """`start` in USD, `sigma_bps` per √s, `jump_bps` the standard deviation of a jump."""
        self._rng = rng
        self._sigma = sigma_bps * BPS
        self._jumps_per_s = jumps_per_hour / 3_600.0
        self._jump = jump_bps * BPS
        self._drift = 0.0  # per s, signed
        self._turns_per_s = 0.0
        self._reversion_per_s = 0.0
        self._anchor = start
        self._slide_per_s = 0.0
        self._slide_left_s = 0.0
        self.price = start

    def obey(self, scenario: Scenario) -> None:
        """Move by the law of another scenario from here on."""
        self._sigma = scenario.sigma_bps * BPS
        self._jumps_per_s = scenario.jumps_per_hour / 3_600.0
        self._jump = scenario.jump_bps * BPS
        self._drift = scenario.drift_bps_per_s * BPS
        self._turns_per_s = scenario.turns_per_hour / 3_600.0
        self._reversion_per_s = scenario.reversion_per_s
        self._anchor = self.price
        self._slide_left_s = 0.0
        if self._drift and self._rng.random() < 0.5:
            self._drift = -self._drift

    def slide(self, fraction: float, seconds: float) -> None:
        """Fall by `fraction` of the log price in the next `seconds`, evenly, beside all other moves."""
        self._slide_per_s = fraction / seconds
        self._slide_left_s = seconds

    def advance(self, seconds: float, activity: float) -> float:
        """Move on by `seconds` at this activity and return the new value (USD)."""
        step = self._sigma * sqrt(seconds * activity) * self._rng.gauss(0.0, 1.0)
        if self._rng.random() < self._jumps_per_s * seconds:
            step += self._rng.gauss(0.0, self._jump)
        if self._drift:
            if self._rng.random() < self._turns_per_s * seconds:
                self._drift = -self._drift
            step += self._drift * seconds
        if self._reversion_per_s:
            step += (1.0 - exp(-self._reversion_per_s * seconds)) * log(self._anchor / self.price)
        if self._slide_left_s > 0.0:
            step -= self._slide_per_s * min(seconds, self._slide_left_s)
            self._slide_left_s -= seconds
        self.price *= exp(step)
        return self.price

    def learn(self, fraction: float) -> None:
        """Take in what an order taught: the value is worth `fraction` more."""
        self.price *= 1.0 + fraction
