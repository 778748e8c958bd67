"""cancelByCloid: cancel resting orders by client order id."""

from hyperquote.exchange.actions.cancel_by_cloid import CancelByCloid
from hyperquote.exchange.actions.outcome import Error
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import listing_of, statuses


def handle(exchange: LocalExchange, action: CancelByCloid, account: str, now_ms: int) -> dict[str, object]:
    """Cancel the latest order of each client id; those that are gone say so."""
    exchange.count_request(account, max(1, len(action.cancels)))
    for ref in action.cancels:
        listing_of(exchange, ref.asset)
    errors = [
        exchange.core.cancel_by_cloid(account, ref.asset, ref.cloid, now_ms, action.is_fast) for ref in action.cancels
    ]
    return statuses("cancel", [Error(error) if error else "success" for error in errors])
