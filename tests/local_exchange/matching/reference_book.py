"""Price-time priority as one would explain it: a list of orders that is sorted anew before every trade.

Nothing here is fast, linked or cached, and nothing is shared with the real book.
"""

from typing import NamedTuple


class Resting:
    """An order in the list. `arrival` counts orders as they came to rest."""

    def __init__(self, oid: int, account: str, is_buy: bool, px_units: int, lots: int, arrival: int) -> None:
        self.oid = oid
        self.account = account
        self.is_buy = is_buy
        self.px_units = px_units
        self.lots = lots
        self.arrival = arrival


class Trade(NamedTuple):
    """`lots` changed hands at the maker's price."""

    maker_oid: int
    px_units: int
    lots: int


class ReferenceBook:
    """Every order that rests, in no order at all."""

    def __init__(self) -> None:
        self.resting: list[Resting] = []
        self._arrivals = 0

    def makers(self, is_buy: bool) -> list[Resting]:
        """Return one side: best price first, then oldest first."""
        side = [order for order in self.resting if order.is_buy == is_buy]
        return sorted(side, key=lambda order: (-order.px_units if is_buy else order.px_units, order.arrival))

    def send(
        self, oid: int, account: str, is_buy: bool, px_units: int, lots: int, tif: str
    ) -> tuple[list[Trade], list[int]]:
        """Match an order and let the rest of it rest. Return its trades and the oids of its own makers it ended."""
        trades: list[Trade] = []
        expired: list[int] = []
        for maker in self.makers(not is_buy):
            reaches = px_units >= maker.px_units if is_buy else px_units <= maker.px_units
            if not reaches or lots == 0:
                break
            if maker.account == account:
                expired.append(maker.oid)
                self.resting.remove(maker)
                continue
            traded = min(lots, maker.lots)
            trades.append(Trade(maker.oid, maker.px_units, traded))
            lots -= traded
            maker.lots -= traded
            if maker.lots == 0:
                self.resting.remove(maker)
        if lots > 0 and tif != "Ioc":
            self._arrivals += 1
            self.resting.append(Resting(oid, account, is_buy, px_units, lots, self._arrivals))
        return trades, expired

    def would_trade(self, account: str, is_buy: bool, px_units: int) -> bool:
        """Return whether an order at this price meets anyone, its own account included."""
        makers = self.makers(not is_buy)
        return bool(makers) and (px_units >= makers[0].px_units if is_buy else px_units <= makers[0].px_units)

    def cancel(self, oid: int) -> bool:
        """Take an order off; False when it does not rest."""
        for order in self.resting:
            if order.oid == oid:
                self.resting.remove(order)
                return True
        return False

    def levels(self, is_buy: bool) -> list[tuple[int, int, int]]:
        """Return (price, summed lots, number of orders) of a side, best first."""
        found: dict[int, tuple[int, int]] = {}
        for order in self.makers(is_buy):
            lots, n = found.get(order.px_units, (0, 0))
            found[order.px_units] = (lots + order.lots, n + 1)
        return [(px_units, lots, n) for px_units, (lots, n) in found.items()]
