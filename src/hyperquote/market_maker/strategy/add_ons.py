"""What the models add to the quotes of GLFT, each by name, behind a switch of its own, and in one order.

A neutral view adds nothing: a model that is off or not warm moves no quote. Both sides share one half-spread; where a
model endangers or spares one side only, half of the difference is a shift of both quotes, which is the same thing:

    bid = P* (1 − half − skew)     ask = P* (1 + half − skew)     half = (δ_bid + δ_ask)/2     skew = (δ_bid − δ_ask)/2
"""

from math import exp, sqrt
from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Component

COST_MODES: Final = ["additive", "kappa", "both", "off"]

_MAX_INFORMED: Final = 0.5  # of the traders, as far as κ listens
_MAX_JUMP_PREMIUM: Final = 0.005  # fraction
_JUMP_RATIO: Final = 1.5  # RV/BV from which the jump premium of mode "seed" is charged
_SOME_KNIFE: Final = 0.5
_MAX_AMPLIFICATION: Final = 1.0


class AddOns:
    """The switches; the defaults are those of the `production` preset.

    `cost` says how adverse selection enters: "additive" widens by what was measured, "kappa" lowers κ by
    P(informed), "both" does both and charges twice, "off" ignores it. Flow, funding and the doubt
    about the fair price have no switch here: their models are told to say nothing.
    """

    def __init__(
        self,
        cost: str = "additive",
        side_kappa: bool = True,
        jump_risk: bool = False,
        momentum: bool = True,
        protection: bool = True,
        flow_sensitivity: float = 0.0,
    ) -> None:
        if cost not in COST_MODES:
            raise ValueError(f"as_mode must be one of {', '.join(COST_MODES)}, not {cost!r}")
        if not 0.0 <= flow_sensitivity <= 5.0:
            raise ValueError(f"flow_sensitivity must be 0 to 5, not {flow_sensitivity}")
        self.is_cost_added: Final = cost == "additive" or cost == "both"
        self.is_kappa_lowered: Final = cost == "kappa" or cost == "both"
        self.side_kappa: Final = side_kappa
        self.jump_risk: Final = jump_risk
        self.momentum: Final = momentum
        self.protection: Final = protection
        self.flow_sensitivity: Final = flow_sensitivity

    def kappa(self, params: MarketParams, kappa: float) -> float:
        """Return κ · (1 − min(P(informed), ½)) where adverse selection enters by κ: informed traders come deeper."""
        if not self.is_kappa_lowered:
            return kappa
        return kappa * (1.0 - min(max(params.models.cost.alpha, 0.0), _MAX_INFORMED))

    def variance(self, params: MarketParams, sigma: float) -> float:
        """Return σ² per second, with λ_J (μ_J² + σ_J²) of the jumps where they are charged for."""
        variance = sigma * sigma
        return variance + params.models.jump.variance if self.jump_risk else variance

    def widen(
        self,
        params: MarketParams,
        gamma: float,
        horizon_s: float,
        half_parts: list[Component],
        side_parts: list[Component],
    ) -> float:
        """Return what adverse selection and the doubt about the fair price add to the half-spread (fraction).

        What falls on one side only goes to `side_parts`, parts of the skew.
        """
        added = 0.0
        cost = params.models.cost
        if self.is_cost_added:
            bid = cost.adjustment_bid if cost.fills > 0 else params.as_spread_adjustment
            ask = cost.adjustment_ask if cost.fills > 0 else params.as_spread_adjustment
            mean = 0.5 * (bid + ask)
            if mean > 0.0:
                added += mean
                half_parts.append(Component("adverse", mean / BPS))
            if bid != ask:
                side_parts.append(Component("adverse_side", 0.5 * (bid - ask) / BPS))
        fair = params.models.fair_price
        if fair.is_used and fair.deviation > 0.0:
            doubt = gamma * fair.deviation * sqrt(horizon_s)
            added += doubt
            half_parts.append(Component("fair_price", doubt / BPS))
        return added

    def jump_premium(self, params: MarketParams, gamma: float, kappa: float, sigma: float) -> float:
        """Return (RV/BV − 1) σ²/(γκ), at most 50 bps: the premium of mode "seed"; mode "exact" has it in its σ²."""
        if not self.jump_risk or params.jump_ratio <= _JUMP_RATIO:
            return 0.0
        return min((params.jump_ratio - 1.0) * sigma * sigma / (gamma * kappa), _MAX_JUMP_PREMIUM)

    def session_skew(self, params: MarketParams, utilisation: float, gamma: float, skew_at_max: float) -> float:
        """Return γσ²qT + K (q − q*) u, the skew of a session that ends: it takes the place of the inventory skew.

        q: position, q*: target, both of the limit; T: rest of the session; K: terminal penalty; u: urgency, 0 to 1. The
        whole is bounded by 2χ, twice the skew of a full position, and not its parts: near the end the first term is
        nothing and the second all.
        """
        control = params.models.control
        held = min(max(utilisation, -1.0), 1.0)
        diffusion = gamma * params.sigma_effective * params.sigma_effective * held * control.remaining_s
        total = diffusion + control.terminal_penalty * (held - control.inventory_target) * control.urgency
        bound = 2.0 * skew_at_max
        return min(max(total, -bound), bound)

    def lean(self, params: MarketParams, utilisation: float, skew: float, parts: list[Component]) -> float:
        """Return the skew with what flow, funding and momentum make of it; `parts` (bps) sum to it."""
        skew = self._dampen(params, utilisation, skew, parts)
        if params.models.hawkes.skew_bps != 0.0:
            skew += params.models.hawkes.skew_bps * BPS
            parts.append(Component("hawkes", params.models.hawkes.skew_bps))
        if params.models.funding.skew != 0.0:
            skew += params.models.funding.skew
            parts.append(Component("funding", params.models.funding.skew / BPS))
        return self._amplify(params, utilisation, skew, parts)

    def _dampen(self, params: MarketParams, utilisation: float, skew: float, parts: list[Component]) -> float:
        """Flow that works the inventory off needs less skew: e^(−β sign(q) flow)."""
        if self.flow_sensitivity <= 0.0 or utilisation == 0.0:
            return skew
        sign = 1.0 if utilisation > 0.0 else -1.0
        damped = skew * exp(-self.flow_sensitivity * sign * params.flow_imbalance)
        parts.append(Component("flow", (damped - skew) / BPS))
        return damped

    def _amplify(self, params: MarketParams, utilisation: float, skew: float, parts: list[Component]) -> float:
        """A position that the market runs against is worked off up to twice as hard."""
        knife = params.models.momentum.falling_knife if utilisation > 0.0 else params.models.momentum.rising_knife
        if not self.momentum or utilisation == 0.0 or knife <= _SOME_KNIFE:
            return skew
        amplified = skew * (1.0 + min(knife / 3.0, _MAX_AMPLIFICATION))
        parts.append(Component("momentum", (amplified - skew) / BPS))
        return amplified

    def protect(
        self, params: MarketParams, half: float, half_parts: list[Component], side_parts: list[Component]
    ) -> float:
        """Return the half-spread with the endangered side pushed away; the difference of the sides goes to the skew."""
        momentum = params.models.momentum
        if not self.protection or (momentum.bid_protection == 1.0 and momentum.ask_protection == 1.0):
            return half
        bid = half * momentum.bid_protection
        ask = half * momentum.ask_protection
        mean = 0.5 * (bid + ask)
        half_parts.append(Component("protection", (mean - half) / BPS))
        side_parts.append(Component("protection", 0.5 * (bid - ask) / BPS))
        return mean
