"""updateIsolatedMargin: move money between the account and the pot of an isolated position."""

from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError, listing_of


def handle(exchange: LocalExchange, action: UpdateIsolatedMargin, account: str, now_ms: int) -> dict[str, str]:
    """Move it, or refuse in the venue's words."""
    exchange.count_request(account, 1)
    listing_of(exchange, action.asset)
    if error := exchange.core.update_isolated_margin(account, action.asset, action.ntli):
        raise ActionRefusedError(error)
    return DEFAULT
