"""The arithmetic of liquidation: who is due, how much is sold at once, and at which price nobody is left owing.

An account, or an isolated position, is due when its value falls below the maintenance margin. Under two thirds of it
the backstop takes over, under zero others are deleveraged.
"""

from typing import Final

from hyperquote.consts import MICRO
from hyperquote.local_exchange.clearing.account import Position
from hyperquote.local_exchange.clearing.fees import RATE_SCALE
from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.margin import isolated_value_micro, value_micro

PARTIAL_ABOVE_MICRO: Final = 100_000 * MICRO  # a larger position is first sold by a fifth only …
PARTIAL_SHARE: Final = 5
FULL_SIZE_FOR_MS: Final = 30_000  # … and after that, for this long, every order is for the whole position


class Pool:
    """What is liquidated together: all cross positions of an account (`asset` is −1), or one isolated position."""

    def __init__(self, address: str, asset: int) -> None:
        self.address: Final = address
        self.asset: Final = asset

    @property
    def is_cross(self) -> bool:
        """Whether this is the cross side of the account."""
        return self.asset < 0

    def holds(self, position: Position) -> bool:
        """Return whether a position of the account is liquidated with this pool."""
        return position.is_cross if self.asset < 0 else position.asset == self.asset

    def positions(self, house: ClearingHouse) -> list[Position]:
        """Return the open positions, by asset id."""
        account = house.account(self.address)
        assets = sorted(account.positions)
        held: list[Position] = []
        for asset in assets:
            position = account.positions[asset]
            if position.lots != 0 and self.holds(position):
                held.append(position)
        return held

    def value_micro(self, house: ClearingHouse) -> int:
        """Return what margins the positions, at mark."""
        if self.asset < 0:
            return house.cross_value_micro(self.address)
        return isolated_value_micro(house.position(self.address, self.asset), house.mark_units(self.asset))

    def previous_value_micro(self, house: ClearingHouse) -> int:
        """Return the same at the marks before these."""
        total = self.value_micro(house)
        for position in self.positions(house):
            listed = house.assets[position.asset]
            total += position.lots * (listed.previous_mark_units - listed.mark_units)
        return total

    def maintenance_micro(self, house: ClearingHouse) -> int:
        """Return the maintenance margin of the positions."""
        if self.asset < 0:
            return house.maintenance_micro(self.address)
        return house.position_maintenance_micro(house.position(self.address, self.asset))

    def notional_micro(self, house: ClearingHouse) -> int:
        """Return the summed notional at mark."""
        total = 0
        for position in self.positions(house):
            total += value_micro(position, house.mark_units(position.asset))
        return total


def pools_due(house: ClearingHouse) -> list[Pool]:
    """Return what is below its maintenance margin, in the order of the accounts; isolated positions first."""
    due: list[Pool] = []
    for account in house.accounts.values():
        if account.address == TAPE or account.address == house.backstop:
            continue
        is_cross_open = False
        for position in account.positions.values():
            if position.lots == 0:
                continue
            if position.is_cross:
                is_cross_open = True
            elif isolated_value_micro(position, house.mark_units(position.asset)) < house.position_maintenance_micro(
                position
            ):
                due.append(Pool(account.address, position.asset))
        if is_cross_open and house.cross_value_micro(account.address) < house.maintenance_micro(account.address):
            due.append(Pool(account.address, -1))
    return due


def is_beyond_market(value_micro: int, maintenance_micro: int) -> bool:
    """Return whether the book gets no (further) chance: value under two thirds of the maintenance margin."""
    return value_micro * 3 < maintenance_micro * 2


def market_lots(lots: int, mark_units: int, is_full_size: bool) -> int:
    """Return how much of a position (signed lots) one market order takes (lots, > 0)."""
    size = abs(lots)
    if is_full_size or size * mark_units <= PARTIAL_ABOVE_MICRO:
        return size
    return -(-size // PARTIAL_SHARE)


def worst_units(lots: int, mark_units: int, value_micro: int, taker_e8: int) -> int:
    """Return the worst price (price units) at which the whole position can go in the book and pay its fee.

        long   p ≥ (|l|·mark − V) / (|l|·(1 − f))        short   p ≤ (|l|·mark + V) / (|l|·(1 + f))

    There the value V is used up, and not overdrawn; all else is taken at mark.
    """
    size = abs(lots)
    if lots > 0:
        owed = size * mark_units - value_micro
        return max(1, -(-owed * RATE_SCALE // (size * (RATE_SCALE - taker_e8))))
    return (size * mark_units + value_micro) * RATE_SCALE // (size * (RATE_SCALE + taker_e8))


def bankruptcy_units(lots: int, mark_units: int, share_micro: int) -> int:
    """Return the price (price units) at which a position without fee uses up its share of the value.

        mark − side · ⌊share / |l|⌋        a negative share lies beyond the mark, on the winners' side

    Rounded so that nothing is overdrawn: less than one micro-USDC a lot is left.
    """
    step = share_micro // abs(lots)
    return max(1, mark_units - step if lots > 0 else mark_units + step)
