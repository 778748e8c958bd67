"""twapHistory: the log of changes of status of TWAPs."""

from hyperquote.info.requests.twap_history import TwapHistoryRequest, TwapRecords
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: TwapHistoryRequest, now_ms: int) -> TwapRecords:
    """Return the changes, newest first."""
    changes = reversed(exchange.records.twap_changes(request.user.lower()))
    return [shapes.twap_record(change, exchange.listings[change.twap.asset]) for change in changes]
