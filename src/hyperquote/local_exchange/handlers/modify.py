"""modify: replace one order."""

from hyperquote.exchange.actions.modify import Modify
from hyperquote.exchange.actions.order import Order
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError, listing_of
from hyperquote.local_exchange.handlers.order import Ticket
from hyperquote.local_exchange.matching.placed import Placed, refused


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
    core = exchange.core
    oid = core.oid_of(account, oid) if isinstance(oid, str) else oid
    old = core.desk(account).find(oid)
    is_position = old is not None and old.trigger is not None and old.trigger.is_position
    ticket = Ticket(order, listing_of(exchange, order.asset), is_position)
    if ticket.error:
        return refused(ticket.error)
    return core.modify(
        account,
        oid,
        order.asset,
        order.is_buy,
        ticket.px_units,
        ticket.lots,
        ticket.tif,
        order.reduce_only,
        ticket.cloid,
        always_place,
        now_ms,
        ticket.trigger,
    )
