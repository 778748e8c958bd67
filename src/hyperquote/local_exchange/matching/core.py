"""The trading core: what placing, canceling and modifying do, from validation to the ledger."""

from typing import Final

from hyperquote.local_exchange.clearing.holdings import TAPE
from hyperquote.local_exchange.clearing.house import ClearingHouse
from hyperquote.local_exchange.clearing.rewards import BuilderFee
from hyperquote.local_exchange.matching import refusals
from hyperquote.local_exchange.matching.conduct import may_open
from hyperquote.local_exchange.matching.desk import Desk, closable_lots
from hyperquote.local_exchange.matching.facts import BookFact, Fact, FundingFact, LeverageFact, OrderFact
from hyperquote.local_exchange.matching.liquidator import Liquidator
from hyperquote.local_exchange.matching.order import ALO, GTC, IOC, BookOrder, Level, Match
from hyperquote.local_exchange.matching.placed import (
    RESTING,
    WAITING_FOR_FILL,
    WAITING_FOR_TRIGGER,
    ListedAsset,
    Placed,
    refused,
)
from hyperquote.local_exchange.matching.trading import Trading
from hyperquote.local_exchange.matching.trigger import Bracket, Trigger
from hyperquote.local_exchange.matching.twap_desk import TwapDesk

DAY_MS: Final = 86_400_000


