"""l2Book: one order book."""

from hyperquote.info.requests.l2_book import L2Book, L2BookRequest
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: L2BookRequest, now_ms: int) -> L2Book | None:
    """Return up to 20 levels a side, aggregated if asked; None when the coin does not exist."""
    asset = exchange.ids.get(request.coin)
    if asset is None:
        return None
    market, listing = exchange.markets[asset], exchange.listings[asset]
    if request.n_sig_figs is None:
        return shapes.book(market, listing, now_ms)
    return shapes.aggregated_book(market, listing, now_ms, request.n_sig_figs, request.mantissa or 1)
