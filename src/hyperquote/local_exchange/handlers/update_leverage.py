"""updateLeverage: choose the leverage of an asset."""

from hyperquote.exchange.actions.update_leverage import UpdateLeverage
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError, listing_of


def handle(exchange: LocalExchange, action: UpdateLeverage, account: str, now_ms: int) -> dict[str, str]:
    """Set it, or refuse in the venue's words."""
    exchange.count_request(account, 1)
    listing_of(exchange, action.asset)
    if error := exchange.core.set_leverage(account, action.asset, action.leverage, action.is_cross, now_ms):
        raise ActionRefusedError(error)
    return DEFAULT
