"""Horizons, short and long: Avellaneda & Stoikov at one end, the endless market at the other, and γ from a target."""

from dataclasses import dataclass
from math import exp, expm1, inf, tanh

from hyperquote.market_maker.strategy.closed_form import fill_premium
from hyperquote.market_maker.strategy.closed_form import gamma_of_inventory_sd as inventory_gamma
from hyperquote.theory.problem import Depths, Problem


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation price, the spread around it, and the quotes that follow (P)."""

    price: float
    spread: float

    @property
    def bid(self) -> float:
        """Return the bid."""
        return self.price - 0.5 * self.spread

    @property
    def ask(self) -> float:
        """Return the ask."""
        return self.price + 0.5 * self.spread


def avellaneda_stoikov(
    mid: float, inventory: float, gamma: float, sigma: float, kappa: float, remaining: float
) -> Reservation:
    """Return r = s − qγσ²τ and the spread γσ²τ + (2/γ) ln(1 + γ/κ), for orders of one unit.

    First order in the time that remains: for a long τ the inventory term grows without bound, which the optimum does
    not (`effective_horizon`). Avellaneda & Stoikov (2008), Quant. Finance 8, 217–224.
    """
    risk = gamma * sigma * sigma * remaining
    return Reservation(mid - inventory * risk, risk + 2.0 * fill_premium(gamma, 1.0, kappa))


def geometric_variance(mid: float, relative_sigma: float, remaining: float) -> float:
    """Return s² (e^(σ²τ) − 1), which takes the place of σ²τ when the price is a geometric Brownian motion (P²)."""
    return mid * mid * expm1(relative_sigma * relative_sigma * remaining)


def effective_horizon(problem: Problem, remaining: float = inf, terminal_penalty: float = 0.0) -> float:
    """Return T_eff (T): what to put for T in γσ²T, with τ to go and a penalty ½Kq² at the end.

        T_eff = (tanh u + b) / (1 + b tanh u) / ρ      u = ρτ,  b = Kρ/(γσ²)

    τ without K for a short time to go, 1/ρ for a long one: an endless market has the horizon 1/ρ, seconds to minutes.
    """
    rho = problem.relaxation_rate
    if rho == 0.0:
        return remaining
    b = terminal_penalty * rho / problem.risk
    t = tanh(rho * remaining)
    return (t + b) / (1.0 + b * t) / rho


def finite_horizon(problem: Problem, inventory: float, remaining: float = inf, terminal_penalty: float = 0.0) -> Depths:
    """Return c₁ + ĉ + (γσ² + 2φ) T_eff (½Δ ± q): Avellaneda–Stoikov as τ → 0, `closed_form` as τ → ∞."""
    unit = problem.risk * effective_horizon(problem, remaining, terminal_penalty)
    half = problem.premium + problem.cost + 0.5 * problem.order_size * unit
    return Depths(half + unit * inventory, half - unit * inventory)


def signal_shift(problem: Problem, drift: float, decay: float) -> float:
    """Return α/(ρ + ζ), by which a drift α that fades at the rate ζ moves both quotes up (P).

    ζ = 0 is the tilt of a constant drift; ζ ≫ ρ is the whole expected move α/ζ. Several signals add.
    """
    return drift / (problem.relaxation_rate + decay)


def funding_shift(problem: Problem, payment: float, time_to_payment: float) -> float:
    """Return f e^(−ρt), by which a payment f per unit long, due in t, moves both quotes down (P).

    Within a few percent of `exact.before_payment`: far from the payment do nothing, at it lean by all of it.
    """
    return payment * exp(-problem.relaxation_rate * time_to_payment)


def gamma_of_inventory_sd(
    deviation: float, sigma: float, kappa: float, intensity: float, order_size: float, xi: float | None = None
) -> float:
    """Return the γ under which inventory has the standard deviation `deviation` (L): γ = ηΔ³ / (2κσ² sd⁴).

    η = A·C depends on ξ, which is γ unless given; then the engine's own solver is asked (`closed_form.py`).
    """
    if not deviation > 0.0:
        raise ValueError(f"the standard deviation of inventory must be above 0, not {deviation}")
    if xi is None:
        return inventory_gamma(deviation, sigma, kappa, intensity, order_size, 0.0)
    damping = Problem(0.0, sigma, kappa, intensity, intensity, order_size, xi).damping
    return float(intensity * damping * order_size**3 / (2.0 * kappa * sigma * sigma * deviation**4))


@dataclass(frozen=True, slots=True)
class Simplified:
    """The rule δ = (1/g) ln(1 + g/κ), skew = (q/Q) G σ² T of many bots, in fractions, and what it lacks.

    g is risk aversion per order, G per full position: with one γ for both the skew is too weak by Q/Δ. With T = 1/ρ and
    `half_correction` on top of δ the rule is the closed form of GLFT divided by the price.
    """

    gamma_per_order: float
    gamma_per_limit: float
    kappa: float
    sigma: float
    horizon: float  # 1/ρ
    delta: float
    skew: float
    half_correction: float

    @property
    def bid_fraction(self) -> float:
        """Return δ_bid / S with the correction."""
        return self.delta + self.half_correction + self.skew

    @property
    def ask_fraction(self) -> float:
        """Return δ_ask / S with the correction."""
        return self.delta + self.half_correction - self.skew


def simplified(problem: Problem, price: float, inventory: float, limit: float) -> Simplified:
    """Return the simplified rule for the same market, with the right number in each of its places."""
    per_order = problem.gamma * problem.order_size * price
    per_limit = problem.gamma * limit * price
    sigma, kappa = problem.sigma / price, problem.kappa * price
    horizon = effective_horizon(problem)
    unit = sigma * sigma * horizon
    return Simplified(
        per_order,
        per_limit,
        kappa,
        sigma,
        horizon,
        fill_premium(per_order, 1.0, kappa),
        inventory / limit * per_limit * unit,
        0.5 * per_order * unit,
    )
