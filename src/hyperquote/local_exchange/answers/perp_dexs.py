"""perpDexs: only the venue's own."""

from hyperquote.info.requests.perp_dexs import PerpDexs, PerpDexsRequest
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: PerpDexsRequest, now_ms: int) -> PerpDexs:
    """Return the first dex, which is null; nobody deploys others here."""
    return [None]