class TradingCore(Trading):
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
        oracle_band_percent: int = refusals.ORACLE_BAND_PERCENT,
    ) -> None:
        super().__init__(clearing, first_oid, band_percent, oracle_band_percent)
        self._schedule_volume_micro: Final = schedule_volume_micro
        self.twaps: Final = TwapDesk(self)
        self.liquidators: Final = [Liquidator(self, clearing)]
        self._day = 0

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
        builder: BuilderFee | None = None,
    ) -> Placed:
        """Place a limit order. A Gtc that fills in part answers "filled" and rests on under the same oid."""
        error = self.pre_validate(account, asset, px_units, lots, tif, cloid)
        if error:
            return refused(error)
        if refusal := self._spot_refusal(asset, reduce_only, False):
            return refused(refusal)
        post_only = tif == ALO
        return self._place(account, asset, is_buy, px_units, lots, tif, reduce_only, cloid, post_only, now_ms, builder)

    def place_trigger(
        self,
        account: str,
        asset: int,
        is_buy: bool,
        px_units: int,
        lots: int,
        trigger: Trigger,
        reduce_only: bool,
        cloid: str,
        now_ms: int,
        builder: BuilderFee | None = None,
    ) -> Placed:
        """Let an order wait for the mark. It locks no margin until it wakes, and is judged again then.

        One of a bracket waits for the parent first. 0 lots: as many as the position has when it wakes, which is
        for exits of the position only.
        """
        if refusal := self._spot_refusal(asset, reduce_only, True):
            return refused(refusal)
        follows = lots == 0 and trigger.is_position and reduce_only
        tif = IOC if trigger.is_market else GTC
        error = self.pre_validate(account, asset, px_units, 1 if follows else lots, tif, cloid)
        if error:
            return refused(error)
        desk = self.desk(account)
        oid = self.take_oid()
        order = BookOrder(oid, account, asset, is_buy, px_units, lots, tif, reduce_only, cloid, now_ms, trigger)
        order.builder = builder
        if cloid:
            desk.cloids[cloid] = oid
        status = self._trigger_refusal(order, trigger)
        if status:
            return self.refuse(order, status, now_ms)
        self.blotter.note(OrderFact(now_ms, order, refusals.OPEN))
        desk.waiting[oid] = order
        bracket = trigger.bracket
        if bracket is None:
            self._armed[oid] = order
            return Placed(WAITING_FOR_TRIGGER if trigger.is_position else RESTING, oid, 0, 0, "")
        bracket.exits.append(oid)
        if bracket.parent_oid in desk.open_orders:
            self.brackets[bracket.parent_oid] = bracket
            return Placed(WAITING_FOR_FILL, oid, 0, 0, "")
        parent = self.order_status(account, bracket.parent_oid)
        if parent is not None and parent.status != refusals.FILLED:
            self.end(order, refusals.CANCELED, now_ms)
            return Placed(WAITING_FOR_FILL, oid, 0, 0, "")
        self._armed[oid] = order
        self._tidy(account, self.house(asset).position(account, asset), now_ms)
        return Placed(WAITING_FOR_TRIGGER, oid, 0, 0, "")

    def bracket(self, parent: Placed, asset: int, is_buy: bool, px_units: int) -> Bracket:
        """Return what ties exits to a parent that was just placed: it trades at its limit or the mark, if better."""
        mark = self.house(asset).mark_units(asset)
        return Bracket(parent.oid, min(px_units, mark) if is_buy else max(px_units, mark))

    def cancel(self, account: str, asset: int, oid: int, now_ms: int, is_fast: bool = False) -> str:
        """Cancel an open order. Return "" or the error text; a fast cancel may not name a trigger order."""
        order = self.desk(account).find(oid)
        if order is None or order.asset != asset:
            return refusals.gone_text(asset)
        if is_fast and order.trigger is not None:
            return refusals.fast_text(asset)
        self.end(order, refusals.CANCELED, now_ms)
        self.blotter.facts.append(BookFact(now_ms, asset))
        return ""

    def cancel_by_cloid(self, account: str, asset: int, cloid: str, now_ms: int, is_fast: bool = False) -> str:
        """Cancel the latest order with this client id. Return "" or the venue's error text."""
        return self.cancel(account, asset, self.oid_of(account, cloid), now_ms, is_fast)

    def cancel_all(self, account: str, status: str, now_ms: int) -> int:
        """End all open orders of an account with this status. Return how many there were."""
        desk = self.desk(account)
        orders = list(desk.open_orders.values()) + list(desk.waiting.values())
        touched: dict[int, bool] = {}
        for order in orders:
            self.end(order, status, now_ms)
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
        trigger: Trigger | None = None,
    ) -> Placed:
        """Cancel an order and place another, which gets a new oid and goes to the back of the queue.

        Without `always_place` the old order must still be open, and the new one may not trade on arrival: an Ioc
        and a trigger are refused, a Gtc is held to the rule of Alo. A new order refused after the cancel leaves
        nothing. An exit that replaces an exit keeps its parent and siblings.
        """
        if not always_place and (tif == IOC or trigger is not None):
            return refused(refusals.MODIFY_INVALID)
        if refusal := self._spot_refusal(asset, reduce_only, trigger is not None):
            return refused(refusal)
        desk = self.desk(account)
        old = desk.find(oid)
        if old is None and not always_place:
            return refused(refusals.NOT_MODIFIABLE)
        kept_cloid = old is not None and cloid == old.cloid
        sized = 1 if lots == 0 and trigger is not None and trigger.is_position else lots
        error = self.pre_validate(account, asset, px_units, sized, tif, "" if kept_cloid else cloid)
        if error:
            return refused(error)
        if old is not None:
            self.end(old, refusals.CANCELED, now_ms)
            self.blotter.facts.append(BookFact(now_ms, old.asset))
        if trigger is not None:
            if old is not None and old.trigger is not None:
                trigger.bracket = old.trigger.bracket
            new = self.place_trigger(account, asset, is_buy, px_units, lots, trigger, reduce_only, cloid, now_ms)
        else:
            post_only = tif == ALO or not always_place
            new = self._place(account, asset, is_buy, px_units, lots, tif, reduce_only, cloid, post_only, now_ms)
        if new.status == "error":
            return refused(refusals.MODIFY_FAILED + new.error, new.oid)
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

    def best_units(self, asset: int, is_buy: bool) -> int:
        """Return the best bid or ask (price units) of an asset; 0 when that side is empty."""
        return self.assets[asset].market.best_units(is_buy)

    def levels(self, asset: int, is_buy: bool, depth: int) -> list[Level]:
        """Return the best `depth` levels of a side, best first."""
        return self.assets[asset].market.levels(is_buy, depth)

    def open_orders(self, account: str) -> list[BookOrder]:
        """Return the resting orders of an account, oldest first, with their live remainders."""
        return list(self.desk(account).open_orders.values())

    def waiting_orders(self, account: str) -> list[BookOrder]:
        """Return the trigger orders of an account that wait for the mark alone, oldest first."""
        return [order for order in self.desk(account).waiting.values() if self.is_armed(order.oid)]

    def exits_of(self, order: BookOrder) -> list[BookOrder]:
        """Return the trigger orders that wait until this order is filled."""
        bracket = self.brackets.get(order.oid)
        if bracket is None:
            return []
        waiting = self.desk(order.account).waiting
        return [waiting[oid] for oid in bracket.exits if oid in waiting]

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
        error = self.house(asset).set_leverage(account, asset, leverage, is_cross)
        if not error:
            self.blotter.facts.append(LeverageFact(now_ms, account, asset, leverage, is_cross))
        return error

    def watch(self, house: ClearingHouse) -> None:
        """Liquidate in another house too: that of a builder's dex."""
        self.liquidators.append(Liquidator(self, house))

    def update_isolated_margin(self, account: str, asset: int, micro: int) -> str:
        """Move money (micro-USDC, negative: out) into the pot of an isolated position. Return "" or the error text."""
        return self.house(asset).update_isolated_margin(account, asset, micro)

    def top_up_isolated(self, account: str, asset: int, leverage_micro: int) -> str:
        """Fill the pot of a strictly isolated position down to a leverage (1e-6). Return "" or the error text."""
        return self.house(asset).top_up_isolated(account, asset, leverage_micro)

    def schedule_cancel(self, account: str, time_ms: int, now_ms: int) -> str:
        """Cancel all open orders at `time_ms`, or never (0). Return "" or the venue's error text."""
        return self.desk(account).schedule_cancel(time_ms, now_ms, self._schedule_volume_micro)

    def advance(self, now_ms: int) -> None:
        """Let time pass: a new UTC day, dead man's switches, triggers, liquidations, and TWAP slices that are due."""
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
        self._look_at_caps(now_ms)
        if self.is_post_only:
            return
        if self._armed:
            self._fire_triggers(now_ms)
        for liquidator in self.liquidators:
            liquidator.advance(now_ms)
        if self.twaps.active:
            self.twaps.advance(now_ms)

    def settle_funding(self, asset: int, rate_e10: int, oracle_units: int, now_ms: int) -> None:
        """Pay an hour of funding at this hourly rate (1e-10) on the oracle price (price units)."""
        for paid in self.house(asset).settle_funding(asset, rate_e10, oracle_units):
            self.blotter.facts.append(FundingFact(now_ms, paid.account, asset, paid.micro, paid.lots, rate_e10))

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
        builder: BuilderFee | None = None,
    ) -> Placed:
        is_whole_close = False
        if reduce_only:
            closable = self.closable_lots(account, asset, is_buy)
            is_whole_close = lots >= closable
            if closable > 0:
                lots = min(lots, closable)
        order = BookOrder(self.take_oid(), account, asset, is_buy, px_units, lots, tif, reduce_only, cloid, now_ms)
        order.builder = builder
        if cloid:
            self.desk(account).cloids[cloid] = order.oid
        return self.enter(order, post_only, is_whole_close, now_ms)

    def _look_at_caps(self, now_ms: int) -> None:
        """Measure the open interest of capped assets; at the cap, who opens by resting must not beat the oracle."""
        for listed in self.assets.values():
            conduct = listed.conduct
            if not conduct.has_cap:
                continue
            conduct.open_lots = self.house(listed.asset).open_interest_lots(listed.asset)
            if conduct.is_at_cap(self.house(listed.asset).mark_units(listed.asset)):
                for desk in self.desks.values():
                    self._cancel_beyond_oracle(desk, listed, now_ms)

    def _cancel_beyond_oracle(self, desk: Desk, listed: ListedAsset, now_ms: int) -> None:
        gone: list[BookOrder] = []
        for order in desk.open_orders.values():
            is_plain = order.asset == listed.asset and not order.reduce_only
            held = self.house(listed.asset).position(order.account, listed.asset).lots if is_plain else 0
            if is_plain and listed.conduct.is_too_aggressive(order) and may_open(order, held):
                gone.append(order)
        for order in gone:
            self.end(order, refusals.CAP_CANCELED, now_ms)
        if gone:
            self.blotter.facts.append(BookFact(now_ms, listed.asset))

    def _spot_refusal(self, asset: int, reduce_only: bool, is_trigger: bool) -> str:
        """Return why an order is of a kind that a spot pair does not know; "" for any other."""
        if not self.assets[asset].is_spot:
            return ""
        if is_trigger:
            return refusals.SPOT_TRIGGER
        return refusals.SPOT_REDUCE_ONLY if reduce_only else ""

    def _trigger_refusal(self, order: BookOrder, trigger: Trigger) -> str:
        """Return the status with which a trigger order is refused; "" when it may wait.

        It must not be awake already, and a market order must be able to trade at its trigger price.
        """
        listed = self.assets[order.asset]
        if not listed.grid.is_on_tick(order.px_units) or not listed.grid.is_on_tick(trigger.px_units):
            return refusals.TICK
        bracket = trigger.bracket
        if trigger.is_hit(self.house(order.asset).mark_units(order.asset) if bracket is None else bracket.entry_units):
            return refusals.BAD_TRIGGER
        if trigger.is_market and not order.crosses(trigger.px_units):
            return refusals.BAD_TRIGGER
        closable = self.closable_lots(order.account, order.asset, order.is_buy)
        if order.reduce_only and bracket is None and closable == 0:
            return refusals.REDUCE_ONLY
        is_whole_close = order.reduce_only and (bracket is not None or order.lots == 0 or order.lots >= closable)
        if order.lots * order.px_units < refusals.MIN_NOTIONAL_MICRO and not is_whole_close:
            return refusals.MIN_VALUE
        return refusals.TOO_MANY if self.desk(order.account).is_full(True) else ""

    def _fire_triggers(self, now_ms: int) -> None:
        """Wake the trigger orders whose mark has come, per asset in the order of their ids."""
        for asset in self.assets:
            mark = self.house(asset).mark_units(asset)
            hit = [order.oid for order in self._armed.values() if order.asset == asset and order.is_hit(mark)]
            hit.sort()
            for oid in hit:
                woken = self._armed.get(oid)  # one before it may have ended it
                if woken is not None:
                    self._fire(woken, now_ms)

    def _fire(self, waiting: BookOrder, now_ms: int) -> None:
        """Send a trigger order into the book under the id it has."""
        self.stop_waiting(waiting)
        self.blotter.note(OrderFact(now_ms, waiting, refusals.TRIGGERED))
        lots = waiting.lots
        is_whole_close = False
        if waiting.reduce_only:
            closable = closable_lots(
                self.house(waiting.asset).position(waiting.account, waiting.asset).lots, waiting.is_buy
            )
            is_whole_close = lots == 0 or lots >= closable
            if is_whole_close:
                lots = closable
        order = BookOrder(
            waiting.oid,
            waiting.account,
            waiting.asset,
            waiting.is_buy,
            waiting.px_units,
            lots,
            waiting.tif,
            waiting.reduce_only,
            waiting.cloid,
            waiting.placed_ms,
            waiting.trigger,
        )
        order.builder = waiting.builder
        self.enter(order, False, is_whole_close, now_ms)
        self.blotter.facts.append(BookFact(now_ms, order.asset))
