"""candle: the forming bar of one coin, again whenever trades change it."""

from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.candle import CandleFrame


class CandleFeed(Feed):
    """One candle a frame; nothing marks the last push of a bar."""

    rank = 8

    def __init__(self, asset: int, interval: str) -> None:
        super().__init__()
        self._asset = asset
        self._interval = interval

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the forming bar; nothing while nobody traded in it."""
        listing = exchange.listings[self._asset]
        bars = exchange.candles[self._asset].between(listing, self._interval, now_ms, now_ms)
        return [encode(CandleFrame(bar)) for bar in bars]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the forming bar if the block traded."""
        return self.first(exchange, now_ms) if self._asset in block.trades else []
