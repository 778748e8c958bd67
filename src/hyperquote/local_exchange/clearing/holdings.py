"""What accounts hold and what it is worth at the marks: what margin asks, and nothing that moves money."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.local_exchange.clearing.account import Account, Position
from hyperquote.local_exchange.clearing.fees import maker_rate_e8, taker_rate_e8
from hyperquote.local_exchange.clearing.margin import (
    ClearingAsset,
    initial_micro,
    isolated_liquidation_px_e10,
    isolated_value_micro,
    liquidation_px_e10,
    locked_at_micro,
    locked_micro,
    unrealized_micro,
    value_micro,
    worst_ntl_micro,
)
from hyperquote.local_exchange.clearing.margin_table import MarginTable

TAPE: Final = "0x" + "0" * 40  # the counterparty of fills that come from a recorded market; never asked for margin
DEFAULT_LEVERAGE: Final = 20  # of an asset whose leverage was never set, if the asset allows it


class Holdings:
    """Accounts with their cash and positions, and the assets with their marks. Money is in micro-USDC.

    `has_moved`: a mark, a position or a margin changed since the liquidator last looked.
    """

    def __init__(self) -> None:
        self.accounts: Final[dict[str, Account]] = {}
        self.assets: Final[dict[int, ClearingAsset]] = {}
        self.has_moved = False

    def list_asset(self, asset: int, grid: Grid, table: MarginTable, mark_units: int, margin_mode: str = "") -> None:
        """List a perp. Its first mark price (price units) must be known: margin has no meaning without.

        `margin_mode` "noCross" or "strictIsolated" allows isolated margin only.
        """
        if asset in self.assets:
            raise ValueError(f"asset {asset} is listed already")
        if mark_units <= 0:
            raise ValueError(f"asset {asset} needs a positive first mark price, not {mark_units} price units")
        self.assets[asset] = ClearingAsset(asset, grid, table, mark_units, margin_mode)

    def set_mark(self, asset: int, units: int) -> None:
        """Value the asset at this mark price (price units) from now on."""
        assert units > 0, units
        listed = self.assets[asset]
        listed.previous_mark_units = listed.mark_units
        listed.mark_units = units
        self.has_moved = True

    def mark_units(self, asset: int) -> int:
        """Return the mark price (price units)."""
        return self.assets[asset].mark_units

    def account(self, address: str) -> Account:
        """Return an account; the first mention opens it, empty."""
        found = self.accounts.get(address)
        if found is None:
            found = Account(address, maker_rate_e8(0), taker_rate_e8(0))
            self.accounts[address] = found
        return found

    def position(self, address: str, asset: int) -> Position:
        """Return an account's position in an asset; it may be flat."""
        account = self.account(address)
        found = account.positions.get(asset)
        if found is None:
            listed = self.assets[asset]
            found = Position(asset, min(DEFAULT_LEVERAGE, listed.table.max_leverage))
            found.is_cross = not listed.margin_mode
            account.positions[asset] = found
        return found

    def open_interest_lots(self, asset: int) -> int:
        """Return how many lots are held long, or short if more: a recorded market stands for neither."""
        long_lots = 0
        short_lots = 0
        for account in self.accounts.values():
            position = account.positions.get(asset)
            if position is None or account.address == TAPE:
                continue
            if position.lots > 0:
                long_lots += position.lots
            else:
                short_lots -= position.lots
        return max(long_lots, short_lots)

    def account_value_micro(self, address: str) -> int:
        """Return cash and pots plus all positions at mark."""
        account = self.account(address)
        total = account.cash_micro
        for position in account.positions.values():
            total += isolated_value_micro(position, self.assets[position.asset].mark_units)
        return total

    def cross_value_micro(self, address: str) -> int:
        """Return cash plus the cross positions at mark: what margins them and pays for new exposure."""
        account = self.account(address)
        total = account.cash_micro
        for position in account.positions.values():
            if position.is_cross:
                total += position.lots * self.assets[position.asset].mark_units
        return total

    def raw_micro(self, address: str) -> int:
        """Return the cash and the pots of the isolated positions together."""
        account = self.account(address)
        total = account.cash_micro
        for position in account.positions.values():
            total += position.raw_micro
        return total

    def notional_micro(self, address: str, cross_only: bool = False) -> int:
        """Return the summed notional of the positions at mark."""
        total = 0
        for position in self.account(address).positions.values():
            if position.is_cross or not cross_only:
                total += value_micro(position, self.assets[position.asset].mark_units)
        return total

    def margin_used_micro(self, address: str, cross_only: bool = False) -> int:
        """Return the summed margin in use: initial margin if cross, all of the value if isolated.

        Resting orders are left out, as the venue does.
        """
        total = 0
        for position in self.account(address).positions.values():
            mark = self.assets[position.asset].mark_units
            if position.is_cross:
                total += initial_micro(position, mark)
            elif not cross_only:
                total += isolated_value_micro(position, mark)
        return total

    def locked_micro(self, address: str) -> int:
        """Return what cross positions and all resting orders lock of the value outside the pots."""
        total = 0
        for position in self.account(address).positions.values():
            total += locked_micro(position, self.assets[position.asset].mark_units)
        return total

    def maintenance_micro(self, address: str) -> int:
        """Return the summed maintenance margin of the cross positions."""
        total = 0
        for position in self.account(address).positions.values():
            if position.is_cross:
                total += self.position_maintenance_micro(position)
        return total

    def position_maintenance_micro(self, position: Position) -> int:
        """Return the maintenance margin of one position."""
        listed = self.assets[position.asset]
        return listed.table.maintenance_micro(value_micro(position, listed.mark_units))

    def unrealized_micro(self, address: str) -> int:
        """Return the summed unrealised profit of the positions."""
        total = 0
        for position in self.account(address).positions.values():
            total += unrealized_micro(position, self.assets[position.asset].mark_units)
        return total

    def withdrawable_micro(self, address: str) -> int:
        """Return what may leave: AV − max(Σ initial margin, 10 % of notional) − margin of resting orders, ≥ 0."""
        used = self.margin_used_micro(address, True)
        orders = self.locked_micro(address) - used
        floor = max(used, self.notional_micro(address, True) // 10)
        return max(0, self.cross_value_micro(address) - floor - orders)

    def free_micro(self, address: str) -> int:
        """Return what new exposure may lock: value outside the pots − margin locked already, ≥ 0."""
        return max(0, self.cross_value_micro(address) - self.locked_micro(address))

    def liquidation_px_e10(self, address: str, asset: int) -> int:
        """Return the liquidation price of a position (1e-10 USD); 0 when no price would liquidate it."""
        position = self.position(address, asset)
        if not position.is_cross:
            return isolated_liquidation_px_e10(position, self.assets[asset])
        return liquidation_px_e10(
            position, self.assets[asset], self.cross_value_micro(address), self.maintenance_micro(address)
        )

    def can_place(self, address: str, asset: int, is_buy: bool, ntl_micro: int, lots: int = 0) -> bool:
        """Return whether the initial margin covers one more order; one that only reduces needs none."""
        position = self.position(address, asset)
        mark = self.assets[asset].mark_units
        buy, sell = (ntl_micro, 0) if is_buy else (0, ntl_micro)
        if address == TAPE or worst_ntl_micro(position, mark, buy, sell) <= worst_ntl_micro(position, mark, 0, 0):
            return True
        after = locked_at_micro(position, mark, position.leverage, buy, sell)
        more = after - locked_micro(position, mark)
        return self.cross_value_micro(address) >= self.locked_micro(address) + more

    def exceeds_tier(self, address: str, asset: int, is_buy: bool, ntl_micro: int) -> bool:
        """Return whether one more order could grow the position beyond what its leverage allows at that size."""
        position = self.position(address, asset)
        listed = self.assets[asset]
        before = worst_ntl_micro(position, listed.mark_units, 0, 0)
        after = worst_ntl_micro(position, listed.mark_units, ntl_micro if is_buy else 0, 0 if is_buy else ntl_micro)
        return after > before and address != TAPE and position.leverage > listed.table.leverage_at(after)

    def can_trade(self, address: str, asset: int, signed_lots: int, cost_micro: int) -> bool:
        """Return whether positions are still covered by initial margin after a fill of a resting order.

        `cost_micro` is what the fill takes out of the cash (signed lots × price + fee). Fills that shrink the
        position always may.
        """
        position = self.position(address, asset)
        after = position.lots + signed_lots
        if abs(after) <= abs(position.lots) or address == TAPE:
            return True
        mark = self.assets[asset].mark_units
        held = initial_micro(position, mark)
        margin = self.margin_used_micro(address, True) + abs(after) * mark // position.leverage - held
        return self.cross_value_micro(address) + signed_lots * mark - cost_micro >= margin
