"""What is ours, as one thing: orders, position, money, and the fills that move all three together."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.market_maker.estimator.mid_history import MidHistory
from hyperquote.market_maker.events import (
    Account,
    CancelReply,
    Fill,
    FundingPayment,
    OrderStatus,
    OrderUpdate,
    Outcome,
    PlaceReply,
)
from hyperquote.market_maker.fills.dedup import FillDedup
from hyperquote.market_maker.tracking.order import OrderState, TrackedOrder
from hyperquote.market_maker.tracking.order_manager import OrderManager
from hyperquote.market_maker.tracking.order_table import OrderEvent, event_of_status
from hyperquote.market_maker.tracking.pnl import ProfitAndLoss
from hyperquote.market_maker.tracking.position import Position

_UNKNOWN_ANSWERS: Final = 3  # "no such order" heard this often: the list of open orders shall decide


class Holdings:
    """Orders, position and P&L of one asset. Fills change them in one order: position, order, money."""

    def __init__(self, grid: Grid, fill_window_ns: int) -> None:
        self.grid: Final = grid
        self.orders: Final = OrderManager(fill_window_ns)
        self.position: Final = Position()
        self.money: Final = ProfitAndLoss()
        self.dedup: Final = FillDedup()
        self.mids: Final = MidHistory()
        self.equity_micro = 0
        self.start_equity_micro = 0
        self.leverage = 0
        self.maintenance_micro = 0
        self.account_ns = 0  # when the account was last read
        self.is_liquidated = False  # the venue has closed a position of ours by force
        self.mid_half_units = 0
        self.fills = 0
        self.buys = 0
        self.bought_lots = 0
        self.sold_lots = 0
        self.turnover_micro = 0
        self.unmatched_fills = 0
        self.chain_breaks = 0
        self._unknown_answers: Final[dict[str, int]] = {}

    def on_mid(self, exchange_ms: int, half_units: int) -> None:
        """Revalue. The first mid starts the P&L with whatever position the account already had."""
        if self.mid_half_units == 0:
            self.money.start(self.position.lots, half_units)
        self.money.on_mid(exchange_ms, half_units)
        self.mids.update(exchange_ms, float(half_units))
        self.mid_half_units = half_units

    def on_account(self, account: Account) -> int:
        """Take a clearinghouse state; return the position difference adopted (lots)."""
        self.equity_micro = account.equity_micro
        self.account_ns = account.local_ns
        self.leverage = account.leverage
        self.maintenance_micro = account.maintenance_micro
        if not self.position.is_known:
            self.start_equity_micro = account.equity_micro
            self.position.start(account.position_lots, account.exchange_ms)
            self.dedup.know_all_until(account.exchange_ms)
            return 0
        adopted = self.position.compare(account.position_lots, account.exchange_ms)
        if adopted:
            self._adopt(adopted, account)
        return adopted

    def _adopt(self, lots: int, account: Account) -> None:
        """Make up for fills that are lost: whatever of them is told later is in the position already."""
        self.money.adopt(lots)
        self.dedup.know_all_until(account.exchange_ms)
        for order in self.orders.open():
            if order.state == OrderState.FILLED_IMMEDIATELY:
                self.orders.move(order, OrderEvent.FILL_ALL, account.local_ns)

    def on_fill(self, fill: Fill) -> bool:
        """Book a fill; return whether it was new."""
        if not self.dedup.is_new(fill.exchange_ms, fill.tid, fill.oid):
            return False
        if fill.start_lots != self.position.lots:
            self.chain_breaks += 1
        self.position.fill(fill.is_buy, fill.lots, fill.exchange_ms)
        order = self.orders.find(fill.cloid, fill.oid)
        if order is None:
            self.unmatched_fills += 1
        else:
            self.orders.know_oid(order, fill.oid)
            self.orders.fill(order, fill.lots, fill.local_ns)
        if self.mid_half_units:
            reference = int(self.mids.before(fill.exchange_ms)) or self.mid_half_units
            self.money.on_fill(fill.exchange_ms, fill.is_buy, fill.px_units, fill.lots, fill.fee_micro, reference)
        self.fills += 1
        self.is_liquidated = self.is_liquidated or fill.is_ours_liquidated
        if fill.is_buy:
            self.buys += 1
            self.bought_lots += fill.lots
        else:
            self.sold_lots += fill.lots
        self.turnover_micro += fill.px_units * fill.lots
        return True

    def on_funding(self, payment: FundingPayment) -> None:
        """Book a funding settlement."""
        self.money.on_funding(payment.micro)

    def on_update(self, update: OrderUpdate) -> TrackedOrder | None:
        """Follow the venue's word on an order; None when it is not one of ours."""
        order = self.orders.find(update.cloid, update.oid)
        if order is None or (order.oid and update.oid and order.oid != update.oid):
            return None  # a late word about an earlier oid of a modified order changes nothing
        self.orders.know_oid(order, update.oid)
        self.orders.move(order, event_of_status(update.status), update.local_ns)
        return order

    def on_place_reply(self, reply: PlaceReply) -> None:
        """Take the outcomes of a place request."""
        for outcome in reply.outcomes:
            order = self.orders.find(outcome.cloid, outcome.oid)
            if order is None:
                continue
            self.orders.know_oid(order, outcome.oid)
            self.orders.move(order, _PLACED[outcome.status], reply.local_ns)

    def on_cancel_reply(self, reply: CancelReply) -> list[TrackedOrder]:
        """Take the outcomes of a cancel request; return the orders that must be asked about."""
        doubtful: list[TrackedOrder] = []
        for outcome in reply.outcomes:
            order = self.orders.find(outcome.cloid, outcome.oid)
            if order is None:
                continue
            if outcome.status == Outcome.CANCELLED:
                self.orders.move(order, OrderEvent.CANCEL_OK, reply.local_ns)
            else:
                self.orders.move(order, OrderEvent.CANCEL_GONE, reply.local_ns)
                doubtful.append(order)
        return doubtful

    def on_status(self, status: OrderStatus) -> TrackedOrder | None:
        """Take the answer to a question about an order; return it when it still rests under a cancel."""
        order = self.orders.find(status.cloid, status.oid)
        if order is None:
            return None
        self.orders.know_oid(order, status.oid)
        if status.status == "unknownOid":
            heard = self._unknown_answers.get(order.cloid, 0) + 1
            self._unknown_answers[order.cloid] = heard
            if heard >= _UNKNOWN_ANSWERS and not order.missing_since_ns:
                order.missing_since_ns = status.local_ns
            return None
        self._unknown_answers.pop(order.cloid, None)
        order.missing_since_ns = 0
        self.orders.move(order, event_of_status(status.status), status.local_ns)
        return order if status.status == "open" else None


_PLACED: Final = {
    Outcome.RESTING: OrderEvent.ACK_RESTING,
    Outcome.FILLED: OrderEvent.ACK_FILLED,
    Outcome.REJECTED: OrderEvent.ACK_REJECTED,
    Outcome.UNKNOWN: OrderEvent.NO_ANSWER,
}
