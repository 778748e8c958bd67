"""When orders arrive: two-sided self-exciting arrivals."""

from math import exp
from random import Random


class HawkesArrivals:
    """Buy and sell arrivals whose rate rises with each arrival and decays again.

        λ_side(t) = μ + Σ_own α e^{−β(t−tᵢ)} + Σ_other γ e^{−β(t−tⱼ)}

    Stationary while the branching ratio n = (α + γ)/β is below 1; the mean rate a side is then μ/(1 − n), and the
    counts of both sides in a long window have variance/mean 1/(1 − n)². Simulated by Ogata's thinning.
    Hawkes (1971), Biometrika 58(1), 83-90; Ogata (1981), IEEE Trans. Information Theory 27(1), 23-31.
    """

    def __init__(self, rng: Random, mean_rate: float, branching: float, cross_share: float, beta: float) -> None:
        """Start with both sides at their mean rates.

        `mean_rate`: arrivals per second and side. `branching`: n; its `cross_share` excites the other side.
        `beta`: decay per second. Raises ValueError for a branching ratio outside [0, 1).
        """
        if not 0.0 <= branching < 1.0:
            raise ValueError(f"a branching ratio of {branching:g} is not stationary; choose one in [0, 1)")
        self._rng = rng
        self._mean = 2.0 * mean_rate
        self._mu = mean_rate * (1.0 - branching)
        self._own = branching * (1.0 - cross_share) * beta
        self._cross = branching * cross_share * beta
        self._beta = beta
        self._buy = mean_rate * branching  # what past arrivals add to μ
        self._sell = mean_rate * branching

    @property
    def rate(self) -> float:
        """Arrivals per second to expect now, both sides."""
        return 2.0 * self._mu + self._buy + self._sell

    @property
    def activity(self) -> float:
        """The rate as a multiple of its mean."""
        return self.rate / self._mean

    def advance(self, seconds: float) -> list[bool]:
        """Let `seconds` pass; return the arrivals in them, in order: True for a buy."""
        arrivals: list[bool] = []
        while True:
            bound = self.rate  # the rate only falls until the next arrival
            wait_s = self._rng.expovariate(bound)
            if wait_s > seconds:
                self._decay(seconds)
                return arrivals
            self._decay(wait_s)
            seconds -= wait_s
            rate = self.rate
            if self._rng.random() * bound <= rate:
                is_buy = self._rng.random() * rate < self._mu + self._buy
                self._excite(is_buy)
                arrivals.append(is_buy)

    def _decay(self, seconds: float) -> None:
        factor = exp(-self._beta * seconds)
        self._buy *= factor
        self._sell *= factor

    def _excite(self, is_buy: bool) -> None:
        self._buy += self._own if is_buy else self._cross
        self._sell += self._cross if is_buy else self._own
