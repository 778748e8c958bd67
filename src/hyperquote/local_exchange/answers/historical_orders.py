"""historicalOrders: the log of status changes."""

from hyperquote.info.requests.historical_orders import HistoricalOrdersRequest, OrderRecords
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.matching.facts import OrderFact


def answer(exchange: LocalExchange, request: HistoricalOrdersRequest, now_ms: int) -> OrderRecords:
    """Return the changes, newest first; of one millisecond those of the younger order first."""
    changes = exchange.records.order_changes(request.user.lower())[::-1]
    changes.sort(key=_newest_first)
    return [shapes.order_record(change, exchange.listings[change.asset]) for change in changes]


def _newest_first(change: OrderFact) -> tuple[int, int]:
    return -change.time_ms, -change.oid
