"""spotMetaAndAssetCtxs: no pairs, so no contexts."""

from hyperquote.info.requests.spot_meta import SpotMeta
from hyperquote.info.requests.spot_meta_and_asset_ctxs import SpotMetaAndAssetCtxs, SpotMetaAndAssetCtxsRequest
from hyperquote.local_exchange.answers.spot_meta import USDC
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: SpotMetaAndAssetCtxsRequest, now_ms: int) -> SpotMetaAndAssetCtxs:
    """Return USDC and an empty list."""
    return SpotMetaAndAssetCtxs(SpotMeta([], [USDC]), [])
