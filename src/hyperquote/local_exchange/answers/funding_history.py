"""fundingHistory: the funding rates a coin has paid."""

from hyperquote.info.requests.funding_history import FundingHistoryRequest, FundingRate, FundingRates
from hyperquote.local_exchange.exchange import LocalExchange
from hyperquote.local_exchange.oracle import FundingRow
from hyperquote.local_exchange.texts import decimal_text

ROWS = 500


def answer(exchange: LocalExchange, request: FundingHistoryRequest, now_ms: int) -> FundingRates:
    """Return the oldest page of [start, end], oldest first; none when there is no such perp."""
    asset = exchange.ids.get(request.coin)
    if asset is None or asset not in exchange.oracle.assets:
        return []
    end_ms = now_ms if request.end_time is None else request.end_time
    paid = [row for row in exchange.oracle.assets[asset].history if request.start_time <= row.time_ms <= end_ms]
    return [
        FundingRate(request.coin, decimal_text(row.funding_e10, 10), _premium(row), row.time_ms) for row in paid[:ROWS]
    ]


def _premium(row: FundingRow) -> str:
    return decimal_text(round(row.mean_premium * 1e10), 10)
