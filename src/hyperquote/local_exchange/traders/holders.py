"""The holders: leveraged longs whose liquidations feed a fall."""

from hashlib import blake2b
from math import ceil
from typing import TYPE_CHECKING

from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.traders.scenario import Scenario

if TYPE_CHECKING:
    from hyperquote.local_exchange.exchange import LocalExchange

_SLACK = 0.02  # equity beyond the initial margin, as a share of it: pays the fees and a worse price
_REACH = 0.02  # how far beyond the touch they buy
_LOOSEST = 0.5  # the most careful of them uses this share of the highest leverage


class Holders:
    """Accounts that buy on margin and then wait: a ladder of liquidation prices below the market.

    With leverage L under a highest leverage M the maintenance margin is 1/2M, so that a long is liquidated after
    a fall of about 1/L − 1/2M. Leverages are spread evenly from M/2 to M: with M = 40 the first go at −1.25 %,
    the last at −3.75 %. Nobody of them ever trades again of their own will.
    """

    def __init__(self, asset: int, listing: Listing) -> None:
        self._asset = asset
        self._listing = listing
        self._held: dict[str, int] = {}  # account → lots

    @property
    def accounts(self) -> list[str]:
        """Who has held, in the order of joining."""
        return list(self._held)

    def join(self, exchange: "LocalExchange", scenario: Scenario, now_ms: int) -> None:
        """Bring in the scenario's holders: each who holds nothing is given a margin and buys at the market."""
        highest = exchange.house.assets[self._asset].table.max_leverage
        core, grid = exchange.core, self._listing.grid
        for index in range(scenario.holders):
            account = _address(self._listing.name, index)
            ask = core.best_units(self._asset, False)
            if _lots(exchange, account, self._asset) or ask == 0:
                continue
            share = _LOOSEST + (1.0 - _LOOSEST) * (scenario.holders - index) / scenario.holders
            leverage = max(round(highest * share), 1)
            exchange.fund(account, ceil(scenario.holder_usd / leverage * (1.0 + _SLACK)), now_ms)
            core.set_leverage(account, self._asset, leverage, True, now_ms)
            lots = grid.floor_lots(scenario.holder_usd / grid.px(ask))
            limit = grid.floor_units(grid.px(ask) * (1.0 + _REACH))
            core.place(account, self._asset, True, limit, lots, "Ioc", False, "", now_ms)
            self._held[account] = _lots(exchange, account, self._asset)

    def first_fall(self, exchange: "LocalExchange") -> float:
        """Return the fall (a fraction) that liquidates the first of them: 1/2M."""
        return 0.5 / exchange.house.assets[self._asset].table.max_leverage

    def ladder(self, exchange: "LocalExchange") -> float:
        """Return how much further the last of them is (a fraction): 1/M."""
        return 1.0 / exchange.house.assets[self._asset].table.max_leverage

    def forced_usd(self, exchange: "LocalExchange") -> float:
        """Return how much was taken from them since the last call, at the mark price (USD)."""
        lost = 0
        for account, before in self._held.items():
            if before:
                lots = max(_lots(exchange, account, self._asset), 0)
                lost += max(before - lots, 0)
                self._held[account] = lots
        grid = self._listing.grid
        return grid.size(lost) * grid.px(exchange.house.of(self._asset).mark_units(self._asset))


def _lots(exchange: "LocalExchange", account: str, asset: int) -> int:
    found = exchange.house.accounts.get(account)
    position = found.positions.get(asset) if found is not None else None
    return position.lots if position is not None else 0


def _address(coin: str, index: int) -> str:
    return "0x" + blake2b(f"holder {index} of {coin}".encode(), digest_size=20).hexdigest()
