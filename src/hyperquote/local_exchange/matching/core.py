"""The trading core: what placing, canceling and modifying do, from validation to the ledger."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.local_exchange.clearing.account import Position
from hyperquote.local_exchange.clearing.fees import fee_micro
from hyperquote.local_exchange.clearing.house import TAPE, ClearingHouse
from hyperquote.local_exchange.clearing.margin_table import MarginTable, single_tier
from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.matching.blotter import Blotter
from hyperquote.local_exchange.matching.desk import Desk, beyond_position, closable_lots, count_resting
from hyperquote.local_exchange.matching.facts import BookFact, Fact, FundingFact, LeverageFact, OrderFact
from hyperquote.local_exchange.matching.market import MakerGate, Market
from hyperquote.local_exchange.matching.order import ALO, GTC, IOC, BookOrder, Level, Match

DAY_MS: Final = 86_400_000


class Placed:
    """What became of an order: `status` is "resting", "filled" (wholly or in part) or "error".

    `oid` is 0 when pre-validation refused it. `avg_px_micro` is the volume-weighted price in micro-USD, cut.
    """

    def __init__(self, status: str, oid: int, filled_lots: int, avg_px_micro: int, error: str) -> None:
        self.status: Final = status
        self.oid: Final = oid
        self.filled_lots: Final = filled_lots
        self.avg_px_micro: Final = avg_px_micro
        self.error: Final = error


class ListedAsset:
    """An asset that trades here."""

    def __init__(self, asset: int, grid: Grid, market: Market, max_leverage: int) -> None:
        self.asset: Final = asset
        self.grid: Final = grid
        self.market: Final = market
        self.max_leverage: Final = max_leverage


class TradingCore(MakerGate):
    """Accepts orders, has them matched by the asset's market, books the trades, and tells it all as facts.

    `first_oid` is the id of the first order; `schedule_volume_micro` is what must have been traded before the
    dead man's switch may be set (the venue asks 1 M USDC; 0 asks nothing).
    """

    def __init__(
        self,
        clearing: ClearingHouse,
        first_oid: int = 1,
        band_percent: int = refusals.BAND_PERCENT,
        schedule_volume_micro: int = 0,
    ) -> None:
        self.clearing: Final = clearing
        self.assets: Final[dict[int, ListedAsset]] = {}
        self.desks: Final[dict[str, Desk]] = {}
        self.blotter: Final = Blotter(clearing)
        self._band_percent: Final = band_percent
        self._schedule_volume_micro: Final = schedule_volume_micro
        self._next_oid = first_oid
        self._day = 0
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
    ) -> None:
        """List an asset here and in the clearing house, with one margin tier unless a table is given."""
        chosen = single_tier(max_leverage) if table is None else table
        self.clearing.list_asset(asset, grid, chosen, mark_units)
        market.gate = self
        self.assets[asset] = ListedAsset(asset, grid, market, max_leverage)

    def drain(self) -> list[Fact]:
        """Return the facts since the last drain, in order."""
        return self.blotter.drain()

    @property
    def facts(self) -> list[Fact]:
        """The facts that nobody drained yet."""
        return self.blotter.facts

    # -- orders -----------------------------------------------------------------------------------------------------

    def place(
        self,
        account: str,
        asset: int,
        is_buy: bool,
        px_units: int,
        lots: int,
        tif: str,
        reduce_only: bool,
        cloid: str,
        now_ms: int,
    ) -> Placed:
        """Place a limit order. A Gtc that fills in part answers "filled" and rests on under the same oid."""
        error = self.pre_validate(account, asset, px_units, lots, tif, cloid)
        if error:
            return Placed("error", 0, 0, 0, error)
        return self._place(account, asset, is_buy, px_units, lots, tif, reduce_only, cloid, tif == ALO, now_ms)

    def pre_validate(self, account: str, asset: int, px_units: int, lots: int, tif: str, cloid: str) -> str:
        """Return why the order would be refused before it gets an oid; "" when it would not."""
        if tif not in {ALO, GTC, IOC}:
            return "Invalid TIF"
        open_orders = self.desk(account).open_orders
        if cloid and self.desk(account).cloids.get(cloid, 0) in open_orders:
            return refusals.CLOID_TAKEN
        mark = self.clearing.mark_units(asset)
        return refusals.pre_validate(px_units, lots, tif, mark, self.assets[asset].max_leverage, self._band_percent)

    def cancel(self, account: str, asset: int, oid: int, now_ms: int) -> str:
        """Cancel a resting order. Return "" or the venue's error text."""
        order = self.desk(account).open_orders.get(oid)
        if order is None or order.asset != asset:
            return refusals.gone_text(asset)
        self._end(order, refusals.CANCELED, now_ms)
        self.blotter.facts.append(BookFact(now_ms, asset))
        return ""

    def cancel_by_cloid(self, account: str, asset: int, cloid: str, now_ms: int) -> str:
        """Cancel the latest order with this client id. Return "" or the venue's error text."""
        return self.cancel(account, asset, self.oid_of(account, cloid), now_ms)

    def cancel_all(self, account: str, status: str, now_ms: int) -> int:
        """End all open orders of an account with this status. Return how many there were."""
        orders = list(self.desk(account).open_orders.values())
        touched: dict[int, bool] = {}
        for order in orders:
            self._end(order, status, now_ms)
            touched[order.asset] = True
        for asset in touched:
            self.blotter.facts.append(BookFact(now_ms, asset))
        return len(orders)

    def modify(
        self,
        account: str,
        oid: int,
        asset: int,
        is_buy: bool,
        px_units: int,
        lots: int,
        tif: str,
        reduce_only: bool,
        cloid: str,
        always_place: bool,
        now_ms: int,
    ) -> Placed:
        """Cancel an order and place another, which gets a new oid and goes to the back of the queue.

        Without `always_place` the old order must still rest, and the new one may not trade on arrival: an Ioc
        is refused, a Gtc is held to the rule of Alo. A new order refused after the cancel leaves nothing.
        """
        if tif == IOC and not always_place:
            return Placed("error", 0, 0, 0, refusals.MODIFY_INVALID)
        desk = self.desk(account)
        old = desk.open_orders.get(oid)
        if old is None and not always_place:
            return Placed("error", 0, 0, 0, refusals.NOT_MODIFIABLE)
        kept_cloid = old is not None and cloid == old.cloid
        error = self.pre_validate(account, asset, px_units, lots, tif, "" if kept_cloid else cloid)
        if error:
            return Placed("error", 0, 0, 0, error)
        if old is not None:
            self._end(old, refusals.CANCELED, now_ms)
            self.blotter.facts.append(BookFact(now_ms, old.asset))
        post_only = tif == ALO or not always_place
        new = self._place(account, asset, is_buy, px_units, lots, tif, reduce_only, cloid, post_only, now_ms)
        if new.status == "error":
            return Placed("error", new.oid, 0, 0, refusals.MODIFY_FAILED + new.error)
        return new

    def apply(self, asset: int, matches: list[Match], now_ms: int) -> None:
        """Book trades that a market made by itself: the recorded tape filled resting orders of ours.

        The market has asked the gate already; makers that it refused are in its `expired`, so call this after
        every step of such a market, matches or none.
        """
        expired = self.assets[asset].market.expired
        for match in matches:
            self.blotter.book(asset, match, now_ms)
        self._forget_pending()
        for maker in expired:
            self._expire(maker, TAPE, now_ms)
        expired.clear()
        if matches:
            self._finish(asset, matches, now_ms)

    # -- questions --------------------------------------------------------------------------------------------------

    def desk(self, account: str) -> Desk:
        """Return an account's desk; the first mention opens it."""
        found = self.desks.get(account)
        if found is None:
            found = Desk(self.clearing.account(account))
            self.desks[account] = found
        return found

    def best_units(self, asset: int, is_buy: bool) -> int:
        """Return the best bid or ask (price units) of an asset; 0 when that side is empty."""
        return self.assets[asset].market.best_units(is_buy)

    def levels(self, asset: int, is_buy: bool, depth: int) -> list[Level]:
        """Return the best `depth` levels of a side, best first."""
        return self.assets[asset].market.levels(is_buy, depth)

    def open_orders(self, account: str) -> list[BookOrder]:
        """Return the resting orders of an account, oldest first, with their live remainders."""
        return list(self.desk(account).open_orders.values())

    def oid_of(self, account: str, cloid: str) -> int:
        """Return the oid of the latest order with this client id; 0 when there was none."""
        return self.desk(account).cloids.get(cloid, 0)

    def order_status(self, account: str, oid: int) -> OrderFact | None:
        """Return the record of the last change of status; None for an order unknown to this account."""
        return self.blotter.records.find(account, oid)

    def order_status_by_cloid(self, account: str, cloid: str) -> OrderFact | None:
        """Return the same for the latest order with this client id."""
        return self.blotter.records.find(account, self.oid_of(account, cloid))

    # -- account settings and time ----------------------------------------------------------------------------------

    def set_leverage(self, account: str, asset: int, leverage: int, is_cross: bool, now_ms: int) -> str:
        """Choose the leverage of an asset. Return "" or the venue's error text."""
        error = self.clearing.set_leverage(account, asset, leverage, is_cross)
        if not error:
            self.blotter.facts.append(LeverageFact(now_ms, account, asset, leverage, is_cross))
        return error

    def schedule_cancel(self, account: str, time_ms: int, now_ms: int) -> str:
        """Cancel all open orders at `time_ms`, or never (0). Return "" or the venue's error text."""
        return self.desk(account).schedule_cancel(time_ms, now_ms, self._schedule_volume_micro)

    def advance(self, now_ms: int) -> None:
        """Let time pass: turn to a new UTC day, and fire the dead man's switches that are due."""
        day = now_ms // DAY_MS
        if day != self._day:
            if self._day:
                self.clearing.start_day()
            self._day = day
            for desk in self.desks.values():
                desk.firings = 0
        for desk in self.desks.values():
            if desk.is_cancel_due(now_ms) and self.cancel_all(desk.account.address, refusals.SCHEDULED_CANCEL, now_ms):
                desk.firings += 1

    def settle_funding(self, asset: int, rate_e10: int, oracle_units: int, now_ms: int) -> None:
        """Pay an hour of funding at this hourly rate (1e-10) on the oracle price (price units)."""
        for paid in self.clearing.settle_funding(asset, rate_e10, oracle_units):
            self.blotter.facts.append(FundingFact(now_ms, paid.account, asset, paid.micro, paid.lots, rate_e10))

    # -- the gate of the markets ------------------------------------------------------------------------------------

    def admit(self, maker: BookOrder, lots: int) -> int:
        """Let a resting order trade what its position (reduce-only) or its margin still allows."""
        account = maker.account
        position = self.clearing.position(account, maker.asset)
        signed = lots if maker.is_buy else -lots
        pending = self._pending_lots.get(account, 0)
        if maker.reduce_only:
            lots = min(lots, closable_lots(position.lots + pending, maker.is_buy))
            signed = lots if maker.is_buy else -lots
        fee = fee_micro(lots * maker.px_units, self.clearing.account(account).maker_e8)
        cost = self._pending_cost.get(account, 0) + signed * maker.px_units + fee
        if not maker.reduce_only and not self.clearing.can_trade(account, maker.asset, pending + signed, cost):
            return 0
        self._pending_lots[account] = pending + signed
        self._pending_cost[account] = cost
        return lots

    # -- inside -----------------------------------------------------------------------------------------------------

    def _place(
        self,
        account: str,
        asset: int,
        is_buy: bool,
        px_units: int,
        lots: int,
        tif: str,
        reduce_only: bool,
        cloid: str,
        post_only: bool,
        now_ms: int,
    ) -> Placed:
        desk = self.desk(account)
        listed = self.assets[asset]
        position = self.clearing.position(account, asset)
        is_whole_close = False
        if reduce_only:
            closable = closable_lots(position.lots, is_buy)
            is_whole_close = lots >= closable
            if closable > 0:
                lots = min(lots, closable)
        order = BookOrder(self._take_oid(), account, asset, is_buy, px_units, lots, tif, reduce_only, cloid, now_ms)
        if cloid:
            desk.cloids[cloid] = order.oid
        status = self._refusal(order, desk, listed, position, post_only, is_whole_close)
        if status:
            return self._refuse(order, status, listed, now_ms)
        opened = OrderFact(now_ms, order, refusals.OPEN)
        market = listed.market
        matches: list[Match] = []
        expired: list[BookOrder] = []
        if order.crosses(market.best_units(not is_buy)):
            matches = market.take(order, now_ms)
            expired = market.expired
            self._forget_pending()
        if tif == IOC and not matches:
            for maker in expired:
                self._expire(maker, account, now_ms)
            if expired:
                self.blotter.facts.append(BookFact(now_ms, asset))
            return self._refuse(order, refusals.NO_MATCH, listed, now_ms)
        self.blotter.note(opened)
        bought_micro = 0
        filled_lots = 0
        for match in matches:
            self.blotter.book(asset, match, now_ms)
            bought_micro += match.lots * match.px_units
            filled_lots += match.lots
        for maker in expired:
            self._expire(maker, account, now_ms)
        if order.lots == 0:
            self.blotter.note(OrderFact(now_ms, order, refusals.FILLED))
        elif tif == IOC:
            self.blotter.note(OrderFact(now_ms, order, refusals.CANCELED))
        else:
            market.rest(order, now_ms)
            desk.open_orders[order.oid] = order
            count_resting(position, order, order.lots)
            if reduce_only:
                self._tidy(account, position, now_ms)
        self._finish(asset, matches, now_ms)
        if filled_lots == 0:
            return Placed("resting", order.oid, 0, 0, "")
        average = bought_micro * listed.grid.lots_per_base // filled_lots
        return Placed("filled", order.oid, filled_lots, average, "")

    def _refusal(
        self, order: BookOrder, desk: Desk, listed: ListedAsset, position: Position, post_only: bool, whole_close: bool
    ) -> str:
        """Return the status with which the order is refused; "" when it is accepted."""
        if not listed.grid.is_on_tick(order.px_units):
            return refusals.TICK
        if order.reduce_only and closable_lots(position.lots, order.is_buy) == 0:
            return refusals.REDUCE_ONLY
        opposite = listed.market.best_units(not order.is_buy)
        crosses = order.crosses(opposite)
        if order.tif == IOC and not crosses:
            return refusals.NO_MATCH
        if post_only and crosses:
            return refusals.BAD_ALO
        ntl = order.lots * (opposite if crosses else order.px_units)
        if ntl < refusals.MIN_NOTIONAL_MICRO and not whole_close:
            return refusals.MIN_VALUE
        if order.tif != IOC and desk.is_full(order.reduce_only):
            return refusals.TOO_MANY
        if not order.reduce_only:
            # a sell far under the mark would trade at the bids, so that its own limit says too little
            mark = self.clearing.mark_units(order.asset)
            value = order.lots * (order.px_units if order.is_buy else max(order.px_units, mark))
            if self.clearing.exceeds_tier(order.account, order.asset, order.is_buy, value):
                return refusals.MAX_POSITION
            if not self.clearing.can_place(order.account, order.asset, order.is_buy, value):
                return refusals.MARGIN
        return ""

    def _refuse(self, order: BookOrder, status: str, listed: ListedAsset, now_ms: int) -> Placed:
        self.blotter.note(OrderFact(now_ms, order, status))
        if status == refusals.BAD_ALO:
            market = listed.market
            text = refusals.post_only_text(market.best_units(True), market.best_units(False), listed.grid, order.asset)
        else:
            text = refusals.refusal_text(status, order.asset)
        return Placed("error", order.oid, 0, 0, text)

    def _finish(self, asset: int, matches: list[Match], now_ms: int) -> None:
        """End the makers that are filled, cancel what no longer reduces, and say that the book changed."""
        for match in matches:
            maker = match.maker
            if maker is not None and maker.lots == 0:
                self._leave(maker, refusals.FILLED, now_ms)
        for match in matches:
            if match.maker is not None:
                self._tidy(match.maker.account, self.clearing.position(match.maker.account, asset), now_ms)
        if matches and matches[-1].taker is not None:
            account = matches[-1].taker.account
            self._tidy(account, self.clearing.position(account, asset), now_ms)
        self.blotter.facts.append(BookFact(now_ms, asset))

    def _tidy(self, account: str, position: Position, now_ms: int) -> None:
        """Cancel reduce-only orders beyond the position."""
        if position.reduce_buy_lots == 0 and position.reduce_sell_lots == 0:
            return
        for order in beyond_position(position, self.open_orders(account)):
            self._end(order, refusals.REDUCE_ONLY_CANCELED, now_ms)

    def _expire(self, maker: BookOrder, taker_account: str, now_ms: int) -> None:
        """End a maker that the market already took off the book, for the reason that it had to."""
        if maker.account == taker_account:
            status = refusals.SELF_TRADE_CANCELED
        else:
            status = refusals.REDUCE_ONLY_CANCELED if maker.reduce_only else refusals.MARGIN_CANCELED
        self._leave(maker, status, now_ms)

    def _end(self, order: BookOrder, status: str, now_ms: int) -> None:
        """Take a resting order off its book and close it."""
        self.assets[order.asset].market.remove(order)
        self._leave(order, status, now_ms)

    def _leave(self, order: BookOrder, status: str, now_ms: int) -> None:
        """Close an order that no longer rests: its margin is free, its last status on record."""
        open_orders = self.desk(order.account).open_orders
        if order.oid in open_orders:
            del open_orders[order.oid]
            count_resting(self.clearing.position(order.account, order.asset), order, -order.lots)
            self.blotter.note(OrderFact(now_ms, order, status))

    def _take_oid(self) -> int:
        oid = self._next_oid
        self._next_oid += 1
        return oid

    def _forget_pending(self) -> None:
        if self._pending_lots:
            self._pending_lots = {}
            self._pending_cost = {}
