"""From a ladder in floats to orders the venue accepts: the only place that decides a final price and size."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.consts import BPS
from hyperquote.market_maker.quoting.types import Component, Ladder, LadderLevel, Quote, WantedOrder

_HIGHEST_PX: Final = 1e12  # USD; what lies above, or is not a number, is not a price


class SizeRules:
    """Limits on one order: the venue's minimum (USD) and our share of a side's target (base units)."""

    def __init__(
        self, grid: Grid, target_liquidity: float, max_single_order_fraction: float, min_notional_usd: float
    ) -> None:
        if not 0.0 < max_single_order_fraction <= 1.0:
            raise ValueError(
                f"max_single_order_fraction must be above 0 and at most 1, not {max_single_order_fraction}"
            )
        self.target_lots: Final = grid.floor_lots(target_liquidity)
        self.max_order_lots: Final = max(grid.floor_lots(target_liquidity * max_single_order_fraction), 1)
        # A price in units times a size in lots is exact money; the minimum is counted in the same coin.
        money_per_usd = float(grid.units_per_usd * grid.lots_per_base)
        self.min_notional: Final = -int(-min_notional_usd * money_per_usd // 1.0)


class Rounded:
    """Orders of both sides, bids first and each side best first, and how many rungs did not become one."""

    def __init__(self, orders: list[WantedOrder], merged: int, dropped: int) -> None:
        self.orders: Final = orders
        self.merged: Final = merged  # joined a better rung: same tick, or too small alone
        self.dropped: Final = dropped  # no room, or below the minimum notional even when joined


def to_orders(
    ladder: Ladder,
    grid: Grid,
    rules: SizeRules,
    best_bid_units: int,
    best_ask_units: int,
    bid_room_lots: int,
    ask_room_lots: int,
) -> Rounded:
    """Put a ladder on the grid.

    Bids round down and asks up; a bid stays a tick below the best ask and an ask a tick above the best bid, so
    that post-only orders rest. Rungs that meet on a tick merge. Sizes are cut to whole lots, to the order limit
    and to the side's room (lots, what risk and margin leave), best rung first. The minimum notional comes last,
    from the outermost rung inward: a rung below it joins the next better one as far as the order limit allows,
    else it is dropped.
    """
    orders: list[WantedOrder] = []
    highest_bid = grid.below(best_ask_units)
    merged, dropped = _side(orders, ladder.bids, grid, rules, True, highest_bid, bid_room_lots)
    lowest_ask = grid.above(best_bid_units)
    if orders and orders[0].px_units >= lowest_ask:
        lowest_ask = grid.above(orders[0].px_units)
    merged_asks, dropped_asks = _side(orders, ladder.asks, grid, rules, False, lowest_ask, ask_room_lots)
    return Rounded(orders, merged + merged_asks, dropped + dropped_asks)


def _side(
    orders: list[WantedOrder],
    levels: list[LadderLevel],
    grid: Grid,
    rules: SizeRules,
    is_buy: bool,
    limit_units: int,
    room_lots: int,
) -> tuple[int, int]:
    """Append one side's orders; return how many rungs merged and how many were dropped."""
    cap = rules.max_order_lots if len(levels) > 1 else rules.target_lots
    prices: list[int] = []
    sizes: list[int] = []
    merged = 0
    room = room_lots
    is_any_small = False
    for level in levels:
        price = level.price
        size = level.size
        if not (0.0 < price < _HIGHEST_PX and 0.0 < size < _HIGHEST_PX):
            continue
        units = grid.floor_units(price) if is_buy else grid.ceil_units(price)
        if units > limit_units if is_buy else units < limit_units:
            units = limit_units
        if units <= 0:
            continue
        lots = grid.floor_lots(size)
        if lots > cap or lots > room:
            lots = min(cap, room)
        if lots <= 0:
            continue
        if prices and (units >= prices[-1] if is_buy else units <= prices[-1]):
            lots = min(lots, cap - sizes[-1])
            sizes[-1] += lots
            merged += 1
        else:
            prices.append(units)
            sizes.append(lots)
            if units * lots < rules.min_notional:
                is_any_small = True
        room -= lots
    if is_any_small:
        merged += _join_small(prices, sizes, cap, rules.min_notional)
    kept = 0
    for index in range(len(prices)):
        lots = sizes[index]
        if lots > 0:
            orders.append(WantedOrder(is_buy, prices[index], lots, kept, False))
            kept += 1
    return merged, len(levels) - merged - kept


def _join_small(prices: list[int], sizes: list[int], cap: int, min_notional: int) -> int:
    """Empty every rung below the minimum, outermost first, into the next better one; return how many fitted there."""
    merged = 0
    for index in range(len(prices) - 1, -1, -1):
        lots = sizes[index]
        if prices[index] * lots < min_notional:
            sizes[index] = 0
            if index > 0 and sizes[index - 1] + lots <= cap:
                sizes[index - 1] += lots
                merged += 1
    return merged


def ladder_of_quotes(bid: Quote | None, ask: Quote | None, fair: float) -> Ladder:
    """Return the one-rung ladder of a strategy with single quotes; its half-spread and skew are read off the prices."""
    bids: list[LadderLevel] = []
    asks: list[LadderLevel] = []
    spread: list[Component] = []
    skew: list[Component] = []
    if bid is not None:
        bids.append(LadderLevel(bid.price, bid.size, (1.0 - bid.price / fair) / BPS))
    if ask is not None:
        asks.append(LadderLevel(ask.price, ask.size, (ask.price / fair - 1.0) / BPS))
    if bids and asks:
        spread.append(Component("strategy", 0.5 * (bids[0].depth_bps + asks[0].depth_bps)))
        skew.append(Component("strategy", 0.5 * (bids[0].depth_bps - asks[0].depth_bps)))
    reason = "" if bids or asks else "the strategy wants no quotes"
    return Ladder(bids, asks, spread, skew, [], reason)
