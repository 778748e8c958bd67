"""Private messages of the venue become events: exact integers on the asset's grid."""

from typing import Final

from hyperquote.book.grid import Grid
from hyperquote.consts import PERP_PRICE_DECIMALS
from hyperquote.info.requests.clearinghouse_state import ClearinghouseState
from hyperquote.info.requests.open_orders import OpenOrder as OpenOrderMessage
from hyperquote.info.requests.order_status import KnownOrder
from hyperquote.info.requests.order_status import OrderStatus as OrderStatusMessage
from hyperquote.info.requests.user_fills import Fill as FillMessage
from hyperquote.market_maker.events import (
    NO_TIME,
    Account,
    Fill,
    FundingPayment,
    OpenOrder,
    OpenOrders,
    OrderStatus,
    OrderUpdate,
)
from hyperquote.wire import units_of
from hyperquote.ws.channels.order_updates import OrderUpdate as OrderUpdateMessage
from hyperquote.ws.channels.user_events import UserFunding

BUY: Final = "B"
UNKNOWN_OID: Final = "unknownOid"


class AccountReader:
    """Reads one account's messages about one asset. Numbers finer than the grid raise `ValidationError`."""

    def __init__(self, coin: str, grid: Grid, account: str = "") -> None:
        """`account` is the address that trades: by it a forced fill of ours is told from one that we were hit by."""
        self._coin: Final = coin
        self._grid: Final = grid
        self._account: Final = account.lower()

    def is_ours(self, coin: str) -> bool:
        """Return whether a message is about our asset."""
        return coin == self._coin

    def fill(self, message: FillMessage, local_ns: int, is_replay: bool) -> Fill:
        """Return one fill. Its amounts are cut to micro-dollars: too many decimals must not cost us the fill."""
        px, lots = self._grid.px_decimals, self._grid.sz_decimals
        return Fill(
            message.time,
            local_ns,
            message.tid,
            message.oid,
            message.cloid or "",
            message.side == BUY,
            units_of(message.px, px),
            units_of(message.sz, lots),
            micro(message.fee),
            micro(message.closed_pnl),
            units_of(message.start_position, lots),
            not message.crossed,
            message.liquidation is not None,
            is_replay,
            self._is_liquidated(message),
        )

    def _is_liquidated(self, message: FillMessage) -> bool:
        forced = message.liquidation
        return forced is not None and self._account != "" and (forced.liquidated_user or "").lower() == self._account

    def order_update(self, message: OrderUpdateMessage, local_ns: int) -> OrderUpdate:
        """Return one change of an order's status."""
        order = message.order
        lots = units_of(order.sz, self._grid.sz_decimals)
        original = lots if order.orig_sz is None else units_of(order.orig_sz, self._grid.sz_decimals)
        return OrderUpdate(
            message.status_timestamp,
            local_ns,
            order.oid,
            order.cloid or "",
            order.side == BUY,
            units_of(order.limit_px, self._grid.px_decimals),
            lots,
            original,
            message.status,
        )

    def open_orders(self, messages: list[OpenOrderMessage], exchange_ms: int, local_ns: int) -> OpenOrders:
        """Return all open orders in our asset; `local_ns` is when the list was asked for."""
        return OpenOrders(exchange_ms, local_ns, [self._open(row) for row in messages if row.coin == self._coin])

    def _open(self, row: OpenOrderMessage) -> OpenOrder:
        lots = units_of(row.sz, self._grid.sz_decimals)
        return OpenOrder(
            row.oid,
            row.cloid or "",
            row.side == BUY,
            units_of(row.limit_px, self._grid.px_decimals),
            lots,
            lots if row.orig_sz is None else units_of(row.orig_sz, self._grid.sz_decimals),
            row.timestamp,
        )

    def account(self, state: ClearinghouseState, leverage: int, exchange_ms: int, local_ns: int) -> Account:
        """Return the account; `leverage` is the setting where no position tells it, `exchange_ms` likewise the time."""
        position = 0
        for row in state.asset_positions:
            if row.position.coin == self._coin:
                position = units_of(row.position.szi, self._grid.sz_decimals)
                leverage = row.position.leverage.value
        margin = state.margin_summary
        return Account(
            exchange_ms if state.time is None else state.time,
            local_ns,
            micro(margin.account_value),
            micro(margin.total_margin_used),
            position,
            leverage,
            micro(state.cross_maintenance_margin_used or "0"),
        )

    def order_status(self, message: OrderStatusMessage, cloid: str, oid: int, local_ns: int) -> OrderStatus:
        """Return what the venue knows of an order we asked about."""
        if not isinstance(message, KnownOrder):
            return OrderStatus(NO_TIME, local_ns, cloid, oid, UNKNOWN_OID, 0)
        record = message.order
        lots = units_of(record.order.sz, self._grid.sz_decimals)
        return OrderStatus(record.status_timestamp, local_ns, cloid, record.order.oid, record.status, lots)


def funding(message: UserFunding, local_ns: int) -> FundingPayment:
    """Return one funding settlement."""
    return FundingPayment(message.time, local_ns, micro(message.usdc))


def micro(text: str) -> int:
    """Return an amount of USD in micro-dollars, cut to whole ones towards zero.

    Account sums are printed with ten decimals. ValidationError if the text is no plain decimal.
    """
    whole, _, fraction = text.partition(".")
    kept, cut = fraction[:PERP_PRICE_DECIMALS], fraction[PERP_PRICE_DECIMALS:]
    if cut.isdigit() and cut.isascii():
        text = f"{whole}.{kept}"
    return units_of(text, PERP_PRICE_DECIMALS)
