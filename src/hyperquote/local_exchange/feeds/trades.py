"""trades: the tape of one coin, one frame a block."""

from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.trades import TradesFrame

REPLAYED = 30


class TradesFeed(Feed):
    """Begins with a replay of the last 30 trades, oldest first, in an ordinary frame."""

    rank = 0

    def __init__(self, asset: int) -> None:
        super().__init__()
        self._asset = asset

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the replay; nothing before the first trade."""
        listing = exchange.listings[self._asset]
        replay = [shapes.trade(fact, listing) for fact in exchange.records.trades(self._asset, REPLAYED)]
        return [encode(TradesFrame(replay))] if replay else []

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the block's trades in the order of execution."""
        facts = block.trades.get(self._asset)
        if not facts:
            return []
        listing = exchange.listings[self._asset]
        return [encode(TradesFrame([shapes.trade(fact, listing) for fact in facts]))]
