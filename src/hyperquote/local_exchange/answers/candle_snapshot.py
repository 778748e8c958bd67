"""candleSnapshot: candles of one coin."""

from hyperquote.info.requests.candle_snapshot import Candles, CandleSnapshotRequest
from hyperquote.local_exchange.candles import INTERVAL_MS
from hyperquote.local_exchange.exchange import LocalExchange


def answer(exchange: LocalExchange, request: CandleSnapshotRequest, now_ms: int) -> Candles:
    """Return candles that overlap the range, oldest first; none for a coin or interval that does not exist."""
    wanted = request.req
    asset = exchange.ids.get(wanted.coin)
    if asset is None or wanted.interval not in INTERVAL_MS:
        return []
    end_ms = now_ms if wanted.end_time is None else wanted.end_time
    return exchange.candles[asset].between(exchange.listings[asset], wanted.interval, wanted.start_time, end_ms)
