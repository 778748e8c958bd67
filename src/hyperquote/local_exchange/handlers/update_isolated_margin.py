"""updateIsolatedMargin: there is only cross margin here."""

from hyperquote.exchange.actions.update_isolated_margin import UpdateIsolatedMargin
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import ActionRefusedError, listing_of


def handle(exchange: LocalExchange, action: UpdateIsolatedMargin, account: str, now_ms: int) -> dict[str, str]:
    """Refuse, as the venue does for a cross position."""
    exchange.count_request(account, 1)
    listing_of(exchange, action.asset)
    raise ActionRefusedError("Position does not use isolated margin.")
