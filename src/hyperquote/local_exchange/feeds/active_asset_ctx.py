"""activeAssetCtx: funding, open interest and marks of one coin, about once a second."""

from hyperquote.local_exchange import prices
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed, Timer
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.spot_listing import SpotListing
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.active_asset_ctx import (
    ActiveAssetCtxFrame,
    ActivePerpCtx,
    ActiveSpotAssetCtxFrame,
    ActiveSpotCtx,
)

INTERVAL_MS = 1_000


class ActiveAssetCtxFeed(Feed):
    """The whole context each time; the venue gives it no time field."""

    rank = 6

    def __init__(self, asset: int) -> None:
        super().__init__()
        self._asset = asset
        self._timer = Timer(INTERVAL_MS)

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the context as it is."""
        ctx = ActivePerpCtx(exchange.listings[self._asset].name, prices.asset_ctx(exchange, self._asset))
        return [encode(ActiveAssetCtxFrame(ctx))]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the context when it is due."""
        return self.first(exchange, now_ms) if self._timer.fires(now_ms) else []


class SpotAssetCtxFeed(Feed):
    """The same of a spot pair, in a channel of its own: volumes, prices and supply."""

    rank = 6

    def __init__(self, listing: SpotListing) -> None:
        super().__init__()
        self._listing = listing
        self._timer = Timer(INTERVAL_MS)

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return the context as it is."""
        ctx = ActiveSpotCtx(self._listing.name, prices.spot_ctx(exchange, self._listing))
        return [encode(ActiveSpotAssetCtxFrame(ctx))]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the context when it is due."""
        return self.first(exchange, now_ms) if self._timer.fires(now_ms) else []
