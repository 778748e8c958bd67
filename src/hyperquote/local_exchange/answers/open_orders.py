"""openOrders: what rests for a user, in the short form."""

from hyperquote.info.requests.open_orders import OpenOrders, OpenOrdersRequest
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: OpenOrdersRequest, now_ms: int) -> OpenOrders:
    """Return open orders, newest first, with what remains of each."""
    orders = exchange.open_orders(request.user, request.dex)
    return [shapes.open_order(order, exchange.listings[order.asset]) for order in orders]
