"""l2Book: one book, whole, on a timer whether it changed or not."""

from hyperquote.info.requests.l2_book import L2Book
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed, Timer
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.l2_book import L2BookFrame, L2BookSubscription

FAST_DEPTH = 5


class L2BookFeed(Feed):
    """Twenty levels a side at the ordinary cadence, five at the fast one."""

    rank = 2

    def __init__(self, asset: int, subscription: L2BookSubscription, interval_ms: int) -> None:
        super().__init__()
        self._asset = asset
        self._subscription = subscription
        self._timer = Timer(interval_ms)

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the book as it is."""
        return [encode(L2BookFrame(self._book(exchange, now_ms)))]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the book when it is due."""
        if not self._timer.fires(now_ms):
            return []
        return [encode(L2BookFrame(self._book(exchange, now_ms)))]

    def _book(self, exchange: LocalExchange, now_ms: int) -> L2Book:
        market, listing, wanted = exchange.markets[self._asset], exchange.listings[self._asset], self._subscription
        if wanted.n_sig_figs is not None:
            return shapes.aggregated_book(market, listing, now_ms, wanted.n_sig_figs, wanted.mantissa or 1)
        if wanted.fast:
            book = shapes.book(market, listing, now_ms, FAST_DEPTH)
            return L2Book(book.coin, book.time, book.levels, fast=True)
        return shapes.book(market, listing, now_ms)
