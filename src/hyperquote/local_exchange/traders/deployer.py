"""The deployer of a dex and the one who quotes on it: a small, quiet market around prices that come from outside."""

from math import exp
from random import Random
from typing import TYPE_CHECKING

from hyperquote.consts import BPS, MICRO
from hyperquote.local_exchange.builder_dex import BuilderDex
from hyperquote.local_exchange.participant import Participant

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange

MAKER = "0x0000000000000000000000000000000000dea1e5"
TAKER = "0x0000000000000000000000000000000000ca11e5"
PACE_MS = 3_000  # how often prices are set, as the venue asks of a deployer
_FUNDS_USD = 100_000_000
_SIGMA_BPS = 2.0  # of the price from one setting to the next
_LEVELS = 4
_SPREAD_BPS = 3.0  # from one level to the next, and from the price to the first on each side
_LEVEL_USD = 5_000.0
_TAKE_USD = 400.0
_TAKE_CHANCE = 0.5  # of a market order per asset and setting


class Deployer(Participant):
    """Sets the oracle of every asset of a dex, quotes four levels a side around it, and now and then somebody takes.

    It has a random stream of its own, so that the other markets do not notice whether it is there.
    """

    def __init__(self, dex: BuilderDex, seed: int) -> None:
        self._dex = dex
        self._rng = Random(f"{seed}/{dex.name}")
        self._prices = [asset.listing.grid.px(asset.listing.start_units) for asset in dex.assets]
        self._next_ms = 0
        self._has_joined = False

    def step(self, exchange: "LocalExchange", now_ms: int) -> None:
        """Set prices and quotes when it is time."""
        if now_ms < self._next_ms:
            return
        self._next_ms = now_ms + PACE_MS
        if not self._has_joined:
            self._join(exchange)
        for place in range(len(self._prices)):
            self._prices[place] *= exp(self._rng.gauss(0.0, _SIGMA_BPS * BPS))
            self._lead(exchange, self._dex.first_asset + place, self._prices[place], now_ms)

    def _join(self, exchange: "LocalExchange") -> None:
        self._has_joined = True
        house = exchange.house_of_dex(self._dex.name)
        for account in (MAKER, TAKER):
            exchange.open_account(account)
            house.deposit(account, _FUNDS_USD * MICRO)
            exchange.portfolios.add_flow(account, _FUNDS_USD * MICRO, _FUNDS_USD * MICRO, exchange.now_ms)

    def _lead(self, exchange: "LocalExchange", asset: int, price: float, now_ms: int) -> None:
        """Take the quotes of an asset off, set its oracle, and quote around the new price."""
        core, grid = exchange.core, exchange.listings[asset].grid
        exchange.set_oracle(asset, grid.units(price), now_ms)
        for order in core.open_orders(MAKER):
            if order.asset == asset:
                core.cancel(MAKER, asset, order.oid, now_ms)
        for level in range(1, _LEVELS + 1):
            away = level * _SPREAD_BPS * BPS
            lots = grid.ceil_lots(_LEVEL_USD / price)
            bid, ask = grid.floor_units(price * (1.0 - away)), grid.ceil_units(price * (1.0 + away))
            core.place(MAKER, asset, True, bid, lots, "Alo", False, "", now_ms)
            core.place(MAKER, asset, False, ask, lots, "Alo", False, "", now_ms)
        if self._rng.random() < _TAKE_CHANCE:
            self._take(exchange, asset, price, now_ms)

    def _take(self, exchange: "LocalExchange", asset: int, price: float, now_ms: int) -> None:
        """Trade towards a flat position, or either way."""
        core, grid = exchange.core, exchange.listings[asset].grid
        held = exchange.house.of(asset).position(TAKER, asset).lots
        is_buy = held < 0 or (held == 0 and self._rng.random() < 0.5)
        lots = abs(held) or grid.ceil_lots(_TAKE_USD * (0.5 + self._rng.random()) / price)
        limit = core.best_units(asset, not is_buy)
        if limit:
            core.place(TAKER, asset, is_buy, limit, lots, "Ioc", False, "", now_ms)
