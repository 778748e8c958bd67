"""assetCtxs, allDexsAssetCtxs and spotAssetCtxs: whole lists of contexts, aligned with the universes."""

from hyperquote.local_exchange import prices
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.feeds.state import StateOf
from hyperquote.ws.channels.all_dexs_asset_ctxs import AllDexsAssetCtxs, AllDexsAssetCtxsFrame
from hyperquote.ws.channels.asset_ctxs import AssetCtxsFrame, DexAssetCtxs
from hyperquote.ws.channels.spot_asset_ctxs import SpotAssetCtxsFrame


def asset_ctxs(dex: str) -> StateOf:
    """Return what tells the contexts of one dex; "" is the first."""

    def frame(exchange: LocalExchange, now_ms: int) -> AssetCtxsFrame:
        return AssetCtxsFrame(DexAssetCtxs(dex, prices.perp_ctxs(exchange, dex)))

    return frame


def all_dexs_asset_ctxs(exchange: LocalExchange, now_ms: int) -> AllDexsAssetCtxsFrame:
    """Return the contexts of every dex, the first one's first."""
    return AllDexsAssetCtxsFrame(
        AllDexsAssetCtxs([(dex, prices.perp_ctxs(exchange, dex)) for dex in exchange.dex_names])
    )


def spot_asset_ctxs(exchange: LocalExchange, now_ms: int) -> SpotAssetCtxsFrame:
    """Return the contexts of all spot pairs."""
    return SpotAssetCtxsFrame(prices.spot_ctxs(exchange))
