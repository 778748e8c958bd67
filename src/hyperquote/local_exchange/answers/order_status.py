"""orderStatus: what became of one order."""

from hyperquote.info.requests.order_status import KnownOrder, OrderStatus, OrderStatusRequest, UnknownOid
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: OrderStatusRequest, now_ms: int) -> OrderStatus:
    """Return the record of the last status change; of several orders with one cloid, the newest answers."""
    user = request.user.lower()
    if user not in exchange.core.desks:
        return UnknownOid()
    if isinstance(request.oid, str):
        fact = exchange.core.order_status_by_cloid(user, request.oid.lower())
    else:
        fact = exchange.core.order_status(user, request.oid)
    if fact is None:
        return UnknownOid()
    return KnownOrder(shapes.order_record(fact, exchange.listings[fact.asset]))
