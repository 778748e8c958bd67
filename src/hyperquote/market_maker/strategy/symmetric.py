"""The simplest strategies: a fixed half-spread around the mid, leaning against the inventory or not."""

from math import isfinite
from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.types import Quote, QuoteConfig
from hyperquote.market_maker.strategy.base import QuotingStrategy, side_sizes


class InventoryAwareStrategy(QuotingStrategy):
    """Quote at a fixed distance around a mid that leans against our inventory.

        adjusted mid   m = mid · (1 − skew)     skew = factor · q + at_max · q/Q, as a fraction
        bid, ask       m ∓ mid · half_spread

    `inventory_skew_factor` is in bps per base unit, so that one BTC and one DOGE lean alike; `skew_bps_at_max`
    states the lean at a full position instead. Long, we bid lower and offer lower: eager to sell.
    """

    def __init__(
        self, half_spread_bps: float = 10.0, inventory_skew_factor: float = 0.0, skew_bps_at_max: float = 0.0
    ) -> None:
        if not 0.0 < half_spread_bps < 1 / BPS:
            raise ValueError(f"half_spread_bps must be above 0 and below 10000, not {half_spread_bps}")
        if not (isfinite(inventory_skew_factor) and inventory_skew_factor >= 0.0):
            raise ValueError(
                f"inventory_skew_factor (bps per base unit) must be 0 or more, not {inventory_skew_factor}"
            )
        if not 0.0 <= skew_bps_at_max < 1 / BPS:
            raise ValueError(f"skew_bps_at_max must be 0 or more and below 10000, not {skew_bps_at_max}")
        self.half_spread_bps: Final = half_spread_bps
        self.inventory_skew_factor: Final = inventory_skew_factor
        self.skew_bps_at_max: Final = skew_bps_at_max

    @property
    def name(self) -> str:
        """How reports call the strategy."""
        return "inventory_aware"

    def full_position_skew_bps(
        self, market_params: MarketParams, max_position: float, target_liquidity: float
    ) -> float | None:
        """Return the lean at a full position (bps)."""
        return self.inventory_skew_factor * max_position + self.skew_bps_at_max

    def lowest_half_spread(self) -> float | None:
        """Return the only one."""
        return self.half_spread_bps * BPS

    def calculate_quotes(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> tuple[Quote | None, Quote | None]:
        """Return the bid and the ask we want, before ticks and risk; None where the position limit leaves no room."""
        mid = config.mid_price
        skew_bps = self.inventory_skew_factor * position + self.skew_bps_at_max * position / max_position
        adjusted_mid = mid * (1.0 - skew_bps * BPS)
        half_spread = mid * self.half_spread_bps * BPS
        bid_size, ask_size = side_sizes(position, max_position, target_liquidity)
        return (
            Quote(adjusted_mid - half_spread, bid_size) if bid_size > 0.0 else None,
            Quote(adjusted_mid + half_spread, ask_size) if ask_size > 0.0 else None,
        )


class SymmetricStrategy(InventoryAwareStrategy):
    """Quote mid ∓ `half_spread_bps`, whatever we hold; only the sizes know the position limit."""

    def __init__(self, half_spread_bps: float = 10.0) -> None:
        super().__init__(half_spread_bps)

    @property
    def name(self) -> str:
        """How reports call the strategy."""
        return "symmetric"
