"""metaAndAssetCtxs: what is listed and how it trades."""

from hyperquote.info.requests.meta_and_asset_ctxs import MetaAndAssetCtxs, MetaAndAssetCtxsRequest
from hyperquote.local_exchange import prices
from hyperquote.local_exchange.answers.meta import universe
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: MetaAndAssetCtxsRequest, now_ms: int) -> MetaAndAssetCtxs:
    """Return universe and contexts, aligned by position."""
    return MetaAndAssetCtxs(universe(exchange, request.dex), prices.perp_ctxs(exchange, request.dex))
