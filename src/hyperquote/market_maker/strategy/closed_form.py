"""The stationary optimal quotes of Guéant, Lehalle & Fernandez-Tapia, in closed form.

Symbols, for fills that arrive at A e^(−κδ) per second and side and orders of size Δ:

    x  = ξΔ/κ                          the only dimensionless group of the fill risk
    c₁ = ln(1 + x) / (ξΔ)              what a fill must pay at least
    Γ  = σ √( γ / (2AΔκ) · (1 + x)^(1 + 1/x) ) · e^(κĉ/2)
    δ_bid, δ_ask = c₁ + ĉ + Γ (Δ/2 ± q)

γ is risk aversion per money, ξ that of the fills (ξ = γ for exponential utility), ĉ the cost of a fill (fee,
adverse selection, half the price impact). Any consistent units do: with prices as fractions of the mid and the
position limit as the unit of quantity, γ is risk aversion per full position.

Guéant, Lehalle & Fernandez-Tapia (2013), Math. Financ. Econ. 7, 477–507; Guéant (2017), Appl. Math. Finance 24,
112–154. Edge cases are series, not special values: every function is smooth through ξ = 0.
"""

from math import exp, log, log1p, sqrt
from typing import Final

_TINY_FILL: Final = 1e-9
_SMALL_FILL: Final = 1e-5
_NEWTON_STEPS: Final = 40


def fill_premium(xi: float, order_size: float, kappa: float) -> float:
    """Return c₁ (price): 1/κ for ξ → 0, and falling in ξ."""
    x = xi * order_size / kappa
    if x < _TINY_FILL:
        return (1.0 - 0.5 * x + x * x / 3.0) / kappa
    return log1p(x) / (xi * order_size)


def log_fill_power(x: float) -> float:
    """Return (1 + 1/x) ln(1 + x) without cancellation: 1 at x = 0."""
    if x < _SMALL_FILL:
        return 1.0 + 0.5 * x - x * x / 6.0 + x * x * x / 12.0
    return (1.0 + 1.0 / x) * log1p(x)


def inventory_slope(
    gamma: float, xi: float, sigma: float, kappa: float, intensity: float, order_size: float, cost: float
) -> float:
    """Return Γ, the shift of both quotes per unit of inventory (price per quantity)."""
    power = log_fill_power(xi * order_size / kappa)
    return sigma * sqrt(gamma / (2.0 * intensity * order_size * kappa)) * exp(0.5 * (power + kappa * cost))


def gamma_of_slope(slope: float, sigma: float, kappa: float, intensity: float, order_size: float, cost: float) -> float:
    """Return the γ = ξ at which `inventory_slope` is `slope`; 0 when `slope` is 0."""
    if slope <= 0.0:
        return 0.0
    target = log(slope * slope * 2.0 * kappa * intensity * order_size / (sigma * sigma)) - kappa * cost
    return _gamma_of(target, order_size, kappa)


def gamma_of_inventory_sd(
    deviation: float, sigma: float, kappa: float, intensity: float, order_size: float, cost: float
) -> float:
    """Return the γ = ξ under which the stationary inventory has the standard deviation `deviation` (quantity).

    sd⁴ = Δ⁴η / 4α   ⇒   γ = ηΔ³ / (2κσ² sd⁴)        η = A (1 + x)^−(1 + 1/x) e^(−κĉ)
    """
    square = deviation * deviation
    scale = intensity * order_size * order_size * order_size / (2.0 * kappa * sigma * sigma * square * square)
    return _gamma_of(log(scale) - kappa * cost, order_size, kappa)


def _gamma_of(target: float, order_size: float, kappa: float) -> float:
    """Return the γ with ln γ + (1 + 1/x) ln(1 + x) = `target`, x = γΔ/κ.

    The left side is convex and its slope in ln γ lies between 1 and 2, so that Newton's method converges from
    anywhere; a handful of steps reach the last digit.
    """
    log_gamma = target - 1.0
    for _ in range(_NEWTON_STEPS):
        x = exp(log_gamma) * order_size / kappa
        miss = log_gamma + log_fill_power(x) - target
        flatness = log1p(x) / x if x > _TINY_FILL else 1.0
        step = miss / (2.0 - flatness)
        log_gamma -= step
        if abs(step) < 1e-14:
            break
    return exp(log_gamma)
