"""recentTrades: the last ten trades of a coin."""

from hyperquote.info.requests.recent_trades import RecentTradesRequest, Trades
from hyperquote.local_exchange import shapes
from hyperquote.local_exchange.exchange import LocalExchange

ROWS = 10


def answer(exchange: LocalExchange, request: RecentTradesRequest, now_ms: int) -> Trades:
    """Return trades, newest first; none when the coin does not exist."""
    asset = exchange.ids.get(request.coin)
    if asset is None:
        return []
    return [shapes.trade(fact, exchange.listings[asset]) for fact in reversed(exchange.records.trades(asset, ROWS))]
