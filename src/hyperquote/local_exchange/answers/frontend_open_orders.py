"""frontendOpenOrders: what rests or waits for a user, in the full form."""

from hyperquote.info.requests.frontend_open_orders import FrontendOpenOrdersRequest, FrontendOrders
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: FrontendOpenOrdersRequest, now_ms: int) -> FrontendOrders:
    """Return open orders, newest first, with what remains of each."""
    return [
        shapes.frontend_order(order, exchange.listings[order.asset], exchange.core.exits_of(order))
        for order in exchange.open_orders(request.user, request.dex)
    ]
