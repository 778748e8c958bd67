"""predictedFundings: what funding is about to be charged."""

from hyperquote.info.requests.predicted_fundings import PredictedFundings, PredictedFundingsRequest, VenueFunding
from hyperquote.local_exchange.clearing.funding import HOUR_MS
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.texts import decimal_text

_OWN = "HlPerp"
_OTHERS = ("BinPerp", "BybitPerp")


def answer(exchange: LocalExchange, request: PredictedFundingsRequest, now_ms: int) -> PredictedFundings:
    """Return the running rate of each coin of the first dex; there are no other venues here."""
    due_ms = (now_ms // HOUR_MS + 1) * HOUR_MS
    rows: PredictedFundings = []
    for asset in exchange.perps_of(None):
        rate = decimal_text(exchange.oracle.assets[asset].funding_e10, 10)
        venues: list[tuple[str, VenueFunding | None]] = [(name, None) for name in _OTHERS]
        venues.insert(1, (_OWN, VenueFunding(rate, due_ms, 1)))
        rows.append((exchange.listings[asset].name, venues))
    return rows
