"""historicalOrders: the log of status changes."""

from hyperquote.info.requests.historical_orders import HistoricalOrdersRequest, OrderRecords
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: HistoricalOrdersRequest, now_ms: int) -> OrderRecords:
    """Return the changes, newest first."""
    changes = reversed(exchange.records.order_changes(request.user.lower()))
    return [shapes.order_record(change, exchange.listings[change.asset]) for change in changes]
