"""Where our order stands in its queue, and how likely it is to be filled from there."""

from collections.abc import Callable
from math import exp, log1p, sqrt

from hyperquote.theory.numeric import normal_cdf

_SMALL_TAIL = 1e-18


def cancel_share_behind(kind: str, power: float) -> Callable[[float, float], float]:
    """Return the share of cancels that happen behind us, as a function of the volume in front and behind.

        "power"    f(back) / (f(back) + f(front)),  f = xⁿ       "log"   the same with f = ln(1 + x)
        "power2"   f(back) / f(back + front)                     "log2"  likewise
        "power3"   1 − f(front / (front + back))

    With n = 1 the power forms are proportional cancels. 1 where there is nobody at all.
    """

    def scale(x: float) -> float:
        return log1p(x) if kind.startswith("log") else x**power

    def share(front: float, back: float) -> float:
        front, back = max(front, 0.0), max(back, 0.0)
        if kind == "power3":
            return 1.0 - scale(front / (front + back)) if front + back > 0.0 else 1.0
        whole = scale(back + front) if kind.endswith("2") else scale(back) + scale(front)
        return scale(back) / whole if whole > 0.0 else 1.0

    if kind not in {"power", "log", "power2", "log2", "power3"}:
        raise ValueError(f'the cancel model must be "power", "log", "power2", "log2" or "power3", not {kind!r}')
    return share


class QueuePosition:
    """The volume ahead of our order, from trades at its price and the displayed volume of its level."""

    def __init__(self, front: float, share_behind: Callable[[float, float], float]) -> None:
        self.front = front
        self._share = share_behind
        self._traded = 0.0

    def on_trade(self, volume: float) -> None:
        """A trade at our price advances us; the next decrease of the level will contain it."""
        self.front -= volume
        self._traded += volume

    def on_depth(self, before: float, after: float) -> None:
        """Take the displayed volume of the level before and after a change: what did not trade was cancelled."""
        gone = before - after - self._traded
        self._traded = 0.0
        if gone < 0.0:
            self.front = min(self.front, after)
            return
        back = before - self.front
        share = self._share(self.front, back)
        self.front = min(self.front - (1.0 - share) * gone + min(back - share * gone, 0.0), after)


def fill_probability(intensity: float, kappa: float, depth: float, time: float) -> float:
    """Return 1 − e^(−Λτ), Λ = A e^(−κδ): not Λτ, which may exceed 1."""
    return 1.0 - exp(-intensity * exp(-kappa * depth) * time)


def touch_probability(distance: float, sigma: float, time: float) -> float:
    """Return 2Φ(−δ/(σ√τ)): a Brownian price touches the level. Touched is not filled."""
    return 2.0 * normal_cdf(-distance / (sigma * sqrt(time)))


def queue_fill_probability(rate: float, time: float, mean_size: float, ahead: float) -> float:
    """Return the chance that Poisson market orders of exponential sizes trade more than what is ahead of us.

    P(N > M) with N ~ Poisson(λτ) orders and M ~ Poisson(V/m): the volume ahead is a count of exponential sizes.
    """
    arrivals, needed = rate * time, ahead / mean_size
    chance_needed = exp(-needed)
    chance = exp(-arrivals)
    at_most = chance  # P(N ≤ m)
    total = 0.0
    m = 0
    while True:
        total += chance_needed * (1.0 - at_most)
        m += 1
        chance_needed *= needed / m
        chance *= arrivals / m
        at_most += chance
        if m > needed and chance_needed < _SMALL_TAIL:
            return total


def queue_race(
    ahead: int,
    opposite: int,
    birth: float,
    market: float,
    cancel_same: float,
    cancel_opposite: float,
    longest: int = 400,
) -> float:
    """Return the chance that our order of one unit trades before the opposite best queue empties.

    Orders ahead of us leave at the rate μ + θn; the opposite queue grows at the rate λ and shrinks at μ + θ'm. One
    equation per length of the opposite queue, up to `longest`, solved row by row of n.
    Cont & de Larrard (2013), SIAM J. Financ. Math. 4, 1–25.
    """
    below = [1.0] * (longest + 1)  # chances once we have traded
    for n in range(ahead + 1):
        leave = market + cancel_same * n
        # p_m (leave + birth + death_m) = leave · below_m + birth · p_m+1 + death_m · p_m−1, p_0 = 0
        factors, offsets = [0.0], [0.0]
        for m in range(1, longest + 1):
            death = market + cancel_opposite * m
            grow = birth if m < longest else 0.0
            divisor = leave + grow + death - death * factors[-1]
            offsets.append((leave * below[m] + death * offsets[-1]) / divisor)
            factors.append(grow / divisor)
        row = [0.0] * (longest + 1)
        following = 0.0
        for m in range(longest, 0, -1):
            following = offsets[m] + factors[m] * following
            row[m] = following
        below = row
    return below[opposite]
