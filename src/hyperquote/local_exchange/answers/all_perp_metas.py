"""allPerpMetas: what is listed on every dex."""

from hyperquote.info.requests.all_perp_metas import AllPerpMetas, AllPerpMetasRequest
from hyperquote.local_exchange.answers.meta import universe
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: AllPerpMetasRequest, now_ms: int) -> AllPerpMetas:
    """Return one universe for each dex, the venue's own first."""
    return [universe(exchange), *(universe(exchange, dex.name) for dex in exchange.dexs)]
