"""topUpIsolatedOnlyMargin: fill the pot of a strictly isolated position until it has a leverage."""

from hyperquote.errors import ValidationError
from hyperquote.exchange.actions.top_up_isolated_only_margin import TopUpIsolatedOnlyMargin
from hyperquote.local_exchange.clearing.house import LEVERAGE_INVALID
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.handlers.base import DEFAULT, ActionRefusedError, listing_of
from hyperquote.wire import units_of


def handle(exchange: LocalExchange, action: TopUpIsolatedOnlyMargin, account: str, now_ms: int) -> dict[str, str]:
    """Add what is missing, or refuse in the venue's words; a pot that is full already stays as it is."""
    exchange.count_request(account, 1)
    listing_of(exchange, action.asset)
    try:
        leverage_micro = units_of(action.leverage, 6)
    except ValidationError as error:
        raise ActionRefusedError(LEVERAGE_INVALID) from error
    if refusal := exchange.core.top_up_isolated(account, action.asset, leverage_micro):
        raise ActionRefusedError(refusal)
    return DEFAULT
