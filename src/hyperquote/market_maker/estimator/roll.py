"""How much of the price's movement is only the bounce between bid and ask."""

from typing import Final

from librt.vecs import vec

from hyperquote.market_maker.estimator.ewma import Ewma

RETURNS: Final = 100
NOISE_WEIGHT: Final = 0.05


class RollNoise:
    """Variance of the noise in trade prices: max(0, −autocovariance₁ of the last 100 returns), EWMA 0.05.

    A bounce is taken back, so it makes neighbouring returns negatively correlated; the walk under it does not. Roll
    (1984), J. Finance 39(4): the effective spread is twice the root of this.
    """

    def __init__(self) -> None:
        self._returns: Final = vec[float]([0.0] * RETURNS)
        self._count = 0
        self._sum = 0.0
        self._products = 0.0  # Σ r_i r_{i−1} over neighbours in the ring
        self._noise: Final = Ewma(NOISE_WEIGHT)

    def update(self, r: float) -> None:
        """Take the next return of trade prices (log)."""
        slot = self._count % RETURNS
        if self._count >= RETURNS:
            oldest = self._returns[slot]
            self._sum -= oldest
            self._products -= oldest * self._returns[(slot + 1) % RETURNS]
        self._sum += r
        if self._count > 0:
            self._products += r * self._returns[(slot - 1) % RETURNS]
        self._returns[slot] = r
        self._count += 1
        if self._count < RETURNS:
            return
        if slot == RETURNS - 1:
            self._add_up()
        mean = self._sum / float(RETURNS)
        self._noise.update(max(0.0, mean * mean - self._products / float(RETURNS - 1)))

    @property
    def value(self) -> float | None:
        """Noise variance (log²); None before 100 returns."""
        return self._noise.value

    def _add_up(self) -> None:
        """Add up afresh, once per turn of the ring, so that rounding cannot pile up."""
        self._sum = self._returns[0]
        self._products = 0.0
        for i in range(1, RETURNS):
            self._sum += self._returns[i]
            self._products += self._returns[i] * self._returns[i - 1]
