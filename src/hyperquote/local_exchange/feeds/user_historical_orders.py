"""userHistoricalOrders: changes of status in the full form, the recent ones first and then each block's."""

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.matching.facts import OrderFact
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.user_historical_orders import UserHistoricalOrders, UserHistoricalOrdersFrame


class UserHistoricalOrdersFeed(Feed):
    """The snapshot comes even when it is empty, oldest first; later frames do not say `isSnapshot`."""

    rank = 5

    def __init__(self, user: str) -> None:
        super().__init__()
        self._user = user

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the recent changes."""
        return [self._frame(exchange, exchange.records.order_changes(self._user), is_snapshot=True)]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's changes in the order of execution."""
        facts = block.orders.get(self._user)
        return [self._frame(exchange, facts, is_snapshot=False)] if facts else []

    def _frame(self, exchange: LocalExchange, facts: list[OrderFact], *, is_snapshot: bool) -> bytes:
        history = [shapes.order_record(fact, exchange.listings[fact.asset]) for fact in facts]
        told = UserHistoricalOrders(is_snapshot=is_snapshot, user=self._user, order_history=history)
        return encode(UserHistoricalOrdersFrame(told))
