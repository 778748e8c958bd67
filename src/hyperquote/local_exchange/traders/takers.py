"""The takers: noise that pays the spread, and a few who know better than the book."""

from math import exp
from random import Random

from hyperquote.book.grid import Grid
from hyperquote.consts import BPS
from hyperquote.local_exchange.matching.core import TradingCore
from hyperquote.local_exchange.traders.hawkes import HawkesArrivals
from hyperquote.local_exchange.traders.makers import Makers
from hyperquote.local_exchange.traders.mood import Mood
from hyperquote.local_exchange.traders.scenario import Scenario
from hyperquote.local_exchange.traders.value import Value

NOISE_ACCOUNT = "0x0000000000000000000000000000000000000bad"
INFORMED_ACCOUNT = "0x000000000000000000000000000000000001dea5"
_CROSS_SHARE = 0.25  # of provoked orders: those that answer in the other direction
_SMALLEST_USD = 11.0  # the venue takes no order under 10
_SWEPT_LEVELS = 200  # more than any sweep meets


class Takers:
    """Aggressive orders: arrivals from a Hawkes process, sides by chance or by knowledge, sizes heavy-tailed.

    A sweep takes all that stands up to a distance drawn from an exponential law, so that the rate of trades at
    depth δ falls as e^{−κδ}, κ = 1/reach: what a quote at δ can expect to be hit by. It teaches the others a
    share of that distance. An informed order goes as far as the value and stops there.
    """

    def __init__(
        self,
        core: TradingCore,
        asset: int,
        grid: Grid,
        scenario: Scenario,
        rng: Random,
        value: Value,
        makers: Makers,
    ) -> None:
        self._core = core
        self._asset = asset
        self._grid = grid
        self._scenario = scenario
        self._rng = rng
        self._value = value
        self._makers = makers
        self._arrivals = _arrivals(rng, scenario)
        self._mood = _mood(rng, scenario)

    def obey(self, scenario: Scenario) -> None:
        """Trade as in another scenario from here on; its orders begin to come at their mean rate."""
        self._scenario = scenario
        self._arrivals = _arrivals(self._rng, scenario)
        self._mood = _mood(self._rng, scenario)

    @property
    def activity(self) -> float:
        """How restless it is, as a multiple of the mean: by how fast orders come, and by the mood."""
        return self._arrivals.activity * self._mood.variance

    def step(self, seconds: float, now_ms: int) -> None:
        """Send what arrived in the last `seconds`."""
        mood = self._mood
        mood.advance(seconds)
        for arrived in self._arrivals.advance(seconds * mood.pace):
            is_buy = mood.tilt > 0.0 if mood.tilt and self._rng.random() < abs(mood.tilt) else arrived
            if self._rng.random() < self._scenario.informed_share:
                self._send_informed(now_ms)
            elif self._rng.random() < self._scenario.sweep_share:
                self._sweep(is_buy, now_ms)
            else:
                self._take(NOISE_ACCOUNT, is_buy, self._touch(is_buy), self._drawn_usd(), now_ms)

    def _touch(self, is_buy: bool) -> int:
        """Return the best price that an order of this side trades at (price units, 0 = none)."""
        return self._core.best_units(self._asset, not is_buy)

    def _send_informed(self, now_ms: int) -> None:
        """Take what is on the wrong side of the value, if anything is."""
        value = self._value.price
        is_buy = value > self._makers.view
        limit = self._grid.floor_units(value) if is_buy else self._grid.ceil_units(value)
        touch = self._touch(is_buy)
        if touch and (limit >= touch if is_buy else limit <= touch):
            self._take(INFORMED_ACCOUNT, is_buy, limit, self._drawn_usd(), now_ms)

    def _sweep(self, is_buy: bool, now_ms: int) -> None:
        touch = self._touch(is_buy)
        if touch == 0:
            return
        reach = self._rng.expovariate(1.0 / self._scenario.reach_bps) * BPS
        signed = reach if is_buy else -reach
        px = self._grid.px(touch) * (1.0 + signed)
        limit = self._grid.floor_units(px) if is_buy else self._grid.ceil_units(px)
        self._makers.flee(not is_buy, limit, now_ms)
        usd = 0.0
        for level in self._core.levels(self._asset, not is_buy, _SWEPT_LEVELS):
            if level.px_units > limit if is_buy else level.px_units < limit:
                break
            usd += self._grid.px(level.px_units) * self._grid.size(level.lots)
        self._take(NOISE_ACCOUNT, is_buy, limit, max(usd, self._drawn_usd()), now_ms)
        taught = self._scenario.impact_share * signed
        self._value.learn(taught)
        self._makers.learn(self._scenario.at_once_share * taught)

    def _drawn_usd(self) -> float:
        scenario = self._scenario
        return min(scenario.order_usd * exp(self._rng.gauss(0.0, scenario.order_sigma)), scenario.largest_usd)

    def _take(self, account: str, is_buy: bool, limit: int, usd: float, now_ms: int) -> None:
        if limit:
            lots = self._grid.ceil_lots(max(usd, _SMALLEST_USD) / self._grid.px(limit))
            self._core.place(account, self._asset, is_buy, limit, lots, "Ioc", False, "", now_ms)


def _arrivals(rng: Random, scenario: Scenario) -> HawkesArrivals:
    return HawkesArrivals(rng, scenario.orders_per_s / 2.0, scenario.branching, _CROSS_SHARE, scenario.decay_per_s)


def _mood(rng: Random, scenario: Scenario) -> Mood:
    return Mood(rng, scenario.mood_s, scenario.mood_sigma, scenario.mood_gain, scenario.mood_tilt)
