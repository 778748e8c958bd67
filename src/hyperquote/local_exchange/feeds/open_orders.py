"""openOrders: the open orders of a user on one dex."""

from hyperquote.info.requests.frontend_open_orders import FrontendOpenOrdersRequest
from hyperquote.local_exchange.answers import frontend_open_orders as answers
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.state import StateOf
from hyperquote.ws.channels.open_orders import OpenOrdersFrame, UserOpenOrders


def open_orders(user: str, dex: str) -> StateOf:
    """Return what tells them; "" is the first dex, which has the spot orders too."""

    def frame(exchange: LocalExchange, now_ms: int) -> OpenOrdersFrame:
        orders = answers.answer(exchange, FrontendOpenOrdersRequest(user, dex), now_ms)
        return OpenOrdersFrame(UserOpenOrders(dex, user, orders))

    return frame
