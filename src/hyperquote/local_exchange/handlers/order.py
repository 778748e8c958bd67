"""order: place one or more orders."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.order import Order, PlaceOrders, Priority
from hyperquote.exchange.actions.outcome import Error
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import Status, listing_of, order_status, statuses
from hyperquote.local_exchange.listing import Listing
from hyperquote.local_exchange.matching.order import IOC
from hyperquote.wire import units_of

TRIGGERS_REFUSED = "Trigger orders are not offered on this exchange."


class Ticket:
    """One order in the exchange's integers. FrontendMarket trades as Ioc does."""

    __slots__ = ("cloid", "error", "listing", "lots", "order", "px_units", "tif")

    def __init__(self, order: Order, listing: Listing) -> None:
        self.order = order
        self.listing = listing
        self.cloid = order.cloid or ""
        self.error = ""
        self.px_units = self.lots = 0
        limit = order.kind.limit
        if limit is None:
            self.tif = IOC
            self.error = TRIGGERS_REFUSED
            return
        self.tif = IOC if limit.tif == "FrontendMarket" else limit.tif
        try:
            self.px_units = units_of(order.px, listing.grid.px_decimals)
        except ValidationError:
            self.error = "Order has invalid price."
            return
        try:
            self.lots = units_of(order.sz, listing.sz_decimals)
        except ValidationError:
            self.error = "Order has invalid size."


def handle(exchange: LocalExchange, action: PlaceOrders, account: str, now_ms: int) -> dict[str, object]:
    """Place the orders one after another.

    One that fails before the market looks at it fails the batch, which then has a single status.
    """
    exchange.count_request(account, max(1, len(action.orders)))
    tickets = [Ticket(order, listing_of(exchange, order.asset)) for order in action.orders]
    if refusal := _refusal(exchange, action, tickets, account):
        return statuses("order", [Error(refusal)])
    return statuses("order", [place(exchange, ticket, account, now_ms) for ticket in tickets])


def place(exchange: LocalExchange, ticket: Ticket, account: str, now_ms: int) -> Status:
    """Place one order and return its status."""
    order = ticket.order
    placed = exchange.core.place(
        account,
        order.asset,
        order.is_buy,
        ticket.px_units,
        ticket.lots,
        ticket.tif,
        order.reduce_only,
        ticket.cloid,
        now_ms,
    )
    return order_status(placed, order.cloid, ticket.listing)


def _refusal(exchange: LocalExchange, action: PlaceOrders, tickets: list[Ticket], account: str) -> str:
    if not tickets:
        return "Orders are empty."
    if isinstance(action.grouping, Priority):
        return "Insufficient delegatable balance for priority order"
    if action.builder is not None:
        return "Builder fee has not been approved."
    if action.grouping != "na":
        return TRIGGERS_REFUSED
    for ticket in tickets:
        refusal = ticket.error or exchange.core.pre_validate(
            account, ticket.order.asset, ticket.px_units, ticket.lots, ticket.tif, ticket.cloid
        )
        if refusal:
            return refusal
    return ""
