"""A dealer and a customer of the spot pairs: a small, quiet market that somebody always trades in."""

from math import exp
from random import Random
from typing import TYPE_CHECKING

from hyperquote.consts import BPS
from hyperquote.local_exchange.participant import Participant
from hyperquote.local_exchange.spot_listing import SpotListing

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange

DEALER = "0x0000000000000000000000000000000000dea1e7"
CUSTOMER = "0x0000000000000000000000000000000000ca11e7"
PACE_MS = 2_000  # how often quotes follow the price
_FUNDS_USD = 50_000_000  # of each token
_SIGMA_BPS = 2.0  # of the price from one quote to the next
_LEVELS = 4
_SPREAD_BPS = 6.0  # from one level to the next, and from the price to the first on each side
_LEVEL_USD = 4_000.0
_TAKE_USD = 60.0
_TAKE_CHANCE = 0.5  # of a market order per quote


class SpotDealer(Participant):
    """Quotes four levels a side of one pair around a price that wanders; now and then a customer takes.

    It has a random stream of its own, so that the other markets do not notice whether it is there.
    """

    def __init__(self, listing: SpotListing, seed: int) -> None:
        self._listing = listing
        self._rng = Random(f"{seed}/{listing.name}")
        self._price = listing.grid.px(listing.start_units)
        self._next_ms = 0
        self._has_joined = False

    def step(self, exchange: "LocalExchange", now_ms: int) -> None:
        """Quote when it is time."""
        if now_ms < self._next_ms:
            return
        self._next_ms = now_ms + PACE_MS
        if not self._has_joined:
            self._join(exchange)
        self._price *= exp(self._rng.gauss(0.0, _SIGMA_BPS * BPS))
        core, grid, asset, price = exchange.core, self._listing.grid, self._listing.asset, self._price
        for order in core.open_orders(DEALER):
            if order.asset == asset:
                core.cancel(DEALER, asset, order.oid, now_ms)
        lots = grid.ceil_lots(_LEVEL_USD / price)
        for level in range(1, _LEVELS + 1):
            away = level * _SPREAD_BPS * BPS
            core.place(DEALER, asset, True, grid.floor_units(price * (1.0 - away)), lots, "Alo", False, "", now_ms)
            core.place(DEALER, asset, False, grid.ceil_units(price * (1.0 + away)), lots, "Alo", False, "", now_ms)
        if self._rng.random() < _TAKE_CHANCE:
            is_buy = self._rng.random() < 0.5
            limit = core.best_units(asset, not is_buy)
            if limit:
                taken = grid.ceil_lots(_TAKE_USD * (0.5 + self._rng.random()) / price)
                core.place(CUSTOMER, asset, is_buy, limit, taken, "Ioc", False, "", now_ms)

    def _join(self, exchange: "LocalExchange") -> None:
        self._has_joined = True
        for account in (DEALER, CUSTOMER):
            exchange.open_account(account)
            for token in (self._listing.base, self._listing.quote):
                whole = 1.0 if token is self._listing.quote else self._price
                exchange.give(account, token, int(_FUNDS_USD / whole) * 10**token.wei_decimals)
