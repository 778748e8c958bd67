"""bbo: the top of one book, when a block changes it."""

from hyperquote.info.requests.l2_book import Level
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.bbo import Bbo, BboFrame


class BboFeed(Feed):
    """Says nothing while price, size and number of orders at the top stay what they were."""

    rank = 1

    def __init__(self, asset: int) -> None:
        super().__init__()
        self._asset = asset
        self._last: tuple[Level | None, Level | None] | None = None

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the top as it is."""
        return [self._frame(exchange, self._top(exchange), now_ms)]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the top if the block changed it."""
        if self._asset not in block.books and self._last is not None:
            return []
        top = self._top(exchange)
        if top == self._last:
            return []
        self._last = top
        return [self._frame(exchange, top, now_ms)]

    def _top(self, exchange: LocalExchange) -> tuple[Level | None, Level | None]:
        market, listing = exchange.markets[self._asset], exchange.listings[self._asset]
        bids, asks = market.levels(True, 1), market.levels(False, 1)
        return (
            shapes.level(bids[0], listing) if bids else None,
            shapes.level(asks[0], listing) if asks else None,
        )

    def _frame(self, exchange: LocalExchange, top: tuple[Level | None, Level | None], now_ms: int) -> bytes:
        return encode(BboFrame(Bbo(exchange.listings[self._asset].name, now_ms, top)))
