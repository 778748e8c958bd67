"""orderUpdates: every change of status of a user's orders, one frame a block."""

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.order_updates import OrderUpdate, OrderUpdatesFrame


class OrderUpdatesFeed(Feed):
    """No snapshot: open orders are asked for with an info request."""

    rank = 3
    has_snapshot = False

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's changes in the order of execution."""
        facts = block.orders.get(self._user)
        if not facts:
            return []
        updates = [
            OrderUpdate(shapes.open_order(fact, exchange.listings[fact.asset]), fact.status, fact.time_ms)
            for fact in facts
        ]
        return [encode(OrderUpdatesFrame(updates))]
