"""Exact optimal depths of one asset: a finite time to go, an endless market, a payment of funding ahead."""

from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

from hyperquote.market_maker.strategy.ground_state import GroundState
from hyperquote.theory.problem import Depths, Problem

_MAX_STEP = 20.0  # ‖M‖ · time of one Taylor step
_TERMS = 400
_ROUNDING = 1e-17


@dataclass(frozen=True, slots=True)
class Lattice:
    """Depths by inventory n = −N … N in orders; None where a fill would break the limit."""

    bids: list[float | None]
    asks: list[float | None]

    @property
    def limit(self) -> int:
        """Return N."""
        return len(self.bids) // 2

    def bid(self, n: int) -> float:
        """Return δ_bid at n orders; raises `ValueError` at n = N."""
        return _there(self.bids[n + self.limit])

    def ask(self, n: int) -> float:
        """Return δ_ask at n orders; raises `ValueError` at n = −N."""
        return _there(self.asks[n + self.limit])


def _there(depth: float | None) -> float:
    if depth is None:
        raise ValueError("there is no quote on this side at the position limit")
    return depth


def finite(
    problem: Problem, limit: int, remaining: float, terminal_quadratic: float = 0.0, terminal_abs: float = 0.0
) -> Lattice:
    """Return the exact depths with `remaining` time to go; its end costs `terminal_quadratic` q² + `terminal_abs` |q|.

        v(τ) = e^(−Mτ) v(0)     v_n(0) = exp(−(κ/Δ) ℓ(nΔ) − κJn²/2)
        M_nn = αn² − βn,  M_n,n±1 = −η_b, −η_a     α = κΔ(½γσ² + φ),  β = κ(μ − F)

    D − M with D = max M_nn has no negative entry, so that its Taylor series keeps every v_n to relative precision,
    however far in the tail; a sum over eigenvectors does not. Guéant, Lehalle & Fernandez-Tapia (2013), section 3.
    """
    k, size = problem.kappa, problem.order_size
    values = []
    for n in range(-limit, limit + 1):
        end_cost = terminal_quadratic * (n * size) ** 2 + terminal_abs * abs(n) * size
        values.append(exp(-k / size * end_cost - 0.5 * k * problem.own_impact * n * n))
    return _depths(problem, _evolve(problem, values, remaining))


def stationary(problem: Problem, limit: int) -> GroundState:
    """Return the exact solution of an endless market, the engine's own (`ground_state.py`)."""
    gamma = problem.gamma
    sigma = problem.sigma
    if problem.running_penalty > 0.0:
        gamma, sigma = problem.risk, 1.0
    return GroundState(
        gamma,
        problem.fill_aversion,
        sigma,
        problem.kappa,
        problem.bid_intensity,
        problem.ask_intensity,
        problem.order_size,
        limit,
        problem.cost,
        problem.net_drift,
    )


def before_payment(problem: Problem, limit: int, payment: float, time_to_payment: float) -> Lattice:
    """Return the exact depths ahead of a single payment of funding per unit long, in an otherwise endless market."""
    values = _ground_vector(problem, limit)
    jumped = [value * exp(-problem.kappa * payment * (index - limit)) for index, value in enumerate(values)]
    return _depths(problem, _evolve(problem, jumped, time_to_payment))


@dataclass(frozen=True, slots=True)
class Stationary:
    """What an endless market pays and how inventory is spread there, under the exact quotes."""

    probabilities: list[float]  # of n = −N … N orders
    mean_inventory: float  # L
    inventory_sd: float  # L
    certainty_equivalent_rate: float  # P L / T: −λ₀ Δ/κ
    expected_rate: float  # P L / T: mean gain, before the price of risk


def stationary_law(problem: Problem, limit: int) -> Stationary:
    """Return the law of inventory, w_n² / Σ w², and the income that goes with it.

    Detailed balance: fills up from n and down from n + 1 are equally frequent, so that each pair fixes the next.
    """
    state = stationary(problem, limit)
    k, size = problem.kappa, problem.order_size
    logs = [0.0]
    for n in range(-limit, limit):
        up = log(problem.bid_intensity) - k * state.bid_depth(n)
        down = log(problem.ask_intensity) - k * state.ask_depth(n + 1)
        logs.append(logs[-1] + up - down)
    highest = max(logs)
    weights = [exp(each - highest) for each in logs]
    total = sum(weights)
    probabilities = [weight / total for weight in weights]
    mean = variance = rate = 0.0
    for index, probability in enumerate(probabilities):
        n = index - limit
        mean += probability * n * size
        variance += probability * (n * size) ** 2
        rate += probability * problem.net_drift * n * size
        for depth, intensity in (
            (state.bid_depth(n) if n < limit else None, problem.bid_intensity),
            (state.ask_depth(n) if n > -limit else None, problem.ask_intensity),
        ):
            if depth is not None:
                rate += probability * intensity * exp(-k * depth) * size * (depth - problem.cost)
    variance -= mean * mean
    return Stationary(probabilities, mean, max(variance, 0.0) ** 0.5, -state.eigenvalue * size / k, rate)


def _ground_vector(problem: Problem, limit: int) -> list[float]:
    """Return v of the endless market, 1 at n = 0."""
    state = stationary(problem, limit)
    base = problem.premium + problem.cost
    logs = [0.0]
    for n in range(-limit, limit):
        logs.append(logs[-1] - problem.kappa * (state.bid_depth(n) - base))
    middle = logs[limit]
    return [exp(each - middle) for each in logs]


def _evolve(problem: Problem, values: list[float], remaining: float) -> list[float]:
    size = len(values)
    limit = size // 2
    alpha = 0.5 * problem.kappa * problem.order_size * problem.risk
    beta = problem.kappa * problem.net_drift
    diagonal = [alpha * n * n - beta * n for n in range(-limit, limit + 1)]
    highest = max(diagonal)
    kept = [highest - entry for entry in diagonal]
    bid, ask = problem.bid_intensity * problem.damping, problem.ask_intensity * problem.damping
    steps = max(1, int((highest - min(diagonal) + bid + ask) * remaining / _MAX_STEP) + 1)
    time = remaining / steps
    for _ in range(steps):
        total = list(values)
        term = values
        for order in range(1, _TERMS):
            padded = [0.0, *term, 0.0]
            factor = time / order
            term = [
                factor * (kept[index] * padded[index + 1] + bid * padded[index + 2] + ask * padded[index])
                for index in range(size)
            ]
            total = [x + y for x, y in zip(total, term, strict=True)]
            if all(y <= _ROUNDING * x for x, y in zip(total, term, strict=True)):
                break
        scale = max(total)
        values = [value / scale for value in total]
    return values


def _depths(problem: Problem, values: list[float]) -> Lattice:
    """Return c₁ + ĉ + (1/κ) ln(v_n / v_n±1)."""
    base, k = problem.premium + problem.cost, problem.kappa
    logs = [log(value) for value in values]
    steps = [(below - above) / k for below, above in pairwise(logs)]
    bids: list[float | None] = [base + step for step in steps]
    asks: list[float | None] = [base - step for step in steps]
    return Lattice([*bids, None], [None, *asks])


def at(lattice: Lattice, n: int) -> Depths:
    """Return both depths at an inventory inside the limits."""
    return Depths(lattice.bid(n), lattice.ask(n))
