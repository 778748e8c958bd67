"""The liquidator: what happens to accounts whose value no longer covers the maintenance margin."""

from typing import Final

from hyperquote.local_exchange.clearing.account import Position
from hyperquote.local_exchange.clearing.adl import next_winner
from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.liquidation import (
    FULL_SIZE_FOR_MS,
    Pool,
    bankruptcy_units,
    is_beyond_market,
    market_lots,
    pools_due,
    worst_units,
)
from hyperquote.local_exchange.clearing.margin import value_micro
from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.matching.facts import BookFact, FillFact, LiquidationFact
from hyperquote.local_exchange.matching.order import BACKSTOP_METHOD, IOC, MARKET_METHOD, BookOrder, Forced
from hyperquote.local_exchange.matching.tid import trade_id
from hyperquote.local_exchange.matching.trading import Trading

ADL: Final = "Auto-Deleveraging"


class Liquidator:
    """Looks at every account of one clearing house after the marks moved, and acts in the venue's order.

        below the maintenance margin    its orders go, then market orders, at no price that would leave it owing
        below two thirds of it          the backstop takes positions and margin at the bankruptcy price; nobody does
                                        where margin is isolated only
        below zero                      winners close the positions: no one else pays

    Liquidations come first, deleveraging after them all. What no winner can bear falls to the backstop, the one
    account whose value may be negative.
    """

    def __init__(self, trading: Trading, house: ClearingHouse) -> None:
        self._trading: Final = trading
        self._house: Final = house
        self._next_id = 1

    def advance(self, now_ms: int) -> None:
        """Liquidate whoever is due; nothing to do while no mark, position or margin changed."""
        house = self._house
        if not house.has_moved:
            return
        house.has_moved = False
        for pool in pools_due(house):
            if pool.value_micro(house) >= 0:
                self._liquidate(pool, now_ms)
        while True:
            bankrupt = [pool for pool in pools_due(house) if pool.value_micro(house) < 0]
            if not bankrupt:
                break
            for pool in bankrupt:
                if pool.value_micro(house) < 0:
                    self._deleverage(pool, now_ms)
        self._house.cover_debts()

    # -- inside -----------------------------------------------------------------------------------------------------

    def _liquidate(self, pool: Pool, now_ms: int) -> None:
        house = self._house
        if pool.value_micro(house) >= pool.maintenance_micro(house):
            return  # a fill of another liquidation helped
        told = self._fact(pool, now_ms)
        self._cancel_orders(pool, now_ms)
        has_backstop = pool.is_cross or house.assets[pool.asset].margin_mode == ""
        has_traded = False
        if not has_backstop or not is_beyond_market(pool.value_micro(house), pool.maintenance_micro(house)):
            has_traded = self._sell(pool, now_ms)
        if has_backstop and is_beyond_market(pool.value_micro(house), pool.maintenance_micro(house)):
            told.liquidator = house.backstop
            self._take_over(pool, now_ms)
        elif not has_traded:
            house.has_moved = True  # nobody would take it at a price that can be paid: the next block tries again
            return
        self._trading.blotter.facts.append(told)

    def _fact(self, pool: Pool, now_ms: int) -> LiquidationFact:
        house = self._house
        held = pool.positions(house)
        lots = [position.lots for position in held]
        assets = [position.asset for position in held]
        value = pool.value_micro(house)
        number = self._next_id
        self._next_id += 1
        return LiquidationFact(
            now_ms, number, pool.address, pool.is_cross, pool.notional_micro(house), value, assets, lots
        )

    def _cancel_orders(self, pool: Pool, now_ms: int) -> None:
        trading = self._trading
        desk = trading.desk(pool.address)
        touched: dict[int, bool] = {}
        for order in list(desk.open_orders.values()) + list(desk.waiting.values()):
            if order.asset in self._house.assets and (pool.is_cross or order.asset == pool.asset):
                trading.end(order, refusals.LIQUIDATED_CANCELED, now_ms)
                touched[order.asset] = True
        for asset in touched:
            trading.blotter.facts.append(BookFact(now_ms, asset))

    def _sell(self, pool: Pool, now_ms: int) -> bool:
        """Send the market orders. Return whether any of them traded."""
        house = self._house
        account = house.account(pool.address)
        is_full_size = now_ms < account.full_size_until_ms
        has_traded = False
        for position in pool.positions(house):
            value = pool.value_micro(house)
            if value >= pool.maintenance_micro(house) or value <= 0:
                break
            mark = house.mark_units(position.asset)
            lots = market_lots(position.lots, mark, is_full_size)
            is_part = lots < abs(position.lots)
            limit = self._limit_units(position, mark, value, account.taker_e8)
            if self._send(pool, position, lots, limit, now_ms):
                has_traded = True
                if is_part:
                    account.full_size_until_ms = now_ms + FULL_SIZE_FOR_MS
        return has_traded

    def _limit_units(self, position: Position, mark_units: int, value: int, taker_e8: int) -> int:
        """Return the worst price on the tick that the pool can pay."""
        grid = self._house.assets[position.asset].grid
        units = worst_units(position.lots, mark_units, value, taker_e8)
        tick = grid.tick(units)
        return -(-units // tick) * tick if position.lots > 0 else units // tick * tick

    def _send(self, pool: Pool, position: Position, lots: int, limit_units: int, now_ms: int) -> bool:
        trading = self._trading
        asset = position.asset
        is_buy = position.lots < 0
        forced = Forced(pool.address, self._house.mark_units(asset), MARKET_METHOD)
        best = trading.assets[asset].market.best_units(not is_buy)
        if best == 0 or trading.assets[asset].conduct.is_halted:
            return False
        if limit_units < best if is_buy else limit_units > best:
            return False
        oid = trading.take_oid()
        order = BookOrder(oid, pool.address, asset, is_buy, limit_units, lots, IOC, True, "", now_ms, forced=forced)
        return trading.enter(order, False, True, now_ms).filled_lots > 0

    def _take_over(self, pool: Pool, now_ms: int) -> None:
        """Give positions and the margin that is left to the backstop, each position its share by notional."""
        house = self._house
        side = "Cross" if pool.is_cross else "Isolated"
        account = house.account(pool.address)
        kept = 0 if pool.is_cross else account.cash_micro
        for position in pool.positions(house):
            mark = house.mark_units(position.asset)
            share = pool.value_micro(house) * value_micro(position, mark) // pool.notional_micro(house)
            units = bankruptcy_units(position.lots, mark, share)
            text = f"Liquidated {side} {'Long' if position.lots > 0 else 'Short'}"
            self._hand_over(pool, position, position.lots, units, house.backstop, text, now_ms)
        house.give(pool.address, house.backstop, account.cash_micro - kept)

    def _deleverage(self, pool: Pool, now_ms: int) -> None:
        """Close bankrupt positions against winners.

        The cross positions go at the marks before these if nothing is owed there, all else at the bankruptcy price.
        """
        house = self._house
        told = self._fact(pool, now_ms)
        told.liquidator = house.backstop
        self._cancel_orders(pool, now_ms)
        at_previous = pool.is_cross and pool.previous_value_micro(house) >= 0
        side = "Cross" if pool.is_cross else "Isolated"
        for position in pool.positions(house):
            listed = house.assets[position.asset]
            units = listed.previous_mark_units
            if not at_previous:
                ntl = value_micro(position, listed.mark_units)
                share = pool.value_micro(house) * ntl // pool.notional_micro(house)
                units = bankruptcy_units(position.lots, listed.mark_units, share)
            text = f"Liquidated {side} {'Long' if position.lots > 0 else 'Short'}"
            while position.lots != 0:
                winner = next_winner(house, position.asset, position.lots, units, pool.address)
                if winner is None:
                    self._hand_over(pool, position, position.lots, units, house.backstop, text, now_ms)
                else:
                    lots = winner.lots if position.lots > 0 else -winner.lots
                    self._hand_over(pool, position, lots, units, winner.address, text, now_ms)
        self._trading.blotter.facts.append(told)

    def _hand_over(
        self, pool: Pool, position: Position, lots: int, units: int, receiver: str, text: str, now_ms: int
    ) -> None:
        """Move signed lots from the pool to the receiver at a price, for no fee and past every book."""
        house = self._house
        trading = self._trading
        asset = position.asset
        forced = Forced(pool.address, house.mark_units(asset), BACKSTOP_METHOD)
        gives = self._outside(pool.address, asset, lots < 0, units, lots, forced, now_ms)
        takes = self._outside(receiver, asset, lots > 0, units, lots, forced, now_ms)
        tid = trade_id(takes.oid, gives.oid) if lots > 0 else trade_id(gives.oid, takes.oid)
        gave = house.settle(pool.address, asset, -lots, units, True, True)
        took = house.settle(receiver, asset, lots, units, False, True)
        size = abs(lots)
        if receiver != TAPE:
            pnl = took.closed_pnl_micro
            taken = ADL if receiver != house.backstop else text
            trading.blotter.facts.append(
                FillFact(now_ms, takes, units, size, took.start_lots, pnl, 0, taken, True, tid, True, forced)
            )
            trading.tidy(receiver, asset, now_ms)
        pnl = gave.closed_pnl_micro
        trading.blotter.facts.append(
            FillFact(now_ms, gives, units, size, gave.start_lots, pnl, 0, text, False, tid, True, forced)
        )
        trading.tidy(pool.address, asset, now_ms)

    def _outside(
        self, account: str, asset: int, is_buy: bool, units: int, lots: int, forced: Forced, now_ms: int
    ) -> BookOrder:
        """Return an order that never sees a book: what a fill needs to name its sides."""
        oid = self._trading.take_oid()
        return BookOrder(oid, account, asset, is_buy, units, abs(lots), IOC, True, "", now_ms, forced=forced)
