"""twapCancel: end a TWAP."""

from hyperquote.exchange.actions.outcome import Error
from hyperquote.exchange.actions.twap_cancel import TwapCancel
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import listing_of


def handle(exchange: LocalExchange, action: TwapCancel, account: str, now_ms: int) -> dict[str, object]:
    """End it; what it traded stays traded."""
    exchange.count_request(account, 1)
    listing_of(exchange, action.asset)
    error = exchange.core.twaps.cancel(account, action.asset, action.twap_id, now_ms)
    return {"type": "twapCancel", "data": {"status": Error(error) if error else "success"}}
