"""perpsAtOpenInterestCap: where no position can be opened by taking."""

from hyperquote.info.requests.perps_at_open_interest_cap import Coins, PerpsAtOpenInterestCapRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: PerpsAtOpenInterestCapRequest, now_ms: int) -> Coins:
    """Return the coins whose open interest had reached its cap when the last block began."""
    core = exchange.core
    return [
        exchange.listings[asset].name
        for asset in exchange.perps_of(request.dex)
        if core.assets[asset].conduct.is_at_cap(core.clearing.of(asset).mark_units(asset))
    ]
