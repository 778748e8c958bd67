"""The makers: they keep a book around where they think the value is."""

from math import exp
from random import Random

from hyperquote.book.grid import Grid
from hyperquote.consts import BPS
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.traders.scenario import Scenario

ACCOUNT = "0x00000000000000000000000000000000000a11ce"
_SMALLEST_USD = 12.0  # the venue takes no order under 10
_SETTLED_S = 60.0  # a book has long filled after this


class Makers:
    """One account that stands for all other makers of an asset.

    It quotes every tick next to the touch and every round price further away, and one more order queues at each
    touch. When its view of the value moves it withdraws what has become too good, and fills the gap on the other
    side; a missing level returns after an exponential time. An order of somebody else that stands where the
    makers want to be is hit: that is how a stale quote gets picked off.
    """

    def __init__(self, core: TradingCore, asset: int, grid: Grid, scenario: Scenario, rng: Random, view: float) -> None:
        """`view` is where the makers think the value is (USD); the first step fills the whole book around it."""
        self._core = core
        self._asset = asset
        self._grid = grid
        self._scenario = scenario
        self._rng = rng
        self._open = core.desk(ACCOUNT).open_orders
        self._levels: dict[bool, dict[int, int]] = {True: {}, False: {}}  # side → price units → oid
        self._queued: dict[bool, tuple[int, int]] = {True: (0, 0), False: (0, 0)}  # side → price units, oid
        self._touches = {True: 0, False: 0}
        self.view = view
        self._measure()

    def obey(self, scenario: Scenario, now_ms: int) -> None:
        """Make the book of another scenario from here on; what stands is withdrawn, for its sizes are the old ones."""
        self._scenario = scenario
        self._measure()
        for is_buy in (True, False):
            self._leave(is_buy, now_ms)

    def _measure(self) -> None:
        grid, scenario = self._grid, self._scenario
        units_per_bp = self.view * BPS * grid.units_per_usd
        tick = grid.tick(grid.floor_units(self.view))
        self._dense = max(round(scenario.dense_bps * units_per_bp / tick), 1) * tick
        self._deep = max(round(scenario.deep_bps * units_per_bp / tick), 1) * tick
        self._round = max(round(scenario.round_bps * units_per_bp / tick), 1) * tick

    def step(self, value: float, seconds: float, now_ms: int) -> None:
        """Follow the value for `seconds` and bring the book after it."""
        scenario = self._scenario
        if self._touches[True] == 0:
            seconds = _SETTLED_S
        self.view += (value - self.view) * (1.0 - exp(-scenario.catch_up_per_s * seconds))
        if not scenario.is_quoted:
            return
        bid, ask = self._best()
        touches = ((True, bid), (False, ask))
        for is_buy, touch in touches:
            self._forget_ended(is_buy)
            if touch != self._touches[is_buy]:
                self._touches[is_buy] = touch
                self._withdraw(is_buy, touch, now_ms)
            if self._rng.random() < scenario.churn_per_s * len(self._levels[is_buy]) * seconds:
                self._drop(is_buy, self._rng.choice(list(self._levels[is_buy])), now_ms)
        returns = 1.0 - exp(-scenario.refill_per_s * seconds)
        for is_buy, touch in touches:
            self._refill(is_buy, touch, returns, now_ms)

    def _best(self) -> tuple[int, int]:
        """Return the prices of the touch (price units)."""
        half = self._scenario.half_spread_bps * BPS
        if half == 0.0:
            bid = self._grid.floor_units(self.view)
            return bid, self._grid.above(bid)
        return self._grid.floor_units(self.view * (1.0 - half)), self._grid.ceil_units(self.view * (1.0 + half))

    def learn(self, fraction: float) -> None:
        """Think the value is worth `fraction` more."""
        self.view *= 1.0 + fraction

    def flee(self, is_buy: bool, limit: int, now_ms: int) -> None:
        """Cancel most of what an aggressive order down (or up) to `limit` would trade with.

        The venue executes the cancels of a block before its aggressive orders, so makers who see one coming
        are gone when it arrives.
        """
        queued, oid = self._queued[is_buy]
        if (queued >= limit if is_buy else queued <= limit) and self._flees():
            self._core.cancel(ACCOUNT, self._asset, oid, now_ms)
        for px in [px for px in self._levels[is_buy] if (px >= limit if is_buy else px <= limit)]:
            if self._flees():
                self._drop(is_buy, px, now_ms)

    def _flees(self) -> bool:
        return self._rng.random() < self._scenario.flee_share

    def _forget_ended(self, is_buy: bool) -> None:
        levels, still_open = self._levels[is_buy], self._open
        if all(map(still_open.__contains__, levels.values())):  # as nearly always
            return
        for px in [px for px, oid in levels.items() if oid not in still_open]:
            del levels[px]

    def _withdraw(self, is_buy: bool, touch: int, now_ms: int) -> None:
        """Cancel what stands beyond the touch, fills the space between round prices too far back, or queues amiss."""
        near = touch - self._dense if is_buy else touch + self._dense
        far = touch - self._deep if is_buy else touch + self._deep
        for px in list(self._levels[is_buy]):
            is_too_good, is_far, is_too_far = (
                (px > touch, px < near, px < far) if is_buy else (px < touch, px > near, px > far)
            )
            if is_too_good or is_too_far or (is_far and px % self._round):
                self._drop(is_buy, px, now_ms)
        queued, oid = self._queued[is_buy]
        if queued != touch and oid in self._open:
            self._core.cancel(ACCOUNT, self._asset, oid, now_ms)

    def _leave(self, is_buy: bool, now_ms: int) -> None:
        """Withdraw everything of a side; whoever quotes it next fills the whole book at once."""
        self._forget_ended(is_buy)
        for px in list(self._levels[is_buy]):
            self._drop(is_buy, px, now_ms)
        oid = self._queued[is_buy][1]
        if oid in self._open:
            self._core.cancel(ACCOUNT, self._asset, oid, now_ms)
        self._touches[is_buy] = 0

    def _drop(self, is_buy: bool, px: int, now_ms: int) -> None:
        self._core.cancel(ACCOUNT, self._asset, self._levels[is_buy].pop(px), now_ms)

    def _refill(self, is_buy: bool, touch: int, returns: float, now_ms: int) -> None:
        levels, rng, scenario = self._levels[is_buy], self._rng, self._scenario
        tick = self._grid.tick(touch)
        if is_buy:
            dense = range(touch, touch - self._dense, -tick)
            deep = range((touch - self._dense) // self._round * self._round, touch - self._deep, -self._round)
        else:
            dense = range(touch, touch + self._dense, tick)
            deep = range(-((-touch - self._dense) // self._round) * self._round, touch + self._deep, self._round)
        for prices, usd in ((dense, scenario.level_usd), (deep, 2.0 * scenario.level_usd)):
            for px in [px for px in prices if px not in levels]:
                if rng.random() < returns:
                    oid = self._place(is_buy, px, usd, now_ms)
                    if oid:
                        levels[px] = oid
        if self._queued[is_buy][1] not in self._open and rng.random() < returns:
            self._queued[is_buy] = (touch, self._place(is_buy, touch, scenario.touch_usd, now_ms))

    def _place(self, is_buy: bool, px: int, median_usd: float, now_ms: int) -> int:
        """Return the oid of an order that rests now, or 0."""
        usd = max(median_usd * exp(self._rng.gauss(0.0, self._scenario.size_sigma)), _SMALLEST_USD)
        lots = self._grid.ceil_lots(usd / self._grid.px(px))
        tif = "Alo" if self._core.is_post_only else "Gtc"
        placed = self._core.place(ACCOUNT, self._asset, is_buy, px, lots, tif, False, "", now_ms)
        return placed.oid if placed.oid in self._open else 0
