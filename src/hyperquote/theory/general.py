"""Optimal depths for any intensity of fills, by integrating the Hamilton–Jacobi–Bellman equation on a lattice."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, expm1, log1p

from hyperquote.theory.numeric import Vector, increasing_root

Intensity = Callable[[float], float]  # distance (P) → fills per unit of time
Stiffness = Callable[[float], float]  # distance (P) → −Λ/Λ′ (P)


@dataclass(frozen=True, slots=True)
class FillCurve:
    """How often an order at a distance is filled: Λ(δ) and −Λ(δ)/Λ′(δ). The best depth is unique if ΛΛ″/Λ′² < 2."""

    rate: Intensity
    stiffness: Stiffness


def exponential(intensity: float, kappa: float) -> FillCurve:
    """Return Λ = A e^(−κδ), for which everything has a closed form (`exact.py`)."""
    return FillCurve(lambda depth: intensity * exp(-kappa * depth), lambda _: 1.0 / kappa)


def logistic(intensity: float, offset: float, decay: float) -> FillCurve:
    """Return Λ = A / (1 + e^(a + bδ)): fills saturate near and beyond the fair price."""
    return FillCurve(
        lambda depth: intensity / (1.0 + exp(offset + decay * depth)),
        lambda depth: (1.0 + exp(-offset - decay * depth)) / decay,
    )


@dataclass(frozen=True, slots=True)
class Solution:
    """Value θ and depths by n = −N … N orders; None where a fill would break the limit."""

    theta: list[float]  # less its value without inventory (P L)
    bids: list[float | None]
    asks: list[float | None]


def best_depth(curve: FillCurve, price: float, risk: float) -> float:
    """Return δ* = p + ln(1 + ξΔ · (−Λ/Λ′)(δ*)) / ξΔ for the reservation price p and `risk` = ξΔ; p − Λ/Λ′ for ξ = 0."""

    def miss(depth: float) -> float:
        reward = curve.stiffness(depth)
        return depth - price - (log1p(risk * reward) / risk if risk > 0.0 else reward)

    return increasing_root(miss, price + curve.stiffness(price), 0.25)


def income(curve: FillCurve, price: float, risk: float, order_size: float) -> float:
    """Return H(p) = sup_δ Λ(δ) (1 − e^(−ξΔ(δ − p))) / ξ, or Λ Δ (δ − p) for ξ = 0 (P L / T)."""
    depth = best_depth(curve, price, risk)
    gain = depth - price
    per_order = -expm1(-risk * gain) / risk if risk > 0.0 else gain
    return curve.rate(depth) * per_order * order_size


def solve(
    curve: FillCurve,
    gamma: float,
    xi: float,
    sigma: float,
    limit: int,
    remaining: float,
    steps: int,
    order_size: float = 1.0,
    drift: float = 0.0,
    cost: float = 0.0,
) -> Solution:
    """Integrate θ' = μq − ½γσ²q² + H(p_bid) + H(p_ask) from θ = 0, by the fourth-order method of Runge and Kutta.

        p_bid = (θ(q) − θ(q + Δ)) / Δ + c     p_ask = (θ(q) − θ(q − Δ)) / Δ + c

    `steps` must keep the step below about 2 / (the sum of both fill rates), where the method is stable.
    Guéant (2017), Appl. Math. Finance 24, 112–154, sections 2 and 4.
    """
    size = 2 * limit + 1
    held = [(index - limit) * order_size for index in range(size)]
    carry = [drift * q - 0.5 * gamma * sigma * sigma * q * q for q in held]
    risk = xi * order_size

    def flow(theta: Vector) -> Vector:
        result = list(carry)
        for index in range(size - 1):
            step = (theta[index] - theta[index + 1]) / order_size
            result[index] += income(curve, step + cost, risk, order_size)
            result[index + 1] += income(curve, cost - step, risk, order_size)
        return result

    theta = runge_kutta(flow, [0.0] * size, remaining, steps)
    bids: list[float | None] = []
    asks: list[float | None] = [None]
    for index in range(size - 1):
        step = (theta[index] - theta[index + 1]) / order_size
        bids.append(best_depth(curve, step + cost, risk))
        asks.append(best_depth(curve, cost - step, risk))
    return Solution([value - theta[limit] for value in theta], [*bids, None], asks)


def runge_kutta(flow: Callable[[Vector], Vector], start: Vector, time: float, steps: int) -> Vector:
    """Return y(time) of y' = flow(y), y(0) = `start`, in `steps` steps of fourth order."""
    h = time / steps
    y = start
    for _ in range(steps):
        a = flow(y)
        b = flow([v + 0.5 * h * s for v, s in zip(y, a, strict=True)])
        c = flow([v + 0.5 * h * s for v, s in zip(y, b, strict=True)])
        d = flow([v + h * s for v, s in zip(y, c, strict=True)])
        y = [v + h / 6.0 * (p + 2.0 * q + 2.0 * r + s) for v, p, q, r, s in zip(y, a, b, c, d, strict=True)]
    return y
