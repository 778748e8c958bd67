"""The problem of one maker in one asset, and its stationary solution in closed form."""

from dataclasses import dataclass
from math import exp, log, sqrt

from hyperquote.market_maker.strategy.closed_form import fill_premium, inventory_slope, log_fill_power


@dataclass(frozen=True, slots=True)
class Problem:
    """dS = (μ dt) + σ dW; fills of size Δ at a distance δ arrive at A e^(−κδ) per side; utility −exp(−γ · wealth).

    Any consistent units: price P, quantity L, time T. γ → 0 is smooth. The running penalty φ q² is on top of ½γσ²q².
    Guéant, Lehalle & Fernandez-Tapia (2013), Math. Financ. Econ. 7, 477–507; Guéant (2017), Appl. Math. Finance 24,
    112–154; Cartea, Jaimungal & Penalva (2015), chapter 10 (ξ = 0).
    """

    gamma: float  # aversion to the price risk of inventory, 1/(P L)
    sigma: float  # P/√T
    kappa: float  # 1/P
    bid_intensity: float  # A of our bids, 1/T
    ask_intensity: float  # A of our asks, 1/T
    order_size: float = 1.0  # Δ, L
    xi: float | None = None  # aversion to the risk of fills, 1/(P L); None = γ
    drift: float = 0.0  # μ, P/T
    funding: float = 0.0  # paid per unit of long position, P/T
    running_penalty: float = 0.0  # φ, P/(L T)
    maker_cost: float = 0.0  # fee and adverse selection per unit of quantity, P; negative for a rebate
    own_impact: float = 0.0  # J, by which a fill moves the price against us, P

    def __post_init__(self) -> None:
        if not (self.kappa > 0.0 and self.bid_intensity > 0.0 and self.ask_intensity > 0.0 and self.order_size > 0.0):
            raise ValueError("kappa, both intensities and the order size must be above 0")
        if self.gamma < 0.0 or self.sigma < 0.0 or self.running_penalty < 0.0 or self.fill_aversion < 0.0:
            raise ValueError("gamma, xi, sigma and the running penalty must be 0 or more")

    @property
    def fill_aversion(self) -> float:
        """Return ξ."""
        return self.gamma if self.xi is None else self.xi

    @property
    def intensity(self) -> float:
        """Return A = √(A_b A_a): the asymmetry of flow only shifts the quotes."""
        return sqrt(self.bid_intensity * self.ask_intensity)

    @property
    def cost(self) -> float:
        """Return ĉ = c + J/2, what a fill costs per unit."""
        return self.maker_cost + 0.5 * self.own_impact

    @property
    def premium(self) -> float:
        """Return c₁ = ln(1 + ξΔ/κ) / (ξΔ)."""
        return fill_premium(self.fill_aversion, self.order_size, self.kappa)

    @property
    def damping(self) -> float:
        """Return C e^(−κĉ), C = (1 + x)^−(1 + 1/x): the part of A that the best quote catches."""
        x = self.fill_aversion * self.order_size / self.kappa
        return exp(-log_fill_power(x) - self.kappa * self.cost)

    @property
    def net_drift(self) -> float:
        """Return μ − F."""
        return self.drift - self.funding

    @property
    def risk(self) -> float:
        """Return γσ² + 2φ, the price of a unit of inventory squared (twice)."""
        return self.gamma * self.sigma * self.sigma + 2.0 * self.running_penalty

    @property
    def slope(self) -> float:
        """Return Γ = σc₂, by which both quotes shift down per unit of inventory, in an endless market (P/L)."""
        if self.running_penalty == 0.0:
            return inventory_slope(
                self.gamma, self.fill_aversion, self.sigma, self.kappa, self.intensity, self.order_size, self.cost
            )
        return sqrt(self.risk / (2.0 * self.intensity * self.damping * self.order_size * self.kappa))

    @property
    def relaxation_rate(self) -> float:
        """Return ρ = (γσ² + 2φ) / Γ, at which inventory returns to its target (1/T). Quote with the horizon 1/ρ."""
        return sqrt(2.0 * self.risk * self.intensity * self.damping * self.order_size * self.kappa)

    @property
    def target_inventory(self) -> float:
        """Return m = (μ − F) / (γσ² + 2φ): the position that the drift is worth. 0 without drift."""
        return self.net_drift / self.risk if self.net_drift != 0.0 else 0.0

    @property
    def flow_shift(self) -> float:
        """Return a = ln(A_b/A_a) / 2κ, by which unequal flow moves both quotes down."""
        return 0.5 * log(self.bid_intensity / self.ask_intensity) / self.kappa


@dataclass(frozen=True, slots=True)
class Depths:
    """Distances of bid and ask from the fair price (P); negative ones lie beyond it."""

    bid: float
    ask: float

    @property
    def spread(self) -> float:
        """Return their sum."""
        return self.bid + self.ask


def closed_form(problem: Problem, inventory: float) -> Depths:
    """Return the stationary depths of the Gaussian approximation: c₁ + ĉ + ½ΔΓ ± (Γ (q − m) + a).

    Good where Γ changes little over an order and |q| stays below about ten of them; `exact.stationary` is exact.
    """
    half = problem.premium + problem.cost + 0.5 * problem.order_size * problem.slope
    lean = problem.slope * (inventory - problem.target_inventory) + problem.flow_shift
    return Depths(half + lean, half - lean)
