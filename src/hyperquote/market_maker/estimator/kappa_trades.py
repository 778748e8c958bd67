"""How far trades reach into the book, and how often they come."""

from math import sqrt
from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from hyperquote.market_maker.estimator.rolling import RollingSums

MIN_DISTANCE: Final = 1e-5
HEAVY_CV: Final = 1.2
HEAVY_SHARE: Final = 0.8
HEAVY_MEMORY: Final = 100
JEFFREYS: Final = 0.5  # half an event: the prior that lets a rate be estimated from none

_BUYS: Final = 0
_SELLS: Final = 1
_BUY_REACH: Final = 2
_SELL_REACH: Final = 3
_SQUARES: Final = 4


class KappaTrades:
    """Decay κ of the chance that an aggressive order reaches distance δ from the mid, learnt from trades.

        δ = max(|px − mid| / mid, 1e-5)          mid: the last one before the trade
        κ = (α₀ + n) / (α₀/κ₀ + Σδ)              Gamma prior of mean κ₀ worth α₀ orders, exponential likelihood

    One count per aggressive order, with its farthest trade: prints of one side in one millisecond are one order.
    Counts, not volumes, so the size unit does not matter. Buyers teach κ of the asks, sellers that of the bids. Where δ
    is heavier-tailed than exponential (coefficient of variation above 1.2 in most of the last 100 orders), κ shrinks
    by clamp(2 − cv, 0.5, 1). Also A = orders per second and side, (n + ½) / 2T over the window.
    All but A changes only when an order comes or leaves the window, and is worked out then.
    Laruelle & Lehalle (2013), Market Microstructure in Practice, on the exponential form.
    """

    def __init__(self, prior_mean: float = 2500.0, prior_strength: float = 5.0, window_ms: int = 300_000) -> None:
        if prior_mean <= 0.0 or prior_strength <= 0.0:
            raise ValueError(f"kappa's prior needs positive numbers, not {prior_mean} and {prior_strength}")
        self._strength: Final = prior_strength
        self._prior_reach: Final = prior_strength / prior_mean
        self._sums: Final = RollingSums(window_ms, 5)
        self._order_ms = -1
        self._order_is_buy = False
        self._order_reach = 0.0
        self._orders = 0
        self._heavy: Final = vec[i64]([0] * HEAVY_MEMORY)
        self._heavy_count = 0
        self._cv = 1.0
        self.value: float | None = None  # κ of both sides (per unit of relative distance); None before the first trade
        self.bid: float | None = None  # κ of our bids, from sellers; None before the first trade of either side
        self.ask: float | None = None  # κ of our asks, from buyers; likewise
        self.orders = 0.0  # aggressive orders in the window, both sides
        self.confidence = 0.0  # how far κ can be trusted: 1 / (1 + 1/√(α₀ + n)), in (0, 1)
        self._publish()

    def update(self, ms: int, px: float, is_buy: bool, mid: float) -> None:
        """Take one trade (event time, USD, the aggressor's side) and the mid just before it."""
        reach = max(abs(px - mid) / mid, MIN_DISTANCE)
        side = _BUY_REACH if is_buy else _SELL_REACH
        if ms == self._order_ms and is_buy == self._order_is_buy:
            if reach > self._order_reach:
                self._sums.add(ms, side, reach - self._order_reach)
                self._sums.add(ms, _SQUARES, reach * reach - self._order_reach * self._order_reach)
                self._order_reach = reach
                self._publish()
            return
        self._judge_tail()
        self._order_ms = ms
        self._order_is_buy = is_buy
        self._order_reach = reach
        self._orders += 1
        self._sums.add(ms, _BUYS if is_buy else _SELLS, 1.0)
        self._sums.add(ms, side, reach)
        self._sums.add(ms, _SQUARES, reach * reach)
        self._publish()

    def advance(self, now_ms: int) -> None:
        """Let what is older than the window go."""
        if self._sums.advance(now_ms):
            self._publish()

    def relative_error(self) -> float:
        """Return the posterior's standard deviation over its mean: 1/√(α₀ + n)."""
        return 1.0 / sqrt(self._strength + self.orders)

    def fill_intensity(self, now_ms: int) -> float | None:
        """Return A, aggressive orders per second on one side (mean of both); None before the first trade."""
        if self._orders == 0:
            return None
        return (self.orders + JEFFREYS) / (2.0 * max(self._sums.span_s(now_ms), 1.0))

    def _publish(self) -> None:
        totals = self._sums.totals
        buys, sells = totals[_BUYS], totals[_SELLS]
        buy_reach, sell_reach = totals[_BUY_REACH], totals[_SELL_REACH]
        self.orders = buys + sells
        self.confidence = 1.0 / (1.0 + 1.0 / sqrt(self._strength + self.orders))
        if self._orders == 0:
            return
        shrink = 1.0
        if self._heavy_count > HEAVY_SHARE * float(HEAVY_MEMORY):
            shrink = min(max(2.0 - self._cv, 0.5), 1.0)
        self.value = shrink * self._posterior(self.orders, buy_reach + sell_reach)
        self.bid = shrink * self._posterior(sells, sell_reach)
        self.ask = shrink * self._posterior(buys, buy_reach)

    def _posterior(self, n: float, reach: float) -> float:
        return (self._strength + n) / (self._prior_reach + max(reach, 0.0))

    def _judge_tail(self) -> None:
        """Note whether δ looked heavy-tailed when the latest order was complete."""
        totals = self._sums.totals
        n = totals[_BUYS] + totals[_SELLS]
        if n < 2.0:
            return
        mean = (totals[_BUY_REACH] + totals[_SELL_REACH]) / n
        variance = max(totals[_SQUARES] / n - mean * mean, 0.0)
        self._cv = sqrt(variance) / mean
        slot = self._orders % HEAVY_MEMORY
        is_heavy = 1 if self._cv > HEAVY_CV else 0
        self._heavy_count += is_heavy - int(self._heavy[slot])
        self._heavy[slot] = is_heavy
