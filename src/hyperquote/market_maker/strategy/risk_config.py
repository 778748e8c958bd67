"""Dynamic risk aversion: one γ, its factors by name, and bounds that hold."""

from math import isfinite
from typing import Final

from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Component

_NORMAL_SPREAD: Final = 2
REGIME_FACTORS: Final = [0.8, 1.0, 1.5, 2.5]  # volatility low, normal, high, extreme


class Gamma:
    """A risk aversion and the factors it came from (`Component.bps` holds the factor; "gamma" is the result)."""

    def __init__(self, value: float, factors: list[Component]) -> None:
        self.value: Final = value
        self.factors: Final = factors


class RiskConfig:
    """γ = clamp(γ_base · V · X · I · min(R·H·L·T·P·C, cap), γ_min, γ_max), the clamp last.

        V  volatility   1 + w (σ_eff/σ_base − 1) above the baseline, at most `max_volatility_multiplier`
        X  toxicity     1 + s (RV/BV − threshold) above the threshold; RV/BV of the medium scale
        I  inventory    1 + k (|q|/Q − u₀)² above the utilisation u₀; |q|/Q counts as 1 at most
        R  regime       0.8, 1, 1.5, 2.5 for low … extreme volatility
        H  hawkes       what the activity of the order flow asks for
        L  liquidity    1 to 2 where the book near the touch is thinner than its habit
        T  tail         1 to 5 in a liquidation cascade
        P  spread       `spread_tight_mult` where the market's spread is tight, `spread_wide_mult` where it is wide
        C  session      1 to 5 towards the end of a session of the inventory controller

    γ has no unit; it is the specification's knob, not risk aversion per dollar. Factors that describe rare
    regimes share one cap, `max_tail_risk_multiplier`: stacked multipliers widen a quote until nobody trades with it.
    What the cap takes is the factor "cap".
    """

    def __init__(
        self,
        gamma_base: float = 0.3,
        sigma_baseline: float = 0.0002,
        volatility_weight: float = 0.5,
        max_volatility_multiplier: float = 3.0,
        toxicity_threshold: float = 1.5,
        toxicity_sensitivity: float = 0.3,
        inventory_threshold: float = 0.5,
        inventory_sensitivity: float = 2.0,
        gamma_min: float = 0.05,
        gamma_max: float = 5.0,
        max_tail_risk_multiplier: float = 5.0,
        spread_tight_mult: float = 0.8,
        spread_wide_mult: float = 1.5,
    ) -> None:
        if not 0.01 <= gamma_base <= 10.0:
            raise ValueError(f"gamma_base must be 0.01 to 10, not {gamma_base}")
        if not (sigma_baseline > 0.0 and isfinite(sigma_baseline)):
            raise ValueError(f"sigma_baseline (per √second) must be above 0, not {sigma_baseline}")
        if not 0.0 <= volatility_weight <= 1.0:
            raise ValueError(f"volatility_weight must be 0 to 1, not {volatility_weight}")
        if not (max_volatility_multiplier >= 1.0 and isfinite(max_volatility_multiplier)):
            raise ValueError(f"max_volatility_multiplier must be 1 or more, not {max_volatility_multiplier}")
        if not (toxicity_threshold >= 1.0 and isfinite(toxicity_threshold)):
            raise ValueError(f"toxicity_threshold (RV/BV) must be 1 or more, not {toxicity_threshold}")
        if not (toxicity_sensitivity >= 0.0 and isfinite(toxicity_sensitivity)):
            raise ValueError(f"toxicity_sensitivity must be 0 or more, not {toxicity_sensitivity}")
        if not 0.0 <= inventory_threshold <= 1.0:
            raise ValueError(f"inventory_threshold (utilisation) must be 0 to 1, not {inventory_threshold}")
        if not (inventory_sensitivity >= 0.0 and isfinite(inventory_sensitivity)):
            raise ValueError(f"inventory_sensitivity must be 0 or more, not {inventory_sensitivity}")
        if not (0.0 < gamma_min < gamma_max and isfinite(gamma_max)):
            raise ValueError(f"gamma_min must be above 0 and below gamma_max, not {gamma_min} and {gamma_max}")
        if not (max_tail_risk_multiplier >= 1.0 and isfinite(max_tail_risk_multiplier)):
            raise ValueError(f"max_tail_risk_multiplier must be 1 or more, not {max_tail_risk_multiplier}")
        if not (spread_tight_mult > 0.0 and isfinite(spread_tight_mult)):
            raise ValueError(f"spread_regime_tight_mult must be above 0, not {spread_tight_mult}")
        if not (spread_wide_mult > 0.0 and isfinite(spread_wide_mult)):
            raise ValueError(f"spread_regime_wide_mult must be above 0, not {spread_wide_mult}")
        self.gamma_base: Final = gamma_base
        self.sigma_baseline: Final = sigma_baseline
        self.volatility_weight: Final = volatility_weight
        self.max_volatility_multiplier: Final = max_volatility_multiplier
        self.toxicity_threshold: Final = toxicity_threshold
        self.toxicity_sensitivity: Final = toxicity_sensitivity
        self.inventory_threshold: Final = inventory_threshold
        self.inventory_sensitivity: Final = inventory_sensitivity
        self.gamma_min: Final = gamma_min
        self.gamma_max: Final = gamma_max
        self.max_tail_risk_multiplier: Final = max_tail_risk_multiplier
        self.spread_tight_mult: Final = spread_tight_mult
        self.spread_wide_mult: Final = spread_wide_mult

    def volatility_factor(self, sigma_effective: float) -> float:
        """Return V for a volatility per √second."""
        if sigma_effective <= self.sigma_baseline:
            return 1.0
        excess = sigma_effective / self.sigma_baseline - 1.0
        return min(1.0 + self.volatility_weight * excess, self.max_volatility_multiplier)

    def toxicity_factor(self, jump_ratio: float) -> float:
        """Return X for a ratio RV/BV."""
        if jump_ratio <= self.toxicity_threshold:
            return 1.0
        return 1.0 + self.toxicity_sensitivity * (jump_ratio - self.toxicity_threshold)

    def inventory_factor(self, utilisation: float) -> float:
        """Return I for q/Q of either sign."""
        excess = min(abs(utilisation), 1.0) - self.inventory_threshold
        return 1.0 + self.inventory_sensitivity * excess * excess if excess > 0.0 else 1.0

    def regime_factor(self, regime: int) -> float:
        """Return R for a volatility regime 0 to 3."""
        return REGIME_FACTORS[regime]

    def spread_factor(self, regime: int) -> float:
        """Return P for a spread regime 0 (very tight) to 4 (very wide)."""
        if regime < _NORMAL_SPREAD:
            return self.spread_tight_mult
        return self.spread_wide_mult if regime > _NORMAL_SPREAD else 1.0

    def gamma(self, params: MarketParams, utilisation: float) -> Gamma:
        """Return γ for a market and q/Q, with every factor by name."""
        volatility = self.volatility_factor(params.sigma_effective)
        toxicity = self.toxicity_factor(params.jump_ratio_medium)
        inventory = self.inventory_factor(utilisation)
        models = params.models
        rare = [
            Component("regime", self.regime_factor(params.volatility_regime)),
            Component("hawkes", models.hawkes.gamma_mult),
            Component("liquidity", models.liquidity.gamma_mult),
            Component("tail", models.cascade.tail_multiplier),
            Component("spread", self.spread_factor(models.spread.regime)),
            Component("session", models.control.gamma_mult),
        ]
        product = 1.0
        for factor in rare:
            product *= factor.bps
        cap = min(self.max_tail_risk_multiplier / product, 1.0)
        raw = self.gamma_base * volatility * toxicity * inventory * product * cap
        value = min(max(raw, self.gamma_min), self.gamma_max)
        return Gamma(
            value,
            [
                Component("base", self.gamma_base),
                Component("volatility", volatility),
                Component("toxicity", toxicity),
                Component("inventory", inventory),
                *rare,
                Component("cap", cap),
                Component("gamma", value),
            ],
        )
