"""How orders enter a book, wait beside it and leave it: the inside of the trading core."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.local_exchange.clearing.account import Position
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.margin_table import MarginTable, single_tier
from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.matching.blotter import Blotter
from hyperquote.local_exchange.matching.conduct import Conduct
from hyperquote.local_exchange.matching.desk import Desk, beyond_position, closable_lots
from hyperquote.local_exchange.matching.facts import BookFact, OrderFact
from hyperquote.local_exchange.matching.market import MakerGate, Market
from hyperquote.local_exchange.matching.order import ALO, GTC, IOC, BookOrder, Match
from hyperquote.local_exchange.matching.placed import FILLED, RESTING, ListedAsset, Placed, refused
from hyperquote.local_exchange.matching.trigger import Bracket


class Trading(MakerGate):
    """The life of an order, whoever sent it: a user, a trigger that fired, or a TWAP.

    `brackets` is by parent oid, while the parent is open and its exits wait for it.
    """

    def __init__(self, clearing: ClearingHouse, first_oid: int, band_percent: int, oracle_band_percent: int) -> None:
        self.clearing: Final = clearing
        self.assets: Final[dict[int, ListedAsset]] = {}
        self.desks: Final[dict[str, Desk]] = {}
        self.blotter: Final = Blotter(clearing, self.desks)
        self.brackets: Final[dict[int, Bracket]] = {}
        self.is_post_only = False  # only orders that cannot take are let in, and nothing wakes or is sliced
        self._band_percent: Final = band_percent
        self._oracle_band_percent: Final = oracle_band_percent
        self._next_oid = first_oid
        self._armed: Final[dict[int, BookOrder]] = {}  # the waiting orders that only the mark holds back, by oid
        self._pending_lots: dict[str, int] = {}  # what makers of the running take already traded …
        self._pending_cost: dict[str, int] = {}  # … and the cash it cost them, not yet in the ledgers

    def list_asset(
        self,
        asset: int,
        grid: Grid,
        market: Market,
        max_leverage: int,
        mark_units: int,
        table: MarginTable | None = None,
        margin_mode: str = "",
    ) -> None:
        """List an asset here and in the clearing house, with one margin tier unless a table is given."""
        chosen = single_tier(max_leverage) if table is None else table
        self.house(asset).list_asset(asset, grid, chosen, mark_units, margin_mode)
        self._open(asset, grid, market, max_leverage, False)

    def open_pair(self, asset: int, grid: Grid, market: Market) -> None:
        """Let a spot pair trade that its house has listed."""
        self._open(asset, grid, market, 1, True)

    def _open(self, asset: int, grid: Grid, market: Market, max_leverage: int, is_spot: bool) -> None:
        market.gate = self
        conduct = Conduct(self._oracle_band_percent)
        self.assets[asset] = ListedAsset(asset, grid, market, max_leverage, conduct, is_spot)

    def house(self, asset: int) -> ClearingHouse:
        """Return the house in whose ledgers an asset is traded."""
        return self.clearing.of(asset)

    def closable_lots(self, account: str, asset: int, is_buy: bool) -> int:
        """Return how many lots an order of this side can close of an account's position."""
        return closable_lots(self.house(asset).position(account, asset).lots, is_buy)

    def desk(self, account: str) -> Desk:
        """Return an account's desk; the first mention opens it."""
        found = self.desks.get(account)
        if found is None:
            found = Desk(self.clearing.account(account))
            self.desks[account] = found
        return found

    def pre_validate(self, account: str, asset: int, px_units: int, lots: int, tif: str, cloid: str) -> str:
        """Return why the order would be refused before it gets an oid; "" when it would not."""
        if tif not in {ALO, GTC, IOC}:
            return refusals.INVALID_TIF
        listed = self.assets[asset]
        if listed.conduct.is_halted:
            return refusals.HALTED
        if self.is_post_only and tif != ALO:
            return refusals.ONLY_POST_ONLY
        desk = self.desk(account)
        if cloid and desk.find(desk.cloids.get(cloid, 0)) is not None:
            return refusals.CLOID_TAKEN
        mark = self.house(asset).mark_units(asset)
        return refusals.pre_validate(
            px_units, lots, tif, mark, listed.max_leverage, self._band_percent, listed.value_scale
        )

    def enter(self, order: BookOrder, post_only: bool, is_whole_close: bool, now_ms: int) -> Placed:
        """Judge an order, match it and let the rest of it rest. It has its oid already."""
        account, asset = order.account, order.asset
        desk = self.desk(account)
        listed = self.assets[asset]
        house = self.house(asset)
        position = house.position(account, asset)
        status = self._refusal(order, desk, listed, position, post_only, is_whole_close)
        if status:
            return self.refuse(order, status, now_ms)
        opened = OrderFact(now_ms, order, refusals.OPEN)
        market = listed.market
        matches: list[Match] = []
        expired: list[BookOrder] = []
        if order.crosses(market.best_units(not order.is_buy)):
            matches = market.take(order, now_ms)
            expired = market.expired
            self._forget_pending()
        if order.tif == IOC and not matches:
            for maker in expired:
                self._expire(maker, account, now_ms)
            if expired:
                self.blotter.facts.append(BookFact(now_ms, asset))
            return self.refuse(order, refusals.NO_MATCH, now_ms)
        self.blotter.note(opened)
        bought = 0
        filled_lots = 0
        for match in matches:
            self.blotter.book(asset, match, now_ms)
            bought += match.lots * match.px_units
            filled_lots += match.lots
        for maker in expired:
            self._expire(maker, account, now_ms)
        if order.lots == 0:
            self.blotter.note(OrderFact(now_ms, order, refusals.FILLED))
            self._after(order, refusals.FILLED, now_ms)
        elif order.tif == IOC:
            self.blotter.note(OrderFact(now_ms, order, refusals.CANCELED))
            self._after(order, refusals.CANCELED, now_ms)
        else:
            market.rest(order, now_ms)
            desk.open_orders[order.oid] = order
            self.house(asset).count_resting(account, asset, order.is_buy, order.reduce_only, order.px_units, order.lots)
            if order.reduce_only:
                self._tidy(account, position, now_ms)
        self._finish(asset, matches, now_ms)
        if filled_lots == 0:
            return Placed(RESTING, order.oid, 0, 0, "")
        average = bought * listed.grid.lots_per_base // filled_lots // listed.value_scale
        return Placed(FILLED, order.oid, filled_lots, average, "", bought // listed.value_scale)

    def refuse(self, order: BookOrder, status: str, now_ms: int) -> Placed:
        """Put a refused order on record and return the venue's text for it."""
        self.blotter.note(OrderFact(now_ms, order, status))
        if status == refusals.BAD_ALO:
            listed = self.assets[order.asset]
            market = listed.market
            text = refusals.post_only_text(market.best_units(True), market.best_units(False), listed.grid, order.asset)
        else:
            text = refusals.refusal_text(status, order.asset)
        return refused(text, order.oid)

    def end(self, order: BookOrder, status: str, now_ms: int) -> None:
        """Take an open order off its book, or out of the waiting ones, and close it."""
        desk = self.desk(order.account)
        if order.oid in desk.waiting:
            self.stop_waiting(order)
            self.blotter.note(OrderFact(now_ms, order, status))
        elif order.oid in desk.open_orders:
            self.assets[order.asset].market.remove(order)
            self._leave(order, status, now_ms)

    def stop_waiting(self, order: BookOrder) -> None:
        """Let a trigger order wait no longer."""
        del self.desk(order.account).waiting[order.oid]
        if order.oid in self._armed:
            del self._armed[order.oid]

    def arm(self, bracket: Bracket, account: str) -> None:
        """Let the exits of a parent that filled wait for the mark alone."""
        waiting = self.desk(account).waiting
        for oid in bracket.exits:
            if oid in waiting:
                self._armed[oid] = waiting[oid]

    def is_armed(self, oid: int) -> bool:
        """Return whether a waiting order waits for the mark alone, and for no parent."""
        return oid in self._armed

    def tidy(self, account: str, asset: int, now_ms: int) -> None:
        """Cancel what no longer reduces a position that was changed past the book."""
        self._tidy(account, self.house(asset).position(account, asset), now_ms)

    def take_oid(self) -> int:
        """Return the next order id."""
        oid = self._next_oid
        self._next_oid += 1
        return oid

    # -- the gate of the markets ------------------------------------------------------------------------------------

    def admit(self, maker: BookOrder, lots: int) -> int:
        """Let a resting order trade what its position (reduce-only) or its margin still allows."""
        account = maker.account
        house = self.house(maker.asset)
        position = house.position(account, maker.asset)
        signed = lots if maker.is_buy else -lots
        pending = self._pending_lots.get(account, 0)
        if maker.reduce_only:
            lots = min(lots, closable_lots(position.lots + pending, maker.is_buy))
            signed = lots if maker.is_buy else -lots
        fee = house.trade_fee_micro(self.clearing.account(account), maker.asset, lots * maker.px_units, True)
        cost = self._pending_cost.get(account, 0) + signed * maker.px_units + fee
        if not maker.reduce_only and not house.can_trade(account, maker.asset, pending + signed, cost):
            return 0
        self._pending_lots[account] = pending + signed
        self._pending_cost[account] = cost
        return lots

    # -- inside -----------------------------------------------------------------------------------------------------

    def _refusal(
        self, order: BookOrder, desk: Desk, listed: ListedAsset, position: Position, post_only: bool, whole_close: bool
    ) -> str:
        """Return the status with which the order is refused; "" when it is accepted."""
        if not listed.grid.is_on_tick(order.px_units):
            return refusals.TICK
        if order.reduce_only and closable_lots(position.lots, order.is_buy) == 0:
            return refusals.REDUCE_ONLY
        house = self.house(order.asset)
        opposite = listed.market.best_units(not order.is_buy)
        crosses = order.crosses(opposite)
        if order.tif == IOC and not crosses:
            return refusals.NO_LIQUIDITY if opposite == 0 and order.trigger is not None else refusals.NO_MATCH
        if post_only and crosses:
            return refusals.BAD_ALO
        if order.forced is None:
            status = listed.conduct.refusal(order, position.lots, opposite, house.mark_units(order.asset))
            if status:
                return status
        ntl = order.lots * (opposite if crosses else order.px_units)
        if ntl < refusals.MIN_NOTIONAL_MICRO * listed.value_scale and not whole_close:
            return listed.too_small
        if order.tif != IOC and desk.is_full(order.reduce_only):
            return refusals.TOO_MANY
        if not order.reduce_only:
            # a sell far under the mark would trade at the bids, so that its own limit says too little
            mark = house.mark_units(order.asset)
            value = order.lots * (order.px_units if order.is_buy else max(order.px_units, mark))
            if house.exceeds_tier(order.account, order.asset, order.is_buy, value):
                return refusals.MAX_POSITION
            if not house.can_place(order.account, order.asset, order.is_buy, value, order.lots):
                return listed.unfunded
        return ""

    def _finish(self, asset: int, matches: list[Match], now_ms: int) -> None:
        """End the makers that are filled, cancel what no longer reduces, and say that the book changed."""
        for match in matches:
            maker = match.maker
            if maker is not None and maker.lots == 0:
                self._leave(maker, refusals.FILLED, now_ms)
        for match in matches:
            if match.maker is not None:
                self._tidy(match.maker.account, self.house(asset).position(match.maker.account, asset), now_ms)
        if matches and matches[-1].taker is not None:
            account = matches[-1].taker.account
            self._tidy(account, self.house(asset).position(account, asset), now_ms)
        self.blotter.facts.append(BookFact(now_ms, asset))

    def _tidy(self, account: str, position: Position, now_ms: int) -> None:
        """Cancel reduce-only orders beyond the position, and exits that wait for one which is no more."""
        if self._armed:
            for order in list(self.desk(account).waiting.values()):
                is_exit = order.asset == position.asset and order.reduce_only and order.oid in self._armed
                if is_exit and closable_lots(position.lots, order.is_buy) == 0:
                    self.end(order, refusals.REDUCE_ONLY_CANCELED, now_ms)
        if position.reduce_buy_lots == 0 and position.reduce_sell_lots == 0:
            return
        for order in beyond_position(position, list(self.desk(account).open_orders.values())):
            self.end(order, refusals.REDUCE_ONLY_CANCELED, now_ms)

    def _after(self, order: BookOrder, status: str, now_ms: int) -> None:
        """Let the exits of an order that ended live or go; one exit that traded ends its siblings.

        A parent that the venue cancelled for want of margin counts as filled once it has traded at all.
        """
        desk = self.desk(order.account)
        bracket = self.brackets.get(order.oid)
        if bracket is not None:
            del self.brackets[order.oid]
            if status == refusals.FILLED or (status == refusals.MARGIN_CANCELED and order.lots < order.original_lots):
                self.arm(bracket, order.account)
            else:
                self._end_exits(desk, bracket, status, now_ms)
        siblings = None if order.trigger is None else order.trigger.bracket
        has_traded = status == refusals.FILLED or (order.tif == IOC and order.lots < order.original_lots)
        if siblings is not None and has_traded:
            self._end_exits(desk, siblings, refusals.SIBLING_FILLED_CANCELED, now_ms)

    def _end_exits(self, desk: Desk, bracket: Bracket, status: str, now_ms: int) -> None:
        if status not in {refusals.SIBLING_FILLED_CANCELED, refusals.SCHEDULED_CANCEL}:
            status = refusals.CANCELED
        for oid in bracket.exits:
            exit_order = desk.find(oid)
            if exit_order is not None:
                self.end(exit_order, status, now_ms)

    def _expire(self, maker: BookOrder, taker_account: str, now_ms: int) -> None:
        """End a maker that the market already took off the book, for the reason that it had to."""
        if maker.account == taker_account:
            status = refusals.SELF_TRADE_CANCELED
        else:
            status = refusals.REDUCE_ONLY_CANCELED if maker.reduce_only else refusals.MARGIN_CANCELED
        self._leave(maker, status, now_ms)

    def _leave(self, order: BookOrder, status: str, now_ms: int) -> None:
        """Close an order that no longer rests: its margin is free, its last status on record."""
        open_orders = self.desk(order.account).open_orders
        if order.oid in open_orders:
            del open_orders[order.oid]
            self.house(order.asset).count_resting(
                order.account, order.asset, order.is_buy, order.reduce_only, order.px_units, -order.lots
            )
            self.blotter.note(OrderFact(now_ms, order, status))
            if self.brackets or order.trigger is not None:
                self._after(order, status, now_ms)

    def _forget_pending(self) -> None:
        if self._pending_lots:
            self._pending_lots = {}
            self._pending_cost = {}
