"""maxMarketOrderNtls: how large a market order may be."""

from hyperquote.info.requests.max_market_order_ntls import MaxMarketOrderNtls, MaxMarketOrderNtlsRequest
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.matching.order import IOC
from hyperquote.local_exchange.matching.refusals import max_order_micro
from hyperquote.local_exchange.texts import usd_text

_FIRST_OF_BRACKET = (25, 20, 10, 1)


def answer(exchange: LocalExchange, request: MaxMarketOrderNtlsRequest, now_ms: int) -> MaxMarketOrderNtls:
    """Return the limit for the lowest leverage of each bracket, highest first."""
    return [(leverage, usd_text(max_order_micro(leverage, IOC))) for leverage in _FIRST_OF_BRACKET]
