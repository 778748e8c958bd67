"""Where the exact quotes get their risk aversion from: a skew one can picture, a spread of inventory, or money."""

from math import isfinite
from typing import Final

from hyperquote.market_maker.strategy.closed_form import gamma_of_inventory_sd, gamma_of_slope

SOURCES: Final = ["knob", "inventory_sd", "usd_risk"]


class RiskAppetite:
    """g, risk aversion per full position Q at the price S, in a calm market; dynamic γ scales it by γ/γ_base.

        "knob"          g at which a full position shifts the quotes by `skew_at_max` (fraction)
        "inventory_sd"  g at which the stationary position has a standard deviation of `inventory_sd` · Q
        "usd_risk"      g = S Q / `risk_budget_usd`

    A γ in 1/USD means nothing across assets, hence the three ways to say it in terms of what one sees. The budget is
    the money whose logarithm is maximised: a fraction f of Kelly's stake on a wealth W is a budget of f·W. For a wealth
    that is many times the position limit g is small and the limit, not γ, then bounds the inventory.
    """

    def __init__(
        self,
        source: str = "knob",
        skew_at_max: float = 0.0005,
        inventory_sd: float = 0.25,
        risk_budget_usd: float = 10_000.0,
    ) -> None:
        if source not in SOURCES:
            raise ValueError(f"gamma_from must be one of {', '.join(SOURCES)}, not {source!r}")
        if not 0.0 <= skew_at_max <= 0.02:
            raise ValueError(f"inventory_skew_bps_at_max must be 0 to 200, not {skew_at_max * 1e4:g}")
        if not 0.0 < inventory_sd <= 1.0:
            raise ValueError(
                f"target_inventory_sd (of the position limit) must be above 0 and at most 1, not {inventory_sd}"
            )
        if not (risk_budget_usd > 0.0 and isfinite(risk_budget_usd)):
            raise ValueError(f"risk_budget_usd must be above 0, not {risk_budget_usd}")
        self.source: Final = source
        self.skew_at_max: Final = skew_at_max
        self.inventory_sd: Final = inventory_sd
        self.risk_budget_usd: Final = risk_budget_usd

    @property
    def needs_limit(self) -> bool:
        """Return whether g depends on what the position limit is worth."""
        return self.source == "usd_risk"

    def aversion(
        self, sigma: float, kappa: float, intensity: float, order: float, cost: float, limit_usd: float
    ) -> float:
        """Return g for fractions of the price, orders of `order` = Δ/Q, and a position limit worth `limit_usd`."""
        if self.source == "usd_risk":
            return limit_usd / self.risk_budget_usd
        if self.source == "inventory_sd":
            return gamma_of_inventory_sd(self.inventory_sd, sigma, kappa, intensity, order, cost)
        return gamma_of_slope(self.skew_at_max, sigma, kappa, intensity, order, cost)
