"""spotMetaAndAssetCtxs: tokens and pairs, and what the pairs cost."""

from hyperquote.info.requests.spot_meta import SpotMetaRequest
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotMetaAndAssetCtxs, SpotMetaAndAssetCtxsRequest
from hyperquote.local_exchange import prices
from hyperquote.local_exchange.answers import spot_meta
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: SpotMetaAndAssetCtxsRequest, now_ms: int) -> SpotMetaAndAssetCtxs:
    """Return both; a context stands at the index of its pair."""
    meta = spot_meta.answer(exchange, SpotMetaRequest(), now_ms)
    return SpotMetaAndAssetCtxs(meta, prices.spot_ctxs(exchange))
