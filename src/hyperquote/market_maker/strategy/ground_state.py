"""The stationary optimal quotes, exact: inventory limits and large positions included."""

from math import exp, log, sqrt
from typing import Final

from hyperquote.market_maker.strategy.closed_form import fill_premium, log_fill_power

_BISECTIONS: Final = 200


class GroundState:
    """Optimal depths on the lattice n = −N … N of inventory in orders, for an endless session.

        M_nn = αn² − βn,  M_n,n±1 = −η,   α = κΔ (½γσ² + φ),  β = κμ,  η = √(A_b A_a) · C e^(−κĉ)
        δ_bid(n) = c₁ + ĉ + (1/κ) ln(v_n / v_n+1),   δ_ask(n) = c₁ + ĉ + (1/κ) ln(v_n / v_n−1)

    with v the eigenvector of the smallest eigenvalue λ₀, C = (1 + x)^−(1 + 1/x), and v_n = (A_a/A_b)^(n/2) w_n for
    unequal flows. The closed form takes w for a Gaussian, which is too steep for large positions; this does not.
    λ₀ comes from Sturm counts, the ratios of w inward from both walls: each step there shrinks the error, where an
    eigenvector routine leaves noise in the tails. ĉ is `cost`: fee, adverse selection, half the price impact.

    Guéant, Lehalle & Fernandez-Tapia (2013), section 4; Guéant (2017).
    """

    def __init__(
        self,
        gamma: float,
        xi: float,
        sigma: float,
        kappa: float,
        bid_intensity: float,
        ask_intensity: float,
        order_size: float,
        lattice: int,
        cost: float = 0.0,
        drift: float = 0.0,
    ) -> None:
        if lattice < 1:
            raise ValueError(f"the inventory lattice needs 1 or more orders a side, not {lattice}")
        self.lattice: Final = lattice
        self._kappa: Final = kappa
        self._premium: Final = fill_premium(xi, order_size, kappa) + cost
        self._tilt: Final = 0.5 * log(bid_intensity / ask_intensity) / kappa
        alpha = kappa * order_size * 0.5 * gamma * sigma * sigma
        damping = exp(-log_fill_power(xi * order_size / kappa) - kappa * cost)
        eta = sqrt(bid_intensity * ask_intensity) * damping
        diagonal: list[float] = []
        for index in range(2 * lattice + 1):
            n = float(index - lattice)
            diagonal.append(alpha * n * n - kappa * drift * n)
        self.eigenvalue: Final = _smallest_eigenvalue(diagonal, eta)
        self._log_ratios: Final = _log_ratios(diagonal, eta, self.eigenvalue)

    def bid_depth(self, n: int) -> float:
        """Return δ_bid at n orders of inventory, −N ≤ n < N."""
        return self._premium + self._tilt - self._log_ratios[n + self.lattice] / self._kappa

    def ask_depth(self, n: int) -> float:
        """Return δ_ask at n orders of inventory, −N < n ≤ N."""
        return self._premium - self._tilt + self._log_ratios[n + self.lattice - 1] / self._kappa

    def skew(self, inventory: float) -> float:
        """Return how far both quotes shift down at an inventory in orders, between lattice points by a line."""
        last = self.lattice
        held = min(max(inventory, -float(last)), float(last))
        below = min(int(held + float(last)), 2 * last - 1)
        weight = held + float(last) - float(below)
        return (1.0 - weight) * self._node_skew(below - last) + weight * self._node_skew(below + 1 - last)

    def half_spread(self, inventory: float) -> float:
        """Return the mean of both depths at an inventory in orders; at the walls, that of the neighbour."""
        last = self.lattice
        held = min(max(inventory, 1.0 - float(last)), float(last) - 1.0)
        below = min(int(held + float(last)), 2 * last - 1)
        weight = held + float(last) - float(below)
        upper = self._node_half(below + 1 - last) if weight > 0.0 else 0.0
        return (1.0 - weight) * self._node_half(below - last) + weight * upper

    def _node_half(self, n: int) -> float:
        return 0.5 * (self.bid_depth(n) + self.ask_depth(n))

    def _node_skew(self, n: int) -> float:
        if n == self.lattice:
            return self.half_spread(float(n)) - self.ask_depth(n)
        if n == -self.lattice:
            return self.bid_depth(n) - self.half_spread(float(n))
        return 0.5 * (self.bid_depth(n) - self.ask_depth(n))


def _has_smaller(diagonal: list[float], eta: float, value: float) -> bool:
    """Return whether the matrix has an eigenvalue below `value`: a negative pivot of M − value."""
    pivot = diagonal[0] - value
    for index in range(1, len(diagonal)):
        if pivot <= 0.0:
            return True
        pivot = diagonal[index] - value - eta * eta / pivot
    return pivot <= 0.0


def _smallest_eigenvalue(diagonal: list[float], eta: float) -> float:
    lowest = diagonal[0]
    for entry in diagonal:
        lowest = min(lowest, entry)
    low = lowest - 2.0 * eta  # Gershgorin
    high = lowest
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if middle <= low or middle >= high:
            break
        if _has_smaller(diagonal, eta, middle):
            high = middle
        else:
            low = middle
    return low


def _log_ratios(diagonal: list[float], eta: float, eigenvalue: float) -> list[float]:
    """Return ln(w_n+1 / w_n) for n = −N … N − 1."""
    size = len(diagonal)
    meeting = 0
    for index in range(size):
        if diagonal[index] < diagonal[meeting]:
            meeting = index
    result = [0.0] * (size - 1)
    ratio = 0.0
    for index in range(meeting):
        ratio = (diagonal[index] - eigenvalue) / eta - (1.0 / ratio if index > 0 else 0.0)
        result[index] = log(ratio)
    for index in range(size - 1, meeting, -1):
        ratio = (diagonal[index] - eigenvalue) / eta - (1.0 / ratio if index < size - 1 else 0.0)
        result[index - 1] = -log(ratio)
    return result
