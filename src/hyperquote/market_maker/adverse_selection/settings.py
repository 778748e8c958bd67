"""Every number that the adverse-selection estimator can be told."""

from typing import Final


class AdverseSelectionSettings:
    """Horizons in ms, adjustments as fractions of mid; the three alpha weights sum to one."""

    def __init__(
        self,
        *,
        measurement_horizon_ms: int = 1000,
        ewma_alpha: float = 0.05,
        min_fills_warmup: int = 20,
        max_pending_fills: int = 1000,
        spread_adjustment_multiplier: float = 2.0,
        max_spread_adjustment: float = 0.005,
        min_spread_adjustment: float = 0.0,
        alpha_volatility_weight: float = 0.3,
        alpha_flow_weight: float = 0.4,
        alpha_jump_weight: float = 0.3,
    ) -> None:
        if abs(alpha_volatility_weight + alpha_flow_weight + alpha_jump_weight - 1.0) > 1e-9:
            raise ValueError("the three alpha weights must sum to 1")
        if min_spread_adjustment > max_spread_adjustment:
            raise ValueError("min_spread_adjustment must not exceed max_spread_adjustment")
        self.measurement_horizon_ms: Final = measurement_horizon_ms
        self.ewma_alpha: Final = ewma_alpha
        self.min_fills_warmup: Final = min_fills_warmup
        self.max_pending_fills: Final = max_pending_fills
        self.spread_adjustment_multiplier: Final = spread_adjustment_multiplier
        self.max_spread_adjustment: Final = max_spread_adjustment
        self.min_spread_adjustment: Final = min_spread_adjustment
        self.alpha_volatility_weight: Final = alpha_volatility_weight
        self.alpha_flow_weight: Final = alpha_flow_weight
        self.alpha_jump_weight: Final = alpha_jump_weight
