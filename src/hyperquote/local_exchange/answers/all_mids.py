"""allMids: the middle of every book."""

from hyperquote.info.requests.all_mids import AllMids, AllMidsRequest
from hyperquote.local_exchange import prices
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: AllMidsRequest, now_ms: int) -> AllMids:
    """Return mids by coin, sorted; a book with an empty side shows its last trade, before any the mark."""
    return prices.mids(exchange, request.dex)
