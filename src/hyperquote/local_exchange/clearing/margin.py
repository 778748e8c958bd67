"""Margin arithmetic of one cross position, in micro-USDC; marks in price units. Nothing here rounds up.

Resting orders lock margin for what they could add to the position. Both sides of a quote pair cannot add at
once, so the dearer side counts:

    worst = max(|P|, |P + B|, |P − S|)     P = signed lots · mark,  B, S = resting notional at limit prices
"""

from typing import Final

from mypy_extensions import i64

from hyperquote.book.grid import Grid
from hyperquote.local_exchange.clearing.account import Position
from hyperquote.local_exchange.clearing.fees import cut_division
from hyperquote.local_exchange.clearing.margin_table import MarginTable

RATIO_SCALE: Final = 10_000_000_000  # prices and ratios that the venue prints with ten decimals


class ClearingAsset:
    """What clearing knows of one listed perp. The mark, and the one before it, are in price units.

    `margin_mode` is "" where margin may be cross, else the venue's word for how it may not.
    """

    def __init__(self, asset: int, grid: Grid, table: MarginTable, mark_units: int, margin_mode: str = "") -> None:
        self.asset: Final = asset
        self.grid: Final = grid
        self.table: Final = table
        self.margin_mode: Final = margin_mode
        self.mark_units = mark_units
        self.previous_mark_units = mark_units


def value_micro(position: Position, mark_units: int) -> int:
    """Return the notional of a position at mark (≥ 0)."""
    return abs(position.lots) * mark_units


def unrealized_micro(position: Position, mark_units: int) -> int:
    """Return the profit of closing at mark, from the exact entry notional and not the displayed entry price."""
    cost = position.entry_ntl_micro
    return position.lots * mark_units - (cost if position.lots >= 0 else -cost)


def isolated_value_micro(position: Position, mark_units: int) -> int:
    """Return what an isolated position and its pot are worth at mark: the margin it uses."""
    return position.raw_micro + position.lots * mark_units


def initial_micro(position: Position, mark_units: int) -> int:
    """Return the margin a position uses at its chosen leverage: N / leverage, cut."""
    return value_micro(position, mark_units) // position.leverage


def worst_ntl_micro(position: Position, mark_units: int, more_buy_micro: int, more_sell_micro: int) -> int:
    """Return the largest notional the position can reach through its resting orders and the given additions."""
    lots: i64 = position.lots
    held = int(lots * mark_units)
    bought = held + position.buy_ntl_micro + more_buy_micro
    sold = held - position.sell_ntl_micro - more_sell_micro
    return max(bought, -sold)  # bought ≥ held ≥ sold: one of the ends is farthest from flat


def locked_micro(position: Position, mark_units: int) -> int:
    """Return the margin that a position and its resting orders lock of the cash; a pot locks none."""
    return locked_at_micro(position, mark_units, position.leverage, 0, 0)


def locked_at_micro(
    position: Position, mark_units: int, leverage: int, more_buy_micro: int, more_sell_micro: int
) -> int:
    """Return the same at another leverage, and with an additional buy or sell."""
    worst = worst_ntl_micro(position, mark_units, more_buy_micro, more_sell_micro)
    if position.is_cross:
        return worst // leverage
    return worst // leverage - value_micro(position, mark_units) // leverage


def return_on_equity_e10(position: Position, mark_units: int) -> int:
    """Return uPnL / (entry notional / leverage) in 1e-10, cut toward zero; 0 when flat."""
    if position.entry_ntl_micro == 0:
        return 0
    profit = unrealized_micro(position, mark_units) * position.leverage * RATIO_SCALE
    return cut_division(profit, position.entry_ntl_micro)


def isolated_liquidation_px_e10(position: Position, listed: ClearingAsset) -> int:
    """Return the mark (1e-10 USD) at which a pot falls to the maintenance margin; 0 when there is none.

        p = −(raw + d) / (szi − |szi|·l)      l = 1/(2·maxLeverage), d the deduction, of the tier at that price

    It is rounded to the nearest, as the recorded ones are.
    """
    size = abs(position.lots)
    if size == 0:
        return 0
    side = 1 if position.lots > 0 else -1
    units_per_usd = listed.grid.units_per_usd
    tier = listed.table.tier(size * listed.mark_units)
    px_e10 = 0
    for _ in range(len(listed.table.max_leverages)):
        leverage = listed.table.max_leverages[tier]
        owed = -side * (position.raw_micro + listed.table.deduction_micro(tier)) * 2 * leverage * RATIO_SCALE
        if owed <= 0:
            return 0
        share = size * units_per_usd * (2 * leverage - side)
        px_e10 = (2 * owed + share) // (2 * share)
        there = listed.table.tier(size * px_e10 * units_per_usd // RATIO_SCALE)
        if there == tier:
            break
        tier = there
    return px_e10


def liquidation_px_e10(position: Position, listed: ClearingAsset, equity_micro: int, maintenance_micro: int) -> int:
    """Return the mark (1e-10 USD) at which a cross account falls to its maintenance margin; 0 when there is none.

        mark − side · (AV − MM) / |lots| / (1 − l·side)      l = 1/(2·maxLeverage) of the tier at that price

    `equity_micro` is the account value AV and `maintenance_micro` the maintenance margin MM of all positions.
    """
    size = abs(position.lots)
    if size == 0:
        return 0
    side = 1 if position.lots > 0 else -1
    units_per_usd = listed.grid.units_per_usd
    leverage = listed.table.leverage_at(size * listed.mark_units)
    px_e10 = 0
    for _ in range(len(listed.table.max_leverages)):
        room = side * (equity_micro - maintenance_micro) * 2 * leverage * RATIO_SCALE
        distance_e10 = cut_division(room, size * units_per_usd * (2 * leverage - side))
        px_e10 = listed.mark_units * RATIO_SCALE // units_per_usd - distance_e10
        if px_e10 <= 0:
            return 0
        there = listed.table.leverage_at(size * px_e10 * units_per_usd // RATIO_SCALE)
        if there == leverage:
            break
        leverage = there
    return px_e10
