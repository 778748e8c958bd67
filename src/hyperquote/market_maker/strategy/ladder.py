"""The default strategy: GLFT quotes in several rungs."""

from math import sqrt
from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.ladder.generator import Reach, affordable_levels, rungs, side_depths, side_sizes
from hyperquote.market_maker.quoting.ladder.settings import LadderSettings
from hyperquote.market_maker.quoting.types import Ladder, LadderLevel, Quote, QuoteConfig, Sizing
from hyperquote.market_maker.strategy.base import QuotingStrategy
from hyperquote.market_maker.strategy.glft import GLFTStrategy, Plan, best_of, nothing_to_quote


class LadderStrategy(QuotingStrategy):
    """γ, half-spread and skew of `GLFTStrategy`; each side in the rungs of `LadderSettings`.

    The best rung is the order that GLFT reckons with. Where sizes follow value, a rung is worth
    λ(δ) · (δ − AS(δ) − fee), AS(δ) as measured from our fills (`CostView`), and the optimizer keeps to the free margin
    on the side that would grow the position.
    """

    def __init__(self, glft: GLFTStrategy, settings: LadderSettings, maker_fee_rate: float = 0.0) -> None:
        self.glft: Final = glft
        self.settings: Final = settings
        self.maker_fee_rate: Final = maker_fee_rate  # of the account, whether or not the half-spread includes it

    @property
    def name(self) -> str:
        """How reports call the strategy."""
        return "ladder"

    def calculate_quotes(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> tuple[Quote | None, Quote | None]:
        """Return the best rung of each side, None where the ladder has none."""
        return best_of(self.calculate_ladder(config, position, max_position, target_liquidity, market_params))

    def calculate_ladder(
        self,
        config: QuoteConfig,
        position: float,
        max_position: float,
        target_liquidity: float,
        market_params: MarketParams,
    ) -> Ladder:
        """Return both sides; sizes shrink on the side that would grow the inventory."""
        settings = self.settings
        target = min(target_liquidity, max_position)
        if not target > 0.0:
            return nothing_to_quote()
        count = affordable_levels(settings, target, config)
        order = target * settings.shares[count][0] / max_position
        plan = self.glft.plan(config, position, max_position, target, order, market_params)
        depths = side_depths(settings, plan.spread.half, count)
        share = settings.max_single_order_fraction if count > 1 else 1.0
        bids: list[LadderLevel] = []
        asks: list[LadderLevel] = []
        bid_sizing = self._side(bids, plan, depths, share, True, position >= 0.0, config, market_params)
        ask_sizing = self._side(asks, plan, depths, share, False, position <= 0.0, config, market_params)
        return plan.ladder(bids, asks, bid_sizing, ask_sizing)

    def full_position_skew_bps(
        self, market_params: MarketParams, max_position: float, target_liquidity: float
    ) -> float | None:
        """Return the inventory part of the skew at a full position (bps)."""
        order = min(target_liquidity / max_position, 1.0) * self.settings.shares[self.settings.levels][0]
        return self.glft.skew_bps_at_max(market_params, order, max_position * market_params.mid)

    def lowest_half_spread(self) -> float | None:
        """Return the floor, with the fee where it is included."""
        return self.glft.lowest_half_spread()

    def _side(
        self,
        levels: list[LadderLevel],
        plan: Plan,
        depths: list[float],
        share: float,
        is_buy: bool,
        grows: bool,
        config: QuoteConfig,
        params: MarketParams,
    ) -> Sizing:
        """Fill one side's rungs, none above `share` of it; return how their sizes came about."""
        total = plan.bid_total if is_buy else plan.ask_total
        if total <= 0.0:
            return Sizing()
        settings = self.settings
        margin = config.mid_price / config.leverage if grows else 0.0
        made = side_sizes(
            settings, depths, total, share * total, self._reach(params, is_buy), margin, config.margin_usd
        )
        levels.extend(rungs(params.microprice, is_buy, plan.spread.skew, depths, made.sizes))
        return Sizing(made.shadow_price, made.binding)

    def _reach(self, params: MarketParams, is_buy: bool) -> Reach:
        cost = params.models.cost
        return Reach(
            params.kappa_bid if is_buy else params.kappa_ask,
            params.sigma_effective * sqrt(self.glft.horizon_s(params)),
            params.fill_intensity,
            cost.at_touch_bps,
            cost.decay_bps,
            self.maker_fee_rate / BPS,
        )
