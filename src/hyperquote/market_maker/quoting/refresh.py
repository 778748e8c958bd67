"""Whether a new place in the book is worth the old place in the queue."""

from typing import Final

from hyperquote.consts import BPS
from hyperquote.market_maker.market_params import MarketParams
from hyperquote.market_maker.quoting.ladder.capture import spread_capture_bps
from hyperquote.market_maker.quoting.types import WantedOrder
from hyperquote.market_maker.tracking.order import TrackedOrder
from hyperquote.market_maker.tracking.queues import Queues

_MAX_DEEPER: Final = 1.25


class RefreshRule:
    """An order that stands deeper than we would now place it keeps its place while moving it gains too little.

        gain = P_new (δ_new − AS(δ_new) − fee) − P_now (δ_now − AS(δ_now) − fee)        (bps of the order's value)

    P by `Queues`, the new order behind all that is displayed there. Moved when the gain is above `cost_bps`, and always
    when it stands more than a quarter deeper than wanted, or the ladder would lose its shape; or nearer to the mid than
    wanted: that is risk, not patience. Nothing younger than `min_age_ns` moves inward.
    """

    def __init__(self, cost_bps: float, min_age_s: float, fee_bps: float) -> None:
        if not cost_bps >= 0.0:
            raise ValueError(f"queue.refresh_cost_bps must be 0 or more, not {cost_bps}")
        if not min_age_s >= 0.0:
            raise ValueError(f"queue.min_order_age_for_refresh must be 0 or more, not {min_age_s}")
        self.cost_bps: Final = cost_bps
        self.min_age_ns: Final = int(min_age_s * 1e9)
        self.fee_bps: Final = fee_bps


class Refresh:
    """The rule at one instant."""

    def __init__(
        self, rule: RefreshRule, queues: Queues, params: MarketParams, units_per_usd: float, now_ns: int, now_ms: int
    ) -> None:
        self._rule: Final = rule
        self._queues: Final = queues
        self._mid: Final = params.mid
        self._sigma: Final = params.sigma_effective
        self._cost: Final = params.models.cost
        self._units_per_usd: Final = units_per_usd
        self._now_ns: Final = now_ns
        self._now_ms: Final = now_ms
        self.held = 0

    def is_worth_it(self, order: TrackedOrder, wish: WantedOrder) -> bool:
        """Return whether `order` should go for `wish` to be placed."""
        is_deeper = order.px_units < wish.px_units if order.is_buy else order.px_units > wish.px_units
        if not is_deeper or not order.is_answered:
            return True
        remaining = order.remaining_lots
        if abs(wish.lots - remaining) * 10 > remaining or wish.reduce_only != order.reduce_only:
            return True  # a size that changed is no question of patience
        distance = self._distance(wish.is_buy, float(wish.px_units) / self._units_per_usd)
        if self._distance(wish.is_buy, float(order.px_units) / self._units_per_usd) > _MAX_DEEPER * distance:
            return True
        is_worth = self._now_ns - order.state_since_ns >= self._rule.min_age_ns and self.gain_bps(order, wish) > (
            self._rule.cost_bps
        )
        if not is_worth:
            self.held += 1
        return is_worth

    def gain_bps(self, order: TrackedOrder, wish: WantedOrder) -> float:
        """Return what moving `order` to `wish` gains (bps of its value)."""
        queues, side = self._queues, wish.is_buy
        new_px = float(wish.px_units) / self._units_per_usd
        ahead = queues.displayed_before(side, wish.px_units)
        new = queues.probability(side, new_px, ahead, self._mid, self._sigma, self._now_ms)
        now = queues.fill_probability(order, self._mid, self._sigma, self._now_ms)
        now_px = float(order.px_units) / self._units_per_usd
        return new * self._capture_bps(side, new_px) - now * self._capture_bps(side, now_px)

    def _distance(self, is_buy: bool, px: float) -> float:
        return (self._mid - px if is_buy else px - self._mid) / self._mid

    def _capture_bps(self, is_buy: bool, px: float) -> float:
        depth_bps = self._distance(is_buy, px) / BPS
        return spread_capture_bps(depth_bps, self._cost.at_touch_bps, self._cost.decay_bps, self._rule.fee_bps)
