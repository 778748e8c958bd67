"""fastAssetCtxs: mark and mid of every coin, everything first and then what changed, packed."""

import zlib
from base64 import b64encode

from msgspec import UNSET

from hyperquote.local_exchange import prices, shapes
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.feed import Feed, Timer
from hyperquote.local_exchange.records import Block
from hyperquote.local_exchange.wire import encode
from hyperquote.ws.channels.fast_asset_ctxs import FastAssetCtx, FastAssetCtxs, FastAssetCtxsFrame

INTERVAL_MS = 500


class FastAssetCtxsFeed(Feed):
    """A newcomer is told what the others know already, so that the next changes are changes for all."""

    rank = 7

    def __init__(self) -> None:
        super().__init__()
        self._timer = Timer(INTERVAL_MS)
        self._known: FastAssetCtxs = {}

    def first(self, exchange: LocalExchange, now_ms: int) -> list[bytes]:
        """Return every coin as it was last told."""
        return [_packed(self._known)]

    def next(self, exchange: LocalExchange, block: Block, now_ms: int) -> list[bytes]:
        """Return the coins that changed, and of each only what did, when it is due."""
        if not self._timer.fires(now_ms):
            return []
        now = _everything(exchange)
        changes = {
            coin: _change(self._known.get(coin), ctx) for coin, ctx in now.items() if ctx != self._known.get(coin)
        }
        self._known = now
        return [_packed(changes)] if changes else []


def _everything(exchange: LocalExchange) -> FastAssetCtxs:
    return {
        coin: FastAssetCtx(prices.mark_text(exchange, asset), shapes.mid_text(exchange.markets[asset], listing))
        for coin, asset in sorted(exchange.ids.items())
        for listing in (exchange.listings[asset],)
    }


def _change(before: FastAssetCtx | None, now: FastAssetCtx) -> FastAssetCtx:
    if before is None:
        return now
    return FastAssetCtx(
        UNSET if now.mark_px == before.mark_px else now.mark_px,
        UNSET if now.mid_px == before.mid_px else now.mid_px,
    )


def _packed(ctxs: FastAssetCtxs) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return encode(FastAssetCtxsFrame(b64encode(packer.compress(encode(ctxs)) + packer.flush()).decode()))
