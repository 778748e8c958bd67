"""modify: replace one order."""

from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.order import Order
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError, listing_of
from hyperquote.local_exchange.handlers.order import Ticket
from hyperquote.local_exchange.matching.core import Placed


def handle(exchange: LocalExchange, action: Modify, account: str, now_ms: int) -> dict[str, str]:
    """Replace the order or refuse the action; the reply does not tell the new order id."""
    exchange.count_request(account, 1)
    placed = replace(exchange, action.oid, action.order, action.always_place, account, now_ms)
    if placed.status == "error":
        raise ActionRefusedError(placed.error)
    return DEFAULT


def replace(
    exchange: LocalExchange, oid: int | str, order: Order, always_place: bool, account: str, now_ms: int
) -> Placed:
    """Cancel the order of an id, or of the latest order with a client id, and place another."""
    ticket = Ticket(order, listing_of(exchange, order.asset))
    if ticket.error:
        return Placed("error", 0, 0, 0, ticket.error)
    core = exchange.core
    return core.modify(
        account,
        core.oid_of(account, oid) if isinstance(oid, str) else oid,
        order.asset,
        order.is_buy,
        ticket.px_units,
        ticket.lots,
        ticket.tif,
        order.reduce_only,
        ticket.cloid,
        always_place,
        now_ms,
    )
